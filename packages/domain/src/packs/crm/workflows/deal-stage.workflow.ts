import type { Day } from '../../../kernel/entities/fields.ts';
import type { RecordOf } from '../../../kernel/entities/typed-record.ts';
import { workflow } from '../../../kernel/catalogue/workflow.ts';
import { type DealStage, dealStages } from '../deal-stages.ts';
import { deal } from '../entities/deal.entity.ts';
import { wonForAValue } from '../rules/deal-closing.rule.ts';

const values = dealStages.map(({ value }) => value);
/**
 * Returns the one move that leads to a stage from every other stage. So nobody is refused because somebody else moves
 * the deal at the same time.
 */
const to = (stage: DealStage) => {
  const { label } = dealStages.find(({ value }) => value === stage) ?? { label: stage };
  return {
    name: stage,
    label: `Move to ${label}`,
    to: stage,
    from: values.filter((value) => value !== stage),
  } as const;
};

type At = { readonly record: RecordOf<typeof deal>; readonly today: Day };
const engagedToday = ({ record: { fields }, today }: At): Day => fields.engagedOn ?? today;
const closedToday = ({ record: { fields }, today }: At): Day => fields.closedOn ?? today;
/** Returns the latest day of engagement of a deal that closes without one: the day on which it closed (CRM-4). */
const engagedBefore = (at: At): Day => at.record.fields.engagedOn ?? closedToday(at);

/**
 * CRM-5: the moves of a deal. Closing sets the closing day where it is empty. Leaving a closed stage empties the closing day and
 * the reason of the loss. The first step out of prospecting sets the day of engagement.
 */
export const dealStage = workflow(deal, 'stage', {
  starts: values, // people may also record a closed deal
  // Counted from the first engagement, also where a deal is reopened. The later open stages have no date of their
  // own, and a closed deal may stay closed.
  stays: { engaging: { since: 'engagedOn' } },
  moves: [
    { ...to('prospecting'), sets: { closedOn: () => null, lossReason: () => null } },
    ...(['engaging', 'proposal', 'negotiation'] as const).map((stage) => ({
      ...to(stage),
      sets: {
        closedOn: () => null,
        lossReason: () => null,
        engagedOn: engagedToday,
      },
    })),
    {
      ...to('won'),
      needs: ['value'],
      checks: [wonForAValue],
      sets: {
        closedOn: closedToday,
        engagedOn: engagedBefore,
        lossReason: () => null,
      },
    },
    {
      ...to('lost'),
      reason: 'lossReason',
      sets: {
        closedOn: closedToday,
        engagedOn: engagedBefore,
      },
    },
  ],
});
