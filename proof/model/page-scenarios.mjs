import { same } from './basics.mjs';

/** A parent moves from mia to moe: the rows of its children share one clock number. Gives the device of one of the two. */
function familyMoves(w, watcher) {
  const ann = w.device('ann'),
    device = w.device(watcher);
  w.act(ann, [w.deal('d1'), w.task('a1', 'd1'), w.task('a2', 'd1')]);
  w.settle(ann, device);
  w.act(ann, [w.set('d1', { ownerId: ['mia', 'moe'] })]);
  w.push(ann);
  return device;
}

/** What pages and histories tell a device, of erased records too. */
export const pageScenarios = {
  'number-cursor': (w) => {
    // moe gains the records, and a page ends between them
    const moe = familyMoves(w, 'moe');
    for (let i = 0; i < 5; i++) w.pull(moe, 1);
    return Object.keys(moe.disk.held).length === 3;
  },
  'lane-by-lane': (w) => {
    // each token is drained, at two moments; one act is seen in halves
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
    // seen as manager of the team; then a share comes and the team is lost in one act, which moves the value as well; and the reverse
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
    // a record is erased by law; to a device that only hears that it is gone, acts that are kept for a lost tail still tell of it
    const mia = w.device('mia');
    w.act(mia, [w.deal('d1', { notes: ['secret'] })]);
    w.settle(mia);
    w.server.erase('d1');
    w.settle(mia);
    return !JSON.stringify(mia.disk).includes('secret');
  },
  'erased-acts-kept': (w) => {
    // the same while acts wait on it: what else they ask for is done, and the tray says what was not, without its values
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
    // the tail is lost with the record and its erasure; erased again, it does not come back with the act that made it
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
