import { plainMarkdown } from '@outpost/domain/kernel/markdown/plain-markdown';
import { mailHtml } from '@outpost/domain/kernel/templates/mail-html';
import { isOneAddress } from '@outpost/domain/kernel/text/email-address';
import type { EmailAnswer, EmailOrder } from '@outpost/domain/kernel/catalogue/intents/email-intent';
import { htmlFault } from './html-fault.ts';
import type { ReadContent } from '../../identity/mail/organisation-look.ts';
import type { Composed, ComposedOrder, IntentAdapter } from '../../jobs/intents/intent-adapter.ts';
import { defaultMailLimits, findTooMany, type MailLimits } from './mail-limits.ts';
import { readSentFiles } from './mail-files.ts';
import { namedSender, withHtmlFooter, withTextFooter } from './mail-footer.ts';
import type { Mail, MailTransport } from './mail-transport.ts';
import type { ReadMailReports } from './mail-reports.ts';
import type { OptOutLinks } from './opt-out-links.ts';
import { followedHtml } from '../mail-uses/followed-html.ts';
import type { UseLinks } from '../mail-uses/use-links.ts';

/** The mailbox of a person. `send`: sends from it; left out: it only takes the answers. */
export type OwnMailbox = {
  readonly address: string;
  readonly from: string;
  readonly send?: MailTransport['send'];
};

/**
 * The settings of outgoing mail. `from`: the sender of all mail, an address that this server may use. Without `limits`, `defaultMailLimits`
 * apply. Without `optOuts` no offers are sent: nobody could opt out.
 */
export type MailPorts = {
  readonly transport: MailTransport;
  readonly from: string;
  readonly limits?: MailLimits;
  readonly optOuts?: OptOutLinks;
  /** Follows what receivers do with e-mails, where their organisation wants it (MSG-46). Left out: this server has no address, so it can't. */
  readonly useLinks?: UseLinks;
  /** Returns the mailbox that a person has connected. Left out: nobody has one. */
  readonly ownMailbox?: (orgId: string, personId: string) => Promise<OwnMailbox | undefined>;
  /** Reads the content of a file. Left out: this server keeps no files, so e-mails with files wait. */
  readonly readFile?: ReadContent;
  /** Returns the key that signs e-mails of a sender's domain (MSG-48). Left out: nothing is signed here. */
  readonly dkimOf?: (orgId: string, domain: string) => Promise<Mail['dkim']>;
  /** Reads what the provider reports about e-mails. Left out: it reports nothing. */
  readonly readReports?: ReadMailReports;
};

/** Returns the words of an e-mail: as plain text, and with a layout as HTML, too. `why`: the layout may not be sent. */
function wordsOf({ text, frame }: EmailOrder): { text: string; html?: string } | { why: string } {
  if (!frame) return { text: text ?? '' };
  const html = mailHtml(frame, text ?? '');
  const fault = htmlFault(html);
  return fault === undefined
    ? { text: plainMarkdown(text ?? '', { links: true }), html }
    : { why: `The layout of its template may not be sent: ${fault}` };
}

/** The words of an e-mail as they go out. */
type ComposedMail = Pick<Mail, 'text' | 'html' | 'optOut'>;

/** Returns the words of an e-mail. An offer gets the sender's postal address and a link to opt out (MSG-36, MSG-37). */
function composeMail(
  { order, orgId, messageId, messages }: ComposedOrder,
  { optOuts, useLinks }: Pick<MailPorts, 'optOuts' | 'useLinks'>,
): Composed {
  const message = order as EmailOrder; // `emailIntent` makes these orders
  // Earlier builds accepted a list of addresses. The limits count e-mails, so each may have only one recipient.
  if (!isOneAddress(message.to))
    return { rule: null, why: 'It is not addressed to exactly one address. Write one e-mail to each.' };
  const written = wordsOf(message);
  if ('why' in written) return { rule: null, why: written.why };
  const isFollowed = messages.some(({ verdict }) => verdict.allowed && verdict.isFollowed);
  const words =
    useLinks && isFollowed && written.html !== undefined
      ? { ...written, html: followedHtml(written.html, { orgId, messageId }, useLinks) }
      : written;
  const postalAddress = namedSender(messages);
  if (postalAddress === undefined) return { body: words, sends: words satisfies ComposedMail };
  if (!optOuts)
    return { rule: 'MSG-37', why: 'This server has no address of its own, so an offer cannot have a link to opt out. Its operator sets OUTPOST_PUBLIC_URL (MSG-37).' }; // prettier-ignore
  const at = optOuts.addressOf({ orgId, messageId });
  const footer = { postalAddress, optOutAt: at };
  const body = {
    text: withTextFooter(words.text, footer),
    ...(words.html === undefined ? {} : { html: withHtmlFooter(words.html, footer) }),
  };
  return { body, sends: { ...body, optOut: { at, isOneClick: optOuts.isOneClick } } satisfies ComposedMail };
}

/** Sends the e-mails that records ask for, one recipient each. */
const domainOf = (from: string): string => from.replace(/^.*@/, '').replace(/[>\s]/g, '');

export function emailAdapter({
  transport,
  from: usual,
  limits = defaultMailLimits,
  optOuts,
  ownMailbox,
  readFile,
  useLinks,
  dkimOf,
}: MailPorts): IntentAdapter {
  return {
    kind: 'email',
    isMessage: true,
    words: {
      doing: 'sending e-mails',
      done: (answer) =>
        (answer as EmailAnswer | null)?.is === 'delivered' ? 'The e-mail was delivered' : 'Sent the e-mail', // of this adapter
      returned: 'The e-mail came back',
      failed: 'Could not send the e-mail',
      abandoned:
        'It is not clear whether this e-mail went out: the server stopped while sending it. Ask before you send it again.',
      expired: 'It was not sent in time: it still waited when its time had passed.',
      givenUp: (tries, why) =>
        `The mail server did not take it in ${tries === 1 ? 'one try' : `${tries} tries`}: ${why}`,
    },
    findTooMany: (tx, candidates) => findTooMany(tx, limits, candidates, 'e-mails'),
    compose: (composed) =>
      composeMail(composed, { ...(optOuts ? { optOuts } : {}), ...(useLinks ? { useLinks } : {}) }),
    async carryOut({ order, record, composed, files, key, orgId, fence }) {
      const { to, subject } = order as EmailOrder; // as above
      // MBX-9: what a person wrote goes out from their own mailbox. The work of a pack has made all else.
      const attached = await readSentFiles(readFile, orgId, files);
      if ('status' in attached) return attached; // nothing has left
      const own = await ownMailbox?.(orgId, record.createdBy);
      const from = own?.send ? own.from : usual;
      const replyTo = own && !own.send ? { replyTo: own.address } : {};
      const send = own?.send ?? transport.send;
      const messageId = `<${key}@${domainOf(from)}>`;
      const marks = { orgId, record: key, claim: fence };
      const dkim = await dkimOf?.(orgId, domainOf(from));
      const signed = dkim ? { dkim } : {};
      const outcome = await send({
        to,
        subject,
        ...(composed as ComposedMail),
        from,
        ...replyTo,
        ...attached,
        ...signed,
        messageId,
        marks,
      }); // of `composeMail`
      const aside = own?.send ? ({ isAside: true } as const) : {};
      const server = own?.send ? 'your own mail server' : 'the mail server';
      switch (outcome.status) {
        case 'sent':
          return { status: 'done', answer: null, receipt: outcome.receipt ?? messageId };
        case 'later':
          return { ...outcome, ...aside };
        case 'refused':
          return {
            status: 'refused',
            why: `${own?.send ? 'Your own mail server' : 'The mail server'} refused it: ${outcome.why}`,
          };
        case 'unclear':
          return {
            status: 'unclear',
            why: `It is not clear whether this e-mail went out: the connection to ${server} broke. Ask before you send it again.`,
            ...aside,
          };
      }
    },
  };
}
