// T-8, T-10: the device's look, and its engine's verdict on an act before it is made.
import { on, uniq } from '../domain/basics.mjs';
import { derive, rootOf, tokensOf } from '../domain/domain.mjs';
import { judgeEnd } from '../domain/rules.mjs';
import { judgeStart, judgeStep, unitsOf } from '../domain/steps.mjs';
import { derivedFields } from '../domain/trade.mjs';
import { tokensHeld } from './page-in-names.mjs';

/** The tokens that a device holds whole: fetched to their end, and of kinds that nothing narrows. */
function wholeTokens(disk) {
  if (!disk.at) return [];
  const isNarrow = (token) => (disk.narrowed ?? []).includes(token.split('@')[0]) && !on('narrowed-counts');
  const { tokens, isWhole } = tokensHeld(disk);
  return tokens.filter((token) => (isWhole(token) || on('half-a-token')) && !isNarrow(token));
}

/**
 * T-10: whether a device holds all records of a kind that name this one. Children are filed under the tokens of their parent as the server has it, so
 * the confirmed parent counts, not the shown one. Others are filed by themselves: only the whole organisation's token holds all.
 */
export function holdsAll(disk, kind, by, id) {
  if (on('half-a-set')) return true;
  const whole = wholeTokens(disk);
  if (whole.includes(`${kind}@org`)) return true;
  if (on('area-is-whole') && whole.some((token) => token.startsWith(`${kind}@area:`))) return true;
  const kept = disk.held[id]?.stale && !on('stale-parent'); // S-1a: kept from before a start over, and not named again
  const parent = on('shown-parent') ? disk.shown[id] : !kept && disk.held[id]?.record;
  if (by !== 'parentId' || !parent) return false;
  const root = rootOf(parent, { [id]: parent });
  return tokensOf({ entity: kind, parentId: id }, { [id]: root }).some((token) => whole.includes(token));
}

/** The device's look at these records: for example its own with an act applied. */
export const lookOfDevice = (disk, records) => ({
  one: (id) => (id === null ? {} : records[id] ? { held: records[id].deleted ? undefined : records[id] } : 'unknown'),
  many: (kind, by, id) =>
    holdsAll(disk, kind, by, id)
      ? { held: Object.values(records).filter((r) => r.entity === kind && r[by] === id && !r.deleted) }
      : 'unknown',
});

/**
 * T-9: the engine's verdict on an act on the device. `refused`: by the record's own values. `breached`: by reads that are held (a
 * warning: a person may send the act all the same). `unknown`: the server decides. Rights are checked elsewhere.
 */
export function askDevice(disk, act) {
  const out = { refused: {}, breached: {}, unknown: [] };
  let before = { ...disk.shown };
  for (const unit of unitsOf(act, act.edits)) {
    const moves = {};
    const after = { ...before };
    const codes = {};
    for (const edit of unit) {
      const rights = { act, may: () => true };
      const step = edit.create
        ? { refused: judgeStart(edit.create, rights) }
        : after[edit.id]
          ? judgeStep(edit, after[edit.id], { ...rights, isBack: false })
          : {};
      if (step.refused) codes[edit.id] = step.refused;
      if (step.move) moves[edit.id] = step.move;
      const entry = { act: { ...act, edits: [edit] }, state: 'waiting', covered: [], reads: readsOfAct(disk, act) };
      const next = derive(after[edit.id] ?? null, [entry], edit.id);
      if (next) after[edit.id] = next;
    }
    const end = judgeEnd({
      written: uniq(unit.map((e) => e.id)).filter((id) => after[id]),
      moves: Object.keys(codes).length ? {} : moves,
      before,
      after,
      lookOf: (records) => lookOfDevice(disk, records),
    });
    Object.assign(out.refused, codes, end.refused);
    Object.assign(out.breached, end.breached);
    out.unknown.push(...end.unknown);
    before = Object.keys(codes).length && act.shape === 'each' ? before : after;
  }
  if (on('unknown-refuses')) for (const one of out.unknown) out.refused[one.split(' ')[0]] ??= 'engine/unknown';
  return out;
}

/** The records above those that an act writes, as they are shown now (T-16), without those that the device does not hold. */
export function readsOfAct(disk, act) {
  const created = Object.fromEntries(act.edits.flatMap((e) => (e.create ? [[e.id, e.create]] : [])));
  const named = derivedFields.flatMap(({ on: kind, above: { by } }) =>
    act.edits
      .filter(({ entity }) => entity === kind)
      .flatMap((e) => [disk.shown[e.id]?.[by], e.create?.[by], e.fields?.[by]?.[1]]),
  );
  const held = (id) => created[id] ?? disk.shown[id];
  return Object.fromEntries(named.filter((id) => id && held(id)).map((id) => [id, held(id)]));
}
