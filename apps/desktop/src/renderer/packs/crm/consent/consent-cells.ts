import { type Consent, consentStandingOf } from '@outpost/domain/kernel/messages/consent';
import { groundWithoutWord } from '@outpost/domain/kernel/messages/judge-send';
import type { ConsentPurpose, ContactChannel } from '@outpost/domain/kernel/messages/message';
import { type Suppression, suppressionOf } from '@outpost/domain/kernel/messages/suppression';

/** The cell of the matrix for one channel and purpose. */
export type ConsentCell = {
  readonly icon: 'check' | 'close' | 'minus' | 'clock' | 'file-text';
  readonly tone: 'good' | 'bad' | 'warn' | 'plain';
  readonly word: string;
  readonly detail: string;
  /** The record that decides. Absent: the person has said nothing. */
  readonly consent?: Consent;
};

type Asked = {
  readonly channel: ContactChannel;
  readonly purpose: ConsentPurpose;
  /** The person's address for the channel; empty where there is none. */
  readonly address: string;
  readonly isUnwanted: boolean;
  readonly consents: readonly Consent[];
  readonly suppressions: readonly Suppression[];
  /** UTC. */
  readonly now: string;
  /** Returns a day in the person's words: "4 Sep 2025". */
  readonly dayOf: (at: string) => string;
};

/** Returns the words of one cell, from the same rules by which a message is sent or refused. */
export function consentCell({ isUnwanted, consents, suppressions, now, dayOf, ...message }: Asked): ConsentCell {
  if (message.purpose === 'visits' && message.channel !== 'email')
    return { icon: 'minus', tone: 'plain', word: 'None', detail: 'by e-mail only' }; // MSG-81
  const standing = consentStandingOf(consents, message, now);
  const known = standing.is === 'not-asked' ? {} : { consent: standing.consent };
  if (isUnwanted) return { icon: 'close', tone: 'bad', word: 'No', detail: 'do not contact', ...known };
  const suppressed = suppressionOf(suppressions, message, now);
  if (suppressed) return { icon: 'close', tone: 'bad', word: 'No', detail: `suppressed ${dayOf(suppressed.since)}`, ...known }; // prettier-ignore
  if (standing.is === 'refused')
    return { icon: 'close', tone: 'bad', word: 'No', detail: `stopped ${dayOf(standing.consent.at)}`, ...known };
  if (standing.is === 'given') {
    const { at, endsOn } = standing.consent;
    return endsOn === undefined
      ? { icon: 'check', tone: 'good', word: 'Yes', detail: dayOf(at), ...known }
      : { icon: 'clock', tone: 'warn', word: 'Yes, for a time', detail: `ends ${dayOf(endsOn)}`, ...known };
  }
  const ground = groundWithoutWord(message);
  if (ground === 'contract') return { icon: 'file-text', tone: 'plain', word: 'Contract', detail: 'no consent needed', ...known }; // prettier-ignore
  if (ground === 'interest')
    return { icon: 'file-text', tone: 'plain', word: 'Interest', detail: 'may object', ...known };
  switch (standing.is) {
    case 'not-asked':
      return { icon: 'minus', tone: 'plain', word: 'Not asked', detail: '' };
    case 'unconfirmed':
      return { icon: 'clock', tone: 'warn', word: 'Not confirmed', detail: `asked ${dayOf(standing.consent.at)}`, ...known }; // prettier-ignore
    case 'ended':
      return { icon: 'minus', tone: 'plain', word: 'Ended', detail: dayOf(standing.consent.endsOn ?? standing.consent.at), ...known }; // prettier-ignore
    case 'elsewhere':
      return { icon: 'minus', tone: 'plain', word: 'Other address', detail: dayOf(standing.consent.at), ...known };
  }
}
