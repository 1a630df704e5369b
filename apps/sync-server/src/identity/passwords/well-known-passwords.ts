import { dictionary } from '@zxcvbn-ts/language-common';

/**
 * The most common passwords of leaked lists, in lower case: 49,233 of them, the most common first. ASVS 5.0, 6.2.4
 * requires at least 3,000. Source: `passwords-common` of the npm package @zxcvbn-ts/language-common (MIT licence). The
 * list is on the server's disk. No network is needed.
 */
const common: ReadonlySet<string> = new Set(dictionary['passwords-common'].map((password) => password.toLowerCase()));

/** The number of common passwords. */
export const commonPasswordCount = common.size;

/** Letters that people replace by digits and signs. */
const written: Readonly<Record<string, string>> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's' }; // prettier-ignore
const asLetters = (text: string): string => Array.from(text, (sign) => written[sign] ?? sign).join('');

/** Returns the unit that a text repeats, or the text itself. */
const unitOf = (text: string): string => /^(.+?)\1+$/u.exec(text)?.[1] ?? text;

/** Chosen: a shorter piece is part of any word. */
const leastPieceChars = 4;
const mostPieceChars = Math.max(...Array.from(common, (password) => password.length));
/** Chosen: two common passwords and a year can be guessed. Three words cannot. */
const mostPieces = 2;
const leastOther = 3;

/** Returns the worth of a character that no common password covers. Signs are worth nothing, because everybody adds them. */
const worth = (sign: string): number =>
  /[\p{P}\p{Z}\p{Sc}\p{Sm}\p{Sk}]/u.test(sign) ? 0 : /\p{N}/u.test(sign) ? 0.5 : 1;

/** Returns the least worth of a text after common passwords are removed from it. */
function leftOver(text: string): number {
  const signs = text.split('');
  // For each number of pieces that may still be removed: the least remaining worth up to each place.
  let least = [0];
  for (const [place, sign] of signs.entries()) least[place + 1] = (least[place] ?? 0) + worth(sign);
  for (let taken = 0; taken < mostPieces; taken += 1) {
    const before = least;
    least = [0];
    for (const [place, sign] of signs.entries()) {
      const end = place + 1;
      let best = Math.min((least[place] ?? 0) + worth(sign), before[end] ?? 0);
      for (let start = Math.max(0, end - mostPieceChars); start <= end - leastPieceChars; start += 1)
        if (common.has(text.slice(start, end))) best = Math.min(best, before[start] ?? 0);
      least[end] = best;
    }
  }
  return least.at(-1) ?? 0;
}

/** Chosen: a shorter unit can be guessed, however often it is repeated. */
const leastUnitChars = 6;

/**
 * Returns whether a password is common, or little more than one or two common ones: repeated, with digits and signs
 * around or between, or with digits for letters. Few common passwords are as long as required here, because people
 * lengthen the short ones.
 */
export function isCommonPassword(password: string): boolean {
  const folded = password.toLowerCase();
  return [folded, asLetters(folded)].some((form) => {
    const unit = unitOf(form);
    return leftOver(unit) < leastOther || (unit !== form && unit.length < leastUnitChars);
  });
}
