import type { Entity } from '../entities/entity.ts';
import { isEmptyValue } from '../entities/field-types.ts';
import type { Field, TypedField, ValueOfField } from '../entities/fields.ts';
import type { Given, Values } from '../entities/typed-record.ts';
import { hashedId } from '../hashed-id.ts';
import type { Id } from '../ids.ts';
import type { JsonValue } from '../json.ts';

type Fields = Readonly<Record<string, JsonValue>>;

/**
 * T-27: an upgrade that moves fields of one kind of record into records of another kind. That kind is a child, or one
 * half of a kind that is split. Each source record with a value in one of these fields gets one record of the other
 * kind. It is a pure function, so that the server, a device and an edit of the previous build produce the same record
 * (ADR 32).
 */
export interface KindsUpgrade {
  /** "pack/name". The ids of the made records are hashed from it: it never changes. */
  readonly name: string;
  /** The kind of record that loses the fields, and the schema number in which it has lost them. */
  readonly of: string;
  readonly schema: number;
  /** The lost fields, as the schema before declared them. */
  readonly was: Readonly<Record<string, Field>>;
  /** The kind of record that is made. */
  readonly into: string;
  /** By field of that kind: its value, or a function of the source. */
  readonly fields: Readonly<Record<string, JsonValue | ((source: never) => JsonValue | undefined)>>;
}

/** An upgrade with its kinds in its type. */
export interface KindsUpgradeOf<S extends Entity, W extends WasFields, T extends Entity> extends KindsUpgrade {
  readonly of: S['name'];
  readonly was: W;
  readonly into: T['name'];
}

type WasFields = Readonly<Record<string, TypedField>>;
type WasValues<W extends WasFields> = { readonly [K in keyof W]?: ValueOfField<W[K]> };
/**
 * The source as the functions of an upgrade read it. An edit may arrive before the source is complete, so any value
 * may be absent.
 */
type Source<S extends Entity, W extends WasFields> = {
  readonly id: Id<S['name']>;
  /** The lost fields. */
  readonly was: WasValues<W>;
  /** The fields that the source still has. */
  readonly record: Partial<Values<S>>;
};
/**
 * A value, or a function, for each field of the made record that may be given. Required fields must be present, and always have a
 * value.
 */
type Made<S extends Entity, W extends WasFields, T extends Entity> = {
  readonly [K in keyof Given<T>]: Given<T>[K] | ((source: Source<S, W>) => Given<T>[K]);
};

/**
 * Declares that fields of a kind have moved into another kind. The source's declaration no longer has them, and its
 * own `upgrades` (K-5) ignore them.
 */
export const kindsUpgrade = <S extends Entity, const W extends WasFields, T extends Entity>(
  of: S,
  into: T,
  declared: {
    readonly name: string;
    readonly schema: number;
    readonly was: W;
    readonly fields: Made<S, NoInfer<W>, T>;
  },
): KindsUpgradeOf<S, W, T> => ({
  name: declared.name,
  of: of.name,
  schema: declared.schema,
  was: declared.was,
  into: into.name,
  fields: declared.fields as KindsUpgrade['fields'], // called only with the source's values, as `Made` requires
});

/** Returns the id of the record that an upgrade makes of a source: the same on every device and on the server. */
export const madeId = ({ name }: KindsUpgrade, source: string): string => hashedId(name, source);

/** Returns the fields of the record that an upgrade makes of a source with these fields. Empty ones are left out. */
export function madeFields(
  { was, fields }: KindsUpgrade,
  source: { readonly id: string; readonly fields: Fields },
): Fields {
  const isLost = (name: string): boolean => Object.hasOwn(was, name);
  const entries = Object.entries(source.fields).filter(([, value]) => !isEmptyValue(value));
  const at = {
    id: source.id,
    was: Object.fromEntries(entries.filter(([name]) => isLost(name))),
    record: Object.fromEntries(entries.filter(([name]) => !isLost(name))),
  };
  const made = Object.entries(fields).map(
    ([name, work]) => [name, typeof work === 'function' ? work(at as never) : work] as const,
  ); // values of the source, as declared
  return Object.fromEntries(
    made.flatMap(([name, value]) => (value === undefined || value === null ? [] : [[name, value]])),
  );
}

/**
 * Returns the lost fields that a record, or an edit, still contains. A field that the tenant has since defined under
 * such a name is the tenant's own.
 */
export const lostNames = (
  { was }: KindsUpgrade,
  source: Entity,
  fields: Readonly<Record<string, unknown>>,
): readonly string[] =>
  Object.keys(was).filter((name) => Object.hasOwn(fields, name) && !Object.hasOwn(source.fields, name));

/** Whether an upgrade makes a record of a source with these fields: one of the lost fields has a value. */
export const makesRecord = (upgrade: KindsUpgrade, source: Entity, fields: Fields): boolean =>
  lostNames(upgrade, source, fields).some((name) => !isEmptyValue(fields[name]));

/** Throws where an upgrade does not fit the declared kinds. */
export function checkKindsUpgrade(entities: ReadonlyMap<string, Entity>, upgrade: KindsUpgrade): void {
  const wrong = (what: string): never => {
    throw new Error(`Upgrade ${upgrade.name}: ${what}`);
  };
  const [of, into] = [entities.get(upgrade.of), entities.get(upgrade.into)];
  if (!of) return wrong(`no installed pack declares ${upgrade.of}`);
  if (!into) return wrong(`no installed pack declares ${upgrade.into}`);
  if (of === into) wrong('a field that stays in its kind is upgraded by the kind itself');
  if (upgrade.schema < 2 || upgrade.schema > of.schema) wrong(`${of.name} has no schema ${upgrade.schema}`);
  const names = Object.keys(upgrade.was);
  if (names.length === 0) wrong('it moves no field');
  for (const name of names) if (name in of.fields) wrong(`${of.name} still has the field ${name}`);
  for (const name of Object.keys(upgrade.fields))
    if (!(name in into.fields)) wrong(`${into.name} has no field ${name}`);
  if (into.parent !== undefined && !(into.parent in upgrade.fields))
    wrong(`${into.name} needs its parent, ${into.parent}`);
}
