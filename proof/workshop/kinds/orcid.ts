import type { TextFormat } from './field-format.ts';

/** The id of an author (ISO 27729): "0000-0002-1825-0097". */
export const orcid = {
  name: 'orcid',
  label: 'ORCID iD',
  base: 'text',
  mostChars: 19,
  example: '0000-0002-1825-0097',
  problem: (value) => (/^(?:\d{4}-){3}\d{3}[\dX]$/.test(value) ? undefined : 'must be an ORCID iD'),
  read: (text) => text.trim().replace(/^(?:iD |https:\/\/orcid\.org\/)/, ''),
  show: (value) => `iD ${value}`,
  link: (value) => `https://orcid.org/${value}`,
} as const satisfies TextFormat;
