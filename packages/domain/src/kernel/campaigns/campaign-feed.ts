import { minutesLater } from '../calendar/wall-time.ts';
import { nextOpening, type SendWindow } from '../sequences/sequence-steps.ts';
import type { CampaignCost } from './campaign-plan.ts';

/**
 * Where a campaign stands before it writes more messages. `wrote`: the messages of the last 60 minutes, and when the oldest of them was
 * written. `underWay`: written and without an outcome, of all campaigns of the organisation. `paid`: those of this campaign that were sent
 * or may be: they cost money.
 */
export type FeedStanding = {
  readonly now: string;
  readonly timeZone: string;
  readonly beginsAt: string | undefined;
  readonly window: SendWindow | null;
  readonly perHour: number;
  readonly wrote: { readonly count: number; readonly oldestAt: string | undefined };
  readonly underWay: number;
  readonly cost: CampaignCost | null;
  readonly paid: number;
};

/** `most`: so many messages may be written now. `until`: not before then; undefined: as soon as messages have their outcome. */
export type FeedMove =
  | { readonly kind: 'write'; readonly most: number }
  | { readonly kind: 'wait'; readonly why: 'not-begun' | 'closed' | 'per-hour' | 'under-way'; readonly until: string | undefined }
  | { readonly kind: 'spent' }; // prettier-ignore

/**
 * CMP-2: the most messages of campaigns that wait in the queue of one organisation. Chosen: a person's own message waits behind them for
 * some seconds, and a pause has to take back no more than these. The queue itself takes up to 1,000.
 */
export const mostUnderWay = 250;

/** CMP-2, CMP-3: returns how many messages a campaign may write now, or why it waits. */
export function campaignFeed({ now, timeZone, beginsAt, window, perHour, wrote, underWay, cost, paid }: FeedStanding): FeedMove {
  if (beginsAt !== undefined && beginsAt > now) return { kind: 'wait', why: 'not-begun', until: beginsAt };
  const opens = window === null ? now : nextOpening(now, window, timeZone);
  if (opens > now) return { kind: 'wait', why: 'closed', until: opens };
  const affordable = cost === null ? Infinity : messagesLeft(cost, paid);
  if (affordable <= 0) return { kind: 'spent' };
  if (wrote.count >= perHour)
    return { kind: 'wait', why: 'per-hour', until: minutesLater(wrote.oldestAt ?? now, 60) };
  if (underWay >= mostUnderWay) return { kind: 'wait', why: 'under-way', until: undefined };
  return { kind: 'write', most: Math.min(mostUnderWay - underWay, perHour - wrote.count, affordable) };
} // prettier-ignore

/** Returns how many more messages the budget pays for. The sum is made in millionths: 0.1 + 0.2 must not cost a message. */
function messagesLeft({ each, fixed, budget }: CampaignCost, paid: number): number {
  if (budget === null) return Infinity;
  const [left, price] = [millionths(budget) - millionths(fixed), millionths(each)];
  return price === 0 ? (left >= 0 ? Infinity : 0) : Math.floor(left / price) - paid;
}

const millionths = (amount: number): number => Math.round(amount * 1e6);
