import { useFormats, useMinute } from '@outpost/ui/formats/formats-context';
import { useMemo } from 'react';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { useRecordList } from '../../../queries/record-queries.ts';
import { useCatalogue } from '../../../records/use-entity.ts';
import { quietDays } from '@outpost/domain/kernel/catalogue/views';
import type { UseCardLines } from '../../../slots/pack-screens.ts';
import { stateLine } from './state-line.ts';

/** Returns the reference of tasks and activities to a record, as their `about` field contains it. */
const referenceTo = (record: ShownRecord): string => `${record.entity}:${record.id}`;

/** The longest list of values in one filter; fewer records than that are visible at once. */
const mostAsked = 400;

/**
 * Returns the line of state under each visible card: the next step, or the time without activity. Two queries for all cards
 * together. Records of kinds without stages have no next step, and no line.
 */
export const useDealCardLines: UseCardLines = (records) => {
  const formats = useFormats();
  const minute = useMinute();
  const { entities } = useCatalogue();
  const ids = useMemo(() => {
    const staged = records.filter(({ entity }) => entities.get(entity)?.stages !== undefined);
    return staged.map(referenceTo).toSorted().slice(0, mostAsked);
  }, [records, entities]);
  const isOff = ids.length === 0;
  const tasks = useRecordList(
    {
      entity: 'crm/task',
      where: { and: [{ field: 'about', op: 'one-of', value: ids }, { not: { field: 'done', op: 'is', value: true } }] },
      sort: [{ field: 'dueAt', direction: 'asc' }],
      limit: 1_000,
    },
    { isOff },
  );
  const activities = useRecordList(
    {
      entity: 'crm/activity',
      where: {
        and: [
          { field: 'about', op: 'one-of', value: ids },
          { field: 'happensAt', op: 'within', value: { direction: 'last', count: quietDays, unit: 'day' } },
        ],
      },
      sort: [{ field: 'happensAt', direction: 'desc' }],
      limit: 1_000,
    },
    { isOff },
  );
  return useMemo(() => {
    const firstOf = (rows: readonly ShownRecord[] | undefined) => {
      const found = new Map<string, ShownRecord>();
      for (const row of rows ?? []) {
        const about = row.fields['about'];
        if (typeof about === 'string' && !found.has(about)) found.set(about, row);
      }
      return found;
    };
    const nextTasks = firstOf(tasks.data?.rows);
    const latest = firstOf(activities.data?.rows);
    return (record) => {
      if (entities.get(record.entity)?.stages === undefined) return undefined;
      const key = referenceTo(record);
      return stateLine({ record, task: nextTasks.get(key), activity: latest.get(key), now: minute, formats });
    };
  }, [tasks.data, activities.data, entities, formats, minute]);
};
