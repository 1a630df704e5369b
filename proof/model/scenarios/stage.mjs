import { holdsAll } from '../device/device-look.mjs';
import { newDevice } from '../device/device.mjs';
import { turned } from '../domain/domain.mjs';
import { newServer } from '../server/server.mjs';
import { draftMove } from '../domain/steps.mjs';

/** The roles of each user at first. */
export const ROLES = {
  ann: [{ role: 'admin' }],
  max: [{ role: 'manager', team: 'T1' }],
  mia: [{ role: 'member', team: 'T1' }],
  moe: [{ role: 'member', team: 'T2' }],
};

/** A server, its devices, and functions that act on them step by step. */
export function newStage() {
  let serial = 0;
  const newId = (kind) => `${kind[0]}${++serial}`;
  const server = newServer(structuredClone(ROLES), { committed() {}, truth: () => ({}) });
  const device = (user, more = {}) => newDevice({ user, newId, crashPoint() {}, ...more });
  const push = (d, repliesArrive = true) => {
    const r = d.startPush(9);
    const reply = r && server.push(r, () => false);
    if (reply && repliesArrive) d.receive(r.id, reply);
    return reply;
  };
  const pull = (d, limit = 99) => {
    const r = d.startPull(limit);
    const reply = server.pull(r);
    d.receive(r.id, reply);
    return reply;
  };
  const act = (d, edits, more = {}) => {
    const id = newId('act');
    d.perform({ id, user: d.user, kind: 'test', shape: 'together', edits, ...more });
    return id;
  };
  const deal = (id, fields = {}) => ({
    id,
    entity: 'deal',
    create: {
      id,
      entity: 'deal',
      stage: 'new',
      amount: 5,
      code: null,
      tags: [],
      notes: [],
      ownerId: 'mia',
      teamId: 'T1',
      sharedWith: [],
      deleted: false,
      ...fields,
    },
  });
  const task = (id, parentId, fields = {}) => ({
    id,
    entity: 'activity',
    create: {
      id,
      entity: 'activity',
      parentId,
      assignee: null,
      done: false,
      text: [],
      topic: null,
      deleted: false,
      ...fields,
    },
  });
  const filed = { ownerId: 'mia', teamId: 'T1', sharedWith: [], deleted: false };
  const make = (record) => ({ id: record.id, entity: record.entity, create: record });
  const lender = (id, fields = {}) => make({ id, entity: 'lender', hours: 2, minRate: 1, ...filed, ...fields });
  const item = (id, fields = {}) => make({ id, entity: 'item', name: 'part', ...filed, ...fields });
  const movement = (id, itemId, quantity, fields = {}) =>
    make({ id, entity: 'movement', itemId, place: 'van-1', quantity, ...filed, ...fields });
  const condition = (id, parentId, fields = {}) =>
    make({ id, entity: 'condition', parentId, assignee: null, done: false, text: [], deleted: false, ...fields });
  const none = {
    reason: null,
    fundedOn: null,
    closedOn: null,
    rescindedOn: null,
    decidedOn: null,
    openedOn: null,
    dueAt: null,
  };
  const loan = (id, fields = {}) =>
    make({ id, entity: 'loan', status: 'inquiry', rate: 5, ...none, lenderId: null, ...filed, ...fields });
  /** A declared move of a loan as this device shows it, on a day; `more`: the fields that the person fills in. */
  const moving = (d, id, name, today = 1, more = {}) => draftMove(d.disk.shown[id], name, { today, newId, more });
  const move = (d, id, name, today, more) => act(d, moving(d, id, name, today, more));
  /** Undoes an act by the changes in the server's journal, as a device finds them in its history. */
  const undo = (d, id, more = {}) => {
    const rows = server.state.journal.filter((row) => row.act === id && row.changed);
    return act(d, turned(rows.map(({ record, changed, ...row }) => ({ ...row, id: record, fields: changed }))), {
      undoes: id,
      ...more,
    });
  };
  const set = (id, fields, entity = 'deal') => ({ id, entity, fields });
  const settle = (...all) => {
    for (let i = 0; i < 6; i++)
      for (const d of all) {
        push(d);
        pull(d);
      }
  };
  return {
    server,
    holdsAll: (d, kind) => holdsAll(d.disk, kind, 'ownerId', 'max'),
    device,
    push,
    pull,
    act,
    deal,
    task,
    lender,
    item,
    movement,
    condition,
    loan,
    moving,
    move,
    undo,
    set,
    settle,
    get db() {
      return server.state;
    },
  };
}
