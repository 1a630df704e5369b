import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { inTenant } from '../../db/database.ts';
import { askedForPasskey, beginForChallenge } from '../factors/challenge.ts';
import { isFactor, factorsOf } from '../factors/stored-factors.ts';
import { stepOf } from '../factors/step-up.ts';
import type { Caller, IdentityPorts } from '../identity-ports.ts';
import { findAccount, sessionEnded } from '../sessions/signed-in.ts';
import { beginPasskeyAnswer, beginPasskeySetUp, type BegunPage, type Return } from './begin-passkey.ts';
import { partyOf } from '../passkeys/relying-party.ts';

type Challenged = { readonly challenge: string; readonly back: Return };

/**
 * Begins to answer the second step of a sign-in by a passkey. Refuses for the reasons of `askedForPasskey` and
 * `beginPasskeyAnswer`.
 */
export async function passkeyForChallenge(
  { challenge, back }: Challenged,
  ports: IdentityPorts,
): Promise<Result<BegunPage>> {
  const asked = await askedForPasskey({ challenge, device: back.device }, ports);
  return asked.ok ? beginPasskeyAnswer({ identityId: asked.value.identityId, step: challenge, back }, ports) : asked;
}

/**
 * Begins to make the passkey that a role of the person requires, in the middle of a sign-in. Refuses for the reasons of
 * `beginForChallenge`.
 */
export async function newPasskeyForChallenge(
  { challenge, back, name }: Challenged & { readonly name: string },
  ports: IdentityPorts,
): Promise<Result<BegunPage>> {
  const party = partyOf(ports);
  if (!party.ok) return party;
  const begun = await beginForChallenge({ challenge, device: back.device, kind: 'passkey', name }, ports);
  return begun.ok ? beginPasskeySetUp({ begun: begun.value, back }, ports) : begun;
}

/** Begins to prove by a passkey who the caller is (`stepUp`). Refuses `request/invalid` where the caller has none. */
export async function passkeyForStepUp(
  { caller, back }: { readonly caller: Caller; readonly back: Return },
  ports: IdentityPorts,
): Promise<Result<BegunPage>> {
  const { orgId, userId: personId } = caller;
  const asked = await inTenant(ports.database, { orgId, mode: 'snapshot' }, async (tx) => {
    const account = await findAccount(tx, { orgId, personId });
    if (account?.standing !== 'active') return sessionEnded('removed');
    const { identityId } = account;
    const hasOne = (await factorsOf(tx, identityId)).some((each) => each.kind === 'passkey' && isFactor(each));
    return hasOne ? accept({ identityId }) : refuse('request/invalid', 'You have no passkey.', { path: 'kind' });
  });
  return asked.ok ? beginPasskeyAnswer({ ...asked.value, step: stepOf(caller), back }, ports) : asked;
}
