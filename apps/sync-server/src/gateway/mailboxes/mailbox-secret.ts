import type { Clock } from '@outpost/domain/kernel/ports';
import type { Transaction } from '../../db/database.ts';
import type { KeyRing } from '../../identity/keys/key-ring.ts';
import { openSecret, resealSecret, type ResealSecretPorts, sealSecret } from '../../identity/keys/tenant-secrets.ts';
import type { Mailbox } from './mailbox.ts';

const purposeOf = (id: string): string => `mailbox password ${id}`;

/** Returns the password of a mailbox, sealed under the tenant's data key. */
export const sealPassword = (
  tx: Transaction,
  { orgId, id, password }: { readonly orgId: string; readonly id: string; readonly password: string },
  ports: { readonly clock: Clock },
): Promise<string> => sealSecret(tx, { orgId, secret: password, purpose: purposeOf(id) }, ports);

/** Returns the password of a mailbox. Throws where it does not open. */
export async function openPassword(
  tx: Transaction,
  { orgId, mailbox: { id, sealed } }: { readonly orgId: string; readonly mailbox: Pick<Mailbox, 'id' | 'sealed'> },
  ports: { readonly keys: Pick<KeyRing, 'unseal'> },
): Promise<string> {
  const password = await openSecret(tx, { orgId, sealed, purpose: purposeOf(id) }, ports);
  if (password === undefined) throw new Error(`The password of the mailbox ${id} cannot be decrypted`);
  return password;
}

/** Encrypts the passwords of mailboxes under the tenant's newest data key where they are not under it yet. Returns their number. */
export async function resealMailboxes(tx: Transaction, orgId: string, ports: ResealSecretPorts): Promise<number> {
  const rows = await tx.query<{ id: string; sealed: string }>(
    'select id, sealed from store.mailbox where org_id = $1 for update',
    [orgId],
  );
  let resealed = 0;
  for (const { id, sealed } of rows) {
    const next = await resealSecret(tx, { orgId, sealed, purpose: purposeOf(id) }, ports);
    if (next === undefined) continue;
    await tx.query('update store.mailbox set sealed = $3 where org_id = $1 and id = $2', [orgId, id, next]);
    resealed += 1;
  }
  return resealed;
}
