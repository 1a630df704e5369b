/**
 * How search finds telephone numbers by their digits, the same when a value is written and when it is looked for: a number gives one
 * token for each second of its tails, and a search by prefix looks for a run of digits at the beginning of a tail, and behind whatever digit
 * may begin one. So a number is found by any part of it. Each tail is a token that hardly another record has: of all tails a search index would
 * hold as many bytes for its phones as for all other words.
 */

/** Begins the tokens of a phone's digits, so that no other number is found by them. A private character of Unicode: nobody types it. */
const mark = '\ue000';
/** The shortest run of digits that is looked for within phones: shorter ones stand in nearly every number. */
const leastDigits = 4;
/** Tokens have at most 60 characters, the mark among them. */
const mostDigits = 59;

/** Digits with what people group them by between them. */
const run = /\d(?:[\s().\-/+]*\d)*/g;

const plain = (text: string): string => text.normalize('NFKC').replaceAll('(0)', ' '); // "+49 (0)30": dialled within the country only
const digitsIn = (text: string): string => text.replaceAll(/\D/g, '');
const isLong = (text: string): boolean => digitsIn(text).length >= leastDigits;

/** The runs of at least four digits in a text, without what they are grouped by: "+1 (555) 0142, room 12" → ["15550142"]. */
export const digitRuns = (text: string): readonly string[] =>
  (plain(text).match(run) ?? []).filter(isLong).map(digitsIn);

/** The text without its runs of at least four digits. */
export const withoutDigitRuns = (text: string): string =>
  plain(text).replaceAll(run, (found) => (isLong(found) ? ' ' : found));

/** The token to look for in place of a run of digits. */
export const digitsToken = (digits: string): string => mark + digits.slice(0, mostDigits);

/** What a token begins with that is found by this term: one spelling, or one for each place at which a run of digits may stand within a tail. */
export function spellingsOf(term: string): readonly string[] {
  if (!term.startsWith(mark)) return [term];
  const digits = term.slice(mark.length);
  return [term, ...Array.from({ length: 10 }, (_, before) => digitsToken(`${before}${digits}`))];
}

/** The tokens of a telephone number as it is stored: its digits from each second place on. */
export const phoneTokens = (text: string): readonly string[] =>
  digitRuns(text).flatMap((digits) =>
    Array.from({ length: Math.floor((digits.length - leastDigits) / 2) + 1 }, (_, pair) =>
      digitsToken(digits.slice(2 * pair)),
    ),
  );
