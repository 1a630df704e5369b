import { foldText } from '../fold-text.ts';
import type { StoredRecord } from '../record.ts';

/** What the importer needs of a record that is there already. */
export type KnownRecord = Pick<StoredRecord, 'id' | 'version' | 'fields' | 'ownerId' | 'teamId'>;

/** Records by entity, then by the folded text of their key field; null where several records share it. */
export type KnownRecords = ReadonlyMap<string, ReadonlyMap<string, KnownRecord | null>>;

/** Puts one entity's live records in order by their key field. Records without a text there are not known by it. */
export function knownBy(records: Iterable<KnownRecord>, keyField: string): ReadonlyMap<string, KnownRecord | null> {
  const known = new Map<string, KnownRecord | null>();
  for (const record of records) {
    const key = record.fields[keyField];
    if (typeof key !== 'string' || foldText(key) === '') continue;
    const folded = foldText(key);
    known.set(folded, known.has(folded) ? null : record);
  }
  return known;
}
