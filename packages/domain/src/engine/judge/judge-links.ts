import { inheritedFrom } from '../../kernel/access/access.ts';
import { entityOf } from '../../kernel/catalogue/catalogue.ts';
import { denied, notFound } from '../../kernel/access/denial.ts';
import type { Entity } from '../../kernel/entities/entity.ts';
import { type FieldOf, refValue } from '../../kernel/entities/fields.ts';
import type { JsonValue } from '../../kernel/json.ts';
import type { Inherited, StoredRecord } from '../../kernel/entities/record.ts';
import { type Refusal, type Result, accept, refuse } from '../../kernel/refusal.ts';
import type { Draft } from '../act/draft.ts';
import { parentOf, targetOf } from '../reads/references.ts';

const parentGone = (id: string): Refusal =>
  refuse('records/parent-gone', 'The record that this belongs to is gone, or is not shared with you.', { id });
const badReference = (entity: Entity, name: string): Refusal =>
  refuse('records/invalid', `${entity.fields[name]?.label ?? name} must name one record of a kind that it allows.`, {
    field: name,
  });

/**
 * Returns the value that a reference field must hold: the given value with its merged target followed. Null stays
 * null.
 */
export function mergeFollowed(
  draft: Draft,
  entity: Entity,
  at: { readonly name: string; readonly field: FieldOf<'ref'>; readonly value: JsonValue },
): Result<{ readonly value: JsonValue; readonly id: string | null; readonly entity: string }> {
  const { name, field, value } = at;
  if (value === null || value === '') return accept({ value: null, id: null, entity: '' });
  const target = targetOf(field, value);
  if (!target) return badReference(entity, name);
  const id = draft.survivorOf(target.id);
  return accept({ value: refValue(field, target.entity, id), id, entity: target.entity });
}

/**
 * Refuses a reference to a record that the author does not see; accepting it would disclose that the record exists
 * (A-5).
 */
export function judgeReference(
  draft: Draft,
  target: { readonly entity: string; readonly id: string },
): Refusal | undefined {
  const record = draft.present(target.id);
  if (!record && draft.isUnknown(target.id)) return undefined;
  return record?.entity === target.entity && draft.isInSight(target.id) ? undefined : notFound(target.id);
}

/**
 * A-3a: judges a child by its parent's present state. The parent must exist and be alive, and the author must see it
 * and may change it.
 */
export function judgeParent(
  draft: Draft,
  target: { readonly entity: string; readonly id: string },
): Refusal | undefined {
  const parent = draft.present(target.id);
  if (!parent && draft.isUnknown(target.id)) return undefined;
  if (!parent || parent.entity !== target.entity || !draft.isInSight(target.id) || parent.life !== 'alive')
    return parentGone(target.id);
  if (draft.author.may('update', parent)) return undefined;
  return denied(entityOf(draft.catalogue, parent.entity), 'update');
}

/** Yields the ancestors of a record, nearest first. */
export function* ancestorsOf(draft: Draft, record: StoredRecord): Generator<StoredRecord> {
  const passed = new Set([record.id]);
  for (let at = record; ;) {
    const target = parentOf(entityOf(draft.catalogue, at.entity), at.fields);
    const parent = target && draft.present(target.id);
    if (!parent || passed.has(parent.id)) return;
    passed.add(parent.id);
    yield parent;
    at = parent;
  }
}

/** Refuses a change of parent, or a merge, that would make a record its own ancestor. */
export function judgeCircle(draft: Draft, id: string, parentId: string): Refusal | undefined {
  const parent = draft.present(parentId);
  const closes =
    parentId === id || (parent !== undefined && [...ancestorsOf(draft, parent)].some((ancestor) => ancestor.id === id));
  return closes
    ? refuse('records/circle', "A record can't belong to itself, or to what belongs to it.", { id })
    : undefined;
}

/** Refuses a change of a record whose ancestor is deleted, unless the same act restores that ancestor. */
export function judgeAncestors(draft: Draft, record: StoredRecord): Refusal | undefined {
  for (const ancestor of ancestorsOf(draft, record)) {
    const before = draft.before(ancestor.id);
    if (ancestor.life !== 'alive' && before?.life !== 'alive') return parentGone(ancestor.id);
  }
  return undefined;
}

/** Returns the visibility that a record inherits from the parent in its fields, or null where they name none. */
export function inheritedIn(draft: Draft, entity: Entity, fields: StoredRecord['fields']): Inherited | null {
  const target = parentOf(entity, fields);
  if (!target) return null;
  const parent = draft.present(target.id);
  return parent ? inheritedFrom(parent) : { ownerId: null, teamId: null, sharedWith: [] };
}
