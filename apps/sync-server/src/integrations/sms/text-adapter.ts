import type { TextAnswer, TextOrder } from '@outpost/domain/kernel/catalogue/intents/text-intent';
import type { IntentAdapter } from '../../jobs/intents/intent-adapter.ts';
import { defaultMailLimits, findTooMany } from '../email/mail-limits.ts';
import type { Texts } from './texts.ts';

/** The path to which the provider reports about texts, and the one to which it sends those that come in. */
export const [textReportPath, incomingTextPath] = ['/texts/report', '/texts/incoming'] as const;
/** The names of the organisation, the record and the claim in the query of a report's address. */
export const textReportParameters = { org: 'org', record: 'text', claim: 'claim' } as const;

/** The parts that sending needs. `reportsAt`: this server's https address. Left out: it takes no reports. */
export type TextSending = Pick<Texts, 'senderOf' | 'send'> & { readonly reportsAt?: string };

const lost =
  'It is not clear whether this text went out: the server stopped while sending it. Ask before you send it again.';

/** Sends the text messages that records ask for (MSG-10, MSG-16). */
export const textAdapter = ({ senderOf, send, reportsAt }: TextSending): IntentAdapter => ({
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
  async carryOut({ order, key, orgId, fence }) {
    const { to, text } = order as TextOrder; // `textIntent` makes these orders
    const from = senderOf(orgId);
    if (from === undefined)
      return { status: 'refused', why: 'Your organisation has no number for text messages on this server. Its operator sets one.' }; // prettier-ignore
    const delivery = await send({ to, from, text, reportTo: addressOf({ reportsAt, orgId, key, fence }) });
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
