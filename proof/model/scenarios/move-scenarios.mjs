/** T-14: how the field of a workflow changes. */
export const moveScenarios = {
  'any-step': (w) => {
    // a loan is withdrawn while a person offline approves it: no move leads from withdrawn to approved
    const { mia, max } = lent(w);
    w.move(max, 'l1', 'withdraw');
    w.move(mia, 'l1', 'approve');
    w.settle(max, mia);
    return w.db.records.l1.status === 'withdrawn' && why(mia) === 'workflow/no-such-move';
  },
  'step-from-seen': (w) => {
    // the step from the state that the author saw is declared, the step from the state at arrival is not
    const { mia, max } = lent(w);
    w.move(mia, 'l1', 'approve');
    w.settle(mia, max);
    w.move(max, 'l1', 'fund');
    w.move(mia, 'l1', 'withdraw');
    w.settle(max, mia);
    return w.db.records.l1.status === 'funded' && w.db.records.l1.closedOn === null;
  },
  'other-move': (w) => {
    // a person declines an inquiry without knowing that it is approved: rescinding an approval is another move, with a date of
    // its own
    const { mia, max } = lent(w);
    w.move(mia, 'l1', 'approve');
    w.move(max, 'l1', 'decline', 3, { reason: 'risk' });
    w.settle(mia, max);
    return w.db.records.l1.status === 'approved' && why(max) === 'workflow/no-such-move';
  },
  'sets-alone': (w) => {
    // two officers fund one loan on two days: the first day stays, and the second officer is informed
    const { max, ann } = approved(w);
    w.move(max, 'l1', 'fund', 20);
    w.move(ann, 'l1', 'fund', 21);
    w.settle(max, ann);
    const { status, fundedOn } = w.db.records.l1;
    return (
      status === 'funded' && fundedOn === 20 && w.db.journal.at(-1).lost?.status === 'funded' && !ann.disk.tray.length
    );
  },
  'sets-travel': (w) => {
    // decided on the 20th on one device, and on the 21st on another that did not know of it: the first day stays. A
    // client that sends only the state gets a day, too
    const { mia, max } = lent(w);
    w.move(mia, 'l1', 'approve', 20);
    w.move(max, 'l1', 'withdraw', 21);
    w.settle(mia, max);
    w.act(max, [w.loan('l2')]);
    w.act(max, [w.set('l2', { status: ['inquiry', 'withdrawn'] }, 'loan')]);
    w.settle(max);
    const { l1, l2 } = w.db.records;
    return l1.status === 'withdrawn' && l1.decidedOn === 20 && l1.closedOn === 21 && l2.closedOn !== null;
  },
  'children-twice': (w) => {
    // two people decline one loan: one letter is to be sent, and the second person's own input goes to their tray
    const { mia, max } = lent(w);
    w.move(max, 'l1', 'decline', 3, { reason: 'risk' });
    w.move(mia, 'l1', 'decline', 4, { reason: 'income' });
    const [letter] = Object.values(mia.disk.shown).filter((r) => r.entity === 'condition');
    w.act(mia, [w.set(letter.id, { text: [letter.text, [...letter.text, 'by post']] }, 'condition')]);
    w.settle(max, mia);
    const letters = Object.values(w.db.records).filter((r) => r.entity === 'condition');
    return letters.length === 1 && w.db.records.l1.closedOn === 3 && mia.disk.tray.length === 2 && mia.disk.tray[1].why[letter.id] === 'sync/ground-refused'; // prettier-ignore
  },
  'undo-in-parts': (w) => {
    // the day of a funding was corrected since: its undo takes back neither the state nor the day, and reports both
    const { max, ann } = approved(w);
    const funded = w.move(max, 'l1', 'fund', 20);
    w.settle(max, ann);
    w.act(ann, [w.set('l1', { fundedOn: [20, 19] }, 'loan')]);
    w.settle(ann);
    w.undo(max, funded);
    w.settle(max);
    const { status, fundedOn } = w.db.records.l1;
    return status === 'funded' && fundedOn === 19 && 'status' in w.db.journal.at(-1).lost;
  },
  'filled-in-alone': (w) => {
    // declined for a reason, and the day corrected since: the state stays at an undo, and the reason that it needs stays with it
    const { max, ann } = lent(w);
    const declined = w.move(max, 'l1', 'decline', 20, { reason: 'risk' });
    w.settle(max, ann);
    w.act(ann, [w.set('l1', { closedOn: [20, 19] }, 'loan')]);
    w.settle(ann);
    w.undo(max, declined);
    w.settle(max);
    return w.db.records.l1.status === 'declined' && w.db.records.l1.reason === 'risk';
  },
  'undone-child-alone': (w) => {
    // the letter that the move has made stays, too
    const { max, ann } = lent(w);
    const declined = w.move(max, 'l1', 'decline', 20, { reason: 'risk' });
    w.settle(max, ann);
    w.act(ann, [w.set('l1', { closedOn: [20, 19] }, 'loan')]);
    w.settle(ann);
    w.undo(max, declined);
    w.settle(max);
    const [letter] = Object.values(w.db.records).filter((r) => r.entity === 'condition');
    return w.db.records.l1.status === 'declined' && letter.deleted === false;
  },
  'undo-for-all': (w) => {
    // the owner of a loan may change it, but may neither fund it nor take a funding back
    const { max, mia } = approved(w);
    const funded = w.move(max, 'l1', 'fund', 20);
    w.settle(max, mia);
    w.undo(mia, funded);
    w.settle(mia);
    return w.db.records.l1.status === 'funded' && why(mia) === 'access/denied';
  },
  'redo-unjudged': (w) => {
    // a funding is undone, a condition opened, the undo undone: that counts as a funding, and is judged
    const { max, mia } = approved(w);
    w.act(mia, [w.condition('c1', 'l1', { done: true })]);
    w.settle(mia, max);
    const funded = w.move(max, 'l1', 'fund', 20);
    w.settle(max);
    const undone = w.undo(max, funded);
    w.settle(max, mia);
    w.act(mia, [w.set('c1', { done: [true, false] }, 'condition')]);
    w.settle(mia, max);
    w.undo(max, undone);
    w.settle(max);
    return w.db.records.l1.status === 'approved' && why(max) === 'check/all-cleared';
  },
  'redo-forgotten': (w) => {
    // done, undone, redone, undone once more, each time by the first act's name or the last one's
    const { max } = approved(w);
    const funded = w.move(max, 'l1', 'fund', 20);
    w.settle(max);
    const undone = w.undo(max, funded);
    w.settle(max);
    w.undo(max, undone);
    w.settle(max);
    const again = w.db.records.l1.fundedOn === 20;
    w.undo(max, funded);
    w.settle(max);
    return again && w.db.records.l1.status === 'approved' && w.db.records.l1.fundedOn === null;
  },
  'two-moves': (w) => {
    // one act approves and funds: no single move leads back, or forward again
    const { max } = lent(w);
    const first = w.moving(max, 'l1', 'approve');
    w.act(max, [...first, w.set('l1', { status: ['approved', 'funded'] }, 'loan')]);
    w.settle(max);
    return w.db.records.l1.status === 'inquiry' && why(max) === 'workflow/one-move';
  },
  'again-judged': (w) => {
    // one person approves, another funds, the tail is lost, the second comes back first: the agreed values return
    const { mia, max } = lent(w);
    const old = w.db;
    w.move(mia, 'l1', 'approve');
    w.settle(mia, max);
    w.move(max, 'l1', 'fund', 20);
    w.settle(max, mia);
    return [
      [max, mia],
      [mia, max],
    ].every((order) => {
      w.server.restore(old);
      for (const d of order) w.settle(d);
      w.settle(...order);
      const { status, fundedOn } = w.db.records.l1;
      return status === 'funded' && fundedOn === 20 && !max.disk.tray.length && !mia.disk.tray.length;
    });
  },
  'again-sets-alone': (w) => {
    // a funding is lost, and the loan withdrawn after the restore: the funding that comes back leaves no day behind
    const { max, ann } = approved(w);
    const old = w.db;
    w.move(max, 'l1', 'fund', 20);
    w.settle(max);
    w.server.restore(old);
    w.move(ann, 'l1', 'withdraw', 25);
    w.settle(ann);
    w.settle(max, ann);
    const { status, fundedOn, closedOn } = w.db.records.l1;
    const { lost } = w.db.journal.findLast((row) => row.lost);
    return status === 'withdrawn' && fundedOn === null && closedOn === 25 && lost.status === 'funded' && lost.fundedOn === 20; // prettier-ignore
  },
  'again-as-one': (w) => {
    // rescinded, then reopened, which leaves the day of the rescission. The tail is lost, and the reopening comes back
    // first
    const { max, ann } = approved(w);
    w.act(max, [w.set('l1', { reason: [null, 'risk'] }, 'loan')]);
    w.settle(max, ann);
    const old = w.db;
    w.move(max, 'l1', 'rescind', 20);
    w.settle(max, ann);
    w.move(ann, 'l1', 'reopen', 21);
    w.settle(ann, max);
    w.server.restore(old);
    w.settle(ann);
    w.settle(max, ann);
    const { status, rescindedOn, closedOn } = w.db.records.l1;
    return status === 'inquiry' && rescindedOn === 20 && closedOn === null;
  },
  'again-anyhow': (w) => {
    // after a proven loss a client calls new acts old ones: it skips states, needs and checks, but neither a right nor the table of moves
    const { mia, max } = lent(w);
    w.act(max, [w.loan('l2', { rate: null }), w.loan('l3')]);
    w.settle(max, mia);
    const old = w.db;
    w.act(mia, [w.set('l1', { rate: [5, 6] }, 'loan')]);
    w.settle(mia);
    w.server.restore(old);
    w.settle(mia, max);
    const lie = { again: true, cameFrom: { at: 4, lost: {} } };
    w.act(mia, [w.set('l3', { status: ['approved', 'funded'] }, 'loan')], lie);
    w.act(mia, [w.set('l1', { status: ['inquiry', 'funded'] }, 'loan')], lie);
    w.act(max, [w.set('l2', { status: ['approved', 'funded'] }, 'loan')], lie);
    w.settle(mia, max);
    const states = ['l1', 'l2', 'l3'].map((id) => w.db.records[id].status);
    const told = mia.disk.tray.map((entry) => Object.values(entry.why)[0]);
    return `${states} ${told}` === 'inquiry,funded,inquiry access/denied,workflow/no-such-move';
  },
  'checks-amid': (w) => {
    // one act funds and clears the last condition, in this order: it is judged at its end
    const { max, mia } = approved(w);
    w.act(mia, [w.condition('c1', 'l1')]);
    w.settle(mia, max);
    w.act(max, [...w.moving(max, 'l1', 'fund'), w.set('c1', { done: [false, true] }, 'condition')]);
    w.settle(max);
    return w.db.records.l1.status === 'funded';
  },
  'child-by-itself': (w) => {
    // two loans are declined in one act, one without a reason: that one stays, and no letter is made for it
    const { max } = lent(w);
    w.act(max, [w.loan('l2', { reason: 'risk' })]);
    w.act(max, [...w.moving(max, 'l1', 'decline'), ...w.moving(max, 'l2', 'decline')], { shape: 'each' });
    w.settle(max);
    const letters = Object.values(w.db.records).filter((r) => r.entity === 'condition');
    return w.db.records.l1.status === 'inquiry' && letters.length === 1 && letters[0].parentId === 'l2';
  },
  'import-by-all': (w) => {
    // a record is made in any state only if its author holds the right to imports. The client's statement that an act
    // is an import proves nothing
    const { max, mia } = lent(w);
    for (const d of [max, mia])
      w.act(d, [w.loan(`of-${d.user}`, { status: 'funded', fundedOn: 3 })], { shape: 'each' });
    w.settle(max, mia);
    return !!w.db.records['of-max'] && !w.db.records['of-mia'] && why(mia) === 'workflow/not-a-start';
  },
};

/** A loan that Mia owns, held by her, by her manager and by Ann. */
function lent(w) {
  const [mia, max, ann] = ['mia', 'max', 'ann'].map((user) => w.device(user));
  w.act(mia, [w.loan('l1')]);
  w.settle(mia, max, ann);
  return { mia, max, ann };
}
function approved(w) {
  const people = lent(w);
  w.move(people.mia, 'l1', 'approve');
  w.settle(people.mia, people.max, people.ann);
  return people;
}
const why = (d) => Object.values(d.disk.tray.at(-1)?.why ?? {})[0];
