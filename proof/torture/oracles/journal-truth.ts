import { blankRecord, type StoredRecord, valueIn, withValue } from '@outpost/domain/kernel/entities/record';
import type { Truth } from './history-oracles.ts';
import { isWatched } from './who-sees.ts';
import type { JournalEntry } from './journal-oracles.ts';
import { SightedJournal } from './sights.ts';

/**
 * Returns all watched records, and the people who may see them, after these journal rows. Inherited values of
 * children are not in the rows.
 */
export function truthOf(rows: readonly JournalEntry[]): Truth {
  const sighted = new SightedJournal();
  const records = new Map<string, StoredRecord>();
  for (const row of rows) {
    const { n, kind, entity, record: id, changed } = row;
    sighted.take(row);
    if (entity === null || id === null || !isWatched(entity)) continue;
    if (kind === 'erased') {
      records.delete(id);
      continue;
    }
    let record = records.get(id) ?? blankRecord(id, entity);
    for (const [name, [, to]] of Object.entries(changed)) record = withValue(record, name, to);
    records.set(id, { ...record, version: n });
  }
  const visibleTo = (person: string) =>
    new Map(
      [...records].filter(([, record]) =>
        sighted.holds(person, { entity: record.entity, valueOf: (field) => valueIn(record, field) }),
      ),
    );
  return { records, visibleTo, saysInherited: false };
}
