import { minutesLater } from '../calendar/wall-time.ts';
import type { CampaignTest } from './campaign-plan.ts';

/** The outcome of one variant in the test part. `hits`: the members with what the test measures. */
export type VariantResult = { readonly id: string; readonly sent: number; readonly hits: number };

/** `open`: the members of the test part who have no outcome yet. `lastSentAt`: UTC; undefined: nothing was sent. */
export type TestStanding = {
  readonly test: CampaignTest;
  readonly results: readonly VariantResult[];
  readonly open: number;
  readonly lastSentAt: string | undefined;
  readonly now: string;
};

/** `variant`: null means that none won, and the rest is shared evenly. `reason`: a sentence. */
export type WinnerDecision =
  | { readonly kind: 'wait'; readonly until: string | undefined }
  | { readonly kind: 'decided'; readonly variant: string | null; readonly reason: string };

const measures = { replied: 'replies', deal: 'deals' } as const;

/**
 * CMP-4: says whether a winner is chosen now, and why. It is chosen once the whole test part has an outcome and the wait is over. The leader
 * wins if its lead is as certain as the rule asks.
 */
export function decideWinner({ test, results, open, lastSentAt, now }: TestStanding): WinnerDecision {
  if (open > 0) return { kind: 'wait', until: undefined };
  if (lastSentAt === undefined) {
    const reason = 'No message of the test part was sent. All variants get the same share.';
    return { kind: 'decided', variant: null, reason };
  }
  const until = minutesLater(lastSentAt, test.waitHours * 60);
  if (now < until) return { kind: 'wait', until };
  const [leader, second] = rankedVariants(results);
  if (!leader || !second || leader.hits === 0) {
    const reason = `The test part brought no ${measures[test.measure]}. All variants get the same share.`;
    return { kind: 'decided', variant: null, reason };
  }
  const certain = certaintyOfLead(leader, second) * 100;
  const told = `${leader.id.toUpperCase()} brought ${leader.hits} of ${leader.sent}, ${second.id.toUpperCase()} ${second.hits} of ${second.sent}: ${oneDecimal(certain)} % certain.`; // prettier-ignore
  return certain >= test.certainty
    ? { kind: 'decided', variant: leader.id, reason: told }
    : { kind: 'decided', variant: null, reason: `${told} The rule asks for ${test.certainty} %, so all variants get the same share.` }; // prettier-ignore
}

/** Cuts, and does not round: 89.96 is not 90. */
const oneDecimal = (percent: number): string => (Math.floor(percent * 10) / 10).toFixed(1);

const rateOf = ({ sent, hits }: VariantResult): number => (sent === 0 ? 0 : hits / sent);

/** Returns the variants by their share of hits, the best first. Of equal ones the first by name comes first. */
export const rankedVariants = (results: readonly VariantResult[]): readonly VariantResult[] =>
  results.toSorted((a, b) => rateOf(b) - rateOf(a) || (a.id < b.id ? -1 : 1));

/**
 * Returns how certain it is that the leader is better, from 0 to 1: the one-sided test of two proportions with their pooled variance (NIST
 * Engineering Statistics Handbook, section 7.3.3).
 */
export function certaintyOfLead(leader: VariantResult, second: VariantResult): number {
  if (leader.sent === 0 || second.sent === 0) return 0.5;
  const pooled = (leader.hits + second.hits) / (leader.sent + second.sent);
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / leader.sent + 1 / second.sent));
  return deviation === 0 ? 0.5 : normal((rateOf(leader) - rateOf(second)) / deviation);
}

/** The normal distribution up to `z`, by Abramowitz and Stegun, 26.2.17. Its error is below 7.5e-8. */
function normal(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * (t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))); // prettier-ignore
  return z >= 0 ? 1 - tail : tail;
}

/** Returns the range in which the true share of hits lies with 95 % certainty, from 0 to 1 (Wilson's interval). */
export function rangeOfShare({ sent, hits }: Pick<VariantResult, 'sent' | 'hits'>): readonly [number, number] {
  if (sent === 0) return [0, 1];
  const [z, share] = [1.959964, hits / sent];
  const whole = 1 + (z * z) / sent;
  const middle = (share + (z * z) / (2 * sent)) / whole;
  const half = (z * Math.sqrt((share * (1 - share)) / sent + (z * z) / (4 * sent * sent))) / whole;
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}
