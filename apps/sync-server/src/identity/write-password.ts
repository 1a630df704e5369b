import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { inTenant, type Transaction } from '../db/database.ts';
import type { IdentityPorts } from './identity-ports.ts';
import { instantAt } from './instant-at.ts';
import { checkNewPassword, type OwnWords } from './password-rules.ts';
import { endSessionsOf } from './sessions.ts';
import { type Account, findLocked } from './signed-in.ts';

/**
 * Puts a password that its person has chosen in the place of one that was given to them. Refuses a weak one and the same one again
 * (`request/invalid`). Answers false where the given one is not the account's any more.
 */
export async function choosePassword(
  input: { readonly account: Account; readonly password: string; readonly newPassword: string },
  ports: IdentityPorts,
): Promise<Result<boolean>> {
  const { account, password, newPassword } = input;
  const checked = checkNewPassword(newPassword, ownWordsOf(account));
  if (!checked.ok) return checked;
  if (newPassword.normalize('NFKC') === password.normalize('NFKC'))
    return refuse('request/invalid', 'Choose another password than the one that was given to you.', {
      path: 'newPassword',
    });
  const hashed = await ports.passwords.hash(newPassword);
  if (!hashed.ok) return hashed;
  const memberships = await ports.database.transaction('snapshot', (tx) => membershipsOf(tx, account.identityId));
  const { passwordHash: verifiedHash } = account;
  return accept(await writePassword({ memberships, passwordHash: hashed.value, verifiedHash }, ports));
}

/** What somebody who knows the person tries first. */
export const ownWordsOf = ({ person, organisation }: Account): OwnWords => ({
  ...person,
  organisation: organisation.name,
});

/** A person of a tenant by whom an identity signs in. */
export type Membership = { readonly org_id: string; readonly person_id: string };

/** In which tenants an identity is who. */
export const membershipsOf = (tx: Transaction, identityId: string): Promise<readonly Membership[]> =>
  tx.query<Membership>('select org_id, person_id from auth.memberships_of($1::uuid)', [identityId]);

/**
 * Writes a password and ends the sessions that it opened. Sessions end in each tenant by itself, under its own row security; a crash in between leaves a new password and some old sessions.
 * Writes nothing, and answers so, where the password is not the one that was verified any more.
 */
export async function writePassword(
  input: {
    readonly memberships: readonly Membership[];
    readonly passwordHash: string;
    readonly exceptSessionId?: string;
    readonly verifiedHash?: string;
    /** By an administrator. */
    readonly isGiven?: boolean;
  },
  ports: IdentityPorts,
): Promise<boolean> {
  const { memberships, passwordHash, exceptSessionId } = input;
  let expected = input.verifiedHash;
  for (const { org_id: orgId, person_id: personId } of memberships) {
    const isWritten = await inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
      const now = await findLocked(tx, { orgId, personId });
      if (expected !== undefined && now?.passwordHash !== expected) return false;
      await tx.query(`select auth.${input.isGiven === true ? 'give' : 'change'}_password($1::uuid, $2, $3)`, [
        personId,
        passwordHash,
        instantAt(ports.clock.nowMs()),
      ]);
      const at = instantAt(ports.clock.nowMs());
      const kept = exceptSessionId === undefined ? {} : { exceptSessionId };
      await endSessionsOf(tx, { orgId, personId, why: 'password-changed', at, ...kept });
      return true;
    });
    if (!isWritten) return false;
    expected = passwordHash; // another change in between has ended the rest of the sessions itself
  }
  return true;
}
