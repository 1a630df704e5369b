import { describe, expect, it } from 'vitest';
import { searchTokens, searchTokensOfField } from '../../entities/field-types.ts';
import { phone } from '../../entities/fields.ts';
import { spellingsOf } from '../../text/phone-digits.ts';
import { searchTermsOf } from './search-condition.ts';

const isFoundBy = (asked: string, tokens: readonly string[]): boolean =>
  searchTermsOf(asked).some((terms) =>
    terms.every((term) => spellingsOf(term).some((spelling) => tokens.some((token) => token.startsWith(spelling)))),
  );
/** Whether one text finds the other by their tokens alone. */
const finds = (asked: string, held: string) => isFoundBy(asked, searchTokens(held));

describe('[Q-4] the terms of a search', () => {
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

  it('[E-3] are at most twelve words, the longest ones, in the order in which they were written', () => {
    const words = Array.from({ length: 66 }, (_, n) => `${'w'.repeat(1 + (n % 13))}${n}x`);
    const [terms = []] = searchTermsOf(words.join(' '));
    expect(terms).toHaveLength(12);
    expect(terms).toEqual(words.filter((word) => terms.includes(word)));
    const shortest = Math.min(...terms.map((term) => term.length));
    for (const word of words) expect(terms.includes(word) || word.length <= shortest).toBe(true);
    expect(finds(words.join(' '), words.join(' '))).toBe(true);
  });

  it('leave out words that a longer word includes', () => {
    expect(searchTermsOf('an anna ann anna bo')).toEqual([['anna', 'bo']]);
  });
});

/** Whether a text finds a record with this stored phone number. */
const findsPhone = (asked: string, held: string) =>
  isFoundBy(asked, searchTokensOfField(phone({ searched: true }), held));

describe('[Q-4] a telephone number', () => {
  const stored = '+15550142987';
  it('is found by each run of at least four of its digits, and by no other run', () => {
    for (const held of [stored, '+155501429876', '4930', '49301', '9'.repeat(60)]) {
      const digits = held.replace('+', '');
      for (let from = 0; from < digits.length; from += 1)
        for (let to = from + 4; to <= digits.length; to += 1)
          expect(findsPhone(digits.slice(from, to), held)).toBe(true);
    }
    for (let number = 1_000; number < 10_000; number += 1)
      expect(findsPhone(String(number), stored)).toBe(stored.includes(String(number)));
  });
  it.each([
    '555-0142',
    '(555) 01 42',
    '555.014.29',
    '0142-987',
    '+1 555',
    '01 42/98',
    '００１ ５５５ ０１４２',
    '05550142',
    '555 0142 98 7',
  ])('is found by %s', (asked) => {
    expect(findsPhone(asked, stored)).toBe(true);
  });
  it.each([
    ['+49 (0)30 901820', '+4930901820'],
    ['030 901820', '+4930901820'],
    ['(555) 0142', '+1 555 014 2987 ext. 12'],
    ['0142', 'ask for 555 0142'],
  ])('%s finds %s', (asked, held) => {
    expect(findsPhone(asked, held)).toBe(true);
  });
  it.each(['555-0143', '5552987', '987 0142', '014', '42', '155501429871'])('is not found by %s', (asked) => {
    expect(findsPhone(asked, stored)).toBe(false);
  });
  it('together with a name is found by both', () => {
    const tokens = [...searchTokens('Ada Lovelace'), ...searchTokensOfField(phone(), stored)];
    const findsHer = (asked: string) => isFoundBy(asked, tokens);
    expect(['ada 555-0142', '0142 98 lovel', 'bob 555-0142', 'ada 555-0143'].map(findsHer)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
  it('gives a number in any other field no tokens of its parts', () => {
    expect(finds('0142', '+15550142987')).toBe(false);
  });
});
