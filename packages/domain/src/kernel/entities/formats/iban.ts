import type { TextFormat } from './field-format.ts';

/**
 * Returns an IBAN modulo 97 (ISO 7064, MOD 97-10): the first four characters are moved to the end, and letters count as
 * numbers from 10 to 35. It is 1 where the check digits are right.
 */
function remainderBy97(iban: string): number {
  let remainder = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const worth = Number.parseInt(character, 36);
    remainder = (remainder * (worth < 10 ? 10 : 100) + worth) % 97;
  }
  return remainder;
}

/**
 * An international bank account number (ISO 13616-1:2020). Stored in the electronic form, without separators. Shown in the print
 * form, in groups of four. The shortest ones in use have 15 characters (Norway), the standard allows 34. The lengths of the countries
 * are not checked: the registry adds countries, and the check digits find a missing character.
 */
export const iban = {
  name: 'iban',
  label: 'IBAN',
  base: 'text',
  mostChars: 34,
  inputMode: 'text',
  example: 'DE89370400440532013000',
  problem: (value) => {
    if (!/^[A-Z]{2}\d{2}[A-Z\d]{11,30}$/.test(value))
      return 'must be an IBAN: a country, two check digits and 11 to 30 letters or digits';
    return remainderBy97(value) === 1 ? undefined : 'must be an IBAN whose check digits fit';
  },
  read: (text) =>
    text
      .replace(/[\s-]/gu, '')
      .toUpperCase()
      .replace(/^IBAN:?/u, ''),
  show: (value) => value.replace(/.{4}(?=.)/gu, '$& '),
} as const satisfies TextFormat;
