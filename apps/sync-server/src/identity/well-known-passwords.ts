import { dictionary } from '@zxcvbn-ts/language-common';

/**
 * The commonest passwords of leaked lists, in lower case: 49,233 of them, most common first. ASVS 5.0, 6.2.4 asks for 3,000 at least. Source:
 * `passwords-common` of the npm package @zxcvbn-ts/language-common (MIT licence); it lies on the server's disk, nothing is asked of a network.
 */
const common: ReadonlySet<string> = new Set(dictionary['passwords-common'].map((password) => password.toLowerCase()));

/** How many there are. */
export const commonPasswordCount = common.size;

/** Letters that people write as digits and signs. */
const written: Readonly<Record<string, string>> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's' }; // prettier-ignore
const asLetters = (text: string): string => Array.from(text, (sign) => written[sign] ?? sign).join('');

/** The unit of which a text is made again and again; the text itself where there is none. */
const unitOf = (text: string): string => /^(.+?)\1+$/u.exec(text)?.[1] ?? text;

/** Chosen: what is shorter is part of any word. */
const leastPieceChars = 4;
const mostPieceChars = Math.max(...Array.from(common, (password) => password.length));
/** Chosen: two of the commonest and a year are guessed; three words are not. */
const mostPieces = 2;
const leastOther = 3;

/** What a character adds that no common password holds: signs are added by everybody. */
const worth = (sign: string): number =>
  /[\p{P}\p{Z}\p{Sc}\p{Sm}\p{Sk}]/u.test(sign) ? 0 : /\p{N}/u.test(sign) ? 0.5 : 1;

/** How much of a text is left, at least, when common passwords are taken out of it. */
function leftOver(text: string): number {
  const signs = text.split('');
  // For each number of pieces that may still be taken out, the least that is left of the text up to each place.
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

/** Chosen: a shorter unit, however often it is repeated, is guessed. */
const leastUnitChars = 6;

/**
 * Whether a password is one of the commonest, or little more than one or two of them: repeated, with digits and signs around or between, with
 * digits for letters. Few of the commonest have as many characters as a password must have here: people lengthen the short ones.
 */
export function isCommonPassword(password: string): boolean {
  const folded = password.toLowerCase();
  return [folded, asLetters(folded)].some((form) => {
    const unit = unitOf(form);
    return leftOver(unit) < leastOther || (unit !== form && unit.length < leastUnitChars);
  });
}
