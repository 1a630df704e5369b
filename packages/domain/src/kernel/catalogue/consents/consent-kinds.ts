import type { Entity } from '../../entities/entity.ts';
import { blankRecord, type StoredRecord } from '../../entities/record.ts';
import { asKind, type FieldNameOfType, type RecordOf } from '../../entities/typed-record.ts';
import type { Consent } from '../../messages/consent.ts';
import type { ContactChannel } from '../../messages/message.ts';
import type { Suppression } from '../../messages/suppression.ts';

/** The parts of a record by which it is read. */
type ReadRecord = Pick<StoredRecord, 'id' | 'entity' | 'fields'>;

/**
 * The kinds of record in which people's consents and a tenant's suppressions are kept, and how they are read. Generic code asks by
 * them and names no kind.
 */
export type ConsentKinds = {
  /** The kind of consents. Each record is a child of the person whose word it keeps. */
  readonly consent: string;
  /** Its reference to that person: its parent. */
  readonly person: string;
  readonly suppression: string;
  /** The field of a suppression with its address. */
  readonly address: string;
  /** Undefined for a record of another kind. */
  consentIn(record: ReadRecord): Consent | undefined;
  suppressionIn(record: ReadRecord): Suppression | undefined;
};

/** A stored field may be null. A typed one is absent then: a confirmation that is null is none. */
const withoutEmpty = ({ id, entity, fields }: ReadRecord): StoredRecord => ({
  ...blankRecord(id, entity),
  fields: Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)),
});

/** Declares a pack's kinds of consents and suppressions. Throws for a kind of consents without a parent. */
export function consentKinds<C extends Entity, S extends Entity>(declared: {
  readonly consent: C;
  readonly suppression: S;
  readonly address: FieldNameOfType<S, 'text'>;
  readonly consentOf: (fields: RecordOf<C>['fields']) => Omit<Consent, 'id'>;
  readonly suppressionOf: (fields: RecordOf<S>['fields']) => Omit<Suppression, 'id'>;
}): ConsentKinds {
  const { consent, suppression, address, consentOf, suppressionOf } = declared;
  if (consent.parent === undefined) throw new Error(`${consent.name} keeps consents, and has no parent`);
  return {
    consent: consent.name,
    person: consent.parent,
    suppression: suppression.name,
    address,
    consentIn(record) {
      const typed = asKind(consent, withoutEmpty(record));
      return typed && { id: record.id, ...consentOf(typed.fields) };
    },
    suppressionIn(record) {
      const typed = asKind(suppression, withoutEmpty(record));
      return typed && { id: record.id, ...suppressionOf(typed.fields) };
    },
  };
}

/**
 * Returns the fields of a kind of people by which a channel reaches them, if their keys can be looked up. The first that is filled in is
 * used: a text goes to a mobile telephone before another one.
 */
export function addressFieldsOf({ reach }: Pick<Entity, 'reach'>, channel: ContactChannel): readonly string[] {
  if (channel === 'post') return [];
  if (channel === 'email') return reach?.email === undefined ? [] : [reach.email];
  const fields = channel === 'text' ? [reach?.mobile, reach?.phone] : [reach?.phone, reach?.mobile];
  return fields.filter((field) => field !== undefined);
}
