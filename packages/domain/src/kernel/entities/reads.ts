import type { Entity } from './entity.ts';
import type { FieldNameOfType, RecordOf, RefName } from './typed-record.ts';

/**
 * T-11: the most records that `many` returns; the next record that a person adds is refused. Chosen: a rule reads
 * each of them, under the tenant's lock.
 */
export const mostRead = 1_000;
/** T-11: the most references that a read follows. Each of them is a separate query to the database. */
export const mostRefs = 3;

/**
 * One reference of a read. `up`: from a record of `of` to the record of `kind` in its `field`. `down`: from a record
 * to those of `kind` whose `field` refers to it.
 */
export type ReadStep = {
  readonly way: 'up' | 'down';
  readonly of: string;
  readonly kind: string;
  readonly field: string;
};

/**
 * T-11: the records that a rule reads besides its own, as the engine executes the read. The values of a record don't
 * change which records its read reaches.
 */
export interface Read {
  readonly how: 'one' | 'many' | 'total';
  /** The kind of record from which it starts. */
  readonly from: string;
  /** The references to follow, starting at that record. */
  readonly steps: readonly ReadStep[];
  /** For a total: the field that is added up; without one, records are counted. */
  readonly sum?: string | undefined;
  /** For a total: the field whose values split it. */
  readonly per?: string | undefined;
}

declare const end: unique symbol;
declare const split: unique symbol;
/** A read of the one record above, through one or more references. */
export interface OneRead<From extends string, To extends Entity> extends Read {
  readonly how: 'one';
  readonly from: From;
  readonly [end]?: () => To; // only for the compiler
}
/** A read of all living records below. */
export interface ManyRead<From extends string, To extends Entity> extends Read {
  readonly how: 'many';
  readonly from: From;
  readonly [end]?: () => To; // only for the compiler
}
/** A read of a sum over all living records below: one figure, or one figure for each value of a field. */
export interface TotalRead<From extends string, Split extends boolean> extends Read {
  readonly how: 'total';
  readonly from: From;
  readonly [split]?: () => Split; // only for the compiler
}

type AnyOne = OneRead<string, Entity>;
type AnyMany = ManyRead<string, Entity>;
/** Reads that start at one kind, by the name that their rule uses. */
export type ReadsOf<Kind extends string> = Readonly<
  Record<string, OneRead<Kind, Entity> | ManyRead<Kind, Entity> | TotalRead<Kind, boolean>>
>;
type ReadValue<R> =
  R extends OneRead<string, infer To>
    ? RecordOf<To> | undefined
    : R extends ManyRead<string, infer To>
      ? readonly RecordOf<To>[]
      : R extends TotalRead<string, infer Split>
        ? Split extends true
          ? Readonly<Record<string, number>>
          : number
        : never;
/**
 * The values of reads as their rule gets them. A record above is absent where the reference is empty, or its target
 * is not alive.
 */
export type ReadValues<R> = { readonly [K in keyof R]: ReadValue<R[K]> };
/** The argument with the reads of a function: nothing where the function declares none. */
export type WithReads<R> = keyof R extends never ? unknown : { readonly read: ReadValues<R> };

/** The kind at which a read continues: a kind itself, or the end of another read. */
type EndOf<S> = S extends { readonly [end]?: () => infer To extends Entity } ? To : S extends Entity ? S : never;
type StartOf<S> = S extends Read ? S['from'] : S extends Entity ? S['name'] : never;
/** Fields of a kind by which its records refer to records of another one. */
type RefTo<E extends Entity, Target extends string> = {
  [K in RefName<E>]: E['fields'][K] extends { readonly targets: readonly (infer T)[] }
    ? Target extends T
      ? K
      : never
    : never;
}[RefName<E>];

type Start = { readonly from: string; readonly at: string; readonly steps: readonly ReadStep[] };
const isRead = (of: Entity | Read): of is Read => 'steps' in of;
const startAt = (of: Entity | Read): Start =>
  isRead(of)
    ? { from: of.from, at: of.steps.at(-1)?.kind ?? of.from, steps: of.steps }
    : { from: of.name, at: of.name, steps: [] };

/** Reads the record in a reference field. `from`: the kind of the referring record, or the read that leads to it. */
export const one = <
  S extends Entity | AnyOne,
  To extends Entity,
  K extends RefTo<EndOf<S>, To['name']> = RefTo<EndOf<S>, To['name']>,
>(
  from: S,
  field: K,
  to: To,
): OneRead<StartOf<S>, To> => {
  const start = startAt(from);
  const step: ReadStep = { way: 'up', of: start.at, kind: to.name, field };
  return { how: 'one', from: start.from as StartOf<S>, steps: [...start.steps, step] };
};

const downFrom = (kind: Entity, field: string, of: Entity | Read): Pick<Read, 'from' | 'steps'> => {
  const start = startAt(of);
  return { from: start.from, steps: [...start.steps, { way: 'down', of: start.at, kind: kind.name, field }] };
};

/**
 * Reads all living records of a kind whose `field` refers to a record. `of`: the kind of that record, or the read
 * that leads to it.
 */
export const many = <
  E extends Entity,
  S extends Entity | AnyOne | AnyMany,
  K extends RefTo<E, EndOf<S>['name']> = RefTo<E, EndOf<S>['name']>,
>(
  kind: E,
  field: K,
  of: S,
): ManyRead<StartOf<S>, E> => ({
  how: 'many',
  ...(downFrom(kind, field, of) as { from: StartOf<S>; steps: readonly ReadStep[] }),
});

/**
 * Reads the sum of a field over all living records of a kind whose `field` refers to a record. Without a field it is
 * their number. `per`: one figure for each value of that field; records in which it is empty count under ''. The sum
 * is exact to the field's decimals.
 */
export const total = <
  E extends Entity,
  S extends Entity | AnyOne | AnyMany,
  K extends RefTo<E, EndOf<S>['name']> = RefTo<E, EndOf<S>['name']>,
  P extends FieldNameOfType<E, 'choice' | 'text' | 'ref'> | undefined = undefined,
>(
  kind: E,
  field: K,
  {
    to,
    sum,
    per,
  }: { readonly to: S; readonly sum?: FieldNameOfType<E, 'number' | 'percent' | 'duration'>; readonly per?: P },
): TotalRead<StartOf<S>, P extends string ? true : false> => ({
  how: 'total',
  ...(downFrom(kind, field, to) as { from: StartOf<S>; steps: readonly ReadStep[] }),
  ...(sum === undefined ? {} : { sum }),
  ...(per === undefined ? {} : { per }),
});

/**
 * Throws, with the place and the expected form, where reads name a missing thing, start at another kind, or follow
 * too many references.
 */
export function checkReads(
  entities: ReadonlyMap<string, Entity>,
  {
    where,
    on,
    reads,
  }: { readonly where: string; readonly on: string; readonly reads: Readonly<Record<string, Read>> | undefined },
): void {
  for (const [name, read] of Object.entries(reads ?? {})) {
    const wrong = (what: string): never => {
      throw new Error(`${where}: read "${name}" ${what}`);
    };
    const { from, steps, sum, per } = read;
    if (from !== on) wrong(`starts at ${from}; it must start at ${on}`);
    if (steps.length > mostRefs) wrong(`follows ${steps.length} references; the most is ${mostRefs}`);
    for (const { way, of, kind, field } of steps) {
      for (const each of [of, kind]) if (!entities.has(each)) wrong(`reads ${each}, which no installed pack declares`);
      const [holder, target] = way === 'up' ? [of, kind] : [kind, of];
      const link = entities.get(holder)?.fields[field];
      if (link?.type !== 'ref' || !link.targets.includes(target))
        wrong(`goes by "${field}" of ${holder}, which is not a reference to ${target}`);
    }
    const last = entities.get(steps.at(-1)?.kind ?? '');
    const isSummed = (type: string | undefined): boolean =>
      type === 'number' || type === 'percent' || type === 'duration';
    if (sum !== undefined && !isSummed(last?.fields[sum]?.type)) wrong(`adds up "${sum}", which is not a number`);
    const splits = per === undefined ? undefined : last?.fields[per]?.type;
    if (per !== undefined && splits !== 'choice' && splits !== 'text' && splits !== 'ref')
      wrong(`is split by "${per}", which is not a choice, text or reference`);
  }
}
