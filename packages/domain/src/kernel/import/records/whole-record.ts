import type { Edit } from '../../acts/act.ts';
import type { RecipeTarget } from '../../catalogue/import-recipe.ts';
import type { Entity } from '../../entities/entity.ts';
import { isEmptyValue } from '../../entities/field-types.ts';
import type { StoredRecord } from '../../entities/record.ts';
import { type JsonValue, sameJson } from '../../json.ts';
import type { KnownRecord } from '../matching/known-records.ts';
import type { Linked } from './name-links.ts';
import type { RecordDraft } from './record-draft.ts';

/** A record with all its values after the import of a row. */
export type WholeRecord = {
  readonly id: string;
  readonly fields: Readonly<Record<string, JsonValue>>;
  readonly ownerId: string | null;
  readonly teamId: string | null;
};

export type WholeRecordParts = {
  readonly target: RecipeTarget;
  /** The row's values, with its links. */
  readonly given: Readonly<Record<string, JsonValue>>;
  readonly linked: ReadonlyMap<string, Linked>;
  /** The existing record that the row means. */
  readonly before: KnownRecord | null;
  /** Given to a new record that the row assigns to nobody. */
  readonly owners: Pick<WholeRecord, 'ownerId' | 'teamId'>;
};

/** Applies a row to the existing record, or to none. */
export function wholeRecord(
  draft: RecordDraft,
  { target, given, linked, before, owners }: WholeRecordParts,
): WholeRecord {
  const said: Record<string, JsonValue> = { ...given };
  for (const { field, from } of target.through ?? []) {
    // The file does not contain this value; it is derived. So a value that a person has set since takes precedence.
    const isOpen = said[field] === undefined && (before === null || before[field] === null);
    const value = linked.get(from)?.found[field];
    if (isOpen && typeof value === 'string') said[field] = value;
  }
  const { ownerId, teamId, ...fields } = said;
  const envelope = {
    ownerId: typeof ownerId === 'string' ? ownerId : before ? before.ownerId : owners.ownerId,
    teamId: typeof teamId === 'string' ? teamId : before ? before.teamId : owners.teamId,
  };
  const base = { ...(before ? {} : target.defaults), ...before?.fields, ...fields };
  const linkNames = Object.fromEntries(draft.links.map(({ field, name }) => [field, name]));
  const filled = Object.entries(target.complete?.({ fields: base, ...envelope, linkNames } as never) ?? {}).filter(
    ([name, value]) => isEmptyValue(base[name]) && !isEmptyValue(value),
  );
  return { id: before?.id ?? draft.id, fields: { ...base, ...Object.fromEntries(filled) }, ...envelope };
}

/** Returns the edit that brings a record to the files' values, or null where it already has them. */
export function editFor(
  draft: RecordDraft,
  entity: Entity,
  { before: known, whole }: { readonly before: KnownRecord | null; readonly whole: WholeRecord },
): Edit | null {
  if (known === null) {
    return {
      id: whole.id,
      entity: draft.entity,
      create: {
        fields: { ...whole.fields },
        ownerId: whole.ownerId,
        teamId: whole.teamId,
        sharedWith: [],
        schema: entity.schema,
      },
    };
  }
  const before: Readonly<Record<string, JsonValue>> = { ...known.fields, ownerId: known.ownerId, teamId: known.teamId };
  const after: Readonly<Record<string, JsonValue>> = { ...whole.fields, ownerId: whole.ownerId, teamId: whole.teamId };
  const changed = Object.entries(after).filter(([name, value]) => !sameJson(before[name] ?? null, value));
  if (changed.length === 0) return null;
  return {
    id: whole.id,
    entity: draft.entity,
    seen: known.version,
    fields: Object.fromEntries(changed.map(([name, value]) => [name, [before[name] ?? null, value]])),
  };
}

/** Returns the record in the form that the entity's rules check. Its author and times do not matter to them. */
export function asStoredRecord(draft: RecordDraft, whole: WholeRecord): StoredRecord {
  const never = '1970-01-01T00:00:00.000Z';
  const made = { createdAt: never, createdBy: '', updatedAt: never, updatedBy: '' };
  return {
    entity: draft.entity,
    schema: 1,
    version: 0,
    life: 'alive',
    sharedWith: [],
    inherited: null,
    ...whole,
    ...made,
  };
}
