import { rule, type Rule } from '../../../kernel/entities/rule.ts';
import { deal } from '../entities/deal.entity.ts';

/** CRM-1: a won deal has a value above zero. */
export const wonForAValue = rule(deal, {
  id: 'CRM-1',
  check: ({ record: { fields } }) =>
    fields.stage === 'won' && (fields.value?.amount ?? 0) <= 0
      ? { message: 'A won deal needs a value above zero. Fill in its value first.', field: 'value' }
      : undefined,
});

/** CRM-2: a lost deal has a reason, for later analysis. */
export const lostForAReason = rule(deal, {
  id: 'CRM-2',
  check: ({ record: { fields } }) =>
    fields.stage === 'lost' && !fields.lossReason
      ? { message: 'A lost deal needs a reason. Choose why it was lost.', field: 'lossReason' }
      : undefined,
});

/** CRM-3: a closed deal has the day on which it closed; reports by quarter use it. */
export const closedOnADay = rule(deal, {
  id: 'CRM-3',
  check: ({ record: { fields } }) =>
    (fields.stage === 'won' || fields.stage === 'lost') && !fields.closedOn
      ? { message: 'A closed deal needs the day on which it closed.', field: 'closedOn' }
      : undefined,
});

/** CRM-4: no deal closes before it begins. */
export const closedInOrder = rule(deal, {
  id: 'CRM-4',
  check: ({
    record: {
      fields: { engagedOn, closedOn },
    },
  }) =>
    engagedOn !== undefined && closedOn !== undefined && closedOn < engagedOn
      ? {
          message: `The deal closed on ${closedOn}, before it was engaged on ${engagedOn}. One of the two days is wrong.`,
          field: 'closedOn',
        }
      : undefined,
});

/** The rules for deals that are won or lost. */
export const dealClosing: readonly Rule[] = [wonForAValue, lostForAReason, closedOnADay, closedInOrder];
