import { escapeHtml } from '@outpost/domain/kernel/text/escape-html';
import type { JudgedMessage } from '../../jobs/message-log/log-messages.ts';

/** The footer of an offer: the sender's postal address, in lines, and the link by which its receiver opts out. */
export type MailFooter = { readonly postalAddress: string; readonly optOutAt: string };

const why = 'You get this e-mail because you agreed to it.';
const how = 'Get no more offers and surveys by e-mail';

const linesOf = (postalAddress: string): readonly string[] =>
  postalAddress.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== ''); // prettier-ignore

/** Returns the plain text of an offer with its footer (MSG-36). The mark "-- " before it is the one of signatures (RFC 3676, section 4.3). */
export const withTextFooter = (text: string, { postalAddress, optOutAt }: MailFooter): string =>
  `${text.trimEnd()}\n\n-- \n${why}\n${how}: ${optOutAt}\n\n${linesOf(postalAddress).join('\n')}\n`;

/** Returns the HTML of an offer with its footer, before the end of its body. */
export function withHtmlFooter(html: string, { postalAddress, optOutAt }: MailFooter): string {
  const address = linesOf(postalAddress).map(escapeHtml).join('<br>');
  const footer = `<div style="max-width:600px;margin:24px auto 0;padding:16px 24px;border-top:1px solid #d0d7de;font-family:sans-serif;font-size:12px;line-height:1.5;color:#57606a;"><p style="margin:0 0 8px 0;">${why} <a href="${escapeHtml(optOutAt)}" style="color:#57606a;">${how}</a></p><p style="margin:0;">${address}</p></div>`;
  const end = html.toLowerCase().lastIndexOf('</body>');
  return end < 0 ? `${html}${footer}` : `${html.slice(0, end)}${footer}${html.slice(end)}`;
}

/** Returns the postal address that a message must show; undefined where it needs none. */
export const namedSender = (messages: readonly JudgedMessage[]): string | undefined =>
  messages.map(({ verdict }) => (verdict.allowed ? verdict.names : undefined)).find((name) => name !== undefined);
