import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { inTenant, type Transaction } from '../../db/database.ts';
import { noteEvent } from '../../journal/events/note-event.ts';
import type { IdentityPorts } from '../identity-ports.ts';
import { instantOfMs } from '../../db/instant-at.ts';
import { checkChosenPassword } from '../passwords/breached-passwords.ts';
import { leastCharsOf } from '../passwords/least-chars.ts';
import type { OwnWords } from '../passwords/password-rules.ts';
import { endSessionsOf } from '../sessions/sessions.ts';
import { type Account, findLocked } from '../sessions/signed-in.ts';

/**
 * Replaces a given password with one that the person has chosen. Refuses a weak one, or the same one again (`request/invalid`).
 * Returns false if the given password is no longer the account's.
 */
export async function choosePassword(
  input: { readonly account: Account; readonly password: string; readonly newPassword: string },
  ports: IdentityPorts,
): Promise<Result<boolean>> {
  const { account, password, newPassword } = input;
  const memberships = await ports.database.transaction('snapshot', (tx) => membershipsOf(tx, account.identityId));
  const leastChars = await leastCharsOf(ports.database, memberships.map(({ org_id: id }) => id)); // prettier-ignore
  const checked = await checkChosenPassword(newPassword, { ...ownWordsOf(account), leastChars }, ports);
  if (!checked.ok) return checked;
  if (newPassword.normalize('NFKC') === password.normalize('NFKC'))
    return refuse('request/invalid', 'Choose another password than the one that was given to you.', {
      path: 'newPassword',
    });
  const hashed = await ports.passwords.hash(newPassword);
  if (!hashed.ok) return hashed;
  const { passwordHash: verifiedHash } = account;
  return accept(await writePassword({ memberships, passwordHash: hashed.value, verifiedHash }, ports));
}

/** Returns the words that an attacker who knows the person tries first. */
export const ownWordsOf = ({ person, organisation }: Account): OwnWords => ({
  ...person,
  organisation: organisation.name,
});

/** A person of a tenant, as an identity's membership. */
export type MembershipRow = { readonly org_id: string; readonly person_id: string };

/** Returns an identity's memberships: its person in each tenant. */
export const membershipsOf = (tx: Transaction, identityId: string): Promise<readonly MembershipRow[]> =>
  tx.query<MembershipRow>('select org_id, person_id from auth.memberships_of($1::uuid)', [identityId]);

/**
 * Writes a password and ends the account's sessions. Sessions end tenant by tenant, under each tenant's row security. A
 * crash in between leaves the new password and some old sessions. If the account's password is no longer the verified
 * one, it writes nothing and returns this.
 */
export async function writePassword(
  input: {
    readonly memberships: readonly MembershipRow[];
    readonly passwordHash: string;
    readonly exceptSessionId?: string;
    readonly verifiedHash?: string;
    /** The person keeps their other sessions: nobody else knows the former password. */
    readonly keepsSessions?: boolean;
    /** Set by an administrator. */
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
        instantOfMs(ports.clock.nowMs()),
      ]);
      const { origin } = ports;
      const nowMs = ports.clock.nowMs();
      const at = instantOfMs(nowMs);
      const action = input.isGiven === true ? 'password/given' : 'password/changed';
      await noteEvent(tx, orgId, { action, nowMs, origin, about: personId });
      const kept = exceptSessionId === undefined ? {} : { exceptSessionId };
      if (input.keepsSessions !== true)
        await endSessionsOf(tx, { orgId, personId, why: 'password-changed', at, origin, ...kept });
      return true;
    });
    if (!isWritten) return false;
    expected = passwordHash; // another change in between has itself ended the remaining sessions
  }
  return true;
}
