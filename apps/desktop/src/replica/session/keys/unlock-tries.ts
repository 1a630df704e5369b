import { refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { KeyStore } from '../../device/ports.ts';
import { unwrapKey } from './file-key.ts';
import type { Profile } from '../profile.ts';

/** Chosen, as at the server: after so many wrong passwords on this device only a sign-in at the server opens the data. */
export const mostTries = 5;

/**
 * Returns the key of a replica by the password that somebody entered on this device. The try is on disk before the password is checked,
 * so that ending the process gives none back. Refuses `replica/wrong-key`, `replica/no-key-store`, and `access/bad-credentials` after
 * the last try; nothing is deleted then.
 */
export async function tryKey(
  id: string,
  password: string,
  { profile, keyStore }: { readonly profile: Profile; readonly keyStore: KeyStore | null },
): Promise<Result<Uint8Array>> {
  const entry = profile.entryOf(id);
  if (!entry) throw new Error('A replica that is not in the profile can not be unlocked');
  const { tries = 0 } = entry;
  if (tries >= mostTries) return noTriesLeft();
  profile.put({ ...entry, tries: tries + 1 });
  return unwrapKey(entry.key, { keyStore, password });
}

/** Makes a replica the current one, unlocked, and forgets its wrong tries. */
export function noteUnlocked(profile: Profile, id: string): void {
  const { tries: _, ...entry } = profile.entryOf(id) ?? {};
  if ('id' in entry) profile.put(entry, { current: id, isLocked: false });
}

const noTriesLeft = () =>
  refuse(
    'access/bad-credentials',
    `The password was wrong ${mostTries} times on this device. Sign in online with your password; nothing on this device is lost.`,
    { triesLeft: 0 },
  );
