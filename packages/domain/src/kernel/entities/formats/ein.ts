import type { TextFormat } from './field-format.ts';

/**
 * An employer identification number of the United States, in the form 00-0000000 (26 CFR 301.7701-12). The first two digits are not
 * checked: the IRS goes on to assign new ones.
 */
export const ein = {
  name: 'ein',
  label: 'US employer number (EIN)',
  base: 'text',
  mostChars: 10,
  inputMode: 'text', // a keypad of digits has no hyphen
  example: '12-3456789',
  problem: (value) =>
    /^\d{2}-\d{7}$/.test(value) ? undefined : 'must have nine digits, with a hyphen after the second',
  read: (text) => {
    const digits = text.replace(/[\s-]/gu, '');
    return /^\d{9}$/.test(digits) ? `${digits.slice(0, 2)}-${digits.slice(2)}` : text.trim();
  },
  show: (value) => value,
} as const satisfies TextFormat;
