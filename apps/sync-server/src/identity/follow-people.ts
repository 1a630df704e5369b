import { emailKeyOf } from '@outpost/domain/kernel/text/email-address';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { accessEntities, standingOf } from '../access/principal.ts';
import type { Transaction } from '../db/database.ts';
import { endSessionsOf } from './sessions.ts';

/** A record before and after a write; before is absent for a new one. */
export type WrittenChange = { readonly before: StoredRecord | undefined; readonly now: StoredRecord };

/**
 * Lets sessions and accounts follow the people of a tenant, in the transaction that writes their records: the sessions of a person who is
 * suspended or gone end, a changed e-mail is the one that they sign in by, a removed person's address is free, and theirs again when they come
 * back and nobody else took it meanwhile. An address that has an account elsewhere changes nothing, and nobody is told. A blanked e-mail
 * leaves the account as it was: suspending is what keeps somebody out.
 */
export async function followPeople(tx: Transaction, orgId: string, changes: readonly WrittenChange[]): Promise<void> {
  for (const { before, now } of changes) {
    if (now.entity !== accessEntities.person) continue;
    const standing = standingOf(now);
    if (standing !== 'active') await endSessionsOf(tx, { orgId, personId: now.id, why: standing, at: now.updatedAt });
    if (!before) continue; // nobody signs in as somebody new
    const [wasHere, isHere] = [before.life === 'alive', now.life === 'alive'];
    const email = now.fields['email'];
    if (wasHere && !isHere) await moveAccount(tx, now.id, undefined);
    else if (isHere && typeof email === 'string' && (!wasHere || before.fields['email'] !== email))
      await moveAccount(tx, now.id, email);
  }
}

/** Gives a person's account another address, or none. Does nothing where there is no account, or somebody else has the address. */
export async function moveAccount(tx: Transaction, personId: string, email: string | undefined): Promise<void> {
  const key = email === undefined ? null : emailKeyOf(email);
  await tx.query('select auth.move_account($1::uuid, $2, $3)', [personId, key, email?.trim() ?? null]);
}
