import type { Day, Instant } from '../entities/fields.ts';
import { emailKeyOf } from '../text/email-address.ts';
import type { ConsentPurpose, ConsentQuestion, ContactChannel } from './message.ts';

/** A person's word about one channel and purpose, as a record keeps it. */
export type Consent = {
  /** The id of the record. */
  readonly id: string;
  readonly channel: ContactChannel;
  readonly purpose: ConsentPurpose;
  /** False: the person refused, objected, or took an earlier consent back. */
  readonly isGiven: boolean;
  readonly at: Instant;
  /** The address for which it was given. Left out: for letters, and for a refusal, which counts at every address. */
  readonly address?: string | undefined;
  /** The last day on which it counts, a day in UTC. Left out: it has no end. */
  readonly endsOn?: Day | undefined;
  /** Double opt-in: it counts only once the person has confirmed it. */
  readonly mustBeConfirmed: boolean;
  readonly confirmedAt?: Instant | undefined;
};

/**
 * A person's standing for one channel and purpose. `consent`: the record that decides. `elsewhere`: given for another address.
 */
export type ConsentStanding =
  | { readonly is: 'not-asked' }
  | { readonly is: 'given' | 'refused' | 'ended' | 'unconfirmed' | 'elsewhere'; readonly consent: Consent };

/** Whether two addresses are the same mailbox or number. Case does not count, accents do. */
const isSameAddress = (one: string, other: string): boolean => emailKeyOf(one) === emailKeyOf(other);

/**
 * Returns one person's standing. The newest of their declarations about the channel and purpose decides, also against an older one
 * that has no end. Where two have the same time, the record with the greater id decides, so that all devices agree. `now`: UTC.
 */
export function consentStandingOf(consents: readonly Consent[], asked: ConsentQuestion, now: string): ConsentStanding {
  const [consent] = consents
    .filter(({ channel, purpose }) => channel === asked.channel && purpose === asked.purpose)
    .toSorted((a, b) => compare(b.at, a.at) || compare(b.id, a.id));
  if (!consent) return { is: 'not-asked' };
  const { isGiven, address, endsOn, mustBeConfirmed, confirmedAt } = consent;
  if (!isGiven) return { is: 'refused', consent };
  if (endsOn !== undefined && endsOn < now.slice(0, 10)) return { is: 'ended', consent };
  if (mustBeConfirmed && confirmedAt === undefined) return { is: 'unconfirmed', consent };
  if (address !== undefined && !isSameAddress(address, asked.address)) return { is: 'elsewhere', consent };
  return { is: 'given', consent };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
