import type { Invariant } from '../../../kernel/entity.ts';
import { isObject, type JsonValue } from '../../../kernel/json.ts';

const amountOf = (value: JsonValue | undefined): number =>
  isObject(value) && typeof value['amount'] === 'number' ? value['amount'] : 0;
const isClosed = (stage: JsonValue | undefined) => stage === 'won' || stage === 'lost';

/** CRM-1: what is won is worth something. */
export const wonForAValue: Invariant = {
  id: 'CRM-1',
  check: ({ stage, value }) =>
    stage === 'won' && amountOf(value) <= 0
      ? { message: 'A won deal needs a value above zero. Fill in its value first.', field: 'value' }
      : undefined,
};

/** CRM-2: a lost deal says why, so that one can learn from it. */
export const lostForAReason: Invariant = {
  id: 'CRM-2',
  check: ({ stage, lossReason }) =>
    stage === 'lost' && !lossReason
      ? { message: 'A lost deal needs a reason. Choose why it was lost.', field: 'lossReason' }
      : undefined,
};

/** CRM-3: a closed deal has the day on which it closed; reports by quarter stand on it. */
export const closedOnADay: Invariant = {
  id: 'CRM-3',
  check: ({ stage, closedOn }) =>
    isClosed(stage) && !closedOn
      ? { message: 'A closed deal needs the day on which it closed.', field: 'closedOn' }
      : undefined,
};

/** CRM-4: nothing closes before it begins. */
export const closedInOrder: Invariant = {
  id: 'CRM-4',
  check: ({ engagedOn, closedOn }) =>
    typeof engagedOn === 'string' && typeof closedOn === 'string' && closedOn < engagedOn
      ? {
          message: `The deal closed on ${closedOn}, before it was engaged on ${engagedOn}. One of the two days is wrong.`,
          field: 'closedOn',
        }
      : undefined,
};
