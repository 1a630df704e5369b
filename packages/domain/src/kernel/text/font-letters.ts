import { countWithNoun } from './count-words.ts';

/**
 * The characters of Roboto as pdfmake ships it: Latin with accents, Greek, Cyrillic and common signs. A test compares the list with
 * the font.
 */
const drawn =
  /^[\r\u0020-\u007E\u00A0-\u017F\u018F\u0192\u01A0\u01A1\u01AF\u01B0\u01F0\u01FA-\u01FF\u0218-\u021B\u0237\u0259\u02BC\u02C6\u02C7\u02C9\u02D8-\u02DD\u02F3\u0384-\u038A\u038C\u038E-\u03A1\u03A3-\u03CE\u03D1\u03D2\u03D6\u0400-\u0486\u0488-\u0513\u1E00\u1E01\u1E3E\u1E3F\u1E80-\u1E85\u1E9E\u1EA0-\u1EF9\u1F4D\u2000-\u200B\u2010\u2011\u2013-\u2015\u2017-\u201E\u2020-\u2022\u2025-\u2027\u2030\u2032\u2033\u2039\u203A\u203C\u2044\u2070\u2074-\u208E\u20A3\u20A4\u20A6-\u20AC\u20B1\u20B9\u20BA\u20BC\u20BD\u20C1\u2105\u2113\u2116\u2122\u2126\u212E\u215B-\u215E\u2202\u2206\u220F\u2211\u2212\u221A\u221E\u222B\u2248\u2260\u2264\u2265\u25A0\u25CA\u25CB\u25CF\uFB01-\uFB04\uFEFF\uFFFC\uFFFD]$/u;

/** The marks of Roboto that are drawn over and under the letter before them. */
const marks = new Set('\u0300 \u0301 \u0303 \u0309 \u030F \u0323'.split(' '));

/** Whether the font of PDF documents has this character. */
export const isDrawnInPdf = (character: string): boolean => drawn.test(character) || marks.has(character);

/** The scripts that the note names (Unicode, Script property), in its order. All other characters are counted together. */
const scripts: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\p{Script=Han}/u, 'Chinese or Japanese (Han)'],
  [/[\p{Script=Hiragana}\p{Script=Katakana}\u30FC]/u, 'Japanese (Kana)'],
  [/\p{Script=Hangul}/u, 'Korean (Hangul)'],
  [/\p{Script=Arabic}/u, 'Arabic'],
  [/\p{Script=Hebrew}/u, 'Hebrew'],
  [/\p{Script=Devanagari}/u, 'Devanagari'],
  [/\p{Script=Bengali}/u, 'Bengali'],
  [/\p{Script=Tamil}/u, 'Tamil'],
  [/\p{Script=Thai}/u, 'Thai'],
  [/\p{Script=Armenian}/u, 'Armenian'],
  [/\p{Script=Georgian}/u, 'Georgian'],
  [/\p{Script=Ethiopic}/u, 'Ethiopic'],
  [/\p{Script=Greek}/u, 'Greek with old accents'],
  [/\p{Script=Cyrillic}/u, 'rare Cyrillic'],
  [/\p{Script=Latin}/u, 'rare Latin'],
  [/\p{Extended_Pictographic}/u, 'emoji'],
];

/**
 * Returns a text as a PDF document draws it. Accents are put together with their letters where Unicode has both as one character;
 * spaces that the font lacks become ordinary ones; marks without a shape are left out.
 */
export const pdfText = (text: string): string =>
  text
    .normalize('NFC')
    .replaceAll(/[\u202F\u205F\u3000]/g, '\u00A0')
    .replaceAll(/(?!\u200B)\p{Default_Ignorable_Code_Point}/gu, '');

/**
 * Returns the sentences by which a PDF document says that characters of its texts cannot be drawn: their scripts and counts.
 * Undefined where its font has all of them. Takes texts as `pdfText` returns them.
 */
export function undrawnNote(texts: Iterable<string>): string | undefined {
  const counts = new Map<string, number>();
  for (const text of texts)
    for (const character of text) {
      if (character === '\n' || character === '\t' || isDrawnInPdf(character)) continue;
      const name = scripts.find(([pattern]) => pattern.test(character))?.[1] ?? 'others';
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  if (counts.size === 0) return undefined;
  const named = [...scripts.map(([, name]) => name), 'others'].filter((name) => counts.has(name));
  const list = named.map((name) => `${name}: ${(counts.get(name) ?? 0).toLocaleString('en')}`).join(', ');
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return `This document cannot show ${countWithNoun(total, 'character')} and draws boxes in their place (${list}). Its font has Latin, Greek and Cyrillic letters.`;
}
