import { foldText } from '../../text/fold-text.ts';
import type { StoredRecord } from '../../entities/record.ts';

/** What the importer needs of a record that is there already. */
export type KnownRecord = Pick<StoredRecord, 'id' | 'version' | 'fields' | 'ownerId' | 'teamId'>;

/** The living records of the entities that an import makes or links, asked one by one: they may be more than memory holds. */
export type KnownRecords = {
  /** The records whose field has this text, compared by `keyText`; at most `mostAlike` of them. */
  readonly find: (entity: string, by: { readonly field: string; readonly text: string }) => readonly KnownRecord[];
  readonly byId: (entity: string, id: string) => KnownRecord | undefined;
  /** The different texts of a field, at most `mostNames` of them; null where there are more. */
  readonly texts: (entity: string, field: string) => readonly string[] | null;
};

/** Chosen: names among which a misspelling is sought. With more of them most words are near to some other. */
export const mostNames = 50_000;

/** Chosen: records of one name that are compared with a row. More of them are told apart by nothing that a file says. */
export const mostAlike = 200;

/** How texts are compared as keys: names folded, e-mail addresses by case alone, because josé@ and jose@ are two people's. */
export const keyText = (text: string): string => (text.includes('@') ? text.trim().toLowerCase() : foldText(text));

/** One entity's live records in memory, in order by the texts of some of their fields. */
export type KnownKind = {
  readonly records: readonly KnownRecord[];
  /** By field, then by the field's `keyText`: all records that have it. */
  readonly by: ReadonlyMap<string, ReadonlyMap<string, readonly KnownRecord[]>>;
};

/** Puts one entity's live records in order by the texts of these fields. Records without a text there are not found by it. */
export function knownBy(records: Iterable<KnownRecord>, ...fields: readonly string[]): KnownKind {
  const all = [...records];
  const by = new Map(fields.map((field) => [field, new Map<string, KnownRecord[]>()]));
  for (const [field, found] of by) {
    for (const record of all) {
      const text = record.fields[field];
      const key = typeof text === 'string' ? keyText(text) : '';
      if (key === '') continue;
      const list = found.get(key);
      if (list) list.push(record);
      else found.set(key, [record]);
    }
  }
  return { records: all, by };
}

/** Records that are in memory, by entity, in order by `knownBy`. */
export function knownInMemory(byEntity: ReadonlyMap<string, KnownKind> = new Map()): KnownRecords {
  const of = (entity: string): readonly KnownRecord[] => byEntity.get(entity)?.records ?? [];
  return {
    find: (entity, { field, text }) =>
      byEntity.get(entity)?.by.get(field)?.get(keyText(text))?.slice(0, mostAlike) ?? [],
    byId: (entity, wanted) => of(entity).find(({ id }) => id === wanted),
    texts: (entity, field) => [
      ...new Set(of(entity).flatMap(({ fields }) => (typeof fields[field] === 'string' ? fields[field] : []))),
    ],
  };
}
