import { escapeHtml } from '@outpost/domain/kernel/text/escape-html';
import { mostFollowedLinks } from '@outpost/domain/kernel/messages/mail-uses';
import { Parser } from 'htmlparser2';
import type { UseLinks } from './use-links.ts';

type Mail = { readonly orgId: string; readonly messageId: string };

/** The value of a link as it is written in a tag, with the quotes. */
const written = /(\shref\s*=\s*)("[^"]*"|'[^']*')/i;

type FoundLink = { readonly from: number; readonly to: number; readonly target: string };

/** Returns the links of HTML with the places of their tags. Comments for Outlook are passed over. */
function linksIn(html: string): readonly FoundLink[] {
  const found: FoundLink[] = [];
  const parser: Parser = new Parser({
    onopentag(name, { href }) {
      if (name === 'a' && href !== undefined)
        found.push({ from: parser.startIndex, to: parser.endIndex + 1, target: href });
    },
  });
  parser.end(html);
  return found;
}

/**
 * MSG-46: returns the HTML of an e-mail whose links and picture tell this server that they are used. Left as they are: addresses of e-mail and
 * telephone, links to this server itself (those to opt out and to confirm), long ones, and those behind the first 100 targets. The footer with the
 * link to opt out is added behind, so it is never followed.
 */
export function followedHtml(html: string, mail: Mail, links: UseLinks): string {
  const own = new URL(links.at).origin;
  const followed = new Map<string, string>();
  let at = 0;
  let out = '';
  for (const { from, to, target } of linksIn(html)) {
    const url = URL.parse(target);
    if (url === null || url.origin === own) continue;
    const known = followed.get(target);
    const link = known ?? (followed.size < mostFollowedLinks ? links.linkOf(mail, target) : undefined);
    if (link === undefined) continue;
    followed.set(target, link);
    const tag = html.slice(from, to);
    out += html.slice(at, from) + tag.replace(written, (_, name: string) => `${name}"${escapeHtml(link)}"`);
    at = to;
  }
  return withPicture(out + html.slice(at), links.pictureOf(mail));
}

/** Adds the picture of one pixel before the end of the body. */
function withPicture(html: string, address: string): string {
  const picture = `<img src="${escapeHtml(address)}" alt="" width="1" height="1" style="border:0;width:1px;height:1px;">`;
  const end = html.toLowerCase().lastIndexOf('</body>');
  return end < 0 ? `${html}${picture}` : `${html.slice(0, end)}${picture}${html.slice(end)}`;
}
