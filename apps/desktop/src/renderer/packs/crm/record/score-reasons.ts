import {
  linesOfCounts,
  mostEngagementPoints,
  readEngagementCounts,
} from '@outpost/domain/packs/crm/engagement/count-engagement';
import { scoredFacts } from '@outpost/domain/packs/crm/rules/lead-score.rule';
import type { ShownRecord } from '../../../../bridge/contract.ts';

/** A reason of a lead's score: "3 e-mails opened" and 5 points. */
export type ScoreReason = { readonly id: string; readonly words: string; readonly points: number };
export type ScoreReasons = {
  readonly reasons: readonly ScoreReason[];
  /** The facts that are not known, with the points that they would bring: "Phone (20)". */
  readonly unknown: readonly string[];
  /** Why the score is not the sum of its reasons. */
  readonly bound: string | undefined;
};

/** CRM-6, CRM-13: returns why a lead has its score: its known facts and its engagement, each with its points. */
export function scoreReasons({ fields }: Pick<ShownRecord, 'fields'>): ScoreReasons {
  const facts = scoredFacts(fields);
  const known = facts.flatMap(({ label, points, isKnown }) => (isKnown ? [{ id: label, words: label, points }] : []));
  const engagement = linesOfCounts(readEngagementCounts(fields['engagedBy'])).map(({ kind, count, half, points, one, many }) => ({
    id: kind,
    words: `${count} ${count === 1 ? one : many}${half === 0 ? '' : `, ${half === count ? '' : `${half} of them `}more than 30 days ago`}`,
    points,
  })); // prettier-ignore
  const engaged = engagement.reduce((sum, { points }) => sum + points, 0);
  const whole = known.reduce((sum, { points }) => sum + points, 0) + Math.min(mostEngagementPoints, engaged);
  return {
    reasons: [...known, ...engagement],
    unknown: facts.flatMap(({ label, points, isKnown }) => (isKnown ? [] : [`${label} (${points})`])),
    bound:
      fields['status'] === 'unqualified'
        ? 'An unqualified lead has a score of 0.'
        : whole > 100
          ? 'A score is at most 100.'
          : engaged > mostEngagementPoints
            ? `Engagement counts for ${mostEngagementPoints} points at most.`
            : undefined,
  };
}
