import { foldText } from '../text/fold-text.ts';
import { editDistance } from '../text/near-misses.ts';

/**
 * How alike two names are. `same`: the same words in any order, without legal forms. `near`: each word has its counterpart,
 * with a misspelling or an initial ("P. Hallam", "Perrin Hallam"). `part`: one name contains all words of the other.
 */
export type NameLikeness = 'same' | 'near' | 'part' | 'different';

/**
 * Words at the end of company names that state the legal form. The list has the common forms of the countries with the most
 * company registrations; a missing one only makes two names less alike.
 */
const legalForms = new Set(
  'ab ag as asa aps bv co company corp corporation eg ev gbr gmbh inc incorporated kg limited llc llp lp ltd nv oy oyj plc pte pty sa sarl sas se srl spa ug ohg mbh'.split(
    ' ',
  ),
);

/** Chosen: longer names are texts; their comparison would take time by the square of their words. */
const mostWords = 12;

/**
 * Returns the words by which a name is compared, sorted: folded, without punctuation and without legal forms after the
 * first word. "Dunmere Estates, Ltd." and "Estates Dunmere" both give ["dunmere", "estates"].
 */
export function nameWords(name: string): readonly string[] {
  const words = foldText(name)
    .replace(/[.'’]/gu, (mark) => (mark === '.' ? ' ' : ''))
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  const told = words.filter((word, place) => place === 0 || !legalForms.has(word));
  return told.slice(0, mostWords).sort();
}

const hasDigit = (word: string): boolean => /\p{N}/u.test(word);

/** How well two words agree: 2 equal, 1 a misspelling or an initial, 0 not at all. Numbers agree only when equal. */
function agreement(left: string, right: string): 0 | 1 | 2 {
  if (left === right) return 2;
  if (hasDigit(left) || hasDigit(right)) return 0;
  const [short, long] = left.length < right.length ? [left, right] : [right, left];
  if (short.length === 1) return long.startsWith(short) ? 1 : 0;
  const allowed = short.length < 5 ? 0 : short.length < 9 ? 1 : 2;
  return allowed > 0 && editDistance(left, right, allowed) <= allowed ? 1 : 0;
}

/** Returns how alike two names are. Names without any word are different from all others. */
export function nameLikeness(left: readonly string[], right: readonly string[]): NameLikeness {
  const [few, many] = left.length <= right.length ? [left, right] : [right, left];
  if (few.length === 0) return 'different';
  if (few.length === many.length && few.every((word, place) => word === many[place])) return 'same';
  if (few.join('') === many.join('')) return 'same'; // "Blue Water", "Bluewater"
  const free = [...many];
  let told = 0; // pairs of whole words: initials alone prove nothing
  const take = (word: string, least: 1 | 2): boolean => {
    const at = free.findIndex((other) => agreement(word, other) >= least);
    if (at < 0) return false;
    const [other = ''] = free.splice(at, 1);
    if (word.length > 1 && other.length > 1) told += 1;
    return true;
  };
  // Equal words find their counterparts first, so that no initial takes the counterpart of an equal word.
  const inexact = few.filter((word) => !take(word, 2));
  if (!inexact.every((word) => take(word, 1)) || told === 0) return 'different';
  if (free.length === 0) return 'near';
  return inexact.length < few.length && few.join('').length >= 4 ? 'part' : 'different';
}
