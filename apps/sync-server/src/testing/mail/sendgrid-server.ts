import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An e-mail as a client of SendGrid's API orders it (POST /v3/mail/send). */
export type OrderedMail = {
  readonly personalizations: readonly { readonly to: readonly { readonly email: string }[] }[];
  readonly from: { readonly email: string; readonly name?: string };
  readonly subject: string;
  readonly content: readonly { readonly type: string; readonly value: string }[];
  readonly headers: Readonly<Record<string, string>>;
  readonly custom_args?: Readonly<Record<string, string>>;
  readonly attachments?: readonly Readonly<Record<string, string>>[];
  readonly tracking_settings: Readonly<Record<string, { readonly enable: boolean }>>;
};

/** How the server answers one order. It has taken those whose answer is lost or half, and those that it answers with 500 or more. */
export type SendGridAnswer =
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly message?: string;
      readonly meanwhile?: (mail: OrderedMail) => Promise<unknown>;
    }
  | 'lost'
  | 'half';

export const sendGridKey = 'SG.the-key-of-the-account';

/**
 * A local server with the shapes of SendGrid's "mail send" (https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send). It judges the
 * key and the form of an order as SendGrid does. `answers`: of the next orders; the usual ones behind them.
 */
export class SendGridServer {
  readonly taken: OrderedMail[] = [];
  readonly answers: SendGridAnswer[] = [];
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly #http = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (piece: string) => (body += piece));
    request.on('end', () => {
      if (request.method !== 'POST' || request.url !== '/v3/mail/send') return respond(response, 404);
      if (request.headers.authorization !== `Bearer ${sendGridKey}`)
        return respond(response, 401, { message: 'authorization required' });
      void this.#answer(JSON.parse(body) as OrderedMail, response);
    });
  });

  async #answer(mail: OrderedMail, response: ServerResponse): Promise<void> {
    const fault = faultOf(mail);
    if (fault !== undefined) return respond(response, 400, { message: fault });
    const answer = this.answers.shift() ?? { status: 202 };
    if (typeof answer === 'string' || answer.status < 300 || answer.status >= 500) this.taken.push(mail);
    if (answer === 'lost') return void response.socket?.destroy();
    const id = `sg${this.taken.length}`;
    if (answer === 'half') {
      response.writeHead(202, { 'x-message-id': id, 'content-length': '10' });
      return void response.write('half', () => response.socket?.destroy());
    }
    await answer.meanwhile?.(mail);
    return respond(response, answer.status, { message: answer.message ?? 'No.', headers: { 'x-message-id': id, ...answer.headers } }); // prettier-ignore
  }

  /** The verification key, as SendGrid shows it: DER in base64. */
  get verifyKey(): string {
    return this.#keys.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  }

  /** Returns the signature of the event webhook: ECDSA over the time and the bytes. */
  signature(timestamp: string, bytes: Uint8Array, key: KeyObject = this.#keys.privateKey): string {
    return sign('sha256', Buffer.concat([Buffer.from(timestamp), bytes]), key).toString('base64');
  }

  async start(): Promise<string> {
    await new Promise<void>((listening) => this.#http.listen(0, '127.0.0.1', listening));
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    this.#http.closeAllConnections();
    return new Promise((closed) => this.#http.close(() => closed()));
  }
}

/** Returns what SendGrid refuses: it takes neither empty words nor headers of its own. */
function faultOf({ personalizations: [first], content, headers }: OrderedMail): string | undefined {
  if (first?.to.length !== 1 || !first.to[0]?.email.includes('@')) return 'Does not contain a valid address.';
  if (content.some(({ value }) => value === '')) return 'The content value must be a string at least one character in length.'; // prettier-ignore
  if (content[0]?.type !== 'text/plain') return 'The text/plain part must come first.';
  const own = ['x-sg-id', 'x-sg-eid', 'received', 'dkim-signature', 'content-type', 'to', 'from', 'subject', 'reply-to', 'cc', 'bcc']; // prettier-ignore
  return Object.keys(headers).some((name) => own.includes(name.toLowerCase())) ? 'A reserved header.' : undefined;
}

type Said = { readonly message?: string; readonly headers?: Readonly<Record<string, string>> };

function respond(response: ServerResponse, status: number, { message = '', headers = {} }: Said = {}): void {
  const text = status < 300 ? '' : JSON.stringify({ errors: [{ message, field: null }] });
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...headers }); // prettier-ignore
  response.end(text);
}
