import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';

/** Chosen between NIST SP 800-63B's 15 for a password alone and its 8 beside a second factor, which comes later. */
export const leastPasswordChars = 12;
/** Enough for any sentence; a bound on what is hashed (E-3). */
export const mostPasswordChars = 200;

/** What a new password must be: long, and not what everybody knows of the person. No rules about kinds of characters, as NIST advises. */
export function checkNewPassword(password: string, { email }: { readonly email: string }): Result<string> {
  const path = 'newPassword';
  const { length } = Array.from(password.normalize('NFKC'));
  if (length < leastPasswordChars)
    return refuse(
      'request/invalid',
      `A password has at least ${leastPasswordChars} characters: several words make a good one.`,
      { path },
    );
  if (length > mostPasswordChars)
    return refuse('request/invalid', `A password has at most ${mostPasswordChars} characters.`, { path });
  const folded = password.toLowerCase();
  if (folded === email.toLowerCase() || new Set(folded).size < 4)
    return refuse('request/invalid', 'This password is too easy to guess: several words make a good one.', { path });
  return accept(password);
}
