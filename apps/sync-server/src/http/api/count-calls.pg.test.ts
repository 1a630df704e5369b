import { createHmac } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { setPlan } from '../../tenancy/organisation/plan.ts';
import { givenServer } from '../../testing/given-server.ts';
import { testPassword, type TestTenant } from '../../testing/test-server.ts';

type Body = Readonly<Record<string, unknown>>;
type Made = { readonly clientId: string; readonly clientSecret: string; readonly key: string };
const given = givenServer();
let tenant: TestTenant;
let email = '';
let token = '';
let key: Made;

async function signIn(): Promise<string> {
  const answer = await given.test.fetch('/auth/sign-in', {
    body: { email, password: testPassword, device: { id: given.test.newId(), name: 'Laptop' } },
  });
  return ((await answer.json()) as { readonly accessToken: string }).accessToken;
}
beforeEach(async () => {
  tenant = await given.test.tenant();
  email = `ann-${given.test.newId()}@fenwright.example`;
  await tenant.person('Ann', 'admin', { email });
  token = await signIn();
  const made = await given.test.fetch('/api/v1/keys', { token, body: { name: 'Shop', grants: ['crm/deal:read@org'] } });
  key = (await made.json()) as Made;
});
const limit = (calls: number) =>
  setPlan(given.test.server.tenancy, { orgId: tenant.orgId, plan: 'small', quotas: { 'api-calls': calls } });
const call = (as = key.key, path = '/api/v1/records/crm/deal') => given.test.fetch(path, { token: as });
const statusesOf = async (...calls: readonly (() => Response | Promise<Response>)[]): Promise<readonly number[]> => {
  const statuses: number[] = [];
  for (const one of calls) statuses.push((await one()).status);
  return statuses;
};
const used = async (): Promise<unknown> => {
  const plan = (await (await given.test.fetch('/admin/plan', { token })).json()) as {
    readonly quotas: readonly Body[];
  };
  return plan.quotas.find((one) => one['key'] === 'api-calls');
};
const stored = () => tenant.rows('select month, quota, used::int as used from store.month_use order by month, quota');
function signedCall(): Response | Promise<Response> {
  const [path, at] = ['/api/v1/records/crm/deal', given.test.clock.nowMs()];
  const signature = createHmac('sha256', key.clientSecret).update(`${at}|${path}|`).digest('hex');
  const headers = {
    'x-gateway-key': key.clientId,
    'x-gateway-timestamp': String(at),
    'x-gateway-signature': signature,
  };
  return given.test.fetch(path, { headers });
}
async function tokenOfKey(): Promise<string> {
  const text = new URLSearchParams({ grant_type: 'client_credentials', client_id: key.clientId, client_secret: key.clientSecret }).toString(); // prettier-ignore
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(text.length) };
  const answer = await given.test.fetch('/oauth/token', { method: 'POST', body: text, headers });
  return ((await answer.json()) as { readonly access_token: string }).access_token;
}

describe('[PLT-42] the calls of programs', () => {
  it('are counted by key, token and signature for every question; wrong keys and calls of people are not', async () => {
    const issued = await tokenOfKey();
    const wrong = `${key.key.slice(0, -3)}AAA`;
    const statuses = await statusesOf(call, () => call(issued), signedCall, () => call(key.key, '/api/v1/records/crm/none'), () => call(wrong), () => call(token), () => call(token, '/me')); // prettier-ignore
    expect(statuses).toEqual([200, 200, 200, 422, 401, 200, 200]);
    expect(await used()).toEqual({ key: 'api-calls', label: 'API calls in November 2026', unit: 'month', limit: null, used: 4 }); // prettier-ignore
    await given.test.server.runWorkers(tenant.orgId);
    expect(await stored()).toEqual([{ month: '2026-11', quota: 'api-calls', used: 4 }]);
  });

  it('are refused at the limit with the numbers, the end of the month and whom to ask; the app continues', async () => {
    await limit(2);
    expect(await statusesOf(call, call, call, signedCall)).toEqual([200, 200, 403, 403]);
    const refused = await call();
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    expect(await refused.json()).toMatchObject({
      code: 'quota/reached',
      retry: 'after-wait',
      detail: 'Your organisation may have 2 API calls a month, and has used 2. The count begins again on 2026-12-01 at 00:00 UTC. Ask an administrator of your organisation for more.',
      details: { quota: 'api-calls', limit: 2, used: 2, until: '2026-12-01' },
    }); // prettier-ignore
    expect(await used()).toMatchObject({ limit: 2, used: 2 });
    const pull = { at: null, heads: [], limit: 10, schemas: {} };
    const ofPeople = [() => call(token), () => given.test.fetch('/me', { token }), () => given.test.fetch('/records/list', { token, body: { entity: 'crm/deal' } })]; // prettier-ignore
    expect(await statusesOf(...ofPeople)).toEqual([200, 200, 200]);
    expect((await given.test.fetch('/sync/pull', { token, body: pull })).status).not.toBe(403);
  });

  it('never pass the limit, also when they arrive at the same time', async () => {
    await limit(5);
    const statuses = await Promise.all(Array.from({ length: 12 }, async () => (await call()).status));
    expect(statuses.toSorted((a, b) => a - b)).toEqual([...Array<number>(5).fill(200), ...Array<number>(7).fill(403)]);
  });

  it('begin again with the next month, which the answer to programs names', async () => {
    await limit(1);
    expect(await statusesOf(call, call)).toEqual([200, 403]);
    given.test.advance(Date.UTC(2026, 11, 1) - given.test.clock.nowMs());
    expect(await statusesOf(call, call)).toEqual([200, 403]);
    token = await signIn();
    const usage = await given.test.fetch(`/api/v1/organizations/${tenant.orgId}/usage`, { token });
    const { uses } = (await usage.json()) as { readonly uses: readonly Body[] };
    expect(uses.find(({ quota }) => quota === 'api-calls')).toEqual({ quota: 'api-calls', limit: 1, used: 1, month: '2026-12' }); // prettier-ignore
    expect(uses.find(({ quota }) => quota === 'records')).toMatchObject({ month: null });
    await given.test.server.runWorkers(tenant.orgId);
    expect(await stored()).toEqual([
      { month: '2026-11', quota: 'api-calls', used: 1 },
      { month: '2026-12', quota: 'api-calls', used: 1 },
    ]);
    given.test.setDateOff(Date.UTC(2026, 10, 20, 8) - given.test.clock.nowMs());
  });

  it('[P-1] of another organisation have a count of their own', async () => {
    await limit(1);
    expect(await statusesOf(call, call)).toEqual([200, 403]);
    const others = await given.test.tenant('Other');
    email = `oda-${given.test.newId()}@fenwright.example`;
    await others.person('Oda', 'admin', { email });
    token = await signIn();
    const made = await given.test.fetch('/api/v1/keys', { token, body: { name: 'x', grants: ['crm/deal:read@org'] } });
    const { key: theirs } = (await made.json()) as Made;
    expect([(await call(theirs)).status, await used()]).toMatchObject([200, { limit: null, used: 1 }]);
  });
});
