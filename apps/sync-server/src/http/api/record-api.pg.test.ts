import { Validator } from '@seriousme/openapi-schema-validator';
import { beforeAll, describe, expect, it } from 'vitest';
import { givenServer } from '../../testing/given-server.ts';
import { made, type TestDevice, testPassword, type TestTenant } from '../../testing/test-server.ts';

const given = givenServer();
type Body = Readonly<Record<string, unknown>>;
type Answer = { readonly status: number; readonly headers: Headers; readonly body: Body };
type User = { readonly device: TestDevice; readonly token: string };
let tenant: TestTenant;
let [ann, mia, moe, vic]: User[] = [];

async function user(name: string, role: string, teamId: string | null = null): Promise<User> {
  const email = `${name}-${given.test.newId()}@fenwright.example`;
  const device = await tenant.person(name, role, { email, teamId });
  const signedIn = await given.test.fetch('/auth/sign-in', {
    body: { email, password: testPassword, device: { id: given.test.newId(), name: 'Laptop' } },
  });
  return { device, token: ((await signedIn.json()) as { accessToken: string }).accessToken };
}
beforeAll(async () => {
  tenant = await given.test.tenant();
  const [t1, t2] = [await tenant.team('T1'), await tenant.team('T2')];
  ann = await user('ann', 'admin');
  mia = await user('mia', 'member', t1);
  moe = await user('moe', 'member', t2);
  vic = await user('vic', 'viewer', t1);
});

async function send(
  who: User | undefined,
  route: string,
  { body, headers = {} }: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Answer> {
  if (!who) throw new Error('Nobody sends this');
  const [method = '', path = ''] = route.split(' ');
  const answer = await given.test.fetch(`/api/v1${path}`, {
    method,
    token: who.token,
    headers,
    ...(body === undefined ? {} : { body }),
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Body };
}
const deals = '/records/crm/deal';
const fields = (name: string, amount = 500) => ({ name, stage: 'prospecting', value: { amount, currency: 'USD' } });
async function newDeal(name: string, who = mia): Promise<string> {
  const added = await send(who, `POST ${deals}`, { body: { fields: fields(name) } });
  expect(added).toMatchObject({ status: 201, body: { outcome: 'accepted' } });
  return String(added.body['id']);
}

describe('records by the API', () => {
  it('[A-2] are added, read, changed, deleted and restored as acts of the caller', async () => {
    const added = await send(mia, `POST ${deals}`, { body: { fields: fields('Ardent') } });
    const id = String(added.body['id']);
    expect(added.headers.get('location')).toBe(`/api/v1${deals}/${id}`);
    const read = await send(mia, `GET ${deals}/${id}`);
    expect(read).toMatchObject({ status: 200, body: { id, fields: { name: 'Ardent' }, ownerId: mia?.device.userId } });
    expect(read.headers.get('etag')).toBe(added.headers.get('etag'));
    expect(
      await send(mia, `PATCH ${deals}/${id}`, { body: { fields: { name: 'Ardent & Co' }, label: 'Renamed' } }),
    ).toMatchObject({ status: 200, body: { id, outcome: 'accepted' } });
    expect(await send(mia, `DELETE ${deals}/${id}`)).toMatchObject({ status: 200 });
    expect((await send(mia, `GET ${deals}/${id}`)).body['life']).toBe('deleted');
    expect(await send(mia, `PATCH ${deals}/${id}`, { body: { life: 'alive' } })).toMatchObject({ status: 200 });
    const history = await send(mia, `GET ${deals}/${id}/history?limit=3`);
    const rows = history.body['rows'] as readonly Body[];
    expect(rows.map(({ label }) => label)).toEqual(['Changed deal by the API', 'Deleted deal by the API', 'Renamed']);
    expect(rows.every(({ by }) => by === mia?.device.userId)).toBe(true);
    expect(history.body['more']).toBe(true);
  });

  it('[Q-1] are listed by filter, order and cursor, in the address and in a body', async () => {
    for (const name of ['Xenon 1', 'Xenon 2', 'Xenon 3']) await newDeal(name);
    const filter = encodeURIComponent(JSON.stringify({ field: 'name', op: 'starts-with', value: 'Xenon' }));
    const namesOf = ({ body }: Answer) => (body['records'] as { fields: Body }[]).map((one) => one.fields['name']);
    const first = await send(mia, `GET ${deals}?filter=${filter}&sort=-name&limit=2`);
    expect(namesOf(first)).toEqual(['Xenon 3', 'Xenon 2']);
    const cursor = encodeURIComponent(String(first.body['next']));
    const second = await send(mia, `GET ${deals}?filter=${filter}&sort=-name&limit=2&cursor=${cursor}`);
    expect([namesOf(second), second.body['next']]).toEqual([['Xenon 1'], null]);
    const where = { field: 'name', op: 'is', value: 'Xenon 2' };
    expect(namesOf(await send(mia, `POST ${deals}/query`, { body: { where } }))).toEqual(['Xenon 2']);
    expect(namesOf(await send(moe, `POST ${deals}/query`, { body: { where } }))).toEqual([]); // of another team
  });

  it('[A-5] out of sight answer as records that do not exist; in sight without the right, as denied', async () => {
    const id = await newDeal('Hidden');
    const nobody = given.test.newId();
    const version = { headers: { 'if-match': '"1"' } };
    for (const [route, more] of [
      ['GET', {}],
      ['PATCH', { body: { fields: { name: 'X' } } }],
      ['PATCH', { body: { fields: { name: 'X' } }, ...version }],
      ['DELETE', {}],
      ['DELETE', version],
    ] as const) {
      const [hidden, missing] = [
        await send(moe, `${route} ${deals}/${id}`, more),
        await send(moe, `${route} ${deals}/${nobody}`, more),
      ];
      expect(hidden).toMatchObject({ status: 404, body: { code: 'records/not-found', details: { id } } });
      expect({ ...hidden.body, details: 0, instance: 0 }).toEqual({ ...missing.body, details: 0, instance: 0 });
    }
    expect(await send(moe, `GET ${deals}/${id}/history`)).toMatchObject({ status: 404 });
    const denied = await send(vic, `PATCH ${deals}/${id}`, { body: { fields: { name: 'X' } } });
    expect(denied).toMatchObject({ status: 403, body: { code: 'access/denied' } });
  });

  it('[PLT-20] are changed under If-Match only in the version that the caller read', async () => {
    const id = await newDeal('Versioned');
    const read = await send(mia, `GET ${deals}/${id}`);
    const etag = read.headers.get('etag') ?? '';
    const first = await send(mia, `PATCH ${deals}/${id}`, { body: { fields: { name: 'One' } }, headers: { 'if-match': etag } }); // prettier-ignore
    expect(first.status).toBe(200);
    const stale = await send(ann, `PATCH ${deals}/${id}`, { body: { fields: { name: 'Two' } }, headers: { 'if-match': etag } }); // prettier-ignore
    const now = first.body['version'];
    expect(stale).toMatchObject({ status: 412, body: { code: 'records/stale', details: { id, version: now } } });
    expect(await send(ann, `DELETE ${deals}/${id}`, { headers: { 'if-match': `W/"${String(now)}"` } })).toMatchObject({ status: 412 }); // prettier-ignore
    expect(await send(ann, `DELETE ${deals}/${id}`, { headers: { 'if-match': 'many things' } })).toMatchObject({ status: 400 }); // prettier-ignore
    expect((await send(mia, `GET ${deals}/${id}`)).body['fields']).toMatchObject({ name: 'One' });
    const parallel = await Promise.all(
      ['A', 'B', 'C', 'D'].map((name) =>
        send(mia, `PATCH ${deals}/${id}`, { body: { fields: { name } }, headers: { 'if-match': `"${String(now)}"` } }),
      ),
    );
    expect(parallel.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412, 412, 412]);
  });

  it('[PLT-20] are changed once by a repeated request with an idempotency key', async () => {
    const headers = { 'idempotency-key': 'order-1' };
    const body = { fields: fields('Once') };
    const [first, again] = [
      await send(mia, `POST ${deals}`, { body, headers }),
      await send(mia, `POST ${deals}`, { body, headers }),
    ];
    expect([again.status, again.body]).toEqual([201, first.body]);
    const id = String(first.body['id']);
    const other = await send(mia, `POST ${deals}`, { body: { fields: fields('Twice') }, headers });
    expect(other).toMatchObject({ status: 422, body: { code: 'request/key-reused' } });
    const others = await send(ann, `POST ${deals}`, { body, headers }); // a key is its caller's own
    expect([others.status, others.body['id'] === id]).toEqual([201, false]);
    const remove = { headers: { 'idempotency-key': 'order-2', 'if-match': first.headers.get('etag') ?? '' } };
    const removed = await send(mia, `DELETE ${deals}/${id}`, remove);
    expect(removed.status).toBe(200);
    expect((await send(mia, `DELETE ${deals}/${id}`, remove)).body).toEqual(removed.body);
    const both = await Promise.all(
      [1, 2, 3].map(() => send(mia, `POST ${deals}`, { body: { fields: fields('Thrice') }, headers: { 'idempotency-key': 'k3' } })),
    ); // prettier-ignore
    expect(new Set(both.map(({ body: { id: one } }) => one)).size).toBe(1);
    expect(await send(mia, `POST ${deals}`, { body, headers: { 'idempotency-key': 'a b' } })).toMatchObject({
      status: 400,
    });
  });

  it('[PLT-20] are changed together, each with its own outcome', async () => {
    const [id, hidden] = [await newDeal('In bulk'), await newDeal('Not hers', ann)];
    const body = {
      changes: [
        { op: 'create', kind: 'crm/deal', fields: fields('Bulk 1') },
        { op: 'change', kind: 'crm/deal', id, fields: { name: 'In bulk 2' } },
        { op: 'delete', kind: 'crm/deal', id: hidden },
        { op: 'create', kind: 'crm/no-such-thing', fields: {} },
        { op: 'create', kind: 'crm/deal', fields: { name: 'x', stage: 'no such stage' } },
      ],
    };
    const headers = { 'idempotency-key': 'bulk-1' };
    const done = await send(mia, 'POST /records', { body, headers });
    expect((done.body['outcomes'] as Body[]).map((one) => one['code'] ?? one['outcome'])).toEqual([
      'accepted',
      'accepted',
      'records/not-found',
      'records/unknown-entity',
      'records/invalid',
    ]);
    expect((await send(mia, 'POST /records', { body, headers })).body).toEqual(done.body);
    const twice = { changes: [body.changes[1], { op: 'delete', kind: 'crm/deal', id }] };
    expect(await send(mia, 'POST /records', { body: twice })).toMatchObject({ status: 400 });
  });

  it('of a kind of the tenant’s own work alike', async () => {
    const boat = { name: 'boat', label: 'Boat', labelMany: 'Boats' };
    await ann?.device.do([made(given.test.newId(), 'platform/custom-object', boat)]);
    const added = await send(ann, 'POST /records/own/boat', { body: { fields: { name: 'Swift' } } });
    expect(added).toMatchObject({ status: 201 });
    const list = await send(ann, 'GET /records/own/boat');
    expect(list.body['records']).toMatchObject([{ fields: { name: 'Swift' } }]);
  });
});

describe('the description of the API', () => {
  it('is a valid OpenAPI 3.1 document, with the kinds of the caller’s tenant', async () => {
    const [open, own] = [
      (await (await given.test.fetch('/api/v1/openapi.json')).json()) as Body & { paths: Body },
      (await send(ann, 'GET /openapi.json')).body as Body & { paths: Body },
    ];
    for (const document of [open, own, (await (await given.test.fetch('/openapi.json')).json()) as Body]) {
      const validator = new Validator({});
      const result = await validator.validate(structuredClone(document));
      expect([result.valid, JSON.stringify(result.errors ?? []).slice(0, 2_000)]).toEqual([true, '[]']);
      expect(validator.version).toBe('3.1');
    }
    expect(Object.keys(own.paths).filter((path) => !(path in open.paths))).toEqual([
      '/api/v1/records/own/boat',
      '/api/v1/records/own/boat/query',
      '/api/v1/records/own/boat/{id}',
      '/api/v1/records/own/boat/{id}/history',
      '/api/v1/records/own/boat/summary',
      '/api/v1/records/own/boat/report',
      '/api/v1/records/own/boat/{id}/moves',
    ]);
    expect(Object.keys(open.paths)).toContain('/api/v1/records/crm/deal/{id}');
    expect(Object.keys(open.paths).filter((path) => path.includes('{kind}'))).toEqual([]);
  });

  it('refers only to parts that it has', async () => {
    const text = await (await given.test.fetch('/api/v1/openapi.json')).text();
    const document = JSON.parse(text) as Body;
    const refs = new Set([...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, path = '']) => path));
    const missing = [...refs].filter(
      (path) => path.split('/').slice(1).reduce<unknown>((at, name) => (at as Body | undefined)?.[name], document) === undefined,
    ); // prettier-ignore
    expect([missing, refs.size > 50, text.includes('"$id"')]).toEqual([[], true, false]);
  });

  it('is read on a page without scripts, styles or requests of others', async () => {
    const page = await given.test.fetch('/api/v1/reference');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("style-src 'self';");
    expect(policy).not.toContain('unsafe');
    const text = await page.text();
    for (const [, path = ''] of text.matchAll(/(?:src|href)="(\/[^"]+)"/g)) {
      const file = await given.test.fetch(path);
      expect([path, file.status, (await file.text()).length > 100]).toEqual([path, 200, true]);
    }
    expect(text).not.toMatch(/<script>|<style|style=|https?:\/\//);
    const other = await given.test.fetch('/me');
    expect(other.headers.get('content-security-policy')).toContain('sandbox');
  });

  it('says how long an older path is supported', async () => {
    const older = await given.test.fetch('/records/kinds', ann && { token: ann.token });
    expect([older.status, older.headers.get('deprecation'), older.headers.get('link')]).toEqual([
      200,
      '@1795392000',
      '</api/v1/kinds>; rel="successor-version"',
    ]);
    expect(Date.parse(older.headers.get('sunset') ?? '')).toBeGreaterThan(1_795_392_000_000);
    const newer = await given.test.fetch('/api/v1/kinds', ann && { token: ann.token });
    expect([newer.status, newer.headers.get('deprecation')]).toEqual([200, null]);
  });
});
