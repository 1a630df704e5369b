import { moveCheck, moveChild, type Workflow, workflow } from '@outpost/domain/kernel/catalogue/workflow';
import { type Derived, derived } from '@outpost/domain/kernel/entities/derived';
import { type Entity, entity } from '@outpost/domain/kernel/entities/entity';
import { choice, type Day, flag, number, ref, text } from '@outpost/domain/kernel/entities/fields';
import { many, one, total } from '@outpost/domain/kernel/entities/reads';
import { type Rule, rule } from '@outpost/domain/kernel/entities/rule';
import { idOf } from '@outpost/domain/kernel/ids';

// The model's trade (`model/domain/trade.mjs`) in the product's declarations. The ids of checks and rules are the model's codes.
const LenderId = idOf('model/lender');
const LoanId = idOf('model/loan');
const ItemId = idOf('model/item');

const lender = entity(LenderId, {
  label: { one: 'Lender', many: 'Lenders' },
  title: 'hours',
  byWildcard: true,
  fields: { hours: number(), minRate: number() },
});

const loan = entity(LoanId, {
  label: { one: 'Loan', many: 'Loans' },
  title: 'reason',
  byWildcard: true,
  fields: {
    status: choice(
      ['inquiry', 'approved', 'funded', 'declined', 'withdrawn'].map((value) => ({ value, label: value })),
      { required: true },
    ),
    rate: number(),
    reason: text(),
    fundedOn: number(),
    closedOn: number(),
    rescindedOn: number(),
    decidedOn: number(),
    openedOn: number(),
    lenderId: ref(LenderId),
    dueAt: number({ merge: 'derived' }),
  },
});

const condition = entity(idOf('model/condition'), {
  label: { one: 'Condition', many: 'Conditions' },
  title: 'text',
  byWildcard: true,
  parent: 'parentId',
  fields: { parentId: ref(LoanId), done: flag(), text: text({ multiline: true }) },
  indexes: [['parentId']],
});

const item = entity(ItemId, {
  label: { one: 'Item', many: 'Items' },
  title: 'name',
  byWildcard: true,
  fields: { name: text() },
});

const movement = entity(idOf('model/movement'), {
  label: { one: 'Movement', many: 'Movements' },
  title: 'place',
  byWildcard: true,
  fields: { itemId: ref(ItemId), place: text(), quantity: number() },
  indexes: [['itemId']],
});

const firstDayMs = Date.UTC(2000, 0, 1);
const dayMs = 86_400_000;
/** Returns the calendar day for a day of the model, which is a number. */
export const dayOfModel = (day: number): string => new Date(firstDayMs + day * dayMs).toISOString().slice(0, 10);
const modelDayOf = (day: Day): number => (Date.parse(day) - firstDayMs) / dayMs;

const conditions = many(condition, 'parentId', loan);
const allCleared = moveCheck(loan, {
  id: 'check/all-cleared',
  reads: { conditions },
  check: ({ read }) =>
    read.conditions.some(({ fields }) => fields.done !== true) ? { message: 'Clear all conditions first.' } : undefined,
});

type AtMove = { readonly record: { readonly fields: { readonly decidedOn?: number } }; readonly today: Day };
const today = ({ today: day }: AtMove): number => modelDayOf(day);
const firstDay = ({ record, today: day }: AtMove): number => record.fields.decidedOn ?? modelDayOf(day);
const nothing = () => undefined;

const statusOfLoan = workflow(loan, 'status', {
  starts: ['inquiry'],
  imports: 'import',
  moves: [
    { name: 'approve', label: 'Approve', from: ['inquiry'], to: 'approved', needs: ['rate'], sets: { decidedOn: firstDay } }, // prettier-ignore
    {
      name: 'fund',
      label: 'Fund',
      from: ['approved'],
      to: 'funded',
      action: 'fund',
      needs: ['rate'],
      checks: [allCleared],
      sets: { fundedOn: today },
    },
    {
      name: 'decline',
      label: 'Decline',
      from: ['inquiry'],
      to: 'declined',
      needs: ['reason'],
      sets: { closedOn: today, decidedOn: firstDay },
      creates: [
        moveChild(loan, condition, { by: 'parentId', fields: () => ({ done: false, text: 'send the letter' }) }),
      ],
    },
    {
      name: 'rescind',
      label: 'Rescind',
      from: ['approved'],
      to: 'declined',
      action: 'fund',
      needs: ['reason'],
      sets: { closedOn: today, rescindedOn: today },
    },
    {
      name: 'withdraw',
      label: 'Withdraw',
      from: ['inquiry', 'approved'],
      to: 'withdrawn',
      sets: { closedOn: today, decidedOn: firstDay },
    },
    {
      name: 'reopen',
      label: 'Reopen',
      from: ['declined', 'withdrawn', 'funded'],
      to: 'inquiry',
      action: 'reopen',
      sets: { closedOn: nothing, fundedOn: nothing },
    },
  ],
});

const enoughOnHand = rule(item, {
  id: 'rule/enough-on-hand',
  reads: { onHand: total(movement, 'itemId', { to: item, sum: 'quantity', per: 'place' }) },
  check: ({ read }) => {
    const short = Object.entries(read.onHand).filter(([, onHand]) => onHand < 0);
    return short.length === 0
      ? undefined
      : { message: 'Not enough on hand.', sizes: Object.fromEntries(short.map(([place, onHand]) => [place, -onHand])) };
  },
});

/** Chosen as in the model: small, so that histories meet it. */
const mostOpen = 3;
const fewOpen = rule(loan, {
  id: 'rule/few-open',
  reads: { conditions },
  check: ({ read }) => {
    const excess = read.conditions.filter(({ fields }) => fields.done !== true).length - mostOpen;
    return excess > 0 ? { message: 'Too many conditions are open.', sizes: { '': excess } } : undefined;
  },
});

const rateOfLender = rule(loan, {
  id: 'rule/rate-of-lender',
  reads: { lender: one(loan, 'lenderId', lender) },
  check: ({ record: { fields }, read }) => {
    const least = read.lender?.fields.minRate;
    const excess = least === undefined || fields.rate === undefined ? 0 : least - fields.rate;
    return excess > 0 ? { message: 'The lender lends at no such rate.', sizes: { '': excess } } : undefined;
  },
});

const dueAt = derived(loan, 'dueAt', {
  reads: { lender: one(loan, 'lenderId', lender) },
  work: ({ record: { fields }, read }) =>
    read.lender?.fields.hours === undefined || fields.openedOn === undefined
      ? undefined
      : fields.openedOn + read.lender.fields.hours,
});

type Trade = {
  readonly entities: readonly Entity[];
  readonly rules: readonly Rule[];
  readonly workflows: readonly Workflow[];
  readonly derived: readonly Derived[];
};
/** The model's loans, conditions, lenders, items and movements, with their workflow, rules and derived field. */
export const modelTrade: Trade = {
  entities: [lender, loan, condition, item, movement],
  rules: [enoughOnHand, fewOpen, rateOfLender],
  workflows: [statusOfLoan],
  derived: [dueAt],
};
