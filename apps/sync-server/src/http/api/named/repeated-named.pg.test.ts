import { beforeAll, describe, expect, it } from 'vitest';
import { givenServer } from '../../../testing/given-server.ts';
import { testPassword, type TestTenant } from '../../../testing/test-server.ts';

const given = givenServer({ registration: 'open', keepAccountMail: () => Promise.resolve('sent') });
type Body = Readonly<Record<string, unknown>>;
type Answer = { readonly status: number; readonly body: Body; readonly etag: string | null };
let tenant: TestTenant;
let ann = '';
let mia = '';

const signIn = async (email: string): Promise<string> => {
  const device = { id: given.test.newId(), name: 'Laptop' };
  const answer = await given.test.fetch('/auth/sign-in', { body: { email, password: testPassword, device } });
  return ((await answer.json()) as { accessToken: string }).accessToken;
};
const newEmail = (): string => `x-${given.test.newId()}@fenwright.example`;
beforeAll(async () => {
  tenant = await given.test.tenant();
  const [one, two] = [newEmail(), newEmail()];
  await tenant.person('Ann', 'owner', { email: one });
  await tenant.person('Mia', 'admin', { email: two });
  [ann, mia] = [await signIn(one), await signIn(two)];
});

async function send(
  route: string,
  { body, key, match, token = ann }: { body?: unknown; key?: string; match?: string; token?: string } = {},
): Promise<Answer> {
  const [method = '', path = ''] = route.split(' ');
  const headers = { ...(key === undefined ? {} : { 'idempotency-key': key }), ...(match === undefined ? {} : { 'if-match': match }) }; // prettier-ignore
  const answer = await given.test.fetch(`/api/v1${path}`, { method, token, headers, ...(body === undefined ? {} : { body }) }); // prettier-ignore
  return { status: answer.status, body: (await answer.json()) as Body, etag: answer.headers.get('etag') };
}
const countOf = async (from: string): Promise<number> => (await tenant.rows(`select 1 as n from ${from}`)).length;
const people = `store.platform_person`;

/** The requests that make something, each with where its work is counted. */
const makers: Readonly<Record<string, { readonly route: () => string; readonly body: () => Body; readonly counted: string }>> = {
  'a member': { route: () => `POST /organizations/${tenant.orgId}/members`, body: () => ({ name: 'Zoe', email: newEmail(), memberships: [] }), counted: people },
  'a member with a password': { route: () => `POST /organizations/${tenant.orgId}/members`, body: () => ({ name: 'Yan', email: newEmail(), password: testPassword, memberships: [] }), counted: people },
  'a role': { route: () => 'POST /roles', body: () => ({ key: `r${given.test.newId().slice(-8)}`, label: 'R', grants: [] }), counted: 'store.platform_role' },
  'an entry of the journal': { route: () => 'POST /audit/log', body: () => ({ event: 'Checked' }), counted: `store.journal where payload like '%Checked%'` },
  'an API key': { route: () => 'POST /keys', body: () => ({ name: 'K', grants: ['crm/deal:read@org'] }), counted: 'auth.api_key' },
}; // prettier-ignore

describe('a request with an Idempotency-Key', () => {
  it.each(Object.keys(makers))('makes %s once, and a repeat gets the first answer', async (name) => {
    const maker = makers[name];
    if (!maker) throw new Error('no maker');
    const [route, body, key] = [maker.route(), maker.body(), given.test.newId()];
    const before = await countOf(maker.counted);
    const first = await send(route, { body, key });
    expect(first.status).toBeLessThan(300);
    expect(await send(route, { body, key })).toEqual(first);
    expect(await countOf(maker.counted)).toBe(before + 1);
    const other = await send(route, { body: { ...body, name: 'Other', event: 'Other' }, key });
    expect([400, 422]).toContain(other.status); // another body: the key belongs to the first
    expect(await countOf(maker.counted)).toBe(before + 1);
  });

  it('makes an organisation once', async () => {
    const body = { name: 'Nordwind', currency: 'EUR', timeZone: 'UTC' };
    const key = given.test.newId();
    const [first, again] = [await send('POST /organizations', { body, key }), await send('POST /organizations', { body, key })]; // prettier-ignore
    expect([first.status, again.body]).toEqual([200, first.body]);
    expect((await send('POST /organizations', { body, key: given.test.newId() })).body['id']).not.toBe(
      first.body['id'],
    );
  });

  it('[A-5] of another person is another request', async () => {
    const key = given.test.newId();
    const body = { event: 'Both' };
    const [one, two] = [await send('POST /audit/log', { body, key }), await send('POST /audit/log', { body, key, token: mia })]; // prettier-ignore
    expect(one.body['act']).not.toBe(two.body['act']);
  });

  it('can come again after a refusal, and is refused with another body', async () => {
    const key = given.test.newId();
    const role = { key: 'twice', label: 'Twice', grants: [] };
    expect((await send('POST /roles', { body: role })).status).toBe(200);
    const refused = await send('POST /roles', { body: role, key });
    expect([refused.status, refused.body['code']]).toEqual([409, 'records/taken']);
    expect((await send('POST /roles', { body: { ...role, key: 'thrice' }, key })).status).toBe(200);
    const reused = await send('POST /roles', { body: { ...role, key: 'fourth' }, key });
    expect([reused.status, reused.body['code']]).toEqual([422, 'request/key-reused']);
  });

  it('is asked to wait while the first is running, and done once', async () => {
    const key = given.test.newId();
    const email = newEmail();
    const body = { name: 'Uli', email, memberships: [] };
    const route = `POST /organizations/${tenant.orgId}/members`;
    const before = await countOf(people);
    const all = await Promise.all(Array.from({ length: 4 }, () => send(route, { body, key })));
    expect(all.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
    for (const { status, body: told } of all) if (status !== 200) expect([status, told['code']]).toEqual([503, 'server/busy']); // prettier-ignore
    expect(await countOf(people)).toBe(before + 1);
  });

  it('is not done again where the server stopped before it answered', async () => {
    const key = given.test.newId();
    const body = { event: 'Stopped' };
    await send('POST /audit/log', { body, key });
    await tenant.rows('delete from store.api_answer');
    expect((await send('POST /audit/log', { body, key })).body['code']).toBe('server/busy');
    given.test.advance(150_000);
    const late = await send('POST /audit/log', { body, key });
    expect([late.status, late.body['code']]).toEqual([422, 'request/key-reused']);
    expect(await countOf(`store.journal where payload like '%Stopped%'`)).toBe(1);
  });

  it('is kept for seven days, encrypted', async () => {
    const body = { name: 'Secret', grants: ['crm/deal:read@org'] };
    const made = await send('POST /keys', { body, key: given.test.newId() });
    const kept = await tenant.rows<{ answer: string }>('select answer from store.api_answer');
    expect(JSON.stringify(kept)).not.toContain(String(made.body['clientSecret']));
    given.test.advance(8 * 86_400_000);
    const email = newEmail();
    await tenant.person('Eve', 'owner', { email });
    expect((await send('POST /audit/log', { body: { event: 'x' }, key: 'k', token: await signIn(email) })).status).toBe(
      200,
    );
  });

  it.each(['', ' ', 'ü', 'x'.repeat(256)])('is refused where the key is %j', async (key) => {
    const email = newEmail();
    await tenant.person('Kim', 'owner', { email });
    const answer = await send('POST /audit/log', { body: { event: 'x' }, key, token: await signIn(email) });
    expect([answer.status, answer.body['code']]).toEqual([400, 'request/invalid']);
  });
});

describe('a change with If-Match', () => {
  let token = '';
  beforeAll(async () => {
    const email = newEmail();
    await tenant.person('Ida', 'admin', { email });
    token = await signIn(email);
  });
  it.each([
    ['/users/me', { locale: 'de-AT' }, { locale: 'fr-FR' }],
    ['org', { weekStart: 'monday' }, { weekStart: 'sunday' }],
  ])('of %s is done where nothing has changed since, and refused otherwise', async (of, one, two) => {
    const path = of === 'org' ? `/organizations/${tenant.orgId}` : of;
    const read = await send(`GET ${path}`, { token });
    const match = read.etag ?? '';
    expect(match).toMatch(/^"\d+"$/);
    const changed = await send(`PUT ${path}`, { body: one, match, token });
    expect(changed).toMatchObject({ status: 200, body: one });
    expect(changed.etag).not.toBe(match);
    const late = await send(`PUT ${path}`, { body: two, match, token });
    expect([late.status, late.body['code']]).toEqual([412, 'records/stale']);
    expect(await send(`PUT ${path}`, { body: two, match: changed.etag ?? '', token })).toMatchObject({ status: 200, body: two }); // prettier-ignore
    expect((await send(`PUT ${path}`, { body: one, match: 'no tag', token })).status).toBe(400);
    expect(await send(`PUT ${path}`, { body: one, match: '*', token })).toMatchObject({ status: 200 });
    expect((await send(`GET ${path}`, { token })).etag).toMatch(/^"\d+"$/);
  });
});
