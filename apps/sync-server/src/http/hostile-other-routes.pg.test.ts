import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostile } from '@outpost/domain/testing/hostile-values';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderObjects } from '../files/folder-objects.ts';
import { givenServer } from '../testing/given-server.ts';
import { testPassword } from '../testing/test-server.ts';
import { openRoutes } from '../testing/matrix/open-routes.ts';
import { inAddress, leakIn, noMail, rawBodies, timedAnswer, tooLong, written } from './testing/hostile-input.ts';

const much = { requests: 1e9, seconds: 1 };
const folder = await mkdtemp(join(tmpdir(), 'outpost-hostile-'));
afterAll(() => rm(folder, { recursive: true }));
const given = givenServer({
  rates: { callerMinute: much, callerHour: much, tenant: much, address: much },
  files: { objects: await folderObjects(folder), quotaBytes: 1e9 },
});
const ofOthers: string[] = [];
let token = '';

beforeAll(async () => {
  const others = await given.test.tenant('Tenant of others');
  const max = await others.person('Maximilian Other', 'owner', { email: `max-${given.test.newId()}@other.example` });
  ofOthers.push(others.orgId, max.userId, 'Maximilian', 'Tenant of others', 'other.example');
  const email = `mia-${given.test.newId()}@hostile.example`;
  await (await given.test.tenant()).person('Mia', 'member', { email });
  const body = { email, password: testPassword, device: { id: given.test.newId(), name: 'x' } };
  token = ((await (await given.test.fetch('/auth/sign-in', { body })).json()) as { accessToken: string }).accessToken;
});

/** The routes that the document of the API does not have: forms, pages, other protocols. */
const undocumented = /^\w+ \/(?:oauth\/token|sign-in\/|calendars\/|files\/uploads|scim\/)/;
const routes = Object.keys(openRoutes).filter((route) => undocumented.test(route));

/** Fields of the forms and queries of these routes, and headers of tus, SCIM and OAuth. */
const fields = ['SAMLResponse', 'RelayState', 'again', 'code', 'state', 'iss', 'error', 'grant_type', 'client_id', 'client_secret', 'scope', 'filter', 'startIndex', 'count', 'attributes', '__proto__', '']; // prettier-ignore
const texts = hostile.map((one) => (typeof one === 'string' ? one : (JSON.stringify(one) ?? '')).slice(0, 20_000).toWellFormed()); // prettier-ignore
const base64s = fc.constantFrom(
  'PD94bWwgdmVyc2lvbj0iMS4wIj8+',
  'PCFET0NUWVBFIGEgWzwhRU5USVRZIGIgImIiPl0+PGE+JmI7PC9hPg==',
  Buffer.from(`${'<a>'.repeat(5_000)}`).toString('base64'),
  '=',
  'AAAA===',
  '%',
);
const header = (...more: readonly string[]) => fc.oneof(fc.constantFrom('', '0', '-1', '1e9', '9'.repeat(40), 'x', '*', 'a, b', ...more), texts.map((text) => text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 3_000))); // prettier-ignore
const headers = fc.record(
  {
    authorization: header('Basic Og==', 'Basic %', 'Basic YTpi', 'Bearer ', 'Bearer op1.a.b.c', 'Bearer ot1.AAAA', `Bearer ${'a.'.repeat(2_000)}`, 'DPoP x'),
    'tus-resumable': header('1.0.0'),
    'upload-length': header('10', '104857601'),
    'upload-offset': header('0', '10'),
    'upload-metadata': header('entity Y3JtL2RlYWw=', 'a', 'a b, a b', 'a =====', `${'k dg==,'.repeat(500)}`),
    'upload-defer-length': header('1'),
    'upload-concat': header('partial', 'final;/files/uploads/a'),
    'x-http-method-override': header('DELETE', 'PATCH'),
    cookie: header('outpost-sign-in-a=b', 'outpost-sign-in-=; ; =', `${'a=b; '.repeat(1_000)}`),
    dpop: header('a.b.c'),
    'if-match': header('"1"'),
  },
  { requiredKeys: [] },
); // prettier-ignore
const types = fc.constantFrom('application/x-www-form-urlencoded', 'application/json', 'application/scim+json', 'application/offset+octet-stream', 'multipart/form-data; boundary=x', 'text/xml', ''); // prettier-ignore
const form = fc.dictionary(fc.constantFrom(...fields), fc.oneof(texts, base64s), { maxKeys: 6 });
const json = fc.dictionary(fc.constantFrom('userName', 'members', 'Operations', 'schemas', 'active', '__proto__'), hostile, { maxKeys: 4 }); // prettier-ignore
const body = fc.oneof(
  form.map((one) => new TextEncoder().encode(new URLSearchParams(one).toString())),
  json.map((one) => new TextEncoder().encode(JSON.stringify(one))),
  rawBodies,
);
const query = fc.dictionary(fc.constantFrom(...fields), inAddress, { maxKeys: 4 });

const requestOf = (route: string) =>
  fc.tuple(fc.array(inAddress, { minLength: 3, maxLength: 3 }), query, body, types, headers, fc.boolean()).map(([parts, asked, sent, type, sentHeaders, isSignedIn]) => {
    const [method = '', path = ''] = route.split(' ');
    let place = 0;
    const filled = path.replaceAll(/\{\w+\}/g, () => written(parts[(place += 1) - 1] ?? 'x'));
    const search = Object.entries(asked).map(([name, one]) => `${encodeURIComponent(name)}=${written(one)}`).join('&');
    const own = { ...(isSignedIn ? { authorization: `Bearer ${token}` } : {}), 'outpost-protocol': '5', ...(type === '' ? {} : { 'content-type': type }) };
    const init = method === 'GET' ? {} : { body: Buffer.from(sent) };
    return { address: `${filled}${search === '' ? '' : `?${search}`}`, init: { method, headers: { ...own, ...sentHeaders, 'content-length': String(sent.length) }, ...init } };
  }); // prettier-ignore

describe('hostile input at routes outside of the document', () => {
  it('is found to take long by the time of the processor, not by other work on the machine', async () => {
    const spin = (ms: number) => (): Promise<Response> => {
      const used = process.threadCpuUsage();
      while (process.threadCpuUsage(used).user < ms * 1_000);
      return Promise.resolve(new Response('x'));
    };
    const bounds = { processorMs: 30, waitMs: 600_000 };
    expect((await timedAnswer(spin(40), bounds)).late).toMatch(/^took \d+ ms of the processor/);
    expect((await timedAnswer(spin(1), bounds)).late).toBeUndefined();
    expect(tooLong({ processorMs: 1, waitMs: 31_000 })).toBe('took 1 ms of the processor and 31000 ms in all');
  });

  it('is sent to routes of OAuth, of pages of signing in, calendars, uploads and SCIM', () => {
    for (const start of ['POST /oauth/token', 'POST /sign-in/saml/', 'GET /sign-in/', 'GET /calendars/', 'PATCH /files/uploads', 'PATCH /scim/v2/Users'])
      expect([start, routes.some((route) => route.startsWith(start))]).toEqual([start, true]);
  }); // prettier-ignore

  it.each(routes)('[E-2] %s causes no fault, takes no long time and reveals nothing internal or of others', async (route) => {
    const faults: string[] = [];
    given.test.advance(10_000);
    await fc.assert(
      fc.asyncProperty(requestOf(route), async ({ address, init }) => {
        const { status, text, late } = await timedAnswer(async () => given.test.server.app.request(address, init));
        const leak = status >= 500 && status !== noMail ? `status ${status}` : (leakIn(text, ofOthers) ?? late);
        if (leak !== undefined) faults.push(`${leak}: ${text.slice(0, 200)} of ${init.method} ${address.slice(0, 200)} ${JSON.stringify(init.headers).slice(0, 600)} ${init.body?.toString().slice(0, 200) ?? ''}`);
      }),
      { numRuns: 40 },
    );
    expect([...new Set(faults)].slice(0, 3)).toEqual([]);
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
  }, 120_000); // prettier-ignore
});
