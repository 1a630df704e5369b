import type { Transaction } from '../../db/database.ts';
import type { IdentityPorts } from '../identity-ports.ts';
import { providerLinkedMail } from '../mail/account-mails.ts';
import { queueNotice } from '../mail/outbox.ts';

type Linked = { readonly orgId: string; readonly providerId: string; readonly email: string };

/**
 * Queues the mail to the owner of an account that an identity provider signs in from now on, in the transaction that links it: the
 * link is another first factor (ASVS 5.0, 6.3.7). Call `accountMail.queued` after it.
 */
export async function tellOfLink(
  tx: Transaction,
  { orgId, providerId, email }: Linked,
  ports: Pick<IdentityPorts, 'accountMail' | 'ids' | 'clock' | 'keys'>,
): Promise<void> {
  const [named] = await tx.query<{ organisation: string; provider: string }>(
    `select t.name as organisation, p.name as provider from store.tenants t join auth.identity_provider p on p.org_id = t.org_id and p.id = $2 where t.org_id = $1`,
    [orgId, providerId],
  );
  if (named)
    await queueNotice(tx, providerLinkedMail({ to: email, organisation: named.organisation }, named.provider), ports);
}
