import { derived } from '../../../kernel/entities/derived.ts';
import { lead } from '../entities/lead.entity.ts';

/** CRM-6: points per fact. Chosen by judgement, not fitted: contact data count most, then a stated need. */
export const leadScorePoints = { phone: 20, email: 20, company: 15, need: 15, budget: 20, referral: 10 } as const;

/** CRM-6: 0 to 100, how ready a lead is to be worked, from its known facts. Unqualified leads score 0. */
export const leadScore = derived(lead, 'score', ({ record: { fields } }) => {
  if (fields.status === 'unqualified') return 0;
  const known: Readonly<Record<keyof typeof leadScorePoints, boolean>> = {
    phone: Boolean(fields.phone),
    email: Boolean(fields.email),
    company: Boolean(fields.company),
    need: Boolean(fields.about),
    budget: (fields.estimatedValue?.amount ?? 0) > 0,
    referral: fields.source === 'referral',
  };
  return Object.entries(leadScorePoints).reduce(
    (score, [fact, points]) => (known[fact as keyof typeof known] ? score + points : score), // the same keys
    0,
  );
});
