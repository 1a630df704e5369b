import { derived } from '../../../kernel/entities/derived.ts';
import type { Values } from '../../../kernel/entities/typed-record.ts';
import { lead } from '../entities/lead.entity.ts';

/** CRM-6: points per fact. Chosen by judgement, not fitted: contact data count most, then a stated need. */
const facts = [
  { label: 'Phone', points: 20, isKnown: ({ phone }) => Boolean(phone) },
  { label: 'E-mail', points: 20, isKnown: ({ email }) => Boolean(email) },
  { label: 'Company', points: 15, isKnown: ({ company }) => Boolean(company) },
  { label: 'Needs', points: 15, isKnown: ({ about }) => Boolean(about) },
  { label: 'Estimated value', points: 20, isKnown: ({ estimatedValue }) => (estimatedValue?.amount ?? 0) > 0 },
  { label: 'Referral', points: 10, isKnown: ({ source }) => source === 'referral' },
] as const satisfies readonly {
  readonly label: string;
  readonly points: number;
  readonly isKnown: (fields: ScoredFields) => boolean;
}[];

type ScoredFields = Pick<Partial<Values<typeof lead>>, 'phone' | 'email' | 'company' | 'about' | 'estimatedValue' | 'source'>; // prettier-ignore

/** Returns the facts that a lead's score counts, with their points, and whether each is known. */
export const scoredFacts = (fields: ScoredFields) =>
  facts.map(({ label, points, isKnown }) => ({ label, points, isKnown: isKnown(fields) }));

/**
 * CRM-6, CRM-13: 0 to 100, how ready a lead is to be worked: the points of its known facts, and those of its engagement, which the server
 * counts. Unqualified leads score 0.
 */
export const leadScore = derived(lead, 'score', ({ record: { fields } }) => {
  if (fields.status === 'unqualified') return 0;
  const known = scoredFacts(fields).reduce((sum, { isKnown, points }) => (isKnown ? sum + points : sum), 0);
  return Math.min(100, known + (fields.engagement ?? 0));
});
