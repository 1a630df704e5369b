import { beforeEach, describe, expect, it } from 'vitest';
import { type AccountMail, sendMails } from '../../identity/mail/outbox.ts';
import { withOwner } from '../../db/owner-connection.ts';
import { givenServer } from '../../testing/given-server.ts';
import { type TestDevice, testPassword, type TestTenant } from '../../testing/test-server.ts';
import { resumeOrganisation, suspendOrganisation } from './suspend.ts';

type Body = Readonly<Record<string, unknown>>;
/** Runs SQL as the superuser, to whom row security does not apply. */
const rowsAsOwner = (statement: string) => withOwner(given.database.ownerUrl, ({ rows }) => rows(statement));
const given = givenServer({ keepAccountMail: () => Promise.resolve('sent') });
let tenant: TestTenant;
let tokens: Map<string, { accessToken: string; refreshToken: string }>;
let people: Map<string, TestDevice>;

beforeEach(async () => {
  tenant = await given.test.tenant();
  tokens = new Map();
  people = new Map();
  for (const [name, role] of [
    ['olga', 'owner'],
    ['ann', 'admin'],
    ['mia', 'member'],
  ] as const) {
    const email = `${name}-${given.test.newId()}@fenwright.example`;
    people.set(name, await tenant.person(name, role, { email }));
    const signedIn = await given.test.fetch('/auth/sign-in', {
      body: { email, password: testPassword, device: { id: given.test.newId(), name: 'Laptop' } },
    });
    tokens.set(name, (await signedIn.json()) as { accessToken: string; refreshToken: string });
  }
});
async function send(who: string, route: string, body?: unknown): Promise<{ status: number; body: Body }> {
  const [method = '', path = ''] = route.split(' ');
  const token = tokens.get(who)?.accessToken;
  const answer = await given.test.fetch(path, { method, ...(token === undefined ? {} : { token }), ...(body === undefined ? {} : { body }) }); // prettier-ignore
  return { status: answer.status, body: (await answer.json()) as Body };
}
const idOf = (name: string): string => people.get(name)?.userId ?? '';
async function mails(): Promise<readonly string[]> {
  const sent: AccountMail[] = [];
  const keep = (mail: AccountMail) => Promise.resolve(sent.push(mail)).then(() => 'sent' as const);
  await sendMails({ ...given.test.server.tenancy.identity, send: keep, log: { warn: () => undefined } });
  return sent.map(({ to, subject }) => `${to.split('-')[0] ?? ''}: ${subject}`);
}

describe('[PLT-26] an organisation that an operator suspends', () => {
  it('is closed immediately on every route, and is open again with the same sessions afterwards', async () => {
    const { tenancy } = given.test.server;
    expect(await suspendOrganisation(tenancy, tenant.orgId)).toBe(true);
    for (const route of ['GET /me', 'POST /sync/pull', 'GET /admin/plan', 'GET /api/v1/users/me', 'POST /acts'])
      expect([route, await send('ann', route, route.startsWith('POST') ? (route === 'POST /acts' ? { acts: [{ label: 'x', shape: 'together', edits: [] }] } : { at: null, heads: [], limit: 10, schemas: {} }) : undefined)]).toMatchObject([route, { status: 401, body: { code: 'access/session-ended', details: { reason: 'organisation-suspended' } } }]); // prettier-ignore
    const refreshed = await send('nobody', 'POST /auth/refresh', { refreshToken: tokens.get('ann')?.refreshToken });
    expect(refreshed.body).toMatchObject({
      code: 'access/session-ended',
      details: { reason: 'organisation-suspended' },
    });
    expect(refreshed.body['detail']).toMatch(/suspended.*kept/);
    expect(await resumeOrganisation(tenancy, tenant.orgId)).toBe(true);
    expect((await send('ann', 'GET /me')).status).toBe(200);
    expect((await send('nobody', 'POST /auth/refresh', { refreshToken: tokens.get('ann')?.refreshToken })).status).toBe(
      200,
    );
  });
});

describe('[PLT-26] the ownership of an organisation', () => {
  it('moves to an active person by the owner alone, and both are notified', async () => {
    expect((await send('ann', 'POST /organisation/transfer', { to: idOf('mia') })).body).toMatchObject({
      code: 'access/denied',
    });
    expect((await send('olga', 'POST /organisation/transfer', { to: given.test.newId() })).status).toBe(404);
    await mails();
    expect((await send('olga', 'POST /organisation/transfer', { to: idOf('mia') })).body).toEqual({ done: true });
    const rolesOf = async (name: string) => {
      const rows = await tenant.rows<{ m: { role: string }[] }>("select fields->'memberships' as m from store.platform_person where id = $1", [idOf(name)]); // prettier-ignore
      return rows[0]?.m.map(({ role }) => role);
    };
    expect([await rolesOf('olga'), await rolesOf('mia')]).toEqual([['admin'], ['member', 'owner']]);
    expect(new Set((await mails()).map((line) => line.split(': ')[0]))).toEqual(new Set(['mia', 'olga']));
  });

  it('keeps its last holder from leaving; others leave, and their sessions end', async () => {
    expect((await send('olga', 'POST /organisation/leave', {})).body).toMatchObject({
      code: 'access/last-administrator',
    });
    expect((await send('mia', 'POST /organisation/leave', {})).body).toEqual({ done: true });
    expect((await send('mia', 'GET /me')).body).toMatchObject({
      code: 'access/session-ended',
      details: { reason: 'removed' },
    });
    const rows = await tenant.journal();
    expect(rows.at(-1)).toMatchObject({ label: 'mia left the organisation' });
  });
});

describe('[PLT-26] an organisation whose owner asks to delete it', () => {
  const nameOf = async () => (await tenant.rows<{ name: string }>('select name from store.tenants'))[0]?.name ?? '';

  it('requires its name and an owner, waits for 30 days, and can be taken back', async () => {
    const name = await nameOf();
    expect((await send('ann', 'POST /organisation/delete', { name })).body).toMatchObject({ code: 'access/denied' });
    expect((await send('olga', 'POST /organisation/delete', { name: 'Other' })).body).toMatchObject({
      code: 'request/invalid',
    });
    await mails();
    const asked = await send('olga', 'POST /organisation/delete', { name });
    const days = (Date.parse((asked.body['ending'] as { at: string }).at) - Date.now()) / 86_400_000;
    expect([asked.status, Math.round(days)]).toEqual([200, 30]);
    expect((await mails()).some((line) => /will be deleted/.test(line))).toBe(true);
    await given.test.server.runWorkers(tenant.orgId);
    expect((await send('ann', 'GET /organisation/ending')).body).toMatchObject({ ending: { by: idOf('olga') } });
    expect((await send('olga', 'POST /organisation/keep', {})).body).toEqual({ done: true });
    expect((await send('ann', 'GET /organisation/ending')).body).toEqual({ ending: null });
  });

  it('cannot be ended by the app before its time', async () => {
    await send('olga', 'POST /organisation/delete', { name: await nameOf() });
    await expect(tenant.rows("update store.tenants set deletes_at = now() - interval '1 day'")).rejects.toThrow(
      /permission denied/,
    );
    expect(await tenant.rows('select auth.erase_tenant() as done')).toEqual([{ done: false }]);
    await expect(tenant.rows('delete from store.journal')).rejects.toThrow(/permission denied/);
  });

  it('is erased wholly at the end: no table with org_id has a row of it, and others are untouched', async () => {
    const other = await given.test.tenant();
    await other.person('zoe', 'owner', { email: `zoe-${given.test.newId()}@harbour.example` });
    await send('olga', 'POST /organisation/delete', { name: await nameOf() });
    await withOwner(given.database.ownerUrl, ({ run }) =>
      run(`update store.tenants set deletes_at = now() - interval '1 second' where org_id = '${tenant.orgId}'`),
    );
    await mails();
    const tables = await rowsAsOwner(
      "select c.oid::regclass::text as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id' where c.relkind in ('r', 'p') and c.relnamespace::regnamespace::text not in ('pg_catalog', 'information_schema')",
    );
    const left = async (orgId: string) => {
      const counts: string[] = [];
      for (const { name } of tables) {
        const [row] = await rowsAsOwner(`select count(*)::int as n from ${String(name)} where org_id = '${orgId}'`);
        if (row?.['n'] !== 0) counts.push(String(name));
      }
      return counts;
    };
    const [had, others] = [await left(tenant.orgId), await left(other.orgId)];
    expect([tables.length > 40, had.length > 8]).toEqual([true, true]);
    await given.test.server.runWorkers(tenant.orgId);
    expect(await left(tenant.orgId)).toEqual([]);
    expect(await left(other.orgId)).toEqual(others);
    expect(
      await rowsAsOwner(
        `select email from auth.identity where email like 'olga-%' and id not in (select identity_id from auth.membership)`,
      ),
    ).toEqual([]);
    expect((await send('olga', 'GET /me')).status).toBe(401);
    expect(await rowsAsOwner(`select 1 from auth.erased_files where erased_id = '${tenant.orgId}'`)).toHaveLength(1);
    expect((await mails()).some((line) => /^olga: .*was deleted$/.test(line))).toBe(true);
  });
});
