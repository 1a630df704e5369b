// The oracles of workflows, rules over reads and derived fields (T-8 to T-16). They state the rules a second time.
import { same } from '../domain/basics.mjs';
import { holdsAll } from '../device/device-look.mjs';
import { must } from './must.mjs';

/** The people who may move a loan from one state to another: anybody who may change it, or an officer of its team. */
const steps = {
  'inquiry>approved': 'anybody',
  'approved>funded': 'officer',
  'inquiry>declined': 'anybody',
  'approved>declined': 'officer',
  'inquiry>withdrawn': 'anybody',
  'approved>withdrawn': 'anybody',
  'declined>inquiry': 'officer',
  'withdrawn>inquiry': 'officer',
  'funded>inquiry': 'officer',
};
const dates = ['fundedOn', 'closedOn', 'rescindedOn', 'decidedOn'];
const ofMoves = ['status', ...dates];
/** The values that people fill in for a move. */
const filledIn = ['rate', 'reason'];

export const isSoft = (code) => code === 'workflow/already-there';
/** Whether a field of an edit gives way with its state, because the record is in that state already. */
export const isOfMove = (edit, f, old) =>
  [...dates, ...filledIn].includes(f) && edit.fields.status !== undefined && old.status === edit.fields.status[1];
/** Whether a journal row touches a field of a changed loan, or another field of the move that changed it. */
export const touchesMove = ({ entity, changed = {} }, row, f) => {
  const isOfIt = ofMoves.includes(f) || (filledIn.includes(f) && 'status' in changed);
  return f in (row.changed ?? {}) || (entity === 'loan' && isOfIt && ofMoves.some((one) => one in row.changed));
};

const isOfficer = (S, user, loan) =>
  (S.roles[user] ?? []).some((r) => r.role === 'admin' || (r.role === 'manager' && r.team === loan.teamId));
const openOf = (S, loan) =>
  Object.values(S.records).filter((r) => r.entity === 'condition' && r.parentId === loan && !r.done && !r.deleted);
const stockOf = (S) => {
  const stock = {};
  for (const r of Object.values(S.records))
    if (r.entity === 'movement' && !r.deleted) {
      const key = `${r.itemId} ${r.place}`;
      stock[key] = (stock[key] ?? 0) + r.quantity;
    }
  return stock;
};

function loanMoved(before, S, { act, edit, row }) {
  const [old, now] = [before.records[row.record], S.records[row.record]];
  const pair = `${old.status}>${now.status}`;
  const back = `${now.status}>${old.status}`;
  const officer = isOfficer(before, act.user, old);
  if (act.undoes) {
    // an undo reverses a declared step, or the reversal of one
    must(steps[pair] || steps[back], 'T-14', `${act.id} undid ${back}, which is not a step`);
    const target = before.journal.find((r) => r.act === act.undoes && r.record === row.record);
    const depth = target.step ? back : pair;
    must(steps[depth] !== 'officer' || officer, 'T-14', `${act.user} did ${pair} by an undo, without the right`);
    if (!target.step)
      must(now.rate !== null || now.status !== 'funded', 'T-14', `${row.record} is redone without a rate`);
    return;
  }
  must(steps[pair], 'T-14', `${act.id} led ${row.record} along ${pair}, which nobody allowed`);
  must(steps[pair] !== 'officer' || officer, 'T-14', `${act.user} did ${pair} without the right`);
  must(edit.fields.status[1] === now.status, 'T-14', `${act.id} led ${row.record} elsewhere`);
  if (['approved', 'funded'].includes(now.status))
    must(now.rate !== null, 'T-14', `${pair} of ${row.record} without a rate`);
  if (now.status === 'declined') must(now.reason !== null, 'T-14', `${pair} of ${row.record} without a reason`);
  if (now.status === 'funded') must(!openOf(S, now.id).length, 'T-14', `${row.record} is funded with open conditions`);
  // the fields of the step came with it, and no others
  for (const [f, pairs] of Object.entries(dated)) {
    const isDue = pairs.includes(pair);
    const isCleared = back.startsWith('inquiry>') && ['fundedOn', 'closedOn'].includes(f);
    must(!isDue || now[f] !== null, 'T-14', `${pair} of ${row.record} without ${f}`);
    must(!isCleared || now[f] === null, 'T-14', `${pair} of ${row.record} leaves ${f}`);
    if (f === 'decidedOn') must(old[f] === null || now[f] === old[f], 'T-14', `${row.record} was decided before`);
    must(isDue || isCleared || f in edit.fields || same(now[f], old[f]), 'T-14', `${pair} of ${row.record} sets ${f}`);
  }
}
const closing = ['inquiry>declined', 'inquiry>withdrawn', 'approved>withdrawn'];
const dated = {
  fundedOn: ['approved>funded'],
  closedOn: [...closing, 'approved>declined'],
  rescindedOn: ['approved>declined'],
  decidedOn: [...closing, 'inquiry>approved'],
};

/** The agreed answers of the engine: fixed sentences. */
const told = /^(check\/all-cleared|rule\/(enough-on-hand|few-open|rate-of-lender)|workflow\/[a-z-]+)$/;
const isOfEngine = (code) => /^(check|rule|workflow)\//.test(code);

/** After every decision. `asked`: the act as its device made it, with its engine's verdict at that time. */
export function committedTrade(before, S, { act, edits, answer, rows, asked }) {
  const isBack = act.again && act.cameFrom && before.loss;
  for (const code of Object.values(answer.refused))
    must(!isOfEngine(code) || told.test(code), 'T-13', `${code} tells more than its sentence`);
  for (const row of rows) {
    const edit = row.record && edits.find((e) => e.id === row.record);
    if (!row.record || !row.changed) continue;
    must(edit, 'T-16', `${act.id} rewrote ${row.record}, which nobody asked for`);
    const [old, now] = [before.records[row.record], S.records[row.record]];
    if (now.entity !== 'loan') continue;
    if (!old) {
      const isStart = now.status === 'inquiry' || act.again;
      must(isStart || isOfficer(S, act.user, now) || edits.some((e) => e.id === now.id && e.fields?.status), 'T-14', `${now.id} was made ${now.status}`); // prettier-ignore
    } else if (old.status !== now.status) {
      if (!isBack) loanMoved(before, S, { act, edit, row });
    } else if (edit.fields?.status && !isBack)
      for (const f of dates)
        must(same(old[f], now[f]), 'T-14', `${f} of ${now.id} changed without its state (${act.id})`);
    const above = S.records[now.lenderId];
    const due = above && !above.deleted && now.openedOn !== null ? now.openedOn + above.hours : null;
    if (!old || Object.keys(row.changed).length)
      must(same(now.dueAt, due), 'T-16', `${now.id} is due at ${now.dueAt} and was written with ${due}`);
  }
  for (const edit of edits)
    // a person may make a child out of the tray without its move
    if (edits.some((e) => e.id === edit.follows) && S.records[edit.id] && !before.records[edit.id] && !isBack) {
      const maker = rows.find((r) => r.record === edit.follows);
      must(maker?.changed?.status, 'T-14', `${edit.id} was made by a move of ${edit.follows} that did not happen`);
      must(
        maker.changed.status.join('>') === 'inquiry>declined',
        'T-14',
        `${edit.id} belongs to no move of ${edit.follows}`,
      );
    }
  for (const [id, code] of Object.entries(answer.refused)) {
    // a check looks at the end of its act
    if (code !== 'check/all-cleared' || edits.some((e) => e.fields?.parentId)) continue;
    const isDone = (c) => edits.some((e) => e.id === c.id && e.fields?.done?.[1] === true);
    const made = edits.filter((e) => e.create?.parentId === id && !e.create.done);
    const open = openOf(before, id).filter((c) => !isDone(c));
    must(made.length + open.length, 'T-12', `${act.id} clears ${id} and is refused for its conditions`);
  }
  for (const row of rows) {
    // a child that a move made is undone with it, and not without it
    const maker = act.undoes && row.follows && before.records[row.follows];
    if (maker && row.changed?.deleted && !isBack)
      must(
        maker.status !== S.records[row.follows]?.status || !edits.some((e) => e.id === row.follows && e.fields.status),
        'T-14',
        `${act.id} took ${row.record} back and left ${row.follows} ${maker.status}`,
      );
  }
  if (act.kind === 'mergeDuplicates')
    must(!Object.values(answer.refused).some((c) => /^rule/.test(c)), 'T-12', `${act.id} is kept from merging`);
  noNewBreach(before, S, { act, edits, answer, rows, isBack });
  if (asked?.verdict && before.clock === asked.verdict.clock && !act.again) agree(asked.verdict.said, act, answer);
}

/** T-12: no act of a person's brings a stock further below zero, or a fourth open condition. */
function noNewBreach(before, S, { act, edits, answer, rows, isBack }) {
  const isMerge = edits.some(
    (e) => typeof e.fields?.deleted?.[1] === 'string' || typeof e.fields?.deleted?.[0] === 'string',
  );
  if (!isBack && !isMerge) {
    const was = stockOf(before);
    for (const [key, n] of Object.entries(stockOf(S)))
      must(n >= 0 || n >= (was[key] ?? 0), 'T-12', `${act.id} leaves ${n} of ${key}, where ${was[key]} were`);
    for (const { record } of rows)
      if (S.records[record]?.entity === 'condition') {
        const loan = S.records[record].parentId;
        const open = openOf(S, loan).length;
        must(open <= 3 || open <= openOf(before, loan).length, 'T-12', `${act.id} leaves ${open} open at ${loan}`);
      }
  }
  // an edit that makes nothing worse is not refused
  const onlyBrings = act.edits.every((e) => e.create?.entity === 'movement' && e.create.quantity > 0);
  if (onlyBrings)
    must(
      !Object.values(answer.refused).includes('rule/enough-on-hand'),
      'T-12',
      `${act.id} only adds stock and was refused`,
    );
}

/** T-8, T-9: a device that was up to date predicted the server's answer, or reported that it could not. */
function agree(said, act, answer) {
  const engine = Object.entries(answer.refused).filter(([, code]) => isOfEngine(code) && !isSoft(code));
  const refused = Object.keys(said.refused);
  const warned = Object.keys(said.breached);
  const isRefused = Object.keys(answer.refused).length > 0;
  must(!refused.length || isRefused, 'T-9', `a device refused ${act.id}: ${JSON.stringify(said)}, the server took it`);
  must(!warned.length || isRefused, 'T-9', `a device warned of ${act.id}: ${JSON.stringify(said)}, the server took it`);
  const isSilent = !refused.length && !warned.length && !said.unknown.length;
  must(!isSilent || !engine.length, 'T-8', `a device let ${act.id} pass, the server says ${JSON.stringify(engine)}`);
}

const looked = new WeakMap();
/** T-10: a set that a device takes for whole is whole, as far as its news goes. Checked when the device has changed. */
export function deviceHolds(device, S) {
  const { disk, user } = device;
  if (!S || looked.get(device) === disk) return;
  looked.set(device, disk);
  if (!disk.at || S.journal[disk.heads.at(-1)?.[0] - 1]?.hash !== disk.heads.at(-1)?.[1]) return;
  // records that were written, or filed again, since the device's last news, are still to come
  const late = new Set(Object.values(S.feed).flatMap((row) => (row.version >= disk.at.n ? [row.id] : [])));
  for (const member of Object.values(S.records)) {
    const [by, of] = { condition: ['parentId', 'loan'], movement: ['itemId', 'item'] }[member.entity] ?? [];
    if (!by || disk.held[member.id] || late.has(member.id) || late.has(member[by])) continue;
    if (disk.held[member[by]]?.record.entity === of)
      must(
        !holdsAll(disk, member.entity, by, member[by]),
        'T-10',
        `${user} takes the ${member.entity}s of ${member[by]} for whole without ${member.id}`,
      );
  }
}
