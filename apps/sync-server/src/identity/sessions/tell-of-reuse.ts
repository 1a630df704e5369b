import type { Transaction } from '../../db/database.ts';
import type { IdentityPorts } from '../identity-ports.ts';
import { sessionCopiedMail } from '../mail/account-mails.ts';
import { queueNotice } from '../mail/outbox.ts';
import { findAccount } from './signed-in.ts';

/** Tells a person by mail that a session of theirs ended because an older refresh token was used again. Runs in the transaction that ends it. */
export async function tellOfReuse(
  tx: Transaction,
  { orgId, personId, device }: { readonly orgId: string; readonly personId: string; readonly device: string },
  ports: IdentityPorts,
): Promise<void> {
  const account = await findAccount(tx, { orgId, personId });
  if (!account) return;
  const to = { to: account.person.email, organisation: account.organisation.name, orgId };
  await queueNotice(tx, sessionCopiedMail(to, device), ports);
}
