/** Ann changes two deals in one act of a group, and max undoes the part that is in his team. `how` is said of his undo. */
function undoneInPart(w, how = {}) {
  const ann = w.device('ann'),
    max = w.device('max');
  w.act(ann, [w.deal('d1'), w.deal('d2', { ownerId: 'ann', teamId: 'T2' })]);
  const bulk = w.act(ann, [w.set('d1', { amount: [5, 6] }), w.set('d2', { amount: [5, 6] })], {
    group: 'g',
    shape: 'each',
  });
  w.settle(ann, max);
  w.act(max, [w.set('d1', { amount: [6, 5] })], { undoes: bulk, shape: 'each', ...how });
  w.settle(max);
  return { ann, max, bulk };
}

/** Undo of one act, of a part and of a group. */
export const undoScenarios = {
  'undo-by-swap': (w) => {
    // an act that overrode another's value is undone: that value comes back, not the one the author saw
    const mia = w.device('mia'),
      ann = w.device('ann');
    w.act(ann, [w.deal('d1')]);
    w.settle(ann, mia);
    const a = w.act(mia, [w.set('d1', { amount: [5, 6] })]);
    w.act(ann, [w.set('d1', { amount: [5, 8] })]);
    w.settle(ann, mia);
    w.act(mia, [w.set('d1', { amount: [6, 5] })], { undoes: a });
    w.settle(mia);
    return w.db.records.d1.amount === 8;
  },
  'undo-wins': (w) => {
    // someone changed the field since
    const mia = w.device('mia'),
      ann = w.device('ann');
    w.act(ann, [w.deal('d1')]);
    w.settle(ann, mia);
    const a = w.act(mia, [w.set('d1', { amount: [5, 6] })]);
    w.settle(mia, ann);
    w.act(ann, [w.set('d1', { amount: [6, 9] })]);
    w.settle(ann);
    w.act(mia, [w.set('d1', { amount: [6, 5] })], { undoes: a });
    w.settle(mia);
    return w.db.records.d1.amount === 9 && w.db.journal.at(-1).lost.amount === 5;
  },
  'group-stays-open': (w) => {
    // half an import is on the server when its group is undone from another device
    const mia = w.device('mia'),
      twin = w.device('mia');
    const a = w.act(mia, [w.deal('d1')], { group: 'g' });
    w.settle(mia, twin);
    w.act(mia, [w.deal('d2')], { group: 'g' });
    w.act(twin, [w.set('d1', { deleted: [false, true] })], { undoes: a, closes: 'g' });
    w.settle(twin, mia);
    return !w.db.records.d2 && mia.disk.tray.length === 1;
  },
  'undone-counts': (w) => {
    // a group makes a deal, changes it and gives it a task: undone from its newest act on, nothing of it is left
    const mia = w.device('mia'),
      turn = (of, edits) => w.act(mia, edits, { undoes: of, closes: 'g' });
    const made = w.act(mia, [w.deal('d1')], { group: 'g' });
    const changed = w.act(mia, [w.set('d1', { amount: [5, 6] })], { group: 'g' });
    const tasked = w.act(mia, [w.task('a1', 'd1')], { group: 'g' });
    w.settle(mia);
    turn(tasked, [w.set('a1', { deleted: [false, true] }, 'activity')]);
    turn(changed, [w.set('d1', { amount: [6, 5] })]);
    turn(made, [w.set('d1', { deleted: [false, true] })]);
    w.settle(mia);
    return w.db.records.d1.deleted === true && w.db.records.a1.deleted === true;
  },
  'undone-child-first': (w) => {
    // a deal and its task are deleted in one act, the deal first: undone, both are back, though the task belongs to the deal
    const mia = w.device('mia');
    w.act(mia, [w.deal('d1'), w.task('a1', 'd1')]);
    const gone = w.act(mia, [
      w.set('d1', { deleted: [false, true] }),
      w.set('a1', { deleted: [false, true] }, 'activity'),
    ]);
    w.settle(mia);
    w.act(mia, [w.set('d1', { deleted: [true, false] }), w.set('a1', { deleted: [true, false] }, 'activity')], {
      undoes: gone,
    });
    w.settle(mia);
    return !w.db.records.d1.deleted && !w.db.records.a1.deleted && !mia.disk.tray.length;
  },
  'merge-half-undone': (w) => {
    // the surviving deal was handed on: the person who merged the other one into it undoes the merge, and the task follows,
    // though they no longer see it
    const [ann, mia] = [w.device('ann'), w.device('mia')];
    w.act(ann, [w.deal('d1'), w.deal('d2'), w.task('a1', 'd2')]);
    w.settle(ann, mia);
    const merged = w.act(mia, [w.set('d2', { deleted: [false, 'd1'] })]);
    w.settle(mia, ann);
    w.act(ann, [w.set('d1', { ownerId: ['mia', 'moe'], teamId: ['T1', 'T2'] })]);
    w.settle(ann, mia);
    w.act(mia, [w.set('d2', { deleted: ['d1', false] })], { undoes: merged });
    w.settle(mia);
    return w.db.records.d2.deleted === false && w.db.records.a1.parentId === 'd2';
  },
  'part-closes-group': (w) => {
    // her group stays open to her
    const { ann, max } = undoneInPart(w, { closes: 'g' });
    w.act(ann, [w.deal('d3', { ownerId: 'ann', teamId: null })], { group: 'g' });
    w.settle(ann, max);
    return w.db.records.d1.amount === 5 && w.db.records.d2.amount === 6 && !!w.db.records.d3;
  },
  'part-is-undone': (w) => {
    // ann can undo the rest
    const { ann, bulk } = undoneInPart(w);
    w.settle(ann);
    w.act(ann, [w.set('d1', { amount: [6, 5] }), w.set('d2', { amount: [6, 5] })], {
      undoes: bulk,
      closes: 'g',
      shape: 'each',
    });
    w.settle(ann);
    return w.db.records.d2.amount === 5;
  },
  'undo-tells': (w) => {
    // mia asks to undo an act of which she sees nothing: it is as unknown as one that nobody made
    const ann = w.device('ann'),
      mia = w.device('mia');
    w.act(ann, [w.deal('d1', { ownerId: 'ann', teamId: null })]);
    const a = w.act(ann, [w.set('d1', { amount: [5, 6] })]);
    w.settle(ann, mia);
    w.act(mia, [w.set('d1', { amount: [6, 5] })], { undoes: a });
    w.settle(mia);
    return mia.disk.tray[0]?.why.d1 === 'undo/unknown';
  },
};
