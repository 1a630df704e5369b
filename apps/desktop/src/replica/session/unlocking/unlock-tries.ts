import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { KeyStore } from '../../device/ports.ts';
import { unwrapKey } from '../keys/file-key.ts';
import { type Profile, type ReplicaEntry, withoutQuickWays } from '../profile/profile.ts';
import { onlineNeeded, onlineNeededFor, unlockTriesOf } from './online-needed.ts';
import { unwrapWithPin } from './pin-key.ts';

type Trying = { readonly profile: Profile; readonly keyStore: KeyStore | null; readonly nowMs: number };

/**
 * Counts a try to open a replica, on disk when this returns, so that ending the process gives none back. The last try also takes the PIN and
 * biometrics away; `noteUnlocked` gives them back. Returns the entry as it was before. Refuses `replica/online-needed` after the last try or
 * the end of the period without contact; nothing is deleted then. A replica that is to be wiped has no period: its
 * unsent acts are handed over.
 */
export function countUnlockTry(id: string, { profile, nowMs }: Omit<Trying, 'keyStore'>): Result<ReplicaEntry> {
  const entry = profile.entryOf(id);
  if (!entry) throw new Error('A replica that is not in the profile cannot be unlocked');
  const reason = onlineNeededFor(entry, nowMs);
  if (reason === 'tries' || (reason !== null && entry.wipe === undefined)) return onlineNeeded(reason, entry.unlocking);
  const tries = (entry.tries ?? 0) + 1;
  const isLast = tries >= unlockTriesOf(entry.unlocking);
  profile.put({ ...(isLast ? withoutQuickWays(entry) : entry), tries });
  return accept(entry);
}

/** Returns the key of a replica by the password that somebody entered on this device. Counts the try before the password is checked. */
export async function tryKey(id: string, password: string, trying: Trying): Promise<Result<Uint8Array>> {
  const counted = countUnlockTry(id, trying);
  return counted.ok ? unwrapKey(counted.value.key, { keyStore: trying.keyStore, password }) : counted;
}

/** Opens the replica by the PIN; wrong tries are in the same count (PLT-41). */
export async function tryPin(id: string, pin: string, trying: Trying): Promise<Result<Uint8Array>> {
  if (trying.profile.entryOf(id)?.pin === undefined)
    return refuse('replica/locked', 'There is no PIN on this device any more. Use your password.', {});
  const counted = countUnlockTry(id, trying);
  return counted.ok ? unwrapWithPin(counted.value.pin ?? '', pin, trying.keyStore) : counted;
}

/**
 * Makes a replica the current one, unlocked, and resets the count of its wrong tries. `before`: its entry before the right try.
 */
export function noteUnlocked(profile: Profile, before: ReplicaEntry): void {
  const { tries: _, ...entry } = profile.entryOf(before.id) ?? {};
  const { pin, biometrics } = before;
  const quick = { ...(pin !== undefined && { pin }), ...(biometrics !== undefined && { biometrics }) };
  if ('id' in entry) profile.put({ ...entry, ...quick }, { current: before.id, isLocked: false });
}
