import { ImapFlow } from 'imapflow';
import { type GuardPorts, RefusedAddress } from '../../identity/outgoing/guarded-fetch.ts';
import { hostProblem, judgedAddress, type NamedHost } from '../../identity/outgoing/judged-host.ts';

/** The secret that signs in to a mail server: a password, or an access token by XOAUTH2. */
export type MailSecret = { readonly password: string } | { readonly accessToken: string };
/** An account on a mail server (IMAP). */
export type MailAccount = NamedHost & { readonly userName: string; readonly secret: MailSecret };

/** Tells why a mail server was not used. `why`: its words, or ours. */
export class InboxFault extends Error {
  readonly problem: 'sign-in' | 'unreachable' | 'address';

  constructor(problem: InboxFault['problem'], why: string, cause?: unknown) {
    super(why, { cause });
    this.problem = problem;
  }
}

/** IMAP over TLS, and IMAP that begins TLS after the greeting (RFC 8314, RFC 3501). */
export const imapPorts = [993, 143] as const;
/** Chosen: the largest part of an answer that is read into memory, and the largest answer. */
const mostLiteralBytes = 32 * 1_048_576;
const mostAnswerBytes = 2 * mostLiteralBytes;

/** A connection that has signed in. It closes itself after the time that it was given. */
export type OpenImap = { readonly client: ImapFlow; readonly close: () => Promise<void> };
export type ImapLimits = {
  readonly guard: GuardPorts;
  readonly withinMs: number;
  /** The time for which the server may say nothing. Left out: half a minute. */
  readonly quietMs?: number;
};

/** Returns the address of a mail server that a person has entered. The name is resolved once and judged, as for webhooks. Throws `InboxFault`. */
export async function judgedMailServer(named: NamedHost, { ports, guard }: { readonly ports: readonly number[]; readonly guard: GuardPorts }): Promise<{ readonly address: string; readonly isTrusted: boolean }> {
  const isTrusted = guard.trusted?.has(`${named.host}:${named.port}`) === true;
  const problem = hostProblem(named, { ports, trusted: guard.trusted });
  if (problem !== undefined) throw new InboxFault('address', `This mail server can't be used: ${problem}.`);
  const address = await judgedAddress(named, guard).catch((error: unknown) => {
    if (error instanceof RefusedAddress) throw new InboxFault('address', `This mail server can't be used: ${error.message}.`, error);
    throw new InboxFault('unreachable', 'There is no server of this name.', error);
  });
  return { address, isTrusted };
} // prettier-ignore

/**
 * Signs in. Addresses inside our network are refused unless the operator trusts them. Without TLS nothing is sent, except to a trusted server.
 * Throws `InboxFault`.
 */
export async function openImap(
  account: MailAccount,
  { guard, withinMs, quietMs = 30_000 }: ImapLimits,
): Promise<OpenImap> {
  const { host, port, userName, secret } = account;
  const { address, isTrusted } = await judgedMailServer(account, { ports: imapPorts, guard });
  const client = new ImapFlow({
    host: address,
    port,
    servername: host,
    secure: port === 993,
    ...(port === 993 || isTrusted ? {} : { doSTARTTLS: true }),
    auth: {
      user: userName,
      ...('password' in secret ? { pass: secret.password } : { accessToken: secret.accessToken }),
    },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: quietMs,
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
    return { client, close };
  } catch (error) {
    clearTimeout(timer);
    client.close();
    throw imapFault(error, refusedSignIn('The mail server', secret, 'IMAP'));
  }
}

/** Returns the sentence about a refused sign-in. `server`: begins it. */
export const refusedSignIn = (server: string, secret: MailSecret, protocol: 'IMAP' | 'SMTP'): string =>
  'password' in secret
    ? `${server} refused the user name or the password.`
    : `${server} refused the sign-in of the provider. Your organisation may have to allow ${protocol}.`;

/** Returns the fault that an error of the connection means. `refused`: the sentence about a refused sign-in. */
export function imapFault(error: unknown, refused = 'The mail server refused the sign-in.'): InboxFault {
  const { authenticationFailed: isRefused, serverResponseCode: code } = error as { readonly authenticationFailed?: boolean; readonly serverResponseCode?: string }; // imapflow adds them
  // RFC 5530: the server is out of order, and has not looked at the password.
  const isOutage = code === 'UNAVAILABLE' || code === 'LIMIT' || code === 'INUSE';
  return isRefused === true && !isOutage
    ? new InboxFault('sign-in', refused, error)
    : new InboxFault('unreachable', 'There was no connection to the mail server.', error);
} // prettier-ignore
