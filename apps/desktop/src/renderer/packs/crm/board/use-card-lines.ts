import { useFormats, useNow } from '@outpost/ui/formats/formats-context';
import { useMemo } from 'react';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { useRecordList } from '../../../queries/record-queries.ts';
import { quietDays } from '@outpost/domain/kernel/catalogue/views';
import type { UseCardLines } from '../../../slots/pack-screens.ts';
import { stateLine } from './state-line.ts';

/** Returns references of tasks and activities to these records, as their `about` field contains them. */
const references = (records: readonly ShownRecord[]) => records.map((record) => `${record.entity}:${record.id}`).sort();

/** The longest list of values in one filter; fewer records than that are visible at once. */
const mostAsked = 400;

/**
 * Returns the line of state under each visible card: the next step, or the time without activity. Two queries for all cards
 * together.
 */
export const useDealCardLines: UseCardLines = (records) => {
  const formats = useFormats();
  const now = useNow();
  const ids = useMemo(() => references(records).slice(0, mostAsked), [records]);
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
      const key = `${record.entity}:${record.id}`;
      return stateLine({ record, task: nextTasks.get(key), activity: latest.get(key), now: now(), formats });
    };
  }, [tasks.data, activities.data, formats, now]);
};
