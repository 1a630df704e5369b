// T-27: an upgrade over two kinds. In the build before it a deal has a remark. In the build with it the remark is in a
// child of the deal, an activity (ADR 0032).
import { on } from './basics.mjs';

export const movedField = 'remark';
const has = (value) => value !== undefined && value !== null;

/** The id of the child that holds a deal's remark: everybody who makes it makes the same one. */
export const childOf = (deal) => (on('second-children') ? `n${Math.random()}` : `remark-of-${deal}`);
const childEdit = (deal, remark) => {
  const id = childOf(deal);
  const create = {
    id,
    entity: 'activity',
    parentId: deal,
    assignee: null,
    done: false,
    text: [],
    deleted: false,
    remark,
  };
  return { id, entity: 'activity', create };
};

/** The edit's change of a deal's remark, as [from, to]; nothing where it does not change it. */
const saidOf = ({ entity, create, fields }) => {
  if (entity !== 'deal') return undefined;
  return create ? (has(create[movedField]) ? [null, create[movedField]] : undefined) : fields[movedField];
};
const without = ({ [movedField]: _moved, ...rest }) => rest;
const withoutMoved = (edit) =>
  edit.create ? { ...edit, create: without(edit.create) } : { ...edit, fields: without(edit.fields) };

/** The child's edit for an edit of a deal's remark. `child`: the child, if there is one. */
function editOfChild(edit, child) {
  const [from, to] = saidOf(edit);
  if (child) return { id: child.id, entity: 'activity', fields: { [movedField]: [from, to] }, after: edit.after };
  return has(to) ? { ...childEdit(edit.id, to), after: edit.after } : undefined;
}

/**
 * The edits of an act as the build with the upgrade decides them: edits of the moved field reach the child. Where there
 * is no child, one is made. A device adds such edits to its waiting acts to show them. They are replaced here, because
 * only the server knows whether there is a child.
 */
export function editsInKinds(edits, records) {
  if (on('words-of-before')) return edits;
  const made = new Map();
  const replaced = new Set();
  const all = edits.flatMap((edit) => {
    if (!saidOf(edit)) return [edit];
    const id = childOf(edit.id);
    replaced.add(id);
    const own = editOfChild(edit, made.get(id) ?? records[id]);
    if (own) made.set(id, own);
    return own ? [withoutMoved(edit), { ...own, isOfUpgrade: true }] : [withoutMoved(edit)];
  });
  return all.filter((edit) => edit.isOfUpgrade || !replaced.has(edit.id));
}

/**
 * Returns the server's edits for one deal: they make the child and empty the deal's own remark. A child that is there
 * already keeps its values, which are newer.
 */
export const pieceOf = (deal, records) => {
  const child = records[childOf(deal.id)];
  const emptied = { id: deal.id, entity: 'deal', fields: { [movedField]: [deal[movedField], null] } };
  if (!child) return [emptied, childEdit(deal.id, deal[movedField])];
  return on('older-wins') ? [emptied, { id: child.id, entity: 'activity', fields: { [movedField]: [child[movedField], deal[movedField]] } }] : [emptied]; // prettier-ignore
};

/** Returns the deals that are still to be upgraded. */
export const dueIn = (records) => Object.values(records).filter((r) => r.entity === 'deal' && has(r[movedField]));

/**
 * Updates a device that has not synced yet. It shows the children that the server is going to make, through an answered
 * act that is never sent. The act counts until the server's row comes, or the first complete page without one. Waiting
 * acts keep their edits of the remark, and show them in the child as well.
 */
export function updated(d, newId) {
  const isHeld = (id) => !!d.held[id];
  const edits = dueIn(Object.fromEntries(Object.entries(d.held).map(([id, h]) => [id, h.record])))
    .map((deal) => childEdit(deal.id, deal[movedField]))
    .filter(({ id }) => !isHeld(id));
  const shown = new Set([...Object.keys(d.held), ...edits.map(({ id }) => id)]);
  const inKinds = (edit) => {
    const id = saidOf(edit) && childOf(edit.id);
    const own = id && editOfChild(edit, shown.has(id) ? { id } : undefined);
    if (own) shown.add(id);
    return own ? [edit, own] : [edit];
  };
  d.acts = d.acts.map((e) => ({ ...e, act: { ...e.act, edits: e.act.edits.flatMap(inKinds) } }));
  if (edits.length === 0 || on('shows-nothing')) return;
  const versions = Object.fromEntries(edits.map(({ id }) => [id, 1]));
  const act = { id: newId('act'), user: 'system', kind: 'upgrade', shape: 'each', edits };
  d.acts.unshift({ act, state: 'answered', n: on('keeps-its-own') ? Infinity : 0, covered: [], versions, lost: {} });
}
