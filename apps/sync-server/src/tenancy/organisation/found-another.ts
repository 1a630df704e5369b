import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { inTenant } from '../../db/database.ts';
import { findAccount, sessionEnded } from '../../identity/sessions/signed-in.ts';
import type { ApiCaller } from '../act-as.ts';
import { checkOrganisation, makeOrganisation, notOpen, type RegisterPorts } from '../registering/register.ts';

/**
 * Makes another organisation that the caller owns, for the account with which they are signed in. Refuses `access/denied` where the server is not open, `access/session-ended` to a caller
 * without an account, and a currency or time zone that does not exist (`request/invalid`).
 */
export async function foundAnother(
  ports: RegisterPorts,
  { orgId, userId: personId }: ApiCaller,
  organisation: { readonly name: string; readonly currency: string; readonly timeZone: string },
): Promise<Result<{ readonly id: string; readonly name: string }>> {
  if (ports.registration !== 'open') return notOpen();
  const usable = checkOrganisation(organisation);
  if (!usable.ok) return usable;
  const account = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) => findAccount(tx, { orgId, personId })); // prettier-ignore
  if (account?.standing !== 'active') return sessionEnded('removed');
  const { name, email } = account.person;
  const made = await makeOrganisation(ports, {
    name,
    email,
    account: { identityId: account.identityId },
    organisation,
  });
  return made.ok ? accept(made.value.organisation) : made;
}
