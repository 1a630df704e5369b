/**
 * Whether a text is exactly one e-mail address (RFC 5321, section 4.1.2, without quoted local parts and address
 * literals). It accepts no list, no name next to the address, and no text that a mail program would read as a second
 * recipient.
 */
export const isOneAddress = (text: string): boolean =>
  text.length <= 320 && /^[^\s\p{Cc}@<>()[\]\\,;:"]+@[^\s\p{Cc}@<>()[\]\\,;:"]+$/u.test(text);

/**
 * Returns the link that begins a mail to an address (RFC 6068, section 2). No part of the address can add headers or recipients.
 */
export const mailLink = (address: string): string => `mailto:${encodeURIComponent(address).replaceAll('%40', '@')}`;

/**
 * Returns the key by which an address is compared: without case and compatibility forms. Accents count, because they belong to
 * other mailboxes.
 */
export const emailKeyOf = (address: string): string => address.normalize('NFKC').trim().toLowerCase();
