import type { MailHeaders } from '@outpost/domain/kernel/messages/mail-heads';
import type { ImapFlow } from 'imapflow';
import { imapFault, type ImapLimits, InboxFault, type MailAccount, openImap } from './imap-client.ts';
import { headersOf } from './headers-of.ts';

/** The head of an e-mail, as the server of the mailbox tells it. `at`: when it arrived there. */
export type MailHead = {
  readonly uid: number;
  readonly sizeBytes: number;
  readonly at: string | undefined;
  /** In small letters. Undefined: it has no sender, or several. */
  readonly from: string | undefined;
  readonly headers: MailHeaders;
};

/** The inbox of an account, opened for reading: nothing in it is marked or changed. */
export type Inbox = {
  readonly uidValidity: string;
  /** The UID that the next e-mail gets, or a higher one. */
  readonly nextUid: number;
  /** Returns the UIDs above one, ascending. */
  readonly uidsAfter: (uid: number) => Promise<readonly number[]>;
  /** Returns the UIDs of e-mails that arrived on this day or later, ascending. */
  readonly uidsSince: (day: Date) => Promise<readonly number[]>;
  readonly heads: (uids: readonly number[]) => Promise<readonly MailHead[]>;
  /** Returns an e-mail, or its first bytes. Undefined: it is gone. */
  readonly source: (uid: number, mostBytes: number) => Promise<Buffer | undefined>;
  readonly close: () => Promise<void>;
};

/** The headers by which an e-mail is placed. */
const askedHeaders = ['message-id', 'references', 'in-reply-to', 'auto-submitted', 'x-autoreply', 'x-autorespond', 'list-id', 'return-path', 'precedence', 'content-type', 'authentication-results']; // prettier-ignore
/** Signs in and opens the inbox for reading. Throws `InboxFault`. */
export async function openInbox(account: MailAccount, limits: ImapLimits): Promise<Inbox> {
  const { client, close } = await openImap(account, limits);
  try {
    const box = await client.mailboxOpen('INBOX', { readOnly: true });
    return { uidValidity: String(box.uidValidity), nextUid: box.uidNext, ...readingOf(client), close };
  } catch (error) {
    await close();
    throw imapFault(error);
  }
}

/** Mail servers put a domain such as "syntax_error" in place of one that they cannot read. No real domain has an underscore. */
const readable = (address = ''): string | undefined =>
  /^[^\s@]+@[\p{L}\p{N}.-]+$/u.test(address) ? address.toLowerCase() : undefined;

function readingOf(client: ImapFlow): Pick<Inbox, 'uidsAfter' | 'uidsSince' | 'heads' | 'source'> {
  const uidsOf = async (asked: Parameters<ImapFlow['search']>[0]): Promise<readonly number[]> => {
    const found = await client.search(asked, { uid: true });
    if (found === false || found === undefined) throw new InboxFault('unreachable', 'The mail server did not answer.');
    return found.toSorted((a, b) => a - b);
  };
  return {
    // "n:*" means the last e-mail, too, where its UID is lower (RFC 3501, section 6.4.8).
    uidsAfter: async (uid) => (await uidsOf({ uid: `${uid + 1}:*` })).filter((one) => one > uid),
    uidsSince: (day) => uidsOf({ since: day }),
    async heads(uids) {
      const heads: MailHead[] = [];
      const asked = { uid: true, size: true, internalDate: true, envelope: true, headers: askedHeaders };
      for await (const { uid, size = 0, internalDate, envelope, headers } of client.fetch([...uids].join(','), asked, { uid: true })) {
        const at = internalDate === undefined ? undefined : new Date(internalDate);
        const [from, ...others] = envelope?.from ?? [];
        heads.push({
          uid,
          sizeBytes: size,
          at: at === undefined || Number.isNaN(at.getTime()) ? undefined : at.toISOString(),
          from: others.length === 0 ? readable(from?.address) : undefined,
          headers: headersOf(headers ?? Buffer.alloc(0)),
        });
      }
      return heads.toSorted((a, b) => a.uid - b.uid);
    }, // prettier-ignore
    async source(uid, mostBytes) {
      const found = await client.fetchOne(String(uid), { source: { start: 0, maxLength: mostBytes } }, { uid: true });
      return found === false || found === undefined ? undefined : found.source;
    },
  };
}
