import type { Entity } from './entity.ts';
import type { FieldName, RecordOf } from './typed-record.ts';

/** What is wrong with a record: a sentence for a person that says what would be right, and the field to look at. */
export type Breach<Name extends string = string> = { readonly message: string; readonly field?: Name };

/**
 * S-4d: a rule that every living record of a kind keeps. It is checked on the merged record: on the device to answer at once, on the server
 * to decide.
 */
export interface Rule {
  /** The rule's id in its pack's README: "CRM-1". */
  readonly id: string;
  /** The kind of record. */
  readonly on: string;
  /** Nothing where the rule holds. `record` is one of the rule's kind: the engine sees to that. */
  check(at: { readonly record: never }): Breach | undefined;
}

/** A rule with its kind in its type. */
export interface RuleOf<E extends Entity> extends Rule {
  readonly on: E['name'];
  check(at: { readonly record: RecordOf<E> }): Breach<FieldName<E>> | undefined;
}

/** Declares a rule over the values of one kind (T-2: it imports the kind, and its pack lists it). */
export const rule = <E extends Entity>(
  on: E,
  declared: {
    readonly id: string;
    readonly check: (at: { readonly record: RecordOf<E> }) => Breach<FieldName<E>> | undefined;
  },
): RuleOf<E> => ({ ...declared, on: on.name });
