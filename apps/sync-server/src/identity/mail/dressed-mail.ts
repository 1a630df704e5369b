import { escapeHtml } from '@outpost/domain/kernel/text/escape-html';
import { lookMark, lookStyleMark, mailStyles } from './mail-styles.ts';
import type { InlinePicture, MailLook } from './organisation-look.ts';

/** The HTML of a mail in the look of its organisation, with the pictures that it names. */
export type DressedHtml = { readonly html: string; readonly pictures: readonly InlinePicture[] };

/** Returns the organisation in whose look a mail is sent; undefined for a mail about an account alone. */
export const organisationOf = (html: string): string | undefined => lookMark.exec(html)?.[1];

/** Returns the head of a mail: a bar in the organisation's colour, its logo and its name. Empty for an organisation without both. */
function headOf({ name, light, logo }: MailLook): string {
  if (light === null && logo === null) return '';
  const style = `${mailStyles.look}${light === null ? '' : `${mailStyles.bar} ${light}`}`;
  // The logo repeats the name beside it, and has a white ground: it may be drawn in dark lines.
  const picture = logo === null ? '' : `<img src="cid:${logo.cid}" alt="" height="32" style="${mailStyles.logo}">`;
  return `<p class="look" style="${style}">${picture}${escapeHtml(name)}</p>`;
}

/** Puts the look of an organisation into the HTML of a mail. Without a look the HTML stays plain. */
export function dressedHtml(html: string, look: MailLook | undefined): DressedHtml {
  const head = look === undefined ? '' : headOf(look);
  const dark = look?.dark == null ? '' : `.look{border-color:${look.dark}!important}`;
  return {
    // Functions, because a name may contain the patterns of a replacement text.
    html: html.replace(lookStyleMark, () => dark).replace(lookMark, () => head),
    pictures: head === '' || look?.logo == null ? [] : [look.logo],
  };
}
