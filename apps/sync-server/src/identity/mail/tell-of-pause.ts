import type { IdentityPorts } from '../identity-ports.ts';
import { lockedMail } from './account-mails.ts';
import { noticeForMs, queueMail } from './outbox.ts';

/**
 * Tells an address that wrong passwords have paused unknown devices, with the way back. For an address without an account the same
 * row is written, and nothing is sent.
 */
export async function tellOfPause(
  { email, isAccount }: { readonly email: string; readonly isAccount: boolean },
  ports: IdentityPorts,
): Promise<void> {
  if (!ports.accountMail) return;
  const mail = isAccount ? lockedMail({ to: email.trim() }) : null;
  await ports.database.transaction('write', (tx) => queueMail(tx, { mail, forMs: noticeForMs }, ports));
  ports.accountMail.queued();
}
