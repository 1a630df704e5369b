import { z } from 'zod';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { withoutSealed } from '../catalogue/sealed-group.ts';
import type { Entity } from '../entities/entity.ts';
import { type Field, type FieldTypeName, isWritable, numberSeriesOf } from '../entities/fields.ts';
import { foldText } from '../text/fold-text.ts';
import { parsePayloadPath, type PayloadPlace } from './payload-paths.ts';

/** Where the value of a field comes from: a place in the payload, or the same text for each delivery, written as in an import. */
const mappedSchema = z.union([
  z.strictObject({ from: z.string().min(1).max(300) }),
  z.strictObject({ is: z.string().min(1).max(2_000) }),
]);

/**
 * The effect of a delivery. `create`: it makes a record. `create-or-change`: it changes the record that `matchBy` finds, else makes one. `change`: it
 * changes that record, and is refused where there is none.
 */
export const sourceModes = ['create', 'create-or-change', 'change'] as const;
export type SourceMode = (typeof sourceModes)[number];

/** How a source makes a record of a payload. `matchBy`: the field by which an existing record is found. `isOwned`: new records belong to the source's person. */
export const sourceMappingSchema = z.strictObject({
  entity: z.string().max(120),
  mode: z.enum(sourceModes),
  matchBy: z.string().max(120).nullable(),
  isOwned: z.boolean(),
  fields: z.record(z.string().max(120), mappedSchema),
});
export type SourceMapping = z.output<typeof sourceMappingSchema>;
export type MappedValue = SourceMapping['fields'][string];

/** Chosen: more than any kind has. */
const mostFields = 200;

/** The types by whose values records are found. */
const matched: ReadonlySet<FieldTypeName> = new Set(['text', 'email', 'phone', 'number', 'choice', 'date']);

/** Whether a source can write a field: a usual value of the record, without its rights, its bytes and what the server computes. */
const isMappable = (field: Field): boolean =>
  isWritable(field) && !field.administered && field.dangerous !== true && field.type !== 'file' && numberSeriesOf(field) === undefined; // prettier-ignore

/** Returns the fields of a kind that a source can write, by name, in their order. */
export const mappableFields = ({ fields }: Pick<Entity, 'fields'>): readonly (readonly [string, Field])[] =>
  Object.entries(fields).filter(([, field]) => isMappable(field));

/** Returns the fields of a kind by which a record can be found. */
export const matchFields = (entity: Pick<Entity, 'fields'>): readonly (readonly [string, Field])[] =>
  mappableFields(entity).filter(([, { type }]) => matched.has(type));

/**
 * Returns the kinds that a source can make, in the order of the catalogue: not those with rights of people in them, and not records that
 * belong to one person alone.
 */
export const mappableKinds = (catalogue: Catalogue): readonly Entity[] =>
  [...withoutSealed(catalogue).entities.values()].filter(
    (entity) =>
      !entity.isRetired &&
      entity.audience !== 'own' &&
      mappableFields(entity).length > 0 &&
      Object.values(entity.fields).every((field) => !field.administered && field.dangerous !== true),
  );

/** A fault of a mapping: its place, such as `fields.email`, and a sentence. */
export type MappingProblem = { readonly at: string; readonly message: string };

/** Returns the first fault of a mapping. Undefined: a source can use it. */
export function mappingProblem(catalogue: Catalogue, mapping: SourceMapping): MappingProblem | undefined {
  const { mode, matchBy, fields } = mapping;
  const entity = mappableKinds(catalogue).find(({ name }) => name === mapping.entity);
  if (!entity) return { at: 'entity', message: `A webhook can’t make records of the kind “${mapping.entity}”.` };
  const mappable = new Map(mappableFields(entity));
  const entries = Object.entries(fields);
  if (entries.length === 0) return { at: 'fields', message: 'Choose where the value of one field comes from.' };
  if (entries.length > mostFields) return { at: 'fields', message: `At most ${mostFields} fields.` };
  for (const [name, mapped] of entries) {
    const at = `fields.${name}`;
    const field = mappable.get(name);
    if (!field) return { at, message: `${entity.label.one} has no field “${name}” that a webhook can write.` };
    if ('from' in mapped && parsePayloadPath(mapped.from) === undefined)
      return {
        at,
        message: `“${mapped.from}” is not a place in a payload. Write it like lead.email or items[0].name.`,
      };
  }
  const byField = matchBy === null ? undefined : new Map(matchFields(entity)).get(matchBy);
  if (mode !== 'create' && byField === undefined)
    return { at: 'matchBy', message: 'Choose the field by which an existing record is found.' };
  if (mode !== 'create' && matchBy !== null && !Object.hasOwn(fields, matchBy))
    return { at: 'matchBy', message: `Choose where the value of ${byField?.label ?? matchBy} comes from.` };
  return undefined;
}

/**
 * Returns the rights that a source needs for its mapping: to make, change and find records of its kind, and to see the records that these
 * refer to.
 */
export function grantsOfMapping(catalogue: Catalogue, { entity: kind, fields, mode }: SourceMapping): readonly string[] {
  const entity = catalogue.entities.get(kind);
  const actions = mode === 'create' ? ['create', 'read'] : mode === 'change' ? ['read', 'update'] : ['create', 'read', 'update'];
  const own = actions.map((action) => `${kind}:${action}@org`);
  const referred = Object.keys(fields).flatMap((name) => {
    const field = entity?.fields[name];
    return field?.type === 'ref' ? field.targets.map((target) => `${target}:read@org`) : [];
  });
  return [...new Set([...own, ...referred])].sort();
} // prettier-ignore

const plainWord = (text: string): string => foldText(text).replace(/[^\p{L}\p{N}]+/gu, '');

/**
 * Returns the fields of a kind that places of a payload are named like: by the field's name, its label, or a header under which files have it. A
 * place fills one field, and a field takes the first place.
 */
export function suggestedFields(entity: Pick<Entity, 'fields'>, places: readonly PayloadPlace[]): SourceMapping['fields'] {
  const taken = new Set<string>();
  const found: Record<string, MappedValue> = {};
  for (const [name, { label, importAs }] of mappableFields(entity)) {
    const words = new Set([name, label, ...importAs].map(plainWord));
    const place = places.find(({ path }) => {
      const steps = parsePayloadPath(path) ?? [];
      const last = steps.at(-1);
      const before = steps.at(-2);
      const isNamed = typeof last === 'string' && (words.has(plainWord(last)) || (typeof before === 'string' && words.has(plainWord(`${before} ${last}`))));
      return isNamed && !taken.has(path);
    });
    if (place === undefined) continue;
    taken.add(place.path);
    found[name] = { from: place.path };
  }
  return found;
} // prettier-ignore
