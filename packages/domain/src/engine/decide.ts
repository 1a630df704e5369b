import type { Unproved } from '../kernel/access/dangerous-acts.ts';
import { type Act, type Edit, isCreate } from '../kernel/acts/act.ts';
import { unknownEntity } from '../kernel/catalogue/catalogue.ts';
import { isInstant } from '../kernel/entities/field-types.ts';
import { mergedInto } from '../kernel/entities/record.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import type { Decision } from '../sync/protocol.ts';
import { type Author, mayWriteOutcome } from './act/author.ts';
import { type ActBounds, actTooLarge } from './act/act-too-large.ts';
import { Draft, type DraftRecord, type KnownKinds } from './act/draft.ts';
import { editsInKinds } from './act/edits-in-kinds.ts';
import { type AskedEdit, editsOf, namedIn, repointed } from './act/edits-of.ts';
import { giveNumbers, noNumbers } from './judge/give-numbers.ts';
import { findLockout } from './judge/find-lockout.ts';
import { judgeChange } from './judge/judge-change.ts';
import { companionChange } from './merge/companion-change.ts';
import { judgeCreate } from './judge/judge-create.ts';
import { deriveAtEnd } from './judge/derive-at-end.ts';
import { judgeDeletions } from './judge/judge-deletions.ts';
import { judgeMoves } from './judge/judge-step.ts';
import { judgeProof } from './judge/judge-proof.ts';
import { judgeReads, noneJudged } from './judge/judge-reads.ts';
import { judgeQuotas } from './judge/judge-quotas.ts';
import { judgeRights } from './judge/judge-rights.ts';
import { judgeShareEnds } from './judge/judge-share-ends.ts';
import { held, type KnownAct, type Look, notHeld, type NumberedField } from './reads/look.ts';
import { weightOfEdit } from './act/weight-of.ts';

/** The result of an act, before any of it is written. */
export type Decided = {
  readonly status: Decision['status'];
  /** Ids of the records that the act's edits name, each once, with those that the server added. */
  readonly asked: readonly string[];
  readonly refused: ReadonlyMap<string, Refusal>;
  /** The records as the act leaves them, in the order in which it touched them. */
  readonly records: readonly DraftRecord[];
  /** S-4e: the last numbers of the fields in which the act gives running numbers. */
  readonly numbers: ReadonlyMap<NumberedField, number>;
  /** By written record: the breaches of rules with reads, where breaches only warn. */
  readonly warned?: ReadonlyMap<string, Refusal>;
  /** Ids of rules that need records which the device does not hold: the server judges them (T-9). */
  readonly unjudged?: ReadonlySet<string>;
};

/**
 * An act as it arrived. `unreadable`: where and why the act did not match the wire's schema. Such an act is refused;
 * the acts around it are decided.
 */
export type AskedAct = Act & { readonly unreadable?: { readonly path: string; readonly message: string } };

export type DecideInput = {
  readonly act: AskedAct;
  readonly author: Author;
  readonly look: Look;
  readonly kinds: KnownKinds;
  readonly at: string;
  readonly bounds: ActBounds;
  /**
   * The effect of a breach of a rule with reads. Default: it refuses. On a device it warns, since the server decides
   * (T-9).
   */
  readonly breaches?: 'refuse' | 'warn';
  /**
   * PLT-28: refuses dangerous changes of an author who has not recently proved who they are. Absent: none is refused,
   * as on a device.
   */
  readonly unproved?: Unproved | undefined;
  /** The refusal, if a first attempt to write the act exceeded its limits. */
  readonly tooLarge?: Refusal | undefined;
};

/**
 * P-4, the pure half: checks and merges one act with the tenant's state. A `together` act is accepted or refused whole, an `each`
 * act record by record. Undoing an act that was undone or refused changes nothing and is accepted. The generator yields the
 * weight of each edit before it judges it, so that its caller can pause within a large act. Where it handles many edits at once, it
 * yields before and after.
 */
export function* decideAct(input: DecideInput): Generator<number, Decided> {
  const { act, look } = input;
  if (act.unreadable)
    return refusedAsOne(
      act,
      refuse('act/invalid', `The server could not read this step. ${act.unreadable.message}.`, {
        path: act.unreadable.path,
      }),
    );
  if (!isInstant(act.madeAt))
    return refusedAsOne(
      act,
      refuse('act/invalid', 'madeAt must be a moment in UTC, such as 2026-11-20T08:30:00.000Z.', { path: 'madeAt' }),
    );
  const target = act.undoes === undefined ? undefined : look.act(act.undoes);
  if (act.undoes !== undefined && target !== notHeld && !(target && isTheirsToKnow(input, target)))
    return refusedAsOne(
      act,
      refuse('undo/unknown', 'There is no such act to undo, or nothing that it changed is shared with you.', {
        act: act.undoes,
      }),
    );
  const { catalogue } = input.kinds;
  if (act.undoes !== undefined) yield* pauseAt(look.changesOf(act.undoes).length);
  const inOwnWords = editsOf(act, look, catalogue);
  // The server's own acts make the upgrades. The edits of everybody else are mapped by the upgrades (T-27).
  const edits = input.author.isServer
    ? inOwnWords
    : editsInKinds(inOwnWords, { catalogue, record: (id) => held(look.record(id)) });
  if (target && target !== notHeld && (target.undoneBy !== null || target.status === 'refused'))
    return { status: 'accepted', asked: idsOf(edits), refused: new Map(), records: [], numbers: noNumbers };
  const tooLarge = input.tooLarge ?? changesTooMuch(input, edits);
  if (tooLarge) return refusedForAll(edits, tooLarge);
  // Record by record: when a later edit of a record is refused, the record's earlier edits are dropped, with the edits that
  // depend on them.
  const out = new Map<string, Refusal>();
  for (;;) {
    yield* pauseAt(edits.length);
    const { draft, refused, late, asked, grown } = yield* judgeAll(input, edits, out);
    if (grown) return refusedForAll(edits, grown);
    yield* pauseAt(edits.length);
    if (act.shape === 'each' && late.size > 0) {
      for (const [id, refusal] of late) out.set(id, refusal);
      continue;
    }
    const atEnd = [
      ...deriveAtEnd(draft),
      ...judgeDeletions(draft),
      ...judgeMoves(draft),
      ...judgeQuotas(draft),
      ...judgeRights(draft, { isUndo: act.undoes !== undefined }),
      ...judgeShareEnds(draft, { isUndo: act.undoes !== undefined }),
    ];
    const denied = new Set([...refused.keys(), ...atEnd.map(([id]) => id)]);
    // A person is asked for a proof only where everything else allows the change.
    atEnd.push(...[...judgeProof(draft, input.unproved)].filter(([id]) => !denied.has(id)));
    for (const [id, refusal] of atEnd) (act.shape === 'each' ? out : refused).set(id, refusal);
    if (act.shape === 'each' && atEnd.length > 0) continue;
    if (act.shape === 'each' && refusedWithChildren(edits, refused, out)) continue;
    const warns = input.breaches === 'warn';
    const { breached, unjudged } =
      hasRefusal(refused) && act.shape === 'together'
        ? noneJudged
        : yield* judgeReads(draft, { act, edits, refused, warns });
    if (!warns) for (const [id, refusal] of breached) (act.shape === 'each' ? out : refused).set(id, refusal);
    if (!warns && act.shape === 'each' && breached.size > 0) continue;
    const lockout = act.shape === 'each' || refused.size === 0 ? findLockout(draft) : undefined;
    if (lockout && act.shape === 'each') {
      out.set(lockout.id, lockout.refusal);
      continue;
    }
    if (lockout) refused.set(lockout.id, lockout.refusal);
    const concluded = conclude(act, { asked, refused, draft });
    return warns ? { ...concluded, warned: breached, unjudged } : concluded;
  }
}

/** Chosen: so many edits are handled at once in some milliseconds, and fewer need no pause of their own. */
const manyEdits = 100;

function* pauseAt(edits: number): Generator<number, void> {
  if (edits > manyEdits) yield edits;
}

/**
 * Whether there is a refusal other than those of the children of a move that lost. Such children are refused alone
 * (T-14).
 */
const hasRefusal = (refused: ReadonlyMap<string, Refusal>): boolean =>
  [...refused.values()].some(({ code }) => code !== 'workflow/already-there');

/**
 * Returns the refusal of an act that would change more records than it may. An undo changes no record that its author does not
 * see, and counts none of them. Hidden references follow a merge and are counted. Where only hidden references exceed the limit,
 * the act is refused as if its record did not exist. Naming the limit would disclose that hidden references exist.
 */
function changesTooMuch({ act, author, look, bounds }: DecideInput, edits: readonly AskedEdit[]): Refusal | undefined {
  if (edits.length <= bounds.changes) return undefined;
  const isTheirs = ({ id, expanded }: AskedEdit): boolean => {
    const record = held(look.record(id));
    const isNamed = act.undoes === undefined && expanded !== true;
    return isNamed || (record !== undefined && author.sees(record));
  };
  if (edits.filter(isTheirs).length > bounds.changes) return actTooLarge('changes', bounds.changes);
  const changes = edits.filter((edit) => edit.expanded === true || isTheirs(edit));
  return changes.length > bounds.changes ? outOfSight(act, 'refused') : undefined;
}

/** Refuses an act at each record that it names itself. */
function refusedForAll(edits: readonly AskedEdit[], refusal: Refusal): Decided {
  const asked = idsOf(edits.filter(({ expanded }) => expanded !== true));
  return { status: 'refused', asked, refused: new Map(asked.map((id) => [id, refusal])), records: [], numbers: noNumbers };
} // prettier-ignore

/** Refuses an act regardless of its edits: at each record that it names or, if it names none, under its own id. */
export function refusedAsOne(act: Act, refusal: Refusal): Decided {
  const ids = idsOf(act.edits);
  return {
    status: 'refused',
    asked: ids,
    refused: new Map((ids.length > 0 ? ids : [act.id]).map((id) => [id, refusal])),
    records: [],
    numbers: noNumbers,
  };
}

/**
 * Returns the refusal for records that the act's author neither named nor sees. It discloses neither these records nor their
 * number.
 */
export const outOfSight = ({ id }: Act, status: Decision['status']): Refusal =>
  refuse(
    'records/not-found',
    status === 'refused'
      ? 'The record of this change is gone, or not shared with you.'
      : 'Some records of this change are gone, or not shared with you. They stay as they are.',
    { id },
  );

/** whether the act exists for a person: they made it, or see a record that it changed. */
function isTheirsToKnow({ author, look }: DecideInput, target: KnownAct): boolean {
  if (author.isServer || target.author === author.userId) return true;
  return look.changesOf(target.id).some(({ record: id }) => {
    const record = held(look.record(id));
    return record !== undefined && author.sees(record);
  });
}

const idsOf = (edits: readonly { readonly id: string }[]): readonly string[] => [
  ...new Set(edits.map((edit) => edit.id)),
];

/**
 * Judges each edit on the result of the edits before it. `asked`: the records of the judged edits. `late`: the
 * records that were already in the draft when one of their edits was refused. `grown`: the refusal where records that
 * a merge made equal to others have more references than the act may change.
 */
function* judgeAll(
  input: DecideInput,
  edits: readonly AskedEdit[],
  out: ReadonlyMap<string, Refusal>,
): Generator<
  number,
  {
    draft: Draft;
    refused: Map<string, Refusal>;
    late: Map<string, Refusal>;
    asked: readonly string[];
    grown: Refusal | undefined;
  }
> {
  const { act, look } = input;
  const { catalogue } = input.kinds;
  const named = namedIn(edits);
  const draft = new Draft(input);
  const refused = new Map(out);
  const late = new Map<string, Refusal>();
  const asked = new Set<string>();
  const left = [...edits];
  for (const edit of left) {
    yield weightOfEdit(edit);
    // The references to a record stay unchanged where its merge was refused or lost (S-4f).
    if (edit.ofMerge && !cameAbout(edit.ofMerge, draft, refused)) continue;
    asked.add(edit.id);
    if (act.shape === 'each' && refused.has(edit.id)) continue; // its record is refused already
    if (refused.get(edit.id)?.code === 'workflow/already-there') continue; // the record was not made
    const before = edit.expanded ? draft.present(edit.id)?.life : undefined;
    const refusal = judgeEdit(input, draft, edit);
    const life = edit.expanded ? draft.present(edit.id)?.life : undefined;
    if (life !== undefined && life !== before && mergedInto(life) !== undefined) {
      const merge: Edit = { id: edit.id, entity: edit.entity, seen: 0, fields: { life: ['alive', life] } };
      const more = repointed(merge, { named, look, catalogue });
      left.push(...more);
      const grown = more.length > 0 ? changesTooMuch(input, left) : undefined;
      if (grown) return { draft, refused, late, asked: [...asked], grown };
    }
    if (!refusal) continue;
    if (refusal.code !== 'workflow/already-there' && draft.records.has(edit.id)) late.set(edit.id, refusal);
    if (!refused.has(edit.id)) refused.set(edit.id, refusal);
  }
  return { draft, refused, late, asked: [...asked], grown: undefined };
}

/**
 * T-14: in an `each` act a record and the children of its move are accepted or refused together. Adds the records to refuse to
 * `out`, and returns whether it added any.
 */
function refusedWithChildren(
  edits: readonly AskedEdit[],
  refused: ReadonlyMap<string, Refusal>,
  out: Map<string, Refusal>,
): boolean {
  const before = out.size;
  for (const { id, follows } of edits) {
    if (follows === undefined) continue;
    const [own, other] = [refused.get(id), refused.get(follows)];
    if (own && !other && own.code !== 'workflow/already-there') out.set(follows, asPartOf(own));
    if (other && !own) out.set(id, asPartOf(other));
  }
  return out.size > before;
}
const asPartOf = ({ code, message }: Refusal): Refusal =>
  refuse('act/refused-whole', `Nothing was done, because a part was refused: ${message}`, { because: code });

/** Whether the merge that an edit follows from, or its undo, is still in effect in the draft. */
function cameAbout(
  { id, survivor }: NonNullable<AskedEdit['ofMerge']>,
  draft: Draft,
  refused: ReadonlyMap<string, Refusal>,
): boolean {
  return survivor === undefined ? !refused.has(id) : draft.present(id)?.life === `merged:${survivor}`;
}

function judgeEdit({ act, author, look, kinds }: DecideInput, draft: Draft, edit: AskedEdit): Refusal | undefined {
  for (const ground of edit.after ?? []) {
    if (held(look.act(ground.act))?.answer.refused[ground.record])
      return refuse('sync/ground-refused', 'An earlier change that this one depends on was refused.', {
        act: ground.act,
      });
  }
  if (isCreate(edit) && edit.follows !== undefined && draft.gaveWay.has(edit.follows))
    return refuse('workflow/already-there', 'This was not added: the step that it belongs to had been made already.', {
      id: edit.follows,
    });
  if (act.group !== undefined && act.undoes === undefined && look.isGroupUndone(act.group, author.userId) === true) {
    return refuse('undo/group-undone', 'This belongs to a group of changes that was undone.', { group: act.group });
  }
  const entity = kinds.catalogue.entities.get(edit.entity);
  if (!entity) return unknownEntity(edit.entity);
  if (entity.isRetired && edit.expanded !== true)
    return refuse(
      'records/unknown-entity',
      entity.isRemoved
        ? `${entity.label.many} belong to a pack that your organisation does not have. Install it first.`
        : `${entity.label.many} are no longer used. Bring this kind of record back first.`,
      {
        entity: entity.name,
      },
    );
  if (author.outcomesOf !== undefined && !mayWriteOutcome(kinds.catalogue, author.outcomesOf, edit))
    return refuse('records/invalid', `The service of ${author.outcomesOf} writes nothing but the outcomes of its intents.`, {}); // prettier-ignore
  if (!author.isServer && edit.expanded !== true && isOfServer(kinds.catalogue, edit))
    return refuse('records/invalid', `${entity.label.many} are made by the server. Change their values instead.`, {});
  if (!isCreate(edit)) return judgeChange(draft, entity, { act, edit });
  const known = companionChange(entity, edit, draft.present(edit.id));
  return known ? judgeChange(draft, entity, { act, edit: known }) : judgeCreate(draft, entity, { act, edit });
}

/**
 * T-24: whether only the server may make the edit: it creates a record of settings, or changes its life or its
 * holder.
 */
const isOfServer = ({ settings }: KnownKinds['catalogue'], edit: AskedEdit): boolean =>
  settings?.has(edit.entity) === true &&
  (isCreate(edit) || ['life', 'ownerId', 'teamId'].some((name) => name in edit.fields));

function conclude(
  act: Act,
  {
    asked,
    refused,
    draft,
  }: { readonly asked: readonly string[]; readonly refused: Map<string, Refusal>; readonly draft: Draft },
): Decided {
  // The children of a move that lost are refused alone (T-14).
  const first = [...refused.values()].find(({ code }) => code !== 'workflow/already-there');
  const isRefusedWhole = act.shape === 'together' && first !== undefined;
  if (isRefusedWhole) {
    const whole = asPartOf(first);
    for (const id of [...asked, ...act.edits.map((edit) => edit.id)]) if (!refused.has(id)) refused.set(id, whole);
  }
  const { records, numbers } = giveNumbers(
    draft,
    isRefusedWhole ? [] : [...draft.records.values()].filter(({ record }) => !refused.has(record.id)),
  );
  const isRefused = asked.length > 0 && asked.every((id) => refused.has(id));
  const gaveWay = records.some(({ superseded }) => Object.keys(superseded).length > 0);
  return {
    status: isRefused ? 'refused' : gaveWay || refused.size > 0 ? 'merged' : 'accepted',
    asked,
    refused,
    records,
    numbers,
  };
}
