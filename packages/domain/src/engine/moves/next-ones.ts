import { type ChangeEdit, type CreateEdit, type Edit, isCreate } from '../../kernel/acts/act.ts';
import { followingValues } from '../../kernel/acts/following-values.ts';
import type { Catalogue } from '../../kernel/catalogue/catalogue.ts';
import type { Entity } from '../../kernel/entities/entity.ts';
import type { StoredRecord } from '../../kernel/entities/record.ts';

type Ground = {
  readonly catalogue: Pick<Catalogue, 'entities'>;
  /** The record as the author sees it. */
  readonly recordOf: (id: string) => StoredRecord | undefined;
  /** The author's present time, ISO 8601 UTC, and their time zone. */
  readonly at: string;
  readonly timeZone: string;
  readonly newId: () => string;
};

/** Whether an edit marks a record of a kind that can repeat as done. */
export const isDoneBy = ({ schedule }: Entity, { fields }: Pick<ChangeEdit, 'fields'>): boolean =>
  schedule?.repeat !== undefined &&
  schedule.series === undefined &&
  schedule.done !== undefined &&
  fields[schedule.done]?.[1] === true;

/**
 * Returns an author's edits with the record that follows each repeated one that they mark as done (T-19). It is part of the same
 * act, so one undo reverts both. A creation that follows such an edit already, as in an act that is made again, is not added
 * twice.
 */
export function withNextOnes(edits: readonly Edit[], ground: Ground): readonly Edit[] {
  const following = new Map<string, Edit>();
  const added = edits.flatMap((edit): readonly CreateEdit[] => {
    if (isCreate(edit)) return [];
    const entity = ground.catalogue.entities.get(edit.entity);
    if (!entity || !isDoneBy(entity, edit)) return [];
    const next = nextOf(entity, edit, ground);
    const present = next && edits.find((other) => isCreate(other) && isSameNext(entity, other, next));
    if (present) following.set(present.id, { ...present, follows: edit.id });
    return next === undefined || present ? [] : [next];
  });
  if (added.length === 0 && following.size === 0) return edits;
  return [...edits.map((edit) => following.get(edit.id) ?? edit), ...added];
}

/**
 * Whether an edit makes the record that follows a repeated one which its act marks as done. The device has made it: it holds nothing that a
 * person has entered.
 */
export function isNextOne({ entities }: Pick<Catalogue, 'entities'>, edits: readonly Edit[], edit: Edit): boolean {
  const of = isCreate(edit) ? edits.find(({ id }) => id === edit.follows) : undefined;
  const entity = of && entities.get(of.entity);
  return of !== undefined && entity !== undefined && !isCreate(of) && isDoneBy(entity, of);
}

/**
 * Whether a creation of the act is the record that follows already. A refused act that is made again, perhaps on a later day,
 * contains such a creation.
 */
const isSameNext = ({ name, title, schedule }: Entity, { entity, create: { fields } }: CreateEdit, next: CreateEdit) =>
  entity === name && fields[title] === next.create.fields[title] && (fields[schedule?.repeat ?? ''] ?? null) !== null;

function nextOf(entity: Entity, edit: ChangeEdit, ground: Ground): CreateEdit | undefined {
  const before = ground.recordOf(edit.id);
  if (!before || before.fields[entity.schedule?.done ?? ''] === true) return undefined;
  const changed = Object.entries(edit.fields).map(([name, [, to]]) => [name, to] as const);
  const values = { ...before.fields, ...Object.fromEntries(changed.filter(([name]) => name in entity.fields)) };
  const fields = followingValues(entity, values, { now: ground.at, timeZone: ground.timeZone });
  if (!fields) return undefined;
  const { ownerId, teamId, sharedWith } = before;
  return {
    id: ground.newId(),
    entity: entity.name,
    create: {
      fields,
      ownerId,
      teamId,
      sharedWith: [...sharedWith],
      schema: entity.schema,
    },
    follows: edit.id,
  };
}
