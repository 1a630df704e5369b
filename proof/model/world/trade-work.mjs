// The acts of people on loans, conditions, lenders, items and their stock.
import { uniq } from '../domain/basics.mjs';
import { draftMove } from '../domain/steps.mjs';
import { workflows } from '../domain/trade.mjs';

/** The records that people make. */
function makers(d, { pick, chance, newId, today, users, teamOf, shownOf }) {
  const filed = () => ({
    ownerId: d.user,
    teamId: teamOf(d),
    sharedWith: chance(0.3) ? [pick(users)] : [],
    deleted: false,
  });
  const loan = (more = {}) => ({
    id: newId('loan'),
    entity: 'loan',
    status: 'inquiry',
    rate: pick([null, 3, 5, 7]),
    reason: null,
    fundedOn: null,
    closedOn: null,
    rescindedOn: null,
    decidedOn: null,
    openedOn: pick([null, today()]),
    lenderId: pick(shownOf(d, 'lender'))?.id ?? null,
    dueAt: null,
    ...filed(),
    ...more,
  });
  const condition = (parent) => ({
    id: newId('condition'),
    entity: 'condition',
    parentId: parent.id,
    assignee: chance(0.2) ? pick(users) : null,
    done: chance(0.4),
    text: [],
    deleted: false,
  });
  const movement = (item) => ({
    id: newId('movement'),
    entity: 'movement',
    itemId: item.id,
    place: pick(['van-1', 'van-2']),
    quantity: pick([-2, -1, -1, 1, 2]),
    ...filed(),
  });
  const lender = () => ({
    id: newId('lender'),
    entity: 'lender',
    hours: pick([1, 2]),
    minRate: pick([2, 4]),
    ...filed(),
  });
  const item = () => ({ id: newId('item'), entity: 'item', name: 'part', ...filed() });
  return { loan, condition, movement, lender, item };
}

/** The trade's first records: loans that several people work on, and a little stock. */
export function beginTrade(d, w) {
  const { loan, condition, movement, lender, item } = makers(d, w);
  const ofTeam = { ownerId: 'mia', teamId: 'T1' };
  const part = { ...item(), ...ofTeam };
  w.act(d, 'begin', 'together', [
    w.make({ ...lender(), ...ofTeam, sharedWith: ['moe'] }),
    w.make({ ...lender(), minRate: 4 }),
    w.make(part),
    w.make({ ...movement(part), ...ofTeam, quantity: 2 }),
  ]);
  for (let i = 0; i < 3; i++) {
    const made = { ...loan({ rate: 5, sharedWith: ['moe'] }), ownerId: 'mia', teamId: 'T1' };
    w.act(d, 'begin', 'together', [w.make(made), w.make({ ...condition(made), done: true })]);
    for (const name of ['approve', 'fund'].slice(0, i))
      w.act(d, 'begin', 'together', draftMove(d.disk.shown[made.id], name, { today: w.today(), newId: w.newId }));
  }
}

/** The acts of the trade that a person may make at this device now. `w`: the world's random and helper functions. */
export function tradeWork(d, w) {
  const { act, pick, chance, shownOf, change, make, newId, today, users } = w;
  const { loan, condition, movement, lender: newLender, item } = makers(d, w);
  const of = (kind) => pick(shownOf(d, kind));
  /** A declared move that a loan may make as it is shown; it fills in the needed fields now and then. */
  const moveOf = (r) => {
    const moves = workflows.loan.moves.filter((move) => move.from.includes(r.status));
    const move = pick(moves);
    const more = Object.fromEntries(
      move.needs.filter((f) => r[f] === null && chance(0.8)).map((f) => [f, f === 'rate' ? 5 : 'text']),
    );
    return draftMove(r, move.name, { today: today(), newId, more });
  };
  const l = of('loan');
  const c = of('condition');
  const i = of('item');
  const m = of('movement');
  const lender = of('lender');
  const together = (kind, edits) => act(d, kind, 'together', edits);
  const kinds = {
    createLoan: () => {
      if (!chance(0.3)) return;
      const made = loan();
      together('createLoan', [make(made), ...(chance(0.5) ? [make(condition(made))] : [])]);
    },
    createLender: () => chance(0.5) && together('createLender', [make(newLender())]),
    createItem: () => {
      if (chance(0.5)) return;
      const made = item();
      together('createItem', [make(made), make({ ...movement(made), quantity: 1 })]);
    },
    createCondition: () => l && together('createCondition', [make(condition(l))]),
    finish: () => c && together('finish', [change(c, { done: !c.done })]),
    reparent: () => c && l && together('reparentCondition', [change(c, { parentId: l.id })]),
    move: () => l && together('move', moveOf(l)),
    moveAnyhow: () =>
      l &&
      chance(0.4) &&
      together('moveAnyhow', [{ ...change(l, { status: pick(['approved', 'funded', 'declined']) }), day: today() }]),
    finishAndMove: () => l && c && together('finishAndMove', [...moveOf(l), change(c, { done: true })]),
    editLoan: () =>
      l &&
      together('editLoan', [
        change(
          l,
          pick([{ rate: pick([1, 3, 5]) }, { openedOn: today() }, { lenderId: lender?.id ?? null }, { rate: null }]),
        ),
      ]),
    // a date that a move has set is corrected by hand
    correct: () => l && l.fundedOn !== null && together('correct', [change(l, { fundedOn: today() })]),
    editLender: () =>
      lender &&
      together('editLender', [change(lender, pick([{ hours: pick([1, 2, 3]) }, { minRate: pick([1, 4, 6]) }]))]),
    share: () => {
      const r = pick([l, lender].filter(Boolean));
      if (r) together('share', [change(r, { sharedWith: uniq([...r.sharedWith, pick(users)]).sort() })]);
    },
    hand: () =>
      l && together('hand', [change(l, pick([{ ownerId: pick(users) }, { teamId: pick(['T1', 'T2', null]) }]))]),
    stock: () => i && together('stock', [make(movement(i))]),
    carry: () => {
      // from one van to the other
      if (!i) return;
      const made = movement(i);
      const other = { ...movement(i), place: made.place === 'van-1' ? 'van-2' : 'van-1', quantity: -made.quantity };
      together('carry', [make(made), make(other)]);
    },
    amend: () =>
      m &&
      together('amend', [
        change(
          m,
          pick([
            { quantity: pick([-2, -1, 1, 2]) },
            { itemId: i?.id ?? m.itemId },
            { place: pick(['van-1', 'van-2']) },
          ]),
        ),
      ]),
    takeBack: () => m && together('takeBack', [change(m, { deleted: true })]),
    mergeDuplicates: () => {
      const kind = pick(['loan', 'item', 'lender']);
      const [r, q] = [of(kind), of(kind)];
      if (!r || !q || r.id === q.id) return;
      // a device that holds references to the duplicate repoints them immediately
      const by =
        kind === 'loan' ? ['condition', 'parentId'] : kind === 'item' ? ['movement', 'itemId'] : ['loan', 'lenderId'];
      const named = shownOf(d, by[0]).filter((one) => one[by[1]] === q.id);
      together('mergeDuplicates', [
        change(q, { deleted: r.id }),
        ...named.map((one) => change(one, { [by[1]]: r.id })),
      ]);
    },
    bulkMove: () => {
      const loans = shownOf(d, 'loan').slice(0, 3);
      if (loans.length) act(d, 'bulkMove', 'each', loans.flatMap(moveOf));
    },
    bulkStock: () => i && act(d, 'bulkStock', 'each', [make(movement(i)), make(movement(i)), make(movement(i))]),
    importLoans: () =>
      act(d, 'importLoans', 'each', [loan({ status: 'funded', rate: 5, fundedOn: 1 }), loan()].map(make)),
  };
  return { ...kinds, move1: kinds.move, move2: kinds.move, move3: kinds.move, stock1: kinds.stock };
}
