import { foldText } from './fold-text.ts';

/** A mend that is offered once for all rows with the value `from`. */
export type Proposal = {
  readonly from: string;
  readonly to: string;
  readonly rowCount: number;
  readonly why: ProposalReason;
};

/**
 * Why a value seems to be a misspelling of another. `same-letters`: only blanks and punctuation differ (GTXPro, GTX Pro). `near`:
 * one or two letters differ, are missing, too many or swapped (technolgy). `rare-and-near`: within the column one value is rare
 * and a single letter away from a frequent one. `placeholder`: a word for a missing value (N/A).
 */
export type ProposalReason = 'same-letters' | 'near' | 'rare-and-near' | 'placeholder';

/** The matches of a file's names with the known names. */
export type NameMatches = {
  /** Value as written → the known name that it equals but for case, accents and outer blanks. */
  readonly matched: ReadonlyMap<string, string>;
  readonly proposals: readonly Proposal[];
  /** Values that are neither known nor near to a known name. */
  readonly unknown: readonly string[];
};

/**
 * Returns the short words of a name: numbers, single letters, Roman numerals, abbreviations. They distinguish names
 * that are otherwise alike ("Engineer II", "Sales Team B"), so a different letter in them is not a misspelling.
 */
const shortWordsOf = (name: string): string =>
  foldText(name)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length <= 3)
    .join(' ');

/** Returns the letters and digits of a folded name: "gtxpro" for both "GTX-Pro " and "gtx pro". */
const lettersOf = (name: string): string => foldText(name).replace(/[^\p{L}\p{N}]+/gu, '');

/**
 * Returns how many letters may differ in a name of this length. It is 0 for short names, where one letter makes another word. It
 * is also 0 for very long texts: they are not names, and their comparison takes quadratic time.
 */
const allowedEdits = (length: number): number => (length < 6 || length > 150 ? 0 : length < 13 ? 1 : 2);

/**
 * Matches a column's values (each with its rows) with known names: exactly, folded, or else by a proposal. A proposal needs a
 * single nearest known name without near neighbours of its own, and the same digits: "GTK 500" is not "GTK 600".
 */
export function matchNames(cells: ReadonlyMap<string, number>, known: Iterable<string>): NameMatches {
  const byFold = new Map<string, string>();
  const byLetters = new Map<string, string | null>(); // null: two names with these letters
  for (const name of known) {
    if (!byFold.has(foldText(name))) byFold.set(foldText(name), name);
    const letters = lettersOf(name);
    const other = byLetters.get(letters);
    if (letters !== '') byLetters.set(letters, other === undefined || other === name ? name : null);
  }
  const index = nearIndex([...byLetters].flatMap(([letters, name]) => (name === null ? [] : [letters])));
  const matched = new Map<string, string>();
  const proposals: Proposal[] = [];
  const unknown: string[] = [];
  for (const [from, rowCount] of cells) {
    const folded = foldText(from);
    if (folded === '') continue;
    const exact = byFold.get(folded);
    const letters = lettersOf(from);
    const sameLetters = byLetters.get(letters);
    const nearest = exact === undefined && !sameLetters ? nearestOf(letters, index) : null;
    const near = nearest === null ? null : byLetters.get(nearest);
    if (exact !== undefined) matched.set(from, exact);
    else if (sameLetters) proposals.push({ from, to: sameLetters, rowCount, why: 'same-letters' });
    else if (near && shortWordsOf(near) === shortWordsOf(from))
      proposals.push({ from, to: near, rowCount, why: 'near' });
    else unknown.push(from);
  }
  return { matched, proposals: proposals.sort((a, b) => b.rowCount - a.rowCount), unknown };
}

/**
 * Proposes mends within a column of free words (sectors, countries). A value counts as a misspelling if it is one letter away
 * from another that is at least `timesAsFrequent` times as frequent. Words of `vocabulary` (those that the tenant already uses,
 * or a list such as countries) count as frequent.
 */
export function nearMissesWithin(
  cells: ReadonlyMap<string, number>,
  {
    vocabulary = [],
    timesAsFrequent = 5,
  }: { readonly vocabulary?: readonly string[]; readonly timesAsFrequent?: number } = {},
): readonly Proposal[] {
  const words = new Map<string, { readonly text: string; rowCount: number; readonly isKnown: boolean }>();
  for (const text of vocabulary) words.set(lettersOf(text), { text, rowCount: 0, isKnown: true });
  for (const [text, rowCount] of cells) {
    const word = words.get(lettersOf(text));
    if (word) word.rowCount += rowCount;
    else words.set(lettersOf(text), { text: text.trim(), rowCount, isKnown: false });
  }
  words.delete('');
  const index = nearIndex([...words.keys()]);
  const proposals: Proposal[] = [];
  for (const [from, rowCount] of cells) {
    const letters = lettersOf(from);
    const own = words.get(letters);
    if (!own || own.isKnown) continue;
    const nearest = nearestOf(letters, index);
    const target = nearest === null ? undefined : words.get(nearest);
    if (!target || shortWordsOf(target.text) !== shortWordsOf(from)) continue;
    if (target.isKnown || target.rowCount >= own.rowCount * timesAsFrequent) {
      proposals.push({ from, to: target.text, rowCount, why: target.isKnown ? 'near' : 'rare-and-near' });
    }
  }
  return proposals.sort((a, b) => b.rowCount - a.rowCount);
}

/** A word prepared for comparison: its digits, and its set of letters as bits. */
type IndexedWord = { readonly word: string; readonly digits: string; readonly letters: number };
/** Words by length: a word is compared only with words of about the same length. */
type NearIndex = { readonly byLength: ReadonlyMap<number, readonly IndexedWord[]>; comparisons: number };

/**
 * The number of comparisons after which the search stops (E-3): about a second. A file with so many unknown names has different
 * names, not misspelled ones.
 */
const mostComparisons = 50_000_000;

function nearIndex(words: readonly string[]): NearIndex {
  const byLength = new Map<number, IndexedWord[]>();
  for (const word of words) {
    const indexed = indexedWord(word);
    const list = byLength.get(word.length);
    if (list) list.push(indexed);
    else byLength.set(word.length, [indexed]);
  }
  return { byLength, comparisons: 0 };
}

function indexedWord(word: string): IndexedWord {
  let letters = 0;
  for (let index = 0; index < word.length; index += 1) letters |= 1 << (word.charCodeAt(index) % 31);
  return { word, digits: word.replace(/\P{N}/gu, ''), letters };
}

/** Returns how many letters occur in only one of two words. One edit makes at most two such differences. */
function differentLetters(left: number, right: number): number {
  let count = 0;
  for (let bits = left ^ right; bits !== 0; bits &= bits - 1) count += 1;
  return count;
}

/** Returns the single nearest other word within the allowed distance, or null where there is none or a tie. */
function nearestOf(word: string, index: NearIndex): string | null {
  const allowed = allowedEdits(word.length);
  if (allowed === 0 || index.comparisons > mostComparisons) return null;
  const own = indexedWord(word);
  let best: string | null = null;
  let bestDistance = allowed + 1;
  let isTied = false;
  for (let length = word.length - allowed; length <= word.length + allowed; length += 1) {
    const candidates = index.byLength.get(length) ?? [];
    index.comparisons += candidates.length;
    for (const candidate of candidates) {
      if (differentLetters(own.letters, candidate.letters) > 2 * allowed) continue;
      if (candidate.word === word || candidate.digits !== own.digits) continue;
      const distance = editDistance(word, candidate.word, bestDistance);
      if (distance < bestDistance) {
        best = candidate.word;
        bestDistance = distance;
        isTied = false;
      } else if (distance === bestDistance && distance <= allowed) {
        isTied = true;
      }
    }
  }
  // If known names differ from each other by one letter, a different letter is not a misspelling: Hatordax and Hatondax
  // are two companies.
  return isTied || best === null || isCrowded(best, word, index) ? null : best;
}

/** Whether the index contains further near words. */
function isCrowded(word: string, except: string, index: NearIndex): boolean {
  const own = indexedWord(word);
  const allowed = allowedEdits(word.length);
  for (let length = word.length - allowed; length <= word.length + allowed; length += 1) {
    for (const candidate of index.byLength.get(length) ?? []) {
      if (candidate.word === word || candidate.word === except) continue;
      if (differentLetters(own.letters, candidate.letters) > 2 * allowed) continue;
      if (editDistance(word, candidate.word, allowed) <= allowed) return true;
    }
  }
  return false;
}

/**
 * Returns the Damerau-Levenshtein distance (optimal string alignment): insertions, deletions, changes and swaps of neighbours.
 * Returns `limit + 1` as soon as the distance exceeds `limit`.
 */
export function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_unused, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= right.length; column += 1) {
      const isSame = left.charCodeAt(row - 1) === right.charCodeAt(column - 1);
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
      );
      const isSwap =
        row > 1 &&
        column > 1 &&
        left.charCodeAt(row - 1) === right.charCodeAt(column - 2) &&
        left.charCodeAt(row - 2) === right.charCodeAt(column - 1);
      if (isSwap) cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      current.push(cost);
      least = Math.min(least, cost);
    }
    if (least > limit) return limit + 1;
    beforeLast = last;
    last = current;
  }
  return last[right.length] ?? limit + 1;
}
