import { webLink } from '../../text/outside-links.ts';
import type { TextFormat } from './field-format.ts';

/**
 * The address of a website, with or without "https://". Every text is accepted, because records that are older than
 * formats have other texts: a text that is not an https address is shown without a link.
 */
export const website = {
  name: 'website',
  label: 'Website',
  base: 'text',
  mostChars: 2_000, // chosen: as many as `webLink` makes a link of
  inputMode: 'url',
  example: 'www.example.com',
  problem: () => undefined,
  read: (text) => text.trim(),
  show: (value) => value,
  link: (value) => webLink(value, { isWebsite: true }),
} as const satisfies TextFormat;
