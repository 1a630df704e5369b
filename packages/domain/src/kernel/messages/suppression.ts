import type { Instant } from '../entities/fields.ts';
import { foldedKey } from '../text/fold-text.ts';
import { type ConsentQuestion, type ContactChannel, isPromotional } from './message.ts';

/** Why an address is no longer written to. `bounce`: messages to it came back. */
export type SuppressionReason = 'bounce' | 'complaint' | 'opt-out' | 'by-hand';

/** An address, or a whole domain, to which a tenant no longer writes on one channel. */
export type Suppression = {
  /** The id of the record. */
  readonly id: string;
  /** An e-mail address or a telephone number; "@example.com" for the domain and all domains below it. */
  readonly address: string;
  readonly channel: ContactChannel;
  readonly reason: SuppressionReason;
  readonly since: Instant;
  readonly endedAt?: Instant | undefined;
  /** `offers`: it stops offers, surveys and the noting of visits only. Left out: messages of every purpose. */
  readonly covers?: 'everything' | 'offers' | undefined;
};

/** Chosen: names in the DNS have few labels. Further ones of a made-up address are not looked up. */
const mostLabels = 10;

/**
 * Returns the values under which a message may be suppressed: its address, and for an e-mail the domain and those above it, each
 * with an @: "ada@mail.example.com" → itself, "@mail.example.com", "@example.com", "@com".
 */
export function suppressedAs({ channel, address }: Omit<ConsentQuestion, 'purpose'>): readonly string[] {
  if (channel !== 'email') return [address];
  const labels = address
    .slice(address.lastIndexOf('@') + 1)
    .split('.')
    .slice(-mostLabels);
  return [address, ...labels.map((_, place) => `@${labels.slice(place).join('.')}`)];
}

/** Returns the suppression that holds for a message now, the oldest first. */
export function suppressionOf(
  suppressions: readonly Suppression[],
  message: ConsentQuestion,
  now: string,
): Suppression | undefined {
  const keys = new Set(suppressedAs(message).map(foldedKey));
  return suppressions
    .filter(
      ({ channel, address, endedAt, covers }) =>
        channel === message.channel &&
        keys.has(foldedKey(address)) &&
        (endedAt === undefined || endedAt > now) &&
        (covers !== 'offers' || isPromotional(message.purpose) || message.purpose === 'visits'),
    )
    .toSorted((a, b) => (a.since < b.since ? -1 : 1))[0];
}
