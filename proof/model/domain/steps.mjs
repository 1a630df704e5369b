// T-14: how a workflow's field changes. The functions are pure, and device and server both use them.
import { on, same, uniq } from './basics.mjs';
import { workflows } from './trade.mjs';

/** The move that leads from one state to another. A definition declares at most one for each pair. */
export const moveOf = (kind, from, to) =>
  workflows[kind]?.moves.find((move) => move.to === to && move.from.includes(from));
const namedMove = (kind, name) => workflows[kind]?.moves.find((move) => move.name === name);

/** The change of a workflow's field in an edit, if there is one: [from, to]. */
export const stepIn = ({ entity, fields }) => fields?.[workflows[entity]?.field];

/**
 * The move of an edit. The journal names the move that an undo undoes (`unstep`); where it undoes an undo, its own pair of states
 * names the move.
 */
const moveIn = (edit) => (edit.unstep ? namedMove(edit.entity, edit.unstep) : moveOf(edit.entity, ...stepIn(edit)));

/** The fields of an edit that make its move: the state first, then the fields that the move sets. */
function movedBy(edit) {
  if (!stepIn(edit)) return [];
  return [workflows[edit.entity].field, ...Object.keys(moveIn(edit)?.sets ?? {}).filter((f) => f in edit.fields)];
}

/** The fields of an edit that give way with its move: those that make it, and those that were filled in for it. */
export function unitOf(edit) {
  const moved = movedBy(edit);
  if (!moved.length || on('filled-in-alone')) return moved;
  return [...moved, ...(moveIn(edit)?.needs ?? []).filter((f) => f in edit.fields && !moved.includes(f))];
}

/**
 * Whether the move in an edit gives way, state and sets as one. It does if the record is in the target state already. In an undo,
 * it does if one of these fields was changed since. With `yields` (an act that comes again), it does if the state was changed
 * since.
 */
export function givesWayAsOne(edit, now, { isUndo, yields }) {
  const unit = movedBy(edit);
  if (!unit.length) return false;
  const isAt = (f, place) => same(now[f], edit.fields[f][place]);
  if (isAt(unit[0], 1)) return true;
  const isChanged = (f) => !isAt(f, 0) && !isAt(f, 1);
  if (isUndo) return !on('undo-in-parts') && unit.some(isChanged);
  return yields && isChanged(unit[0]);
}

/**
 * Judges the change of a state in an edit on `now`, the record at arrival. Returns a code in `refused`, or that the
 * move `gives` way, or the `move`. The end of the act judges that move's needs and checks, and the journal names it.
 * `may` tells whether the author holds an action by name. `isBack`: the act was accepted before a proven loss and comes
 * again. It was judged then, and takes its place among the agreed acts (S-1c).
 */
export function judgeStep(edit, now, { act, may, isBack }) {
  const step = stepIn(edit);
  if (!step) return {};
  const [from, to] = step;
  const allowed = (move) => !move.action || may(move.action);
  if (edit.unstep) {
    if (givesWayAsOne(edit, now, { isUndo: true }) && !isBack) return { gives: true };
    return allowed(namedMove(edit.entity, edit.unstep)) || on('undo-for-all') ? {} : { refused: 'access/denied' };
  }
  const meant = moveOf(edit.entity, from, to);
  if (isBack && !on('again-judged')) {
    if (!meant && !on('again-anyhow')) return { refused: 'workflow/no-such-move' }; // no such act was ever accepted
    return !meant || allowed(meant) ? { named: meant?.name } : { refused: 'access/denied' };
  }
  const asUndo = { isUndo: !!act.undoes, yields: !!act.again };
  if (givesWayAsOne(edit, now, asUndo)) return { gives: true };
  if ((act.undoes && on('redo-unjudged')) || on('any-step')) return {};
  const arrived = on('step-from-seen') ? meant : moveOf(edit.entity, now[workflows[edit.entity].field], to);
  // an edit means its author's move: another move to the same state has sets and rights of its own, which this edit does not
  // bring
  const move = arrived === meant || on('other-move') ? arrived : undefined;
  if (!move) return { refused: 'workflow/no-such-move' };
  return allowed(move) ? { move, named: move.name } : { refused: 'access/denied' };
}

/**
 * The record with the fields that a move sets. They are computed for the edit's day, from the record with the edit's
 * own fields. An answered edit has the fields that its move has set.
 */
export const withSets = (edit, move, record) => ({ ...record, ...setsOf(move, record, edit.day) });
const setsOf = (move, record, today) =>
  Object.fromEntries(Object.entries(move.sets).map(([f, work]) => [f, work({ record, today })]));
/** The move that a device shows for a waiting edit, if the present record allows it. */
export function shownMove(edit, now, act) {
  const step = stepIn(edit);
  if (!step || act.undoes || edit.isSet || on('sets-travel')) return undefined;
  const meant = moveOf(edit.entity, ...step);
  return meant && meant === moveOf(edit.entity, now[workflows[edit.entity].field], step[1]) ? meant : undefined;
}

/** Judges the state in which a record is made. The right to imports opens every state, whatever the act is called. */
export function judgeStart(record, { may }) {
  const workflow = workflows[record.entity];
  if (!workflow || workflow.starts.includes(record[workflow.field])) return undefined;
  return may(workflow.imports) || on('import-by-all') ? undefined : 'workflow/not-a-start';
}

/**
 * Returns the edits of a declared move, as a device, a command or the API writes them. They have the state, the day,
 * the fields that a person fills in, and the children that the move makes.
 */
export function draftMove(record, name, { today, newId, more = {} }) {
  const { field, moves } = workflows[record.entity];
  const move = moves.find((one) => one.name === name);
  const values = {
    ...more,
    [field]: move.to,
    ...(on('sets-travel') ? setsOf(move, record, today) : {}),
  };
  const fields = Object.fromEntries(
    Object.entries(values)
      .filter(([f, to]) => !same(record[f], to))
      .map(([f, to]) => [f, [record[f], to]]),
  );
  const made = (move.makes ?? []).map(({ entity, fields: own }) => {
    const id = newId(entity);
    const child = { id, entity, parentId: record.id, assignee: null, ...own, deleted: false };
    return { id, entity, create: child, follows: record.id };
  });
  return [{ id: record.id, entity: record.entity, day: today, fields }, ...made];
}

/**
 * Returns the parts of an act that are each accepted or refused as one. A `together` act is one part. A part of an
 * `each` act is a record with the children that its move makes.
 */
export function unitsOf({ shape }, edits) {
  if (shape !== 'each') return [edits];
  const keyOf = ({ id, follows }) => (on('child-by-itself') ? id : (follows ?? id));
  return uniq(edits.map(keyOf)).map((key) => edits.filter((edit) => keyOf(edit) === key));
}

/**
 * The refusal of a child that was not made because its move gave way. It goes to its author's tray, and refuses no other edit of
 * a `together` act.
 */
export const alreadyThere = 'workflow/already-there';
