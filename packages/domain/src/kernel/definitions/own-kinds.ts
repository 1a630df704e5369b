import { z } from 'zod';
import { type Catalogue, withCarriers } from '../catalogue/catalogue.ts';
import { isOwnKindName, ownKindName } from '../catalogue/own-kind-name.ts';
import { ownKindRoles } from './own-kind-roles.ts';
import { type Entity, untypedEntity } from '../entities/entity.ts';
import { ref, text } from '../entities/fields.ts';
import { idOf } from '../ids.ts';
import { type RefusalOf, accept, refuse } from '../refusal.ts';

/** Chosen: each set costs a lookup with each new record, and more than a few fields together are hardly ever the same. */
export const [mostUniqueSets, mostInUniqueSet] = [5, 4];

/** K-3: a tenant's own kind of record as its definition record describes it. */
export const kindDefinitionSchema = z.object({
  /**
   * Hyphens are allowed only between words: devices name tables and indexes after the kind, and separate the parts by two
   * underscores.
   */
  name: z
    .string()
    .max(40)
    .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be a short word in lower case, such as "service-visit"'),
  label: z.string().min(1),
  labelMany: z.string().min(1),
  icon: z.string().exactOptional(),
  /** The kind of the records' parents, whose visibility they have (A-3a). */
  belongsTo: z.string().exactOptional(),
  /** The columns that a list shows first. A name that is not a field of the kind is left out. */
  listed: z.array(z.string()).exactOptional(),
  /**
   * The choice field with the stages of its records (T-19). A name that is not a choice field of the kind is left out.
   */
  stages: z.string().exactOptional(),
  /** The choice field with their pipelines, where it has stages (PLT-16). An empty field means its first option. */
  pipelines: z.string().exactOptional(),
  /**
   * PLT-39: sets of fields of which no two living records have the same values (S-4e). A set that names a missing field, or one
   * without an order, is left out.
   */
  unique: z.array(z.array(z.string()).min(1).max(mostInUniqueSet)).max(mostUniqueSets).exactOptional(),
  ...ownKindRoles,
});
export type KindDefinition = z.infer<typeof kindDefinitionSchema>;

/** The field by which the records of an own kind name their parent. */
const ownParentField = 'parent';

/**
 * Whether the records of a kind belong to records of any kind that carries them, like tasks, directly or through other
 * own kinds. If a child of such a kind carried tasks, a kind would belong to itself through tasks.
 */
function isUnderCarried({ name, parent, fields, carries }: Entity): boolean {
  const field = parent === undefined ? undefined : fields[parent];
  if (field?.type === 'ref' && field.carrying !== undefined) return true;
  return isOwnKindName(name) && !carries.includes('tasks');
}

function entityFrom(definition: KindDefinition, parent: Entity | undefined): Entity {
  const { name, label, labelMany, icon } = definition;
  return untypedEntity(ownKindName(name), {
    label: { one: label, many: labelMany },
    ...(icon === undefined || icon === '' ? {} : { icon }),
    title: 'name',
    byWildcard: true,
    carries: parent !== undefined && isUnderCarried(parent) ? ['files'] : ['activities', 'tasks', 'files'],
    fields: {
      // Files use the kind's own label as that column's header, as for built-in kinds.
      name: text({ required: true, searched: true, importAs: [label, `${label} name`] }),
      ...(parent ? { [ownParentField]: ref(idOf(parent.name), { label: parent.label.one, required: true }) } : {}),
    },
    ...(parent ? { parent: ownParentField } : {}),
    indexes: [
      ['name'],
      ...(parent ? [[ownParentField, 'name']] : []),
      ['ownerId', 'name'],
      ['updatedAt'],
      ['createdAt'],
    ],
  });
}

/** A definition with its place in the given list: its contents, or the reason why it is skipped. */
export type ReadDefinition<T> =
  { readonly place: number; readonly definition: T } | { readonly place: number; readonly refusal: DefinitionRefusal };
export type DefinitionRefusal = RefusalOf<'records/invalid'> | RefusalOf<'records/unknown-entity'>;

/** Returns the refusal of a definition, with its wrong field. */
export const badDefinition = (message: string, field: string): RefusalOf<'records/invalid'> =>
  refuse('records/invalid', message, { field, rule: 'K-3' });

/** Returns the first error that zod found, as a sentence. */
export function misread({ issues }: z.ZodError): RefusalOf<'records/invalid'> {
  const [first] = issues;
  const field = String(first?.path[0] ?? 'name');
  return badDefinition(`${field} ${first?.message ?? 'is not of the right form'}.`, field);
}

/**
 * Returns the catalogue with a tenant's own kinds of record after those of the build, parents before children (S-8).
 * Retired kinds are in it too, marked as such: their records stay filed, are repointed and erased like all others,
 * and histories name them.
 *
 * A definition is skipped with `records/invalid` in three cases. It can't be read. Another kind has its name already
 * (living kinds come first). It belongs to a missing kind or, through others, to itself.
 */
export function withOwnKinds(
  catalogue: Catalogue,
  written: readonly { readonly fields: unknown; readonly isRetired: boolean }[],
): { readonly catalogue: Catalogue; readonly read: readonly ReadDefinition<KindDefinition>[] } {
  const entities = new Map(catalogue.entities);
  const read: ReadDefinition<KindDefinition>[] = [];
  const waiting = new Map<string, { readonly place: number; readonly definition: KindDefinition }>();
  const inTurn = [...written.entries()].sort(([, a], [, b]) => Number(a.isRetired) - Number(b.isRetired));
  for (const [place, { fields }] of inTurn) {
    const one = readKind(fields);
    if (!one.ok) read.push({ place, refusal: one });
    else if (waiting.has(one.value.name)) read.push({ place, refusal: nameTaken(one.value.name) });
    else waiting.set(one.value.name, { place, definition: one.value });
  }
  for (let grows = true; grows;) {
    grows = false;
    for (const [name, { place, definition }] of waiting) {
      const parent = definition.belongsTo === undefined ? undefined : entities.get(definition.belongsTo);
      if (definition.belongsTo !== undefined && !parent) continue;
      const own = entityFrom(definition, parent);
      entities.set(own.name, written[place]?.isRetired === true ? { ...own, isRetired: true } : own);
      read.push({ place, definition });
      waiting.delete(name);
      grows = true;
    }
  }
  if (entities.size > catalogue.entities.size)
    for (const entity of entities.values()) entities.set(entity.name, withCarriers(entity, entities.values()));
  for (const { place, definition } of waiting.values()) read.push({ place, refusal: noParent(definition, waiting) });
  return { catalogue: { ...catalogue, entities }, read: read.sort((a, b) => a.place - b.place) };
}

function readKind(
  fields: unknown,
): { readonly ok: true; readonly value: KindDefinition } | RefusalOf<'records/invalid'> {
  const read = kindDefinitionSchema.safeParse(fields);
  if (!read.success) return misread(read.error);
  const { belongsTo, ...rest } = read.data;
  return accept(belongsTo === undefined || belongsTo === '' ? rest : { ...rest, belongsTo });
}

/** Returns the refusal of a name that another kind has already. */
export const nameTaken = (name: string): RefusalOf<'records/invalid'> =>
  badDefinition(`There is a kind of record called "${name}" already. Choose another name.`, 'name');

function noParent(
  { label, belongsTo = '' }: KindDefinition,
  waiting: ReadonlyMap<string, unknown>,
): RefusalOf<'records/invalid'> {
  const isCircle = isOwnKindName(belongsTo) && waiting.has(belongsTo.slice(ownKindName('').length));
  return isCircle
    ? badDefinition(`${label} would belong to itself, through its parent.`, 'belongsTo')
    : badDefinition(`${label} can't belong to "${belongsTo}": there is no such kind of record.`, 'belongsTo');
}
