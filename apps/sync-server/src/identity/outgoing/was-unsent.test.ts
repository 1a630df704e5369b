import { createServer, type AddressInfo, type Server } from 'node:net';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { retryAfterMs } from './retry-after-ms.ts';
import { wasUnsent } from './was-unsent.ts';

/** A server that takes each request and breaks the connection. */
let breaking: Server;
let closed: number;
beforeAll(async () => {
  breaking = createServer((socket) => void socket.once('data', () => socket.destroy()));
  const other = createServer();
  for (const one of [breaking, other]) await new Promise<void>((done) => void one.listen(0, '127.0.0.1', done));
  closed = (other.address() as AddressInfo).port;
  await new Promise((done) => other.close(done));
});
afterAll(() => new Promise((done) => breaking.close(done)));

const failure = (url: string) => new Promise<unknown>((done) => request(url, { method: 'POST' }).on('error', done).end('words')); // prettier-ignore
const lost = () => `http://127.0.0.1:${(breaking.address() as AddressInfo).port}/`;

describe('a failed request', () => {
  it('was not sent where nobody takes the connection or the name is not known, also by `fetch` and for several addresses', async () => {
    const refused = await failure(`http://127.0.0.1:${closed}/`);
    expect(wasUnsent(refused)).toBe(true);
    expect(wasUnsent(await failure('http://nowhere.invalid/'))).toBe(true);
    expect(wasUnsent(new TypeError('fetch failed', { cause: refused }))).toBe(true);
    expect(wasUnsent(new AggregateError([refused, Object.assign(new Error('x'), { code: 'ETIMEDOUT', syscall: 'connect' })]))).toBe(true); // prettier-ignore
  });

  it('may have been sent where the connection broke afterwards, or nothing says when it did', async () => {
    expect(wasUnsent(await failure(lost()))).toBe(false);
    for (const other of [
      Object.assign(new Error('x'), { code: 'ETIMEDOUT', syscall: 'read' }),
      new AggregateError([]),
      new Error('x', { cause: 'x' }),
      undefined,
      'ECONNREFUSED',
    ])
      // prettier-ignore
      expect(wasUnsent(other)).toBe(false);
  });
});

describe('the time that a provider asks to wait', () => {
  it('is read from seconds and from a date, and is none where the date is over or cannot be read', () => {
    const now = Date.parse('2026-11-30T10:00:00Z');
    expect(retryAfterMs('30', now)).toBe(30_000);
    expect(retryAfterMs('Mon, 30 Nov 2026 10:01:00 GMT', now)).toBe(60_000);
    for (const other of ['Mon, 30 Nov 2026 09:59:00 GMT', 'soon', '', null, undefined]) expect(retryAfterMs(other, now)).toBeUndefined(); // prettier-ignore
  });
});
