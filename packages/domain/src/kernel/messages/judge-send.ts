import { dayWords } from '../days.ts';
import { type Consent, type ConsentStanding, consentStandingOf } from './consent.ts';
import type { JsonValue } from '../json.ts';
import { zonesOfAddress, zonesOfNumber } from './hours/receiver-zones.ts';
import { type SendingHours, sendingHours } from './hours/sending-hours.ts';
import {
  type ConsentPurpose,
  type ConsentQuestion,
  type ContactChannel,
  isPromotional,
  messagesInWords,
} from './message.ts';
import { type Suppression, suppressionOf, type SuppressionReason } from './suppression.ts';

/**
 * Why a message may be sent. `contract`: GDPR Art. 6(1)(b), the contract with the receiver or the steps before it. `interest`:
 * Art. 6(1)(f), until the receiver objects (Art. 21). `consent`: Art. 6(1)(a).
 */
export type SendGround =
  { readonly by: 'contract' | 'interest' } | { readonly by: 'consent'; readonly consent: string };

/** The rules by which a message is refused, by their ids in `docs/rules.md`. */
export type SendRule = 'MSG-1' | 'MSG-3' | 'MSG-4' | 'MSG-5' | 'MSG-6' | 'MSG-7' | 'MSG-36';

/**
 * `why`: a sentence for a person. It names the address and the kind of message, never a person or a record (A-5). `hours`: of the
 * receiver, for texts and calls (MSG-30). An allowed message waits while they are closed. `names`: the postal address that it must show,
 * with a way to opt out (MSG-36). `isFollowed`: it tells when it is opened and which links are used (MSG-46).
 */
export type SendVerdict =
  | {
      readonly allowed: true;
      readonly ground: SendGround;
      readonly hours?: SendingHours;
      readonly names?: string;
      readonly isFollowed?: true;
      /** Of a call: the postal addresses that are known of the people with the number (MSG-68). Left out: none. */
      readonly addresses?: readonly JsonValue[];
    }
  | { readonly allowed: false; readonly rule: SendRule; readonly why: string };

/** A person with the receiver's address, and all of their declarations. `lives`: their postal address, as a record has it. */
export type Receiver = {
  readonly isUnwanted: boolean;
  readonly consents: readonly Consent[];
  readonly lives?: JsonValue | undefined;
};

/**
 * The facts at the moment of sending. `suppressions`: the tenant's, at least those of `suppressedAs`. `postalAddress`: of the tenant;
 * undefined where none was entered. `now`: UTC.
 */
export type SendFacts = {
  readonly receivers: readonly Receiver[];
  readonly suppressions: readonly Suppression[];
  readonly postalAddress: string | undefined;
  readonly now: string;
};

/**
 * The ground that a message needs where its receiver has said nothing. A letter needs no consent (GDPR recital 47; the ePrivacy Directive, Art. 13,
 * is about electronic messages), except a survey, for which we found no such text. A recorded voice always needs one (47 CFR
 * 64.1200(a)(1) and (3)). Offers by telephone or text need one (47 CFR 64.1200(a)(2); ePrivacy Art. 13), and by e-mail one is asked
 * for everywhere, although CAN-SPAM (15 USC 7704, 16 CFR 316) only demands that people can opt out. Noting visits of websites needs one (ePrivacy Art. 5(3)).
 */
const grounds: Readonly<Record<ConsentPurpose, SendGround['by']>> = {
  contract: 'contract',
  appointments: 'interest',
  offers: 'consent',
  surveys: 'consent',
  visits: 'consent',
};

/** Returns the ground on which a kind of message may be sent to a person who has said nothing. `consent`: on none. */
export function groundWithoutWord({ channel, purpose }: Omit<ConsentQuestion, 'address'>): SendGround['by'] {
  if (channel === 'voice') return 'consent';
  return channel === 'post' && purpose === 'offers' ? 'interest' : grounds[purpose];
}

/**
 * Decides whether a message may be sent now. All people with the address are asked: one who must not be contacted, or who refused,
 * stops it for all, because nobody knows who of them opens it. Where consent is needed, that of one of them is enough.
 *
 * A refusal stops messages about a contract, too: taking consent back is as easy as giving it (GDPR Art. 7(3)), and a person who
 * wants no e-mail can be reached in another way.
 */
export function judgeSend(message: ConsentQuestion, facts: SendFacts): SendVerdict {
  const verdict = judgeGround(message, facts);
  const { channel, purpose } = message;
  if (!verdict.allowed) return verdict;
  if (channel === 'text' || channel === 'call' || channel === 'voice')
    return {
      ...verdict,
      hours: sendingHours(zonesOf(message, facts), facts.now),
      ...(channel === 'call' ? addressesIn(facts) : {}),
    };
  return channel === 'email' && isPromotional(purpose) ? withSender(message, verdict, facts) : verdict;
}

/**
 * MSG-36: an offer by e-mail shows the sender's valid physical postal address (15 USC 7704(a)(5)(A)(iii), 16 CFR 316.2(p)). Surveys
 * show it, too: whether one is an advertisement is a question for courts.
 */
function withSender(
  message: ConsentQuestion,
  verdict: Extract<SendVerdict, { readonly allowed: true }>,
  { postalAddress = '' }: SendFacts,
): SendVerdict {
  const names = postalAddress.trim();
  if (names !== '') return { ...verdict, names };
  const why = `${capitalised(messagesInWords(message))} must show the postal address of your organisation. An administrator enters it in Settings, Organisation.`;
  return { allowed: false, rule: 'MSG-36', why };
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const addressesIn = ({ receivers }: SendFacts): { readonly addresses?: readonly JsonValue[] } => {
  const addresses = receivers.flatMap(({ lives }) => (lives === undefined || lives === null ? [] : [lives]));
  return addresses.length === 0 ? {} : { addresses };
};

/** MSG-31: the zones in which a receiver may be, by the number and by the addresses of all people with it. All of them count. */
const zonesOf = ({ address }: ConsentQuestion, { receivers }: SendFacts): readonly string[] => [
  ...new Set([...zonesOfNumber(address), ...receivers.flatMap(({ lives }) => zonesOfAddress(lives))]),
];

function judgeGround(message: ConsentQuestion, { receivers, suppressions, now }: SendFacts): SendVerdict {
  const { address } = message;
  const refused = (rule: SendRule, why: string): SendVerdict => ({ allowed: false, rule, why });
  if (receivers.some(({ isUnwanted }) => isUnwanted))
    return refused('MSG-1', `${address} belongs to somebody who must not be contacted.`);
  const suppressed = suppressionOf(suppressions, message, now);
  if (suppressed) return refused('MSG-3', suppressedWords(message, suppressed));
  const standings = receivers.map(({ consents }) => consentStandingOf(consents, message, now));
  const objection = newestOf(standings, 'refused');
  if (objection)
    return refused(
      'MSG-4',
      `${address} stopped ${messagesInWords(message)} on ${dayWords(objection.at.slice(0, 10))}.`,
    );
  const ground = groundWithoutWord(message);
  const consent = newestOf(standings, 'given');
  if (consent && ground !== 'contract') return { allowed: true, ground: { by: 'consent', consent: consent.id } };
  if (ground !== 'consent') return { allowed: true, ground: { by: ground } };
  const ended = newestOf(standings, 'ended');
  if (newestOf(standings, 'unconfirmed'))
    return refused('MSG-6', `${address} has not confirmed that it wants ${messagesInWords(message)}.`);
  if (ended?.endsOn !== undefined)
    return refused('MSG-7', `The consent of ${address} to ${messagesInWords(message)} ended on ${dayWords(ended.endsOn)}.`); // prettier-ignore
  return refused('MSG-5', `${address} has not agreed to ${messagesInWords(message)}.`);
}

/** Returns the newest declaration among standings of one sort. */
const newestOf = (
  standings: readonly ConsentStanding[],
  is: Exclude<ConsentStanding['is'], 'not-asked'>,
): Consent | undefined =>
  standings
    .flatMap((standing) => (standing.is === is ? [standing.consent] : []))
    .toSorted((a, b) => (a.at > b.at ? -1 : 1))[0];

const reasonWords: Readonly<Record<SuppressionReason, string>> = {
  bounce: 'messages to it came back',
  complaint: 'there was a complaint',
  'opt-out': 'it opted out',
  'by-hand': 'a colleague entered it',
};
const messageWords: Readonly<Record<ContactChannel, string>> = {
  email: 'E-mails',
  text: 'Text messages',
  call: 'Calls',
  voice: 'Recorded calls',
  post: 'Letters',
};

const suppressedWords = ({ channel }: ConsentQuestion, { address, since, reason, covers }: Suppression): string =>
  `${covers === 'offers' ? `${messageWords[channel]} with offers` : messageWords[channel]} to ${address} are stopped since ${dayWords(since.slice(0, 10))}: ${reasonWords[reason]}.`;

/** Returns a refusal for the person who wrote the message, with the id of its rule. */
export const refusalInWords = ({ why, rule }: Extract<SendVerdict, { readonly allowed: false }>): string =>
  `${why.replace(/\.$/, '')} (${rule}).`;
