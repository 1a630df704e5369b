import type { Entity } from '../entities/entity.ts';
import { isWritable } from '../entities/fields.ts';
import type { Changes, FieldName, FieldNameOfType, RecordOf } from '../entities/typed-record.ts';
import type { JsonValue } from '../json.ts';

/** A record that a conversion makes, or an existing one that takes its place. */
export interface ConversionPart {
  /** Identifies the part within its conversion: "account". */
  readonly name: string;
  /** The part's heading, if not the label of its kind: "Next step". */
  readonly label?: string;
  /** The kind of record. */
  readonly entity: string;
  /** Whether a person may leave the part out. */
  readonly isOptional: boolean;
  /** Returns the part's first values. Without a title the part is proposed to be left out. */
  fields(from: { readonly record: never }): Readonly<Record<string, JsonValue | undefined>>;
  /** Fields that link to earlier parts: field → names of parts. It links to the first of these that is made. */
  readonly links: Readonly<Record<string, readonly string[]>>;
  /** The fields that a person fills in when the part is made. */
  readonly asks: readonly string[];
  /** Whether the person chooses the owner of the new record. Otherwise it is the person, or the owner of the part `ownerAs`. */
  readonly asksOwner: boolean;
  /** An earlier part with the same owner, if that part is made. */
  readonly ownerAs?: string;
}

/**
 * How a record becomes records of other kinds in one step: a lead an account, a contact and a deal. One act makes all
 * of it; its undo reverts all of it.
 */
export interface Conversion {
  /** The kind of record that is converted. */
  readonly on: string;
  /** The label of the act before and after it: "Convert", "Converted". */
  readonly label: string;
  readonly past: string;
  /** In the order in which they are made: a part links to earlier ones only. */
  readonly parts: readonly ConversionPart[];
  /** The values that the converted record gets. A record that has them all is converted already. */
  readonly sets: Readonly<Record<string, JsonValue>>;
  /** Fields of the converted record that name the records made from it: field → name of the part. */
  readonly names: Readonly<Record<string, string>>;
  /** The parts to which the records that belong to the converted one can move. They move to the first of these that is made. */
  readonly carries: readonly string[];
}

/** Declares a part of a conversion of `on`, made as a record of `makes`. */
export const conversionPart = <E extends Entity, P extends Entity>(
  _on: E,
  makes: P,
  declared: {
    readonly name: string;
    readonly label?: string;
    readonly isOptional?: true;
    readonly fields: (from: { readonly record: RecordOf<E> }) => {
      readonly [F in keyof Changes<P>]?: Changes<P>[F] | undefined;
    };
    readonly links?: { readonly [F in FieldNameOfType<P, 'ref'>]?: string | readonly string[] };
    readonly asks?: readonly FieldName<P>[];
    readonly asksOwner?: true;
    readonly ownerAs?: string;
  },
): ConversionPart => ({
  name: declared.name,
  ...(declared.label === undefined ? {} : { label: declared.label }),
  entity: makes.name,
  isOptional: declared.isOptional === true,
  fields: declared.fields as ConversionPart['fields'], // its caller passes records of `on`
  links: Object.fromEntries(
    Object.entries<string | readonly string[] | undefined>(declared.links ?? {}).flatMap(([field, to]) =>
      to === undefined ? [] : [[field, typeof to === 'string' ? [to] : to]],
    ),
  ),
  asks: declared.asks ?? [makes.title],
  asksOwner: declared.asksOwner === true,
  ...(declared.ownerAs === undefined ? {} : { ownerAs: declared.ownerAs }),
});

/** Declares how records of a kind are converted (T-2: it imports the kinds, and its pack lists it). */
export const conversion = <E extends Entity>(
  on: E,
  declared: {
    readonly label: string;
    readonly past: string;
    readonly parts: readonly ConversionPart[];
    readonly sets: Changes<E>;
    readonly names?: { readonly [F in FieldNameOfType<E, 'ref'>]?: string };
    readonly carries: readonly string[];
  },
): Conversion => ({ ...declared, on: on.name, names: declared.names ?? {} }) as Conversion; // changes of a kind are JSON by field

/** Throws with the place and the expected form where a conversion names a missing thing. */
export function checkConversion(
  entities: ReadonlyMap<string, Entity>,
  { on, parts, sets, names, carries }: Conversion,
): void {
  const wrong = (what: string): never => {
    throw new Error(`Conversion of ${on}: ${what}`);
  };
  const entity = entities.get(on);
  if (!entity) return wrong('no installed pack declares this kind');
  const earlier = new Map<string, Entity>();
  /** Checks that a ref field can name records of a part. */
  const checkLink = (of: Entity, field: string, part: string) => {
    const ref = of.fields[field];
    const target = earlier.get(part);
    if (ref?.type !== 'ref') wrong(`"${field}" is not a link of ${of.name}`);
    else if (!target) wrong(`"${field}" of ${of.name} names the part "${part}", which is not made before it`);
    else if (!ref.targets.includes(target.name))
      wrong(`"${field}" of ${of.name} cannot name records of ${target.name}`);
  };
  for (const part of parts) {
    const made = entities.get(part.entity);
    if (!made) return wrong(`part "${part.name}" is of ${part.entity}, which no installed pack declares`);
    if (earlier.has(part.name)) wrong(`there are two parts "${part.name}"`);
    for (const [field, others] of Object.entries(part.links)) for (const other of others) checkLink(made, field, other);
    if (part.ownerAs !== undefined && !earlier.has(part.ownerAs))
      wrong(`part "${part.name}" has the owner of "${part.ownerAs}", which is not made before it`);
    for (const name of part.asks) {
      const field = made.fields[name];
      if (!field || !isWritable(field)) wrong(`part "${part.name}" asks for "${name}", which a person cannot fill in`);
    }
    earlier.set(part.name, made);
  }
  for (const name of Object.keys(sets))
    if (!(name in entity.fields)) wrong(`it sets "${name}", which is not one of its fields`);
  if (Object.keys(sets).length === 0) wrong('it sets nothing, so a converted record could not be recognised');
  for (const [field, part] of Object.entries(names)) checkLink(entity, field, part);
  for (const part of carries)
    if (!earlier.has(part)) wrong(`records move to the part "${part}", which it does not make`);
}

/** Whether a record was converted already: it has all values that its conversion sets. */
export const isConverted = ({ sets }: Conversion, fields: Readonly<Record<string, JsonValue>>): boolean =>
  Object.entries(sets).every(([name, value]) => fields[name] === value);

/** Whether these changes would give a record that is not converted all values of a converted one. */
export const reachesConversion = (
  by: Conversion,
  fields: Readonly<Record<string, JsonValue>>,
  changes: Readonly<Record<string, JsonValue>>,
): boolean => !isConverted(by, fields) && isConverted(by, { ...fields, ...changes });

/**
 * Returns the field that would mark a record as converted although it names nothing that it became; `undefined` where that is not
 * so. A conversion without such names only marks the record.
 */
export function halfConverted(
  by: Conversion,
  before: Readonly<Record<string, JsonValue>>,
  after: Readonly<Record<string, JsonValue>>,
): string | undefined {
  const names = Object.keys(by.names);
  const isNamed = names.some((name) => typeof after[name] === 'string');
  return names.length > 0 && !isNamed && reachesConversion(by, before, after) ? Object.keys(by.sets)[0] : undefined;
}
