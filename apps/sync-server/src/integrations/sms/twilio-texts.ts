import type { ReportedEnd } from '../../jobs/intents/after-report.ts';
import { signedReader, type SignedMembers } from './signed-members.ts';
import type { IncomingText, Texts } from './texts.ts';
import { longestQueueSeconds } from './picture-links.ts';
import { type TwilioAccount, twilioClient } from './twilio-client.ts';
import { reasonsIn, twilioFailure } from './twilio-failures.ts';
import { fetchMedia } from './twilio-media.ts';

/** Chosen: far below the deadline of an order. */
const timeoutMs = 60_000;

/** Twilio's ids of messages and of their pictures. Only these come into an address. */
const [messageSids, mediaSids] = [/^[SM]M[0-9a-f]{32}$/, /^ME[0-9a-f]{32}$/] as const;
/** Twilio takes 5 MB of a message that comes in; the double is a bound and no estimate. */
const mostMediaBytes = 10_000_000;
/** Chosen: Twilio waits 15 seconds for the answer to a text that came in, and its pictures are fetched at the same time. */
const mediaWithinMs = 8_000;
/** Twilio's own limit. */
const mostMedia = 10;

/** Twilio's numbers for reasons (https://www.twilio.com/docs/api/errors), in words for the person who wrote the message. */
const reasons: ReadonlyMap<number, string> = new Map([
  [21_211, 'the number is not valid'],
  [21_408, 'texts to this country are not allowed by the account at Twilio'],
  [21_610, 'the receiver has stopped texts from this number'],
  [21_612, 'Twilio cannot reach this number from ours'],
  [21_614, 'the number is not a mobile telephone'],
  [21_617, 'the text is too long'],
  [30_003, 'the telephone cannot be reached'],
  [30_004, 'the network blocked it'],
  [30_005, 'the number is unknown or no longer in use'],
  [30_006, 'the number is a landline, or its network takes no texts'],
  [30_007, 'the network took it for spam'],
  [30_008, 'the network gave no reason'],
  [30_011, 'its network takes no pictures'],
  [30_022, 'the texts of the registered campaign (10DLC) were sent faster than networks in the United States allow'],
  [30_023, 'the registered brand (10DLC) has used up its texts of this day in the United States'],
  [30_024, 'our number is not ready for texts in the United States yet (10DLC)'],
  [30_027, 'the registered brand (10DLC) has used up its texts of this day at the network T-Mobile'],
  [30_032, 'our toll-free number is not verified for texts. An administrator has it verified at the provider'],
  [30_033, 'the registered campaign (10DLC) of our number was suspended. An administrator asks the provider why'],
  [
    30_034,
    'our number has no registered campaign (10DLC), so networks in the United States block it. An administrator registers it at the provider',
  ],
]);
const reasonOf = reasonsIn(reasons);

const failureOf = (error: unknown): Awaited<ReturnType<Texts['send']>> =>
  twilioFailure(error, {
    reasonOf,
    unclear:
      'It is not clear whether this text went out: Twilio’s answer was lost. A later report may tell. Ask before you send it again.',
  });

/** The states of a message that prove that Twilio has taken it, and its last ones. */
const ends: ReadonlyMap<unknown, 'sent' | 'delivered' | 'failed'> = new Map([
  ...(['accepted', 'scheduled', 'queued', 'sending', 'sent'] as const).map((status) => [status, 'sent'] as const),
  ...(['delivered', 'read'] as const).map((status) => [status, 'delivered'] as const),
  ...(['undelivered', 'failed', 'canceled'] as const).map((status) => [status, 'failed'] as const),
]);

function endIn({ MessageStatus: status, ErrorCode: code }: SignedMembers): ReportedEnd | undefined {
  const is = ends.get(status);
  if (is !== 'failed') return is && { is };
  const number = /^\d{1,6}$/.exec(String(code))?.[0];
  return { is, why: `The text was not delivered: ${reasonOf(number === undefined ? undefined : Number(number))}.` };
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value.replaceAll('\u0000', '').toWellFormed() : ''; // a database stores neither

const incomingIn = (members: SignedMembers): IncomingText => ({
  sid: textOf(members['MessageSid']),
  from: textOf(members['From']),
  text: textOf(members['Body']),
  media: Array.from(
    { length: Math.min(mostMedia, Number(/^\d{1,2}$/.exec(textOf(members['NumMedia']))?.[0] ?? 0)) },
    (_, place) => /\/Media\/(ME[0-9a-f]{32})$/.exec(textOf(members[`MediaUrl${place}`]))?.[1] ?? '',
  ),
});

/** Opens the text messages of organisations. `senders`: a number or a messaging service by the organisation's id, each only once. */
export function twilioTexts(account: TwilioAccount, senders: Readonly<Record<string, string>>): Texts {
  const client = twilioClient(account, timeoutMs);
  const read = signedReader(account);
  const ownerOf = (sender: string) => Object.entries(senders).find(([, own]) => own === sender)?.[0];
  return {
    senderOf: (orgId) => (Object.hasOwn(senders, orgId) ? senders[orgId] : undefined),
    async send({ to, from, text, pictures, reportTo }) {
      try {
        const { sid } = await client.messages.create({
          to,
          body: text,
          ...(from.startsWith('MG') ? { messagingServiceSid: from } : { from }),
          ...(pictures.length === 0 ? {} : { mediaUrl: [...pictures], validityPeriod: longestQueueSeconds }),
          ...(reportTo === undefined ? {} : { statusCallback: reportTo }),
        });
        return { status: 'done', answer: null, receipt: sid };
      } catch (error) {
        return failureOf(error);
      }
    },
    async fetchMedia(messageSid, mediaSid) {
      if (!messageSids.test(messageSid) || !mediaSids.test(mediaSid))
        return { is: 'never', why: 'Its name at the provider is not valid.' };
      const path = `/2010-04-01/Accounts/${account.account}/Messages/${messageSid}/Media/${mediaSid}`;
      return fetchMedia(account, { path, mostBytes: mostMediaBytes, withinMs: mediaWithinMs, redirects: 3 });
    },
    readReport(sent) {
      const members = read(sent);
      return members && { end: endIn(members) };
    },
    readIncoming(sent) {
      const members = read(sent);
      if (!members || members['AccountSid'] !== account.account) return undefined;
      const orgId = ownerOf(textOf(members['To'])) ?? ownerOf(textOf(members['MessagingServiceSid']));
      return { orgId, text: incomingIn(members) };
    },
  };
}
