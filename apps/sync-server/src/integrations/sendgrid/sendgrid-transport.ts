import sendGrid from '@sendgrid/client';
import { retryAfterMs } from '../../identity/outgoing/retry-after-ms.ts';
import { wasUnsent } from '../../identity/outgoing/was-unsent.ts';
import type { Mail, MailOutcome, MailTransport } from '../email/mail-transport.ts';
import { markNames } from './sendgrid-marks.ts';

/** An account at SendGrid. `url`: another service with its interface; null: SendGrid's own. */
export type SendGridAccount = { readonly apiKey: string; readonly url: string | null };

/** Chosen: far below the deadline of an order. */
const timeoutMs = 60_000;
/** Chosen: an answer of SendGrid has less than a kilobyte. */
const mostAnswerBytes = 65_536;

/** The class of clients. The package's types name it, but do not export it beside the one client that it makes. */
const { Client } = sendGrid as unknown as { readonly Client: new () => typeof sendGrid };

type Failure = {
  readonly code: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
};

/** Reads the properties of the client's errors: an answer has its status in `code` or in its response, a broken connection has a text in `code`. */
function readFailure(error: unknown): Failure {
  const { code, response } = Object(error) as { readonly code?: unknown; readonly response?: unknown };
  const { headers, body, status } = Object(response) as { readonly headers?: unknown; readonly body?: unknown; readonly status?: unknown }; // prettier-ignore
  return {
    code: typeof code === 'number' ? code : (status ?? code),
    headers: Object(headers) as Failure['headers'],
    body,
  };
}

/** Returns SendGrid's own words about a refused e-mail: {"errors":[{"message":"…","field":"…"}]}. */
function wordsIn(body: unknown): string {
  const { errors } = Object(body) as { readonly errors?: unknown };
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  const { message, field } = Object(first) as { readonly message?: unknown; readonly field?: unknown };
  if (typeof message !== 'string' || message === '') return 'no reason was given';
  return `${message.slice(0, 300)}${typeof field === 'string' ? ` (${field.slice(0, 100)})` : ''}`;
}

/** Returns what a failure means. SendGrid has no key for repetitions, so a lost answer is not asked for again. */
function failureOf(error: unknown, nowMs: number): MailOutcome {
  const { code, headers, body } = readFailure(error);
  if (typeof code === 'number' && code >= 300 && code < 500) {
    if (code === 429) {
      const waitMs = retryAfterMs(headers['retry-after'], nowMs);
      return {
        status: 'later',
        why: 'SendGrid asked to send more slowly.',
        ...(waitMs === undefined ? {} : { waitMs }),
      };
    }
    if (code === 400 || code === 413) return { status: 'refused', why: wordsIn(body) };
    return { status: 'later', why: `SendGrid did not accept the account of this server (${code}).`, isDown: true };
  }
  if (wasUnsent(error)) return { status: 'later', why: 'SendGrid could not be reached.', isDown: true };
  return { status: 'unclear', why: 'The answer of SendGrid was lost.' };
}

/** Returns a sender such as "Outpost <crm@example.com>" in its parts. */
function senderOf(from: string): { readonly email: string; readonly name?: string } {
  const [, name = '', email = from] = /^\s*"?([^"<]*?)"?\s*<([^<>]+)>\s*$/.exec(from) ?? [];
  return name === '' ? { email } : { email, name };
}

/** Returns an e-mail as SendGrid's API takes it (POST /v3/mail/send). SendGrid follows neither opens nor clicks of it, and adds no words. */
function bodyOf({
  from,
  to,
  replyTo,
  subject,
  text,
  html,
  pictures = [],
  files = [],
  messageId,
  optOut,
  marks,
}: Mail): object {
  const headers = {
    'Message-ID': messageId,
    ...(optOut === undefined ? {} : { 'List-Unsubscribe': `<${optOut.at}>` }),
    ...(optOut?.isOneClick ? { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } : {}),
  };
  const inline = pictures.map(({ cid, fileName, mediaType, bytes }) => ({
    content: Buffer.from(bytes).toString('base64'),
    filename: fileName,
    type: mediaType,
    disposition: 'inline',
    content_id: cid,
  }));
  const attached = files.map(({ name: filename, mediaType: type, bytes }) => ({
    content: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
    filename,
    type,
    disposition: 'attachment',
  }));
  const attachments = [...inline, ...attached];
  const off = { enable: false };
  return {
    personalizations: [{ to: [{ email: to }] }],
    from: senderOf(from),
    ...(replyTo === undefined ? {} : { reply_to: { email: replyTo } }),
    subject,
    content: [{ type: 'text/plain', value: text }, ...(html === undefined ? [] : [{ type: 'text/html', value: html }])],
    headers,
    ...(attachments.length === 0 ? {} : { attachments }),
    ...(marks === undefined
      ? {}
      : { custom_args: { [markNames.org]: marks.orgId, [markNames.record]: marks.record, [markNames.claim]: String(marks.claim) } }), // prettier-ignore
    tracking_settings: {
      click_tracking: { ...off, enable_text: false },
      open_tracking: off,
      subscription_tracking: off,
      ganalytics: off,
    },
  };
}

/** MSG-38: sends mail by SendGrid's API, through its own client. Each request is sent once, and no redirect is followed. */
export function sendGridTransport({ apiKey, url }: SendGridAccount, nowMs: () => number): MailTransport {
  const client = new Client();
  client.setApiKey(apiKey);
  const options: object = { timeout: timeoutMs, maxRedirects: 0, maxContentLength: mostAnswerBytes }; // of axios, which the client uses
  client.setDefaultRequest({ ...(url === null ? {} : { baseUrl: url }), ...options } as Parameters<
    typeof client.setDefaultRequest
  >[0]); // its type lacks the options of axios, and asks for an address
  return {
    async send(mail) {
      if (mail.text === '') return { status: 'refused', why: 'SendGrid takes no e-mail without words.' };
      try {
        const answers: readonly unknown[] = await client.request({
          method: 'POST',
          url: '/v3/mail/send',
          body: bodyOf(mail),
        });
        const { headers } = Object(answers[0]) as { readonly headers?: unknown };
        const { 'x-message-id': receipt } = Object(headers) as Readonly<Record<string, unknown>>;
        return { status: 'sent', ...(typeof receipt === 'string' && receipt !== '' ? { receipt } : {}) };
      } catch (error) {
        return failureOf(error, nowMs());
      }
    },
    close: () => undefined,
  };
}
