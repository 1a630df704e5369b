/**
 * Search for telephone numbers by their digits, with the same tokens for stored values and for queries. A number
 * has one token for every second tail of its digits. A prefix search looks for a run of digits at the start of a tail,
 * and after one arbitrary digit at its start. So any part of a number finds it. Hardly any other record has the same
 * tail tokens. With a token for each tail, phones would occupy as many bytes of a search index as all other words
 * together.
 */

/**
 * The first character of a phone's tokens, so that other numbers do not match them. A private character of Unicode, which nobody
 * types.
 */
const mark = '\ue000';
/** The shortest run of digits that is searched within phones; shorter runs occur in nearly every number. */
const leastDigits = 4;
/** A token has at most 60 characters including the mark. */
const mostDigits = 59;

/** Digits with the characters that group them. */
const run = /\d(?:[\s().\-/+]*\d)*/g;

const plain = (text: string): string => text.normalize('NFKC').replaceAll('(0)', ' '); // "+49 (0)30": the zero is dialled within the country only
const digitsIn = (text: string): string => text.replaceAll(/\D/g, '');
const isLong = (text: string): boolean => digitsIn(text).length >= leastDigits;

/** Returns the runs of at least four digits in a text, without grouping characters: "+1 (555) 0142, room 12" → ["15550142"]. */
export const digitRuns = (text: string): readonly string[] =>
  (plain(text).match(run) ?? []).filter(isLong).map(digitsIn);

/** Returns the text without its runs of at least four digits. */
export const withoutDigitRuns = (text: string): string =>
  plain(text).replaceAll(run, (found) => (isLong(found) ? ' ' : found));

/** Returns the search token for a run of digits. */
export const digitsToken = (digits: string): string => mark + digits.slice(0, mostDigits);

/**
 * Returns the prefixes of the tokens that match this term. It is one spelling, or for a run of digits one for each
 * possible digit before it within a tail.
 */
export function spellingsOf(term: string): readonly string[] {
  if (!term.startsWith(mark)) return [term];
  const digits = term.slice(mark.length);
  return [term, ...Array.from({ length: 10 }, (_, before) => digitsToken(`${before}${digits}`))];
}

/** Returns the tokens of a stored telephone number: its digits from every second position on. */
export const phoneTokens = (text: string): readonly string[] =>
  digitRuns(text).flatMap((digits) =>
    Array.from({ length: Math.floor((digits.length - leastDigits) / 2) + 1 }, (_, pair) =>
      digitsToken(digits.slice(2 * pair)),
    ),
  );

/** Chosen: national numbers have up to nine digits that differ; country codes and a leading zero come before them. */
const comparedDigits = 9;
/** Shorter numbers are extensions, which are the same in many houses. */
const leastCompared = 6;

/** Returns the digits by which a telephone number is compared: "+1 (555) 010-7734" and "0555 0107734" → "550107734". */
export function phoneKeyOf(phone: string): string | undefined {
  const digits = digitsIn(plain(phone)).replace(/^0+/u, '');
  return digits.length < leastCompared ? undefined : digits.slice(-comparedDigits);
}
