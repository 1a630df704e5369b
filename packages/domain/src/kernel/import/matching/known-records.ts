import { foldText } from '../../text/fold-text.ts';
import type { StoredRecord } from '../../entities/record.ts';

/** The part of an existing record that the importer needs. */
export type KnownRecord = Pick<StoredRecord, 'id' | 'version' | 'fields' | 'ownerId' | 'teamId'>;

/**
 * The living records of the entities that an import makes or links. They are queried individually because they may exceed the
 * memory.
 */
export type KnownRecords = {
  /** Returns the records whose field has this text, compared by `keyText`; at most `mostAlike`. */
  readonly find: (entity: string, by: { readonly field: string; readonly text: string }) => readonly KnownRecord[];
  readonly byId: (entity: string, id: string) => KnownRecord | undefined;
  /** Returns the different texts of a field; null where there are more than `mostNames`. */
  readonly texts: (entity: string, field: string) => readonly string[] | null;
};

/** Chosen: the number of names among which a misspelling is sought. Among more names most words are near to some other. */
export const mostNames = 50_000;

/** Chosen: the number of records with one name that are compared with a row. Beyond it no value in a file tells them apart. */
export const mostAlike = 200;

/**
 * Returns the form in which texts are compared as keys: names are folded; e-mail addresses ignore only case, because josé@ and
 * jose@ are two people.
 */
export const keyText = (text: string): string => (text.includes('@') ? text.trim().toLowerCase() : foldText(text));

/** One entity's live records in memory, indexed by the texts of some fields. */
export type KnownKind = {
  readonly records: readonly KnownRecord[];
  /** By field, then by the field's `keyText`: all records with that text. */
  readonly by: ReadonlyMap<string, ReadonlyMap<string, readonly KnownRecord[]>>;
};

/** Indexes one entity's live records by the texts of these fields. A record without a text in a field is not found by it. */
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

/** Makes `KnownRecords` of records in memory, by entity, indexed by `knownBy`. */
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
