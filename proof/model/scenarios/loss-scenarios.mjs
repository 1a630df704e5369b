/** Losses of the server's tail, and laptops that are set back. */
export const lossScenarios = {
  'push-without-heads': (w) => {
    // the server loses its tail, and the device pushes before it pulls
    const mia = w.device('mia'),
      old = w.db;
    w.act(mia, [w.deal('d1')]);
    w.push(mia);
    w.server.restore(old);
    w.act(mia, [w.set('d1', { stage: ['new', 'talks'] })]);
    w.push(mia);
    w.push(mia);
    w.settle(mia);
    return w.db.records.d1?.stage === 'talks' && !mia.disk.tray.length;
  },
  'answer-without-head': (w) => {
    // the tail is lost after an answer, and others' acts take its numbers
    const mia = w.device('mia'),
      ann = w.device('ann'),
      old = w.db;
    w.act(mia, [w.deal('d1')]);
    w.push(mia);
    w.server.restore(old);
    w.act(ann, [w.deal('d2')]);
    w.push(ann);
    w.settle(mia, ann);
    return !!w.db.records.d1;
  },
  'comes-back-behind': (w) => {
    // three people write one, two and three, and a restore goes back to one: in any order of their return, the value is three and
    // nothing gave way
    const mia = w.device('mia'),
      max = w.device('max'),
      ann = w.device('ann');
    const told = () => w.db.journal.filter((row) => row.lost && Object.keys(row.lost).length);
    w.act(mia, [w.deal('d1')]);
    w.settle(mia, max, ann);
    const old = w.db;
    w.act(max, [w.set('d1', { amount: [5, 2] })]);
    w.settle(max, ann);
    w.act(ann, [w.set('d1', { amount: [2, 3] })]);
    w.settle(ann, max);
    for (const order of [
      [ann, max],
      [max, ann],
    ]) {
      w.server.restore(old); // for the second time, too
      for (const d of order) w.settle(d);
      w.settle(...order);
      if (w.db.records.d1.amount !== 3 || told().length) return false;
    }
    return true;
  },
  'merge-comes-behind': (w) => {
    // a person who does not know of a merge makes a task under the duplicate, which comes back before the merge
    const ann = w.device('ann'),
      mia = w.device('mia');
    w.act(ann, [w.deal('d1'), w.deal('d2')]);
    w.settle(ann, mia);
    const old = w.db;
    w.act(ann, [w.set('d1', { deleted: [false, 'd2'] })]);
    w.act(mia, [w.task('a1', 'd1')]);
    w.settle(ann, mia);
    return [
      [ann, mia],
      [mia, ann],
    ].every((order) => {
      w.server.restore(old);
      for (const d of order) w.settle(d);
      return w.db.records.a1.parentId === 'd2';
    });
  },
  'confirmed-dropped': (w) => {
    const mia = w.device('mia'),
      old = w.db;
    w.act(mia, [w.deal('d1')]);
    w.settle(mia);
    w.server.restore(old);
    w.settle(mia);
    return !!w.db.records.d1;
  },
  'number-only': (w) => {
    // a laptop is restored from its backup and its next act takes a number that was used
    const mia = w.device('mia'),
      image = mia.disk;
    w.act(mia, [w.deal('d1')]);
    w.settle(mia);
    mia.disk = image;
    w.act(mia, [w.deal('d2')]);
    w.settle(mia);
    return !!w.db.records.d1 && !!w.db.records.d2;
  },
  'base-unchanged': (w) => {
    // "or whose record did not change": after a lost tail the numbers mean other things
    const mia = w.device('mia'),
      ann = w.device('ann');
    w.act(ann, [w.deal('d1')]);
    w.settle(ann, mia);
    const old = w.db;
    w.act(ann, [w.set('d1', { amount: [5, 6] })]);
    w.settle(ann, mia);
    w.act(mia, [w.set('d1', { amount: [6, 7] })]);
    w.server.restore(old);
    w.act(w.device('ann'), [w.set('d9', { amount: [5, 9] })]);
    const eve = w.device('ann');
    w.pull(eve);
    w.act(eve, [w.set('d1', { amount: [5, 9] })]);
    w.push(eve);
    w.settle(mia);
    return w.db.journal.some((r) => r.lost?.amount === 9);
  },
  'silent-decisions': (w) => {
    // a refusal leaves no row: after a lost tail nobody notices that the server forgot the device's number
    const mia = w.device('mia'),
      ann = w.device('ann');
    w.act(ann, [w.deal('d1', { ownerId: 'ann', sharedWith: ['mia'] })]);
    w.settle(ann, mia);
    const old = w.db;
    w.act(mia, [w.set('d1', { ownerId: ['ann', 'mia'] })]);
    w.settle(mia);
    w.server.restore(old);
    return w.pull(mia).fork !== undefined;
  },
};
