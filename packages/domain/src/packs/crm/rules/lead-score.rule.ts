import type { JsonValue } from '../../../kernel/json.ts';

/** CRM-6: points per fact. Chosen by judgement, not fitted: a way to be reached counts most, then a stated need. */
export const leadScorePoints = { phone: 20, email: 20, company: 15, need: 15, budget: 20, referral: 10 } as const;

/** CRM-6: 0 to 100, how ready a lead is to be worked, from what is known of it. Unqualified leads score 0. */
export function leadScore(fields: Readonly<Record<string, JsonValue>>): number {
  if (fields['status'] === 'unqualified') return 0;
  const value = fields['estimatedValue'];
  const hasBudget =
    typeof value === 'object' &&
    value !== null &&
    'amount' in value &&
    typeof value.amount === 'number' &&
    value.amount > 0;
  const known = {
    phone: Boolean(fields['phone']),
    email: Boolean(fields['email']),
    company: Boolean(fields['company']),
    need: Boolean(fields['about']),
    budget: hasBudget,
    referral: fields['source'] === 'referral',
  };
  let score = 0;
  for (const [fact, points] of Object.entries(leadScorePoints)) if (known[fact as keyof typeof known]) score += points; // same keys by construction
  return score;
}
