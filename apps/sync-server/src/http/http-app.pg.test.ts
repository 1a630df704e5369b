import { leastProtocolVersion, protocolVersion } from '@outpost/domain/sync/protocol';
import { refuse } from '@outpost/domain/kernel/refusal';
import { seededRandom } from '@outpost/domain/testing/seeded-random';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { MonthlyUse } from '../gateway/monthly-use.ts';
import { goodPassword, openSignInWorld, postgresEngine, type SignInWorld } from '../testing/sign-in-world.ts';
import { answer } from './answers/answer.ts';
import { authenticateSession } from './guards/authenticate.ts';
import { Budgets, usualBudgets } from './guards/budgets.ts';
import { RateLimits, usualRates } from './guards/rate-limits.ts';
import { createHttpApp, type HttpPorts } from './http-app.ts';
import { createLog } from './log.ts';
import { problemSchema } from './answers/problem-details.ts';

type App = ReturnType<typeof createHttpApp>;
type Answer = { readonly status: number; readonly headers: Headers; readonly body: Record<string, unknown> };

const email = 'ann@example.com';
const lines: string[] = [];
let world: SignInWorld;
let app: App;
let orgId = '';
let ports: HttpPorts;
let address: string | undefined;

beforeAll(async () => {
  world = await openSignInWorld(await postgresEngine(inject('postgresUrl')));
  orgId = await world.addTenant('Nordwind');
  await world.addPerson(orgId, email);
  const log = createLog({ level: 'trace', to: { write: (line) => void lines.push(line) } });
  ports = {
    log,
    identity: world.ports,
    ids: world.ports.ids,
    clientAddress: () => address,
    budgets: new Budgets(usualBudgets, { clock: world.ports.clock }),
    rates: new RateLimits(usualRates, { shared: undefined }),
    uses: new MonthlyUse({ ...world.ports, log }),
    origins: [],
  };
  app = createHttpApp(ports);
  app.get('/boom/:name', (c) => {
    throw new Error(`lost ${c.req.param('name')}`, { cause: new Error('disk') });
  });
  app.post('/sync/pull', (c) => answer(c, refuse('sync/gap', 'An act is missing.', { expected: 3 })));
});
afterAll(() => world.close());
beforeEach(() => {
  address = undefined;
  lines.length = 0;
});

async function send(
  method: string,
  path: string,
  init: { readonly body?: unknown; readonly headers?: Record<string, string> } = {},
): Promise<Answer> {
  const { body, headers } = init;
  const text = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
  const response = await app.request(path, {
    method,
    ...text,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}

const signInBody = (password = goodPassword) => ({ email, password, device: world.device() });
const problem = (code: string, details: unknown) => expect.objectContaining({ code, details }) as unknown;

describe('signing in over HTTP', () => {
  it('signs in, refreshes, changes the password, signs out', async () => {
    const first = await send('POST', '/auth/sign-in', {
      body: signInBody(),
      headers: { 'outpost-protocol': `${protocolVersion}` },
    });
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({
      person: { name: 'Ann Example', email },
      organisation: { name: 'Nordwind', currency: 'EUR', timeZone: 'Europe/Vienna' },
    });
    expect(first.headers.get('cache-control')).toBe('no-store');
    const second = await send('POST', '/auth/refresh', { body: { refreshToken: first.body['refreshToken'] } });
    expect(second).toMatchObject({ status: 200, body: { person: first.body['person'] } });
    expect(
      (await send('POST', '/auth/refresh', { body: { refreshToken: first.body['refreshToken'] } })).body[
        'refreshToken'
      ],
    ).toBe(second.body['refreshToken']);
    const headers = { authorization: `Bearer ${String(second.body['accessToken'])}` };
    expect(
      await send('PUT', '/auth/password', {
        body: { currentPassword: 'wrong', newPassword: 'seven loud blue rivers' },
        headers,
      }),
    ).toMatchObject({ status: 401, body: { code: 'access/bad-credentials' } });
    expect(
      await send('PUT', '/auth/password', {
        body: { currentPassword: goodPassword, newPassword: goodPassword },
        headers,
      }),
    ).toMatchObject({ status: 200, body: { done: true } });
    expect(
      await send('POST', '/auth/sign-out', { body: { refreshToken: second.body['refreshToken'] }, headers }),
    ).toMatchObject({ status: 200, body: { done: true } });
    expect(await send('POST', '/auth/refresh', { body: { refreshToken: second.body['refreshToken'] } })).toMatchObject({
      status: 401,
      body: problem('access/session-ended', { reason: 'signed-out' }),
    });
  });

  it('publishes its keys', async () => {
    const keys = await send('GET', '/.well-known/jwks.json', { headers: { 'outpost-protocol': '99' } });
    expect(keys).toMatchObject({ status: 200, body: { keys: [{ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA' }] } });
    expect(keys.headers.get('cache-control')).toBe('public, max-age=300');
  });

  it('answers a wrong password and an unknown e-mail alike', async () => {
    const wrong = await send('POST', '/auth/sign-in', { body: { ...signInBody('wrong'), email: 'known@example.com' } });
    const unknown = await send('POST', '/auth/sign-in', {
      body: { ...signInBody('wrong'), email: 'unknown@example.com' },
    });
    expect({ ...unknown.body, instance: '' }).toEqual({ ...wrong.body, instance: '' });
    expect([...unknown.headers.keys()]).toEqual([...wrong.headers.keys()]);
  });

  it('requires a token at the addresses that document it', async () => {
    for (const authorization of [
      '',
      'Bearer',
      'Bearer x',
      'Basic YTpi',
      `Bearer ${'x'.repeat(5_000)}.x.x`,
      'Bearer eyJ.eyJ.abc',
    ]) {
      const refused = await send('POST', '/auth/sign-out', { body: {}, headers: { authorization } });
      expect(refused).toMatchObject({ status: 401, body: { code: 'access/signed-out' } });
      expect(refused.headers.get('www-authenticate')).toContain('Bearer');
    }
  });
});

describe('every request over HTTP', () => {
  it('[E-2] names the error in the input, its place, and the expected form', async () => {
    const device = world.device();
    const cases: readonly [unknown, string][] = [
      [{ ...signInBody(), email: 'ann' }, 'body.email'],
      [{ email, password: 1, device }, 'body.password'],
      [{ email, password: 'x', device: { ...device, id: 'laptop' } }, 'body.device.id'],
      [{ ...signInBody(), more: 1 }, 'body'],
      [[], 'body'],
      ['{"email":', 'body'],
      ['', 'body'],
      [`{"email":"a\\u0000@b","password":"x"}`, 'body.email'],
    ];
    for (const [body, path] of cases) {
      const refused = await send('POST', '/auth/sign-in', { body, headers: { 'content-type': 'application/json' } });
      expect(refused).toMatchObject({ status: 400, body: problem('request/invalid', { path }) });
      expect(String(refused.body['detail']).length).toBeGreaterThan(path.length);
    }
    expect((await send('POST', '/auth/sign-in', { body: { ...signInBody(), email: 'ann' } })).body['detail']).toBe(
      'body.email: must be an e-mail address such as ann@example.com',
    );
  });

  it('[E-2] refuses a body without the content type of JSON', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      expect(
        await send('POST', '/auth/sign-in', { body: signInBody(), headers: { 'content-type': type } }),
      ).toMatchObject({ status: 400, body: problem('request/invalid', { path: 'header.content-type' }) });
    }
    const bare = await app.request('/auth/sign-in', { method: 'POST' });
    expect(bare.status).toBe(400);
  });

  it('[E-3] refuses a body that is too large, with or without an announced length', async () => {
    const body = JSON.stringify({ ...signInBody(), email: 'a'.repeat(70_000) });
    expect(
      await send('POST', '/auth/sign-in', { body, headers: { 'content-length': String(body.length) } }),
    ).toMatchObject({ status: 413, body: problem('request/too-large', { limit: 65_536 }) });
    const stream = new Blob([body]).stream();
    const streamed = await app.request(
      new Request('http://localhost/auth/sign-in', {
        method: 'POST',
        body: stream,
        headers: { 'content-type': 'application/json' },
        duplex: 'half',
      }),
    );
    expect(streamed.status).toBe(413);
  });

  it('[E-3] refuses a flood from one address, and no other address', async () => {
    address = '192.0.2.1';
    const statuses: number[] = [];
    for (let n = 0; n < 105; n += 1)
      statuses.push((await send('POST', '/auth/refresh', { body: { refreshToken: 'x' } })).status);
    expect(statuses.filter((status) => status === 429)).toHaveLength(5);
    expect((await send('POST', '/auth/refresh', { body: { refreshToken: 'x' } })).headers.get('retry-after')).toBe('1');
    address = '192.0.2.2';
    expect((await send('POST', '/auth/refresh', { body: { refreshToken: 'x' } })).status).toBe(401);
  });

  it('[S-7] refuses clients of another protocol', async () => {
    expect(await send('POST', '/sync/pull', { body: {}, headers: { 'outpost-protocol': '0' } })).toMatchObject({
      status: 426,
      body: problem('sync/client-too-old', { least: leastProtocolVersion, yours: 0 }),
    });
    expect(await send('POST', '/sync/pull', { body: {}, headers: { 'outpost-protocol': '99' } })).toMatchObject({
      status: 409,
      body: { code: 'sync/client-too-new' },
    });
    expect(await send('POST', '/sync/pull', { body: {} })).toMatchObject({
      status: 400,
      body: problem('request/invalid', { path: 'header.outpost-protocol' }),
    });
    const { body } = await send('POST', '/auth/sign-in', { body: signInBody() });
    const authorization = `Bearer ${String(body['accessToken'])}`; // only signed-in people may send a body
    const headers = { 'outpost-protocol': `${protocolVersion}`, authorization };
    expect(await send('POST', '/sync/pull', { body: {}, headers })).toMatchObject({
      status: 409,
      body: problem('sync/gap', { expected: 3 }),
    });
  });

  it('[E-1] answers a fault with only the id of its request, and logs it once with its cause', async () => {
    const fault = await send('GET', '/boom/ann@example.com', { headers: { 'x-request-id': 'request-of-mine' } });
    expect(fault).toMatchObject({
      status: 500,
      body: { type: 'urn:outpost:problem:fault', instance: 'urn:outpost:request:request-of-mine' },
    });
    expect(JSON.stringify(fault.body)).not.toContain('lost');
    const logged = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(logged.filter(({ level }) => level === 'error')).toEqual([
      expect.objectContaining({
        requestId: 'request-of-mine',
        route: '/boom/:name',
        err: expect.objectContaining({ cause: expect.objectContaining({ message: 'disk' }) as unknown }) as unknown,
      }),
    ]);
    expect(logged.at(-1)).toMatchObject({ status: 500, route: '/boom/:name', method: 'GET' });
  });

  it('gives each request an id, the one of the client where that is well-formed', async () => {
    expect(
      (await send('GET', '/openapi.json', { headers: { 'x-request-id': 'abc-12345' } })).headers.get('x-request-id'),
    ).toBe('abc-12345');
    for (const id of ['short', 'with space and more', 'x'.repeat(65), 'a"b<c>defgh']) {
      const given = (await send('GET', '/openapi.json', { headers: { 'x-request-id': id } })).headers.get(
        'x-request-id',
      );
      expect(given).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('sends headers that deny browsers, and allows no other origin', async () => {
    const { headers } = await send('GET', '/openapi.json', { headers: { origin: 'https://elsewhere.example' } });
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    for (const part of ["default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"])
      expect(headers.get('content-security-policy')).toContain(part);
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect(
      (
        await app.request('/auth/sign-in', {
          method: 'OPTIONS',
          headers: { origin: 'https://elsewhere.example', 'access-control-request-method': 'POST' },
        })
      ).headers.has('access-control-allow-origin'),
    ).toBe(false);
  });

  it('refuses an unknown address', async () => {
    expect(await send('GET', '/nowhere')).toMatchObject({
      status: 404,
      body: problem('request/not-found', { path: '/nowhere' }),
    });
    expect(await send('GET', '/auth/sign-in')).toMatchObject({ status: 404 });
  });

  it('describes itself', async () => {
    const { body } = await send('GET', '/openapi.json');
    expect(body).toMatchObject({
      openapi: '3.1.0',
      components: { schemas: { Problem: { required: expect.arrayContaining(['code', 'detail']) as unknown } } },
    });
    expect(Object.keys(body['paths'] as object)).toEqual(
      expect.arrayContaining([
        '/auth/sign-in',
        '/auth/refresh',
        '/auth/sign-out',
        '/auth/password',
        '/.well-known/jwks.json',
      ]),
    );
  });

  it('keeps e-mails, passwords and tokens out of the log', async () => {
    const body = signInBody();
    const { body: signedIn } = await send('POST', `/auth/sign-in?email=${email}`, {
      body,
      headers: { 'user-agent': email, 'x-request-id': 'ann@example.com' },
    });
    await send('POST', '/auth/refresh', { body: { refreshToken: signedIn['refreshToken'] } });
    await send('POST', '/auth/sign-out', {
      body: {},
      headers: { authorization: `Bearer ${String(signedIn['accessToken'])}` },
    });
    await send('GET', `/${email}/${String(signedIn['accessToken'])}`);
    await send('POST', '/auth/sign-in', { body: { ...body, password: 'wrong password' } });
    const all = lines.join('');
    expect(lines).toHaveLength(5);
    for (const secret of [
      email,
      'ann',
      goodPassword,
      'wrong password',
      String(signedIn['refreshToken']),
      String(signedIn['accessToken']),
      'eyJ',
      'or1.',
      body.device.name,
    ])
      expect(all).not.toContain(secret);
  });

  it('[E-2] never answers bad input with a fault', async () => {
    const seed = Date.now() % 1_000_000;
    const { below, pick } = seededRandom(seed);
    const values: readonly unknown[] = [
      null,
      true,
      -1,
      1e308,
      '',
      'x',
      '\0',
      '\ud800',
      'x'.repeat(1_000),
      [],
      {},
      [[[[]]]],
      { $gt: '' },
      { constructor: 1 },
      "' or 1=1 --",
      email,
    ];
    const anything = (): unknown => values[below(values.length)];
    const mutated = (): unknown => {
      const whole: Record<string, unknown> = {
        ...signInBody(),
        refreshToken: 'or1.x',
        currentPassword: 'x',
        newPassword: 'y',
      };
      for (const key of Object.keys(whole)) if (below(3) === 0) whole[key] = anything();
      if (below(4) === 0) whole['device'] = { id: anything(), name: anything() };
      if (below(3) === 0)
        for (const key of ['refreshToken', 'currentPassword', 'newPassword']) Reflect.deleteProperty(whole, key);
      return below(5) === 0 ? anything() : whole;
    };
    const bent = (text: string): string => {
      const at = below(text.length + 1);
      return pick([
        text,
        text.slice(0, at),
        `${text.slice(0, at)}${pick(['"', '{', '\\u0000', '\\ud800', '\0', '[', ','])}${text.slice(at)}`,
        '['.repeat(below(30_000)),
        `\ufeff${text}`,
      ]);
    };
    const statuses = new Set<number>();
    for (let n = 0; n < 600; n += 1) {
      const path = pick([
        '/auth/sign-in',
        '/auth/refresh',
        '/auth/sign-out',
        '/auth/password',
        '/sync/pull',
        '/nowhere/%ff',
        '/%',
      ]);
      const headers = {
        'content-type': pick([
          'application/json',
          'application/json',
          'application/json',
          'text/plain',
          ';;',
          'multipart/form-data',
        ]),
        ...(below(4) === 0 ? { authorization: pick(['Bearer a.b.c', 'Bearer', 'x']) } : {}),
      };
      const text = bent(JSON.stringify(mutated()));
      const response = await app.request(path, {
        method: pick(['POST', 'POST', 'PUT', 'PATCH', 'DELETE']),
        body: text,
        headers,
      });
      statuses.add(response.status);
      expect(
        response.status,
        `seed ${seed}, try ${n}: ${path} ${JSON.stringify(headers)} ${text.slice(0, 300)}`,
      ).toBeLessThan(500);
      if (response.status >= 400) problemSchema.parse(await response.json());
    }
    expect([...statuses]).toEqual(expect.arrayContaining([400, 401, 404])); // some requests reached the routes
    expect(lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });
});

describe('budgets of requests', () => {
  it('[E-3] refuse a caller with an overdrawn budget without reading the body or asking the database', async () => {
    const asked: string[] = [];
    const { database } = ports.identity;
    const counting = {
      ...ports.identity,
      database: {
        ...database,
        transaction: ((mode, work) => {
          asked.push(mode);
          return database.transaction(mode, work);
        }) satisfies typeof database.transaction,
      },
    };
    const budgets = new Budgets(usualBudgets, { clock: world.ports.clock });
    const counted = createHttpApp({ ...ports, identity: counting, budgets });
    for (const path of ['/records/search', '/sync/push', '/acts'])
      counted.post(path, authenticateSession(counting), (c) => c.json({}));
    const { body } = await send('POST', '/auth/sign-in', { body: signInBody() });
    const ask = async (path: string) => {
      const asking = new Request(`http://localhost${path}`, {
        method: 'POST',
        body: '{}',
        headers: {
          'content-type': 'application/json',
          'outpost-protocol': `${protocolVersion}`,
          authorization: `Bearer ${String(body['accessToken'])}`,
        },
      });
      const { status } = await counted.fetch(asking);
      return [status, asked.splice(0).length > 0, asking.bodyUsed];
    };
    expect(await ask('/records/search')).toEqual([200, true, true]);
    const { id: userId } = body['person'] as { id: string };
    const owing = { acts: ['/sync/push', '/acts'], questionMs: ['/records/search'], outsideActs: ['/acts'] } as const;
    for (const spending of ['questionMs', 'acts', 'outsideActs'] as const) {
      budgets.spend({ orgId, userId }, spending, 1e6);
      for (const path of owing[spending]) expect([path, await ask(path)]).toEqual([path, [429, false, false]]);
    }
  });
});
