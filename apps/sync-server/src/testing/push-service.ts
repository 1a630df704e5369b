import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A push as it arrived at the service. */
export type ArrivedPush = { readonly path: string; readonly headers: Readonly<Record<string, unknown>>; readonly body: Buffer }; // prettier-ignore

/** How the service answers the next push: by a status, or by breaking off the connection after it has taken the push. */
type PushAnswer = { readonly status: number; readonly retryAfter?: string } | 'lost';

/** A local push service (RFC 8030). `answers`: of the next pushes; 201 behind them. `meanwhile`: what happens while a push is being taken. */
export class PushService {
  readonly arrived: ArrivedPush[] = [];
  readonly answers: PushAnswer[] = [];
  meanwhile: (() => Promise<unknown>) | undefined;
  readonly #http = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      this.arrived.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(parts) });
      const answer = this.answers.shift() ?? { status: 201 };
      void (this.meanwhile?.() ?? Promise.resolve()).then(() => {
        if (answer === 'lost') return void request.socket.destroy();
        response.writeHead(answer.status, answer.retryAfter === undefined ? {} : { 'retry-after': answer.retryAfter });
        return void response.end();
      });
    });
  });

  /** Returns its "host:port". */
  async start(): Promise<string> {
    await new Promise<void>((done) => this.#http.listen(0, '127.0.0.1', done));
    return `127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    return new Promise((done) => this.#http.close(() => done()));
  }
}

/** A browser with its keys (RFC 8291). It decrypts by `node:crypto` alone, so that no library reads what it has written itself. */
export class PushBrowser {
  readonly endpoint: string;
  readonly #ecdh = createECDH('prime256v1');
  readonly #auth = randomBytes(16);

  constructor(endpoint: string) {
    this.endpoint = endpoint;
    this.#ecdh.generateKeys();
  }

  /** The subscription as `PushSubscription.toJSON` gives it. */
  get subscription() {
    const keys = { p256dh: this.#ecdh.getPublicKey('base64url'), auth: this.#auth.toString('base64url') };
    return { endpoint: this.endpoint, keys };
  }

  /** Returns the text of a push (RFC 8188, section 2, and RFC 8291, section 3.4). Throws where it was not made for this browser. */
  read(body: Buffer): string {
    const salt = body.subarray(0, 16);
    const keyLength = body.readUInt8(20);
    const theirs = body.subarray(21, 21 + keyLength);
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), this.#ecdh.getPublicKey(), theirs]);
    const secret = Buffer.from(hkdfSync('sha256', this.#ecdh.computeSecret(theirs), this.#auth, info, 32));
    const key = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: aes128gcm\0', 16));
    const nonce = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: nonce\0', 12));
    const cipher = body.subarray(21 + keyLength);
    const decipher = createDecipheriv('aes-128-gcm', key, nonce);
    decipher.setAuthTag(cipher.subarray(-16));
    const plain = Buffer.concat([decipher.update(cipher.subarray(0, -16)), decipher.final()]);
    return plain.subarray(0, plain.lastIndexOf(2)).toString(); // the delimiter of the last record
  }
}
