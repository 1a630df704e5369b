import { auditReportSchema } from '@outpost/domain/kernel/audit/audit-report';
import { erasedMessage } from '@outpost/domain/kernel/audit/logged-message';
import { foldedKey } from '@outpost/domain/kernel/text/fold-text';
import type { Transaction } from '../../db/database.ts';
import { signDetached, type Signer } from '../../journal/exports/detached-jws.ts';

type Forgetting = {
  /** The ids of erased records. */
  readonly ids: readonly string[];
  /** The addresses and numbers of the erased person. */
  readonly receivers: readonly string[];
  readonly signing: () => Signer;
};

/**
 * MSG-33: removes the data of erased people from the log of messages, and from kept reports about messages, which are signed again. A line
 * stays with its time, channel, purpose, outcome and rule: the organisation must show that it kept the rules. The journal needs no
 * change: it has a salted hash of the address, and the salt is removed here. Returns the number of lines.
 */
export async function forgetMessages(
  tx: Transaction,
  orgId: string,
  { ids, receivers, signing }: Forgetting,
): Promise<number> {
  const gone = await tx.query<{ id: string }>(
    `update store.message_log set receiver = null, receiver_key = null, salt = null, text_sha256 = null, html_sha256 = null, why = null, files = null
     where org_id = $1 and receiver is not null and (record_id = any($2::uuid[]) or receiver_key = any($3::text[])) returning id`,
    [orgId, ids, receivers.map(foldedKey)],
  );
  await tx.query('delete from store.mail_use where org_id = $1 and message_id = any($2::uuid[])', [
    orgId,
    gone.map(({ id }) => id),
  ]);
  if (gone.length > 0)
    await forgetInReports(tx, orgId, { gone: new Set(gone.map(({ id }) => id)), receivers, signing });
  return gone.length;
}

type Gone = Pick<Forgetting, 'receivers' | 'signing'> & { readonly gone: ReadonlySet<string> };

async function forgetInReports(tx: Transaction, orgId: string, { gone, receivers, signing }: Gone): Promise<void> {
  const reports = await tx.query<{ id: string; content: string }>(
    `select id, content from store.audit_document where org_id = $1 and kind = 'messages'`,
    [orgId],
  );
  const keys = new Set(receivers.map(foldedKey));
  for (const { id, content } of reports) {
    const report = auditReportSchema.parse(JSON.parse(content)); // the server wrote it
    const { messages } = report;
    const asksFor = messages.receivers.filter((one) => !keys.has(foldedKey(one)));
    if (!messages.lines.some((line) => gone.has(line.id)) && asksFor.length === messages.receivers.length) continue;
    const lines = messages.lines.map((line) => (gone.has(line.id) ? erasedMessage(line) : line));
    const now = `${JSON.stringify({ ...report, messages: { ...messages, receivers: asksFor, lines } }, null, 1)}\n`;
    await tx.query('update store.audit_document set content = $3, signature = $4 where org_id = $1 and id = $2', [
      orgId,
      id,
      now,
      await signDetached(now, signing()),
    ]);
  }
}
