import type { Clock } from '@outpost/domain/kernel/ports';
import type { Transaction } from '../../db/database.ts';
import type { KeyRing } from '../../identity/keys/key-ring.ts';
import { openSecret, resealTable, type ResealSecretPorts, sealSecret } from '../../identity/keys/tenant-secrets.ts';
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
export const resealMailboxes = (tx: Transaction, orgId: string, ports: ResealSecretPorts): Promise<number> =>
  resealTable(tx, { orgId, table: 'store.mailbox', purposeOf }, ports);
