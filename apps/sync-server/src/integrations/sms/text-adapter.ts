import type { ReadContent } from '../../identity/mail/organisation-look.ts';
import type { TextAnswer, TextOrder } from '@outpost/domain/kernel/catalogue/intents/text-intent';
import type { IntentAdapter } from '../../jobs/intents/intent-adapter.ts';
import { defaultMailLimits, findTooMany } from '../email/mail-limits.ts';
import { readSentFiles } from '../email/mail-files.ts';
import type { PictureLinks } from './picture-links.ts';
import type { Texts } from './texts.ts';

/** The path to which the provider reports about texts, and the one to which it sends those that come in. */
export const [textReportPath, incomingTextPath] = ['/texts/report', '/texts/incoming'] as const;
/** The names of the organisation, the record and the claim in the query of a report's address. */
export const textReportParameters = { org: 'org', record: 'text', claim: 'claim' } as const;

/** The pictures of texts: their links at this server, and the store of their bytes. */
export type TextPictures = { readonly links: PictureLinks; readonly readFile: ReadContent };

/**
 * The parts that sending needs. `reportsAt`: this server's https address. Left out: it takes no reports. `pictures`: left out where this server has no
 * https address or keeps no files, so that texts go without pictures.
 */
export type TextSending = Pick<Texts, 'senderOf' | 'send'> & {
  readonly reportsAt?: string;
  readonly pictures?: TextPictures;
};

const lost =
  'It is not clear whether this text went out: the server stopped while sending it. Ask before you send it again.';

/** Sends the text messages that records ask for (MSG-10, MSG-16), with their pictures (MSG-72). */
export const textAdapter = ({ senderOf, send, reportsAt, pictures }: TextSending): IntentAdapter => ({
  kind: 'text',
  isMessage: true,
  words: {
    doing: 'sending text messages',
    done: (answer) => ((answer as TextAnswer).is === 'delivered' ? 'The text was delivered' : 'Sent the text'), // of this adapter
    failed: 'Could not send the text',
    abandoned: lost,
    expired: 'It was not sent in time: it still waited when its time had passed.',
    givenUp: (tries, why) => `It could not be sent in ${tries === 1 ? 'one try' : `${tries} tries`}: ${why}.`,
  },
  findTooMany: (tx, candidates) => findTooMany(tx, defaultMailLimits, candidates, 'text messages'),
  compose: ({ order }) => ({ body: { text: (order as TextOrder).text }, sends: null }), // as below
  async carryOut({ order, files, key, orgId, fence }) {
    const { to, text } = order as TextOrder; // `textIntent` makes these orders
    const from = senderOf(orgId);
    if (from === undefined)
      return { status: 'refused', why: 'Your organisation has no number for text messages on this server. Its operator sets one.' }; // prettier-ignore
    if (files.length > 0 && !pictures)
      return { status: 'refused', why: 'This server has no https address, so the provider of texts cannot fetch pictures from it. Its operator sets one.' }; // prettier-ignore
    const read = await readSentFiles(pictures?.readFile, orgId, files);
    if ('status' in read) return read; // nothing has left
    const links = files.map((file) => pictures?.links.addressOf({ ...file, orgId, text: key }) ?? []).flat();
    const delivery = await send({
      to,
      from,
      text,
      pictures: links,
      reportTo: addressOf({ reportsAt, orgId, key, fence }),
    });
    const answer: TextAnswer = { is: 'sent' };
    return delivery.status === 'done' ? { ...delivery, answer } : delivery;
  },
});

type Reported = { readonly reportsAt: string | undefined; readonly orgId: string; readonly key: string; readonly fence: number }; // prettier-ignore

function addressOf({ reportsAt, orgId, key, fence }: Reported): string | undefined {
  if (reportsAt === undefined) return undefined;
  const { org, record, claim } = textReportParameters;
  const url = new URL(textReportPath, reportsAt);
  for (const [name, value] of [[org, orgId], [record, key], [claim, String(fence)]] as const) url.searchParams.set(name, value); // prettier-ignore
  return url.href;
}
