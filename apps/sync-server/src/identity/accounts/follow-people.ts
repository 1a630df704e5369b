import { namedRoles } from '@outpost/domain/kernel/access/judge-access';
import { emailKeyOf } from '@outpost/domain/kernel/text/email-address';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { accessEntities, personStatusOf } from '../../access/principal.ts';
import type { Transaction } from '../../db/database.ts';
import { endSessionsOf } from '../sessions/sessions.ts';
import { forgetLostRoles } from '../providers/given-roles.ts';

/** A record before and after a write. `before` is absent for a new one. */
export type WrittenChange = { readonly before: StoredRecord | undefined; readonly now: StoredRecord };

/**
 * Updates sessions and accounts after changes to a tenant's people, in the same transaction. The sessions of a
 * suspended or deleted person end. A changed e-mail address becomes the one to sign in with. A deleted person's address
 * becomes free. A restored person gets it back unless another account has taken it. An address with an account in
 * another tenant changes nothing, and nobody learns of it. Clearing an e-mail address leaves the account
 * unchanged: suspending a person is the way to block access. A role that a person loses is no longer one that an
 * identity provider has given (PLT-33).
 */
export async function followPeople(tx: Transaction, orgId: string, changes: readonly WrittenChange[]): Promise<void> {
  for (const { before, now } of changes) {
    if (now.entity !== accessEntities.person) continue;
    const standing = personStatusOf(now);
    if (standing !== 'active') await endSessionsOf(tx, { orgId, personId: now.id, why: standing, at: now.updatedAt });
    if (!before) continue; // a new person has no account yet
    const lost = lostRoles(before, now);
    if (lost.length > 0) await forgetLostRoles(tx, { orgId, personId: now.id, roles: lost });
    const [wasHere, isHere] = [before.life === 'alive', now.life === 'alive'];
    const email = now.fields['email'];
    const moving = { orgId, personId: now.id, by: now.updatedBy, at: now.updatedAt };
    if (wasHere && !isHere) await moveAccount(tx, { ...moving, email: undefined });
    else if (isHere && typeof email === 'string' && (!wasHere || before.fields['email'] !== email))
      await moveAccount(tx, { ...moving, email });
  }
}

/** Returns the keys of roles in the whole tenant, without an end, that a person held before and does not hold now. */
function lostRoles(before: StoredRecord, now: StoredRecord): readonly string[] {
  const [had, has] = [before, now].map((person) => new Set(namedRoles(person).flatMap(({ role, teamId, until }) => (teamId === null && until === undefined ? [role] : [])))); // prettier-ignore
  return had && has ? [...had.difference(has)] : [];
}

type Moving = {
  readonly orgId: string;
  readonly personId: string;
  readonly email: string | undefined;
  /** The author of the change, and its time (ISO 8601, UTC). */
  readonly by: string;
  readonly at: string;
};

/**
 * Sets a person's account to another address, or to none. Does nothing where there is no account, or where another account has
 * the address. Queues the notice of a changed address (`tellOfAddresses`).
 */
export async function moveAccount(tx: Transaction, { orgId, personId, email, by, at }: Moving): Promise<void> {
  const key = email === undefined ? null : emailKeyOf(email);
  await tx.query(
    `insert into auth.address_notice (org_id, person_id, former, next, by_person, changed_at)
     select $1, $2, moved.former, $4, $5, $6 from auth.move_account($2::uuid, $3, $4) as moved(former) where moved.former is not null`,
    [orgId, personId, key, email?.trim() ?? null, by, at],
  );
}
