/**
 * Search in the words of titles. Tokens distinguish a word of a title from words of other fields. Spellings of
 * a typed word cover one typing error.
 */

/** The first character of the tokens of title words. A private character of Unicode, which nobody types. */
const mark = '\ue001';
/** A token has at most 60 characters including the mark. */
const mostChars = 59;

/**
 * The version of a title's tokens. Stores note the version that all their records have reached. A change rewrites the
 * tokens of all records in the background, on devices and on the server.
 */
export const titleWordsVersion = 1;

/** Returns the token of a word of a title, or of the beginning of one. */
export function titleToken(word: string): string {
  const cut = word.slice(0, mostChars);
  return mark + (cut.isWellFormed() ? cut : cut.slice(0, -1));
}

/** Whether a token is one of a title's words. */
const isTitleToken = (token: string): boolean => token.startsWith(mark);

/** Returns the tokens of title words among tokens that a space separates. Hot path: a first sync calls it for each record. */
export function titleTokensIn(words: string): readonly string[] {
  const found: string[] = [];
  for (let at = words.indexOf(mark); at !== -1;) {
    const end = words.indexOf(' ', at);
    found.push(end === -1 ? words.slice(at) : words.slice(at, end));
    at = end === -1 ? -1 : words.indexOf(mark, end);
  }
  return found;
}

/**
 * The number of letters of a typed word for which typing errors are allowed. Shorter words have too many neighbours. In
 * longer ones people make more than one error, and the number of spellings would grow.
 */
const [leastLetters, mostLetters] = [5, 20];

/** A word's beginning in the vocabulary: one letter more than the longest typed word. */
const beginning = new RegExp(`^\\p{L}{${leastLetters - 1},${mostLetters + 1}}`, 'u');

/**
 * Returns the entries of a store's vocabulary for a record's tokens: the beginnings of its title words. The vocabulary
 * of a store contains them for all its records, each once. A search asks it which spellings can occur at all, so that
 * it looks for few of the several hundred. It decides nothing about the hits.
 */
export const vocabularyOf = (tokens: readonly string[]): readonly string[] => [
  ...new Set(
    tokens.flatMap((token) => (isTitleToken(token) ? (beginning.exec(token.slice(mark.length))?.[0] ?? []) : [])),
  ),
];

/** The letters of the scripts in which a missing or wrong letter can be replaced, as `foldText` leaves them. */
const alphabets: readonly (readonly [first: number, last: number])[] = [
  [0x61, 0x7a], // Latin
  [0x3b1, 0x3c9], // Greek
  [0x430, 0x45f], // Cyrillic
  [0x561, 0x586], // Armenian
  [0x5d0, 0x5ea], // Hebrew
  [0x621, 0x64a], // Arabic
  [0x10d0, 0x10f0], // Georgian
];

function alphabetOf(letters: readonly string[]): readonly string[] {
  const used = alphabets.filter(([first, last]) =>
    letters.some((letter) => {
      const code = letter.codePointAt(0) ?? 0;
      return code >= first && code <= last;
    }),
  );
  return used.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, place) => String.fromCodePoint(first + place)),
  );
}

/** The spellings of a typed word with one error. `isWhole`: each is a whole word, otherwise the beginning of a word. */
export type NearSpellings = { readonly spellings: readonly string[]; readonly isWhole: boolean };

/**
 * Returns the spellings that differ from a folded word by one typing error: one letter left out, added, replaced, or
 * two neighbours swapped. A spelling that begins with the word itself is left out, because the word finds it. A word of
 * four letters is only completed to whole words of five. Returns `undefined` where no error is allowed: for words with
 * other characters than letters, and for shorter and longer ones. In a script without a listed alphabet only letters
 * too many and swapped letters are corrected. At most 60 spellings for each letter of one Latin word.
 */
export function nearSpellings(word: string): NearSpellings | undefined {
  if (!/^\p{L}+$/u.test(word)) return undefined;
  const letters = Array.from(word);
  const { length } = letters;
  if (length < leastLetters - 1 || length > mostLetters) return undefined;
  const alphabet = alphabetOf(letters);
  const spellings = new Set<string>();
  const add = (from: number, to: number, between: string): void =>
    void spellings.add(letters.slice(0, from).join('') + between + letters.slice(to).join(''));
  const isWhole = length < leastLetters;
  for (const [place, letter] of letters.entries()) {
    for (const other of alphabet) add(place, place, other);
    if (isWhole) continue;
    add(place, place + 1, '');
    // Without its last letter the word also matches every other last letter.
    if (place < length - 1) for (const other of alphabet) add(place, place + 1, other);
    const next = letters[place + 1];
    if (next !== undefined) add(place, place + 2, next + letter);
  }
  return { spellings: [...spellings].filter((spelling) => !spelling.startsWith(word)), isWhole };
}
