/** How many characters of a folded text count for sorting and comparing. Longer texts that agree so far are equal and tie by id. */
export const foldedKeyChars = 240;

// Letters that NFKD leaves whole although people look for them without their strokes, and the sigma that only ends a word: SQLite's
// search folds it, and it alone of all letters that are left after the rest.
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
/** Anything but printable ASCII with single blanks. Texts without any of it only have their case folded: ten times cheaper, and most are so. */
const notPlain = /[^\x20-\x7e]| {2}/;
const unfoldablePattern = new RegExp(`[${Object.keys(unfoldable).join('')}]`, 'gu');

/**
 * the form in which text is compared, sorted and searched, on the device and on the server alike: case, accents and
 * width folded, white space squeezed. Binary order of the result is the order. 'Ångström' and 'ANGSTROM' give the same key.
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
 * The first part of the folded text, cut between code points. Code points beyond the basic plane sort by their UTF-16 units in
 * JavaScript and by UTF-8 bytes in both databases: never sort keys in JavaScript, ask an engine.
 */
export function foldedKey(text: string): string {
  const folded = foldText(text);
  return folded.length <= foldedKeyChars ? folded : Array.from(folded).slice(0, foldedKeyChars).join('');
}
