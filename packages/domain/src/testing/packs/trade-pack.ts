import type { Pack } from '../../kernel/catalogue/catalogue.ts';
import { moveCheck, workflow } from '../../kernel/catalogue/workflow.ts';
import { derived } from '../../kernel/entities/derived.ts';
import { entity } from '../../kernel/entities/entity.ts';
import { choice, date, number, percent, ref, text } from '../../kernel/entities/fields.ts';
import { many, one, total } from '../../kernel/entities/reads.ts';
import { rule } from '../../kernel/entities/rule.ts';
import { idOf } from '../../kernel/ids.ts';

/**
 * A small trade for tests, as in the model (`proof/model/domain/trade.mjs`): loans with conditions under lenders,
 * items with movements of stock.
 */
const LenderId = idOf('trade/lender');
const LoanId = idOf('trade/loan');
const ItemId = idOf('trade/item');

const lender = entity(LenderId, {
  label: { one: 'Lender', many: 'Lenders' },
  title: 'name',
  byWildcard: true,
  fields: { name: text({ required: true }), days: number(), leastRate: percent(), mostOpen: number() },
});

/** A loan of a borrower; its conditions are its children. */
const loan = entity(LoanId, {
  label: { one: 'Loan', many: 'Loans' },
  title: 'name',
  byWildcard: true,
  duplicates: {},
  fields: {
    name: text({ required: true }),
    lender: ref(LenderId),
    status: choice(
      [
        { value: 'inquiry', label: 'Inquiry' },
        { value: 'approved', label: 'Approved' },
        { value: 'funded', label: 'Funded' },
        { value: 'declined', label: 'Declined' },
      ],
      { required: true },
    ),
    rate: percent(),
    fundedOn: date(),
    dueInDays: number({ merge: 'derived' }),
  },
});

const condition = entity(idOf('trade/condition'), {
  label: { one: 'Condition', many: 'Conditions' },
  title: 'name',
  byWildcard: true,
  parent: 'loan',
  fields: {
    name: text({ required: true }),
    loan: ref(LoanId, { required: true }),
    status: choice(
      [
        { value: 'open', label: 'Open' },
        { value: 'done', label: 'Done' },
      ],
      { required: true },
    ),
  },
  indexes: [['loan']],
});

const item = entity(ItemId, {
  label: { one: 'Item', many: 'Items' },
  title: 'name',
  byWildcard: true,
  fields: { name: text({ required: true }) },
});

const movement = entity(idOf('trade/movement'), {
  label: { one: 'Movement', many: 'Movements' },
  title: 'place',
  byWildcard: true,
  fields: {
    item: ref(ItemId, { required: true }),
    place: text({ required: true }),
    quantity: number({ required: true, decimals: 2 }),
  },
  indexes: [['item']],
});

const conditions = many(condition, 'loan', loan);

const allCleared = moveCheck(loan, {
  id: 'TRD-1',
  reads: { conditions },
  check: ({ read }) =>
    read.conditions.some(({ fields }) => fields.status === 'open')
      ? { message: 'Clear all conditions first.' }
      : undefined,
});

const enoughOnHand = rule(item, {
  id: 'TRD-2',
  reads: { onHand: total(movement, 'item', { to: item, sum: 'quantity', per: 'place' }) },
  check: ({ read }) => {
    const short = Object.entries(read.onHand).filter(([, onHand]) => onHand < 0);
    return short.length === 0
      ? undefined
      : { message: 'Not enough on hand.', sizes: Object.fromEntries(short.map(([place, onHand]) => [place, -onHand])) };
  },
});

const rateOfLender = rule(loan, {
  id: 'TRD-3',
  reads: { lender: one(loan, 'lender', lender) },
  check: ({ record: { fields }, read }) =>
    fields.rate !== undefined && fields.rate < (read.lender?.fields.leastRate ?? 0)
      ? { message: 'The lender lends at no such rate.', field: 'rate' }
      : undefined,
});

const fewOpenOfLender = rule(lender, {
  id: 'TRD-4',
  reads: { conditions: many(condition, 'loan', many(loan, 'lender', lender)) },
  check: ({ record: { fields }, read }) => {
    const open = read.conditions.filter((each) => each.fields.status === 'open').length;
    const excess = open - (fields.mostOpen ?? open);
    return excess > 0 ? { message: 'This lender has too much open.', sizes: { '': excess } } : undefined;
  },
});

/** Chosen small, so that tests reach it. */
const mostOpen = 3;
const fewOpen = rule(loan, {
  id: 'TRD-5',
  reads: { conditions },
  check: ({ read }) => {
    const excess = read.conditions.filter(({ fields }) => fields.status === 'open').length - mostOpen;
    return excess > 0 ? { message: 'Too many conditions are open.', sizes: { '': excess } } : undefined;
  },
});

const loanStatus = workflow(loan, 'status', {
  starts: ['inquiry'],
  imports: 'import',
  moves: [
    { name: 'approve', label: 'Approve', from: ['inquiry'], to: 'approved' },
    {
      name: 'fund',
      label: 'Fund',
      from: ['approved'],
      to: 'funded',
      checks: [allCleared],
      sets: { fundedOn: ({ today }) => today },
    },
    { name: 'decline', label: 'Decline', from: ['inquiry', 'approved'], to: 'declined' },
  ],
});

const dueInDays = derived(loan, 'dueInDays', {
  reads: { lender: one(loan, 'lender', lender) },
  work: ({ read }) => read.lender?.fields.days,
});

export const tradePack: Pack = {
  name: 'trade',
  version: 1,
  entities: [lender, loan, condition, item, movement],
  rules: [enoughOnHand, rateOfLender, fewOpenOfLender, fewOpen],
  derived: [dueInDays],
  workflows: [loanStatus],
  roles: [],
};
