import type { JsonValue } from '../json.ts';

/** S-4f: the life of a record in one field: alive, deleted, or "merged:<id of the survivor>". */
export type Life = 'alive' | 'deleted' | `merged:${string}`;

/** The visibility that a child has from its parent, written by the server. Null for records without a parent. */
export type Inherited = {
  readonly ownerId: string | null;
  readonly teamId: string | null;
  readonly sharedWith: readonly string[];
  /**
   * only of companions (K-4), and only on the server: the month of the last change of their record, as "2026-11". Absent
   * where records of its kind are not filed by month.
   */
  readonly month?: string;
};

/** K-1: one record. `fields` holds the entity's own fields; an empty field is absent or null. */
export type StoredRecord = {
  readonly id: string;
  readonly entity: string;
  readonly schema: number;
  /** The tenant clock's number of its newest change; 0 while the server has not confirmed it. */
  readonly version: number;
  readonly life: Life;
  readonly ownerId: string | null;
  readonly teamId: string | null;
  readonly sharedWith: readonly string[];
  readonly inherited: Inherited | null;
  readonly fields: Readonly<Record<string, JsonValue>>;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly updatedAt: string;
  readonly updatedBy: string;
};

/** Returns a living record without values. */
export const blankRecord = (id: string, entity: string): StoredRecord => ({
  id,
  entity,
  schema: 1,
  version: 0,
  life: 'alive',
  ownerId: null,
  teamId: null,
  sharedWith: [],
  inherited: null,
  fields: {},
  createdAt: '',
  createdBy: '',
  updatedAt: '',
  updatedBy: '',
});

/** Returns only the record, without a store's own properties. */
export function recordOf(document: StoredRecord): StoredRecord {
  return {
    id: document.id,
    entity: document.entity,
    schema: document.schema,
    version: document.version,
    life: document.life,
    ownerId: document.ownerId,
    teamId: document.teamId,
    sharedWith: document.sharedWith,
    inherited: document.inherited,
    fields: document.fields,
    createdAt: document.createdAt,
    createdBy: document.createdBy,
    updatedAt: document.updatedAt,
    updatedBy: document.updatedBy,
  };
}

/** Returns the id of the record that this one was merged into. */
export const mergedInto = (life: Life): string | undefined => (life.startsWith('merged:') ? life.slice(7) : undefined);

/** Returns the part of a record that determines its visibility: its parent's for a child, otherwise its own. */
export function visibilityOf(record: Pick<StoredRecord, 'inherited' | 'ownerId' | 'teamId' | 'sharedWith'>): Inherited {
  return record.inherited ?? { ownerId: record.ownerId, teamId: record.teamId, sharedWith: record.sharedWith };
}

/** Returns the value of a field or of one of the envelope's editable names; null where it is empty. */
export function valueIn(record: StoredRecord, name: string): JsonValue {
  switch (name) {
    case 'ownerId':
      return record.ownerId;
    case 'teamId':
      return record.teamId;
    case 'sharedWith':
      return record.sharedWith;
    case 'life':
      return record.life;
    default:
      return record.fields[name] ?? null;
  }
}

/** Returns the record with one field or envelope name set. The caller has parsed the value; it is not rechecked. */
export function withValue(record: StoredRecord, name: string, value: JsonValue): StoredRecord {
  switch (name) {
    case 'ownerId':
      return { ...record, ownerId: value as string | null };
    case 'teamId':
      return { ...record, teamId: value as string | null };
    case 'sharedWith':
      return { ...record, sharedWith: value as readonly string[] };
    case 'life':
      return { ...record, life: value as Life };
    default: {
      if (value !== null) return { ...record, fields: { ...record.fields, [name]: value } };
      const { [name]: _gone, ...rest } = record.fields; // an empty field is absent, so that equal records are equal JSON
      return { ...record, fields: rest };
    }
  }
}
