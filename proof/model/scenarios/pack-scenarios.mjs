import { same } from '../domain/basics.mjs';

const kinds = ['activity'];
const holds = (d, ...ids) => same(Object.keys(d.disk.held).sort(), ids);
/** A deal of mia with an activity; Ann and mia hold both. */
function begun(w) {
  const ann = w.device('ann'),
    mia = w.device('mia');
  w.act(ann, [w.deal('d1'), w.task('a1', 'd1')]);
  w.settle(ann, mia);
  return { ann, mia };
}

/** T-25: packs that an organisation removes and installs again. */
export const packScenarios = {
  'removed-stays': (w) => {
    // the records of the pack leave the devices with the next page, and return with the pack
    const { mia } = begun(w);
    w.server.remove(kinds);
    w.settle(mia);
    const isGone = holds(mia, 'd1');
    w.server.remove([]);
    w.settle(mia);
    return isGone && holds(mia, 'a1', 'd1');
  },
  'removed-erased': (w) => {
    // the removal of a pack keeps its records
    const { ann } = begun(w);
    w.server.remove(kinds);
    w.server.remove([]);
    w.settle(ann);
    return !!w.db.records.a1 && holds(ann, 'a1', 'd1');
  },
  'removed-written': (w) => {
    // a device that does not know of the removal changes a record of the pack
    const { mia } = begun(w);
    w.server.remove(kinds);
    w.act(mia, [w.set('a1', { done: [false, true] }, 'activity')]);
    w.settle(mia);
    return w.db.records.a1.done === false;
  },
  'removed-act-vanishes': (w) => {
    // its act is in the tray with the values that the person wrote
    const { mia } = begun(w);
    w.server.remove(kinds);
    w.act(mia, [w.task('a2', 'd1', { text: ['mine'] })]);
    w.settle(mia);
    return mia.disk.tray.length === 1 && mia.disk.tray[0].act.edits[0].create.text[0] === 'mine';
  },
  'removed-edits-skipped': (w) => {
    // an act that is to be done as a whole is refused as a whole: its other edits are not done without those of the pack
    const { mia } = begun(w);
    w.server.remove(kinds);
    w.act(mia, [w.set('d1', { amount: [5, 7] }), w.set('a1', { done: [false, true] }, 'activity')]);
    w.settle(mia);
    return w.db.records.d1.amount === 5 && mia.disk.tray.length === 1;
  },
  'removed-unfiled': (w) => {
    // a deal changes hands while the pack is away: its activity returns to the new owner alone
    const { ann, mia } = begun(w);
    const moe = w.device('moe');
    w.server.remove(kinds);
    w.act(ann, [w.set('d1', { ownerId: ['mia', 'moe'], teamId: ['T1', 'T2'] })]);
    w.settle(ann, mia, moe);
    w.server.remove([]);
    w.settle(mia, moe);
    return holds(mia) && holds(moe, 'a1', 'd1');
  },
  'removed-left-behind': (w) => {
    // two deals are merged while the pack is away: the activity of the duplicate returns under the deal that is left
    const { ann, mia } = begun(w);
    w.act(ann, [w.deal('d2')]);
    w.settle(ann, mia);
    w.server.remove(kinds);
    w.settle(ann);
    w.act(ann, [w.set('d1', { deleted: [false, 'd2'] })]);
    w.settle(ann);
    w.server.remove([]);
    w.settle(ann, mia);
    return w.db.records.a1.parentId === 'd2' && mia.disk.shown.a1?.parentId === 'd2';
  },
};

/** Questions about packs that are settled by playing them through. */
export const packProbes = {
  'T-25: an act that is in the tray because its pack was removed can be done after a new installation': (w) => {
    const { mia } = begun(w);
    w.server.remove(kinds);
    w.act(mia, [w.task('a2', 'd1')]);
    w.settle(mia);
    w.server.remove([]);
    const { act } = mia.takeFromTray(0);
    w.act(
      mia,
      act.edits.map(({ after, ...edit }) => edit),
    );
    w.settle(mia);
    return !!w.db.records.a2 && !mia.disk.tray.length && holds(mia, 'a1', 'a2', 'd1');
  },
};
