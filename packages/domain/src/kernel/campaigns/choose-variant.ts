import { hashedId } from '../hashed-id.ts';
import type { CampaignPlan } from './campaign-plan.ts';

/** The part of a member. `rest`: it waits until a winner is chosen. */
export type MemberPart = { readonly part: 'test' | 'rest'; readonly variant: string | null };

/** Returns a number from 0 up to 1 that is the same for the same words. */
const share = (...words: readonly [string, ...string[]]): number =>
  Number.parseInt(hashedId(...words).slice(0, 8), 16) / 2 ** 32;

/**
 * CMP-4: returns the part and the variant of a member. They are made of the ids alone, so that every server says the same, at any time.
 * Without a test everybody gets the only variant at once.
 */
export function chooseVariant({ variants, test }: Pick<CampaignPlan, 'variants' | 'test'>, campaign: string, member: string): MemberPart {
  if (test === null) return { part: 'test', variant: variants[0]?.id ?? null };
  if (share('part of campaign', campaign, member) * 100 >= test.share) return { part: 'rest', variant: null };
  return { part: 'test', variant: evenly(variants, share('variant of campaign', campaign, member)) };
} // prettier-ignore

/** Returns the variant of a member of the rest. `winner`: undefined means that no variant won, so all get the same share. */
export const variantOfRest = ({ variants }: Pick<CampaignPlan, 'variants'>, { winner, campaign, member }: { readonly winner: string | undefined; readonly campaign: string; readonly member: string }): string | null =>
  variants.some(({ id }) => id === winner) ? (winner ?? null) : evenly(variants, share('variant of the rest', campaign, member)); // prettier-ignore

const evenly = (variants: CampaignPlan['variants'], at: number): string | null =>
  variants[Math.floor(at * variants.length)]?.id ?? null;
