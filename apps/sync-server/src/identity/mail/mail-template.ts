import { escapeHtml } from '@outpost/domain/kernel/text/escape-html';
import { darkSheet, lookStyleMark, mailStyles } from './mail-styles.ts';
import type { AccountMail } from './outbox.ts';

/** A paragraph of a mail, or a code or a link in a paragraph of its own. A link is an address of this server. */
export type MailPart = string | { readonly code: string } | { readonly link: string };

/** The address of a mail. With `orgId` it is sent in the look of that organisation. */
type Recipient = string | { readonly to: string; readonly orgId?: string | undefined };

const signature = 'Outpost';

const dark = `@media (prefers-color-scheme:dark){${lookStyleMark}body{background:#191816!important;color:#f0eee9!important}.sheet{background:${darkSheet}!important;border-color:#3b3833!important}.code{background:#191816!important}.signature{color:#a8a399!important}.link{color:#8fb0ff!important}}`;

function partInHtml(part: MailPart): string {
  if (typeof part === 'string') return `<p style="${mailStyles.part}">${escapeHtml(part)}</p>`;
  if ('code' in part) return `<p class="code" style="${mailStyles.code}">${escapeHtml(part.code)}</p>`;
  const address = escapeHtml(part.link);
  return `<p style="${mailStyles.part}"><a class="link" href="${address}" rel="noreferrer" style="${mailStyles.link}">${address}</a></p>`;
}

const partInText = (part: MailPart): string =>
  typeof part === 'string' ? part : `    ${'code' in part ? part.code : part.link}`;

/**
 * Makes a mail about an account, as text and as HTML with the same words. The HTML loads nothing: no pictures, no fonts. A line
 * break in the subject becomes a space.
 */
export function mailOf(recipient: Recipient, subject: string, parts: readonly MailPart[]): AccountMail {
  const { to, orgId } = typeof recipient === 'string' ? { to: recipient, orgId: undefined } : recipient;
  const oneLine = subject.replace(/\s+/g, ' ');
  const paragraphs = parts.map(partInText);
  const head = `<meta charset="utf-8"><meta name="color-scheme" content="light dark"><meta name="viewport" content="width=device-width"><title>${escapeHtml(oneLine)}</title><style>${dark}</style>`;
  const body = `<body style="${mailStyles.body}"><div class="sheet" style="${mailStyles.sheet}">${orgId === undefined ? '' : `<!--look of ${orgId}-->`}${parts.map(partInHtml).join('')}<p class="signature" style="${mailStyles.signature}">${signature}</p></div></body>`;
  return {
    to,
    subject: oneLine,
    text: `${[...paragraphs, signature].join('\n\n')}\n`,
    html: `<!doctype html><html lang="en"><head>${head}</head>${body}</html>\n`,
  };
}
