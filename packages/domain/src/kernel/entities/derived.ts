import type { Entity } from './entity.ts';
import type { ValueOfField } from './fields.ts';
import type { JsonValue } from '../json.ts';
import type { DerivedName, RecordOf } from './typed-record.ts';

/** T-16: how a field with the merge policy `derived` is worked out, whenever its record is written. */
export interface Derived {
  /** The kind of record. */
  readonly on: string;
  readonly field: string;
  /** The field's value, or nothing where it is to be empty. `record` is one of the kind: the engine sees to that. */
  work(at: { readonly record: never }): JsonValue | undefined;
}

/** A derived field with its kind in its type. */
export interface DerivedOf<E extends Entity, K extends DerivedName<E>> extends Derived {
  readonly on: E['name'];
  readonly field: K;
  work(at: { readonly record: RecordOf<E> }): (ValueOfField<E['fields'][K]> & JsonValue) | undefined;
}

/** Declares how a derived field follows from the other fields of its record. Pure: it reads no clock and no other record. */
export const derived = <E extends Entity, K extends DerivedName<E>>(
  on: E,
  field: K,
  work: DerivedOf<E, K>['work'],
): DerivedOf<E, K> => ({ on: on.name, field, work });
