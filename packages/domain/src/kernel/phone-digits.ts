/**
 * How search finds telephone numbers by their digits, the same when a value is written and when it is looked for: a number gives one
 * token for each of its tails, so that a search by prefix finds it by any part of it.
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

/** The token to look for in place of a run of digits, by prefix. */
export const digitsToken = (digits: string): string => mark + digits.slice(0, mostDigits);

/** The tokens of a telephone number as it is stored: its digits from each place on. */
export const phoneTokens = (text: string): readonly string[] =>
  digitRuns(text).flatMap((digits) =>
    Array.from({ length: digits.length - leastDigits + 1 }, (_, from) => digitsToken(digits.slice(from))),
  );
