import { isMadeByRule } from '../../kernel/automation/rule-on-device.ts';
import { isWritable, numberSeriesOf } from '../../kernel/entities/fields.ts';
import type { Act, ChangeEdit } from '../../kernel/acts/act.ts';
import type { Claim } from '../../kernel/acts/come-back.ts';
import { denied, notFound, writtenByServer } from '../../kernel/access/denial.ts';
import type { Entity } from '../../kernel/entities/entity.ts';
import { isEnvelopeName } from '../../kernel/entities/envelope.ts';
import { idSchema } from '../../kernel/ids.ts';
import { type JsonValue, sameJson } from '../../kernel/json.ts';
import { type Life, mergedInto, type StoredRecord, valueIn, withValue } from '../../kernel/entities/record.ts';
import { checkValue } from '../../kernel/catalogue/record-rules.ts';
import { isEmptyValue, keptEmpty } from '../../kernel/entities/field-types.ts';
import { idsAdded, isPeopleName } from '../../kernel/acts/people-named.ts';
import { noFieldCalled } from '../../kernel/entities/no-field-called.ts';
import { type Refusal, type Result, accept, refuse } from '../../kernel/refusal.ts';
import { z } from 'zod';
import { changesBetween } from '../merge/changes-between.ts';
import { type Author, mayFill } from '../act/author.ts';
import type { Draft, DraftRecord, ReplacedValue } from '../act/draft.ts';
import { deniedChange } from '../act/denied-edit.ts';
import type { AskedEdit } from '../act/edits-of.ts';
import { judgeAppendOnly } from './judge-append-only.ts';
import { judgeClosed } from './judge-closed.ts';
import { judgeCompanionHolders } from './judge-companion.ts';
import { judgeConversion } from './judge-conversion.ts';
import { mergeFollowed, inheritedIn, judgeAncestors, judgeCircle, judgeParent, judgeReference } from './judge-links.ts';
import { judgePeople } from './judge-people.ts';
import { judgeRecord, twinOf } from './judge-record.ts';
import { judgeShares } from './judge-shares.ts';
import type { JournalChange } from '../reads/look.ts';
import { mergeFields } from '../merge/merge-fields.ts';
import { mergeOne } from './merge-one.ts';
import { type JudgedStep, judgeStep } from './judge-step.ts';
import { isDoneBy } from '../moves/next-ones.ts';
import { gaveWayOf, isBehind, firstDecidedAt, standingClaimOf } from '../merge/standing.ts';
import { dayOfMove } from '../moves/steps.ts';
import type { Move } from '../../kernel/catalogue/workflow.ts';

type Change = Extract<AskedEdit, ChangeEdit>;

const envelopeSchemas = {
  ownerId: idSchema.nullable(),
  teamId: idSchema.nullable(),
  sharedWith: z.array(idSchema), // `judgeShares` checks their number
  life: z.union([z.enum(['alive', 'deleted']), z.string().regex(/^merged:[0-9a-f-]{36}$/)]),
} as const;

/**
 * Decides one change and, unless it refuses, puts the merged record into the draft. It checks permission before existence.
 */
export function judgeChange(
  draft: Draft,
  entity: Entity,
  { act, edit }: { readonly act: Act; readonly edit: Change },
): Refusal | undefined {
  const { author } = draft;
  const isExpanded = edit.expanded === true;
  const now = draft.present(edit.id);
  if (!now && draft.isUnknown(edit.id)) return undefined;
  if (!now || now.entity !== entity.name || !(isExpanded || draft.isInSight(edit.id))) return notFound(edit.id);
  const isOpen = isExpanded || author.isServer; // the outcome of an intent is written even if its record was deleted
  const place = firstDecidedAt(act, draft.look);
  // A change that is sent again, and was first decided before the record's deletion, stays valid.
  const wasAlive = place !== undefined && isBehind(draft.look, now, { name: 'life', place });
  if (now.life !== 'alive' && !('life' in edit.fields) && !isOpen && !wasAlive)
    return refuse('records/deleted', `This ${entity.label.one.toLowerCase()} was deleted. Restore it first.`, {
      id: edit.id,
    });
  const isPersonsWord = isOwnWord({ act, edit }) && !author.isServer;
  const fields = isPersonsWord ? edit.fields : withoutGiven(entity, edit.fields);
  // Checked on the record as it was before the act. A record that the act itself made is checked as the act made it.
  const asked = draft.isMade(edit.id) ? now : (draft.before(edit.id) ?? now);
  if (!isExpanded) {
    const closed = isOpen ? undefined : judgeAncestors(draft, now);
    if (closed) return closed;
    const action = deniedChange(author, entity, { record: asked, fields });
    if (action !== undefined) return denied(entity, action);
    const closedField = author.isServer
      ? undefined
      : (judgeCompanionHolders(entity, fields) ??
        judgeAppendOnly(draft, entity, { record: asked, fields }) ??
        judgeClosed(entity, { record: asked, fields }) ??
        judgeFieldNames(author, entity, { fields, act }));
    if (closedField) return closedField;
  }
  const isBack = place !== undefined && !draft.isMade(edit.id);
  const step = isExpanded
    ? undefined
    : judgeStep(draft, entity, { act, edit: { ...edit, fields }, now, asked, isBack });
  if (step && 'ok' in step) return step;
  const merged = mergeAll(draft, entity, { act, edit: { ...edit, fields: stateFirst(step, fields) }, now, step });
  if (!merged.ok) return merged;
  const { superseded, claims, sets } = merged.value;
  const twin = isExpanded ? twinOf(draft, entity, merged.value.record) : undefined;
  const record: StoredRecord =
    twin === undefined ? merged.value.record : { ...merged.value.record, life: `merged:${twin}` };
  const wrong = isExpanded
    ? undefined
    : (judgeRecord(draft, entity, record) ??
      // An undo writes values of the journal: all of them were decided before.
      (act.undoes === undefined && !author.isServer
        ? judgeConversion(draft, entity, { before: now, record })
        : undefined));
  if (wrong) return wrong;
  const earlier = draft.records.get(edit.id);
  draft.put({
    record,
    superseded: { ...earlier?.superseded, ...superseded },
    expanded: isExpanded && (earlier?.expanded ?? true),
    ...(place ? { claims: { ...earlier?.claims, ...claims } } : {}),
    ...(sets || earlier?.sets ? { sets: { ...earlier?.sets, ...sets } } : {}),
  });
  if (step?.move) draft.moves.set(edit.id, { move: step.move, before: now, today: dayOfMove(edit, draft.at) });
  return undefined;
}

/**
 * Returns the fields of an undo without the ones that the decision itself gives. Its journal rows hold old values of
 * these: derived fields are computed again (T-16), and a running number stays (S-4e).
 */
function withoutGiven<T>(entity: Entity, fields: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  const isGiven = (name: string): boolean => {
    const field = entity.fields[name];
    return field?.merge === 'derived' || numberSeriesOf(field) !== undefined;
  };
  return Object.keys(fields).some(isGiven)
    ? Object.fromEntries(Object.entries(fields).filter(([name]) => !isGiven(name)))
    : fields;
}

/**
 * Refuses fields that the act may not write. An undo may not write the server's fields either. It may write all others, since its
 * values come from the journal.
 */
function judgeFieldNames(
  author: Author,
  entity: Entity,
  { fields, act }: { readonly fields: ChangeEdit['fields']; readonly act: Act },
): Refusal | undefined {
  for (const name of Object.keys(fields)) {
    if (isEnvelopeName(name)) continue;
    const field = Object.hasOwn(entity.fields, name) ? entity.fields[name] : undefined;
    if (!field && act.undoes !== undefined) continue; // a field of an older build (K-5)
    if (!field) return refuse('records/unknown-field', noFieldCalled(entity, name), { field: name });
    if (field.merge === 'fixed' && act.undoes === undefined)
      return refuse('records/fixed', `${field.label} is given once and stays.`, { field: name });
    if (!mayFill(author, entity, field)) return writtenByServer(field, name);
  }
  return undefined;
}

/** T-19: whether another act has marked a repeated record as done before: the one that follows it was made then. */
const isDoneAlready = (entity: Entity, edit: Change, now: StoredRecord): boolean =>
  isDoneBy(entity, edit) && now.fields[entity.schedule?.done ?? ''] === true;

/**
 * AUT-22: whether a change that a rule on the device has answered changes nothing: another device has made the same one before. The record that the rule
 * made for it is left out, as the server starts no run for it.
 */
const isRuledAgain = ({ edits }: Act, { id, fields }: Change, now: StoredRecord): boolean =>
  Object.entries(fields).every(([name, [, to]]) => sameJson(valueIn(now, name), to)) &&
  edits.some((edit) => isMadeByRule(edit) && edit.follows === id);

type Merging = {
  readonly act: Act;
  readonly edit: Change;
  readonly now: StoredRecord;
  readonly step?: JudgedStep | undefined;
};

/** Puts the state first: if the state loses to a later change, the fields that its move sets lose, too. */
const stateFirst = (step: JudgedStep | undefined, fields: ChangeEdit['fields']): ChangeEdit['fields'] => {
  const name = step?.unit[0];
  const pair = name === undefined ? undefined : fields[name];
  return name !== undefined && pair ? { [name]: pair, ...fields } : fields;
};

/**
 * S-4c: whether a record differs from its state at creation. A change that was reverted since does not count: the
 * acts of a group are undone before the act that made the record. Derived fields do not count either (ADR 28).
 */
const isChangedSince = (entity: Entity, { n, changed }: JournalChange, now: StoredRecord): boolean =>
  now.version > n && !sameJson(withoutGiven(entity, changesBetween(undefined, now)), withoutGiven(entity, changed));

/**
 * S-4: merges the edit field by field with the record as it is. The undo of a creation loses as a whole if the record
 * changed since, or has new children.
 */
function mergeAll(
  draft: Draft,
  entity: Entity,
  merging: Merging,
): Result<Pick<DraftRecord, 'record' | 'superseded' | 'sets'> & Required<Pick<DraftRecord, 'claims'>>> {
  const { act, edit, now, step } = merging;
  const superseded: Record<string, ReplacedValue> = {};
  const claims: Record<string, Claim> = {};
  const givesWay =
    edit.ofCreate !== undefined &&
    (isChangedSince(entity, edit.ofCreate, now) ||
      draft.look.hasNewChild(edit.id, edit.ofCreate.n, edit.ofCreate.act) === true);
  const isOfLeftMove = edit.follows !== undefined && act.undoes !== undefined && draft.gaveWay.has(edit.follows);
  if ((givesWay && now.life !== 'deleted') || (isOfLeftMove && now.life !== edit.fields['life']?.[1]))
    superseded['life'] = { value: 'deleted', by: draft.author.userId, at: draft.at };
  const place = draft.isMade(edit.id) ? undefined : firstDecidedAt(act, draft.look);
  const yields = act.undoes !== undefined || act.again === true;
  const [state] = step?.unit ?? [];
  let staying = step?.givesWay ? step.unit : [];
  const mergeOf = (name: string, from: JsonValue, wanted: JsonValue): { readonly value: JsonValue } | Refusal => {
    if (staying.includes(name)) {
      const value = valueIn(now, name);
      if (name === state || !sameJson(value, wanted))
        superseded[name] = { value: wanted, by: draft.author.userId, at: draft.at };
      return { value };
    }
    const asked = wantedValue(draft, entity, { ...merging, name, wanted });
    if (!asked.ok) return asked;
    const gaveWay = place && gaveWayOf(act, edit.id)[name];
    const merged = mergeOne(draft, entity, { record: now, name, from, to: asked.value, yields, place, gaveWay });
    if (step && place && name === state && gaveWayAgain(draft, merging, { name, wanted, value: merged.value, gaveWay }))
      staying = step.unit;
    if (merged.claim) claims[name] = merged.claim;
    if (merged.superseded) superseded[name] = merged.superseded;
    return judgeSharing(draft, merging, { name, value: merged.value }) ?? merged;
  };
  const merged = mergeFields({ catalogue: draft.catalogue, entity }, now, {
    fields: givesWay || isOfLeftMove ? {} : edit.fields,
    mergeOf,
    made: step?.move && { move: step.move, today: dayOfMove(edit, draft.at) },
    inherit: (fields) => inheritedIn(draft, entity, fields),
  });
  if (!merged.ok) return merged;
  if (staying.length > 0 || (act.undoes !== undefined && 'life' in superseded)) draft.gaveWay.add(edit.id);
  if (act.undoes === undefined && (isDoneAlready(entity, edit, now) || isRuledAgain(act, edit, now)))
    draft.gaveWay.add(edit.id);
  const record = merged.value;
  return accept({
    record,
    superseded,
    claims,
    ...(step?.move ? { sets: setsMade(step.move, edit, [now, record]) } : {}),
  });
}

/** Returns the fields that a move has set to a value other than the edit's. */
function setsMade(
  { sets }: Move,
  { fields }: Change,
  [before, now]: readonly [StoredRecord, StoredRecord],
): DraftRecord['sets'] {
  const made = Object.keys(sets).filter(
    (name) => !sameJson(valueIn(now, name), fields[name] ? fields[name][1] : valueIn(before, name)),
  );
  return Object.fromEntries(made.map((name) => [name, [valueIn(before, name), valueIn(now, name)]]));
}

/**
 * S-1c, T-14: whether a move that is sent again after a lost tail loses as a whole. It loses to values written after
 * the restore, and where it lost when it was first decided. Against values agreed after it, each of its fields is
 * merged at its own place.
 */
function gaveWayAgain(
  draft: Draft,
  { now }: Merging,
  at: {
    readonly name: string;
    readonly wanted: JsonValue;
    readonly value: JsonValue;
    readonly gaveWay: JsonValue | undefined;
  },
): boolean {
  if (at.gaveWay !== undefined && sameJson(at.gaveWay, at.wanted)) return true;
  if (standingClaimOf(draft.look, now, at.name)) return false;
  return !sameJson(at.value, at.wanted) || sameJson(valueIn(now, at.name), at.wanted);
}

/** E-3, A-2: judges the people with whom a merged value shares a record, and the people that it names. */
function judgeSharing(
  draft: Draft,
  merging: Merging,
  { name, value }: { readonly name: string; readonly value: JsonValue },
): Refusal | undefined {
  if (!isPeopleName(name)) return undefined;
  const { act, now } = merging;
  const tooWide = name === 'sharedWith' ? judgeShares(now, withValue(now, name, value)) : undefined;
  if (tooWide || !isOwnWord(merging)) return tooWide;
  return judgePeople(draft, { name, ids: idsAdded(valueIn(now, name), value), act });
}

/**
 * Whether an edit's values are its author's own. Values from the journal (an undo), and values that follow from a merge, are not.
 */
const isOwnWord = ({ act, edit }: Pick<Merging, 'act' | 'edit'>): boolean => act.undoes === undefined && !edit.expanded;

type Wanted = Merging & { readonly name: string; readonly wanted: JsonValue };

/**
 * Returns the value that an edit asks for. Checks its form, follows merged targets, and judges the record that it
 * links to.
 */
function wantedValue(draft: Draft, entity: Entity, asked: Wanted): Result<JsonValue> {
  const { act, edit, name, now, wanted } = asked;
  if (name === 'life') return wantedLife(draft, entity, asked);
  if (isEnvelopeName(name)) {
    const parsed = envelopeSchemas[name].safeParse(wanted);
    if (!parsed.success) return refuse('records/invalid', `${name} is not of the right form.`, { field: name });
    return accept(wanted);
  }
  const field = entity.fields[name];
  if (field?.type !== 'ref') {
    // Only values that a person can't have typed are accepted in any form. A deleted record is not checked as a
    // whole, and its values make keys, too.
    if (field && isEmptyValue(wanted)) return accept(keptEmpty(field, wanted));
    const isChecked = act.undoes === undefined && field && isWritable(field); // the server has checked its own values
    return (isChecked ? checkValue(entity, name, wanted) : undefined) ?? accept(wanted);
  }
  const link = mergeFollowed(draft, entity, { name, field, value: wanted });
  if (!link.ok) return link;
  const { value, id, entity: kind } = link.value;
  if (id === null) return accept(null);
  const target = { entity: kind, id };
  if (name === entity.parent) {
    const refusal = (edit.expanded ? undefined : judgeParent(draft, target)) ?? judgeCircle(draft, edit.id, id);
    return refusal ?? accept(value);
  }
  // The author is responsible only for a new value, not for one that the record or the journal already has. The old
  // value that the author sends proves nothing.
  return (
    (isOwnWord(asked) && !sameJson(valueIn(now, name), wanted) ? judgeReference(draft, target) : undefined) ??
    accept(value)
  );
}

/**
 * S-4f: returns the life that an edit asks for: alive, deleted, or merged into another living record of the same
 * kind.
 */
function wantedLife(draft: Draft, entity: Entity, { edit, wanted }: Wanted): Result<JsonValue> {
  const parsed = envelopeSchemas.life.safeParse(wanted);
  if (!parsed.success)
    return refuse('records/invalid', 'A record is alive, deleted, or merged into another.', { field: 'life' });
  const survivor = mergedInto(parsed.data as Life); // the schema admits no other values
  if (survivor === undefined) return accept(parsed.data);
  if (survivor === edit.id) return refuse('records/circle', "A record can't be merged into itself.", { id: edit.id });
  const refusal = judgeCircle(draft, edit.id, survivor) ?? judgeParent(draft, { entity: entity.name, id: survivor });
  return refusal ?? accept(parsed.data);
}
