import type { TextFormat } from './field-format.ts';

/**
 * The unique identifier that the Nationwide Multistate Licensing System gives to a company, a branch or a loan originator (12 USC
 * 5102(12)). Loan documents name it (12 CFR 1026.36(g)). Chosen: 4 to 12 digits, because no rule states a length. It is a text: nobody
 * calculates with it.
 */
export const nmlsId = {
  name: 'nmls-id',
  label: 'US mortgage licence number (NMLS ID)',
  base: 'text',
  mostChars: 12,
  inputMode: 'numeric',
  example: '123456',
  problem: (value) => (/^\d{4,12}$/.test(value) ? undefined : 'must have 4 to 12 digits and nothing else'),
  read: (text) =>
    text
      .trim()
      .replace(/^NMLS(?:\s*ID)?\s*[#:]?\s*/iu, '')
      .replace(/^#\s*/u, ''),
  show: (value) => value,
} as const satisfies TextFormat;
