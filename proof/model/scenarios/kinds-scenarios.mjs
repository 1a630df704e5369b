import { childOf } from '../domain/kinds.mjs';

/** A deal with a remark of the build before, which everybody holds. */
function before(w, remark = 'a') {
  const [mia, twin, ann] = [w.device('mia'), w.device('mia'), w.device('ann')];
  w.act(ann, [w.deal('d1', { remark })]);
  w.settle(ann, mia, twin);
  return { mia, twin, ann };
}
const childrenIn = (records) => Object.values(records).filter((r) => r.entity === 'activity' && r.parentId === 'd1');
/** The one child's remark; the number of children where it is not one. */
const remarkIn = (records) => {
  const all = childrenIn(records);
  return all.length === 1 ? all[0].remark : all.length;
};
const heldBy = (d) => Object.fromEntries(Object.entries(d.disk.held).map(([id, h]) => [id, h.record]));

/** An upgrade over several kinds (T-27). */
export const kindsScenarios = {
  'second-children': (w) => {
    // two devices with waiting edits and the server upgrade by themselves: one child
    const { mia, twin } = before(w);
    w.act(mia, [w.set('d1', { remark: ['a', 'b'] })]);
    w.act(twin, [w.set('d1', { amount: [5, 6] })]);
    mia.update();
    twin.update();
    w.server.upgrade();
    w.settle(mia, twin);
    return remarkIn(w.db.records) === 'b' && remarkIn(twin.disk.shown) === 'b' && remarkIn(mia.disk.shown) === 'b';
  },
  'words-of-before': (w) => {
    // a device of the version before pushes to the new server: its word reaches the child, also of a deal that had no remark
    const { mia, ann } = before(w);
    w.act(ann, [w.deal('d2')]);
    w.settle(ann, mia);
    w.server.upgrade();
    w.act(mia, [w.set('d1', { remark: ['a', 'b'] }), w.set('d2', { remark: [null, 'c'] })]);
    w.push(mia);
    const { d1, d2, [childOf('d2')]: other } = w.db.records;
    return remarkIn(w.db.records) === 'b' && other?.remark === 'c' && !d1.remark && !d2.remark;
  },
  'undo-as-written': (w) => {
    // what was done before the upgrade is undone after it: in the child, and only where nobody changed it since
    const { mia, ann } = before(w);
    const first = w.act(mia, [w.set('d1', { remark: ['a', 'b'] })]);
    w.settle(mia, ann);
    w.server.upgrade();
    w.undo(mia, first);
    w.settle(mia, ann);
    const isBack = remarkIn(w.db.records) === 'a';
    const second = w.act(mia, [w.set('d1', { remark: ['a', 'x'] })]);
    w.settle(mia, ann);
    w.act(ann, [w.set(childOf('d1'), { remark: ['x', 'y'] }, 'activity')]);
    w.settle(ann);
    w.undo(mia, second);
    w.settle(mia);
    return isBack && remarkIn(w.db.records) === 'y' && w.db.journal.at(-1).lost?.remark === 'a';
  },
  'shows-nothing': (w) => {
    // a device is updated offline: it shows the remark in the child before it has synced, with waiting acts
    const { mia, twin } = before(w);
    w.act(mia, [w.set('d1', { remark: ['a', 'b'] })]);
    mia.update();
    twin.update();
    return remarkIn(mia.disk.shown) === 'b' && remarkIn(twin.disk.shown) === 'a';
  },
  'keeps-its-own': (w) => {
    // the remark was emptied while the device was away: the child that it showed meanwhile goes with the first complete page
    const { mia, ann } = before(w);
    w.act(ann, [w.set('d1', { remark: ['a', null] })]);
    w.settle(ann);
    mia.update();
    w.server.upgrade();
    w.settle(mia);
    return remarkIn(mia.disk.shown) === 0 && remarkIn(w.db.records) === 0;
  },
  'older-wins': (w) => {
    // an older build of the server works once more and writes the old field: the child's newer value stays
    const { ann } = before(w);
    w.server.upgrade();
    w.settle(ann);
    w.act(ann, [w.set(childOf('d1'), { remark: ['a', 'newer'] }, 'activity')]);
    w.settle(ann);
    w.server.downgrade();
    w.act(ann, [w.set('d1', { remark: [null, 'older'] })]);
    w.push(ann);
    w.server.upgrade();
    return remarkIn(w.db.records) === 'newer' && !w.db.records.d1.remark;
  },
  'cut-off': (w) => {
    // the server is killed after each piece and starts again: one child each, and the second start does nothing
    const { ann } = before(w);
    w.act(ann, [w.deal('d2', { remark: 'z' })]);
    w.settle(ann);
    w.server.upgrade(1);
    w.server.upgrade(1);
    const { clock } = w.db;
    w.server.upgrade();
    const other = w.db.records[childOf('d2')];
    return remarkIn(w.db.records) === 'a' && other?.remark === 'z' && w.db.clock === clock;
  },
};
