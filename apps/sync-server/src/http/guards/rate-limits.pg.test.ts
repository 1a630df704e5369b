import { describe, expect, it } from 'vitest';
import { makeTestServer, testPassword, type TestServer } from '../../testing/test-server.ts';
import { memoryKeyStore } from '../../identity/keys/key-store.ts';
import { givenServer } from '../../testing/given-server.ts';
import { usualRates } from './rate-limits.ts';

const rates = {
  ...usualRates,
  callerMinute: { requests: 5, seconds: 60 },
  callerHour: { requests: 8, seconds: 3_600 },
  tenant: { requests: 12, seconds: 60 },
};
const given = givenServer({ rates, ratesAre: 'shared', origins: ['https://app.fenwright.example'] });

async function signedIn(test: TestServer, count: number): Promise<readonly string[]> {
  const tenant = await test.tenant();
  const tokens: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const email = `p${n}-${test.newId()}@fenwright.example`;
    await tenant.person(`P${n}`, 'member', { email });
    const answer = await test.fetch('/auth/sign-in', {
      body: { email, password: testPassword, device: { id: test.newId(), name: 'Laptop' } },
    });
    tokens.push(((await answer.json()) as { accessToken: string }).accessToken);
  }
  return tokens;
}
const statuses = (answers: readonly Response[]) => answers.map(({ status }) => status).toSorted((a, b) => a - b);
const times = <T>(count: number, make: () => Promise<T>) => Promise.all(Array.from({ length: count }, make));

describe('the rates of the API', () => {
  it('[E-3] are those that are required: 100 a minute and 1,000 an hour for each caller', () => {
    expect([usualRates.callerMinute, usualRates.callerHour]).toEqual([
      { requests: 100, seconds: 60 },
      { requests: 1_000, seconds: 3_600 },
    ]);
  });

  it('[E-3] refuse a caller beyond them, with the time to wait; other callers and devices continue', async () => {
    const [ann = '', mia = ''] = await signedIn(given.test, 2);
    const first = await given.test.fetch('/api/v1/kinds', { token: ann });
    expect(first.headers.get('ratelimit')).toMatch(/^"caller-minute";r=4;t=(?:60|59)$/);
    expect(first.headers.get('ratelimit-policy')).toBe('"caller-minute";q=5;w=60, "caller-hour";q=8;w=3600, "tenant";q=12;w=60'); // prettier-ignore
    expect(statuses(await times(5, () => given.test.fetch('/api/v1/kinds', { token: ann })))).toEqual([200, 200, 200, 200, 429]); // prettier-ignore
    const refused = await given.test.fetch('/api/v1/kinds', { token: ann });
    expect([refused.status, await refused.json()]).toEqual([
      429,
      expect.objectContaining({ code: 'request/too-many' }),
    ]);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('ratelimit')).toMatch(/^"caller-minute";r=0;t=\d+$/);
    expect((await given.test.fetch('/api/v1/kinds', { token: mia })).status).toBe(200);
    expect((await given.test.fetch('/me', { token: ann })).status).toBe(200); // not of the API: the budgets apply there
  });

  it('[E-3] count for all callers of an organisation together', async () => {
    const tokens = await signedIn(given.test, 4);
    const answers = await Promise.all(tokens.flatMap((token) => [1, 2, 3, 4].map(() => given.test.fetch('/api/v1/kinds', { token })))); // prettier-ignore
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(12);
  });

  it('[E-3] are shared by servers on one database', async () => {
    const keyStore = memoryKeyStore(); // both verify the same tokens
    const options = { rates, ratesAre: 'shared', keyStore } as const;
    const one = await makeTestServer(given.database.database, options);
    const two = await makeTestServer(given.database.database, options);
    const [token = ''] = await signedIn(one, 1);
    const answers = await Promise.all([one, two, one, two, one, two, one, two].map((each) => each.fetch('/api/v1/kinds', { token }))); // prettier-ignore
    expect(answers.map(({ status }) => status).filter((status) => status !== 401 && status !== 429)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 401)).toEqual([]);
    await Promise.all([one.server.close(), two.server.close()]);
  });
});

describe('pages of other origins', () => {
  it('use the API only where a setting names them', async () => {
    const preflight = (origin: string, path = '/api/v1/kinds') =>
      given.test.fetch(path, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' } }); // prettier-ignore
    const named = await preflight('https://app.fenwright.example');
    const [sends, reads] = [named.headers.get('access-control-allow-headers') ?? '', (await given.test.fetch('/api/v1/openapi.json', { headers: { origin: 'https://app.fenwright.example' } })).headers.get('access-control-expose-headers') ?? '']; // prettier-ignore
    for (const name of ['dpop', 'x-gateway-signature', 'x-gateway-timestamp', 'x-gateway-key', 'if-match']) expect(sends.split(',')).toContain(name); // prettier-ignore
    for (const name of ['deprecation', 'sunset', 'link', 'etag']) expect(reads.split(',')).toContain(name);
    expect([named.status, named.headers.get('access-control-allow-origin'), named.headers.get('access-control-allow-credentials')]).toEqual([204, 'https://app.fenwright.example', null]); // prettier-ignore
    for (const origin of ['https://evil.example', 'https://app.fenwright.example.evil.example', 'null', 'http://app.fenwright.example'])
      expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull();
    const elsewhere = await preflight('https://app.fenwright.example', '/me');
    expect(elsewhere.headers.get('access-control-allow-origin')).toBeNull();
  }); // prettier-ignore
});
