/** How the server decides an act. */
export const decisionScenarios = {
  'strangers-owned': (w) => {
    // a deal is handed to a person who does not exist
    const mia = w.device('mia');
    w.act(mia, [w.deal('d1')]);
    w.act(mia, [w.set('d1', { ownerId: ['mia', 'nobody'] })]);
    w.act(mia, [w.deal('d2', { sharedWith: ['nobody'] })]);
    w.settle(mia);
    return w.db.records.d1.ownerId === 'mia' && !w.db.records.d2 && mia.disk.tray.length === 2;
  },
  'ground-ignored': (w) => {
    // the second act starts from a value of the first, which is refused
    const mia = w.device('mia'),
      ann = w.device('ann');
    w.act(ann, [w.deal('d1', { ownerId: 'ann', sharedWith: ['mia'], amount: 0 })]);
    w.settle(ann, mia);
    w.act(mia, [w.set('d1', { stage: ['new', 'won'], amount: [0, 10] }), w.set('d1', { ownerId: ['ann', 'mia'] })]);
    w.act(mia, [w.set('d1', { amount: [10, 11] })]);
    w.settle(mia);
    return w.db.records.d1.amount === 0 && mia.disk.tray.length === 2;
  },
  'validated-unmerged': (w) => {
    // two changes, each valid, but not together
    const mia = w.device('mia'),
      ann = w.device('ann');
    w.act(ann, [w.deal('d1')]);
    w.settle(ann, mia);
    w.act(ann, [w.set('d1', { amount: [5, 0] })]);
    w.act(mia, [w.set('d1', { stage: ['new', 'won'] })]);
    w.settle(ann, mia);
    return w.db.records.d1.stage === 'new' && mia.disk.tray[0].why.d1 === 'records/invalid';
  },
  'merge-misses-unseen': (w) => {
    // duplicates are merged. A child that the author of the merge did not hold must follow, and one made later too
    const ann = w.device('ann'),
      mia = w.device('mia');
    w.act(ann, [w.deal('d1')]);
    w.act(ann, [w.deal('d2')]);
    w.settle(ann, mia);
    w.act(mia, [w.task('a1', 'd1')]);
    w.push(mia);
    w.act(mia, [w.task('a2', 'd1')]);
    w.act(ann, [w.set('d1', { deleted: [false, 'd2'] })]);
    w.settle(ann, mia);
    return w.db.records.a1.parentId === 'd2' && w.db.records.a2.parentId === 'd2';
  },
  'twins-stay': (w) => {
    // two deals with an activity of one topic each are merged: their activities are merged too
    const ann = w.device('ann');
    w.act(ann, [w.deal('d1'), w.task('a1', 'd1', { topic: 't1' }), w.deal('d2'), w.task('a2', 'd2', { topic: 't1' })]);
    w.settle(ann);
    w.act(ann, [w.set('d2', { deleted: [false, 'd1'] })]);
    w.settle(ann);
    const { a1, a2 } = w.db.records;
    return a1.deleted === false && a2.deleted === 'a1' && !ann.disk.tray.length;
  },
  'twins-deleted': (w) => {
    // the undo of the merge separates the activities again
    const ann = w.device('ann');
    w.act(ann, [w.deal('d1'), w.task('a1', 'd1', { topic: 't1' }), w.deal('d2'), w.task('a2', 'd2', { topic: 't1' })]);
    w.settle(ann);
    const merged = w.act(ann, [w.set('d2', { deleted: [false, 'd1'] })]);
    w.settle(ann);
    const isMerged = w.db.records.a2.deleted === 'a1';
    w.act(ann, [w.set('d2', { deleted: ['d1', false] })], { undoes: merged });
    w.settle(ann);
    const { a1, a2, d2 } = w.db.records;
    return isMerged && [a1, a2, d2].every((r) => r.deleted === false) && a2.parentId === 'd2';
  },
};
