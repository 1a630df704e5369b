// A small trade: loans with a workflow, the conditions of a loan, lenders above loans, items and the movements of an
// item's stock. All of it is declared (rules T-11 to T-16). The engine (steps.mjs, rules.mjs) knows none of these
// names.

const filed = { ownerId: 'later', teamId: 'later', sharedWith: 'union', deleted: 'later' };

/** The merge policies of the trade's kinds. Nobody asks for a value of a `derived` field. */
export const tradePolicy = {
  loan: {
    status: 'later',
    rate: 'later',
    reason: 'later',
    fundedOn: 'later',
    closedOn: 'later',
    rescindedOn: 'later',
    decidedOn: 'later',
    openedOn: 'later',
    lenderId: 'later',
    dueAt: 'derived',
    ...filed,
  },
  condition: { parentId: 'later', assignee: 'later', done: 'later', text: 'lines', deleted: 'later' },
  lender: { hours: 'later', minRate: 'later', ...filed },
  item: { name: 'later', ...filed },
  movement: { itemId: 'later', place: 'later', quantity: 'later', ...filed },
};

/** The fields of each kind that name another record. A field named `parentId` makes its record a child. */
export const refs = {
  sealed: ['parentId'],
  deal: [],
  activity: ['parentId'],
  mark: [],
  file: ['parentId'],
  visit: ['parentId'],
  loan: ['lenderId'],
  condition: ['parentId'],
  lender: [],
  item: [],
  movement: ['itemId'],
};

/** Actions that a role grants only by name. The owner of a record does not have them without such a role (T-15). */
export const namedActions = new Set(['fund', 'reopen', 'import']);

const today = ({ today: day }) => day;
const nothing = () => null;
/** The day of the first decision stays. */
const firstDay = ({ record, today: day }) => record.decidedOn ?? day;

/** A check of one move. Its refusal does not reveal how many conditions are open. */
const allCleared = {
  id: 'all-cleared',
  reads: { conditions: { many: 'condition', by: 'parentId' } },
  isBroken: ({ read }) => read.conditions.some(({ done }) => !done),
};

/**
 * T-14. `sets` names its fields one by one, so that the fields that belong to a move are known without running it.
 * Each is computed on the record as it is at arrival. `makes`: the children that the move creates. `imports`: the
 * action that allows an import to create a record in any state.
 */
export const workflows = {
  loan: {
    field: 'status',
    starts: ['inquiry'],
    imports: 'import',
    moves: [
      {
        name: 'approve',
        from: ['inquiry'],
        to: 'approved',
        needs: ['rate'],
        checks: [],
        sets: { decidedOn: firstDay },
      },
      {
        name: 'fund',
        from: ['approved'],
        to: 'funded',
        action: 'fund',
        needs: ['rate'],
        checks: [allCleared],
        sets: { fundedOn: today },
      },
      {
        name: 'decline',
        from: ['inquiry'],
        to: 'declined',
        needs: ['reason'],
        checks: [],
        sets: { closedOn: today, decidedOn: firstDay },
        makes: [{ entity: 'condition', fields: { done: false, text: ['send the letter'] } }],
      },
      // another move to the same state, by other people and with a date of its own
      {
        name: 'rescind',
        from: ['approved'],
        to: 'declined',
        action: 'fund',
        needs: ['reason'],
        checks: [],
        sets: { closedOn: today, rescindedOn: today },
      },
      {
        name: 'withdraw',
        from: ['inquiry', 'approved'],
        to: 'withdrawn',
        needs: [],
        checks: [],
        sets: { closedOn: today, decidedOn: firstDay },
      },
      {
        name: 'reopen',
        from: ['declined', 'withdrawn', 'funded'],
        to: 'inquiry',
        action: 'reopen',
        needs: [],
        checks: [],
        sets: { closedOn: nothing, fundedOn: nothing },
      },
    ],
  },
};

/** Chosen small, so that histories meet it. */
const mostOpen = 3;
const excess = (size) => (size > 0 ? { '': size } : {});

/**
 * T-11, T-12: rules over reads. `breaches` names each breach and how large it is: a breach is new where it was not there before, or was smaller.
 */
export const rules = [
  {
    id: 'enough-on-hand',
    on: 'item',
    reads: { onHand: { total: 'movement', by: 'itemId', sum: 'quantity', per: 'place' } },
    breaches: ({ read }) =>
      Object.fromEntries(
        Object.entries(read.onHand)
          .filter(([, n]) => n < 0)
          .map(([place, n]) => [place, -n]),
      ),
  },
  {
    id: 'few-open',
    on: 'loan',
    reads: { conditions: { many: 'condition', by: 'parentId' } },
    breaches: ({ read }) => excess(read.conditions.filter(({ done }) => !done).length - mostOpen),
  },
  {
    id: 'rate-of-lender',
    on: 'loan',
    reads: { lender: { one: 'lender', by: 'lenderId' } },
    breaches: ({ record, read }) => excess(read.lender && record.rate !== null ? read.lender.minRate - record.rate : 0),
  },
];

/** T-16: a field that follows from its own record and from one above it. */
export const derivedFields = [
  {
    on: 'loan',
    field: 'dueAt',
    above: { one: 'lender', by: 'lenderId' },
    work: ({ record, above }) => (above && record.openedOn !== null ? record.openedOn + above.hours : null),
  },
];
