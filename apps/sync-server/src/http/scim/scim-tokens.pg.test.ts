import { beforeEach, describe, expect, it } from 'vitest';
import { givenServer } from '../../testing/given-server.ts';
import { type DirectoryWorld, directoryWorld, newAddress, tokenOf, users } from '../../testing/directory-world.ts';

const given = givenServer();
let world: DirectoryWorld;
beforeEach(async () => {
  world = await directoryWorld(given);
});
const bearer = (token: string) => given.test.fetch('/scim/v2/Users', { token });
const tokensPath = '/admin/directory/tokens';

describe('the token of a directory', () => {
  it('[PLT-25] is shown once, kept as a hash, and its last contact is shown', async () => {
    expect((await world.scim('GET', '/Users')).status).toBe(200);
    const { body } = await world.ask('GET', '/admin/directory');
    const prefix = world.token.slice(0, world.token.lastIndexOf('.'));
    const at = `${new Date(given.test.clock.nowMs()).toISOString().slice(0, 16)}:00.000Z`;
    expect(body).toMatchObject({ tokens: [{ id: world.tokenId, name: 'Entra', prefix, madeBy: world.admin.userId, lastContactAt: at, revokedAt: null }] }); // prettier-ignore
    expect(String(body['address'])).toMatch(/\/scim\/v2$/);
    const secret = world.token.slice(prefix.length + 1);
    const stored = await world.tenant.rows(
      'select k.*, s.* from auth.api_key k join auth.api_secret s on s.key_id = k.id',
    );
    for (const kept of [JSON.stringify(stored), JSON.stringify(body), given.test.logged.join()]) expect(kept).not.toContain(secret); // prettier-ignore
  });

  it('opens nothing but these routes, and no API key opens them', async () => {
    for (const path of [
      '/api/v1/users',
      '/api/v1/records/platform/person',
      '/me',
      '/admin/members',
      '/admin/directory',
      '/sync/poke',
    ])
      expect({ path, status: (await given.test.fetch(path, { token: world.token })).status }).toEqual({
        path,
        status: 401,
      });
    const id = world.token.split('.').slice(0, 3).join('.');
    const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: world.token.slice(id.length + 1) }).toString(); // prettier-ignore
    const exchanged = await given.test.fetch('/oauth/token', { method: 'POST', body: form, headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(form.length) } }); // prettier-ignore
    expect(exchanged.status).toBe(401);
    const key = await world.ask('POST', '/api/v1/keys', { name: 'Shop', grants: ['platform/person:read@org'] });
    expect(key.status).toBe(201);
    const tokens = [String(key.body['key']), world.adminToken, '', 'x', `${world.token}A`, world.token.slice(0, -1), world.token.replace('op1', 'op2')]; // prettier-ignore
    for (const token of tokens) expect((await bearer(token)).status).toBe(401);
    const refused = await bearer('x');
    expect([refused.headers.get('content-type'), refused.headers.get('www-authenticate')]).toEqual(['application/scim+json', 'Bearer realm="outpost"']); // prettier-ignore
    expect((await world.ask('GET', '/api/v1/keys')).body['keys']).toMatchObject([{ name: 'Shop' }]); // each in its own list
    expect((await world.ask('DELETE', `/api/v1/keys/${world.tokenId}`)).status).toBe(404);
    expect((await world.ask('DELETE', `${tokensPath}/${String(key.body['id'])}`)).status).toBe(404);
  });

  it('is rotated with an overlap, and ended immediately', async () => {
    const rotated = await world.ask('POST', `${tokensPath}/${world.tokenId}/rotate`, { overlapHours: 1 });
    const next = String(rotated.body['token']);
    expect([(await bearer(world.token)).status, (await bearer(next)).status]).toEqual([200, 200]);
    given.test.advance(3_600_001);
    expect([(await bearer(world.token)).status, (await bearer(next)).status]).toEqual([401, 200]);
    const token = await tokenOf(given, world.adminEmail); // prettier-ignore
    const ended = await given.test.fetch(`${tokensPath}/${world.tokenId}`, { method: 'DELETE', token });
    expect([ended.status, (await bearer(next)).status]).toEqual([200, 401]);
    const labels = (await world.tenant.journal()).map(({ label }) => label);
    expect(labels).toEqual(expect.arrayContaining(['Made the directory token Entra', 'Rotated the directory token Entra', 'Revoked the directory token Entra'])); // prettier-ignore
  });

  it('[A-2] has the rights of its maker, and opens nothing where the maker is suspended', async () => {
    const olga = await world.tenant.person('Olga', 'owner', { email: newAddress() });
    expect((await world.scim('GET', '/Users')).status).toBe(200);
    await world.tenant.setRoles(world.admin.userId, [{ role: 'member', teamId: null }]);
    expect(await world.scim('GET', '/Users')).toMatchObject({ status: 403, body: { status: '403' } });
    expect(await world.scim('POST', '/Users', { userName: newAddress() })).toMatchObject({ status: 403 });
    expect(await world.patch(`${users}/${olga.userId}`, { op: 'replace', path: 'active', value: false })).toMatchObject({ status: 403 }); // prettier-ignore
  });

  it('[A-2] is made, rotated, ended and mapped by administrators alone, who have proved who they are', async () => {
    const email = newAddress();
    await world.tenant.person('Mo', 'member', { email });
    const token = await tokenOf(given, email);
    const routes = [
      ['GET', '/admin/directory'],
      ['PUT', '/admin/directory', { invites: true }],
      ['POST', tokensPath, { name: 'x' }],
      ['POST', `${tokensPath}/${world.tokenId}/rotate`, {}],
      ['DELETE', `${tokensPath}/${world.tokenId}`],
      ['PUT', `/admin/directory/groups/${await world.group('Sales')}/roles`, { roles: [] }],
    ] as const;
    const codeOf = async ([method, path, body]: (typeof routes)[number], by: string) =>
      ((await (await given.test.fetch(path, { method, token: by, ...(body === undefined ? {} : { body }) })).json()) as { code?: string }).code; // prettier-ignore
    for (const route of routes) expect(await codeOf(route, token)).toBe('access/denied');
    given.test.advance(11 * 60_000);
    for (const route of routes.slice(1)) expect(await codeOf(route, world.adminToken)).toBe('access/step-up-needed');
  });

  it('is limited like an API key', async () => {
    const answers = await Promise.all(Array.from({ length: 110 }, () => bearer(world.token)));
    const spent = answers.find(({ status }) => status === 429);
    expect(spent?.headers.get('content-type')).toBe('application/scim+json');
    expect(Number(spent?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await spent?.json()).toMatchObject({ status: '429' });
  });
});

describe('discovery', () => {
  it('lists its features, and refuses all others in the shape of the standard', async () => {
    const { body } = await world.scim('GET', '/ServiceProviderConfig');
    expect(body).toMatchObject({ patch: { supported: true }, bulk: { supported: false }, filter: { supported: true, maxResults: 200 }, etag: { supported: true }, sort: { supported: false } }); // prettier-ignore
    expect((await world.scim('GET', '/ResourceTypes')).body).toMatchObject({ totalResults: 2, Resources: [{ id: 'User', endpoint: '/Users' }, { id: 'Group' }] }); // prettier-ignore
    const all = (await world.scim('GET', '/Schemas')).body['Resources'] as readonly { id: string }[];
    for (const { id } of all) expect((await world.scim('GET', `/Schemas/${id}`)).body).toMatchObject({ id });
    for (const [method, path] of [['POST', '/Bulk'], ['GET', '/Me'], ['GET', '/Schemas/none'], ['GET', '/nothing']] as const)
      expect(await world.scim(method, path, method === 'POST' ? {} : undefined)).toMatchObject({ status: 404, body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '404' } }); // prettier-ignore
  });
});
