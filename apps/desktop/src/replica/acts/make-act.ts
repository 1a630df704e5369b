import { mergeTarget, namedIn, repointed } from '@outpost/domain/engine/act/edits-of';
import { withChildren } from '@outpost/domain/engine/moves/children';
import { stagesOutside } from '@outpost/domain/engine/moves/outside-pipeline';
import { withNextOnes } from '@outpost/domain/engine/moves/next-ones';
import { withSeries } from '@outpost/domain/engine/moves/series';
import { stepIn } from '@outpost/domain/engine/moves/steps';
import { peopleNamed } from '@outpost/domain/kernel/acts/people-named';
import { isLabel, labelSchema } from '@outpost/domain/kernel/acts/act-label';
import {
  type Act,
  type ChangeEdit,
  type CreateEdit,
  type Edit,
  isCreate,
  maxEditsPerAct,
} from '@outpost/domain/kernel/acts/act';
import { actionsOf, can, type Principal } from '@outpost/domain/kernel/access/access';
import { isWritable } from '@outpost/domain/kernel/entities/fields';
import { type Catalogue, entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import { type StoredRecord, valueIn } from '@outpost/domain/kernel/entities/record';
import { accept, type Refusal, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { z } from 'zod';
import type { actRequestSchema } from '../../bridge/shapes/act-request.ts';
import { dayIn } from '../device/day-in.ts';
import { nowOf } from '../device/now-of.ts';
import type { ActDocument } from '../records/documents.ts';
import { bookEntities } from '../records/documents.ts';
import type { DeviceWrite } from '../records/device-write.ts';
import type { ActContext } from './act-context.ts';
import { aboveOf } from './above-of.ts';
import { groundOf } from './ground-of.ts';
import { DeviceLook } from './device-look.ts';
import { judgeAct, type JudgedAct } from './judge-act.ts';
import { notOnDevice } from './not-on-device.ts';
import { withDeviceRules } from './with-device-rules.ts';

/** A person's request, parsed. */
export type Wish = z.output<typeof actRequestSchema>;
type WishedEdit = Wish['edits'][number];
/** An act that was made, and the records of its request, in order. */
export type Made = { readonly act: string; readonly ids: readonly string[] };

/** E-3: well below the size that a server accepts as one request, so no act can wait for ever. */
const maxActBytes = 2_000_000;

/**
 * Returns the envelope of a new record for which the person named none: they own it, in their own team. A child, and a
 * record that everybody sees, have no owner of their own.
 */
function ownership(entity: Entity, principal: Principal): Pick<CreateEdit['create'], 'ownerId' | 'teamId'> {
  if (entity.parent !== undefined || entity.audience === 'tenant') return { ownerId: null, teamId: null };
  if (entity.audience === 'own') return { ownerId: principal.userId, teamId: null };
  return {
    ownerId: principal.userId,
    teamId: principal.memberships.find((membership) => membership.teamId !== null)?.teamId ?? null,
  };
}

function createFrom(
  catalogue: Catalogue,
  wished: Extract<WishedEdit, { create: unknown }>,
  { principal, ports }: ActContext,
): CreateEdit {
  const entity = catalogue.entities.get(wished.entity);
  const own = entity ? ownership(entity, principal) : { ownerId: null, teamId: null };
  const {
    fields,
    ownerId = own.ownerId,
    teamId = own.teamId,
    sharedWith = [],
    schema = entity?.schema ?? 1,
  } = wished.create;
  return {
    id: wished.id ?? ports.ids.newId(),
    entity: wished.entity,
    create: { fields, ownerId, teamId, sharedWith, schema },
  };
}

/**
 * Adds the records of series that the edits begin, those that their moves create (T-14), and those that follow repeated ones that are
 * done (T-19). `at`: the moment of the act.
 */
function withFollowing(
  write: DeviceWrite,
  asked: readonly Edit[],
  context: ActContext & { readonly at: string },
): readonly Edit[] {
  const ground = {
    catalogue: write.catalogue,
    recordOf: (id: string) => write.records.shown(id) ?? undefined,
    at: context.at,
  };
  const { ports, timeZone = 'UTC' } = context;
  const newId = () => ports.ids.newId();
  const whole = withSeries(asked, { ...ground, timeZone, newId });
  const edits = withChildren(whole, {
    ...ground,
    create: ({ name }, fields) => createFrom(write.catalogue, { entity: name, create: { fields } }, context),
  });
  return withNextOnes(edits, { ...ground, timeZone, newId });
}

/** Returns those of these values that a record does not have already; all of them for a record that is not held. */
export const changedValues = <T extends JsonValue>(
  record: StoredRecord | undefined,
  fields: Readonly<Record<string, T>>,
): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(fields).filter(([name, to]) => !record || !sameJson(valueIn(record, name), to)));

/**
 * Returns the change with the values that the person saw, without fields that would stay as they are. Undefined where no
 * field is left.
 */
function changeFrom(
  write: DeviceWrite,
  wished: Extract<WishedEdit, { fields: unknown }>,
  { ports, timeZone = 'UTC' }: ActContext,
): ChangeEdit | undefined {
  const record = write.records.shown(wished.id);
  const now = (name: string): JsonValue => (record ? valueIn(record, name) : null);
  const changed = Object.entries(changedValues(record ?? undefined, wished.fields));
  if (changed.length === 0) return undefined;
  const fields = Object.fromEntries(changed.map(([name, to]) => [name, [now(name), to] as [JsonValue, JsonValue]]));
  const seen = write.records.confirmed(wished.id).record?.version ?? 0;
  const edit = { id: wished.id, entity: wished.entity, fields, seen };
  return stepIn(write.catalogue, edit) ? { ...edit, day: dayIn(timeZone, ports.clock.nowMs()) } : edit;
}

/**
 * Returns the ids that a request contains: its records, their parents, the targets of its merges, and people and teams other
 * than the person's own.
 */
function idsNamed(write: DeviceWrite, edits: readonly Edit[], principal: Principal): readonly string[] {
  const own = new Set([principal.userId, ...principal.memberships.map(({ teamId }) => teamId)]);
  return edits.flatMap((edit) => [
    mergeTarget(edit) ?? edit.id,
    edit.id,
    ...write.records.parentsIn(edit),
    ...peopleNamed(edit).flatMap(({ id }) => (own.has(id) ? [] : [id])),
  ]);
}

/** Adds an act to the outbox: it changes the shown records at once (idea 2). */
export function enterAct(
  write: DeviceWrite,
  act: Omit<Act, 'number'>,
  {
    principal,
    above,
    unjudged = [],
  }: Pick<ActContext, 'principal'> & { readonly above?: ActDocument['above']; readonly unjudged?: readonly string[] },
): ActDocument {
  const number = write.state.lastNumber + 1;
  const seq = write.state.lastSeq + 1;
  write.setState({ lastNumber: number, lastSeq: seq });
  const entry: ActDocument = {
    id: act.id,
    entity: bookEntities.act,
    seq,
    act: { ...act, number },
    by: principal.userId,
    state: 'waiting',
    n: 0,
    versions: {},
    covered: [],
    ...(above === undefined ? {} : { above }),
    ...(unjudged.length === 0 ? {} : { unjudged }),
  };
  write.acts.putNew(entry);
  return entry;
}

/**
 * Returns the edits that immediately repoint references from merged records to their survivors, as far as this device
 * holds the references (S-4f). The server finds all references again, including unseen ones. These edits leave out
 * references that the person may not change, and records that the act itself names: the server repoints them. It also
 * repoints references in unique sets, because it merges records that become equal.
 */
async function followingEdits(
  look: DeviceLook,
  asked: readonly Edit[],
  principal: Principal,
): Promise<readonly ChangeEdit[]> {
  const { write } = look;
  const { catalogue } = write;
  const changed = namedIn(asked);
  const found = asked.flatMap((edit) => repointed(edit, { named: changed, look, catalogue }));
  await write.records.load(found.map(({ id }) => id));
  const named = new Set(asked.map(({ id }) => id));
  const edits = new Map<string, ChangeEdit>();
  for (const one of found) {
    const record = write.records.shown(one.id);
    if (isCreate(one) || named.has(one.id) || record?.life !== 'alive') continue;
    const entity = entityOf(catalogue, one.entity);
    const isOpen = Object.entries(one.fields).every(([name, [from, to]]) => {
      const field = entity.fields[name];
      return field && isWritable(field) && field.merge !== 'fixed' && record.fields[name] === from && to !== null;
    });
    const isKey = entity.unique.some((set) => set.some((name) => name in one.fields));
    const fields = { ...edits.get(one.id)?.fields, ...one.fields };
    if (isKey || !isOpen || !actionsOf(entity, fields).every((action) => can(principal, action, entity, record)))
      continue;
    edits.set(one.id, { id: one.id, entity: one.entity, fields, seen: record.version });
  }
  return [...edits.values()];
}

/**
 * Turns a request into an act in the outbox. A refusal names the exact cause and leaves `write` unusable: the caller drops or
 * rewinds it.
 */
export async function makeAct(write: DeviceWrite, wish: Wish, context: ActContext): Promise<Result<Made>> {
  const judged = await judgeWish(write, wish, context);
  if (!judged.ok) return judged;
  const { act, ids, refused, warned, unjudged } = judged.value;
  const wrong = [...refused.values()].find(({ code }) => code !== 'act/refused-whole');
  if (wrong) return wrong;
  const [breach] = warned.values();
  if (breach && wish.anyway !== true) return warningOf(breach);
  const entry = enterAct(write, act, { ...context, unjudged, above: await aboveOf(write, act.edits) });
  return accept({ act: entry.id, ids });
}

/** The part of an act that was made, and the records that it left out, with the reasons. */
export type MadeInPart = {
  /** The act; undefined where nothing of it was left. */
  readonly act: Omit<Act, 'number'> | undefined;
  readonly leftOut: ReadonlyMap<string, Refusal>;
};

/**
 * Makes an act of the records that this device does not refuse, and leaves out the others (T-8). `wish` has the shape `each`. A
 * breach on which the server may decide otherwise leaves its record out, too: the person can send it alone.
 */
export async function makeActInPart(write: DeviceWrite, wish: Wish, context: ActContext): Promise<Result<MadeInPart>> {
  const judged = await judgeWish(write, wish, context);
  if (!judged.ok) return judged;
  const { act, refused, warned, unjudged } = judged.value;
  const leftOut = new Map([...[...warned].map(([id, breach]) => [id, warningOf(breach)] as const), ...refused]);
  // The children of a move are left out with their record.
  const edits = act.edits.filter(
    (edit) => !leftOut.has(edit.id) && !(isCreate(edit) && leftOut.has(edit.follows ?? '')),
  );
  if (edits.length === 0) return accept({ act: undefined, leftOut });
  const part = { ...act, edits };
  enterAct(write, part, { ...context, unjudged, above: await aboveOf(write, edits) });
  return accept({ act: part, leftOut });
}

/** The edits of a request, with those that follow from them, and the id and the time that its act gets. */
type Asked = {
  readonly id: string;
  readonly at: string;
  readonly wished: readonly Edit[];
  readonly edits: readonly Edit[];
};

/**
 * Turns a request into an act, and judges it. Fills in ids, the values that the person saw (`from`), the versions seen and the
 * unsent acts on which it depends.
 */
async function judgeWish(write: DeviceWrite, wish: Wish, context: ActContext): Promise<Result<JudgedAct>> {
  await write.records.load(wish.edits.flatMap((edit) => edit.id ?? []));
  const wished: Edit[] = [];
  for (const one of wish.edits) {
    const edit = 'create' in one ? createFrom(write.catalogue, one, context) : changeFrom(write, one, context);
    if (edit) wished.push(edit);
  }
  const at = nowOf(context.ports.clock);
  const edits = withFollowing(write, wished, { ...context, at });
  const asked = { id: context.ports.ids.newId(), at, wished, edits };
  const judged = await judgeAsked(write, { wish, asked }, context);
  if (!judged.ok || context.answersRules !== true) return judged;
  return accept(
    await withDeviceRules(write, judged.value, {
      context,
      at,
      judge: async (more) => {
        const shape = wished.length > 1 ? wish.shape : 'together';
        const next = await judgeAsked(write, { wish: { ...wish, shape }, asked: { ...asked, edits: more } }, context);
        return next.ok ? next.value : undefined;
      },
    }),
  );
} // prettier-ignore

/** Judges the act that a request becomes with these edits. */
async function judgeAsked(write: DeviceWrite, { wish, asked: { id, at, wished, edits: asked } }: { readonly wish: Wish; readonly asked: Asked }, context: ActContext): Promise<Result<JudgedAct>> {
  const { principal, lookups } = context;
  if (asked.length > maxEditsPerAct)
    return refuse('request/too-large', 'This is too much for one step. Do it in several.', { limit: maxEditsPerAct });
  if (asked.length === 0)
    return refuse('request/invalid', 'Nothing would change: the records hold these values already.', { path: 'edits' });
  if (new Set(asked.map((edit) => edit.id)).size < asked.length)
    return refuse('request/invalid', 'An act names a record only once. Put all changes of a record into one edit.', {
      path: 'edits',
    });
  await write.records.load(idsNamed(write, asked, principal));
  const look = new DeviceLook(write, lookups, asked);
  const following = await followingEdits(look, asked, principal);
  const edits = [...asked, ...following.slice(0, maxEditsPerAct - asked.length)];
  const missing = edits.find((edit) => !isCreate(edit) && !write.records.shown(edit.id));
  if (missing) return notOnDevice(missing.id); // an edit starts from the shown values
  const grounded = edits.map((edit) => {
    const after = groundOf(write, edit, context.definedBy);
    return after.length === 0 ? edit : { ...edit, after: [...after] };
  });
  if (!isLabel(wish.label)) return badLabel(wish.label);
  const text = JSON.stringify(grounded);
  if (/\\u(?:0000|d[89a-f])/i.test(text) && hasUnstorable(grounded))
    return refuse(
      'request/invalid',
      "One of the texts has a character that can't be stored: paste it again as plain text.",
      { path: 'edits' },
    );
  if (text.length > maxActBytes)
    return refuse('request/too-large', 'This is too much for one step. Do it in several.', { limit: maxActBytes });
  const act = {
    id,
    label: wish.label,
    shape: wish.shape,
    madeAt: at,
    ...(wish.group === undefined ? {} : { group: wish.group }),
    edits: grounded,
  };
  const { refused, warned, unjudged, records } = await judgeAct(look, act, context);
  const outside = stagesOutside(wished, {
    catalogue: write.catalogue,
    recordOf: (record) => write.records.shown(record) ?? undefined,
  });
  return accept({
    act,
    ids: wished.map((edit) => edit.id),
    refused: new Map([...outside, ...refused]),
    warned,
    unjudged,
    records,
  });
} // prettier-ignore

/** Returns the refusal of a text that is not a label. */
function badLabel(label: string): Refusal {
  const reason = labelSchema.safeParse(label).error?.issues[0]?.message ?? 'is not of the right form';
  return refuse('request/invalid', `The label of a step ${reason}.`, { path: 'label' });
}

/** Returns the warning for a breach by reads, with the rule's own sentence (T-9). */
function warningOf({ message, details }: Refusal): Refusal {
  const rule = 'rule' in details ? details.rule : undefined;
  const field = 'field' in details ? details.field : undefined;
  return refuse('rules/warned', message, { rule: rule ?? '', ...(field === undefined ? {} : { field }) });
}

/**
 * Whether a text contains a character that no server can store: U+0000, or half of a surrogate pair (from a broken paste).
 */
function hasUnstorable(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed();
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.entries(value).some(([key, inner]) => hasUnstorable(key) || hasUnstorable(inner))
  );
}
