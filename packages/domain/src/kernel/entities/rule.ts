import type { Entity } from './entity.ts';
import type { Read, ReadsOf, WithReads } from './reads.ts';
import type { FieldName, RecordOf } from './typed-record.ts';

/**
 * ADR 27: the size of a breach at each of its places: `{ 'van-1': 5 }`. A breach is new at a place where there was none, or a
 * smaller one. People are shown neither place nor size.
 */
export type Sizes = Readonly<Record<string, number>>;
/** A breach of a rule by a record: a sentence for a person with the expected value, and the field to correct. */
export type Breach<Name extends string = string> = {
  readonly message: string;
  readonly field?: Name | undefined;
  /** Only for a rule with reads. Left out: the breach has one place and the size 1. */
  readonly sizes?: Sizes;
};

/**
 * S-4d: a rule that every living record of a kind must satisfy. It is checked on the merged record: on the device to
 * answer immediately, on the server to decide. T-12: a rule with reads is judged at the end of an act that writes its
 * record, or a record that its `many` or `total` reach. It refuses only new breaches.
 */
export interface Rule {
  /** The rule's id in its pack's README: "CRM-1". */
  readonly id: string;
  /** The kind of record. */
  readonly on: string;
  readonly reads?: Readonly<Record<string, Read>>;
  /**
   * Returns nothing where the rule is satisfied. `record` is one of the rule's kind, `read` contains its reads'
   * values, and `catalogue` the tenant's kinds of record (`catalogueRule`): the engine ensures that.
   */
  check(at: { readonly record: never; readonly read: never; readonly catalogue: never }): Breach | undefined;
}

/** A rule with its kind in its type. */
export interface RuleOf<E extends Entity, R = object> extends Rule {
  readonly on: E['name'];
  check(at: { readonly record: RecordOf<E> } & WithReads<R>): Breach<FieldName<E>> | undefined;
}

/**
 * T-13: the answer of a function with reads. Its sentence is a fixed text of the declaration, so it discloses no
 * figures.
 */
export type FixedBreach<Name extends string, R, M extends string> = Omit<Breach<Name>, 'message'> & {
  readonly message: M & (keyof R extends never ? unknown : Record<never, never> extends Record<M, 1> ? never : unknown);
};

/**
 * Declares a rule over the values of one kind and the values of its reads (T-2: it imports the kind, and its pack
 * lists it).
 */
export const rule = <E extends Entity, M extends string, const R extends ReadsOf<E['name']> = Record<never, never>>(
  on: E,
  declared: {
    readonly id: string;
    readonly reads?: R;
    readonly check: (
      at: { readonly record: RecordOf<E> } & WithReads<R>,
    ) => FixedBreach<FieldName<E>, R, M> | undefined;
  },
): RuleOf<E, R> => ({ ...declared, on: on.name });
