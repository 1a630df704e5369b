import { derived } from '../../../kernel/entities/derived.ts';
import { lead } from '../entities/lead.entity.ts';

/** CRM-6: points per fact. Chosen by judgement, not fitted: contact data count most, then a stated need. */
const points = { phone: 20, email: 20, company: 15, need: 15, budget: 20, referral: 10 } as const;

/** CRM-6: 0 to 100, how ready a lead is to be worked, from its known facts. Unqualified leads score 0. */
export const leadScore = derived(lead, 'score', ({ record: { fields } }) => {
  if (fields.status === 'unqualified') return 0;
  const facts: readonly (readonly [isKnown: boolean, points: number])[] = [
    [Boolean(fields.phone), points.phone],
    [Boolean(fields.email), points.email],
    [Boolean(fields.company), points.company],
    [Boolean(fields.about), points.need],
    [(fields.estimatedValue?.amount ?? 0) > 0, points.budget],
    [fields.source === 'referral', points.referral],
  ];
  return facts.reduce((score, [isKnown, more]) => (isKnown ? score + more : score), 0);
});
