import type { LineEnd } from '@outpost/domain/kernel/catalogue/intents/call-intent';
import type { Outcome } from './intent-ports.ts';

/**
 * The report of a receiver about an order after its answer, or in place of a lost one. `why`: a sentence. `failed`: it was not handed on.
 * `returned`: it was, and came back. `line` and `seconds`: of a call whose line to the other person has ended. `id` and `url`: of a post that its
 * network shows.
 */
export type ReportedEnd =
  | {
      readonly is: 'sent' | 'delivered';
      readonly line?: LineEnd;
      readonly seconds?: number;
      readonly id?: string;
      readonly url?: string | null;
    }
  | { readonly is: 'failed' | 'returned'; readonly why: string };

/** An intent as it stands. `outcome`: of its last end, if it has one. */
export type IntentStanding = {
  readonly status: 'waiting' | 'claimed' | 'done' | 'unclear' | 'failed' | 'expired' | 'dropped';
  readonly fence: number;
  readonly outcome: Outcome | null;
};

const isDelivered = (outcome: Outcome | null): boolean =>
  outcome?.status === 'done' && (outcome.answer as { readonly is?: unknown } | null)?.is === 'delivered'; // an answer is JSON

/** Whether an order came back: nothing is truer (MSG-40). */
const isReturned = (outcome: Outcome | null): boolean =>
  outcome !== null && outcome.status !== 'done' && outcome.isReturned === true;

/**
 * MSG-11: returns the outcome of an intent after a report about one of its claims. Undefined: the report says nothing new. Reports come
 * late, several times and in any order, so the truest state stays: returned before delivered, delivered before failed, failed before sent. A report about an earlier
 * claim changes nothing. One that proves that an order went out ends also an intent that waits to be sent again.
 */
export function afterReport(
  { status, fence, outcome }: IntentStanding,
  { claim, end, at }: { readonly claim: number; readonly end: ReportedEnd; readonly at: Outcome['at'] },
): Outcome | undefined {
  if (claim !== fence || status === 'dropped' || status === 'expired' || isReturned(outcome)) return undefined;
  if (end.is === 'returned')
    return status === 'waiting' ? undefined : { status: 'failed', why: end.why, at, isReturned: true };
  if (isDelivered(outcome)) return undefined;
  if (end.is === 'failed')
    return status === 'waiting' || status === 'failed' ? undefined : { status: 'failed', why: end.why, at };
  if (status === 'failed' && end.is === 'sent') return undefined;
  if (status === 'done') return end.is === 'sent' ? undefined : { status: 'done', at: outcome?.at ?? at, answer: end };
  return { status: 'done', at, answer: end };
}
