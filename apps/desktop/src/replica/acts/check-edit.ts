import { isWritable } from '@outpost/domain/kernel/fields';
import { type ChangeEdit, type CreateEdit, type Edit, isCreate } from '@outpost/domain/kernel/act';
import {
  actionsOf,
  can,
  isSharedTooWidely,
  mostShared,
  type Principal,
  untouchable,
} from '@outpost/domain/kernel/access';
import { entityOf, unknownEntity } from '@outpost/domain/kernel/catalogue';
import { denied, writtenByServer } from '@outpost/domain/kernel/denial';
import type { Entity } from '@outpost/domain/kernel/entity';
import { type EnvelopeName, envelopeNames, isEnvelopeName } from '@outpost/domain/kernel/envelope';
import { isEmptyValue } from '@outpost/domain/kernel/field-types';
import { idSchema } from '@outpost/domain/kernel/ids';
import { peopleNamed, unknownPerson, unknownTeam } from '@outpost/domain/kernel/people-named';
import { noFieldCalled } from '@outpost/domain/kernel/nearest-word';
import { mergedInto, type Life, type StoredRecord } from '@outpost/domain/kernel/record';
import { checkRecord, keysOf, taken } from '@outpost/domain/kernel/record-rules';
import { type Refusal, type RefusalOf, refuse } from '@outpost/domain/kernel/refusal';
import { z } from 'zod';
import type { DeviceWrite } from '../records/device-write.ts';
import type { Lookups } from '../records/lookups.ts';

const envelopeSchemas = {
  ownerId: idSchema.nullable(),
  teamId: idSchema.nullable(),
  sharedWith: z.array(idSchema),
  life: z.string().regex(/^(alive|deleted|merged:[0-9a-f-]{36})$/),
} as const satisfies Record<EnvelopeName, z.ZodType>;

/** `write` shows the records as they are before the edit (`checkBefore`), or as it leaves them (`checkAfter`). */
export type CheckContext = { readonly write: DeviceWrite; readonly principal: Principal; readonly lookups: Lookups };

/** The refusal for a record that is not on this device: why, nobody can tell here. */
export const notFound = (id: string): RefusalOf<'records/not-found'> =>
  refuse('records/not-found', 'There is no such record on this device, or it is not shared with you.', { id });

/**
 * What the server would refuse on what the device holds, said at once: asked of the records as they are shown before the act.
 * Permission comes before existence. Nothing where the edit may go into the outbox; the server decides at arrival all the same.
 */
export function checkBefore(context: CheckContext, edit: Edit): Refusal | undefined {
  const entity = context.write.catalogue.entities.get(edit.entity);
  if (!entity || entity.isRetired === true) return unknownEntity(edit.entity);
  return (
    (isCreate(edit) ? checkCreate(context, entity, edit) : checkChange(context, entity, edit)) ??
    checkPeople(context, edit)
  );
}

/**
 * Whom an edit puts into the envelope, as far as this device knows: what it holds under the id is a living record of the kind that is meant.
 * An id that it does not hold is left to the server: a person or team that was just added may not have come yet.
 */
function checkPeople({ write, principal }: CheckContext, edit: Edit): Refusal | undefined {
  const { people } = write.catalogue;
  if (!people) return undefined;
  const isStranger = (id: string, kind: string): boolean => {
    const record = write.shown(id);
    return record !== null && record !== undefined && (record.entity !== kind || record.life !== 'alive');
  };
  for (const { name, id } of peopleNamed(edit)) {
    if (name !== 'teamId' && id !== principal.userId && isStranger(id, people.person)) return unknownPerson(name, id);
    const isOwn = principal.memberships.some(({ teamId }) => teamId === id);
    if (name === 'teamId' && !isOwn && isStranger(id, people.team)) return unknownTeam(id);
  }
  return undefined;
}

function checkCreate({ write, principal }: CheckContext, entity: Entity, edit: CreateEdit): Refusal | undefined {
  // A book, too: acts lie in the same collection, and a record with the id of one would push it off the disk.
  if (write.shown(edit.id) || write.act(edit.id) || write.bookDocument(edit.id))
    return refuse('records/exists', 'This id was used before. Give the new record another one.', { id: edit.id });
  if (isSharedTooWidely([], edit.create.sharedWith)) return tooWide();
  const [parentId] = write.parentsIn(edit);
  if (parentId !== undefined)
    return checkParent({ write, principal }, parentId) ?? checkGivenFields(principal, entity, edit);
  const closed = checkGivenFields(principal, entity, edit);
  if (closed) return closed;
  return can(principal, 'create', entity, asMade(edit)) ? undefined : denied(entity, 'create');
}

const tooWide = (): Refusal =>
  refuse('records/invalid', `A record is shared with at most ${mostShared} people. Give it to a team instead.`, {
    field: 'sharedWith',
  });

/** Whose the new record would be. */
const asMade = ({ entity, create: { ownerId, teamId, sharedWith } }: CreateEdit) => ({
  entity,
  ownerId,
  teamId,
  sharedWith,
  inherited: null,
});

/** What only the server, or only who administers, may fill in. */
function checkGivenFields(principal: Principal, entity: Entity, edit: CreateEdit): Refusal | undefined {
  const made = asMade(edit);
  for (const [name, value] of Object.entries(edit.create.fields)) {
    const field = entity.fields[name];
    if (!field || isEmptyValue(value)) continue; // an unknown field is told by the check of the record
    if (!isWritable(field)) return writtenByServer(field, name);
    if (field.administered && !can(principal, 'administer', entity, made))
      return refuse('access/denied', `You may not set ${field.label.toLowerCase()}.`, {
        action: 'administer',
        field: name,
      });
  }
  return undefined;
}

/** What stands under a record has to be there and open to the person (A-3a). */
function checkParent({ write, principal }: Pick<CheckContext, 'write' | 'principal'>, id: string): Refusal | undefined {
  const parent = write.shown(id);
  if (!parent || parent.life !== 'alive')
    return refuse('records/parent-gone', 'The record that this belongs to is gone, or is not shared with you.', { id });
  const entity = entityOf(write.catalogue, parent.entity);
  return can(principal, 'update', entity, parent) ? undefined : denied(entity, 'update');
}

function checkChange(context: CheckContext, entity: Entity, edit: ChangeEdit): Refusal | undefined {
  const { write, principal } = context;
  const record = write.shown(edit.id);
  if (!record || record.entity !== entity.name) return notFound(edit.id);
  for (const action of actionsOf(entity, edit.fields))
    if (!can(principal, action, entity, record)) return denied(entity, action);
  if (record.life !== 'alive' && !('life' in edit.fields))
    return refuse('records/deleted', `This ${entity.label.one.toLowerCase()} was deleted. Restore it first.`, {
      id: edit.id,
    });
  const closed = untouchable(
    entity,
    Object.fromEntries(Object.entries(edit.fields).map(([name, [, to]]) => [name, to])),
  );
  if (closed) {
    const label = entity.fields[closed.name]?.label ?? closed.name;
    if (closed.policy === 'fixed')
      return refuse('records/fixed', `${label} is given once and stays.`, { field: closed.name });
    return writtenByServer({ label, merge: closed.policy }, closed.name);
  }
  for (const name of envelopeNames) {
    const change = edit.fields[name];
    if (change && !envelopeSchemas[name].safeParse(change[1]).success)
      return refuse('records/invalid', `${name} is not of the right form.`, { field: name });
  }
  const shared = envelopeSchemas.sharedWith.safeParse(edit.fields['sharedWith']?.[1]);
  if (shared.success && isSharedTooWidely(record.sharedWith, shared.data)) return tooWide();
  const unknown = Object.keys(edit.fields).find((name) => !isEnvelopeName(name) && !(name in entity.fields));
  if (unknown !== undefined) return refuse('records/unknown-field', noFieldCalled(entity, unknown), { field: unknown });
  const life = edit.fields['life']?.[1];
  const into = typeof life === 'string' ? mergedInto(life as Life) : undefined; // a text of another form is refused by the caller's schema
  if (into === edit.id) return refuse('records/circle', "A record can't be merged into itself.", { id: edit.id });
  for (const parent of [...write.parentsIn(edit), ...(into === undefined ? [] : [into])]) {
    const wrong = checkParent({ write, principal }, parent);
    if (wrong) return wrong;
  }
  return undefined;
}

/** S-4d, S-4e: the records as the act leaves them are valid, and no key of theirs is another's on this device. */
export function checkAfter({ write, lookups }: CheckContext, edit: Edit): Refusal | undefined {
  const record = write.shown(edit.id);
  const entity = entityOf(write.catalogue, edit.entity);
  if (!record) return notFound(edit.id);
  return checkRecord(write.catalogue, entity, record) ?? checkUnique(entity, record, { edit, lookups });
}

function checkUnique(
  entity: Entity,
  record: StoredRecord,
  { edit, lookups }: { readonly edit: Edit; readonly lookups: Lookups },
): Refusal | undefined {
  if (record.life !== 'alive') return undefined;
  const touched = entity.unique.filter(
    (fields) => isCreate(edit) || 'life' in edit.fields || fields.some((name) => name in edit.fields),
  );
  if (touched.length === 0) return undefined;
  const keys = keysOf(entity, record.fields);
  for (const fields of touched) {
    const wanted = fields.flatMap((name) => (keys[name] === undefined ? [] : [[name, keys[name]] as const]));
    if (wanted.length < fields.length) continue; // blank values don't count
    if (lookups.takenBy(entity.name, Object.fromEntries(wanted), record.id) === undefined) continue;
    return taken(entity, fields);
  }
  return undefined;
}
