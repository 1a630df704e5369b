import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { checkNewPassword, type OwnWords } from './password-rules.ts';

/**
 * The answer of the operator's list about a password. `unreachable`: the list could not be asked, and the operator
 * requires a refusal then.
 */
export type BreachListAnswer = 'none' | 'breached' | 'unreachable';

/** Looks a password up in the operator's list of breached passwords. It never throws. */
export type BreachedPasswords = (password: string) => Promise<BreachListAnswer>;

/** Chosen: a service that was restarted answers again by then. */
const waitSeconds = 60;

/**
 * Checks a new password by the rules, and by the operator's list of breached passwords where there is one (ASVS 5.0,
 * 6.2.12). Call it after the person has shown a code or a password, so that nobody else makes the server ask. Refuses
 * `request/invalid`, and `server/busy` where the list can't be asked and the operator requires the check.
 */
export async function checkChosenPassword(
  password: string,
  words: OwnWords,
  { breached }: { readonly breached?: BreachedPasswords },
): Promise<Result<string>> {
  const checked = checkNewPassword(password, words);
  if (!checked.ok || !breached) return checked;
  switch (await breached(password)) {
    case 'breached':
      return refuse('request/invalid', 'This password is in a list of stolen passwords, which are tried first. Choose another one: several words make a good one.', { path: 'newPassword' }); // prettier-ignore
    case 'unreachable':
      return refuse('server/busy', 'New passwords cannot be checked now. Your password is unchanged; try again in a minute.', { waitSeconds }); // prettier-ignore
    case 'none':
      return accept(password);
  }
}
