import { isOneAddress, mailLink } from '../text/email-address.ts';
import { phoneLink, webLink } from '../text/outside-links.ts';

/** Returns the target of a link if the app and a mail may have it: a page over https, one e-mail address, one telephone number. */
export function safeTarget(target: string): string | undefined {
  if (/^mailto:/i.test(target)) {
    const address = target.slice('mailto:'.length);
    return isOneAddress(address) ? mailLink(address) : undefined;
  }
  if (/^tel:/i.test(target)) return phoneLink(target.slice('tel:'.length));
  return webLink(target, { isWebsite: false });
}
