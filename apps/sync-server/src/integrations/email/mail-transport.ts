import { createTransport } from 'nodemailer';

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
  readonly messageId: string;
  /** The address by which the receiver opts out. `isOneClick`: mail programs do so by themselves (RFC 8058). */
  readonly optOut?: { readonly at: string; readonly isOneClick: boolean };
};

/**
 * The outcome of sending a mail. `refused`: the mail server refused it for good. `later`: the mail server postponed it, or could not be reached
 * before the mail was sent. `unclear`: the connection broke while the mail was being sent, so its outcome is unknown.
 */
export type MailOutcome =
  | { readonly status: 'sent' }
  | {
      readonly status: 'refused' | 'later' | 'unclear';
      readonly why: string;
      /** The mail server could not be reached. */
      readonly isDown?: true;
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

/** Returns the outcome that a failure means (RFC 5321, section 4.2.1: 4yz is transient, 5yz permanent). */
export function outcomeOf({ responseCode, command, message }: SmtpFailure): MailOutcome {
  if (responseCode !== undefined)
    return responseCode >= 500 ? { status: 'refused', why: message } : { status: 'later', why: message };
  // Without an answer the mail is certainly unsent only if its text had not begun.
  return command === 'DATA' ? { status: 'unclear', why: message } : { status: 'later', why: message, isDown: true };
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

const ignore = (): void => undefined;

/**
 * Watches a connection by its log, because nodemailer's error of a broken connection does not name the stage: it says "CONN", also after
 * the whole text of the mail was sent. The answer 354 asks for that text (RFC 5321, section 4.3.2).
 */
function watchText() {
  const seen = { hasBegun: false };
  const debug = (entry: unknown, message: unknown): void => {
    const isAnswer = typeof entry === 'object' && entry !== null && 'tnx' in entry && entry.tnx === 'server';
    if (isAnswer && typeof message === 'string' && message.startsWith('354')) seen.hasBegun = true;
  };
  return { seen, logger: { level: ignore, trace: ignore, debug, info: ignore, warn: ignore, error: ignore, fatal: ignore } }; // prettier-ignore
}

/** Sends mail by SMTP: `url` as `smtps://user:password@host:465`. Each mail has a connection of its own. */
export function smtpTransport(url: string): MailTransport {
  return {
    async send({ pictures = [], optOut, ...mail }) {
      const { seen, logger } = watchText();
      const transport = createTransport({ url, ...longestMs, logger, transactionLog: true });
      try {
        // An address object and not a text: a text with a comma would mean several recipients.
        const to = { name: '', address: mail.to };
        const attachments = pictures.map(({ cid, fileName: filename, mediaType: contentType, bytes }) => ({
          cid,
          filename,
          contentType,
          content: Buffer.from(bytes),
          contentDisposition: 'inline' as const,
        }));
        await transport.sendMail({ ...mail, ...headersOf(optOut), attachments, to, disableFileAccess: true, disableUrlAccess: true }); // prettier-ignore
        return { status: 'sent' };
      } catch (error) {
        const failure = failureOf(error);
        return outcomeOf(seen.hasBegun ? { ...failure, command: 'DATA' } : failure);
      } finally {
        transport.close();
      }
    },
    close: ignore,
  };
}
