import { createHmac, randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { serveHttp } from '../../http/guards/serve-http.ts';
import { memoryKeyStore } from '../../identity/keys/key-store.ts';
import { withOwner } from '../../db/owner-connection.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeTestServer, type TestServer, type TestTenant } from '../../testing/test-server.ts';
import { type WebhookAdministrator, webhookAdministrator } from '../../testing/webhook-world.ts';
import { openAsRole } from '../../db/open-as-role.ts';
import { eraseRecords } from '../../records/erase/erase-records.ts';
import { claimMs } from '../../gateway/webhooks-in/received.ts';

const keyStore = memoryKeyStore();
const given = givenServer({ keyStore });
let second: TestServer;
let https: readonly Server[];
let tenant: TestTenant;
let ann: WebhookAdministrator;

async function served(test: TestServer): Promise<Server> {
  const http = serveHttp({ fetch: test.server.app.fetch, port: 0, hostname: '127.0.0.1' });
  await new Promise<void>((resolve) => (http.listening ? resolve() : http.once('listening', () => resolve())));
  return http;
}
beforeAll(async () => {
  second = await makeTestServer(given.database.database, { keyStore });
  https = [await served(given.test), await served(second)];
});
afterAll(async () => {
  for (const http of https) http.close();
  await second.server.close();
});
beforeEach(async () => {
  tenant = await given.test.tenant();
  ann = await webhookAdministrator(given.test, tenant);
});

const mapping = (more: object = {}) => ({
  entity: 'crm/lead',
  mode: 'create',
  matchBy: null,
  isOwned: true,
  fields: {
    name: { from: 'lead.name' },
    email: { from: 'lead.email' },
    estimatedValue: { from: 'budget' },
    source: { from: 'via' },
    status: { is: 'New' },
  },
  ...more,
});
type Made = { readonly id: string; readonly source: { readonly path: string }; readonly secret: { readonly id: string; readonly secret: string } }; // prettier-ignore
async function make(more: object = {}, by = ann): Promise<Made> {
  const answer = await by.ask<Omit<Made, 'source'> & { readonly source: { readonly url: string } }>(
    'POST /api/v1/webhook-sources',
    { name: 'Website', mapping: mapping(), ...more },
  );
  if (answer.status !== 201) throw new Error(JSON.stringify(answer));
  const { source, ...made } = answer.body;
  return { ...made, source: { path: new URL(source.url).pathname } };
}
type Headers = Readonly<Record<string, string>>;
type Sending = { readonly body: string; readonly headers: Headers; readonly type?: string; readonly to?: number };
/** Posts to a source over the network, as a stranger does. */
async function post(path: string, { body, headers, type = 'application/json', to = 0 }: Sending) {
  const { port } = (https[to] as Server).address() as AddressInfo; // it listens on a port
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body, headers: { 'content-type': type, ...headers } }); // prettier-ignore
  return { status: answer.status, text: await answer.text() };
}
const payload = (lead: object = {}, more: object = {}) =>
  JSON.stringify({ lead: { name: 'Ada Lovelace', email: 'ada@example.com', ...lead }, budget: 1250.5, via: 'Website', ...more }); // prettier-ignore
const nowMs = () => given.test.clock.nowMs();
/** Lets time pass on both servers. */
function pass(ms: number): void {
  for (const test of [given.test, second]) test.advance(ms);
}
const asOwner = (statement: string) => withOwner(given.database.ownerUrl, ({ run }) => run(statement));
function signed(secret: string, id: string, body: string, atMs = nowMs()): Headers {
  const at = new Date(Math.floor(atMs / 1_000) * 1_000);
  return { 'webhook-id': id, 'webhook-timestamp': String(at.getTime() / 1_000), 'webhook-signature': new Webhook(secret).sign(id, at, body) }; // prettier-ignore
}
const work = (test = given.test) => test.server.runWorkers(tenant.orgId);
const leads = (of = tenant) => of.rows<{ id: string; fields: Record<string, unknown>; owner_id: string | null }>('select id, fields, owner_id from store.crm_lead order by created_at, id'); // prettier-ignore
type Delivery = { readonly n: number; readonly state: string; readonly outcome: string | null; readonly faults: readonly { field: string; message: string }[]; readonly record: string | null; readonly payload: string | null }; // prettier-ignore
const log = async (id: string): Promise<readonly Delivery[]> =>
  (await ann.ask<{ deliveries: readonly Delivery[] }>(`GET /api/v1/webhook-sources/${id}/deliveries`)).body.deliveries;
/** The answer without what differs from request to request. */
const said = ({ status, text }: { readonly status: number; readonly text: string }) =>
  `${status} ${text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…')}`;

describe('a delivery of a source', () => {
  it('[EVT-10] makes a record of its payload in the name of its person, with an act that names the source', async () => {
    const { id, source, secret } = await make();
    const body = payload();
    const answer = await post(source.path, { body, headers: signed(secret.secret, 'msg_1', body) });
    expect(answer).toEqual({ status: 202, text: '{"received":true}' });
    await work();
    const [lead] = await leads();
    expect(lead).toMatchObject({ owner_id: ann.userId, fields: { name: 'Ada Lovelace', email: 'ada@example.com', source: 'website', status: 'new', estimatedValue: { amount: 125_050, currency: 'USD' } } }); // prettier-ignore
    expect(await log(id)).toMatchObject([{ state: 'done', outcome: 'created', record: lead?.id, faults: [] }]);
    const row = (await tenant.journal()).find(({ record }) => record === lead?.id);
    expect(row).toMatchObject({ label: 'Added lead by the webhook Website' });
    expect(row?.['by']).not.toBe(ann.userId);
  });

  it('[EVT-10] may be signed with any valid secret; one that was ended no longer counts', async () => {
    const { id, source, secret } = await make();
    const rotated = await ann.ask<{ secret: string }>(`POST /api/v1/webhook-sources/${id}/secrets`, {
      overlapHours: 2,
    });
    const body = payload();
    const send = async (key: string, name: string) => (await post(source.path, { body, headers: signed(key, name, body) })).status; // prettier-ignore
    expect([await send(secret.secret, 'a'), await send(rotated.body.secret, 'b')]).toEqual([202, 202]);
    pass(2 * 3_600_000 + 1);
    expect([await send(secret.secret, 'c'), await send(rotated.body.secret, 'd')]).toEqual([404, 202]);
  });

  it('[EVT-10] may be a form that is signed over its body, or come with a token', async () => {
    const fields = { name: { from: 'full_name' }, tags: { from: 'tag' }, status: { is: 'new' } };
    const form = await make({ proof: 'body', mapping: mapping({ fields }) });
    const body = 'full_name=Grace+Hopper&tag=navy&tag=compilers%2C+early';
    const mac = createHmac('sha256', form.secret.secret).update(body).digest('hex');
    const type = 'application/x-www-form-urlencoded';
    expect((await post(form.source.path, { body, type, headers: { 'x-hub-signature-256': `sha256=${mac}` } })).status).toBe(202); // prettier-ignore
    expect((await post(form.source.path, { body: `${body}&tag=x`, type, headers: { 'x-hub-signature-256': `sha256=${mac}` } })).status).toBe(404); // prettier-ignore
    const token = await make({ proof: 'token', header: 'X-Shop-Token' });
    const send = (value: string) => post(token.source.path, { body: payload({ name: 'Alan' }), headers: { 'x-shop-token': value } }); // prettier-ignore
    expect([(await send(token.secret.secret)).status, (await send(`${token.secret.secret}x`)).status, (await send('')).status]).toEqual([202, 404, 404]); // prettier-ignore
    await work();
    const tags = new Map((await leads()).map((lead) => [lead.fields['name'], lead.fields['tags']]));
    expect(tags).toEqual(new Map<unknown, unknown>([['Grace Hopper', ['compilers', 'early', 'navy']], ['Alan', undefined]])); // prettier-ignore
  });

  it('[EVT-10] is refused without storing it where its body is no JSON object, too large, or of another type', async () => {
    const { id, source, secret } = await make();
    const send = (body: string, more: Partial<Sending> = {}) => post(source.path, { body, headers: signed(secret.secret, 'x', body), ...more }); // prettier-ignore
    const large = JSON.stringify({ text: 'x'.repeat(70_000) });
    const statuses = [];
    for (const body of ['[1]', '"text"', '{', 'null', '{"a":"\\u0000"}', large, `${'['.repeat(100)}`]) statuses.push((await send(body)).status); // prettier-ignore
    expect(statuses).toEqual([400, 400, 400, 400, 400, 413, 400]);
    for (const type of ['text/plain', 'application/json; charset=latin1', 'multipart/form-data; boundary=x'])
      expect((await send('{}', { type })).status).toBe(400);
    expect(await log(id)).toEqual([]);
  });
});

describe('requests without a right proof', () => {
  it('[EVT-11] 120 forged, old and altered requests are all refused alike, and store nothing', async () => {
    const { id, source, secret } = await make();
    const { source: other, secret: othersSecret } = await make({ name: 'Other' });
    const body = payload();
    const right = signed(secret.secret, 'msg_right', body);
    const [signature = ''] = [right['webhook-signature']];
    const flip = (text: string, at: number) =>
      `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
    const forged: { readonly path?: string; readonly body?: string; readonly headers: Headers }[] = [
      { headers: {} },
      { headers: { ...right, 'webhook-signature': '' } },
      { headers: { ...right, 'webhook-signature': 'v1,' } },
      { headers: { ...right, 'webhook-signature': signature.slice(3) } },
      { headers: { ...right, 'webhook-signature': `v2,${signature.slice(3)}` } },
      { headers: { ...right, 'webhook-signature': `v1a,${signature.slice(3)}` } },
      { headers: { ...right, 'webhook-id': 'msg_other' } },
      { headers: { ...right, 'webhook-id': '' } },
      { headers: { ...right, 'webhook-timestamp': String(Number(right['webhook-timestamp']) + 1) } },
      { headers: { ...right, 'webhook-timestamp': 'now' } },
      { headers: right, body: `${body} ` },
      { headers: right, body: body.replace('Ada', 'Eve') },
      { headers: right, body: '{}' },
      { headers: right, path: other.path },
      { headers: signed(othersSecret.secret, 'msg_x', body) },
      { headers: { authorization: `Bearer ${secret.secret}` } },
      { headers: { ...right, 'webhook-signature': createHmac('sha256', secret.secret).update(`msg_right.${right['webhook-timestamp']}.${body}`).digest('base64').replace(/^/, 'v1,') } }, // prettier-ignore
      { headers: { ...right, 'webhook-signature': createHmac('sha256', '').update(body).digest('base64').replace(/^/, 'v1,') } }, // prettier-ignore
      // Too old and too new by a second and more, rightly signed.
      ...[301, 302, 600, 3_600, 86_400, 31_536_000].flatMap((late) => [late, -late].map((seconds) => ({ headers: signed(secret.secret, `old_${seconds}`, body, nowMs() - seconds * 1_000) }))), // prettier-ignore
      // One character of a right signature is another.
      ...Array.from({ length: 40 }, (_, place) => ({
        headers: { ...right, 'webhook-signature': flip(signature, 3 + place) },
      })),
      ...Array.from({ length: 50 }, (_, place) => ({ headers: signed(`whsec_${randomBytes(32).toString('base64')}`, `random_${place}`, body) })), // prettier-ignore
    ];
    const unknown = ['/hooks/no-id/in/x', `/hooks/${tenant.orgId}/in/${randomBytes(32).toString('base64url')}`, `/hooks/${given.test.newId()}/in/${source.path.split('/').at(-1)}`]; // prettier-ignore
    const all: typeof forged = [...forged, ...unknown.map((path) => ({ path, headers: right }))];
    expect(all.length).toBeGreaterThanOrEqual(120);
    const answers: string[] = [];
    for (let from = 0; from < all.length; from += 20)
      answers.push(
        ...(await Promise.all(
          all.slice(from, from + 20).map(async (one) => said(await post(one.path ?? source.path, { body: one.body ?? body, headers: one.headers }))), // prettier-ignore
        )),
      );
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/^404 /);
    await work();
    expect([await log(id), await leads()]).toEqual([[], []]);
    // The people of the source see why, and the right one is still taken.
    expect((await ann.ask<{ refused: { why: string } }>(`GET /api/v1/webhook-sources/${id}`)).body.refused.why).toMatch(/[a-z]/); // prettier-ignore
    expect((await post(source.path, { body, headers: right })).status).toBe(202);
  });

  it('[EVT-11] a doubled delivery answers as the first did, and does nothing twice', async () => {
    const { id, source, secret } = await make();
    const body = payload();
    const headers = signed(secret.secret, 'msg_1', body);
    const twice = [await post(source.path, { body, headers }), await post(source.path, { body, headers })];
    await work();
    twice.push(await post(source.path, { body, headers }));
    pass(240_000);
    twice.push(await post(source.path, { body, headers: signed(secret.secret, 'msg_1', body) }));
    await work();
    expect(twice.map(said)).toEqual(Array.from({ length: 4 }, () => '202 {"received":true}'));
    expect((await leads()).length).toBe(1);
    expect((await log(id)).length).toBe(1);
  });

  it('[EVT-11] two servers that get one delivery at once, twenty times, make twenty records', async () => {
    const { source, secret } = await make();
    const sends = Array.from({ length: 20 }, (_, place) => {
      const body = payload({ name: `Lead ${place}` });
      const sending = { body, headers: signed(secret.secret, `msg_${place}`, body) };
      return [post(source.path, sending), post(source.path, { ...sending, to: 1 })];
    });
    const statuses = (await Promise.all(sends.flat())).map(({ status }) => status);
    await Promise.all([work(), work(second)]);
    await work();
    expect(new Set(statuses)).toEqual(new Set([202]));
    expect((await leads()).map(({ fields }) => fields['name'])).toHaveLength(20);
    expect(new Set((await leads()).map(({ fields }) => fields['name'])).size).toBe(20);
  });

  it('[EVT-11] a source that is off looks like none, and one of another organisation stays as it was', async () => {
    const { id, source, secret } = await make();
    const foreign = await given.test.tenant();
    const bob = await webhookAdministrator(given.test, foreign, { name: 'Bob' });
    const theirs = await make({ name: 'Theirs' }, bob);
    const body = payload();
    await ann.ask(`PUT /api/v1/webhook-sources/${id}`, { isOn: false });
    const off = await post(source.path, { body, headers: signed(secret.secret, 'm', body) });
    const [, , address = ''] = /^\/hooks\/([^/]+)\/in\/(.+)$/.exec(theirs.source.path) ?? [];
    const crossed = await post(`/hooks/${tenant.orgId}/in/${address}`, { body, headers: signed(theirs.secret.secret, 'm', body) }); // prettier-ignore
    expect([off.status, said(crossed)]).toEqual([404, said(off)]);
    for (const route of [
      `GET /api/v1/webhook-sources/${theirs.id}`,
      `DELETE /api/v1/webhook-sources/${theirs.id}`,
      `GET /api/v1/webhook-sources/${theirs.id}/deliveries`,
    ])
      // prettier-ignore
      expect((await ann.ask(route)).status).toBe(404);
    expect((await ann.ask(`PUT /api/v1/webhook-sources/${theirs.id}`, { name: 'Mine' })).status).toBe(404);
    expect((await post(theirs.source.path, { body, headers: signed(theirs.secret.secret, 'm', body) })).status).toBe(
      202,
    );
    await given.test.server.runWorkers(foreign.orgId);
    expect([(await leads()).length, (await leads(foreign)).length]).toEqual([0, 1]);
  });
});

describe('a source that sends too much', () => {
  it('[EVT-11] is asked to wait; forged requests do not use up its rate', async () => {
    const { source, secret } = await make();
    const body = payload();
    for (let round = 0; round < 3; round += 1)
      await Promise.all(Array.from({ length: 20 }, () => post(source.path, { body, headers: {} })));
    const statuses: number[] = [];
    for (let from = 0; from < 620; from += 20)
      statuses.push(
        ...(await Promise.all(
          Array.from({ length: 20 }, async (_, place) => (await post(source.path, { body, headers: signed(secret.secret, from + place < 2 ? `m${place}` : 'm0', body) })).status), // prettier-ignore
        )),
      );
    expect(statuses.filter((status) => status === 202)).toHaveLength(600);
    expect(statuses.filter((status) => status === 429)).toHaveLength(20);
  });
});

describe('a server that stops', () => {
  it('[EVT-12] between receipt and act: another one applies the delivery after the claim has ended, once', async () => {
    const { id, source, secret } = await make();
    const body = payload();
    await post(source.path, { body, headers: signed(secret.secret, 'msg_1', body) });
    await tenant.rows('update store.webhook_received set claimed_until = $1, fence = 1', [new Date(nowMs() + claimMs).toISOString()]); // prettier-ignore
    await work();
    expect((await leads()).length).toBe(0);
    pass(claimMs + 1);
    await work();
    expect((await leads()).length).toBe(1);
    expect(await log(id)).toMatchObject([{ state: 'done', outcome: 'created' }]);
  });

  it('[EVT-12] between act and outcome: the act is decided once, also where it would now find its own record', async () => {
    const byEmail = mapping({ mode: 'create-or-change', matchBy: 'email' });
    const { id, source, secret } = await make({ mapping: byEmail });
    const body = payload();
    await post(source.path, { body, headers: signed(secret.secret, 'msg_1', body) });
    await asOwner(`create function store.no_outcome() returns trigger language plpgsql as $$ begin if new.state = 'done' then raise exception 'the server stops'; end if; return new; end $$`);
    await asOwner('create trigger no_outcome before update on store.webhook_received for each row execute function store.no_outcome()');
    await work();
    expect([(await leads()).length, (await log(id))[0]?.state]).toEqual([1, 'waiting']);
    await asOwner('drop trigger no_outcome on store.webhook_received');
    const before = (await tenant.journal()).length;
    await work();
    expect((await leads()).length).toBe(1);
    expect(await log(id)).toMatchObject([{ state: 'done', outcome: 'created' }]);
    expect((await tenant.journal()).length).toBe(before);
  }); // prettier-ignore
});

describe('a delivery that cannot be applied', () => {
  it('[EVT-13] is kept with a reason for each field, and nothing of it is applied', async () => {
    const { id, source, secret } = await make();
    const body = payload({ email: 'no address' }, { budget: 'much', via: 'Pigeon' });
    await post(source.path, { body, headers: signed(secret.secret, 'msg_1', body) });
    await work();
    const [delivery] = await log(id);
    expect(delivery).toMatchObject({ state: 'failed', payload: body, record: null });
    expect(delivery?.faults.map(({ field }) => field)).toEqual(['email', 'source', 'estimatedValue']);
    expect(delivery?.faults[1]?.message).toBe('“Pigeon” is not one of the choices. One of: Website, Referral, Event, Call-in, Partner, Social media, Other.'); // prettier-ignore
    expect(await leads()).toEqual([]);
    expect((await ann.ask(`GET /api/v1/webhook-sources/${id}`)).body).toMatchObject({ failed: 1, waiting: 0 });
  });

  it('[EVT-13] is applied after the mapping was mended, once, or discarded with its payload', async () => {
    const { id, source, secret } = await make();
    const body = payload({}, { via: 'Pigeon' });
    for (const name of ['a', 'b']) await post(source.path, { body, headers: signed(secret.secret, name, body) });
    await work();
    const [b, a] = await log(id);
    const { source: _, ...fields } = mapping().fields;
    expect((await ann.ask(`PUT /api/v1/webhook-sources/${id}`, { mapping: mapping({ fields }) })).status).toBe(200);
    const again = `POST /api/v1/webhook-sources/${id}/deliveries/${a?.n}/again`;
    expect((await ann.ask(again, {})).status).toBe(200);
    expect((await ann.ask(`POST /api/v1/webhook-sources/${id}/deliveries/${b?.n}/discard`, {})).status).toBe(200);
    await work();
    expect((await leads()).length).toBe(1);
    expect(await log(id)).toMatchObject([
      { state: 'discarded', payload: null },
      { state: 'done', outcome: 'created' },
    ]);
    expect([(await ann.ask(again, {})).status, (await ann.ask(`POST /api/v1/webhook-sources/${id}/deliveries/${b?.n}/again`, {})).status]).toEqual([404, 404]); // prettier-ignore
    await post(source.path, { body, headers: signed(secret.secret, 'b', body) });
    await work();
    expect((await leads()).length).toBe(1);
  });

  it('[EVT-13] leaves the log with an erased person, also where it made no record, and makes none again', async () => {
    const { id, source, secret } = await make();
    const send = async (name: string, body: string) => (await post(source.path, { body, headers: signed(secret.secret, name, body) })).status; // prettier-ignore
    const bodies = [payload(), payload({ email: 'ADA@example.com' }, { via: 'Pigeon' }), payload({ name: 'Grace', email: 'grace@example.com' })]; // prettier-ignore
    for (const [place, body] of bodies.entries()) await send(`m${place}`, body);
    await work();
    const ada = (await leads()).find(({ fields }) => fields['email'] === 'ada@example.com');
    const eraser = await openAsRole(given.database.ownerUrl, 'outpost_eraser');
    const order = { orgId: tenant.orgId, ids: [ada?.id ?? ''], withChildren: false, withUnknown: false, orderedBy: 'ticket 1', reason: 'GDPR, article 17', isDry: false }; // prettier-ignore
    const erased = await eraseRecords({ ...given.test.server.tenancy, database: eraser, signing: given.test.keys.signing }, order); // prettier-ignore
    await eraser.close();
    expect(erased.ok).toBe(true);
    expect((await log(id)).map((one) => [one.payload !== null, one.faults])).toEqual([
      [true, []],
      [false, []],
      [false, []],
    ]);
    expect(await send('m0', bodies[0] ?? '')).toBe(202);
    await work();
    expect((await leads()).map(({ fields }) => fields['name'])).toEqual(['Grace']);
  });

  it('[EVT-13] is deleted from the log after 90 days', async () => {
    const { id, source, secret } = await make();
    const body = payload();
    await post(source.path, { body, headers: signed(secret.secret, 'a', body) });
    await work();
    pass(89 * 86_400_000);
    await work();
    expect((await log(id)).length).toBe(1);
    pass(2 * 86_400_000);
    await work();
    expect((await log(id)).length).toBe(0);
  });
});

describe('an existing record', () => {
  const byEmail = (mode: string) => mapping({ mode, matchBy: 'email' });
  const send = async ({ source, secret }: Made, name: string, body: string) => {
    await post(source.path, { body, headers: signed(secret.secret, name, body) });
    await work();
  };

  it('[EVT-12] is changed where one has the value, made where none has it, and refused where several have it', async () => {
    const made = await make({ mapping: byEmail('create-or-change') });
    await send(made, '1', payload());
    await send(made, '2', payload({ name: 'Ada King', email: 'ADA@example.com' }, { budget: null }));
    await send(made, '3', payload({ name: 'Ada King' }, { budget: '' }));
    expect((await leads()).map(({ fields }) => [fields['name'], fields['estimatedValue']])).toEqual([['Ada King', { amount: 125_050, currency: 'USD' }]]); // prettier-ignore
    const outcomes = (await log(made.id)).map(({ outcome }) => outcome).toReversed();
    expect(outcomes.slice(0, 2)).toEqual(['created', 'changed']);
    const plain = await make();
    await send(plain, '1', payload());
    await send(made, '4', payload());
    const [last] = await log(made.id);
    expect(last).toMatchObject({ state: 'failed', faults: [{ field: 'email' }] });
    expect(last?.faults[0]?.message).toContain('Several records');
  });

  it('[EVT-12] that must be there is not made', async () => {
    const made = await make({ mapping: byEmail('change') });
    await send(made, '1', payload());
    expect(await leads()).toEqual([]);
    expect((await log(made.id))[0]?.faults).toEqual([
      { field: 'email', message: 'No record has this value in E-mail.' },
    ]);
  });

  it('[EVT-12] two deliveries about one person on two servers at once make one record', async () => {
    const { source, secret } = await make({ mapping: byEmail('create-or-change') });
    const sends = Array.from({ length: 8 }, (_, place) => {
      const body = payload({ name: `Ada ${place}` });
      return post(source.path, { body, headers: signed(secret.secret, `m${place}`, body), to: place % 2 });
    });
    await Promise.all(sends);
    await Promise.all([work(), work(second), work(), work(second)]);
    await work();
    expect((await leads()).length).toBe(1);
  });
});

describe('the rights of a source', () => {
  it('[EVT-12] end with those of its person; the delivery waits for a person', async () => {
    const { id, source, secret } = await make();
    await webhookAdministrator(given.test, tenant, { name: 'Bea' });
    await tenant.setRoles(ann.userId, [{ role: 'viewer', teamId: null }]);
    const body = payload();
    await post(source.path, { body, headers: signed(secret.secret, 'a', body) });
    await work();
    expect(await leads()).toEqual([]);
    await tenant.setRoles(ann.userId, [{ role: 'admin', teamId: null }]);
    const [delivery] = await log(id);
    expect(delivery?.state).toBe('failed');
    expect((await ann.ask(`POST /api/v1/webhook-sources/${id}/deliveries/${delivery?.n}/again`, {})).status).toBe(200);
    await work();
    expect((await leads()).length).toBe(1);
  });

  it('[EVT-12] are those for its kind alone, although its person has all', async () => {
    const { id, source, secret } = await make();
    // A mapping that somebody writes into the table by hand still has the grants of the first one.
    await tenant.rows(`update store.webhook_source set mapping = $1::jsonb where id = $2`, [JSON.stringify(mapping({ entity: 'crm/account', fields: { name: { from: 'lead.name' } } })), id]); // prettier-ignore
    const body = payload();
    await post(source.path, { body, headers: signed(secret.secret, 'a', body) });
    await work();
    expect(await tenant.rows('select id from store.crm_account')).toEqual([]);
    expect((await log(id))[0]).toMatchObject({ state: 'failed' });
  });
});
