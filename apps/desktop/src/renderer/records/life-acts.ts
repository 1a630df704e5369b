import { isWritable } from '@outpost/domain/kernel/entities/fields';
import { cutLabel, mergeLabel } from '@outpost/domain/kernel/acts/act-label';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { isEmptyValue } from '@outpost/domain/kernel/entities/field-types';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { asWords } from '@outpost/ui/fields/json-shapes';
import type { ActRequest, ShownRecord } from '../../bridge/contract.ts';

/** Returns the act that deletes a record (K-6). It can be undone. */
export const deleteRequest = (entity: Entity, record: ShownRecord): ActRequest => ({
  label: cutLabel(`Deleted ${titleOf(entity, record)}`),
  edits: [{ entity: entity.name, id: record.id, fields: { life: 'deleted' } }],
});

/** Returns the act that restores a deleted record. */
export const restoreRequest = (entity: Entity, record: ShownRecord): ActRequest => ({
  label: cutLabel(`Restored ${titleOf(entity, record)}`),
  edits: [{ entity: entity.name, id: record.id, fields: { life: 'alive' } }],
});

/**
 * Returns the act that shares a record with these people. Its label names none of them: an external client who sees the record
 * reads the label in its history, but may not see people.
 */
export const shareRequest = (entity: Entity, record: ShownRecord, ids: readonly string[]): ActRequest => ({
  label: cutLabel(`${ids.length < record.sharedWith.length ? 'Stopped sharing' : 'Shared'} ${titleOf(entity, record)}`),
  edits: [{ entity: entity.name, id: record.id, fields: { sharedWith: [...ids].sort() } }],
});

/**
 * Returns the fields that the surviving record of a merge takes from the duplicate: those that it has empty, and the tags of
 * both.
 */
export function takenFrom(
  entity: Entity,
  survivor: ShownRecord,
  duplicate: ShownRecord,
): Readonly<Record<string, JsonValue>> {
  const taken: Record<string, JsonValue> = {};
  for (const [name, field] of Object.entries(entity.fields)) {
    const mine = survivor.fields[name] ?? null;
    const other = duplicate.fields[name] ?? null;
    if (isEmptyValue(other) || !isWritable(field) || field.merge === 'fixed') continue;
    if (isEmptyValue(mine)) taken[name] = other;
    else if (field.type === 'tags' && asWords(other).some((tag) => !asWords(mine).includes(tag)))
      taken[name] = [...new Set([...asWords(mine), ...asWords(other)])].sort();
  }
  return taken;
}

/** Returns the act that merges the duplicate into the surviving record (S-4f). The server repoints references. */
export function mergeRequest(entity: Entity, survivor: ShownRecord, duplicate: ShownRecord): ActRequest {
  const taken = takenFrom(entity, survivor, duplicate);
  return {
    label: mergeLabel(entity),
    edits: [
      ...(Object.keys(taken).length === 0 ? [] : [{ entity: entity.name, id: survivor.id, fields: taken }]),
      { entity: entity.name, id: duplicate.id, fields: { life: `merged:${survivor.id}` } },
    ],
  };
}
