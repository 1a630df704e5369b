import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldedKey, foldedKeyChars, foldText } from './fold-text.ts';

/** Yields every code point except halves of surrogate pairs, which no stored text contains. */
function* codePoints(): Generator<string> {
  for (let code = 0; code <= 0x10ffff; code += 1) if (code < 0xd800 || code > 0xdfff) yield String.fromCodePoint(code);
}

/** Letters whose folding depends on their neighbours, or that fold to several letters. */
const awkward = [...'ΣσςİıßẞŉǰΐﬀÅÅǅ\u0307\u0345\u0301\u00a0\u2003\t ﷺ㎏½𝐀𐐀ᎠꭰᲀaA1.'];

describe('folding text', () => {
  it('[Q-1] folding is idempotent, for every character', () => {
    const changed: string[] = [];
    for (const letter of codePoints()) {
      const folded = foldText(letter);
      if (foldText(folded) !== folded) changed.push(letter);
    }
    expect(changed).toEqual([]);
  });

  it('[Q-1] folding is idempotent, for any combination', () => {
    const text = fc.array(fc.oneof(fc.constantFrom(...awkward), fc.string({ unit: 'binary', maxLength: 2 })), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(text, (parts) => {
        const folded = foldText(parts.join(''));
        expect(foldText(folded)).toBe(folded);
      }),
      { numRuns: 20_000, seed: 20261121 },
    );
  });

  it('[Q-1] ignores case in any alphabet that has it', () => {
    // Capitals write a Greek letter with iota subscript (and the iota itself) with a letter of its own. Old Cyrillic shapes fold
    // to themselves. People search for neither.
    const isExcepted = (letter: string): boolean =>
      letter.normalize('NFKD').includes('\u0345') || /[\u1c80-\u1c88]/u.test(letter);
    for (const letter of codePoints()) {
      if (isExcepted(letter) || (letter.toUpperCase() === letter && letter.toLowerCase() === letter)) continue;
      const folded = foldText(letter);
      if (foldText(letter.toUpperCase()) !== folded || foldText(letter.toLowerCase()) !== folded)
        expect.fail(`${letter} (U+${letter.codePointAt(0)?.toString(16)}) folds by case`);
    }
  });

  it.each([
    ['Ångström', 'angstrom'],
    ['ANGSTROM', 'angstrom'],
    ['Straße', 'strasse'],
    ['STRASSE', 'strasse'],
    ['Øre', 'ore'],
    ['Đakovo', 'dakovo'],
    ['Ðiva', 'diva'],
    ['Łódź', 'lodz'],
    ['Æsir', 'aesir'],
    ['Œuvre', 'oeuvre'],
    ['Þór', 'thor'],
    ['DIYARBAKIR', 'diyarbakir'],
    ['Dıyarbakır', 'diyarbakir'],
    ['İzmir', 'izmir'],
    ['Ħal', 'hal'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['οδος', 'οδοσ'],
    ['ﬁle', 'file'],
    ['Ａｂ', 'ab'],
    ['  a \t\n b\u2003c ', 'a b c'],
    ['a  B', 'a b'],
  ])('[Q-1] %s is %s', (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });

  it('[Q-1] cuts a key between code points, at their count', () => {
    expect([...foldedKey('𐐀'.repeat(foldedKeyChars + 5))]).toHaveLength(foldedKeyChars);
    expect(foldedKey('x'.repeat(foldedKeyChars))).toHaveLength(foldedKeyChars);
    expect(foldedKey(`${'x'.repeat(foldedKeyChars - 1)}yz`).at(-1)).toBe('y');
  });
});
