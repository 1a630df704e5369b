/** T-8 to T-13, T-16: rules over several records, a device's knowledge of them, and derived fields. */
export const ruleScenarios = {
  'reads-as-author': (w) => {
    // two vans take the last part, and neither knows of the other
    const { mia, moe } = stocked(w, 1);
    w.act(mia, [w.movement('m1', 'i1', -1)]);
    w.act(moe, [w.movement('m2', 'i1', -1, ofMoe)]);
    w.settle(mia, moe);
    return w.db.records.m1 && !w.db.records.m2 && why(moe) === 'rule/enough-on-hand';
  },
  'one-end': (w) => {
    // a receipt is rebooked to another part: the first part's stock is gone
    const { ann } = stocked(w, 1);
    w.act(ann, [w.item('i2'), w.movement('m1', 'i1', -1)]);
    w.settle(ann);
    w.act(ann, [w.set('m0', { itemId: ['i1', 'i2'] }, 'movement')]);
    w.settle(ann);
    return w.db.records.m0.itemId === 'i1' && why(ann) === 'rule/enough-on-hand';
  },
  'old-breach-refuses': (w) => {
    // a stock of −5 may receive 3
    const { ann } = minusFive(w);
    w.act(ann, [w.movement('m3', 'i1', 3)]);
    w.settle(ann);
    return !!w.db.records.m3;
  },
  'breach-once': (w) => {
    // nobody may take more from it, nor from another place where there is none, because the stock is already negative
    const { ann } = minusFive(w);
    w.act(ann, [w.movement('m3', 'i1', -1)]);
    w.act(ann, [w.movement('m4', 'i1', -1, { place: 'van-2' })]);
    w.settle(ann);
    return !w.db.records.m3 && !w.db.records.m4;
  },
  'again-ruled': (w) => {
    // five came in and five went out, the tail is lost, and the person who took them comes back first: both acts return
    const { mia, ann } = minusFive(w);
    w.settle(mia, ann);
    return w.db.records.m1 && w.db.records.m2 && !mia.disk.tray.length && !ann.disk.tray.length;
  },
  'each-by-itself': (w) => {
    // a bulk act takes the last part twice: each record is judged together with those before it
    const { ann } = stocked(w, 1);
    w.act(ann, [w.movement('m1', 'i1', -1), w.movement('m2', 'i1', -1)], { shape: 'each' });
    w.settle(ann);
    return w.db.records.m1 && !w.db.records.m2;
  },
  'added-judged': (w) => {
    // two loans with two open conditions each are merged: repointed references are not judged, whether the author's device held
    // them or not
    const [ann, max] = [w.device('ann'), w.device('max')];
    for (const id of ['1', '2', '3'])
      w.act(ann, [w.loan(`l${id}`), w.condition(`a${id}`, `l${id}`), w.condition(`b${id}`, `l${id}`)]);
    w.settle(ann, max);
    w.act(ann, [w.set('l2', { deleted: [false, 'l1'] }, 'loan')]);
    w.settle(ann, max);
    const named = ['a3', 'b3'].map((id) => w.set(id, { parentId: ['l3', 'l1'] }, 'condition'));
    w.act(max, [w.set('l3', { deleted: [false, 'l1'] }, 'loan'), ...named]);
    w.settle(max);
    const open = Object.values(w.db.records).filter((r) => r.parentId === 'l1');
    return open.length === 6 && !max.disk.tray.length;
  },
  'refusal-tells': (w) => {
    // the refusal is one sentence, however much is missing
    const { mia } = stocked(w, 1);
    w.act(mia, [w.movement('m1', 'i1', -9)]);
    w.settle(mia);
    return why(mia) === 'rule/enough-on-hand';
  },
  'half-a-set': (w) => {
    // a person who sees a loan and one of its conditions can't tell whether all are cleared
    const { moe } = halfSeen(w);
    return moe.ask({ shape: 'together', edits: w.moving(moe, 'l1', 'fund') }).unknown.includes('l1 all-cleared');
  },
  'unknown-refuses': (w) => {
    // their device does not keep them from trying: the server decides
    const { moe } = halfSeen(w);
    return Object.keys(moe.ask({ shape: 'together', edits: w.moving(moe, 'l1', 'fund') }).refused).length === 0;
  },
  'narrowed-counts': (w) => {
    // a device that keeps only finished conditions does not treat them as the whole set
    const ann = w.device('ann');
    const laptop = w.device('ann', { narrowed: ['condition'], keeps: ({ done }) => done });
    w.act(ann, [w.loan('l1', { status: 'inquiry' }), w.condition('c1', 'l1'), w.condition('c2', 'l1', { done: true })]);
    w.settle(ann);
    w.move(ann, 'l1', 'approve');
    w.settle(ann, laptop);
    const ask = (d) => d.ask({ shape: 'together', edits: w.moving(d, 'l1', 'fund') });
    return ask(ann).breached.l1 === 'check/all-cleared' && ask(laptop).unknown.includes('l1 all-cleared');
  },
  'half-a-token': (w) => {
    // a device in the middle of its first fetch doesn't either
    const [ann, eve] = [w.device('ann'), w.device('ann')];
    w.act(ann, [w.loan('l1'), w.condition('c1', 'l1', { done: true }), w.condition('c2', 'l1')]);
    w.settle(ann);
    w.move(ann, 'l1', 'approve');
    w.settle(ann);
    for (let page = 0; page < 9 && !eve.disk.upTo; page++) {
      w.pull(eve, 2);
      if (!eve.disk.shown.l1) continue;
      const said = eve.ask({ shape: 'together', edits: w.moving(eve, 'l1', 'fund') });
      if (!said.breached.l1 && !said.unknown.includes('l1 all-cleared')) return false;
    }
    return !!eve.disk.shown.l1;
  },
  'stale-parent': (w) => {
    // a loan that is kept while its device starts over may have passed to somebody else
    const [ann, mia] = [w.device('ann'), w.device('mia')];
    w.act(ann, [w.loan('l1'), w.loan('l2'), w.loan('l3')]);
    w.settle(ann, mia);
    w.act(ann, [w.set('l1', { ownerId: ['mia', 'ann'] }, 'loan')]);
    w.act(ann, [w.condition('c1', 'l1')]);
    w.settle(ann);
    w.server.passHorizon(w.db.clock);
    for (let page = 0; page < 9 && mia.disk.upTo !== w.db.clock; page++) {
      w.pull(mia, 1);
      if (mia.disk.at && mia.disk.shown.l1) {
        const { unknown } = mia.ask({ shape: 'together', edits: [w.condition('c2', 'l1')] });
        if (!unknown.includes('c2 few-open')) return false;
      }
    }
    return true;
  },
  'shown-parent': (w) => {
    // a loan that Moe assigns to himself is his once the server confirms it: until then its conditions are not filed for him
    const { moe } = halfSeen(w);
    w.act(moe, [w.set('l1', { ownerId: ['mia', 'moe'] }, 'loan')]);
    return moe.ask({ shape: 'together', edits: w.moving(moe, 'l1', 'fund') }).unknown.includes('l1 all-cleared');
  },
  'unknown-empties': (w) => {
    // Mia does not see the lender: the previous day stays until the server has decided
    const { mia } = due(w);
    w.act(mia, [w.set('l1', { openedOn: [5, 6] }, 'loan')]);
    const kept = mia.disk.shown.l1.dueAt === 7;
    w.settle(mia);
    return kept && mia.disk.shown.l1.dueAt === 8;
  },
  'derived-cascades': (w) => {
    // the lender takes longer: loans that nobody writes stay as they are, the next edit brings the new day
    const { ann, mia } = due(w);
    w.act(ann, [w.set('e1', { hours: [2, 4] }, 'lender')]);
    w.settle(ann, mia);
    const stayed = w.db.records.l1.dueAt === 7;
    w.act(mia, [w.set('l1', { rate: [5, 6] }, 'loan')]);
    w.settle(mia);
    return stayed && w.db.records.l1.dueAt === 9;
  },
  'derived-counts': (w) => {
    // an undone change left another day behind, because the lender takes longer: the loan's creation is undone all the same
    const { ann, mia, made } = due(w);
    w.act(ann, [w.set('e1', { hours: [2, 4] }, 'lender')]);
    w.settle(ann, mia);
    const changed = w.act(mia, [w.set('l1', { rate: [5, 6] }, 'loan')]);
    w.settle(mia);
    w.undo(mia, changed);
    w.settle(mia, ann);
    w.undo(ann, made);
    w.settle(ann);
    return w.db.records.l1.deleted === true;
  },
};

const why = (d) => Object.values(d.disk.tray.at(-1)?.why ?? {})[0];
const ofMoe = { ownerId: 'moe', teamId: 'T2' };

/** `quantity` of a part in the first van, by a movement that only Ann sees. */
function stocked(w, quantity) {
  const [ann, mia, moe] = ['ann', 'mia', 'moe'].map((user) => w.device(user));
  w.act(ann, [w.item('i1'), w.movement('m0', 'i1', quantity, { ownerId: 'ann', teamId: null })]);
  w.settle(ann, mia, moe);
  return { ann, mia, moe };
}
/** Mia brought five, Ann took five, the tail was lost, and only Ann's act came back. */
function minusFive(w) {
  const { ann, mia } = stocked(w, 0);
  const old = w.db;
  w.act(mia, [w.movement('m1', 'i1', 5)]);
  w.settle(mia, ann);
  w.act(ann, [w.movement('m2', 'i1', -5)]);
  w.settle(ann, mia);
  w.server.restore(old);
  w.settle(ann);
  return { ann, mia };
}
/** Moe sees a loan as a viewer of its team, and one of its two conditions as its assignee. */
function halfSeen(w) {
  const [mia, moe] = [w.device('mia'), w.device('moe')];
  w.server.setRoles('moe', [
    { role: 'viewer', team: 'T1' },
    { role: 'member', team: 'T2' },
  ]);
  w.act(mia, [w.loan('l1'), w.condition('c1', 'l1', { done: true, assignee: 'moe' }), w.condition('c2', 'l1')]);
  w.settle(mia);
  w.move(mia, 'l1', 'approve');
  w.settle(mia, moe);
  return { mia, moe };
}
/** A loan of Mia's under a lender that only Ann sees. */
function due(w) {
  const [ann, mia] = [w.device('ann'), w.device('mia')];
  w.act(ann, [w.lender('e1', { ownerId: 'ann', teamId: null })]);
  const made = w.act(ann, [w.loan('l1', { lenderId: 'e1', openedOn: 5 })]);
  w.settle(ann, mia);
  return { ann, mia, made };
}
