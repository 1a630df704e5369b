import type { RandomBytes } from '@outpost/domain/kernel/ports';
import { refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { KeyStore } from '../../device/ports.ts';
import { type PasswordCost, unwrapKey, wrapWithPassword } from '../keys/file-key.ts';
import { type WrappedKey, wrappedKeySchema } from '../profile/profile.ts';

/**
 * Wraps a file's key by a PIN as by a password, and the result by the system's key store. Six digits alone could be guessed by somebody with a
 * copy of the disk; the key store works for this account on this machine only (PLT-41).
 */
export async function wrapWithPin(
  key: Uint8Array,
  pin: string,
  { keyStore, random, cost }: { readonly keyStore: KeyStore; readonly random: RandomBytes; readonly cost: PasswordCost }, // prettier-ignore
): Promise<string> {
  const underPin = await wrapWithPassword(key, pin, { random, cost });
  return keyStore.wrap(Buffer.from(JSON.stringify(underPin)));
}

/** Unwraps the key. Refuses `replica/wrong-key` for another PIN, and `replica/no-key-store` without the key store that wrapped it. */
export async function unwrapWithPin(
  wrapped: string,
  pin: string,
  keyStore: KeyStore | null,
): Promise<Result<Uint8Array>> {
  const underPin = keyStore && (await outOfStore(wrapped, keyStore));
  if (!underPin)
    return refuse(
      'replica/no-key-store',
      "The PIN works together with the system's key store, which does not answer. Use your password; nothing is lost.",
      {},
    );
  const key = await unwrapKey(underPin, { keyStore: null, password: pin });
  return key.ok ? key : refuse('replica/wrong-key', 'This PIN does not open the data on this device.', {});
}

/** Returns the bytes that the key store has wrapped; null where it was another key store. */
async function outOfStore(wrapped: string, keyStore: KeyStore): Promise<WrappedKey | null> {
  try {
    const text = Buffer.from(await keyStore.unwrap(wrapped)).toString();
    const parsed = wrappedKeySchema.safeParse(JSON.parse(text));
    return parsed.success && parsed.data.kind === 'password' ? parsed.data : null;
  } catch {
    return null; // wrapped on another machine or for another user
  }
}
