import { setTimeout as sleep } from 'node:timers/promises';
import type { GuardPorts } from '../../identity/outgoing/guarded-fetch.ts';
import { imapFault, type MailAccount, openImap } from './imap-client.ts';

/** A connection that waits for e-mails. `ended` resolves when the connection is over. It never rejects. */
export type WatchedInbox = { readonly ended: Promise<void>; readonly close: () => Promise<void> };

/** Chosen: some networks forget a connection that is quiet for five minutes. After this time the client says something. */
const quietMs = 240_000;
/** Chosen: a connection is opened anew after it. The mailbox is asked each minute as well, so nothing is missed in between. */
const lifeMs = 3_600_000;
/** Chosen: a server that ends IDLE at once is not asked in a loop without a pause. */
const pauseMs = 250;

/**
 * MBX-14: opens the inbox for reading and waits for e-mails by IDLE (RFC 2177). `onMail` is called for each arrival. `no-idle`: the server does not know
 * it. Throws `InboxFault`.
 */
export async function watchInbox(
  account: MailAccount,
  { guard, onMail }: { readonly guard: GuardPorts; readonly onMail: () => void },
): Promise<WatchedInbox | 'no-idle'> {
  const { client, close } = await openImap(account, { guard, withinMs: lifeMs, quietMs });
  try {
    if (!client.capabilities.has('IDLE')) {
      await close();
      return 'no-idle';
    }
    await client.mailboxOpen('INBOX', { readOnly: true });
  } catch (error) {
    await close();
    throw imapFault(error);
  }
  client.on('exists', ({ count, prevCount }: { readonly count: number; readonly prevCount: number }) => {
    if (count > prevCount) onMail();
  });
  const wait = async (): Promise<void> => {
    try {
      while (client.usable) {
        if ((await client.idle()) === false) break;
        await sleep(pauseMs);
      }
    } catch {
      return; // the connection broke
    } finally {
      await close();
    }
  };
  return { ended: wait(), close };
}
