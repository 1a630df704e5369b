import type { ContactChannel } from './message.ts';

/** MSG-35: the most offers and surveys to one receiver on one channel, in this many days. */
export type OfferLimit = { readonly most: number; readonly days: number };

/** Returns the limit of an organisation, from its settings; undefined: it has none. */
export const offerLimitOf = ({
  offersMost: most,
  offersDays: days,
}: {
  readonly offersMost?: unknown;
  readonly offersDays?: unknown;
}): OfferLimit | undefined => (typeof most === 'number' && typeof days === 'number' ? { most, days } : undefined);

const things: Readonly<Partial<Record<ContactChannel, readonly [string, string]>>> = {
  email: ['offer by e-mail', 'offers by e-mail'],
  text: ['offer by text', 'offers by text'],
};

/** Returns why an offer above the limit is not sent, with the id of the rule. */
export function aboveOfferLimit(
  { channel, address }: { readonly channel: ContactChannel; readonly address: string },
  { most, days }: OfferLimit,
): string {
  const [one, many] = things[channel] ?? ['offer', 'offers'];
  return `${address} got ${most} ${most === 1 ? one : many} in the last ${days === 1 ? 'day' : `${days} days`}, and no more are allowed (MSG-35).`;
}
