import { columnExpression, recordTable } from '@outpost/domain/kernel/query/sqlite-expression';
import type { JournalNotificationKind } from '../notification-kind.ts';
import { newValueOf } from './changed-value.ts';

const path = columnExpression;

/** Somebody else has moved a record of the person to another stage. */
export const moved: JournalNotificationKind = {
  id: 'moved',
  source: 'journal',
  where: ({ device, me }) => {
    const tables = new Set(device.lookups.recordTables().map(({ entity }) => entity));
    const terms = [...device.catalogue.entities.values()].flatMap(({ name, stages }) =>
      stages === undefined || !tables.has(name)
        ? []
        : [
            {
              sql: `(${path('row.entity')} = ? and ${newValueOf(stages)} is not null and ${path('record')} in
                (select id from ${recordTable(name)} where deleted = 0 and ${path('life')} = 'alive' and ${path('ownerId')} = ?))`,
              values: [name, me],
            },
          ],
    );
    if (terms.length === 0) return undefined;
    return {
      sql: `(${path('row.kind')} = 'changed' and (${terms.map(({ sql }) => sql).join(' or ')}))`,
      values: terms.flatMap(({ values }) => values),
    };
  },
  of: ({ entity, kind, changed }, { device }) => {
    const stages = device.catalogue.entities.get(entity)?.stages;
    const change = stages === undefined ? undefined : changed[stages];
    return stages !== undefined && change && kind === 'changed' ? { field: stages, value: change[1] } : undefined;
  },
};
