import { protocolVersion } from '@outpost/domain/sync/protocol';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { givenServer } from '../../testing/given-server.ts';
import { watched } from '../../testing/loop-watch.ts';
import { makeSalesWorld } from '../../testing/sales-world.ts';
import { testPassword } from '../../testing/test-server.ts';
import { usualBudgets } from './budgets.ts';
import { serveHttp } from './serve-http.ts';

// Refused bodies use budgets too. These tests are about other limits, so their budgets are large.
const manyBytes = { burst: 1e12, perSecond: 1 };
const given = givenServer({
  budgets: {
    ...usualBudgets,
    person: { ...usualBudgets.person, bytes: manyBytes },
    tenant: { ...usualBudgets.tenant, bytes: manyBytes },
  },
});
// For the test of that budget: one body of 8 MB overdraws it.
const meagre = givenServer({
  budgets: { ...usualBudgets, person: { ...usualBudgets.person, bytes: { burst: 4e6, perSecond: 1e6 } } },
});
let http: Server;
let port = 0;
let token = '';
let ownerId = '';
beforeAll(async () => {
  const world = await makeSalesWorld(given.test);
  const ada = await world.tenant.person('Ada', 'owner', { email: 'ada@hostile.example' });
  ownerId = ada.userId;
  http = serveHttp({ fetch: given.test.server.app.fetch, port: 0, hostname: '127.0.0.1' });
  await new Promise<void>((resolve) => (http.listening ? resolve() : http.once('listening', () => resolve())));
  port = (http.address() as AddressInfo).port; // a port, as it listens on one
  const body = { email: 'ada@hostile.example', password: testPassword, device: { id: randomUUID(), name: 'A laptop' } };
  const signedIn = await send('/auth/sign-in', JSON.stringify(body));
  token = (JSON.parse(signedIn.text) as { accessToken: string }).accessToken;
});
afterAll(() => {
  http.closeAllConnections();
  return new Promise<void>((resolve) => http.close(() => resolve()));
});

type Sending = { readonly token?: string; readonly headers?: Record<string, string>; readonly isChunked?: boolean };
type Sent = { readonly status: number; readonly text: string; readonly code: string | undefined };

/**
 * Sends a body over a socket of its own. The body is converted to bytes before the measurement begins, so that the
 * sender takes almost no time of the event loop.
 */
function send(path: string, body: string | Buffer, { token: bearer, headers, isChunked }: Sending = {}): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method: 'POST',
        agent: false,
        headers: {
          'content-type': 'application/json',
          'outpost-protocol': `${protocolVersion}`,
          ...(isChunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(Buffer.byteLength(body)) }),
          ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
          ...headers,
        },
      },
      (reply) => {
        const parts: Buffer[] = [];
        reply.on('data', (part: Buffer) => parts.push(part));
        reply.on('error', reject);
        reply.on('end', () => {
          const text = Buffer.concat(parts).toString();
          const code = /"code":"([^"]+)"/.exec(text)?.[1];
          resolve({ status: reply.statusCode ?? 0, text, code });
        });
      },
    );
    asked.on('error', (cause: Error & { code?: string }) => {
      if (cause.code !== 'EPIPE' && cause.code !== 'ECONNRESET') reject(cause); // the server has answered and closed: the answer counts
    });
    asked.end(body);
  });
}

const mebibyte = 1_048_576;
const lists = (bytes: number): Buffer => Buffer.from(`{"acts":[${'[],'.repeat(bytes / 3)}[]]}`);
const push = (acts: readonly unknown[]): Buffer =>
  Buffer.from(JSON.stringify({ device: randomUUID(), heads: [], schemas: {}, acts }));
const contact = (fields: object = {}) => ({
  id: given.test.newId(),
  entity: 'crm/contact',
  create: { fields: { name: 'Ann Example', ...fields }, ownerId, teamId: null, sharedWith: [], schema: 1 },
});
const act = (number: number, edits: readonly unknown[]) => ({
  id: given.test.newId(),
  number,
  label: 'Imported',
  shape: 'each',
  madeAt: '2026-11-20T08:00:00.000Z',
  edits,
});

/** No request may block the event loop longer (issue 11, line 16). */
const mostMs = 50;

describe('bodies of attackers', () => {
  it.each([
    ['31 MB of lists', () => lists(31 * mebibyte)],
    ['30 MB of one text', () => Buffer.from(`{"acts":"${'a'.repeat(30 * mebibyte)}"}`)],
    ['30 MB of blanks', () => Buffer.from(' '.repeat(30 * mebibyte))],
    ['lists in lists', () => Buffer.from('['.repeat(8 * mebibyte))],
    ['many names', () => Buffer.from(`{${'"a":1,'.repeat(mebibyte)}"b":1}`)],
    ['a number of 8 MB', () => Buffer.from(`{"acts":${'9'.repeat(8 * mebibyte)}}`)],
  ])('[E-3] %s: are not read without a token; with one they never block the event loop for long', async (_, make) => {
    const body = make();
    for (const path of ['/sync/push', '/acts', '/sync/pull', '/records/list', '/auth/sign-in'])
      for (const isChunked of [false, true]) {
        const { value, longestMs } = await watched(() => send(path, body, { isChunked }));
        expect([path, value.code]).toEqual([
          path,
          isChunked && path !== '/auth/sign-in'
            ? 'access/signed-out'
            : expect.stringMatching(/^access\/signed-out$|^request\/(too-large|invalid)$/),
        ]);
        expect([path, longestMs < mostMs, longestMs]).toEqual([path, true, longestMs]);
      }
    for (const path of ['/sync/push', '/acts', '/sync/pull', '/records/list'])
      for (const isChunked of [false, true]) {
        const { value, longestMs } = await watched(() => send(path, body, { token, isChunked }));
        expect([path, value.code]).toEqual([path, expect.stringMatching(/^request\/(too-large|invalid)$/)]);
        expect([path, longestMs < mostMs, longestMs]).toEqual([path, true, longestMs]);
      }
  });

  it('[E-3] the largest allowed number of values is checked in slices', async () => {
    const cases: readonly (readonly [string, Buffer])[] = [
      ['/sync/push', Buffer.from(`{"acts":[{"edits":[${'{},'.repeat(900)}{}],"x":[${'[],'.repeat(20_000)}[]]}]}`)],
      ['/sync/push', push(Array.from({ length: 1_000 }, () => ({ edits: Array.from({ length: 200 }, () => ({})) })))],
      ['/acts', push(Array.from({ length: 100 }, () => Array.from({ length: 2_000 }, () => 1)))],
      ['/sync/pull', Buffer.from(`{"at":{"tokens":[${'0,'.repeat(49_000)}0]}}`)],
      ['/sync/pull', Buffer.from(`{"at":{"tokens":["${'a'.repeat(4 * mebibyte - 100)}"]}}`)],
      ...[5_000, 24_000].map((names): readonly [string, Buffer] => [
        '/sync/pull',
        Buffer.from(`{${Array.from({ length: names }, (_, n) => `"k${n}":1`).join(',')}}`),
      ]),
      ['/records/list', Buffer.from(`{"entity":"crm/deal","where":{"and":[${'{},'.repeat(9_000)}{}]}}`)],
      ['/records/search', Buffer.from(`{"text":"${'a'.repeat(mebibyte - 100)}"}`)],
    ];
    for (const [path, body] of cases) {
      const { value, longestMs } = await watched(() => send(path, body, { token }));
      expect([path, value.status < 500 && value.status >= 400, value.text.length < 2_000]).toEqual([path, true, true]);
      expect([path, body.length, longestMs < mostMs, longestMs]).toEqual([path, body.length, true, longestMs]);
    }
  });

  it('[E-3] a large push of real acts is decided, and no turn of the loop is long', async () => {
    const remark = 'Notes of the telephone call. '.repeat(60);
    const many = Array.from({ length: 1_000 }, (_, n) => act(n + 1, [contact({ about: `${n} ${remark}` })]));
    const wide = [
      act(
        1,
        Array.from({ length: 1_000 }, (_, n) => contact({ jobTitle: `Engineer ${n}` })),
      ),
    ];
    const heavy = [
      act(
        1,
        Array.from({ length: 1_000 }, (_, n) => contact({ about: `${n} ${remark.repeat(3)}` })),
      ),
    ];
    for (const acts of [many, wide, heavy]) {
      const body = push(acts);
      const { value, longestMs, turns } = await watched(() => send('/sync/push', body, { token }));
      expect([value.status, value.code]).toEqual([200, undefined]);
      const { answers } = JSON.parse(value.text) as { answers: readonly { status: string }[] };
      expect(answers.map(({ status }) => status)).toEqual(acts.map(() => 'accepted'));
      expect(turns).toBeGreaterThan(10);
      expect([body.length, longestMs < mostMs, longestMs]).toEqual([body.length, true, longestMs]);
    }
  });

  it('[E-3] a large page is read and compressed, and no turn of the loop is long', async () => {
    const body = JSON.stringify({ at: null, heads: [], limit: 5_000, schemas: {} });
    for (const headers of [{}, { 'accept-encoding': 'zstd' }]) {
      const { value, longestMs } = await watched(() => send('/sync/pull', body, { token, headers }));
      expect(value.status).toBe(200);
      expect(value.text.length).toBeGreaterThan('accept-encoding' in headers ? 20_000 : 500_000);
      expect(longestMs).toBeLessThan(mostMs);
    }
  });

  it('[E-3] undoing a large act is decided, and no turn of the loop is long', async () => {
    const bulk = act(
      1,
      Array.from({ length: 1_000 }, (_, n) => contact({ jobTitle: `Engineer ${n}` })),
    );
    const device = randomUUID();
    const pushed = (acts: readonly unknown[]) => JSON.stringify({ device, heads: [], schemas: {}, acts });
    expect((await send('/sync/push', pushed([bulk]), { token })).status).toBe(200);
    const { value, longestMs } = await watched(() =>
      send('/sync/push', pushed([{ ...act(2, []), undoes: bulk.id }]), { token }),
    );
    expect(value.text).toContain('"status":"accepted"');
    expect(longestMs).toBeLessThan(mostMs);
  });

  it('[E-3] refuses compressed bodies, wrong lengths and endless numbers', async () => {
    const bomb = gzipSync(Buffer.alloc(10 * mebibyte, 0x20));
    const packed = await send('/sync/push', bomb, { token, headers: { 'content-encoding': 'gzip' } });
    expect(packed).toMatchObject({ status: 400, code: 'request/invalid' });
    expect(packed.text).toContain('content-encoding');
    expect(await send('/records/search', '{"text":"a"}', { token, headers: { 'content-encoding': 'identity' } })).toMatchObject({ status: 200 }); // prettier-ignore
    const long = await send('/records/search', `{"text":"a","limit":${'1'.repeat(2_000)}}`, { token });
    expect(long).toMatchObject({ status: 400, code: 'request/invalid' });
    const twice = push([]).toString().replace('"acts":[]', '"acts":[],"acts":[{}]');
    expect(await send('/sync/push', `${twice}${' '.repeat(70_000)}`, { token })).toMatchObject({ status: 400 });
    const escaped = `{"\\u0061cts":[${'[],'.repeat(40_000)}[]]}`;
    expect(await send('/sync/push', escaped, { token })).toMatchObject({ status: 400, code: 'request/invalid' });
  });

  it('[E-3] a refused body is answered and not read: not without a token, and not beyond the first value over the limit', async () => {
    const body = lists(31 * mebibyte);
    /**
     * Keeps sending, also after the answer. Returns the status, and how many bytes the server had read when it closed.
     */
    const insist = async (bearer: string) => {
      const connected = once(http, 'connection') as Promise<[Socket]>;
      const sender = connect(port, '127.0.0.1');
      sender.on('error', () => undefined); // it is cut off
      const answered = once(sender, 'data') as Promise<[Buffer]>;
      sender.write(
        `POST /sync/push HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\noutpost-protocol: ${protocolVersion}\r\n${bearer}content-length: ${body.length}\r\n\r\n`,
      );
      sender.write(body);
      const [[socket], [answer]] = await Promise.all([connected, answered]);
      if (!socket.closed) await once(socket, 'close');
      return [answer.toString().slice(9, 12), socket.bytesRead < 4 * mebibyte ? 'little' : socket.bytesRead];
    };
    expect(await insist('')).toEqual(['401', 'little']);
    expect(await insist(`authorization: Bearer ${token}\r\n`)).toEqual(['413', 'little']);
  });

  it('[E-3] a client that sends `Expect: 100-continue` gets 100 (Continue) or a refusal before it sends the body', async () => {
    const body = '{"text":"a"}';
    const asking = (bearer: string | undefined) =>
      new Promise<readonly [status: number | undefined, isWanted: boolean]>((resolve, reject) => {
        const state = { isWanted: false };
        const headers = { 'content-type': 'application/json', 'outpost-protocol': `${protocolVersion}`, 'content-length': body.length, expect: '100-continue', ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }) }; // prettier-ignore
        const asked = request({ host: '127.0.0.1', port, path: '/records/search', method: 'POST', headers });
        asked.on('continue', () => {
          state.isWanted = true;
          asked.end(body);
        });
        asked.on('response', (reply) => {
          reply.resume();
          resolve([reply.statusCode, state.isWanted]);
          asked.destroy();
        });
        asked.on('error', reject);
        asked.flushHeaders();
      });
    expect(await asking(token)).toEqual([200, true]);
    expect(await asking(undefined)).toEqual([401, false]);
  });

  it('[E-3] a body that breaks off does not disturb other requests', async () => {
    const broken = connect(port, '127.0.0.1');
    broken.write(
      `POST /sync/push HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\noutpost-protocol: ${protocolVersion}\r\nauthorization: Bearer ${token}\r\ncontent-length: 900000\r\n\r\n{"acts":[`,
    );
    await new Promise((resolve) => broken.once('connect', resolve));
    broken.destroy();
    expect(await send('/records/search', '{"text":"a"}', { token })).toMatchObject({ status: 200 });
  });

  it("[E-3] large bodies are charged to their sender's budget, also refused ones", async () => {
    const world = await makeSalesWorld(meagre.test);
    await world.tenant.person('Bo', 'owner', { email: 'bo@hostile.example' });
    const device = { id: randomUUID(), name: 'A laptop' };
    const signedIn = await meagre.test.fetch('/auth/sign-in', {
      body: { email: 'bo@hostile.example', password: testPassword, device },
    });
    const { accessToken } = (await signedIn.json()) as { accessToken: string };
    const attack = () =>
      meagre.test.fetch('/sync/push', { token: accessToken, body: lists(8 * mebibyte).toString(), headers: { 'content-length': String(8 * mebibyte) } }); // prettier-ignore
    expect((await attack()).status).toBe(413);
    const refused = await attack();
    expect([refused.status, Number(refused.headers.get('retry-after')) > 1]).toEqual([429, true]);
    const small = await meagre.test.fetch('/records/search', {
      token: accessToken,
      body: '{"text":"a"}',
      headers: { 'content-length': '12' },
    });
    expect(small.status).toBe(200);
  });
});
