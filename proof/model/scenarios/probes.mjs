import { same } from '../domain/basics.mjs';
import { ROLES } from './stage.mjs';

/** Questions that the model settles: each line is its behaviour without a flag. */
export const probes = {
  'a task assigned to someone who does not see its deal reaches them alone': (w) => {
    const ann = w.device('ann'),
      moe = w.device('moe');
    w.act(ann, [w.deal('d1'), w.task('a1', 'd1', { assignee: 'moe' })]);
    w.settle(ann, moe);
    w.act(moe, [w.set('a1', { done: [false, true] }, 'activity')]);
    w.settle(moe);
    return same(Object.keys(moe.disk.held), ['a1']) && w.db.records.a1.done;
  },
  'sharing one deal brings its children, and unsharing takes them away': (w) => {
    const ann = w.device('ann'),
      moe = w.device('moe');
    w.act(ann, [w.deal('d1'), w.task('a1', 'd1')]);
    w.settle(ann, moe);
    w.act(ann, [w.set('d1', { sharedWith: [[], ['moe']] })]);
    w.settle(ann, moe);
    const had = Object.keys(moe.disk.held).length;
    w.act(ann, [w.set('d1', { sharedWith: [['moe'], []] })]);
    w.settle(ann, moe);
    return had === 2 && Object.keys(moe.disk.held).length === 0;
  },
  'a child made offline under a parent that moved out of sight is refused, as if the parent were gone': (w) => {
    const ann = w.device('ann'),
      mia = w.device('mia');
    w.act(ann, [w.deal('d1')]);
    w.settle(ann, mia);
    w.act(mia, [w.task('a1', 'd1')]);
    w.act(ann, [w.set('d1', { ownerId: ['mia', 'moe'] })]);
    w.settle(ann, mia);
    return mia.disk.tray[0].why.a1 === 'records/parent-gone';
  },
  'A to B and back while someone sets A to C: C stays and nothing is reported as superseded (ABA)': (w) => {
    const ann = w.device('ann'),
      mia = w.device('mia');
    w.act(ann, [w.deal('d1')]);
    w.settle(ann, mia);
    w.act(mia, [w.set('d1', { amount: [5, 7] })]);
    w.act(ann, [w.set('d1', { amount: [5, 6] })]);
    w.act(ann, [w.set('d1', { amount: [6, 5] })]);
    w.settle(ann, mia);
    return w.db.records.d1.amount === 7 && !w.db.journal.some((r) => r.lost && Object.keys(r.lost).length);
  },
  'two invoices with one number: the later arrival is refused, and acts that depend on it too': (w) => {
    const ann = w.device('ann'),
      mia = w.device('mia');
    w.act(ann, [w.deal('d1', { code: 'c1' })]);
    w.act(mia, [w.deal('d2', { code: 'c1' })]);
    w.act(mia, [w.task('a2', 'd2')]);
    w.settle(ann, mia);
    return mia.disk.tray.length === 2 && mia.disk.tray[1].why.a2 === 'sync/ground-refused';
  },
  'a deleted number is free again, and then the restore of its first holder is refused': (w) => {
    const ann = w.device('ann');
    w.act(ann, [w.deal('d1', { code: 'c1' })]);
    w.act(ann, [w.set('d1', { deleted: [false, true] })]);
    w.act(ann, [w.deal('d2', { code: 'c1' })]);
    w.settle(ann);
    w.act(ann, [w.set('d1', { deleted: [true, false] })]);
    w.settle(ann);
    return ann.disk.tray[0].why.d1 === 'records/taken';
  },
  'one act of a group was refused: undoing the group undoes the other, and asks nothing more of the person': (w) => {
    const ann = w.device('ann'),
      mia = w.device('mia');
    w.act(ann, [w.deal('d1', { ownerId: 'ann', sharedWith: ['mia'] }), w.deal('d2')]);
    w.settle(ann, mia);
    const a = w.act(mia, [w.set('d1', { ownerId: ['ann', 'mia'] })], { group: 'g' }),
      b = w.act(mia, [w.set('d2', { amount: [5, 6] })], { group: 'g' });
    w.act(mia, [w.set('d2', { amount: [6, 5] })], { undoes: b, closes: 'g' });
    w.act(mia, [w.set('d1', { ownerId: ['mia', 'ann'] })], { undoes: a, closes: 'g' });
    w.settle(mia);
    return w.db.records.d2.amount === 5 && w.db.records.d1.ownerId === 'ann' && mia.disk.tray.length === 1;
  },
  'a lost and regained token between two pulls costs nothing; with a pull between, the device purges and fetches anew':
    (w) => {
      const ann = w.device('ann'),
        max = w.device('max');
      w.act(ann, [w.deal('d1')]);
      w.settle(ann, max);
      w.server.setRoles('max', []);
      w.server.setRoles('max', ROLES.max);
      const quiet = w.pull(max).rows.length === 0 && !!max.disk.held.d1;
      w.server.setRoles('max', []);
      w.pull(max);
      const purged = !max.disk.held.d1;
      w.server.setRoles('max', ROLES.max);
      w.settle(max);
      return quiet && purged && !!max.disk.held.d1;
    },
  'access that passes between a role, a team and an assignment leaves no gap in the history; a real gap hides the rows before and within it':
    (w) => {
      const ann = w.device('ann'),
        max = w.device('max');
      const changes = (id) => Object.values(max.disk.history).filter((row) => row.id === id && !row.created).length;
      w.act(ann, [w.deal('d1'), w.task('a1', 'd1')]);
      w.settle(ann, max);
      const finish = (done) => w.act(ann, [w.set('a1', { done: [!done, done] }, 'activity')]);
      finish(true);
      w.act(ann, [w.set('a1', { assignee: [null, 'max'] }, 'activity')]); // overlaps the team
      w.act(ann, [w.set('d1', { teamId: ['T1', null] })]);
      w.push(ann);
      w.server.setRoles('max', [{ role: 'admin' }]); // overlaps the assignment, and brings the deal back
      finish(false);
      w.act(ann, [w.set('a1', { assignee: ['max', null] }, 'activity')]);
      w.act(ann, [w.set('d1', { teamId: [null, 'T2'] })]);
      w.push(ann);
      w.server.setRoles('max', [{ role: 'manager', team: 'T2' }]); // from everything to the team, in one act
      w.settle(ann, max);
      const unbroken = changes('a1') === 4 && changes('d1') === 1;
      finish(true);
      w.act(ann, [w.set('d1', { teamId: ['T2', 'T1'] })]);
      w.act(ann, [w.set('d1', { teamId: ['T1', 'T2'] })]);
      w.settle(ann);
      const told = w.server.history('max', 'a1');
      return unbroken && told.length === 0;
    },
  'values that three devices contested come back as they were, and each replaced value is told, in every order': (
    w,
  ) => {
    const people = ['mia', 'max', 'ann'].map((user) => w.device(user));
    const [mia, max, ann] = people;
    w.act(mia, [w.deal('d1')]);
    w.settle(...people);
    const old = w.db;
    people.forEach((d, i) => w.act(d, [w.set('d1', { amount: [5, 6 + i] })]));
    w.settle(...people);
    const told = () => w.db.journal.flatMap((row) => row.lost?.amount ?? []).sort();
    return [
      [mia, max, ann],
      [mia, ann, max],
      [max, mia, ann],
      [max, ann, mia],
      [ann, mia, max],
      [ann, max, mia],
    ].every((order) => {
      w.server.restore(old);
      for (const d of order) w.settle(d);
      w.settle(...order);
      return w.db.records.d1.amount === 8 && same(told(), [6, 7]);
    });
  },
  'values written after a restore stay, and returning acts give way to them and say so': (w) => {
    const [mia, ann] = [w.device('mia'), w.device('ann')];
    w.act(mia, [w.deal('d1')]);
    w.settle(mia, ann);
    const old = w.db;
    w.act(mia, [w.set('d1', { amount: [5, 6] })]);
    w.settle(mia);
    w.server.restore(old);
    w.settle(ann);
    w.act(ann, [w.set('d1', { amount: [5, 9] })]);
    w.settle(ann);
    w.settle(mia, ann);
    return w.db.records.d1.amount === 9 && w.db.journal.at(-1).lost.amount === 6;
  },
  'an undo that comes back restores its effects, and a deletion deletes records that were changed before it': (w) => {
    const [mia, ann] = [w.device('mia'), w.device('ann')];
    w.act(mia, [w.deal('d1'), w.deal('d2')]);
    w.settle(mia, ann);
    const old = w.db;
    const first = w.act(mia, [w.set('d1', { amount: [5, 6] })]);
    w.act(mia, [w.set('d2', { amount: [5, 6] })]);
    w.settle(mia, ann);
    w.act(mia, [w.set('d1', { amount: [6, 5] })], { undoes: first });
    w.act(ann, [w.set('d2', { deleted: [false, true] })]);
    w.settle(mia, ann);
    return [
      [mia, ann],
      [ann, mia],
    ].every((order) => {
      w.server.restore(old);
      for (const d of order) w.settle(d);
      w.settle(...order);
      const { d1, d2 } = w.db.records;
      return same([d1.amount, d1.deleted, d2.amount, d2.deleted], [5, false, 6, true]) && !mia.disk.tray.length;
    });
  },
  'a record that moves to a place the backfill has passed arrives as news': (w) => {
    const ann = w.device('ann'),
      moe = w.device('moe');
    for (const id of ['d1', 'd2', 'd3']) w.act(ann, [w.deal(id, { ownerId: id === 'd1' ? 'mia' : 'moe' })]);
    w.settle(ann);
    w.pull(moe, 1);
    w.act(ann, [w.set('d1', { ownerId: ['mia', 'moe'] })]);
    w.act(ann, [w.set('d2', { ownerId: ['moe', 'mia'] })]);
    w.settle(ann);
    for (let i = 0; i < 4; i++) w.pull(moe, 1);
    return same(Object.keys(moe.disk.held).sort(), ['d1', 'd3']);
  },
};
