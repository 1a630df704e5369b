import { emailKeyOf } from '@outpost/domain/kernel/text/email-address';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import type { IdentityPorts } from '../identity-ports.ts';
import { badCredentials, clearTries, countSignInTry, lockedOut, takeBackTry } from '../tries/lockout.ts';
import { tellOfPause } from '../mail/tell-of-pause.ts';

export type ProvePassword = {
  readonly email: string;
  readonly password: string;
  /** The device of a session of this account: its tries have their own count. */
  readonly knownDevice?: string;
};

/**
 * Proves by its password that an account is the asker's. Tries count like those of signing in. Returns the
 * identity. Refuses `access/bad-credentials`, also where there is no account, and `access/locked-out`.
 */
export async function provePassword(
  { email, password, knownDevice }: ProvePassword,
  ports: IdentityPorts,
): Promise<Result<{ readonly identityId: string }>> {
  const trier = { emailKey: emailKeyOf(email), deviceId: knownDevice ?? '', isKnownDevice: knownDevice !== undefined };
  const { counted, identity } = await ports.database.transaction('write', async (tx) => {
    const [found] = await tx.query<{ identity_id: string; password_hash: string }>(
      'select identity_id, password_hash from auth.find_identity($1)',
      [trier.emailKey],
    );
    return { counted: await countSignInTry(tx, trier, ports), identity: found };
  });
  if (!counted.isAdmitted) return lockedOut(counted);
  const verified = await ports.passwords.verify(identity?.password_hash ?? null, password);
  if (!verified.ok) return verified;
  if (!verified.value || !identity) {
    if (counted.startsPause) await tellOfPause({ email, isAccount: identity !== undefined }, ports);
    return badCredentials(counted);
  }
  await ports.database.transaction('write', (tx) =>
    trier.isKnownDevice ? clearTries(tx, { trier, counted }, ports) : takeBackTry(tx, counted, ports),
  );
  return accept({ identityId: identity.identity_id });
}
