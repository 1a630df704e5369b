import { type ImapLimits, type MailAccount, openImap } from './imap-client.ts';

/**
 * MBX-10: keeps a copy of a sent e-mail in the folder for sent ones (\Sent, RFC 6154), as read. A copy that is there already stays alone: some mail
 * servers keep one themselves. Returns whether there is such a folder. Throws where the mail server fails.
 */
export async function keepSentCopy(
  account: MailAccount,
  { source, messageId, at }: { readonly source: Buffer; readonly messageId: string; readonly at: Date },
  limits: ImapLimits,
): Promise<boolean> {
  const { client, close } = await openImap(account, limits);
  try {
    const folder = (await client.list()).find(({ specialUse }) => specialUse === '\\Sent')?.path;
    if (folder === undefined) return false;
    await client.mailboxOpen(folder);
    const found = await client.search({ header: { 'message-id': messageId } }, { uid: true });
    if (found === false || found === undefined || found.length === 0)
      await client.append(folder, source, ['\\Seen'], at);
    return true;
  } finally {
    await close();
  }
}
