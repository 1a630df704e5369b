import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import twilio from 'twilio';

/** A message or a call as a client of Twilio ordered it. */
export type OrderedText = Readonly<Record<string, string>>;

/** A recording of a line. `meanwhile`: what happens while it is fetched for the first time. */
type RecordingThere = {
  readonly callSid: string;
  readonly bytes: Uint8Array;
  readonly moved?: string;
  readonly meanwhile?: () => Promise<unknown>;
};

/** How the server answers one order. It has taken those that it drops or answers by half. */
export type TwilioAnswer =
  | { readonly status: number; readonly code?: number; readonly meanwhile?: (text: OrderedText) => Promise<unknown> }
  | 'lost'
  | 'half';

export const twilioAccount = { account: 'AC0123456789abcdef0123456789abcdef', token: 'the token of the account', from: '+14155550100' }; // prettier-ignore

/** A local server with the shapes of Twilio's resources "Messages" and "Calls". `answers`: of the next orders; the usual ones behind them. */
export class TwilioServer {
  readonly taken: OrderedText[] = [];
  readonly answers: TwilioAnswer[] = [];
  /** The whole recordings, by their ids. */
  readonly recordings = new Map<string, RecordingThere>();
  /** The pictures of texts that came in, by their ids. `moved`: the answer leads there. */
  readonly media = new Map<string, { readonly bytes: Uint8Array; readonly moved?: string }>();
  /** The requests about recordings and pictures: "GET /…/RE….mp3". */
  readonly asked: string[] = [];
  readonly #http = createServer((request, response) => {
    if ((request.url ?? '').includes('/Media/')) return this.#picture(request, response);
    if (/\/Recordings[./]/.test(request.url ?? '')) return void this.#recording(request, response);
    let body = '';
    request.setEncoding('utf8').on('data', (piece: string) => (body += piece));
    request.on('end', () => {
      const of = (request.url ?? '').endsWith('/Calls.json') ? 'CA' : 'SM';
      void this.#answer(of, orderIn(body)).then(({ status, text, isCut }) => {
        if (text === undefined) return void request.socket.destroy();
        response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
        if (!isCut) return void response.end(text);
        return void response.write(text.slice(0, text.length / 2), () => request.socket.destroy());
      });
    });
  });

  /** Answers as the resource "Recordings": its media, its list of a call, and its deletion. Basic authentication, as of the account. */
  async #recording({ url = '', method = '', headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    this.asked.push(`${method} ${url}`);
    const known = Buffer.from(`${twilioAccount.account}:${twilioAccount.token}`).toString('base64');
    if (headers.authorization !== `Basic ${known}`) return void response.writeHead(401).end();
    const sid = /\/Recordings\/(RE[0-9a-f]{32})(?:\.mp3|\.json)?$/.exec(url)?.[1];
    if (sid === undefined) {
      const callSid = new URL(url, 'http://local').searchParams.get('CallSid');
      const found = [...this.recordings].flatMap(([of, one]) => (one.callSid === callSid ? [{ sid: of, status: 'completed', call_sid: callSid }] : [])); // prettier-ignore
      return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ recordings: found, page: 0, page_size: 50, next_page_uri: null })); // prettier-ignore
    }
    const one = this.recordings.get(sid);
    if (!one) return void response.writeHead(404, { 'content-type': 'application/json' }).end('{"code":20404,"message":"None.","status":404}'); // prettier-ignore
    if (method === 'DELETE') {
      this.recordings.delete(sid);
      return void response.writeHead(204).end();
    }
    if (one.moved !== undefined) return void response.writeHead(302, { location: one.moved }).end();
    if (one.meanwhile) {
      const { meanwhile, ...later } = one;
      this.recordings.set(sid, later);
      await meanwhile();
      if (!this.recordings.has(sid)) return void response.writeHead(410).end();
    }
    response.writeHead(200, { 'content-type': 'audio/mpeg' }).end(one.bytes);
  }

  /** Answers as the resource "Media" of a message. */
  #picture({ url = '', method = '', headers }: IncomingMessage, response: ServerResponse): void {
    this.asked.push(`${method} ${url}`);
    const known = Buffer.from(`${twilioAccount.account}:${twilioAccount.token}`).toString('base64');
    if (headers.authorization !== `Basic ${known}`) return void response.writeHead(401).end();
    const one = this.media.get(/\/Messages\/[SM]M[0-9a-f]{32}\/Media\/(ME[0-9a-f]{32})$/.exec(url)?.[1] ?? '');
    if (!one) return void response.writeHead(404).end();
    if (one.moved !== undefined) return void response.writeHead(307, { location: one.moved }).end();
    response.writeHead(200, { 'content-type': 'image/jpeg' }).end(one.bytes);
  }

  async #answer(
    of: 'SM' | 'CA',
    order: OrderedText,
  ): Promise<{ status: number; text: string | undefined; isCut: boolean }> {
    const answer = this.answers.shift() ?? { status: 201 };
    const sid = `${of}${String(this.taken.length).padStart(32, '0')}`;
    const isTaken = typeof answer === 'string' || answer.status < 400 || answer.status >= 500;
    if (isTaken) this.taken.push({ ...order, sid });
    const made = JSON.stringify({ sid, status: 'queued', account_sid: twilioAccount.account });
    if (answer === 'lost') return { status: 0, text: undefined, isCut: false };
    if (answer === 'half') return { status: 201, text: made, isCut: true };
    await answer.meanwhile?.(order);
    const { status, code = 20_001 } = answer;
    const text = status < 400 ? made : JSON.stringify({ code, message: 'No.', status, more_info: '' });
    return { status, text, isCut: false };
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

/** Returns the members of a form. The values of a member that comes several times are joined by blanks. */
function orderIn(body: string): OrderedText {
  const form = new URLSearchParams(body);
  return Object.fromEntries([...new Set(form.keys())].map((name) => [name, form.getAll(name).join(' ')]));
}

/** Returns a request as Twilio sends and signs it: a form of these members to an address. */
export function signedByTwilio(url: string, members: Readonly<Record<string, string>>) {
  const body = new URLSearchParams(members).toString();
  return {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(Buffer.byteLength(body)),
      'x-twilio-signature': twilio.getExpectedTwilioSignature(twilioAccount.token, url, members),
    },
    body,
  };
}
