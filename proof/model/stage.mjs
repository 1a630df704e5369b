import { newServer } from './server.mjs';
import { newDevice } from './device.mjs';

/** Who has which roles at first. */
export const ROLES = {
  ann: [{ role: 'admin' }],
  max: [{ role: 'manager', team: 'T1' }],
  mia: [{ role: 'member', team: 'T1' }],
  moe: [{ role: 'member', team: 'T2' }],
};

/** A server, its devices, and what is done with them, step by step. */
export function stage() {
  let serial = 0;
  const newId = (kind) => `${kind[0]}${++serial}`;
  const server = newServer(structuredClone(ROLES), { committed() {}, truth: () => ({}) });
  const device = (user) => newDevice({ user, newId, crashPoint() {} });
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
    create: { id, entity: 'activity', parentId, assignee: null, done: false, text: [], deleted: false, ...fields },
  });
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
    device,
    push,
    pull,
    act,
    deal,
    task,
    set,
    settle,
    get db() {
      return server.state;
    },
  };
}
