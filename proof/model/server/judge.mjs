// How the server judges one edit of an act: permission, then existence, then its move, then the merge, then what is valid.
import { on, same } from '../domain/basics.mjs';
import {
  POLICY,
  actionsOf,
  asCompanionChange,
  can,
  comeBack,
  companionOf,
  intoOf,
  invalid,
  isRef,
  isRoot,
  merge,
  rootOf,
  sees,
} from '../domain/domain.mjs';
import { alreadyThere, judgeStart, judgeStep, moveOf, stepIn, unitOf, withSets } from '../domain/steps.mjs';
import { refs } from '../domain/trade.mjs';

/** Judges edits on this state of the server. */
export function judgeOn(S) {
  const survivor = (id, look) => {
    while (intoOf(look[id])) id = intoOf(look[id]);
    return id;
  };

  /** A person whom an act writes into a record has to exist. An act that is sent again was judged when it was first decided. */
  const strangers = (act, was, is) =>
    !act.again &&
    !on('strangers-owned') &&
    ['ownerId', 'assignee', 'sharedWith']
      .flatMap((f) => [is[f] ?? []].flat().filter((user) => ![was?.[f] ?? []].flat().includes(user)))
      .some((user) => !S.roles[user]);

  /**
   * S-4c: whether a record differs from the record that an act made, or has got living children. A change that was reverted since
   * does not count.
   */
  const isChangedSince = (act, now) =>
    S.journal.some(
      (row) =>
        row.n > S.acts[act].n &&
        row.act !== act &&
        ((row.created && isLiving(row.record) && S.records[row.record].parentId === now.id) ||
          (row.record === now.id && (on('undone-counts') || !isAsMade(act, now)))),
    );
  const isLiving = (id) => S.records[id] && (on('undone-counts') || !S.records[id].deleted);
  const isAsMade = (act, now) => {
    const { made } = S.journal.find((row) => row.act === act && row.record === now.id && row.created);
    const counts = (f) => f !== 'deleted' && (POLICY[now.entity][f] !== 'derived' || on('derived-counts'));
    return Object.keys(POLICY[now.entity]).every((f) => !counts(f) || same(now[f], made[f]));
  };
  /**
   * S-1c: the place of the value in a field of an existing record: the time of its first decision. A value that came
   * again has its place in its claim. Every other value is older than the loss, or newer than all that was lost.
   * Between the newest head that a device and this journal had in common and the loss, only the time tells which.
   */
  function standingOf(id, f) {
    const row = S.journal.findLast((one) => one.record === id && (one.created || f in (one.changed ?? {})));
    const claim = [S.places[`${id}|${f}`], S.places[`${id}|*`]].reduce(
      (a, b) => (b && b.n > (a?.n ?? 0) ? b : a),
      undefined,
    );
    if (claim && claim.n >= (row?.n ?? 0)) return claim;
    if (!row || row.at > S.loss.at) return undefined;
    return { at: row.at, from: undefined, isUnsure: row.n > S.loss.common, owed: [], passed: [] };
  }
  const comesAgain = (act) => act.again && act.cameFrom && S.loss && !on('comes-back-behind');

  /**
   * S-1c and T-14: a move that comes again gives way as a whole to a change that was written after the restore, and
   * where it gave way at first. If a change that was agreed later has come back before it, each of its fields has a
   * place of its own, so that the agreed values return.
   */
  const gaveWayAgain = (edit, f, made, now, act) => {
    const to = edit.fields[f][1];
    const gaveWay = act.cameFrom.lost[edit.id] ?? {};
    if (on('again-sets-alone')) return false;
    if (on('again-as-one') && !same(made.value, to)) return true;
    if (f in gaveWay && same(gaveWay[f], to)) return true;
    return !standingOf(edit.id, f) && (!same(made.value, to) || same(now[f], to));
  };

  /** S-4f: the other living activity with the same topic under the same deal. */
  const twinOf = (record, look) =>
    record.entity === 'activity' && record.topic && !record.deleted
      ? Object.values(look).find(
          (r) => r.parentId === record.parentId && r.topic === record.topic && r.id !== record.id && !r.deleted,
        )
      : undefined;

  /** A record that a field names exists, and its author sees it. It may be deleted: the field names it still. */
  const isInReach = (act, id, draft) => {
    const record = draft[id] ?? S.records[id];
    const isNew = draft[id] && !S.records[id];
    return !!record && (isNew || sees(act.user, S.roles[act.user] ?? [], record, S.records));
  };

  /**
   * Judges one edit on a draft. Returns a refusal code, or nothing when the edit is done. Permission comes before
   * existence. `steps` collects the moves: `moves` are judged at the end of the act, `named` are for the journal,
   * and `sets` for the answer. `gave` are the records whose move gave way.
   */
  function judge(act, given, draft, notes, claims, steps) {
    let edit = given;
    const roles = S.roles[act.user] ?? [];
    const look = { ...S.records, ...draft };
    if (edit.create && steps.gave[edit.follows] && !on('children-twice')) return alreadyThere;
    const refused = edit.after?.some((g) => S.acts[g.act]?.refused[g.record]);
    if (refused && !on('ground-ignored')) return 'sync/ground-refused';
    if (act.group && S.undoneGroups[act.group] && !act.undoes && !on('group-stays-open')) return 'undo/group-undone';
    // T-25: the organisation lacks the pack; edits that follow a merge are written, so that nothing is left behind
    if (S.removed.includes(edit.entity) && !edit.expanded && !on('removed-written')) return 'records/unknown-entity';
    if (edit.create?.entity === 'sealed' && look[edit.id] && !on('sealed-twice'))
      edit = asCompanionChange(edit, look[edit.id]);
    if (edit.create) {
      const record = { ...edit.create };
      const may = (action) => can(act.user, roles, action, record, look);
      for (const f of refs[record.entity]) if (record[f] !== null) record[f] = survivor(record[f], look);
      if (!isRoot(record.entity)) {
        const parent = look[record.parentId];
        const seen =
          parent && (draft[parent.id] && !S.records[parent.id] ? true : sees(act.user, roles, parent, S.records));
        if (!parent || !seen || parent.deleted) return 'records/parent-gone';
        if (!can(act.user, roles, 'update', parent, look) && !on('unchecked')) return 'access/denied';
        if (record.entity === 'sealed' && record.id !== companionOf(edit.create.parentId)) return 'records/invalid';
        if (record.entity === 'sealed' && !can(act.user, roles, 'update', record, { ...look, [record.id]: record }))
          return 'access/denied';
      } else if (!may('create') && !on('unchecked')) return 'access/denied';
      const named = refs[record.entity].filter((f) => f !== 'parentId' && record[f] !== null);
      if (!named.every((f) => isInReach(act, record[f], draft))) return 'records/not-found';
      const start = comesAgain(act) ? undefined : judgeStart(record, { may });
      if (start) return start;
      if (look[record.id] || (S.erased[record.id] && !on('erased-id-free'))) return 'records/exists';
      if (strangers(act, undefined, record)) return 'records/unknown-person';
      if (comesAgain(act)) claims[`${record.id}|*`] = { at: act.cameFrom.at, owed: [], passed: [] };
      draft[record.id] = record;
    } else {
      const now = look[edit.id];
      const own = now && !S.records[edit.id]; // created by this very act
      if (!now || (!own && !sees(act.user, roles, S.records[edit.id], S.records) && !edit.expanded))
        return 'records/not-found';
      const wasBefore = comesAgain(act) && !own && standingOf(edit.id, 'deleted')?.at > act.cameFrom.at;
      if (now.deleted && !('deleted' in edit.fields) && !edit.expanded && !wasBefore) return 'records/deleted';
      const root = rootOf(now, look);
      // a merge removes the parent itself, and moves the children in the same act
      if (root.deleted && S.records[root.id]?.deleted && root !== now && !edit.expanded) return 'records/parent-gone';
      if (!edit.expanded && !on('unchecked'))
        for (const action of actionsOf(edit)) {
          if (!can(act.user, roles, action, own ? now : S.records[edit.id], own ? look : S.records))
            return 'access/denied';
        }
      const isBack = comesAgain(act) && !own;
      const mayAct = (action) => can(act.user, roles, action, own ? now : S.records[edit.id], own ? look : S.records);
      const step = judgeStep(edit, now, { act, may: mayAct, isBack });
      if (step.refused) return step.refused;
      if (step.move && steps.moves[edit.id] && !on('two-moves')) return 'workflow/one-move';
      const next = { ...now };
      const lost = {};
      const since = edit.ofCreate && isChangedSince(act.undoes, now);
      const unit = unitOf(edit);
      // a change that a move made, or that a merge repointed, is undone or redone only with that move or merge
      const isLeft = act.undoes && steps.gave[edit.follows] && !on('undone-child-alone');
      let stays = step.gives ? unit : isLeft ? Object.keys(edit.fields) : [];
      // the state comes first: where it gives way, the fields that its move sets give way too
      const rest = Object.keys(edit.fields).filter((f) => !unit.includes(f));
      for (const f of [...unit, ...rest]) {
        const [from, asked] = edit.fields[f];
        const to = isRef(edit.entity, f) && asked !== null ? survivor(asked, look) : asked;
        if (!edit.expanded && (f === 'parentId' || (f === 'deleted' && typeof to === 'string'))) {
          const parent = look[to];
          if (
            !parent ||
            parent.deleted ||
            (!(draft[to] && !S.records[to]) && !sees(act.user, roles, parent, S.records))
          )
            return 'records/parent-gone';
          if (!can(act.user, roles, 'update', parent, look)) return 'access/denied';
        } else if (
          isRef(edit.entity, f) &&
          !edit.expanded &&
          !act.undoes && // an undo writes what the journal holds
          to !== null &&
          !same(asked, now[f]) &&
          !isInReach(act, to, draft)
        )
          return 'records/not-found';
        if (stays.includes(f)) {
          if ((!same(now[f], to) || f === unit[0]) && !on('superseded-forgotten')) lost[f] = to;
          continue;
        }
        const yields = (act.undoes && !on('undo-wins')) || act.again;
        const made =
          since && !on('undo-wins')
            ? { value: now[f], lost: to }
            : on('base-unchanged') && edit.base === now.version
              ? { value: to }
              : isBack && POLICY[edit.entity][f] === 'later'
                ? comeBack(
                    // a reference to a duplicate becomes one to its survivor, whether it came back before the merge or behind it
                    {
                      from,
                      to,
                      now:
                        isRef(edit.entity, f) && now[f] && !on('merge-comes-behind') ? survivor(now[f], look) : now[f],
                      lost: act.cameFrom.lost[edit.id]?.[f],
                      at: act.cameFrom.at,
                    },
                    standingOf(edit.id, f),
                  )
                : merge(POLICY[edit.entity][f], from, to, now[f], yields);
        if (isBack && f === unit[0] && gaveWayAgain(edit, f, made, now, act)) {
          stays = unit;
          steps.gave[edit.id] = true;
        }
        next[f] = made.value;
        if (made.claim) claims[`${edit.id}|${f}`] = made.claim;
        if ('lost' in made && !on('superseded-forgotten')) lost[f] = made.lost;
      }
      const setting = on('sets-alone') && step.gives ? moveOf(edit.entity, ...stepIn(edit)) : step.move;
      if (setting && !act.undoes && !on('sets-travel')) {
        Object.assign(next, withSets({ day: S.clock, ...edit }, setting, next));
        steps.sets[edit.id] = Object.fromEntries(Object.keys(setting.sets).map((f) => [f, [now[f], next[f]]]));
      }
      if (!act.undoes && !edit.expanded && strangers(act, now, next)) return 'records/unknown-person';
      // a merge of deals merges the activities that it makes equal
      const twin = edit.expanded && !on('twins-stay') ? twinOf(next, { ...S.records, ...draft }) : undefined;
      if (twin) next.deleted = on('twins-deleted') ? true : twin.id;
      draft[edit.id] = next;
      if (step.move && S.records[edit.id]) steps.moves[edit.id] = step.move;
      if (step.named) steps.named[edit.id] = step.named;
      if (step.gives || (act.undoes && 'deleted' in lost)) steps.gave[edit.id] = true;
      if (Object.keys(lost).length) notes[edit.id] = { ...notes[edit.id], ...lost };
    }
    const made = draft[edit.create?.id ?? edit.id];
    if (
      invalid(
        on('validated-unmerged') && edit.fields
          ? {
              amount: 1,
              entity: made.entity,
              ...Object.fromEntries(Object.entries(edit.fields).map(([f, c]) => [f, c[1]])),
            }
          : made,
      )
    )
      return 'records/invalid';
    if (!edit.expanded && twinOf(made, { ...S.records, ...draft }) && !on('not-unique')) return 'records/taken';
    if (
      made.code &&
      !made.deleted &&
      Object.values({ ...S.records, ...draft }).some((r) => r.code === made.code && r.id !== made.id && !r.deleted) &&
      !on('not-unique')
    )
      return 'records/taken';
  }
  return { judge, comesAgain };
}
