import { isInstant } from '../entities/field-types.ts';
import type { StoredRecord } from '../entities/record.ts';

/** The end of the share of one record with one person (PLT-43), as stated by a record of the kind `PeopleEntities.shareEnd`. */
export type ShareEnd = {
  /** The kind and the id of the shared record. */
  readonly entity: string;
  readonly record: string;
  readonly person: string;
  /** "2026-12-03T17:00:00.000Z". */
  readonly endsAt: string;
};

/** Returns the key of a share. No two living ends have the same key: a renewal changes the existing end. */
export const shareEndKey = ({ record, person }: Pick<ShareEnd, 'record' | 'person'>): string => `${record} ${person}`;

/** Returns the end that a record states, or nothing where its fields are malformed. */
export function readShareEnd({ fields }: Pick<StoredRecord, 'fields'>): ShareEnd | undefined {
  const { about, person, endsAt } = fields;
  if (typeof about !== 'string' || typeof person !== 'string' || typeof endsAt !== 'string') return undefined;
  const [entity = '', record = ''] = about.split(':');
  return record === '' || !isInstant(endsAt) ? undefined : { entity, record, person, endsAt };
}

/** Returns the fields that contain the instant: a renewal changes these. */
export const endsAtFields = (endsAt: string): Readonly<Record<'name' | 'endsAt', string>> => ({
  name: `Until ${endsAt}`,
  endsAt,
});

/** Returns the fields of the record that states an end. */
export const shareEndFields = ({ entity, record, person, endsAt }: ShareEnd): Readonly<Record<string, string>> => ({
  ...endsAtFields(endsAt),
  about: `${entity}:${record}`,
  person,
  key: shareEndKey({ record, person }),
});

/** Whether one instant is after another. */
export const isAfter = (at: string, other: string): boolean => Date.parse(at) > Date.parse(other);
