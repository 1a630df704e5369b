import type { Refusal } from '@outpost/domain/kernel/refusal';
import type { KeyStore } from '../../device/ports.ts';
import type { ProofKey } from '../../sync/line/proofs.ts';
import { replicaEntryFor } from '../entries-of.ts';
import type { Profile } from '../profile/profile.ts';

/** The seed of an Ed25519 key (RFC 8032). */
const proofKeyBytes = 32;

/** Returns a session's key under the system's key store, which works for this account on this machine only. */
export const keptTrust = (proofKey: ProofKey, keyStore: KeyStore): Promise<string> =>
  keyStore.wrap(Buffer.from(proofKey, 'base64url'));

/**
 * Returns the key by which the server knows this device as trusted for an account (ADR 106). The session that begins now is bound to it, too.
 * Undefined: the device is not trusted, or the key store does not give the key out.
 */
export async function trustedKey(
  profile: Profile,
  account: { readonly server: string; readonly email: string; readonly organisation?: string | undefined },
  keyStore: KeyStore | null,
): Promise<ProofKey | undefined> {
  const { trust } = replicaEntryFor(profile, account) ?? {};
  if (trust === undefined || !keyStore) return undefined;
  try {
    const key = await keyStore.unwrap(trust);
    return key.length === proofKeyBytes ? Buffer.from(key).toString('base64url') : undefined;
  } catch {
    return undefined; // wrapped on another machine or for another user: the device asks for the second factor
  }
}

/** Returns a refusal of a sign-in as screens see it. Without a key store this device can't be trusted, because a copy of its disk would be, too. */
export function trustOffered(refusal: Refusal, keyStore: KeyStore | null): Refusal {
  if (refusal.code !== 'access/second-factor-needed' || keyStore) return refusal;
  const { trustDays: _, ...details } = refusal.details;
  return { ...refusal, details };
}
