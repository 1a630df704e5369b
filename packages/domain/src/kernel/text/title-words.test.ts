import { describe, expect, it } from 'vitest';
import { searchTokens } from '../entities/field-types.ts';
import { typingErrors } from '../../testing/oracles/oracle-search.ts';
import { nearSpellings, titleToken, titleTokensIn, vocabularyOf } from './title-words.ts';

const spellings = (word: string): readonly string[] => nearSpellings(word)?.spellings ?? [];

describe('[Q-4] the spellings of a word with one typing error', () => {
  it.each([
    ['andreson', 'anderson'], // swapped
    ['andrson', 'anderson'], // left out
    ['anndersxon', 'anndersxo'], // a spelling without the last letter matches any other last letter
    ['anderrson', 'anderson'], // added
    ['andarson', 'anderson'], // replaced
    ['nderson', 'anderson'],
    ['ανδερσων', 'ανδρεσων'],
    ['андресон', 'андерсон'],
  ])('of %s contain %s', (typed, meant) => {
    expect(spellings(typed)).toContain(meant);
  });

  it('differ by exactly one error, each once, and none begins with the word', () => {
    for (const word of ['hallam', 'aaaaa', 'παππας', 'abcdefghijklmnopqrst']) {
      const all = spellings(word);
      expect(new Set(all).size).toBe(all.length);
      for (const one of all) {
        expect([one, typingErrors(Array.from(word), Array.from(one))]).toEqual([one, 1]);
        expect(one.startsWith(word)).toBe(false);
      }
      expect(all.length).toBeLessThanOrEqual(60 * word.length);
    }
  });

  it('are whole words of five letters for a word of four', () => {
    const near = nearSpellings('hall');
    expect(near?.isWhole).toBe(true);
    expect(near?.spellings).toContain('haall');
    expect(near?.spellings.every((word) => word.length === 5)).toBe(true);
    expect(nearSpellings('halls')?.isWhole).toBe(false);
  });

  it.each(['abc', 'x'.repeat(21), 'inv01', '12345', '', '漢字', '\ue000abcde', 'o’neil'])(
    'do not exist for %j',
    (word) => {
      expect(nearSpellings(word)).toBeUndefined();
    },
  );

  it('in a script without an alphabet correct letters too many and swapped ones', () => {
    expect(spellings('さくらんぼ')).toContain('さらくんぼ');
    expect(spellings('さくらんぼ')).toContain('さくらぼ');
  });
});

describe('[Q-4] the tokens of a title', () => {
  it('are distinguished from all other words, and are never typed', () => {
    const [first, last] = [titleToken('hallam'), titleToken('pike')];
    expect(titleTokensIn(`hallam ${first} pike acme ${last}`)).toEqual([first, last]);
    expect(titleTokensIn(`${first} hallam`)).toEqual([first]);
    expect(titleTokensIn('hallam pike')).toEqual([]);
    expect(searchTokens(titleToken('hallam'))).toEqual(['hallam']);
  });
  it('have at most 60 characters and whole letters', () => {
    for (const word of ['x'.repeat(60), '𝔘'.repeat(30), `x${'𝔘'.repeat(29)}`]) {
      expect(titleToken(word).length).toBeLessThanOrEqual(60);
      expect(titleToken(word).isWellFormed()).toBe(true);
    }
  });
  it('give the vocabulary the letters at their beginning, as far as a typed word can reach', () => {
    const tokens = ['hallam', 'pike', 'inv', 'abcd0001', '0001abcd', 'x'.repeat(50)].map(titleToken);
    expect(vocabularyOf([...tokens, 'other'])).toEqual(['hallam', 'pike', 'abcd', 'x'.repeat(21)]);
  });
});
