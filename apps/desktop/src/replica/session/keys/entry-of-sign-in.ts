import { refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { ReplicaPorts } from '../../device/ports.ts';
import type { ProofKey } from '../../sync/line/proofs.ts';
import { keptTrust } from './trusted-key.ts';
import { type PasswordCost, unwrapKey, wrapKey } from './file-key.ts';
import type { ReplicaEntry, WrappedKey } from '../profile/profile.ts';
import type { SignInAnswer } from '../tenant-session.ts';

/**
 * Returns the key of a replica whose person has just signed in. If the password was changed elsewhere, the former one is needed
 * once.
 */
export async function keyAfterSignIn(
  wrapped: WrappedKey,
  { password, formerPassword }: { readonly password: string; readonly formerPassword?: string | undefined },
  keyStore: ReplicaPorts['keyStore'],
): Promise<Result<Uint8Array>> {
  const key = await unwrapKey(wrapped, { keyStore, password });
  if (key.ok || key.code !== 'replica/wrong-key') return key;
  if (formerPassword === undefined)
    return refuse(
      'replica/wrong-key',
      'Your password was changed. The data on this device is still locked with the former one: enter it too, once.',
      {},
    );
  return unwrapKey(wrapped, { keyStore, password: formerPassword });
}

/** Returns the profile's entry of a replica after a sign-in, with its key wrapped anew. `known`: the entry before. */
export async function entryOfSignIn(
  {
    server,
    password,
    signedIn: { organisation, person, deviceKey, trustedUntil },
    proofKey,
    known,
    key,
  }: {
    readonly server: string;
    readonly password: string;
    readonly signedIn: SignInAnswer;
    readonly proofKey: ProofKey;
    readonly known: ReplicaEntry | undefined;
    readonly key: Uint8Array;
  },
  {
    keyStore,
    random,
    ids,
    clock,
    cost,
  }: Pick<ReplicaPorts, 'keyStore' | 'random' | 'ids' | 'clock'> & { readonly cost: PasswordCost },
): Promise<ReplicaEntry> {
  const nowMs = clock.nowMs();
  return {
    id: known?.id ?? ids.newId(),
    server,
    organisation: { id: organisation.id, name: organisation.name },
    person,
    key: await wrapKey(key, { keyStore, password, random, cost }),
    unsent: known?.unsent ?? 0,
    ...(deviceKey === undefined ? {} : { deviceKey }),
    ...(trustedUntil !== undefined && keyStore ? { trust: await keptTrust(proofKey, keyStore) } : {}),
    ...(known?.unlocking && { unlocking: { ...known.unlocking, contactMs: nowMs, seenMs: nowMs } }),
  };
}
