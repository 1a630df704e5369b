import { createHmac } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { givenServer } from '../../testing/given-server.ts';
import { changeEdit, made, type TestDevice, testPassword, type TestTenant } from '../../testing/test-server.ts';

type Body = Readonly<Record<string, unknown>>;
type HeaderValues = Readonly<Record<string, string>>;
type Made = { readonly id: string; readonly clientId: string; readonly clientSecret: string; readonly key: string };
const given = givenServer();
let tenant: TestTenant;
let ann: TestDevice;
let token = '';
let deal = '';

async function signIn(name: string, role: string): Promise<{ readonly device: TestDevice; readonly token: string }> {
  const email = `${name}-${given.test.newId()}@fenwright.example`;
  const device = await tenant.person(name, role, { email });
  const answer = await given.test.fetch('/auth/sign-in', {
    body: { email, password: testPassword, device: { id: given.test.newId(), name: 'Laptop' } },
  });
  return { device, token: ((await answer.json()) as { accessToken: string }).accessToken };
}
beforeEach(async () => {
  tenant = await given.test.tenant();
  ({ device: ann, token } = await signIn('ann', 'admin'));
  deal = given.test.newId();
  const fields = { name: 'Ardent', stage: 'prospecting', value: { amount: 1, currency: 'USD' } };
  await ann.do([made(deal, 'crm/deal', fields, { ownerId: ann.userId })]);
  await ann.do([made(given.test.newId(), 'crm/account', { name: 'Hidden Ltd' }, { ownerId: ann.userId })]);
});

async function send(route: string, headers: HeaderValues, body?: unknown): Promise<{ readonly status: number; readonly body: Body }> {
  const [method = '', path = ''] = route.split(' ');
  const answer = await given.test.fetch(path, { method, headers, ...(body === undefined ? {} : { body }) });
  return { status: answer.status, body: (await answer.json()) as Body };
} // prettier-ignore
const bearer = (text: string): HeaderValues => ({ authorization: `Bearer ${text}` });
async function newKey(grants: readonly string[], more: object = {}): Promise<Made> {
  const answer = await send('POST /api/v1/keys', bearer(token), { name: 'Shop', grants, ...more });
  expect(answer.status).toBe(201);
  return answer.body as Made;
}
const read = (key: string) => send('GET /api/v1/records/crm/deal', bearer(key));
function signed(
  { clientId, clientSecret }: Made,
  path: string,
  { body = '', at = given.test.clock.nowMs(), secret = clientSecret }: { readonly body?: string; readonly at?: number | string; readonly secret?: string } = {},
): HeaderValues {
  return {
    'x-gateway-key': clientId,
    'x-gateway-timestamp': String(at),
    'x-gateway-signature': createHmac('sha256', secret).update(`${at}|${path}|${body}`).digest('hex'),
  };
} // prettier-ignore
const tokenOf = (form: Readonly<Record<string, string>>, headers: HeaderValues = {}) => {
  const text = new URLSearchParams(form).toString();
  return given.test.fetch('/oauth/token', {
    method: 'POST',
    body: text,
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(text.length), ...headers },
  });
};
const credentials = ({ clientId, clientSecret }: Made) => ({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }); // prettier-ignore

describe('an API key', () => {
  it('[A-1] does only the actions that both its grants and its maker allow', async () => {
    const key = await newKey(['crm/deal:read@org']);
    const list = await read(key.key);
    expect(list).toMatchObject({ status: 200, body: { records: [{ id: deal }] } });
    const path = `/api/v1/records/crm/deal/${deal}`;
    expect(await send(`PATCH ${path}`, bearer(key.key), { fields: { name: 'X' } })).toMatchObject({ status: 403 });
    expect((await send('GET /api/v1/records/crm/account', bearer(key.key))).body['records']).toEqual([]);
    expect((await send('GET /api/v1/records/platform/saved-view', bearer(key.key))).body['records']).toEqual([]);
    const writing = await newKey(['crm/deal:read@org', 'crm/deal:update@org']);
    expect(await send(`PATCH ${path}`, bearer(writing.key), { fields: { name: 'Ardent 2' } })).toMatchObject({ status: 200 }); // prettier-ignore
    expect((await tenant.journal()).at(-1)).toMatchObject({ by: ann.userId, device: writing.id });
    expect(await send('GET /api/v1/keys', bearer(writing.key))).toMatchObject({ status: 403 });
    expect(await send('POST /api/v1/keys', bearer(writing.key), { name: 'x', grants: ['crm/deal:read@org'] })).toMatchObject({ status: 403 }); // prettier-ignore
    for (const route of ['GET /me', 'POST /records/list', 'POST /acts', 'POST /sync/pull', 'PUT /auth/password', 'POST /api/v1/auth/logout'])
      expect([401, 403]).toContain((await send(route, bearer(writing.key), route.startsWith('GET') ? undefined : {})).status); // prettier-ignore
  });

  it('[A-1] is made only by administrators, with rights that they hold, and is shown once', async () => {
    const mia = await signIn('mia', 'member');
    const body = { name: 'x', grants: ['crm/deal:read@own'] };
    expect(await send('POST /api/v1/keys', bearer(mia.token), body)).toMatchObject({ status: 403 });
    expect(await send('GET /api/v1/keys', bearer(mia.token))).toMatchObject({ status: 403 });
    const key = await newKey(['crm/deal:read@org']);
    const listed = JSON.stringify((await send('GET /api/v1/keys', bearer(token))).body);
    expect([listed.includes(key.clientId), listed.includes(key.clientSecret)]).toEqual([true, false]);
    const stored = JSON.stringify(await tenant.rows('select k.*, s.* from auth.api_key k join auth.api_secret s on s.key_id = k.id')); // prettier-ignore
    expect([stored.includes(key.id), stored.includes(key.clientSecret)]).toEqual([true, false]);
    expect(given.test.logged.join('')).not.toContain(key.clientSecret);
    expect((await tenant.journal()).map(({ label }) => label)).toContain('Made the API key Shop');
  });

  it('[A-2] loses the rights that its maker loses, immediately', async () => {
    const bob = await signIn('bob', 'admin');
    const answer = await send('POST /api/v1/keys', bearer(bob.token), { name: 'Bob’s', grants: ['crm/deal:read@org'] });
    const { key } = answer.body as Made;
    expect((await read(key)).body['records']).toHaveLength(1);
    await tenant.setRoles(bob.device.userId, [{ role: 'member', teamId: null }]);
    expect((await read(key)).body['records']).toEqual([]);
    await tenant.setRoles(bob.device.userId, [{ role: 'admin', teamId: null }]);
    expect((await read(key)).body['records']).toHaveLength(1);
    await ann.do([changeEdit(bob.device.userId, 'platform/person', { status: ['active', 'suspended'] })]);
    expect((await read(key)).body['records']).toEqual([]);
    const write = await send('POST /api/v1/records/crm/deal', bearer(key), { fields: { name: 'x' } });
    expect(write).toMatchObject({ status: 401, body: { code: 'access/session-ended' } });
  });

  it('is rotated with an overlap, expires, and is revoked immediately', async () => {
    const key = await newKey(['crm/deal:read@org'], { days: 2 });
    const rotate = `POST /api/v1/keys/${key.id}/rotate`;
    const next = (await send(rotate, bearer(token), { overlapHours: 1 })).body as Made;
    expect([(await read(key.key)).status, (await read(next.key)).status]).toEqual([200, 200]);
    const last = (await send(rotate, bearer(token), { overlapHours: 1 })).body as Made;
    const all = async () => Promise.all([key, next, last].map(async (one) => (await read(one.key)).status));
    expect(await all()).toEqual([401, 200, 200]);
    given.test.advance(3_600_001);
    expect(await all()).toEqual([401, 401, 200]);
    ({ token } = await signIn('eve', 'admin'));
    const second = await newKey(['crm/deal:read@org']);
    expect((await send(`DELETE /api/v1/keys/${second.id}`, bearer(token))).status).toBe(200);
    expect((await read(second.key)).status).toBe(401);
    expect((await send(`DELETE /api/v1/keys/${second.id}`, bearer(token))).status).toBe(404);
    given.test.advance(2 * 86_400_000);
    expect(await all()).toEqual([401, 401, 401]);
    ({ token } = await signIn('eve', 'admin'));
    expect(await send(rotate, bearer(token), {})).toMatchObject({ status: 404 });
  });

  it('is exchanged for a token (OAuth 2.0 client credentials), which ends with it', async () => {
    const key = await newKey(['crm/deal:read@org']);
    const basic = Buffer.from(`${key.clientId}:${key.clientSecret}`).toString('base64');
    for (const answer of [await tokenOf(credentials(key)), await tokenOf({ grant_type: 'client_credentials' }, { authorization: `Basic ${basic}` })]) {
      const issued = (await answer.json()) as { access_token: string };
      expect([answer.status, issued]).toEqual([200, expect.objectContaining({ token_type: 'Bearer', expires_in: 900 })]);
      expect((await read(issued.access_token)).status).toBe(200);
    } // prettier-ignore
    const { access_token: late } = (await (await tokenOf(credentials(key))).json()) as { access_token: string };
    given.test.advance(900_001);
    expect((await read(late)).status).toBe(401);
    const { access_token: revoked } = (await (await tokenOf(credentials(key))).json()) as { access_token: string };
    await send(`DELETE /api/v1/keys/${key.id}`, bearer((await signIn('eve', 'admin')).token));
    expect((await read(revoked)).status).toBe(401);
  });

  it('signs requests, each of which is accepted once', async () => {
    const key = await newKey(['crm/deal:read@org', 'crm/deal:update@org']);
    const list = '/api/v1/records/crm/deal?limit=1';
    const headers = signed(key, list);
    expect((await send(`GET ${list}`, headers)).status).toBe(200);
    expect((await send(`GET ${list}`, headers)).status).toBe(401);
    const path = `/api/v1/records/crm/deal/${deal}`;
    const body = JSON.stringify({ fields: { name: 'Signed' } });
    const patch = await given.test.fetch(path, { method: 'PATCH', body, headers: { 'content-type': 'application/json', ...signed(key, path, { body }) } }); // prettier-ignore
    expect(patch.status).toBe(200);
    const parallel = signed(key, list, { at: given.test.clock.nowMs() + 1 });
    const all = await Promise.all([1, 2, 3, 4].map(() => send(`GET ${list}`, parallel)));
    expect(all.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401, 401, 401]);
  });
});

describe('forged keys, tokens and signatures', () => {
  it('[A-2] are all refused', async () => {
    const [key, other] = [await newKey(['crm/deal:read@org']), await newKey(['crm/deal:read@org'])];
    const stranger = await given.test.tenant('Other');
    const { access_token: issued } = (await (await tokenOf(credentials(key))).json()) as { access_token: string };
    const [, org = '', id = ''] = key.clientId.split('.');
    const packed = (uuid: string) => Buffer.from(uuid.replaceAll('-', ''), 'hex').toString('base64url');
    const flip = (text: string, at: number) =>
      `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
    const none = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url');
    const claims = Buffer.from(JSON.stringify({ sub: key.id, org: tenant.orgId, sid: key.id, dev: key.id, iss: 'outpost', aud: 'outpost', exp: 4e9 })).toString('base64url'); // prettier-ignore
    const keys: Readonly<Record<string, string>> = {
      'an empty secret': `${key.clientId}.`,
      'no secret': key.clientId,
      'the secret of another key': `${key.clientId}.${other.clientSecret}`,
      'the key of another tenant': `op1.${packed(stranger.orgId)}.${id}.${key.clientSecret}`,
      'an unknown key': `op1.${org}.${packed(given.test.newId())}.${key.clientSecret}`,
      'an unknown tenant': `op1.${packed(given.test.newId())}.${id}.${key.clientSecret}`,
      'a secret with another first character': `${key.clientId}.${flip(key.clientSecret, 0)}`,
      'a secret with another middle character': `${key.clientId}.${flip(key.clientSecret, 20)}`,
      'a secret that is too short': `${key.clientId}.${key.clientSecret.slice(1)}`,
      'a secret that is too long': `${key.clientId}.${key.clientSecret}A`,
      'a secret in other case': `${key.clientId}.${key.clientSecret.toUpperCase() === key.clientSecret ? 'x' : key.clientSecret.toUpperCase()}`,
      'padding behind the secret': `${key.clientId}.${key.clientSecret}=`,
      'the form of a later version': key.key.replace('op1.', 'op2.'),
      'the prefix in capitals': key.key.replace('op1.', 'OP1.'),
      'the parts in another order': `op1.${id}.${org}.${key.clientSecret}`,
      'another way to write the tenant': `op1.${org.slice(0, -1)}${org.endsWith('A') ? 'B' : 'h'}.${id}.${key.clientSecret}`,
      'SQL in place of the tenant': `op1.${"'or'1'='1'--aaaaaaaaaaa"}.${id}.${key.clientSecret}`,
      'NUL in the key': `op1.${org}.${id.slice(0, -1)}%00.${key.clientSecret}`,
      'the hash of the secret': `${key.clientId}.${Buffer.alloc(32).toString('base64url')}`,
      'a JWT without algorithm': `${none}.${claims}.`,
      'a JWT with a made-up signature': `${none}.${claims}.AAAA`,
      'a token that is cut': issued.slice(0, -2),
      'a token with a changed character': flip(issued, 40),
      'a token of another version': issued.replace('ot1.', 'ot2.'),
      'a key in the form of a token': `ot1.${key.key.slice(4)}`,
      'a token in the form of a key': issued.replace('ot1.', 'op1.'),
      'a token with nothing in it': 'ot1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
      'two keys': `${key.key} ${other.key}`,
    }; // prettier-ignore
    const path = '/api/v1/records/crm/deal';
    const right = signed(key, path);
    const now = given.test.clock.nowMs();
    const signatures: Readonly<Record<string, HeaderValues>> = {
      'no signature': { ...right, 'x-gateway-signature': '' },
      'a signature of another path': { ...right, 'x-gateway-signature': signed(key, '/api/v1/kinds')['x-gateway-signature'] ?? '' },
      'a signature of another query': { ...right, 'x-gateway-signature': signed(key, `${path}?limit=1`)['x-gateway-signature'] ?? '' },
      'a signature of another body': { ...right, 'x-gateway-signature': signed(key, path, { body: '{}' })['x-gateway-signature'] ?? '' },
      'a signature of another time': { ...right, 'x-gateway-timestamp': String(now - 1) },
      'a signature under another secret': signed(key, path, { secret: other.clientSecret }),
      'a signature under an empty secret': signed(key, path, { secret: '' }),
      'a signature under the public name': signed(key, path, { secret: key.clientId }),
      'a signature under the hash': signed(key, path, { secret: Buffer.alloc(32).toString('hex') }),
      'the name of another key': { ...right, 'x-gateway-key': other.clientId },
      'no key': { ...right, 'x-gateway-key': '' },
      'a whole key in place of its name': { ...right, 'x-gateway-key': key.key },
      'a key of another tenant': { ...right, 'x-gateway-key': `op1.${packed(stranger.orgId)}.${id}` },
      'a time before the window': signed(key, path, { at: now - 300_001 }),
      'a time after the window': signed(key, path, { at: now + 300_001 }),
      'a time in seconds': signed(key, path, { at: Math.floor(now / 1_000) }),
      'a time with a sign': signed(key, path, { at: `+${now}` }),
      'a time that is not a number': signed(key, path, { at: 'now' }),
      'no time': { ...right, 'x-gateway-timestamp': '' },
      'a signature in capitals': { ...right, 'x-gateway-signature': (right['x-gateway-signature'] ?? '').toUpperCase().replace(/^\d*/, 'A') },
      'a signature that is too short': { ...right, 'x-gateway-signature': (right['x-gateway-signature'] ?? '').slice(2) },
      'a signature that is too long': { ...right, 'x-gateway-signature': `${right['x-gateway-signature'] ?? ''}00` },
      'a signature in base64': { ...right, 'x-gateway-signature': Buffer.from(right['x-gateway-signature'] ?? '', 'hex').toString('base64') },
      'a signature of zeros': { ...right, 'x-gateway-signature': '0'.repeat(64) },
      'a signature over other separators': { ...right, 'x-gateway-signature': createHmac('sha256', key.clientSecret).update(`${now}${path}`).digest('hex') },
      'a signature with SHA-1': { ...right, 'x-gateway-signature': createHmac('sha1', key.clientSecret).update(`${now}|${path}|`).digest('hex').padEnd(64, '0') },
    }; // prettier-ignore
    const accepted: string[] = [];
    for (const [name, text] of Object.entries(keys)) if ((await read(text)).status !== 401) accepted.push(name);
    for (const [name, headers] of Object.entries(signatures))
      if ((await send(`GET ${path}`, headers)).status !== 401) accepted.push(name);
    for (const [name, form] of Object.entries({
      'OAuth with another secret': { ...credentials(key), client_secret: other.clientSecret },
      'OAuth with an unknown client': { ...credentials(key), client_id: `op1.${org}.${packed(given.test.newId())}` },
      'OAuth without a secret': { grant_type: 'client_credentials', client_id: key.clientId },
      'OAuth with another grant': { ...credentials(key), grant_type: 'password' },
      'OAuth with a whole key as client': { ...credentials(key), client_id: key.key },
    }))
      if ((await tokenOf(form)).status < 400) accepted.push(name);
    expect(accepted).toEqual([]);
    expect(Object.keys(keys).length + Object.keys(signatures).length + 5).toBeGreaterThanOrEqual(40);
    expect([(await read(key.key)).status, (await send(`GET ${path}`, right)).status]).toEqual([200, 200]); // valid without the forgery
    const both = await send(`GET ${path}`, { ...signed(key, path, { at: now + 2 }), ...bearer(key.key) });
    expect(both.status).toBe(400);
  });
});
