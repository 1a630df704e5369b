import { type Edit, isCreate } from '../../kernel/acts/act.ts';
import type { Catalogue } from '../../kernel/catalogue/catalogue.ts';
import type { Entity } from '../../kernel/entities/entity.ts';
import { type FieldOf, refTarget } from '../../kernel/entities/fields.ts';
import { isId } from '../../kernel/ids.ts';
import type { JsonValue } from '../../kernel/json.ts';
import type { StoredRecord } from '../../kernel/entities/record.ts';

/**
 * Returns the target of a well-formed reference: its kind is one that the field allows, its id has the form of an id.
 * Nothing for other values.
 */
export function targetOf(
  field: FieldOf<'ref'>,
  value: JsonValue | undefined,
): { readonly entity: string; readonly id: string } | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  const target = refTarget(field, value);
  return field.targets.includes(target.entity) && isId(target.id) ? target : undefined;
}

/** Returns the ref field by which a record of this kind names its parent. */
export function parentField(entity: Entity): { readonly name: string; readonly field: FieldOf<'ref'> } | undefined {
  const field = entity.parent === undefined ? undefined : entity.fields[entity.parent];
  return entity.parent !== undefined && field?.type === 'ref' ? { name: entity.parent, field } : undefined;
}

/** Returns every field by which some kind of record names its parent, as "entity.field". */
export const parentFieldNames = ({ entities }: Catalogue): readonly string[] =>
  [...entities.values()].flatMap(({ name, parent }) => (parent === undefined ? [] : [`${name}.${parent}`]));

/** Returns the parent that a record names. */
export function parentOf(
  entity: Entity,
  fields: StoredRecord['fields'],
): { readonly entity: string; readonly id: string } | undefined {
  const parent = parentField(entity);
  return parent && targetOf(parent.field, fields[parent.name]);
}

type RefField = readonly [name: string, field: FieldOf<'ref'>];
const refFields = new WeakMap<Entity, readonly RefField[]>();

/** Returns the ref fields of an entity. Cached, because it is called several times for each record of a batch. */
function refFieldsOf(entity: Entity): readonly RefField[] {
  const known = refFields.get(entity);
  if (known) return known;
  const found = Object.entries(entity.fields).flatMap(([name, field]): RefField[] =>
    field.type === 'ref' ? [[name, field]] : [],
  );
  refFields.set(entity, found);
  return found;
}

/** Returns all references of a record: field → id of the target. */
export function targetsOf(entity: Entity, fields: StoredRecord['fields']): ReadonlyMap<string, string> {
  const targets = new Map<string, string>();
  for (const [name, field] of refFieldsOf(entity)) {
    const target = targetOf(field, fields[name]);
    if (target) targets.set(name, target.id);
  }
  return targets;
}

/** Returns the references that an edit writes; empty for an unknown kind. */
export function targetsIn({ entities }: Pick<Catalogue, 'entities'>, edit: Edit): ReadonlyMap<string, string> {
  const entity = entities.get(edit.entity);
  return entity ? targetsOf(entity, valuesIn(edit)) : new Map<string, string>();
}

/** Returns the values that an edit gives to fields. */
export const valuesIn = (edit: Edit): Readonly<Record<string, JsonValue>> =>
  isCreate(edit)
    ? edit.create.fields
    : Object.fromEntries(Object.entries(edit.fields).map(([name, [, to]]) => [name, to]));
