import { emailKeyOf } from '@outpost/domain/kernel/text/email-address';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { Transaction } from '../../db/database.ts';
import type { IdentityPorts } from '../identity-ports.ts';
import { instantOfMs } from '../../db/instant-at.ts';

/**
 * An account that joins a tenant: a new one, whose address is proved by a code, or an existing one, which is proved by its password.
 */
export type JoiningAccount = { readonly passwordHash: string } | { readonly identityId: string };

/**
 * Lets an account sign in as a person of the transaction's tenant. The caller has proved the address and the account.
 * Writes nothing where it refuses: `records/exists` where the person can sign in already. `records/taken` where
 * another person of the tenant uses the account, or where an account for a new address was made meanwhile.
 */
export async function joinTenant(
  tx: Transaction,
  {
    orgId,
    personId,
    email,
    account,
  }: { readonly orgId: string; readonly personId: string; readonly email: string; readonly account: JoiningAccount },
  { clock, ids }: Pick<IdentityPorts, 'clock' | 'ids'>,
): Promise<Result<void>> {
  const taken = (): Result<never> =>
    refuse('records/taken', 'Another person of this organisation signs in with this e-mail.', { fields: ['email'] });
  const now = instantOfMs(clock.nowMs());
  const given = 'identityId' in account ? account.identityId : null;
  const [holder] = await tx.query<{ person_id: string }>(
    'select person_id from auth.membership where org_id = $1 and (person_id = $2 or identity_id = $3)',
    [orgId, personId, given],
  );
  if (holder?.person_id === personId) return refuse('records/exists', 'This person can sign in already.', { id: personId }); // prettier-ignore
  if (holder) return taken();
  let identityId = given;
  if ('passwordHash' in account) {
    const [made] = await tx.query<{ identity_id: string; is_new: boolean }>(
      'select identity_id, is_new from auth.make_identity($1, $2, $3, $4, $5, false)',
      [ids.newId(), emailKeyOf(email), email.trim(), account.passwordHash, now],
    );
    if (made?.is_new !== true) return taken();
    identityId = made.identity_id;
  }
  await tx.query('insert into auth.membership (org_id, person_id, identity_id, created_at) values ($1, $2, $3, $4)', [
    orgId,
    personId,
    identityId,
    now,
  ]);
  return accept(undefined);
}
