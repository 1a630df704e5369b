import { createTransport } from 'nodemailer';

/** A mail as the worker hands it over. `messageId` is made from the record's id: a receiver that gets it twice can tell. */
export type Mail = {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly messageId: string;
};

/**
 * What became of handing a mail over. `refused`: the server said no for good. `later`: it said not now, or could not be reached before the
 * mail was given. `unclear`: the connection went while the mail was being given, so that nobody knows.
 */
export type MailOutcome =
  { readonly status: 'sent' } | { readonly status: 'refused' | 'later' | 'unclear'; readonly why: string };

export type MailTransport = { readonly send: (mail: Mail) => Promise<MailOutcome>; readonly close: () => void };

type SmtpFailure = {
  readonly responseCode: number | undefined;
  readonly command: string | undefined;
  readonly message: string;
};

/** What nodemailer's errors carry; they are typed as plain errors. */
function failureOf(error: unknown): SmtpFailure {
  if (!(error instanceof Error)) return { responseCode: undefined, command: undefined, message: String(error) };
  const responseCode =
    'responseCode' in error && typeof error.responseCode === 'number' ? error.responseCode : undefined;
  const command = 'command' in error && typeof error.command === 'string' ? error.command : undefined;
  return { responseCode, command, message: error.message };
}

/** How a failure counts (RFC 5321, section 4.2.1: 4yz is transient, 5yz permanent). */
export function outcomeOf({ responseCode, command, message }: SmtpFailure): MailOutcome {
  if (responseCode !== undefined)
    return responseCode >= 500 ? { status: 'refused', why: message } : { status: 'later', why: message };
  // Without an answer: unsent for sure only before the mail's text was begun.
  return command === 'DATA' ? { status: 'unclear', why: message } : { status: 'later', why: message };
}

/** Mail by SMTP: `url` as `smtps://user:password@host:465`. */
export function smtpTransport(url: string): MailTransport {
  const transport = createTransport(url);
  return {
    async send(mail) {
      try {
        // As an address and not as text: text with a comma in it would be several recipients.
        const to = { name: '', address: mail.to };
        await transport.sendMail({ ...mail, to, disableFileAccess: true, disableUrlAccess: true });
        return { status: 'sent' };
      } catch (error) {
        return outcomeOf(failureOf(error));
      }
    },
    close: () => transport.close(),
  };
}
