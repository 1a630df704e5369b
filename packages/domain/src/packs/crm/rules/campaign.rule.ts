import { channelOfPlan, readCampaignPlan } from '../../../kernel/campaigns/campaign-plan.ts';
import { hasLetterSteps } from '../../../kernel/campaigns/campaign-steps.ts';
import { rule } from '../../../kernel/entities/rule.ts';
import { campaign } from '../entities/campaign.entity.ts';
import { contact } from '../entities/contact.entity.ts';

/** CMP-9: the plan of a campaign can be read and fits its channel. Only contacts get letters, because leads have no postal address (CMP-16). A decided winner is one of its variants, and says why it won. */
export const campaignIsReadable = rule(campaign, {
  id: 'CMP-9',
  check: ({
    record: {
      fields: { plan, about, channel, winner, winnerWhy },
    },
  }) => {
    const read = readCampaignPlan(plan);
    if (!read.ok) return { message: `The plan of this campaign: ${read.message}.`, field: 'plan' };
    if (channelOfPlan(read.value) !== channel)
      return { message: 'The plan of this campaign has messages for another channel.', field: 'channel' };
    if (hasLetterSteps(read.value) && about !== contact.name)
      return {
        message: 'The plan of this campaign has letters, and only contacts have a postal address.',
        field: 'plan',
      };
    if (!winner) return undefined;
    if (winner !== 'none' && !read.value.variants.some(({ id }) => id === winner))
      return { message: 'The winner must be a variant of this campaign, or "none".', field: 'winner' };
    return winnerWhy ? undefined : { message: 'A winner says why it won.', field: 'winnerWhy' };
  },
});
