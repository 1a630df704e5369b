/**
 * The number of characters of a folded text that count for sorting and comparing. Longer texts with the same beginning are equal,
 * and their ids decide.
 */
export const foldedKeyChars = 240;

// Letters that NFKD keeps although people search for them without their strokes, and the final sigma. After the other steps the
// final sigma is the only letter that SQLite's search still folds.
const unfoldable: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  ı: 'i',
  ħ: 'h',
  ς: 'σ',
};
/**
 * Any character except printable ASCII with single blanks. Texts without such a character only need their case folded. That is
 * ten times cheaper, and most texts are of this sort.
 */
const notPlain = /[^\x20-\x7e]| {2}/;
const unfoldablePattern = new RegExp(`[${Object.keys(unfoldable).join('')}]`, 'gu');

/**
 * returns the form in which text is compared, sorted and searched, on the device and on the server. Case, accents and width
 * are folded, white space is collapsed. The binary order of the result is the sort order. 'Ångström' and 'ANGSTROM' give the same
 * key.
 */
export function foldText(text: string): string {
  if (!notPlain.test(text)) return text.toLowerCase().trim();
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(unfoldablePattern, (letter) => unfoldable[letter] ?? letter)
    .replace(/\s+/gu, ' ')
    .trim();
}

/**
 * Returns the first part of the folded text, cut between code points. Code points beyond the basic plane sort by UTF-16 units in
 * JavaScript, but by UTF-8 bytes in both databases. So never sort keys in JavaScript; use an engine.
 */
export function foldedKey(text: string): string {
  const folded = foldText(text);
  return folded.length <= foldedKeyChars ? folded : Array.from(folded).slice(0, foldedKeyChars).join('');
}
