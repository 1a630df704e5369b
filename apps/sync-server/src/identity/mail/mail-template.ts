import { isColour } from '@outpost/domain/kernel/text/contrast';
import type { AccountMail } from './outbox.ts';

/** A paragraph of a mail, or a code that stands by itself. */
export type MailPart = string | { readonly code: string };

/** How an organisation looks in its mails (PLT-45a): its name, and its colour as `#rrggbb`, null where it has none. */
export type MailLook = { readonly name: string; readonly accent: string | null };

const signature = 'Outpost';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Returns a text as HTML shows it, in an element or in a quoted attribute. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => entities[char] ?? char);

// Mail programs that ignore a sheet of styles show the inline ones, which are those for light.
const styles = {
  body: 'margin:0;padding:24px 12px;background:#f5f4f0;color:#1f1d1a',
  sheet:
    'max-width:480px;margin:0 auto;padding:24px;background:#ffffff;border:1px solid #e4e1da;border-radius:8px;font:15px/22px system-ui,-apple-system,Segoe UI,Roboto,sans-serif',
  look: 'margin:0 0 16px;padding:12px 0 0;font-weight:600;border-top:4px solid',
  part: 'margin:0 0 16px',
  code: 'margin:0 0 16px;padding:12px 16px;background:#f5f4f0;border-radius:6px;font:600 24px/32px ui-monospace,Consolas,monospace;letter-spacing:2px;text-align:center',
  signature: 'margin:0;color:#68645c;font-size:13px',
} as const;
const dark = `@media (prefers-color-scheme:dark){body{background:#191816!important;color:#f0eee9!important}.sheet{background:#24221f!important;border-color:#3b3833!important}.code{background:#191816!important}.signature{color:#a8a399!important}}`;

const partInHtml = (part: MailPart): string =>
  typeof part === 'string'
    ? `<p style="${styles.part}">${escapeHtml(part)}</p>`
    : `<p class="code" style="${styles.code}">${escapeHtml(part.code)}</p>`;

/** Returns the head of a mail: a bar in the organisation's colour, and its name. Nothing for an organisation without a colour. */
const lookInHtml = (look: MailLook | undefined): string =>
  look?.accent == null || !isColour(look.accent)
    ? ''
    : `<p style="${styles.look} ${look.accent}">${escapeHtml(look.name)}</p>`;

/**
 * Makes a mail about an account, as text and as HTML with the same words. The HTML loads nothing: no pictures, no fonts. A line
 * break in the subject becomes a space. `look`: of the organisation that the mail is about.
 */
export function mailOf(to: string, subject: string, parts: readonly MailPart[], look?: MailLook): AccountMail {
  const oneLine = subject.replace(/\s+/g, ' ');
  const paragraphs = parts.map((part) => (typeof part === 'string' ? part : `    ${part.code}`));
  const head = `<meta charset="utf-8"><meta name="color-scheme" content="light dark"><meta name="viewport" content="width=device-width"><title>${escapeHtml(oneLine)}</title><style>${dark}</style>`;
  const body = `<body style="${styles.body}"><div class="sheet" style="${styles.sheet}">${lookInHtml(look)}${parts.map(partInHtml).join('')}<p class="signature" style="${styles.signature}">${signature}</p></div></body>`;
  return {
    to,
    subject: oneLine,
    text: `${[...paragraphs, signature].join('\n\n')}\n`,
    html: `<!doctype html><html lang="en"><head>${head}</head>${body}</html>\n`,
  };
}
