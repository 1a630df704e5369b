import { phoneText } from '@outpost/domain/kernel/entities/field-types';
import { isOneAddress, mailLink } from '@outpost/domain/kernel/text/email-address';
import { phoneLink, webLink } from '@outpost/domain/kernel/text/outside-links';
import type { FieldSpec, FieldValue, SpecOf } from './field-spec.ts';

/** A link out of the app, and the action of a press on it: "Write to ada@example.com". */
export type FieldLink = { readonly href: string; readonly does: string; readonly icon: 'mail' | 'phone' | 'world' };

/**
 * Returns the link of a value: to write to an address, to call a number, or to open the page that a text names or that
 * its format gives. Undefined for other kinds of field and for values that are not such an address.
 */
export function fieldLink(spec: FieldSpec, value: FieldValue | undefined): FieldLink | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  if (spec.kind === 'email')
    return isOneAddress(value) ? { href: mailLink(value), does: `Write to ${value}`, icon: 'mail' } : undefined;
  if (spec.kind === 'phone') return linkTo(phoneLink(value), `Call ${phoneText(value)}`, 'phone');
  if (spec.kind === 'text') return linkTo(pageOf(spec, value), `Open ${value}`, 'world');
  return undefined;
}

/** The app opens pages only over https, for every format. */
function pageOf({ format }: SpecOf<'text'>, value: string): string | undefined {
  const page = format === undefined ? value : format.link?.(value);
  return page === undefined ? undefined : webLink(page, { isWebsite: false });
}

const linkTo = (href: string | undefined, does: string, icon: FieldLink['icon']): FieldLink | undefined =>
  href === undefined ? undefined : { href, does, icon };

/**
 * The attributes of a link out of the app. The shell of Electron opens only links with a target, and gives them to the operating
 * system; a browser opens a page that cannot reach back.
 */
export const outside = { target: '_blank', rel: 'noopener noreferrer' } as const;
