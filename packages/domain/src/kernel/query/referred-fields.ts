import type { Catalogue } from '../catalogue/catalogue.ts';
import { isHiddenField } from '../catalogue/stages/pipelines-of.ts';
import type { Entity } from '../entities/entity.ts';
import { type Field, type FieldOf, namesKind, refTarget } from '../entities/fields.ts';
import type { JsonValue } from '../json.ts';
import type { StoredRecord } from '../entities/record.ts';
import { askedAt } from './query-path.ts';

/** A field of the records that a reference names. Filters, orders, groups and columns use it by its path. */
export type ReferredField = {
  /** "account.sector". */
  readonly path: string;
  /** "Account: Sector". */
  readonly label: string;
  /** The name of the reference, "account", and its declaration. */
  readonly through: string;
  readonly reference: FieldOf<'ref'>;
  readonly target: Entity;
  /** The name of the field in the target, "sector", and its declaration. */
  readonly name: string;
  readonly field: Field;
};

/** The only part of the envelope that is a referred field. */
const ownerName = 'ownerId';

/** Returns the one kind of record that a reference names; undefined where it can name several, or only retired ones. */
function targetOf(catalogue: Catalogue, field: Field | undefined): Entity | undefined {
  if (field?.type !== 'ref' || field.targets.length !== 1 || namesKind(field)) return undefined;
  const target = catalogue.entities.get(field.targets[0] ?? '');
  return target?.isRetired === true ? undefined : target;
}

/**
 * Returns the referred field at a path. Undefined for any other path: a field of the record itself, an unknown, retired or hidden
 * field, a roll-up, and a path through a reference to several kinds (`askedAt`).
 */
export function referredField(catalogue: Catalogue, entity: Entity, path: string): ReferredField | undefined {
  const [through = '', name, ...more] = path.split('.');
  if (name === undefined || more.length > 0) return undefined;
  const reference = Object.hasOwn(entity.fields, through) ? entity.fields[through] : undefined;
  const target = targetOf(catalogue, reference);
  if (reference?.type !== 'ref' || !target) return undefined;
  if (name !== ownerName && (!Object.hasOwn(target.fields, name) || isHiddenField(target, name))) return undefined;
  const asked = askedAt(catalogue, entity, { path, where: path });
  if (!asked.ok) return undefined;
  const { field } = asked.value;
  return { path, label: `${reference.label}: ${field.label}`, through, reference, target, name, field };
}

/**
 * Returns all fields of the records to which a kind refers, reference by reference: first those that the lists of the target show,
 * then the others, then the owner. Questions go through one reference only.
 */
export function referredFields(catalogue: Catalogue, entity: Entity): readonly ReferredField[] {
  return Object.entries(entity.fields).flatMap(([through, reference]) => {
    const target = targetOf(catalogue, reference);
    if (!target) return [];
    const names = new Set([...target.listed, ...Object.keys(target.fields), ownerName]);
    return [...names].flatMap((name) => referredField(catalogue, entity, `${through}.${name}`) ?? []);
  });
}

/** Returns the id of the record that a record names by the reference of a referred field. */
export function referredId(
  { through, reference }: ReferredField,
  record: Pick<StoredRecord, 'fields'>,
): string | undefined {
  const value = record.fields[through];
  return typeof value === 'string' ? refTarget(reference, value).id : undefined;
}

/** Returns the value of a referred field in the record at the end of the reference; null where it is empty. */
export const referredValue = ({ name }: ReferredField, target: Pick<StoredRecord, 'fields' | 'ownerId'>): JsonValue =>
  name === ownerName ? target.ownerId : (target.fields[name] ?? null);
