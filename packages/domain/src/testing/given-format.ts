import type { TextFormat } from '../kernel/entities/formats/field-format.ts';

/** A format that this build does not ship: the id of an author (ISO 27729). Tests add it to the list as a stranger would. */
export const givenFormat: TextFormat = {
  name: 'orcid',
  label: 'ORCID iD',
  base: 'text',
  mostChars: 19,
  example: '0000-0002-1825-0097',
  problem: (value) => (/^(?:\d{4}-){3}\d{3}[\dX]$/.test(value) ? undefined : 'must be an ORCID iD'),
  read: (text) => text.trim().replace(/^(?:iD |https:\/\/orcid\.org\/)/, ''),
  show: (value) => `iD ${value}`,
  link: (value) => `https://orcid.org/${value}`,
};
