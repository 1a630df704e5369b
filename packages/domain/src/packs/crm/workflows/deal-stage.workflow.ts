import type { Day } from '../../../kernel/entities/fields.ts';
import type { RecordOf } from '../../../kernel/entities/typed-record.ts';
import { workflow } from '../../../kernel/catalogue/workflow.ts';
import { type DealStage, dealStages } from '../deal-stages.ts';
import { deal } from '../entities/deal.entity.ts';
import { wonForAValue } from '../rules/deal-closing.rule.ts';

const values = dealStages.map(({ value }) => value);
/** A deal comes to a stage from every other one, by one move: who drags it on while somebody else does so is not refused. */
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
/** What closes without a day of engagement was engaged on the day on which it closed at the latest (CRM-4). */
const engagedBefore = (at: At): Day => at.record.fields.engagedOn ?? closedToday(at);

/**
 * CRM-5: how a deal moves. Closing sets the day on which it closed, where none stands; leaving a closed stage takes day and reason of the loss
 * away; the first step out of prospecting sets the day of engagement.
 */
export const dealStage = workflow(deal, 'stage', {
  starts: values, // a sale that is over may be recorded as well
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
