import { labelFrom } from '../../entities/entity.ts';
import type { Field, RequiredOfField, TypedField, ValueOfField } from '../../entities/fields.ts';
import type { Breach } from '../../entities/rule.ts';
import type { Entity } from '../../entities/entity.ts';
import type { Values } from '../../entities/typed-record.ts';
import type { SettingsOf } from '../settings.ts';

/** The input or the result of a calculation: fields by name. */
export type Shape = Readonly<Record<string, Field>>;
type TypedShape = Readonly<Record<string, TypedField>>;
/** Values of a shape: a field that is not required may be absent. */
export type ShapeValues<S extends TypedShape> = {
  readonly [K in keyof S as RequiredOfField<S[K]> extends true ? K : never]: ValueOfField<S[K]>;
} & { readonly [K in keyof S as RequiredOfField<S[K]> extends true ? never : K]?: ValueOfField<S[K]> };

/**
 * T-18: a pure, named function over values: "price this line". Its form, its command and its address in the API are
 * derived from its shapes, so that all of them return the same answer.
 */
export interface Calculation {
  /** "pack/name". */
  readonly name: string;
  readonly label: string;
  /** One sentence: the result, and how it is computed. */
  readonly summary: string;
  readonly icon: string;
  readonly takes: Shape;
  readonly gives: Shape;
  /** T-24: settings of the tenant that it uses. */
  readonly settings?: SettingsOf<Entity>;
  /** `values` fit `takes`, and `settings` are those that it names: `calculate` ensures it. */
  work(values: never, settings: never): object;
}

/** The answer of a calculation that has no result for these values: the reason, and the value to correct. */
export type Cannot<Name extends string = string> = { readonly cannot: Breach<Name> };

/** A calculation with its shapes in its type. */
export interface CalculationOf<
  N extends string,
  T extends TypedShape,
  G extends TypedShape,
  S extends Entity = never,
> extends Calculation {
  readonly name: N;
  readonly takes: T;
  readonly gives: G;
  work(values: ShapeValues<T>, settings: Values<S>): ShapeValues<G> | Cannot<keyof T & string>;
}

const namePattern = /^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/;
const labelled = (shape: Shape): Shape =>
  Object.fromEntries(
    Object.entries(shape).map(([name, field]) => [name, { ...field, label: field.label || labelFrom(name) }]),
  );

/** Declares a calculation. A pack lists it; it is pure and reads no clock. */
export function calculation<
  const N extends string,
  const T extends TypedShape,
  const G extends TypedShape,
  S extends Entity = never,
>(
  name: N,
  declared: {
    readonly label: string;
    readonly summary: string;
    readonly icon: string;
    readonly takes: T;
    readonly gives: G;
    readonly settings?: SettingsOf<S>;
    readonly work: (
      values: ShapeValues<T>,
      settings: NoInfer<Values<S>>,
    ) => ShapeValues<G> | Cannot<NoInfer<keyof T & string>>;
  },
): CalculationOf<N, T, G, S> {
  if (!namePattern.test(name)) throw new Error(`Calculation ${name}: a name is "pack/name" in lower case`);
  const { takes, gives } = declared;
  const { settings, ...own } = declared;
  const whole = { ...own, name, takes: labelled(takes) as T, gives: labelled(gives) as G }; // only labels are filled in
  return settings === undefined ? whole : { ...whole, settings };
}
