import type { MailSecret } from '../imap/imap-client.ts';
import type { DkimSigner } from '../../gateway/dkim/dkim-key.ts';
import { createTransport, type SendMailOptions, type SentMessageInfo, type Transporter } from 'nodemailer';

/** A mail to send. `messageId` is made from the record's id, so that a receiver can recognise a repetition. */
export type Mail = {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The same words as HTML. */
  readonly html?: string;
  /** Pictures that the HTML names by "cid:" and their id, sent as parts of the mail. */
  readonly pictures?: readonly {
    readonly cid: string;
    readonly fileName: string;
    readonly mediaType: string;
    readonly bytes: Uint8Array;
  }[];
  /** The files that go out with it. `name`: as the receiver sees it. */
  readonly files?: readonly MailFile[];
  readonly messageId: string;
  /** The address by which the receiver opts out. `isOneClick`: mail programs do so by themselves (RFC 8058). */
  readonly optOut?: { readonly at: string; readonly isOneClick: boolean };
  /** The address for answers, where it is not the sender's. */
  readonly replyTo?: string;
  /** The key of the sender's domain (MSG-48). Left out: this server does not sign it. Providers that take mails by an API sign by themselves. */
  readonly dkim?: DkimSigner;
  /** The names that a provider gives back in each report about the mail. A transport without reports ignores them. */
  readonly marks?: MailMarks;
};

/** A file of a mail, with its bytes. */
export type MailFile = { readonly name: string; readonly mediaType: string; readonly bytes: Uint8Array };

/** The order that a mail belongs to. */
export type MailMarks = { readonly orgId: string; readonly record: string; readonly claim: number };

/**
 * The outcome of sending a mail. `refused`: the mail server refused it for good. `later`: the mail server postponed it, or could not be reached
 * before the mail was sent. `unclear`: the connection broke while the mail was being sent, so its outcome is unknown.
 */
export type MailOutcome =
  | {
      readonly status: 'sent';
      /** The provider's id of the mail. Left out: it has none but the Message-ID. */
      readonly receipt?: string;
    }
  | {
      readonly status: 'refused' | 'later' | 'unclear';
      readonly why: string;
      /** The mail server could not be reached. */
      readonly isDown?: true;
      /** With `later`: the mail server was not asked, because its person must sign in first. */
      readonly isHeld?: true;
      /** The time that it asked to wait. */
      readonly waitMs?: number;
    };

export type MailTransport = { readonly send: (mail: Mail) => Promise<MailOutcome>; readonly close: () => void };

type SmtpFailure = {
  readonly responseCode: number | undefined;
  readonly command: string | undefined;
  readonly message: string;
};

/** Reads the properties of nodemailer's errors, which are typed as plain errors. */
function failureOf(error: unknown): SmtpFailure {
  if (!(error instanceof Error)) return { responseCode: undefined, command: undefined, message: String(error) };
  const responseCode =
    'responseCode' in error && typeof error.responseCode === 'number' ? error.responseCode : undefined;
  const command = 'command' in error && typeof error.command === 'string' ? error.command : undefined;
  return { responseCode, command, message: error.message };
}

/**
 * Returns the outcome that a failure means (RFC 5321, section 4.2.1: 4yz is transient, 5yz permanent). `hasBegun`: the text of the mail had begun
 * to leave. Without an answer the mail is certainly unsent only if it had not: nodemailer names every broken connection alike.
 */
export function outcomeOf(
  { responseCode, command, message }: SmtpFailure,
  { hasBegun }: { readonly hasBegun: boolean },
): MailOutcome {
  if (responseCode !== undefined)
    return responseCode >= 500 ? { status: 'refused', why: message } : { status: 'later', why: message };
  return hasBegun || command === 'DATA'
    ? { status: 'unclear', why: message }
    : { status: 'later', why: message, isDown: true };
}

/** Chosen: far below the lease of an intent. The answer to the text of a mail may take minutes (RFC 5321, section 4.5.3.2.6). */
const longestMs = { connectionTimeout: 30_000, greetingTimeout: 30_000, socketTimeout: 180_000 };

/** Returns the headers by which a receiver opts out (RFC 2369, RFC 8058). */
const headersOf = (optOut: Mail['optOut']) =>
  optOut === undefined
    ? {}
    : {
        headers: {
          'List-Unsubscribe': `<${optOut.at}>`,
          ...(optOut.isOneClick ? { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } : {}),
        },
      };

/** Those that RFC 6376 (section 5.4.1) names, and both by which a receiver opts out (RFC 8058, section 4). */
const signedHeaders =
  'From:Sender:Reply-To:Subject:Date:Message-ID:To:Cc:MIME-Version:Content-Type:Content-Transfer-Encoding:Content-ID:Content-Description:In-Reply-To:References:List-Unsubscribe:List-Unsubscribe-Post';

/** Returns a mail as nodemailer takes it. The receiver is an address object and not a text: a text with a comma would mean several. */
function messageOf({ pictures = [], files = [], optOut, marks: _marks, dkim, ...mail }: Mail) {
  const inline = pictures.map(({ cid, fileName: filename, mediaType: contentType, bytes }) => ({
    cid,
    filename,
    contentType,
    content: Buffer.from(bytes),
    contentDisposition: 'inline' as const,
  }));
  // nodemailer writes names that are not ASCII by RFC 2231.
  const attached = files.map(({ name: filename, mediaType: contentType, bytes }) => ({
    filename,
    contentType,
    content: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    contentDisposition: 'attachment' as const,
  }));
  const attachments = [...inline, ...attached];
  const to = { name: '', address: mail.to };
  const signed = dkim ? { dkim: { ...dkim, headerFieldNames: signedHeaders } } : {};
  return { ...mail, ...headersOf(optOut), ...signed, attachments, to, disableFileAccess: true, disableUrlAccess: true };
}

/** A mail whose text is watched. nodemailer hands the properties of a mail to its plugins. */
type Watched = { readonly onText?: () => void };

/** Makes a transport tell when the text of a mail begins to leave: its stream is read only after the mail server has asked for the text. */
function watchTexts(transport: Transporter<SentMessageInfo>): void {
  transport.use('stream', ({ data, message }, done) => {
    const { onText } = data as Watched;
    const create = message.createReadStream.bind(message);
    message.createReadStream = (options) => {
      const stream = create(options);
      const pipe = stream.pipe.bind(stream);
      stream.pipe = (to, how) => {
        onText?.();
        return pipe(to, how);
      };
      return stream;
    };
    done();
  });
}

/** Sends a mail once, by a transport whose texts are watched. `onSignInRefused`: the mail server refused the account. */
async function sendOnce(
  transport: Transporter<SentMessageInfo>,
  mail: SendMailOptions,
  onSignInRefused?: () => void,
): Promise<MailOutcome> {
  const state = { hasBegun: false };
  const watched: SendMailOptions & Watched = { ...mail, onText: () => void (state.hasBegun = true) };
  try {
    await transport.sendMail(watched);
    return { status: 'sent' };
  } catch (error) {
    if (isSignInRefusal(error)) onSignInRefused?.();
    return outcomeOf(failureOf(error), state);
  }
}

/** Whether the mail server refused the account. nodemailer adds the code. */
const isSignInRefusal = (error: unknown): boolean => (Object(error) as { readonly code?: unknown }).code === 'EAUTH';

/** Sends mail by SMTP: `url` as `smtps://user:password@host:465`. */
export function smtpTransport(url: string): MailTransport {
  const transport = createTransport({ url, ...longestMs });
  watchTexts(transport);
  return { send: (mail) => sendOnce(transport, messageOf(mail)), close: () => transport.close() };
}

/** An account on a mail server for sending (SMTP), with the address to which the connection goes. */
export type SendingAccount = {
  readonly host: string;
  readonly port: number;
  readonly address: string;
  readonly userName: string;
  readonly secret: MailSecret;
  /** Left out: nothing is sent without TLS. */
  readonly isTrusted?: boolean;
};

/** SMTP over TLS, and SMTP that begins TLS after the greeting (RFC 8314, RFC 6409). */
export const smtpPorts = [465, 587] as const;

const openAccount = ({ host, port, address, userName, secret, isTrusted = false }: SendingAccount) =>
  createTransport({
    host: address,
    port,
    secure: port === 465,
    requireTLS: !isTrusted,
    tls: { servername: host },
    auth:
      'password' in secret
        ? { user: userName, pass: secret.password }
        : { type: 'OAuth2', user: userName, accessToken: secret.accessToken },
    ...longestMs,
  });

/** Signs in to an account for sending, and sends nothing. Returns why it can't be used. */
export async function trySendingAccount(account: SendingAccount): Promise<'sign-in' | 'unreachable' | undefined> {
  const transport = openAccount(account);
  try {
    await transport.verify();
    return undefined;
  } catch (error) {
    return isSignInRefusal(error) ? 'sign-in' : 'unreachable';
  } finally {
    transport.close();
  }
}

/** Sends a mail by an account, once. `source`: the mail as it was sent, for a copy. */
export async function sendByAccount(
  account: SendingAccount,
  { sender, ...mail }: Mail & { readonly sender: string },
): Promise<{ readonly outcome: MailOutcome; readonly source: Buffer; readonly isSignInRefused: boolean }> {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const { message: source } = await composer.sendMail(messageOf(mail));
  if (!Buffer.isBuffer(source)) throw new Error('The composer was asked for a buffer');
  const transport = openAccount(account);
  watchTexts(transport);
  try {
    const state = { isSignInRefused: false };
    const message = { envelope: { from: sender, to: [mail.to] }, raw: source };
    const outcome = await sendOnce(transport, message, () => void (state.isSignInRefused = true));
    return { outcome, source, ...state };
  } finally {
    transport.close();
  }
}
