import { createHmac } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { givenServer } from '../../testing/given-server.ts';
import { openPokes, type Pokes } from '../../testing/open-pokes.ts';
import { made, testPassword, type TestTenant } from '../../testing/test-server.ts';
import { resumeOrganisation, suspendOrganisation } from './suspend.ts';

type Body = Readonly<Record<string, unknown>>;
type Answer = { readonly status: number; readonly text: string };
const given = givenServer();
let tenant: TestTenant;
let token = '';

async function ask(route: string, body?: unknown): Promise<Body> {
  const [method = '', path = ''] = route.split(' ');
  const answer = await given.test.fetch(path, { method, token, ...(body === undefined ? {} : { body }) });
  return (await answer.json()) as Body;
}
const records = '/api/v1/records/crm/deal';
const reply = async (answer: Response | Promise<Response>): Promise<Answer> => {
  const { status } = await answer;
  return { status, text: await (await answer).text() };
};
const withHeaders = (path: string, headers: Readonly<Record<string, string>>) =>
  reply(given.test.fetch(path, { method: 'GET', headers }));
const bearer = (text: string) => ({ authorization: `Bearer ${text}` });

/** Reads until the stream ends. */
async function toTheEnd(stream: Pokes): Promise<never> {
  for (;;) await stream.next();
}

/** Every way into the organisation that needs no session, each with a request that succeeds today. */
async function waysIn(): Promise<Readonly<Record<string, () => Promise<Answer>>>> {
  const key = await ask('POST /api/v1/keys', { name: 'Shop', grants: ['crm/deal:read@org'] });
  const [clientId, secret] = [String(key['clientId']), String(key['clientSecret'])];
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: secret }).toString(); // prettier-ignore
  const exchange = () =>
    given.test.fetch('/oauth/token', {
      method: 'POST',
      body: form,
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(form.length) },
    });
  const exchanged = String(((await (await exchange()).json()) as Body)['access_token']);
  const scim = String((await ask('POST /admin/directory/tokens', { name: 'Entra' }))['token']);
  const calendar = String((await ask('POST /me/calendar-feed', {}))['path']);
  const signed = () => {
    const at = given.test.clock.nowMs();
    const signature = createHmac('sha256', secret).update(`${at}|${records}|`).digest('hex');
    return { 'x-gateway-key': clientId, 'x-gateway-timestamp': String(at), 'x-gateway-signature': signature };
  };
  return {
    'an API key': () => withHeaders(records, bearer(String(key['key']))),
    'a token of OAuth 2.0': () => withHeaders(records, bearer(exchanged)),
    'an exchange of OAuth 2.0': () => reply(exchange()),
    'a signed request': () => withHeaders(records, signed()),
    'a directory': () => withHeaders('/scim/v2/Users', bearer(scim)),
    'a subscribed calendar': () => reply(given.test.server.app.request(calendar)),
  };
}

/** The answers of these routes during a suspension. All others answer 401 with the reason. */
const otherAnswers: Readonly<Record<string, readonly [status: number, words: string]>> = {
  'an exchange of OAuth 2.0': [401, 'invalid_client'], // RFC 6749, section 5.2
  'a subscribed calendar': [404, 'There is no calendar at this address.'], // its address is a secret: it says no more
};

beforeEach(async () => {
  tenant = await given.test.tenant();
  const email = `olga-${given.test.newId()}@fenwright.example`;
  const olga = await tenant.person('Olga', 'owner', { email });
  const signedIn = await given.test.fetch('/auth/sign-in', {
    body: { email, password: testPassword, device: { id: given.test.newId(), name: 'Laptop' } },
  });
  token = String(((await signedIn.json()) as Body)['accessToken']);
  const dueAt = new Date(given.test.clock.nowMs() + 86_400_000).toISOString();
  await olga.do([made(given.test.newId(), 'crm/deal', { name: 'Secret deal', stage: 'prospecting', value: { amount: 1, currency: 'USD' } }, { ownerId: olga.userId })]); // prettier-ignore
  await olga.do([made(given.test.newId(), 'crm/task', { subject: 'Secret task', dueAt }, { ownerId: olga.userId })]);
});

describe('[PLT-26] a suspended organisation', () => {
  it('refuses programs immediately, and serves all of them again afterwards', async () => {
    const ways = await waysIn();
    const { tenancy } = given.test.server;
    const answers = async () => {
      given.test.advance(1_000); // a signature is used once
      return Promise.all(Object.entries(ways).map(async ([name, way]) => [name, await way()] as const));
    };
    for (const [name, { status }] of await answers()) expect([name, status]).toEqual([name, 200]);
    expect(await suspendOrganisation(tenancy, tenant.orgId)).toBe(true);
    for (const [name, { status, text }] of await answers()) {
      const [code, words] = otherAnswers[name] ?? [401, 'suspended'];
      expect([name, status, text]).toEqual([name, code, expect.stringContaining(words)]);
      for (const seen of ['Secret', 'Olga', 'olga']) expect([name, text.includes(seen)]).toEqual([name, false]);
    }
    expect(await resumeOrganisation(tenancy, tenant.orgId)).toBe(true);
    for (const [name, { status }] of await answers()) expect([name, status]).toEqual([name, 200]);
  });

  it('closes the streams that are open, and opens none', async () => {
    const stream = await openPokes(given.test, token);
    expect(await suspendOrganisation(given.test.server.tenancy, tenant.orgId)).toBe(true);
    await expect(toTheEnd(stream)).rejects.toThrow('The stream ended');
    expect((await given.test.fetch('/sync/poke', { method: 'GET', token })).status).toBe(401);
  });
});
