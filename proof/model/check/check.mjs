// The oracles. They read whole states and check the rules, with code that is independent of the server's and the device's.
import { on, same } from '../domain/basics.mjs';
import { POLICY, digest, isRef } from '../domain/domain.mjs';
import { sorted } from '../device/device.mjs';

import { doneAsTold, packsAt } from './check-packs.mjs';
import { committedTrade, deviceHolds, isOfMove, isSoft, touchesMove } from './check-trade.mjs';
import { must } from './must.mjs';

/** The record that decides the visibility of this one, found without the domain's code. */
const rootIn = (S, record) => ('parentId' in record ? S.records[record.parentId] : record);

/** Whether a user sees a record, decided again without tokens. */
function visible(S, user, record) {
  const roles = S.roles[user] ?? [];
  if (!roles.length || S.removed.includes(record.entity)) return false;
  if (record.entity === 'mark') return record.ownerId === user;
  if (record.assignee === user || record.entity === 'item' || record.open) return true;
  const root = rootIn(S, record);
  if (!root) return false;
  if (root.ownerId === user || root.sharedWith.includes(user)) return true;
  return roles.some(
    (r) =>
      r.role === 'admin' ||
      r.role === 'auditor' ||
      (r.role === 'manager' && r.team === root.teamId) ||
      (r.role === 'viewer' && ['deal', 'loan'].includes(record.entity) && r.team === root.teamId),
  );
}
const survivor = (S, id) => {
  while (typeof S.records[id]?.deleted === 'string') id = S.records[id].deleted;
  return id;
};

/**
 * whether the record was not changed for more months than a line of the organisation says. Only where the server has filed all
 * records of the kind, and counted by the month to which it has counted. Sealed fields (K-4) are as old as their deal.
 */
function isTooOld(S, { entity, version }, roles) {
  const now = S.byMonth[entity];
  if (typeof now !== 'number') return false;
  const month = S.monthStarts.filter((start) => start < version).length;
  return S.keptOff.some((line) => {
    const [place, months] = line.split('>');
    const isMine = months !== undefined && (place === entity || roles.includes(place));
    return isMine && (month < now - Number(months) || month > now + 1);
  });
}

/**
 * T-30: whether a user's devices hold a record, decided again without tokens. A person who has chosen areas holds, of
 * all deals, only those of the areas. Deals that they see for another reason stay. A-6: nobody holds a kind that the
 * organisation keeps off devices.
 */
function carried(S, user, record) {
  if (!visible(S, user, record)) return false;
  const kind = record.entity === 'sealed' ? 'deal' : record.entity;
  const roles = (S.roles[user] ?? []).map(({ role }) => `${kind}@${role}`);
  if (S.keptOff.some((line) => line === kind || roles.includes(line))) return false;
  if (isTooOld(S, record.entity === 'sealed' ? S.records[record.parentId] : record, roles)) return false;
  const areas = S.areas[user] ?? [];
  if (!areas.length || record.entity !== 'deal' || areas.includes(record.area) || record.open) return true;
  const ofTeam = (S.roles[user] ?? []).some((r) => r.team && r.team === record.teamId && r.role !== 'member');
  return record.ownerId === user || record.sharedWith.includes(user) || ofTeam;
}
export const truth = (S, user) =>
  sorted(
    Object.fromEntries(
      Object.values(S.records)
        .filter((r) => carried(S, user, r))
        .map((r) => [r.id, r]),
    ),
  );
/** K-5: the records that a device shows when it is up to date: those of kinds that its build knows. */
export const shownTo = (S, d) => {
  const isKnown = ([, { entity }]) => entity !== 'visit' || d.disk.build > 4;
  return Object.fromEntries(Object.entries(truth(S, d.user)).filter(isKnown));
};
/** The records that a user has the right to see, as keys for sights. */
const rightTo = (S, user) =>
  Object.values(S.records)
    .filter((r) => visible(S, user, r))
    .map((r) => `right to|${user}|${r.id}`);

/**
 * The records that each person has seen, and when, without tokens: person and record → the stretches of the journal in which they
 * saw it. `from` is the first number of the commit that brought it into sight, `to` the last one before it went. Kept by the
 * journal's end, so that a restored server finds its own.
 */
const endOf = (S) => S.journal.at(-1)?.hash;
function noteSights(before, S, seen, sights) {
  const now = new Map(sights.get(endOf(before)));
  for (const [key, spans] of now)
    if (spans.at(-1).to === undefined && !seen.has(key))
      now.set(key, [...spans.slice(0, -1), { ...spans.at(-1), to: S.clock }]);
  for (const key of seen) {
    const spans = now.get(key) ?? [];
    if (!spans.length || spans.at(-1).to !== undefined)
      now.set(key, [...spans, { from: before.clock + 1, moment: S.clock, to: undefined }]);
  }
  sights.set(endOf(S), now);
}

/** Whether the value in a field, or a value that it came back over, was decided after this act when both were first decided. */
const agreedAfter = (before, first, act, record, f) => {
  const writer = before.journal.findLast((r) => r.record === record && (r.created || f in (r.changed ?? {})));
  return writer && first.get(writer.act) > first.get(act.id);
};

/** After every commit. */
export function committed(before, S, act, edits, answer, changed, { everSeen, acts, sights, first }) {
  const seen = new Set(
    Object.keys(S.roles).flatMap((user) => Object.keys(truth(S, user)).map((id) => `${user}|${id}`)),
  );
  for (const key of seen) everSeen.add(key);
  noteSights(before, S, new Set([...seen, ...Object.keys(S.roles).flatMap((user) => rightTo(S, user))]), sights);
  packsAt(before, S, S.journal.slice(before.clock), edits);
  if (!act) return;
  if (!first.has(act.id)) first.set(act.id, first.size);
  if (act.again) acts.get(act.id).cameAgain = S.clock;
  const rows = S.journal.slice(before.clock);
  doneAsTold(S, act, acts.get(act.id)?.edits ?? [], answer);
  committedTrade(before, S, { act, edits, answer, rows, asked: acts.get(act.id) });
  const roles = before.roles[act.user] ?? [];
  const org = roles.some((r) => r.role === 'admin');
  for (const row of rows) {
    if (!row.record) continue;
    const edit = edits.find((e) => e.id === row.record);
    const old = before.records[row.record];
    if (!edit.expanded && !org) {
      // permission, at the moment of arrival
      must(
        roles.some((r) => r.role === 'manager' || r.role === 'member'),
        'A-2',
        `${act.user} may not write`,
      );
      must(!old || visible(before, act.user, old), 'A-5', `${act.user} changed ${row.record} unseen`);
      const root = old && rootIn(before, old);
      const rules = old && roles.some((r) => r.role === 'manager' && r.team === root?.teamId);
      // A-3b: everyone reads an open deal, and the rights to change it stay the same
      const isGiven = old?.ownerId === act.user || old?.sharedWith?.includes(act.user);
      must(old?.entity !== 'deal' || rules || isGiven, 'A-2', `${act.user} changed ${row.record}, which they only see`);
      if (
        old &&
        Object.keys(edit.fields).some((f) =>
          ['ownerId', 'teamId', 'sharedWith', 'assignee', 'parentId', 'deleted'].includes(f),
        )
      )
        must(rules || root?.ownerId === act.user, 'A-2', `${act.user} reassigned or deleted ${row.record}`);
    }
    for (const ground of edit.after ?? [])
      must(!before.acts[ground.act]?.refused[ground.record], 'S-4b', `${act.id} depends on refused ${ground.act}`);
    if (!old || act.undoes || act.again) {
      // an undo and an act sent again never win over later changes. An act that comes again may win over values that
      // were first decided before it
      const since = (f) => {
        const writer = before.journal.findLast((r) => r.record === row.record && (r.created || f in (r.changed ?? {})));
        return !act.again || !writer || first.get(writer.act) > first.get(act.id);
      };
      if (old)
        for (const [f, [from]] of Object.entries(edit.fields))
          if (POLICY[row.entity][f] === 'later' && !same(old[f], from) && since(f)) {
            must(!(f in row.changed), 'S-4c', `${act.id} overrode ${f} of ${row.record}, changed since`);
            // a value that came back behind its own successor was agreed to be gone
            const agreed = act.again && agreedAfter(before, first, act, row.record, f);
            if (!same(old[f], edit.fields[f][1]) && !agreed)
              must(row.lost && f in row.lost, 'S-4', `${f} of ${row.record} gave way and is not in the journal`);
          }
    } else
      for (const [f, [from, to]] of Object.entries(edit.fields)) {
        if (POLICY[row.entity][f] === 'later' && !same(old[f], from) && !same(old[f], to)) {
          const stayed = isOfMove(edit, f, old) && same(S.records[row.record][f], old[f]) && same(row.lost?.[f], to);
          must(
            stayed || (row.lost && same(row.lost[f], old[f])),
            'S-4',
            `${f} of ${row.record} was overridden unrecorded`,
          );
        }
      }
    const now = S.records[row.record];
    for (const user of [now.ownerId ?? [], now.assignee ?? [], now.sharedWith ?? []].flat())
      must(S.roles[user] || act.again, 'A-5', `${row.record} names ${user}, who is nobody`);
    must(
      !(now.entity === 'deal' && now.stage === 'won' && !(now.amount > 0)),
      'S-4d',
      `${row.record} is won without an amount`,
    );
    must(
      !now.code ||
        now.deleted ||
        Object.values(S.records).filter((r) => r.code === now.code && !r.deleted).length === 1,
      'S-4e',
      `code ${now.code} twice`,
    );
    const twins = Object.values(S.records).filter(
      (r) => now.topic && r.parentId === now.parentId && r.topic === now.topic && !r.deleted,
    );
    must(now.deleted || twins.length < 2, 'S-4e', `topic ${now.topic} of ${now.parentId} twice`);
    // a merge takes an activity away only by merging it into the one with its topic
    if (edit.expanded && !act.undoes && old && !old.deleted && now.deleted)
      must(twins.some(({ id }) => id === now.deleted), 'S-4f', `a merge took ${row.record} away`); // prettier-ignore
  }
  if (act.group && !act.undoes && rows.some((r) => r.record))
    must(
      !before.journal.some(
        (r) =>
          acts.get(r.act)?.closes === act.group &&
          acts.get(r.act).user === act.user &&
          before.acts[r.act].status !== 'refused',
      ),
      'undo',
      `${act.id} came into the undone group ${act.group}`,
    );
  if (Object.values(answer.refused).includes('undo/group-undone')) {
    const ofGroup = (r) => acts.get(r.act)?.group === act.group && acts.get(r.act).user === act.user && r.changed;
    const ownUndo = before.journal.some(
      (r) => acts.get(r.act)?.closes === act.group && acts.get(r.act).user === act.user,
    );
    const left = before.journal.filter(ofGroup).find((r) => !before.acts[r.act].undoneBy);
    must(ownUndo || !left, 'undo', `${act.id} is kept out of ${act.group}, of which ${left?.act} is not undone`);
  }
  if (answer.status === 'refused')
    must(Object.keys(answer.refused).length, 'S-2', `${act.id} is refused without a reason`);
  if (act.shape === 'together')
    must(
      Object.values(answer.refused).every(isSoft) || !rows.some((r) => r.record),
      'S-2',
      `together act ${act.id} in parts`,
    );
  for (const deal of Object.values(S.records))
    if (
      typeof deal.deleted === 'string' &&
      changed.some(([id]) => id === deal.id) &&
      before.records[deal.id]?.deleted !== deal.deleted
    )
      must(
        !Object.values(S.records).some((r) => r.parentId === deal.id),
        'S-4f',
        `a child of ${deal.id} was left behind in its merge`,
      );
  if (act.undoes && answer.status !== 'refused') {
    // undo reverses the changes that nothing else touched
    const target = S.journal.filter((r) => r.act === act.undoes && r.changed);
    for (const row of target)
      for (const [f, [from]] of Object.entries(row.changed)) {
        if (POLICY[row.entity][f] === 'derived') continue;
        const touched = before.journal.some(
          (r) => r.n > row.n && r.record === row.record && r.changed && touchesMove(row, r, f),
        );
        if (!touched && !answer.refused[row.record] && S.records[row.record])
          // changes that were erased since cannot be undone
          must(
            same(S.records[row.record][f], isRef(row.entity, f) ? survivor(S, from) : from),
            'undo',
            `${f} of ${row.record} is ${JSON.stringify(S.records[row.record][f])}, was ${JSON.stringify(from)}`,
          );
      }
  }
}

/** After every step, for every device. */
export function checkDevice(d, S) {
  const { disk } = d;
  deviceHolds(d, S);
  must(d.shownInFull(), 'D-2a', `${disk.device}: shown is not derive(confirmed, waiting)`);
  if (disk.upTo !== null) {
    const held = sorted(Object.fromEntries(Object.entries(disk.held).map(([id, h]) => [id, h.record])));
    must(
      same(held, disk.truth),
      'S-6',
      `${disk.device} says up to date at ${disk.upTo} and holds ${diff(held, disk.truth)}`,
    );
  }
  for (const [id, h] of Object.entries(disk.held)) {
    const mine = disk.acts.filter((e) => e.act.edits.some((x) => x.id === id));
    if (mine.length && mine.every((e) => e.state === 'answered' && h.record.version >= e.versions[id]))
      must(same(disk.shown[id], h.record), 'D-2b', `${id} flickers back to an older act`);
  }
}
const diff = (a, b) =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .filter((id) => !same(a[id], b[id]))
    .map((id) => `${id}: ${JSON.stringify(a[id])} for ${JSON.stringify(b[id])}`)
    .join('; ')
    .slice(0, 600);

/** An act that was once confirmed is sent again only as such. */
export const sent = (act, confirmed) =>
  must(!confirmed.has(act.id) || act.again, 'S-1c', `${act.id} was confirmed before and is sent as if it were new`);

/** A departure names only records that the person once saw, and sees no longer. */
export const departures = (user, { rows, truth }, everSeen) => {
  for (const row of rows.filter(({ gone }) => gone)) {
    must(everSeen.has(`${user}|${row.id}`), 'A-5', `${user} learns of ${row.id}`);
    must(!truth[row.id], 'A-4', `${row.id} is gone to ${user}, who sees it`);
  }
};

/**
 * S-9: a device knows the whole history of the records that it holds since its person sees them without a gap, including values
 * that gave way. It knows nothing from the time when they did not see them. The row that brought a record into sight tells
 * nothing of the time before.
 */
function history(S, d, sights) {
  const held = new Map(Object.values(d.disk.history).map((row) => [row.n, row]));
  for (const { n, record, changed, lost = {} } of S.journal) {
    if (!changed) continue;
    const spans = sights.get(`right to|${d.user}|${record}`) ?? [];
    const now = sights.get(`${d.user}|${record}`)?.at(-1);
    // T-30: a device that changes its areas fetches anew, and asks the server for older history
    const isFetchedAnew = n <= (S.areasAt[d.user] ?? 0);
    const mine = held.get(n);
    held.delete(n);
    const isInFull = mine && same([mine.id, mine.changed, mine.lost], [record, changed, lost]);
    if (now && now.to === undefined && n > now.moment && !isFetchedAnew)
      must(isInFull, 'S-9', `${d.disk.device} holds ${JSON.stringify(mine)} for row ${n} of ${record}`);
    if (!mine) continue;
    const span = spans.find((one) => one.from <= n && (one.to === undefined || n < one.to));
    must(span, 'A-4', `${d.disk.device} knows of row ${n} of ${record}, from out of sight`);
    const tellsOfBefore =
      Object.values(mine.changed).some(([from]) => from !== null) || Object.keys(mine.lost).length > 0;
    must(n > span.moment || !tellsOfBefore, 'A-4', `${d.disk.device} knows what was before row ${n} of ${record}`);
  }
  must(!held.size, 'S-9', `${d.disk.device} holds rows that the journal has not: ${[...held.keys()]}`);
}

/**
 * The records into which a record was merged before it was deleted. A reference that came back in between follows the merge,
 * and stays there.
 */
const survivorsBefore = (S, id) =>
  S.records[id]?.deleted === true
    ? S.journal.flatMap((r) =>
        r.record === id && typeof r.changed?.deleted?.[1] === 'string' ? [survivor(S, r.changed.deleted[1])] : [],
      )
    : [];

/**
 * S-1c: values that were agreed before a loss are back, field by field, if all their acts have come back and nothing else has
 * changed them. `lost` is the server's state before its last loss, `kept` the state that the restore left.
 */
function comeBack(S, { lost, kept }, acts) {
  // an act whose answer reached no device is sent as a new one, and decided as such
  const cameAgain = (act) => acts.get(act)?.cameAgain > kept.clock;
  for (const [id, record] of Object.entries(lost.records)) {
    const gone = lost.journal.filter((r) => r.n > kept.clock && r.act && r.record === id);
    if (!gone.length || !S.records[id]) continue;
    const ids = new Set(gone.map((r) => r.act));
    const isBack = [...ids].every(
      (act) => cameAgain(act) && S.acts[act] && !S.acts[act].refused[id] && S.acts[act].status !== 'refused',
    );
    if (!isBack) continue;
    const wasChanged = { entity: record.entity, changed: Object.assign({}, ...gone.map((r) => r.changed)) };
    for (const f of Object.keys(POLICY[record.entity])) {
      // a creation is undone only if nothing else has changed the record, or records under it
      const touches = (r) =>
        f === 'deleted'
          ? r.record === id || S.records[r.record]?.parentId === id
          : r.record === id && (r.created || touchesMove(wasChanged, r, f));
      const others = S.journal.some((r) => r.n > kept.clock && touches(r) && !ids.has(r.act));
      if (POLICY[record.entity][f] !== 'later' || others) continue;
      const isBehind = isRef(record.entity, f) && survivorsBefore(S, record[f]).includes(S.records[id][f]);
      must(
        isBehind || same(S.records[id][f], isRef(record.entity, f) ? survivor(S, record[f]) : record[f]),
        'S-1c',
        `${f} of ${id} was agreed to be ${JSON.stringify(record[f])} and came back as ${JSON.stringify(S.records[id][f])}`,
      );
    }
  }
}

/** When all faults are healed and all queues are empty. */
export function atRest(S, devices, acts, sights, loss) {
  if (loss) comeBack(S, loss, acts);
  S.journal.forEach((row, i) => {
    const { hash, ...body } = row;
    must(row.n === i + 1, 'P-5', `journal row ${i + 1} has number ${row.n}`);
    must(
      hash === digest((i ? S.journal[i - 1].hash : 'genesis') + JSON.stringify(body)),
      'P-5',
      `chain breaks at ${row.n}`,
    );
  });
  const pairs = S.journal.filter((r) => r.act).map((r) => `${r.act}|${r.record}`);
  must(
    new Set(pairs).size === pairs.length,
    'S-2',
    `an act was done twice: ${pairs.find((p, i) => pairs.indexOf(p) !== i)}`,
  );
  for (const d of devices) {
    must(d.disk.upTo === S.clock, 'S-6', `${d.disk.device} does not come to rest`);
    must(!d.disk.acts.length, 'S-5', `${d.disk.device} still has acts`);
    history(S, d, sights.get(endOf(S)));
    must(
      same(sorted(d.disk.shown), shownTo(S, d)),
      'S-6',
      `${d.disk.device} differs: ${diff(d.disk.shown, shownTo(S, d))}`,
    );
  }
  for (const [id, act] of acts) {
    const inTray = (r) =>
      act.handled ||
      devices.some(
        (d) =>
          d.user === act.user &&
          d.disk.tray.some(
            (t) =>
              t.act.id === id && (t.act.edits.length === 0 || r === undefined || t.act.edits.some((e) => e.id === r)),
          ),
      );
    const answer = S.acts[id];
    if (act.lostWithDisk && !answer) continue;
    must(answer || inTray(), 'S-5', `${id} (${act.kind}) is lost`);
    if (!answer) continue;
    if (!act.undoes)
      for (const e of act.edits) {
        // every value is in the journal, superseded, or in the tray
        if (answer.refused[e.id]) {
          must(inTray(e.id) || act.lostWithDisk, 'S-5', `${id} was refused on ${e.id} and is in no tray`);
          continue;
        }
        if (on('number-only')) continue;
      }
    if (answer.status === 'accepted' && act.edits.some((e) => e.create))
      must(
        S.journal.some((r) => r.act === id),
        'S-5',
        `${id} was accepted and is not in the journal`,
      );
  }
}
