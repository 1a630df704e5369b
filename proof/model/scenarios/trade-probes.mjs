import { same } from '../domain/basics.mjs';

const why = (d) => Object.values(d.disk.tray.at(-1)?.why ?? {})[0];
const states = (w, ...ids) => ids.map((id) => w.db.records[id].status);

/** Questions of the trade that the model settles: each line is its behaviour without a flag. */
export const tradeProbes = {
  'duplicates in different states are merged: each keeps its state, the undo brings the one that went back in its own':
    (w) => {
      const ann = w.device('ann');
      w.act(ann, [w.loan('l1'), w.loan('l2')]);
      w.move(ann, 'l2', 'approve');
      w.move(ann, 'l2', 'fund', 20);
      const merged = w.act(ann, [w.set('l2', { deleted: [false, 'l1'] }, 'loan')]);
      w.settle(ann);
      const kept = same(states(w, 'l1', 'l2'), ['inquiry', 'funded']);
      w.undo(ann, merged);
      w.settle(ann);
      return kept && same(states(w, 'l1', 'l2'), ['inquiry', 'funded']) && !w.db.records.l2.deleted;
    },
  'a merge that takes the state of the other along is a move of the one that stays, and refused as a whole where none is declared':
    (w) => {
      const ann = w.device('ann');
      w.act(ann, [w.loan('l1'), w.loan('l2')]);
      w.move(ann, 'l2', 'approve');
      w.move(ann, 'l2', 'fund', 20);
      w.settle(ann);
      w.act(ann, [
        w.set('l2', { deleted: [false, 'l1'] }, 'loan'),
        w.set('l1', { status: ['inquiry', 'funded'] }, 'loan'),
      ]);
      w.settle(ann);
      return w.db.records.l2.deleted === false && Object.values(ann.disk.tray[0].why).includes('workflow/no-such-move');
    },
  'a loan is moved on one device and merged away on another: the later move is refused, the loan stays merged': (w) => {
    const [ann, mia] = [w.device('ann'), w.device('mia')];
    w.act(ann, [w.loan('l1'), w.loan('l2')]);
    w.settle(ann, mia);
    w.act(ann, [w.set('l2', { deleted: [false, 'l1'] }, 'loan')]);
    w.move(mia, 'l2', 'approve');
    w.settle(ann, mia);
    return w.db.records.l2.status === 'inquiry' && why(mia) === 'records/deleted';
  },
  'one person moves a loan on two devices, two steps on each: a state that was passed already is no longer a target': (
    w,
  ) => {
    const [mia, here, there] = [w.device('mia'), w.device('max'), w.device('max')];
    w.act(mia, [w.loan('l1')]);
    w.settle(mia, here, there);
    w.move(here, 'l1', 'approve');
    w.move(here, 'l1', 'fund', 20);
    w.move(there, 'l1', 'approve');
    w.move(there, 'l1', 'withdraw', 21);
    w.settle(here, there);
    const { status, fundedOn, closedOn } = w.db.records.l1;
    const told = there.disk.tray.map((entry) => entry.why.l1);
    return (
      same([status, fundedOn, closedOn], ['funded', 20, null]) &&
      same(told, ['workflow/no-such-move', 'sync/ground-refused'])
    );
  },
  'the reply to a funding is lost and it is sent again: it is answered as before and judged once': (w) => {
    const [mia, max] = [w.device('mia'), w.device('max')];
    w.act(mia, [w.loan('l1')]);
    w.move(mia, 'l1', 'approve');
    w.settle(mia, max);
    w.move(max, 'l1', 'fund', 20);
    w.push(max, false);
    w.move(mia, 'l1', 'withdraw'); // her device does not know of it yet
    w.settle(mia, max);
    return states(w, 'l1')[0] === 'funded' && !max.disk.tray.length && why(mia) === 'workflow/no-such-move';
  },
  'acts that depend on a refused move are refused with it, acts that depend on one that gave way are judged': (w) => {
    const [mia, max] = [w.device('mia'), w.device('max')];
    w.act(mia, [w.loan('l1'), w.loan('l2')]);
    w.settle(mia, max);
    w.move(mia, 'l1', 'approve');
    w.move(mia, 'l2', 'withdraw', 3);
    w.move(max, 'l1', 'approve');
    w.move(max, 'l1', 'fund', 20);
    w.move(max, 'l2', 'approve');
    w.act(max, [w.set('l2', { status: ['approved', 'funded'] }, 'loan')]);
    w.settle(mia, max);
    return same(states(w, 'l1', 'l2'), ['funded', 'withdrawn']) && why(max) === 'sync/ground-refused';
  },
  'a device that knows the stock warns, and a person may send it all the same: meanwhile more has come in': (w) => {
    const [ann, eve] = [w.device('ann'), w.device('ann')];
    w.act(ann, [w.item('i1'), w.movement('m1', 'i1', 1)]);
    w.settle(ann, eve);
    const edits = [w.movement('m2', 'i1', -2)];
    const said = eve.ask({ shape: 'together', edits });
    w.act(eve, edits);
    w.act(ann, [w.movement('m3', 'i1', 1)]);
    w.settle(ann, eve);
    return said.breached.m2 === 'rule/enough-on-hand' && !Object.keys(said.refused).length && !!w.db.records.m2;
  },
  'a receipt that was spent since is not undone': (w) => {
    const ann = w.device('ann');
    w.act(ann, [w.item('i1')]);
    const brought = w.act(ann, [w.movement('m1', 'i1', 1)]);
    w.act(ann, [w.movement('m2', 'i1', -1)]);
    w.settle(ann);
    w.undo(ann, brought);
    w.settle(ann);
    return w.db.records.m1.deleted === false && why(ann) === 'rule/enough-on-hand';
  },
  'a part is carried from van to van in one act: it is judged at its end, in every order of its edits': (w) => {
    const ann = w.device('ann');
    w.act(ann, [w.item('i1'), w.movement('m1', 'i1', 1)]);
    w.act(ann, [w.movement('m2', 'i1', -1, { place: 'van-2' }), w.movement('m3', 'i1', 1, { place: 'van-2' })]);
    w.act(ann, [w.movement('m4', 'i1', -1), w.movement('m5', 'i1', 1, { place: 'van-2' })]);
    w.settle(ann);
    return !ann.disk.tray.length;
  },
  'the least rate of a lender rises: the loans under it stay, may be edited, and may not fall further': (w) => {
    const ann = w.device('ann');
    w.act(ann, [w.lender('e1', { minRate: 3 }), w.loan('l1', { lenderId: 'e1', rate: 4 })]);
    w.act(ann, [w.set('e1', { minRate: [3, 6] }, 'lender')]);
    w.act(ann, [w.set('l1', { reason: [null, 'text'] }, 'loan')]);
    w.act(ann, [w.set('l1', { rate: [4, 5] }, 'loan')]);
    w.act(ann, [w.set('l1', { rate: [5, 4] }, 'loan')]);
    w.settle(ann);
    return w.db.records.l1.rate === 5 && w.db.records.l1.reason === 'text' && ann.disk.tray.length === 1;
  },
  'lenders are merged: the loans that are repointed are written, and follow the one that stays': (w) => {
    const ann = w.device('ann');
    w.act(ann, [w.lender('e1'), w.lender('e2', { hours: 9 }), w.loan('l1', { lenderId: 'e1', openedOn: 5 })]);
    w.settle(ann);
    w.act(ann, [w.set('e1', { deleted: [false, 'e2'] }, 'lender')]);
    w.settle(ann);
    return w.db.records.l1.lenderId === 'e2' && w.db.records.l1.dueAt === 14;
  },
  'a loan under a lender that was made just now shows its day before the server has received either': (w) => {
    const mia = w.device('mia');
    w.act(mia, [w.lender('e1')]);
    w.act(mia, [w.loan('l1', { lenderId: 'e1', openedOn: 5 })]);
    w.act(mia, [w.set('e1', { hours: [2, 8] }, 'lender')]);
    const shown = mia.disk.shown.l1.dueAt;
    w.settle(mia);
    return shown === 7 && w.db.records.l1.dueAt === 7;
  },
};
