import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AccountMail, sendMails } from '../../../identity/mail/outbox.ts';
import { authenticatorCode } from '../../../identity/testing/authenticator.ts';
import { givenServer } from '../../../testing/given-server.ts';
import { type TestDevice, testPassword, type TestTenant } from '../../../testing/test-server.ts';
import { serveHttp } from '../../guards/serve-http.ts';
import { namedPaths } from './named-paths.ts';
import { documentedPaths } from './testing/documented-paths.ts';
import { mailedCode } from '../../../testing/mailed-code.ts';

type Body = Readonly<Record<string, unknown>>;
type Answer = { readonly status: number; readonly body: Body };
const given = givenServer({ keepAccountMail: () => Promise.resolve('sent'), registration: 'open' });
let http: Server;
let origin = '';
let tenant: TestTenant;
let ann: TestDevice;
let mia: TestDevice;
const tokens = new Map<string, { accessToken: string; refreshToken: string }>();
const emails = new Map<string, string>();

async function person(name: string, role: string): Promise<TestDevice> {
  const email = `${name}-${given.test.newId()}@fenwright.example`;
  emails.set(name, email);
  return tenant.person(name, role, { email });
}
async function login(name: string): Promise<void> {
  const answer = await send('nobody', 'POST /auth/login', { email: emails.get(name), password: testPassword });
  expect(answer.status).toBe(200);
  tokens.set(name, answer.body as { accessToken: string; refreshToken: string });
}
async function send(who: string, route: string, body?: unknown): Promise<Answer> {
  const [method = '', path = ''] = route.split(' ');
  const token = tokens.get(who)?.accessToken;
  const answer = await fetch(`${origin}/api/v1${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Body };
}

/** Sends the waiting mails, and returns the text of the last one to an address. */
async function lastMailTo(email: string): Promise<string> {
  const sent: AccountMail[] = [];
  const keep = (mail: AccountMail) => Promise.resolve(sent.push(mail)).then(() => 'sent' as const);
  await sendMails({ ...given.test.server.tenancy.identity, send: keep, log: { warn: () => undefined } });
  return sent.findLast(({ to }) => to === email)?.text ?? '';
}

beforeAll(async () => {
  tenant = await given.test.tenant();
  ann = await person('ann', 'admin');
  mia = await person('mia', 'member');
  http = await new Promise<Server>((resolve) => {
    const made = serveHttp({ fetch: given.test.server.app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(made));
  });
  origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  await login('ann');
  await login('mia');
});
afterAll(() => new Promise((resolve) => void http.close(resolve)));

type Walk = { readonly body?: unknown; readonly path?: () => string; readonly expected: () => unknown; readonly status?: number }; // prettier-ignore
const nothing = () => ({});
const lastDay = () => {
  const nowMs = given.test.clock.nowMs();
  return { from: new Date(nowMs - 86_400_000).toISOString(), until: new Date(nowMs).toISOString() };
};
const org = (rest = '') => `/organizations/${tenant.orgId}${rest}`;

/** A request for each named path, in the order of the requests, and the answer that the administrator Ann gets. */
const walks: Readonly<Record<string, Walk>> = {
  'get /users/me': { expected: () => ({ person: { id: ann.userId, name: 'ann' }, organisation: { id: tenant.orgId } }) },
  'put /users/me': { body: { name: 'Ann Ardent' }, expected: () => ({ id: ann.userId, name: 'Ann Ardent' }) },
  'get /users/{user_id}': { path: () => `/users/${mia.userId}`, expected: () => ({ name: 'mia', roles: [{ role: 'member', teamId: null }] }) },
  'get /users': { path: () => '/users?limit=1', expected: () => ({ users: [{ name: 'Ann Ardent' }], next: expect.any(String) as string }) },
  'post /users/{user_id}/roles': { path: () => `/users/${mia.userId}/roles`, body: { role: 'viewer' }, expected: () => ({ roles: [{ role: 'member' }, { role: 'viewer' }] }) },
  'delete /users/{user_id}/roles/{role_id}': { path: () => `/users/${mia.userId}/roles/viewer`, expected: () => ({ roles: [{ role: 'member' }] }) },
  'get /roles': { expected: () => ({ roles: expect.arrayContaining([expect.objectContaining({ key: 'admin' })]) as unknown[] }) },
  'post /roles': { body: { key: 'seller', label: 'Seller', grants: ['crm/deal:read@org'] }, expected: () => ({ id: expect.any(String) as string }) },
  'post /organizations': { body: { name: 'Second', currency: 'EUR', timeZone: 'Europe/Vienna' }, expected: () => ({ name: 'Second', id: expect.any(String) as string }) },
  'get /organizations/{org_id}': { path: org, expected: () => ({ id: tenant.orgId, name: 'Test', currency: 'USD' }) },
  'put /organizations/{org_id}': { path: org, body: { timeZone: 'Europe/Vienna' }, expected: () => ({ timeZone: 'Europe/Vienna', name: 'Test' }) },
  'get /organizations/{org_id}/members': { path: () => org('/members?search=mia'), expected: () => ({ users: [{ id: mia.userId }], next: null }) },
  'post /organizations/{org_id}/members': { path: () => org('/members'), body: { name: 'Zoe', email: 'zoe@fenwright.example', memberships: [] }, expected: () => ({ id: expect.any(String) as string }) },
  'get /organizations/{org_id}/subscription': { path: () => org('/subscription'), expected: () => ({ plan: 'self-hosted', quotas: { people: null } }) },
  'put /organizations/{org_id}/subscription': { path: () => org('/subscription'), body: { plan: 'pro' }, status: 403, expected: () => ({ code: 'access/denied', details: { action: 'billing' } }) },
  'get /organizations/{org_id}/usage': { path: () => org('/usage'), expected: () => ({ people: 3, storageBytes: 0 }) },
  'delete /organizations/{org_id}': { path: () => org('?name=Test'), status: 403, expected: () => ({ code: 'access/denied' }) },
  'post /audit/log': { body: { event: 'The auditor was here' }, expected: () => ({ act: expect.any(String) as string, number: expect.any(Number) as number }) },
  'get /audit/logs': { path: () => '/audit/logs?limit=2', expected: () => ({ entries: [{ class: 'security' }, {}] }) },
  'get /audit/logs/{log_id}': { path: () => '/audit/logs/1', expected: () => ({ n: 1, class: 'security' }) },
  'get /audit/security-events': { path: () => '/audit/security-events?limit=1', expected: () => ({ entries: [{ class: 'security' }] }) },
  'get /audit/compliance-events': { path: () => '/audit/compliance-events?limit=1', expected: () => ({ entries: [{ class: 'compliance' }] }) },
  'post /audit/reports': { body: nothing, expected: () => ({ kind: 'security', content: expect.any(String) as string }) },
  'get /audit/reports': { expected: () => ({ reports: [{ kind: 'security' }] }) },
  'post /auth/login': { body: nothing, expected: () => ({ person: { id: ann.userId }, accessToken: expect.any(String) as string }) },
  'post /auth/refresh': { body: nothing, expected: () => ({ accessToken: expect.any(String) as string }) },
  'post /auth/forgot-password': { body: { email: 'nobody@fenwright.example' }, expected: () => ({ minutes: 10 }) },
  'post /auth/register': { body: { email: 'nobody@fenwright.example' }, expected: () => ({ minutes: 10 }) },
  'post /auth/verify-email': { body: { ticket: 'x'.repeat(43), email: 'nobody@fenwright.example', code: 'AAAA-BBBB', name: 'N', password: testPassword, organisation: { name: 'N', currency: 'USD', timeZone: 'UTC' } }, status: 401, expected: () => ({ code: 'access/bad-code' }) },
  'post /auth/mfa/enable': { body: {}, expected: () => ({ uri: expect.stringContaining('otpauth://totp/') as string }) },
  'post /auth/mfa/verify': { body: { challenge: 'oc1.none', kind: 'totp', answer: '123456' }, status: 400, expected: () => ({ code: 'request/invalid' }) },
  'post /auth/reset-password': { body: { ticket: 'x'.repeat(43), code: 'AAAA-BBBB', password: testPassword }, status: 401, expected: () => ({ code: 'access/bad-code' }) },
  'post /auth/logout': { body: {}, expected: () => ({ done: true }) },
}; // prettier-ignore
/** Bodies that name records that exist only at that step. */
const lateBodies: Readonly<Record<string, () => unknown>> = {
  'post /auth/login': () => ({ email: emails.get('ann'), password: testPassword }),
  'post /audit/reports': () => ({ kind: 'security', ...lastDay() }),
  'post /auth/refresh': () => ({ refreshToken: tokens.get('ann')?.refreshToken }),
};
const nameOf = ({ method, path }: { readonly method: string; readonly path: string }): string => `${method} ${path}`;

describe('the paths that the requirement documents name', () => {
  it('have a request each in this test; the table of this server has no path that no document names', () => {
    const sorted = (names: readonly string[]) => names.toSorted((a, b) => a.localeCompare(b));
    const routes = documentedPaths.map(({ route }) => route);
    expect(sorted(Object.keys(walks))).toEqual(sorted(routes));
    expect(namedPaths.map(nameOf).filter((name) => !routes.includes(name))).toEqual([]);
  });

  it('are all walked by the script that asks them with curl', () => {
    const script = readFileSync(new URL('../../../../../../scripts/walk-named-paths.sh', import.meta.url), 'utf8');
    const asked = documentedPaths.filter(({ route }) => {
      const [method = '', path = ''] = route.split(' ');
      const words = path.replaceAll(/\{(\w+)\}/g, '$$$1').split('$'); // as the shell has them: $user_id
      return script.includes(`ask ${method.toUpperCase()} ${words.join('$')} `);
    });
    expect(asked).toEqual(documentedPaths);
  });

  it.each(Object.entries(walks))('%s answers over HTTP', async (name, { body, path, expected, status = 200 }) => {
    const [method = '', pattern = ''] = name.split(' ');
    const sent = lateBodies[name]?.() ?? body;
    const answer = await send('ann', `${method.toUpperCase()} ${path?.() ?? pattern}`, sent);
    expect(answer).toMatchObject({ status, body: expected() });
  });

  it('[PLT-26] find the organisation of the caller by its slug too, and no other', async () => {
    await login('ann');
    const [row] = await tenant.rows<{ slug: string }>('select slug from store.tenants');
    const [own, none] = [
      await send('ann', `GET /organizations/${row?.slug}/members?search=mia`),
      await send('ann', 'GET /organizations/some-other/members'),
    ];
    expect([own.status, (own.body['users'] as unknown[]).length, none.status]).toEqual([200, 1, 404]);
  });

  it('[A-5] answer for another organisation as for one that does not exist', async () => {
    await login('ann');
    const other = await given.test.tenant('Other');
    for (const { method, path, body } of namedPaths.filter((one) => one.path.includes('{org_id}'))) {
      const sent = walks[nameOf({ method, path })]?.body ?? (body ? {} : undefined);
      const [hidden, missing] = [other.orgId, given.test.newId()].map((id) =>
        send('ann', `${method.toUpperCase()} ${path.replace('{org_id}', id)}`, sent),
      );
      const [a, b] = [await hidden, await missing];
      expect([path, a?.status, a?.body['code']]).toEqual([path, 404, 'records/not-found']);
      expect({ ...a?.body, details: 0, instance: 0 }).toEqual({ ...b?.body, details: 0, instance: 0 });
    }
  });

  it('[PLT-18] take a new account from its first code to a login with a second factor', async () => {
    const email = `mira-${given.test.newId()}@fenwright.example`;
    const asked = await send('nobody', 'POST /auth/register', { email });
    const code = mailedCode(await lastMailTo(email));
    const organisation = { name: 'Nordwind', currency: 'EUR', timeZone: 'Europe/Vienna' };
    const proof = {
      ticket: asked.body['ticket'],
      email,
      code,
      name: 'Mira Holt',
      password: testPassword,
      organisation,
    };
    expect(await send('nobody', 'POST /auth/verify-email', proof)).toMatchObject({ status: 200, body: { email } });
    emails.set('mira', email);
    await login('mira');
    const begun = (await send('mira', 'POST /auth/mfa/enable', {})).body as { id: string; secret: string };
    const totp = (turns: number) => authenticatorCode(begun.secret, given.test.clock.nowMs() + turns * 30_000);
    const wrong = await send('mira', 'POST /auth/mfa/enable', { id: begun.id, code: '000000' });
    expect([wrong.status, wrong.body['code']]).toEqual([401, 'access/bad-code']);
    expect((await send('mira', 'POST /auth/mfa/enable', { id: begun.id })).body['code']).toBe('request/invalid');
    const confirmed = await send('mira', 'POST /auth/mfa/enable', { id: begun.id, code: totp(0) });
    expect(confirmed).toMatchObject({ status: 200, body: { id: begun.id } });
    expect(confirmed.body['codes']).toHaveLength(10);
    const who = { email, password: testPassword, device: { id: given.test.newId(), name: 'A program' } };
    const halfway = await send('nobody', 'POST /auth/login', who);
    expect(halfway).toMatchObject({ status: 403, body: { code: 'access/second-factor-needed' } });
    const { challenge } = halfway.body['details'] as { challenge: string };
    const verify = { challenge, device: { id: who.device.id }, kind: 'totp', answer: totp(1) };
    expect(await send('nobody', 'POST /auth/mfa/verify', verify)).toMatchObject({ status: 200, body: { person: { email } } }); // prettier-ignore
    given.test.advance(60_000);
    expect((await send('nobody', 'POST /auth/login', { ...who, mfa_code: '000000' })).body['code']).toBe('access/bad-code'); // prettier-ignore
    expect((await send('nobody', 'POST /auth/login', { ...who, mfa_code: totp(0) })).status).toBe(200);
  });

  it('[PLT-45] change the own name of a member who has no right to people', async () => {
    const renamed = await send('mia', 'PUT /users/me', { name: 'Mia the Great' });
    expect(renamed).toMatchObject({ status: 200, body: { id: mia.userId, name: 'Mia the Great' } });
    expect(await send('mia', 'PUT /users/me', { name: 'Mia' })).toMatchObject({ status: 200 });
  });

  it("[PLT-45] show and change a member's own preferences, and leave out what is not sent", async () => {
    const sent = { phone: '+43 1 5550100', timeZone: 'Europe/Vienna', locale: 'de-AT' };
    expect(await send('mia', 'PUT /users/me', sent)).toMatchObject({ status: 200, body: { ...sent, name: 'Mia' } });
    expect(await send('mia', 'PUT /users/me', { locale: null })).toMatchObject({ body: { ...sent, locale: null } });
    const me = await send('mia', 'GET /users/me');
    expect(me.body['person']).toMatchObject({ ...sent, locale: null, picture: null, version: expect.any(Number) as number }); // prettier-ignore
    const bad = [{ timeZone: '' }, { locale: 'x'.repeat(36) }, { picture: 'a.png' }, { email: 'x@example.com' }];
    for (const one of bad) expect([one, (await send('mia', 'PUT /users/me', one)).status]).toEqual([one, 400]);
  });

  it('[PLT-45a] show the slug and the branding of the organisation, and let administrators change the branding', async () => {
    const shown = await send('ann', `GET ${org()}`);
    const [row] = await tenant.rows<{ slug: string }>('select slug from store.tenants');
    expect(shown.body).toMatchObject({ slug: row?.slug, accent: null, logo: null });
    const me = await send('ann', 'GET /users/me');
    expect(me.body['organisation']).toMatchObject({ slug: row?.slug });
    const logo = { id: given.test.newId(), name: 'logo.png', sizeBytes: 5, mediaType: 'image/png', sha256: 'a'.repeat(64) }; // prettier-ignore
    const changed = await send('ann', `PUT ${org()}`, { accent: '#2f5fd6', logo });
    expect(changed).toMatchObject({ status: 200, body: { accent: '#2f5fd6', logo, slug: row?.slug } });
    expect(await send('ann', `PUT ${org()}`, { logo: null })).toMatchObject({
      body: { accent: '#2f5fd6', logo: null },
    });
    for (const accent of ['red', '#2f5fd', '#2f5fd6;x'])
      expect([accent, (await send('ann', `PUT ${org()}`, { accent })).status]).toEqual([accent, 400]);
    expect((await send('mia', `PUT ${org()}`, { accent: '#000000' })).status).toBe(403);
    expect((await send('ann', `PUT ${org()}`, { slug: 'mine' })).status).toBe(400);
  });

  it('[PLT-28] ask for a proof before the plan is changed', async () => {
    await login('ann');
    given.test.advance(11 * 60_000);
    const asked = await send('ann', `PUT ${org('/subscription')}`, { plan: 'pro' });
    expect(asked).toMatchObject({ status: 403, body: { code: 'access/step-up-needed' } });
    await login('ann');
    await login('mia');
  });

  it.each([
    ['/me', '/api/v1/users/me'],
    ['/admin/roles', '/api/v1/roles'],
    ['/admin/members', '/api/v1/organizations/%7Borg_id%7D/members'],
  ])('are named by the older address %s as its successor', async (path, successor) => {
    const token = tokens.get('ann')?.accessToken ?? '';
    const older = await given.test.fetch(path, { token });
    expect(older.headers.get('deprecation')).toMatch(/^@\d+$/);
    expect(older.headers.get('link')).toBe(`<${successor}>; rel="successor-version"`);
  });

  it('[A-2] change nothing for a member without the right, and nothing without a sign-in', async () => {
    const refused = [
      await send('mia', `POST /users/${mia.userId}/roles`, { role: 'admin' }),
      await send('mia', 'POST /roles', { key: 'boss', label: 'Boss', grants: ['**:*@org'] }),
      await send('mia', `PUT ${org()}`, { name: 'Hers' }),
      await send('mia', `POST ${org('/members')}`, { name: 'Z', email: 'z@fenwright.example', memberships: [] }),
      await send('mia', `GET ${org('/usage')}`),
      await send('mia', 'GET /audit/logs'),
      await send('mia', 'GET /audit/security-events'),
      await send('mia', 'GET /audit/compliance-events'),
      await send('mia', 'GET /audit/reports'),
      await send('mia', 'POST /audit/reports', { kind: 'security', ...lastDay() }),
    ];
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 403));
    const isOpen = (route: string) => namedPaths.some((one) => one.isOpen && nameOf(one) === route);
    for (const { route } of documentedPaths.filter((one) => !isOpen(one.route))) {
      const [method = '', path = ''] = route.replaceAll(/\{\w+\}/g, given.test.newId()).split(' ');
      const answer = await send('nobody', `${method.toUpperCase()} ${path}`, method === 'get' ? undefined : {});
      expect([route, answer.status]).toEqual([route, 401]);
    }
  });

  it('[A-1] keep the end of a role that a user holds for a time, when another is given or taken', async () => {
    const roles = `/users/${mia.userId}/roles`;
    const until = new Date(given.test.clock.nowMs() + 86_400_000).toISOString();
    await send('ann', `POST ${roles}`, { role: 'viewer', until });
    await send('ann', `POST ${roles}`, { role: 'manager' });
    const left = await send('ann', `DELETE ${roles}/manager`);
    expect([left.status, left.body['roles']]).toEqual([
      200,
      [
        { role: 'member', teamId: null },
        { role: 'viewer', teamId: null, until },
      ],
    ]);
  });

  it('write entries that are posted to the audit log into the journal, in the name of the caller', async () => {
    const posted = await send('mia', 'POST /audit/log', { event: 'Checked the locks' });
    const rows = await tenant.journal();
    expect(rows.at(-1)).toMatchObject({ n: posted.body['number'], label: 'Checked the locks', by: mia.userId });
  });
});
