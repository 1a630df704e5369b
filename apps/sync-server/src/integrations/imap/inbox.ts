import type { MailHeaders } from '@outpost/domain/kernel/messages/mail-heads';
import { ImapFlow } from 'imapflow';
import { type GuardPorts, RefusedAddress } from '../../identity/outgoing/guarded-fetch.ts';
import { hostProblem, judgedAddress, type NamedHost } from '../../identity/outgoing/judged-host.ts';
import { headersOf } from './headers-of.ts';

/** An account on a mail server (IMAP). */
export type MailAccount = NamedHost & { readonly userName: string; readonly password: string };

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

/** Why an inbox was not opened. `why`: the words of its server, or ours. */
export class InboxFault extends Error {
  readonly problem: 'sign-in' | 'unreachable' | 'address';

  constructor(problem: InboxFault['problem'], why: string, cause?: unknown) {
    super(why, { cause });
    this.problem = problem;
  }
}

/** IMAP over TLS, and IMAP that begins TLS after the greeting (RFC 8314, RFC 3501). */
export const imapPorts = [993, 143] as const;
/** The headers by which an e-mail is placed. */
const askedHeaders = ['message-id', 'references', 'in-reply-to', 'auto-submitted', 'x-autoreply', 'x-autorespond', 'list-id', 'return-path', 'precedence', 'content-type', 'authentication-results']; // prettier-ignore
/** Chosen: the largest part of an answer that is read into memory, and the largest answer. */
const mostLiteralBytes = 32 * 1_048_576;
const mostAnswerBytes = 2 * mostLiteralBytes;

/**
 * Signs in and opens the inbox. The name is resolved once and judged, as for webhooks: addresses inside our network are refused unless the operator
 * trusts them. Without TLS nothing is sent, except to a trusted server. Throws `InboxFault`.
 */
export async function openInbox(account: MailAccount, { guard, withinMs }: { readonly guard: GuardPorts; readonly withinMs: number }): Promise<Inbox> {
  const { host, port, userName, password } = account;
  const isTrusted = guard.trusted?.has(`${host}:${port}`) === true;
  const problem = hostProblem(account, { ports: imapPorts, trusted: guard.trusted });
  if (problem !== undefined) throw new InboxFault('address', `This mail server can't be used: ${problem}.`);
  const address = await judgedAddress(account, guard).catch((error: unknown) => {
    if (error instanceof RefusedAddress) throw new InboxFault('address', `This mail server can't be used: ${error.message}.`, error);
    throw new InboxFault('unreachable', 'There is no server of this name.', error);
  });
  const client = new ImapFlow({
    host: address,
    port,
    servername: host,
    secure: port === 993,
    ...(port === 993 || isTrusted ? {} : { doSTARTTLS: true }),
    auth: { user: userName, pass: password },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 30_000,
    maxLineLength: mostLiteralBytes,
    maxLiteralSize: mostLiteralBytes,
    maxResponseSize: mostAnswerBytes,
    tls: { servername: host },
  });
  client.on('error', () => undefined); // the command that runs is rejected; without a listener the process would end
  const timer = setTimeout(() => client.close(), withinMs);
  const close = async (): Promise<void> => {
    clearTimeout(timer);
    await client.logout().catch(() => client.close());
  };
  try {
    await client.connect();
    const box = await client.mailboxOpen('INBOX', { readOnly: true });
    return { uidValidity: String(box.uidValidity), nextUid: box.uidNext, ...readingOf(client), close };
  } catch (error) {
    clearTimeout(timer);
    client.close();
    throw faultOf(error);
  }
} // prettier-ignore

/** Returns the fault that an error of the connection means. */
function faultOf(error: unknown): InboxFault {
  const { authenticationFailed: isRefused, serverResponseCode: code } = error as { readonly authenticationFailed?: boolean; readonly serverResponseCode?: string }; // imapflow adds them
  // RFC 5530: the server is out of order, and has not looked at the password.
  const isOutage = code === 'UNAVAILABLE' || code === 'LIMIT' || code === 'INUSE';
  return isRefused === true && !isOutage
    ? new InboxFault('sign-in', 'The mail server refused the user name or the password.', error)
    : new InboxFault('unreachable', 'There was no connection to the mail server.', error);
} // prettier-ignore

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
