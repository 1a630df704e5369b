import { beforeEach, describe, expect, it } from 'vitest';
import { apiPath } from '@outpost/domain/kernel/access/api-path';
import { givenServer } from '../../testing/given-server.ts';
import { testPassword, type TestTenant } from '../../testing/test-server.ts';
import { isInApi, outsideOfApi } from './app-paths.ts';

const given = givenServer();
let tenant: TestTenant;
let token = '';

beforeEach(async () => {
  tenant = await given.test.tenant();
  token = await signInAs('admin');
});

/** Signs in a new person of the tenant with a role. */
async function signInAs(role: string): Promise<string> {
  const email = `ann-${given.test.newId()}@fenwright.example`;
  await tenant.person('Ann', role, { email });
  const signedIn = await given.test.fetch('/auth/sign-in', {
    body: { email, password: testPassword, device: { id: given.test.newId(), name: 'Laptop' } },
  });
  return ((await signedIn.json()) as { accessToken: string }).accessToken;
}
const get = (path: string, as = token) => given.test.fetch(path, { token: as });

describe("the app's routes in the API", () => {
  it('answer the same as in the app, with the rates of the API', async () => {
    const [app, api] = [await get('/me/sessions'), await get('/api/v1/me/sessions')];
    expect([api.status, await api.json()]).toEqual([200, await app.json()]);
    expect([app.headers.has('ratelimit'), api.headers.has('ratelimit')]).toEqual([false, true]);
  });

  it('check their input, and name the part that is wrong', async () => {
    const answer = await given.test.fetch('/api/v1/access/explain', { token, body: { person: 7 } });
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([400, 'request/invalid']);
  });

  it('refuse an API key, and say why', async () => {
    const made = await given.test.fetch('/api/v1/keys', {
      token,
      body: { name: 'Shop', grants: ['crm/deal:read@org'] },
    });
    const { key } = (await made.json()) as { key: string };
    const answer = await given.test.fetch('/api/v1/admin/invites', { headers: { authorization: `Bearer ${key}` } });
    expect([answer.status, await answer.json()]).toEqual([
      403,
      expect.objectContaining({
        code: 'access/denied',
        detail: 'Only people may do this, after signing in: an API key can’t.',
      }),
    ]);
  });

  it.each([
    ['members', 'platform/person', { name: 'Pat C' }],
    ['teams', 'platform/team', { name: 'South' }],
  ])('change what the API has with an ETag only in the version of If-Match: %s', async (part, kind, body) => {
    const id = {
      'platform/person': (await tenant.person('Pat', 'member')).userId,
      'platform/team': await tenant.team('North'),
    }[kind];
    const etag = async () => (await get(`/api/v1/records/${kind}/${id}`)).headers.get('etag') ?? '';
    const change = async (values: object, match: string) =>
      (await given.test.fetch(`/api/v1/admin/${part}/${id}`, { method: 'PATCH', token, body: values, headers: { 'if-match': match } })).status; // prettier-ignore
    const read = await etag();
    expect(read).toMatch(/^"\d+"$/u);
    expect(await change(body, '"1"')).toBe(412);
    expect(await change(body, 'not a tag')).toBe(400);
    expect(await etag()).toBe(read);
    expect(await change(body, read)).toBe(200);
    expect(await change(body, read)).toBe(412); // it has changed
    expect(await change(body, '*')).toBe(200);
  });

  it('do the work of a request with an Idempotency-Key once', async () => {
    const make = (name: string, key?: string) =>
      given.test.fetch('/api/v1/admin/directory/tokens', {
        token,
        body: { name },
        headers: key === undefined ? {} : { 'idempotency-key': key },
      });
    const made = async () => ((await (await get('/admin/directory')).json()) as { tokens: object[] }).tokens.length;
    const first = await make('Entra', 'k-1');
    const told = (await first.json()) as object;
    expect(first.status).toBe(200);
    const again = await make('Entra', 'k-1');
    expect([again.status, await again.json(), await made()]).toEqual([200, told, 1]);
    expect((await make('Okta', 'k-1')).status).toBe(422);
    expect([(await make('Entra')).status, await made()]).toEqual([200, 2]);
    expect((await make('', 'k-2')).status).toBe(400);
    expect([(await make('Okta', 'k-2')).status, await made()]).toEqual([200, 3]); // a refused request leaves its key free
  });

  it('are in the document of the API, and those whose work it does already are not', async () => {
    const { paths } = (await (await get('/api/v1/openapi.json')).json()) as { paths: Record<string, object> };
    const named = Object.keys(paths);
    expect(named).toEqual(
      expect.arrayContaining(['/api/v1/admin/sso/providers', '/api/v1/access/explain', '/api/v1/me/sessions/{id}']),
    );
    expect(named.filter((path) => /\/(?:sync|auth\/sign-out|admin\/members)$|\/sync\//u.test(path))).toEqual([]);
  });

  it('are all there, but for those that name why they are not', async () => {
    const { paths } = (await (await get('/openapi.json')).json()) as {
      paths: Record<string, Record<string, { security?: unknown[] }>>;
    };
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.values(methods).map(({ security }) => ({ path, security })),
    );
    const absent = routes.filter((route) => isInApi(route) && !(apiPath(route.path) in paths));
    expect(absent).toEqual([]);
    const unknown = Object.keys(outsideOfApi).filter((name) => !routes.some(({ path }) => path.startsWith(name)));
    expect(unknown).toEqual([]);
  });
});
