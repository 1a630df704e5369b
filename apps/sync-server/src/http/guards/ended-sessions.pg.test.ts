import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { folderBlobs } from '../../files/folder-blobs.ts';
import { givenServer } from '../../testing/given-server.ts';
import { changed, made, type TestDevice, testPassword, type TestTenant } from '../../testing/test-server.ts';

const folder = await mkdtemp(join(tmpdir(), 'outpost-files-'));
afterAll(() => rm(folder, { recursive: true }));
/** A server with files, whose addresses exist only with a place for their bytes. */
const given = givenServer({
  files: { blobs: await folderBlobs(folder, { nowMs: () => Date.now() }), quotaBytes: 1_000_000 },
});
let tenant: TestTenant;
let mia: TestDevice;
let token: string;
let refreshToken: string;
let email: string;

beforeEach(async () => {
  tenant = await given.test.tenant();
  email = `mia-${given.test.newId()}@fenwright.example`;
  mia = await tenant.person('Mia', 'admin', { email });
  const signedIn = await given.test.fetch('/auth/sign-in', {
    body: { email, password: testPassword, device: { id: given.test.newId(), name: 'Laptop' } },
  });
  ({ accessToken: token, refreshToken } = (await signedIn.json()) as { accessToken: string; refreshToken: string });
});

const pullBody = { at: null, heads: [], limit: 10, schemas: {} };
const note = () => ({ acts: [{ label: 'x', shape: 'together', edits: [made(given.test.newId(), 'crm/account', { name: 'New' })] }] }); // prettier-ignore
/** Returns every address that requires a session, with a body that it accepts. */
const addresses = (): readonly (readonly [method: string, path: string, body?: unknown])[] => [
  ['POST', '/acts', note()],
  ['POST', '/api/v1/auth/mfa/enable', {}],
  ['POST', '/api/v1/acts', note()],
  ['GET', '/api/v1/kinds'],
  ['GET', '/api/v1/records/crm/account'],
  ['POST', '/api/v1/records/crm/account', { fields: { name: 'New' } }],
  ['POST', '/api/v1/records/crm/account/query', {}],
  ['POST', '/api/v1/records', { changes: [{ op: 'create', kind: 'crm/account', fields: { name: 'New' } }] }],
  ['GET', `/api/v1/records/platform/person/${mia.userId}`],
  ['PATCH', `/api/v1/records/platform/person/${mia.userId}`, { fields: { name: 'Mia B' } }],
  ['DELETE', `/api/v1/records/platform/person/${mia.userId}`],
  ['GET', `/api/v1/records/platform/person/${mia.userId}/history`],
  ['POST', '/api/v1/auth/logout', {}],
  ['GET', '/api/v1/users/me'],
  ['PUT', '/api/v1/users/me', { name: 'Mia B' }],
  ['GET', '/api/v1/users'],
  ['GET', `/api/v1/users/${mia.userId}`],
  ['POST', `/api/v1/users/${mia.userId}/roles`, { role: 'viewer' }],
  ['DELETE', `/api/v1/users/${mia.userId}/roles/admin`],
  ['GET', '/api/v1/roles'],
  ['POST', '/api/v1/roles', { key: 'seller', label: 'Seller', grants: [] }],
  ['GET', `/api/v1/organizations/${tenant.orgId}`],
  ['PUT', `/api/v1/organizations/${tenant.orgId}`, { name: 'New' }],
  ['GET', `/api/v1/organizations/${tenant.orgId}/members`],
  ['POST', `/api/v1/organizations/${tenant.orgId}/members`, { name: 'Zoe', email: 'zoe@fenwright.example', memberships: [] }],
  ['GET', `/api/v1/organizations/${tenant.orgId}/subscription`],
  ['PUT', `/api/v1/organizations/${tenant.orgId}/subscription`, {}],
  ['GET', `/api/v1/organizations/${tenant.orgId}/usage`],
  ['GET', '/api/v1/keys'],
  ['POST', '/api/v1/keys', { name: 'Shop', grants: ['crm/deal:read@org'] }],
  ['POST', `/api/v1/keys/${mia.userId}/rotate`, {}],
  ['DELETE', `/api/v1/keys/${mia.userId}`],
  ['POST', '/api/v1/audit/log', { event: 'x' }],
  ['GET', '/api/v1/audit/logs'],
  ['GET', '/api/v1/audit/logs/1'],
  ['POST', '/records/list', { entity: 'crm/account' }],
  ['POST', '/records/summary', { entity: 'crm/account', groupBy: 'industry' }],
  ['POST', '/records/report', { entity: 'crm/account', measures: [{ op: 'count' }] }],
  ['POST', '/records/search', { text: 'new' }],
  ['POST', '/access/explain', { person: mia.userId, record: { entity: 'platform/person', id: mia.userId } }],
  ['GET', '/records/kinds'],
  ['GET', `/records/platform/person/${mia.userId}`],
  ['GET', `/records/platform/person/${mia.userId}/moves`],
  ['GET', '/me'],
  ['POST', '/sync/revealed', { revealed: [{ entity: 'crm/contact-identity', record: mia.userId, field: 'taxNumber', at: '2026-11-20T08:00:00.000Z' }] }],
  ['GET', '/me/calendar-feed'],
  ['POST', '/me/calendar-feed', {}],
  ['DELETE', '/me/calendar-feed'],
  ['GET', '/me/sessions'],
  ['DELETE', `/me/sessions/${mia.userId}`],
  ['POST', '/me/sessions/end', { which: 'others' }],
  ['GET', '/admin/sessions'],
  ['DELETE', `/admin/sessions/${mia.userId}`],
  ['POST', `/admin/members/${mia.userId}/sessions/end`, {}],
  ['GET', '/journal/verify'],
  ['GET', '/journal/digests'],
  ['POST', '/admin/journal', {}],
  ['GET', '/api/v1/audit/security-events'],
  ['GET', '/api/v1/audit/compliance-events'],
  ['POST', '/api/v1/audit/exports', { format: 'csv' }],
  ['POST', `/api/v1/audit/persons/${mia.userId}/export`, {}],
  ['GET', '/api/v1/audit/reports'],
  ['POST', '/api/v1/audit/reports', { kind: 'security', from: '2026-11-01T00:00:00.000Z', until: '2026-12-01T00:00:00.000Z' }],
  ['GET', `/api/v1/audit/reports/${mia.userId}`],
  ['GET', `/api/v1/audit/reports/${mia.userId}/pdf`],
  ['GET', '/admin/members'],
  ['POST', '/admin/members', { name: 'Zoe', email: 'zoe@fenwright.example', memberships: [] }],
  ['PATCH', `/admin/members/${mia.userId}`, { name: 'Mia B' }],
  ['PUT', `/admin/members/${mia.userId}/password`, { password: 'quite another password' }],
  ['POST', '/admin/teams', { name: 'T' }],
  ['POST', '/admin/roles', { key: 'seller', label: 'Seller', grants: [] }],
  ['PUT', '/auth/password', { currentPassword: testPassword, newPassword: 'quite another password' }],
  ['GET', '/auth/factors'],
  ['POST', '/auth/step-up', { kind: 'password', answer: testPassword }],
  ['POST', '/auth/step-up/code', { kind: 'email' }],
  ['POST', '/auth/factors/totp', { name: 'Phone' }],
  ['POST', `/auth/factors/${mia.userId}/confirm`, { code: '123456' }],
  ['POST', '/auth/factors/email', {}],
  ['POST', '/auth/factors/sms', { phone: '+14155550100' }],
  ['POST', '/auth/factors/backup-codes', {}],
  ['DELETE', `/auth/factors/${mia.userId}`],
  ['POST', '/sync/pull', pullBody],
  ['POST', '/sync/push', { device: given.test.newId(), heads: [], schemas: {}, acts: [mia.act([made(given.test.newId(), 'crm/account', { name: 'New' })])] }],
  ['POST', '/sync/history', { entity: 'platform/person', id: mia.userId }],
  ['GET', '/sync/poke'],
  ['GET', `/files/content/platform/file/${mia.userId}/content`],
  ['POST', '/files/uploads', {}],
  ['PATCH', `/files/uploads/${mia.userId}`, {}],
  ['DELETE', `/files/uploads/${mia.userId}`],
  ['POST', '/auth/email', { email: 'new@example.com', password: testPassword }],
  ['PUT', '/auth/email', { email: 'new@example.com', ticket: 'x'.repeat(43), code: 'A', presentTicket: 'x'.repeat(43), presentCode: 'A' }],
  ['GET', '/admin/invites'],
  ['POST', '/admin/invites', { email: 'new@example.com', memberships: [] }],
  ['PUT', `/admin/members/${mia.userId}/invite`, {}],
  ['DELETE', `/admin/members/${mia.userId}/invite`],
  ['GET', '/admin/packs'],
  ['PUT', '/admin/packs/crm', { isInstalled: true }],
  ['POST', '/v1/calculations/crm/line-price', { quantity: 1, listPrice: { amount: 100, currency: 'EUR' } }],
]; // prettier-ignore

async function codesEverywhere(): Promise<Readonly<Record<string, unknown>>> {
  const codes: Record<string, unknown> = {};
  for (const [method, path, body] of addresses()) {
    const answer = await given.test.fetch(path, { method, token, ...(body === undefined ? {} : { body }) });
    codes[`${method} ${path}`] = answer.status === 200 ? 200 : ((await answer.json()) as { code: string }).code;
    await answer.body?.cancel().catch(() => undefined);
  }
  return codes;
}
const everywhere = (code: unknown) =>
  Object.fromEntries(addresses().map(([method, path]) => [`${method} ${path}`, code]));

type Documented = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { security?: readonly unknown[]; requestBody?: unknown }>>>>;
}; // prettier-ignore

it('a documented route without a token takes a body without one', async () => {
  const { paths } = (await (await given.test.fetch('/openapi.json')).json()) as Documented;
  const open = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { security, requestBody }]) =>
      security?.length === 0 && requestBody !== undefined ? [{ path, method: method.toUpperCase() }] : [],
    ),
  );
  const refused = [];
  for (const { path, method } of open) {
    const answer = await given.test.fetch(path, { method, body: {} });
    if (answer.status === 401) refused.push(path);
  }
  expect(refused).toEqual([]);
  expect(open.length).toBeGreaterThan(3);
});

describe('a session that has ended', () => {
  it('[A-2] is refused at every address at once, although its access token has not expired', async () => {
    const before = await given.test.fetch('/me', { token });
    expect(before.status).toBe(200);
    await given.test.fetch('/auth/sign-out', { token, body: { refreshToken } });
    expect(await codesEverywhere()).toEqual(everywhere('access/session-ended'));
    const people = await tenant.rows(`select id from store.platform_person where org_id = $1`, [tenant.orgId]);
    expect(people.length).toBe(1); // nothing was written
  });

  it('[A-2] is tested at every address that the server documents', async () => {
    const document = (await (await given.test.fetch('/openapi.json')).json()) as {
      paths: Record<string, Record<string, { security?: readonly unknown[] }>>;
    };
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, route]) =>
        route.security?.length === 0 || path.startsWith('/health/') || path === '/auth/sign-out'
          ? []
          : [`${method.toUpperCase()} ${path}`],
      ),
    );
    const pattern = (path: string) => new RegExp(`^${path.replace(/\{\w+\}/gu, '[^/]+')}$`, 'u');
    const changing = ['PATCH /admin/teams/{id}', 'PATCH /admin/roles/{id}']; // declared like the other routes of their file
    const missing = documented.filter(
      (route) => !changing.includes(route) && !addresses().some(([method, path]) => pattern(route).test(`${method} ${path}`)),
    ); // prettier-ignore
    expect(missing).toEqual([]);
    expect(documented.length).toBeGreaterThan(15);
  });

  it.each([
    ['suspended', () => changed(mia.userId, 'platform/person', { status: ['active', 'suspended'] })],
    ['removed', () => changed(mia.userId, 'platform/person', { life: ['alive', 'deleted'] })],
  ] as const)('[A-2] ends as soon as its person is %s', async (why, edit) => {
    const ann = await tenant.person('Ann', 'admin', { email: `ann-${given.test.newId()}@fenwright.example` });
    const decision = await ann.do([edit()]);
    expect(decision.status).toBe('accepted');
    const pulled = await given.test.fetch('/sync/pull', { token, body: pullBody });
    expect([pulled.status, await pulled.json()]).toEqual([
      401,
      expect.objectContaining({ code: 'access/session-ended', details: { reason: why } }),
    ]);
    expect(await codesEverywhere()).toEqual(everywhere('access/session-ended'));
    const [row] = await tenant.rows('select ended_why from auth.session where person_id = $1', [mia.userId]);
    expect(row).toEqual({ ended_why: why });
  });

  it('[A-2] of a suspended person pulls and pushes nothing, also without a check of the session before', async () => {
    const ann = await tenant.person('Ann', 'admin');
    const max = await tenant.person('Max', 'member');
    await max.pull();
    expect((await ann.do([changed(max.userId, 'platform/person', { status: ['active', 'suspended'] })])).status).toBe(
      'accepted',
    );
    await expect(max.page()).rejects.toThrow('session has ended'); // from its last place
    await expect(max.twin().page()).rejects.toThrow('session has ended'); // from the beginning
    await expect(max.do([made(given.test.newId(), 'crm/account', { name: 'New' })])).rejects.toThrow(
      'session has ended',
    );
  });
});
