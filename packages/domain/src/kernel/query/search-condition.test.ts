import { describe, expect, it } from 'vitest';
import { searchTokens } from '../field-types.ts';
import { searchTermsOf } from './search-condition.ts';

/** Whether a text is found by another, by their tokens alone. */
const finds = (asked: string, held: string) =>
  searchTermsOf(asked).some((terms) =>
    terms.every((term) => searchTokens(held).some((token) => token.startsWith(term))),
  );

describe('[Q-4] what is looked for', () => {
  it.each([
    ['ang', 'Ångström & Söhne'],
    ['söhn ang', 'Ångström & Söhne'],
    ['ada@exa', 'Ada@Example.com'],
    ['(555) 014', '+15550142000, or (555) 014-2000'],
    ['+1 (555) 014-2000', '+15550142000'],
    ['001 555 0142000', '+15550142000'],
    ['ΕΛΛΑΣ', 'Ελλάς'],
    ['ｆｕｌｌ', 'full width'],
  ])('%s finds %s', (asked, held) => {
    expect(finds(asked, held)).toBe(true);
  });

  it.each([
    ['ada b', 'Ada Lovelace'],
    ['-', 'anything - at all'],
    ['', 'anything'],
    ['555 9999999', '+15550142000'],
  ])('%j does not find %s', (asked, held) => {
    expect(finds(asked, held)).toBe(false);
  });
});
