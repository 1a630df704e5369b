import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { isCommonPassword } from './well-known-passwords.ts';

/** Chosen between NIST SP 800-63B's 15 for a password alone and 8 with a second factor, which comes later. */
export const leastPasswordChars = 12;
/** Chosen: more than this keeps people from choosing a password at all. */
const mostLeastChars = 64;
/** Enough for any sentence; limits the hashing work (E-3). */
export const mostPasswordChars = 200;

/** The words that an attacker who knows the person tries first. */
export type OwnWords = {
  readonly email: string;
  readonly name?: string | undefined;
  readonly organisation?: string | undefined;
  /**
   * The smallest number of characters that the organisations of the account require, where that is more than the server
   * requires.
   */
  readonly leastChars?: number | undefined;
};

/** Chosen: shorter words occur in too many others. */
const leastWordChars = 4;
/** Chosen: a password needs this many characters in addition to such words. */
const leastOtherChars = 8;

const wordsIn = ({ email, name = '', organisation = '' }: OwnWords): readonly string[] =>
  [
    ...`outpost ${email} ${name} ${organisation}`
      .normalize('NFKC')
      .toLowerCase()
      .matchAll(/[\p{L}\p{N}]+/gu),
  ]
    .map(([word]) => word)
    .filter((word) => word.length >= leastWordChars)
    .sort((a, b) => b.length - a.length);

/**
 * Returns whether a password consists mostly of the names of its person and organisation (ASVS 5.0, 6.1.2 and 6.2.11).
 */
function isOfOwnWords(folded: string, words: OwnWords): boolean {
  const rest = wordsIn(words).reduce((text, word) => text.replaceAll(word, ''), folded);
  return rest !== folded && rest.replaceAll(/[^\p{L}\p{N}]/gu, '').length < leastOtherChars;
}

/**
 * Checks a new password: it must be long, not common, and not made of well-known words about the person. There are no rules about
 * kinds of characters, as NIST advises. Refuses `request/invalid`.
 */
export function checkNewPassword(password: string, words: OwnWords): Result<string> {
  const wrong = (message: string): Result<never> => refuse('request/invalid', message, { path: 'newPassword' });
  const normal = password.normalize('NFKC');
  const { length } = Array.from(normal);
  const least = Math.min(mostLeastChars, Math.max(leastPasswordChars, words.leastChars ?? 0));
  if (length < least) return wrong(`A password has at least ${least} characters: several words make a good one.`);
  if (length > mostPasswordChars) return wrong(`A password has at most ${mostPasswordChars} characters.`);
  const folded = normal.toLowerCase();
  if (new Set(folded).size < 4) return wrong('This password is too easy to guess: several words make a good one.');
  if (isOfOwnWords(folded, words))
    return wrong('This password is made of your name, your address or your organisation. Use other words.');
  if (isCommonPassword(folded))
    return wrong('This is one of the passwords that are tried first. Several words make a good one.');
  return accept(password);
}
