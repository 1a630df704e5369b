import type { Result } from '@outpost/domain/kernel/refusal';
import type { KeyStore } from '../../device/ports.ts';
import { unwrapKey } from '../keys/file-key.ts';
import type { Profile } from '../profile.ts';
import { onlineNeeded, onlineNeededFor } from './online-needed.ts';

/**
 * Returns the key of a replica by the password that somebody entered on this device. The try is on disk before the password is checked,
 * so that ending the process gives none back. Refuses `replica/wrong-key`, `replica/no-key-store`, and `replica/online-needed` after the
 * last try or the end of the period without contact; nothing is deleted then. A replica that is to be wiped has no period: what it has
 * not sent is handed over.
 */
export async function tryKey(
  id: string,
  password: string,
  { profile, keyStore, nowMs }: { readonly profile: Profile; readonly keyStore: KeyStore | null; readonly nowMs: number }, // prettier-ignore
): Promise<Result<Uint8Array>> {
  const entry = profile.entryOf(id);
  if (!entry) throw new Error('A replica that is not in the profile can not be unlocked');
  const reason = onlineNeededFor(entry, nowMs);
  if (reason === 'tries' || (reason !== null && entry.wipe === undefined)) return onlineNeeded(reason, entry.unlocking);
  profile.put({ ...entry, tries: (entry.tries ?? 0) + 1 });
  return unwrapKey(entry.key, { keyStore, password });
}

/** Makes a replica the current one, unlocked, and forgets its wrong tries. */
export function noteUnlocked(profile: Profile, id: string): void {
  const { tries: _, ...entry } = profile.entryOf(id) ?? {};
  if ('id' in entry) profile.put(entry, { current: id, isLocked: false });
}
