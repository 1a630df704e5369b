import { same } from '../domain/basics.mjs';
import { ROLES } from './stage.mjs';

/** A parent moves from mia to moe: the rows of its children share one clock number. Gives the device of `watcher`. */
function familyMoves(w, watcher) {
  const ann = w.device('ann'),
    device = w.device(watcher);
  w.act(ann, [w.deal('d1'), w.task('a1', 'd1'), w.task('a2', 'd1')]);
  w.settle(ann, device);
  w.act(ann, [w.set('d1', { ownerId: ['mia', 'moe'] })]);
  w.push(ann);
  return device;
}

/**
 * A device during a gain: its person now manages a team with three deals, and the device has fetched the first one. A deal of
 * another team has a lesser id.
 */
function gainsAmid(w) {
  const ann = w.device('ann'),
    moe = w.device('moe');
  w.settle(moe);
  w.act(ann, [
    w.deal('a1', { ownerId: 'ann', teamId: 'T2' }),
    ...['b1', 'b2', 'b3'].map((id) => w.deal(id, { ownerId: 'ann', teamId: 'T1' })),
  ]);
  w.settle(ann, moe);
  w.server.setRoles('moe', ROLES.max);
  w.pull(moe, 1);
  return moe;
}

/** The contents of pages and histories for a device, including erased records. */
export const pageScenarios = {
  'groups-kept': (w) => {
    // the set that a device is asked for in full is the one that its checkpoint names, also when both have just changed
    const ann = w.device('ann'),
      max = w.device('max');
    w.act(ann, [w.deal('d1')]);
    w.settle(ann, max);
    w.server.setRoles('max', []);
    w.pull(max);
    w.server.restart();
    w.server.setRoles('max', ROLES.max);
    w.settle(max);
    return !!max.disk.held.d1;
  },
  'unknown-is-present': (w) => {
    // the server's process has restarted since, and meanwhile the person has gained a team
    const ann = w.device('ann'),
      moe = w.device('moe');
    w.act(ann, [w.deal('d1')]);
    w.settle(ann, moe);
    w.server.setRoles('moe', ROLES.max);
    w.server.restart();
    w.settle(moe);
    return !!moe.disk.held.d1;
  },
  'short-digest': (w) => {
    // from one team to another: two sets with the same number of tokens
    const ann = w.device('ann'),
      max = w.device('max');
    w.act(ann, [w.deal('d1')]);
    w.settle(ann, max);
    w.server.setRoles('max', [{ role: 'manager', team: 'T2' }]);
    w.settle(max);
    return !max.disk.held.d1;
  },
  'gain-joins': (w) => {
    // during a gain of one team's deals the person gains another team's deals, with lesser ids: one place for the kind is already
    // past them
    const moe = gainsAmid(w);
    w.server.setRoles('moe', [
      { role: 'manager', team: 'T1' },
      { role: 'manager', team: 'T2' },
    ]);
    w.settle(moe);
    return Object.keys(moe.disk.held).length === 4;
  },
  'done-while-waiting': (w) => {
    // the first gain is over: the device is up to date only with the records gained during it
    const moe = gainsAmid(w);
    w.server.setRoles('moe', [
      { role: 'manager', team: 'T1' },
      { role: 'manager', team: 'T2' },
    ]);
    for (let i = 0; i < 9 && moe.disk.upTo === null; i++) w.pull(moe, 2);
    return Object.keys(moe.disk.held).length === 4;
  },
  'gone-while-waiting': (w) => {
    // during a gain of one team's deals the person gains another team's, and a deal that they hold passes to that team
    const moe = gainsAmid(w);
    const [held] = Object.keys(moe.disk.held);
    w.server.setRoles('moe', [
      { role: 'manager', team: 'T1' },
      { role: 'manager', team: 'T2' },
    ]);
    const ann = w.device('ann');
    w.settle(ann);
    w.act(ann, [w.set(held, { teamId: ['T1', 'T2'] })]);
    w.push(ann);
    const gone = [];
    for (let i = 0; i < 20 && moe.disk.upTo === null; i++)
      gone.push(...(w.pull(moe, 1).rows ?? []).filter((row) => row.gone));
    return gone.length === 0 && Object.keys(moe.disk.held).length === 4;
  },
  'lost-waits': (w) => {
    // records that are lost during a gain go with the next page, not when the gain is over
    const moe = gainsAmid(w);
    const had = Object.keys(moe.disk.held).length;
    w.server.setRoles('moe', ROLES.moe);
    w.pull(moe, 1);
    return had === 1 && Object.keys(moe.disk.held).length === 0;
  },
  'number-cursor': (w) => {
    // moe gains the records, and a page ends between them
    const moe = familyMoves(w, 'moe');
    for (let i = 0; i < 5; i++) w.pull(moe, 1);
    return Object.keys(moe.disk.held).length === 3;
  },
  'lane-by-lane': (w) => {
    // if each token were fetched by itself, at another moment, the device would show half of an act
    const ann = w.device('ann'),
      mia = w.device('mia');
    w.act(ann, [w.deal('d1'), w.task('a1', 'd1')]);
    w.settle(ann);
    for (let i = 0; i < 3; i++) w.pull(mia);
    w.pull(mia);
    w.act(ann, [w.set('d1', { stage: ['new', 'won'] }), w.set('a1', { done: [false, true] }, 'activity')]);
    w.push(ann);
    const last = [];
    for (let i = 0; i < 2; i++) {
      w.pull(mia);
      if (mia.disk.upTo !== null) last.push((mia.disk.shown.d1.stage === 'won') === mia.disk.shown.a1.done);
    }
    return last.every(Boolean);
  },
  'erased-silently': (w) => {
    const ann = w.device('ann');
    w.act(ann, [w.deal('d1')]);
    w.act(ann, [w.set('d1', { deleted: [false, true] })]);
    w.settle(ann);
    w.server.passHorizon(w.db.clock);
    w.pull(ann);
    return !ann.disk.held.d1;
  },
  'floor-by-number': (w) => {
    // mia loses the records, and the departures of that number are forgotten between two pages
    const mia = familyMoves(w, 'mia');
    w.pull(mia, 1);
    w.server.passHorizon(w.db.clock);
    for (let i = 0; i < 5; i++) w.pull(mia, 1);
    return Object.keys(mia.disk.held).length === 0;
  },
  'gap-between-tokens': (w) => {
    // a person sees a record as manager of the team. Then one act shares the record, takes the team away and changes
    // the value. The reverse, too
    const ann = w.device('ann'),
      max = w.device('max'),
      twin = w.device('max');
    w.act(ann, [w.deal('d1')]);
    w.settle(ann, max);
    w.act(max, [w.set('d1', { amount: [5, 6] })]);
    w.push(max);
    w.act(ann, [w.set('d1', { amount: [5, 7] })]);
    w.push(ann);
    w.act(ann, [w.set('d1', { teamId: ['T1', 'T2'], sharedWith: [[], ['max']] })]);
    w.push(ann);
    w.settle(max, twin);
    w.act(max, [w.set('d1', { stage: ['new', 'talks'] })]);
    w.push(max);
    w.act(ann, [w.set('d1', { stage: ['new', 'won'], teamId: ['T2', 'T1'], sharedWith: [['max'], []] })]);
    w.push(ann);
    w.settle(max, twin);
    const told = (rows) => rows.flatMap(({ lost }) => Object.entries(lost));
    const lost = [
      ['amount', 6],
      ['stage', 'talks'],
    ];
    return (
      same(told(Object.values(max.disk.history)), lost) &&
      same(max.disk.history, twin.disk.history) &&
      same(told(w.server.history('max', 'd1')), lost)
    );
  },
  'erasure-untold': (w) => {
    // a record is erased by law. A device that only gets its departure would still have its values in acts that it
    // keeps for a lost tail
    const mia = w.device('mia');
    w.act(mia, [w.deal('d1', { notes: ['secret'] })]);
    w.settle(mia);
    w.server.erase('d1');
    w.settle(mia);
    return !JSON.stringify(mia.disk).includes('secret');
  },
  'erased-acts-kept': (w) => {
    // the same while acts wait on it: their other edits are done, and the tray names those that were not, without values
    const mia = w.device('mia');
    w.act(mia, [w.deal('d1')]);
    w.act(mia, [w.deal('d2')]);
    w.settle(mia);
    w.act(mia, [w.set('d1', { notes: [[], ['secret']] }), w.set('d2', { amount: [5, 6] })], { shape: 'each' });
    w.server.erase('d1');
    w.pull(mia);
    w.settle(mia);
    return w.db.records.d2.amount === 6 && mia.disk.tray.length === 1 && !JSON.stringify(mia.disk).includes('secret');
  },
  'erased-id-free': (w) => {
    // the tail is lost with the record and its erasure. When it is erased again, it does not come back with the act
    // that made it
    const mia = w.device('mia');
    const old = w.db;
    w.act(mia, [w.deal('d1')]);
    w.settle(mia);
    w.server.restore(old);
    w.server.erase('d1');
    w.settle(mia);
    return !w.db.records.d1 && !mia.disk.held.d1;
  },
};
