import type { Entity } from './entity.ts';
import type { ValueOfField } from './fields.ts';
import type { JsonValue } from '../json.ts';
import type { OneRead, Read, WithReads } from './reads.ts';
import type { DerivedName, RecordOf } from './typed-record.ts';

/** T-16: how a field with the merge policy `derived` is computed, whenever its record is written. */
export interface Derived {
  /** The kind of record. */
  readonly on: string;
  readonly field: string;
  /** Only records above: records below change without a write of this record. */
  readonly reads?: Readonly<Record<string, Read>>;
  /** PLT-7: the fields that a tenant's formula reads. Absent for a pack's derived field. */
  readonly uses?: readonly string[];
  /**
   * Returns the field's value, or nothing where the field is to be empty. `record` is one of the kind, `read`
   * contains its reads' values: the engine ensures that.
   */
  work(at: { readonly record: never; readonly read: never }): JsonValue | undefined;
}

/** A derived field with its kind in its type. */
export interface DerivedOf<E extends Entity, K extends DerivedName<E>, R = object> extends Derived {
  readonly on: E['name'];
  readonly field: K;
  work(at: { readonly record: RecordOf<E> } & WithReads<R>): (ValueOfField<E['fields'][K]> & JsonValue) | undefined;
}

/**
 * Declares how a derived field is computed from the other fields of its record and from records above it (T-16).
 * Pure: it reads no clock. A change of a record above does not update the field.
 */
export const derived = <
  E extends Entity,
  K extends DerivedName<E>,
  const R extends Readonly<Record<string, OneRead<E['name'], Entity>>> = Record<never, never>,
>(
  on: E,
  field: K,
  how: DerivedOf<E, K>['work'] | { readonly reads: R; readonly work: DerivedOf<E, K, R>['work'] },
): DerivedOf<E, K, R> =>
  typeof how === 'function' ? { on: on.name, field, work: how } : { ...how, on: on.name, field };
