import { signedOutDays, usualUnlockLimits } from '@outpost/domain/kernel/access/unlock-limits';
import { assertNever } from '@outpost/domain/kernel/assert-never';
import { type RefusalOf, refuse } from '@outpost/domain/kernel/refusal';
import type { ReplicaEntry, Unlocking } from '../profile/profile.ts';
import { contactNeeded, type OnlineNeeded } from '../offline-period.ts';

/** Returns the number of wrong tries in a row that a device allows. */
export const unlockTriesOf = (unlocking: Pick<Unlocking, 'unlockTries'> | undefined): number =>
  unlocking?.unlockTries ?? usualUnlockLimits.unlockTries;

/** Returns why only a sign-in at the server opens a closed replica, by its entry in the profile; null: the password opens it. */
export function onlineNeededFor({ unlocking, tries = 0 }: ReplicaEntry, nowMs: number): OnlineNeeded | null {
  if (tries >= unlockTriesOf(unlocking)) return 'tries';
  return unlocking === undefined ? null : contactNeeded(unlocking, unlocking, nowMs);
}

/**
 * Returns the refusal to open data without the server. It names the reason and the next step, and says that nothing
 * is lost (S-5).
 */
export const onlineNeeded = (
  reason: OnlineNeeded,
  limits: Partial<Pick<Unlocking, 'unlockTries' | 'offlineDays'>> | undefined,
): RefusalOf<'replica/online-needed'> => refuse('replica/online-needed', words(reason, limits), { reason });

function words(reason: OnlineNeeded, limits: Partial<Pick<Unlocking, 'unlockTries' | 'offlineDays'>> = {}): string {
  switch (reason) {
    case 'tries':
      return `There were ${limits.unlockTries ?? usualUnlockLimits.unlockTries} wrong tries on this device. Sign in online with your password; nothing on this device is lost.`;
    case 'period':
      return `This device opens without contact for ${daysWords(limits.offlineDays)}, and this time is over. Connect it and sign in with your password: your changes are kept and will be sent then.`;
    case 'clock':
      return 'The clock of this device was set back. Set it to the present time, or sign in online with your password; nothing on this device is lost.';
    default:
      return assertNever(reason);
  }
}

const daysWords = (days: number | null | undefined): string =>
  days === 1 ? 'one day' : `${days ?? signedOutDays} days`;
