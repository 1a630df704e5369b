import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Webhook } from 'standardwebhooks';
import { inTenant } from '../../db/database.ts';
import { openAsRole } from '../../db/open-as-role.ts';
import { waitingMails } from '../../identity/mail/outbox.ts';
import { hostileResolver } from '../../identity/testing/hostile-network.ts';
import { innerAnswers, refusedUrls } from '../../identity/testing/refused-urls.ts';
import { blankRows, eraseRecords } from '../../records/erase/erase-records.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { made } from '../../testing/test-server.ts';
import { type HookReceiver, startReceiver, type WebhookAdministrator, webhookAdministrator } from '../../testing/webhook-world.ts'; // prettier-ignore
import { planDeliveries } from './plan-deliveries.ts';
import { retryWaitsMs } from './retry-times.ts';

const much = { requests: 1e9, seconds: 1 };
const trusted = new Set<string>();
let resolver = hostileResolver(['127.0.0.1']);
const given = givenServer({
  rates: { callerMinute: much, callerHour: much, tenant: much, address: much },
  outgoing: { trusted, resolve: (name, answer) => resolver(name, answer) },
  keepAccountMail: () => Promise.resolve('sent'),
});
const [second, minute, hour] = [1_000, 60_000, 3_600_000];
let receiver: HookReceiver;
let w: SalesWorld;
let ann: WebhookAdministrator;
beforeAll(async () => {
  receiver = await startReceiver();
  trusted.add(`127.0.0.1:${receiver.port}`);
});
afterAll(() => receiver.close());
beforeEach(async () => {
  receiver.got.length = 0;
  receiver.answer = () => 200;
  resolver = hostileResolver(['127.0.0.1']);
  w = await makeSalesWorld(given.test);
  ann = await webhookAdministrator(given.test, w.tenant);
});

type Made = { readonly id: string; readonly secret: { readonly secret: string } };
type Sent = { readonly type: string; readonly timestamp: string; readonly data: Readonly<Record<string, unknown>> };
type Delivery = {
  readonly n: number;
  readonly type: string;
  readonly state: string;
  readonly tries: number;
  readonly dueAt: string | null;
  readonly waitsFor: number | null;
  readonly log: readonly { readonly at: string; readonly status: number | null; readonly fault: string | null }[];
  readonly answer: string | null;
};

async function endpoint(settings: object = {}, by: WebhookAdministrator = ann): Promise<Made> {
  const body = {
    name: 'ERP',
    url: receiver.urlOf(),
    grants: ['*:*@org'],
    sends: [{ entity: 'crm/deal' }],
    ...settings,
  };
  const answer = await by.ask<Made>('POST /api/v1/webhooks', body);
  if (answer.status !== 201) throw new Error(JSON.stringify(answer));
  return answer.body;
}
const work = () => given.test.server.runWorkers(w.tenant.orgId);
const bodies = (): readonly Sent[] => receiver.got.map(({ body }) => JSON.parse(body) as Sent);
const types = () => bodies().map(({ type }) => type);
const ids = () => receiver.got.map(({ headers }) => String(headers['webhook-id']));
const deliveries = async (id: string, query = ''): Promise<readonly Delivery[]> =>
  (await ann.ask<{ deliveries: readonly Delivery[] }>(`GET /api/v1/webhooks/${id}/deliveries${query}`)).body.deliveries; // prettier-ignore
/** Verifies a request as a receiver does at the moment of the server's clock. Returns its content, or throws. */
function verified(secret: string, { headers, body } = receiver.got.at(-1) ?? expect.fail('Nothing was sent')): unknown {
  vi.useFakeTimers({ toFake: ['Date'], now: given.test.clock.nowMs() });
  try {
    return new Webhook(secret).verify(body, headers as Record<string, string>);
  } finally {
    vi.useRealTimers();
  }
}
async function newDeal(fields = {}): Promise<string> {
  const id = w.id();
  expect((await w.mia.do([w.deal(id, fields)])).status).toBe('accepted');
  return id;
}
const rename = (id: string, from: string, to: string) => w.mia.do([w.set(id, { name: [from, to] })]);

const planPorts = (durability: 'commit' | 'backup') => ({
  ...given.test.server.tenancy,
  keys: given.test.keys,
  durability,
  turnOff: () => Promise.resolve(),
});

describe('[EVT-4] a webhook', () => {
  it('is sent for each change of its kinds, signed so that the library of a stranger accepts it', async () => {
    const { secret } = await endpoint();
    const id = await newDeal();
    await w.mia.do([w.set(id, { stage: ['prospecting', 'engaging'] })]);
    await w.mia.do([w.task(w.id(), id)]);
    await work();
    expect(types()).toEqual(['deal.created', 'deal.stage_changed']);
    expect(verified(secret.secret)).toEqual(bodies()[1]);
    expect(ids()[1]).toBe(`${w.tenant.orgId}-${String(bodies()[1]?.data['n'])}`);
    expect(receiver.got[1]?.headers['content-type']).toBe('application/json');
    await work();
    expect(receiver.got).toHaveLength(2);
  });

  it('is signed by the former and the new secret during a rotation, and by the new one alone after it', async () => {
    const { id, secret } = await endpoint();
    const rotated = await ann.ask<{ id: string; secret: string }>(`POST /api/v1/webhooks/${id}/secrets`, { overlapHours: 2 }); // prettier-ignore
    await newDeal();
    await work();
    for (const one of [secret.secret, rotated.body.secret]) expect(verified(one)).toMatchObject({ type: 'deal.created' }); // prettier-ignore
    given.test.advance(2 * hour);
    await newDeal();
    await work();
    expect(verified(rotated.body.secret)).toMatchObject({ type: 'deal.created' });
    expect(() => verified(secret.secret)).toThrow('signature');
    const stored = JSON.stringify(await w.tenant.rows('select * from store.webhook_secret'));
    for (const one of [secret.secret, rotated.body.secret]) expect(stored).not.toContain(one.slice(6));
  });

  it('has names and numbers only, and with full content the record, without sealed fields', async () => {
    await endpoint({ sends: [{ entity: 'crm/contact' }], events: [] });
    await endpoint({ sends: [{ entity: 'crm/contact' }], content: 'full', url: receiver.urlOf('/full') });
    const id = w.id();
    await w.ann.do([made(id, 'crm/contact', { name: 'Cleo Ames', email: 'cleo@example.com' })]);
    await work();
    const of = (path: string) => receiver.got.filter((one) => one.path === path).map(({ body }) => JSON.parse(body) as Sent); // prettier-ignore
    expect(of('/hook')).toMatchObject([{ type: 'contact.created', data: { id, entity: 'crm/contact', changed: expect.arrayContaining(['name', 'email']) as unknown } }]); // prettier-ignore
    expect(JSON.stringify(of('/hook'))).not.toMatch(/Cleo|example\.com/);
    expect(of('/full')).toMatchObject([{ data: { record: { id, fields: { name: 'Cleo Ames' } } } }]);
    expect((await ann.ask('POST /api/v1/webhooks', { name: 'x', url: receiver.urlOf(), grants: ['*:*@org'], sends: [{ entity: 'crm/contact-identity' }] })).status).toBe(400); // prettier-ignore
  });

  it('is sent for the fields and the filter of its kind alone, also through a reference', async () => {
    const sends = [{ entity: 'crm/deal', fields: ['name'], where: { field: 'account.name', op: 'is', value: 'ardent' } }]; // prettier-ignore
    await endpoint({ sends });
    const [account, other] = [w.id(), w.id()];
    await w.mia.do([made(account, 'crm/account', { name: 'Ardent' }, { ownerId: w.mia.userId }), made(other, 'crm/account', { name: 'Other' }, { ownerId: w.mia.userId })]); // prettier-ignore
    const [mine, theirs] = [await newDeal({ account }), await newDeal({ account: other })];
    await rename(mine, 'Deal', 'A');
    await rename(theirs, 'Deal', 'B');
    await w.mia.do([w.set(mine, { stage: ['prospecting', 'engaging'] })]);
    await work();
    expect(bodies().map(({ type, data }) => [type, data['id']])).toEqual([['deal.created', mine], ['deal.updated', mine]]); // prettier-ignore
  });

  it('tells of sign-ins where administrators choose them, and not an endpoint with fewer rights', async () => {
    await endpoint({ sends: [], events: ['user.logged_in'], grants: ['platform/role:administer@org'] });
    await endpoint({
      sends: [],
      events: ['user.logged_in'],
      grants: ['crm/deal:read@org'],
      url: receiver.urlOf('/few'),
    });
    const bea = await webhookAdministrator(given.test, w.tenant, { name: 'Bea', role: 'member' });
    for (let round = 0; round < 2; round += 1) await work();
    const about = bodies().filter(({ data }) => data['by'] === bea.userId);
    expect(about).toMatchObject([{ type: 'user.logged_in', data: { action: 'sign-in/new-device', outcome: 'done' } }]);
    expect(receiver.got.filter(({ path }) => path === '/few')).toEqual([]);
    expect(JSON.stringify(bodies())).not.toMatch(/fenwright\.example/);
  });

  it('tells administrators of refused access', async () => {
    await endpoint({ sends: [], events: ['access.refused'] });
    const deal = await newDeal();
    await w.vic.do([w.set(deal, { name: ['Deal', 'Mine'] })]);
    await work();
    expect(bodies()).toMatchObject([{ type: 'access.refused', data: { by: w.vic.userId, outcome: 'refused' } }]);
  });
});

describe('[EVT-5] the order of deliveries', () => {
  it('is kept for each record: a later event waits for the earlier one, those of other records do not', async () => {
    const { id } = await endpoint();
    const [one, other] = [await newDeal(), await newDeal()];
    receiver.answer = ({ body }) => (body.includes(one) ? 503 : 200);
    await work();
    await rename(one, 'Deal', 'Later');
    await rename(other, 'Deal', 'Later');
    await work();
    const of = (record: string) => bodies().filter(({ data }) => data['id'] === record).map(({ type }) => type); // prettier-ignore
    expect([of(one), of(other)]).toEqual([['deal.created'], ['deal.created', 'deal.updated']]);
    const waiting = await deliveries(id, '?state=waiting');
    expect(waiting.map(({ waitsFor, tries }) => [waitsFor, tries])).toEqual([
      [waiting[1]?.n, 0],
      [null, 1],
    ]);
    receiver.answer = () => 200;
    given.test.advance(6 * second);
    await work();
    expect(of(one)).toEqual(['deal.created', 'deal.created', 'deal.updated']);
    expect((await deliveries(id, '?state=waiting')).length).toBe(0);
  });

  it('of one endpoint does not wait for another one that gives no answer', async () => {
    const slow = Promise.withResolvers<number>();
    await endpoint({ url: receiver.urlOf('/slow') });
    await endpoint({ url: receiver.urlOf('/quick') });
    receiver.answer = ({ path }) => (path === '/slow' ? slow.promise : 200);
    await newDeal();
    const working = work();
    await vi.waitFor(() => expect(receiver.got.map(({ path }) => path).sort()).toEqual(['/quick', '/slow']));
    slow.resolve(200);
    await working;
  });
});

describe('[EVT-6] a delivery that fails', () => {
  it('is tried again after the waits of the table, and is dead after the last; then a later event goes on', async () => {
    const { id } = await endpoint();
    const deal = await newDeal();
    receiver.answer = ({ body }) => (body.includes('deal.created') ? 500 : 200);
    await work();
    await rename(deal, 'Deal', 'Later');
    for (const [place, wait] of retryWaitsMs.entries()) {
      given.test.advance(wait - 1);
      await work();
      expect([place, receiver.got.length]).toEqual([place, place + 1]);
      given.test.advance(Math.ceil(wait / 10) + 1);
      await work();
      expect([place, receiver.got.length >= place + 2]).toEqual([place, true]);
    }
    expect(new Set(ids().slice(0, 10)).size).toBe(1);
    const [later, dead] = await deliveries(id);
    expect(dead).toMatchObject({ state: 'dead', tries: 10, dueAt: null, answer: 'answer 500' });
    expect(dead?.log.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 500));
    expect(later).toMatchObject({ state: 'done', type: 'deal.updated' });
    expect(receiver.got).toHaveLength(11);
  });

  it('turns its endpoint off after five days without a good answer, with a mail and an entry of the journal', async () => {
    const { id } = await endpoint();
    await newDeal();
    receiver.answer = () => 503;
    await work();
    for (let day = 0; day < 5; day += 1) {
      expect((await ann.ask(`GET /api/v1/webhooks/${id}`)).body['off']).toBe(null);
      given.test.advance(24 * hour - minute);
      await newDeal();
      await work();
    }
    given.test.advance(5 * minute);
    await work();
    expect((await ann.ask(`GET /api/v1/webhooks/${id}`)).body).toMatchObject({ off: { why: 'failing' } });
    const mails = await given.test.database.transaction('write', (tx) => waitingMails(tx, { keys: given.test.keys }));
    expect(mails.filter(({ mail }) => mail.subject.includes('The webhook ERP'))).toHaveLength(1);
    await work();
    const events = (await w.tenant.journal()).flatMap(({ event }) => (event as { action?: string } | undefined)?.action ?? []); // prettier-ignore
    expect(events.filter((action) => action === 'endpoint/turned-off')).toHaveLength(1);
    const sent = receiver.got.length;
    await newDeal();
    given.test.advance(48 * hour);
    await work();
    expect(receiver.got).toHaveLength(sent);
    receiver.answer = () => 200;
    expect((await ann.ask(`PUT /api/v1/webhooks/${id}`, { isOn: true })).status).toBe(200);
    await work();
    expect(receiver.got.length).toBeGreaterThan(sent);
    expect(await deliveries(id, '?state=waiting')).toEqual([]);
  });

  it('counts five days only from the last good answer', async () => {
    const { id } = await endpoint();
    for (let day = 0; day < 8; day += 1) {
      receiver.answer = () => (day % 2 === 0 ? 503 : 200);
      await newDeal();
      await work();
      given.test.advance(23 * hour);
    }
    expect((await ann.ask(`GET /api/v1/webhooks/${id}`)).body['off']).toBe(null);
  });

  it('ends at once where the receiver says that it is gone, and follows no redirect', async () => {
    const { id } = await endpoint();
    await newDeal();
    receiver.answer = () => 302;
    await work();
    expect(receiver.got).toHaveLength(1);
    expect(await deliveries(id)).toMatchObject([{ state: 'waiting', tries: 1, log: [{ status: 302 }] }]);
    receiver.answer = () => 410;
    given.test.advance(6 * second);
    await work();
    expect((await ann.ask(`GET /api/v1/webhooks/${id}`)).body).toMatchObject({ off: { why: 'gone' } });
  });
});

describe('[EVT-7] an endpoint sends', () => {
  it('what its person may see at the moment of sending, and nothing after a right was taken away', async () => {
    const { id } = await endpoint({ grants: ['crm/deal:read@org'] });
    receiver.answer = () => 503;
    await newDeal();
    await work();
    expect(receiver.got).toHaveLength(1);
    const bea = await webhookAdministrator(given.test, w.tenant, { name: 'Bea' });
    await w.tenant.setRoles(ann.userId, [{ role: 'viewer', teamId: w.teams.t2 }]);
    await newDeal();
    given.test.advance(6 * second);
    await work();
    expect(receiver.got).toHaveLength(1);
    const { body } = await bea.ask<{ deliveries: readonly Delivery[] }>(`GET /api/v1/webhooks/${id}/deliveries`);
    expect(body.deliveries).toMatchObject([{ state: 'skipped', tries: 1 }]);
  });

  it('no rights that its maker lacks, and whoever leads it elsewhere must hold them, too', async () => {
    const role = { key: 'people', label: 'People', grants: ['platform/person:administer@org', 'crm/deal:read@org'] };
    expect((await ann.ask('POST /admin/roles', role)).status).toBe(200);
    const cy = await webhookAdministrator(given.test, w.tenant, { name: 'Cy', role: role.key });
    const settings = { name: 'x', url: receiver.urlOf(), sends: [{ entity: 'crm/deal' }] };
    const make = (grants: readonly string[]) => cy.ask<Made>('POST /api/v1/webhooks', { ...settings, grants });
    expect((await make(['crm/account:read@org'])).status).toBe(403);
    expect((await make(['crm/deal:read@org'])).status).toBe(201);
    const { id } = await endpoint();
    const change = (by: WebhookAdministrator, body: object) => by.ask(`PUT /api/v1/webhooks/${id}`, body);
    for (const body of [{ url: receiver.urlOf('/mine') }, { sends: [{ entity: 'crm/account' }] }, { content: 'full' }])
      expect([body, (await change(cy, body)).status]).toEqual([body, 403]);
    expect((await change(cy, { name: 'Renamed' })).body).toMatchObject({ name: 'Renamed', madeBy: ann.userId });
    const led = await change(cy, { url: receiver.urlOf('/mine'), grants: ['crm/deal:read@org'] });
    expect(led.body).toMatchObject({ madeBy: cy.userId });
  });

  it('nothing of another organisation, whose administrators see neither it nor its deliveries', async () => {
    const { id } = await endpoint();
    const stranger = await given.test.tenant();
    const sam = await webhookAdministrator(given.test, stranger, { name: 'Sam' });
    await newDeal();
    await work();
    await given.test.server.runWorkers(stranger.orgId);
    expect(receiver.got).toHaveLength(1);
    expect((await sam.ask('GET /api/v1/webhooks')).body).toEqual({ webhooks: [] });
    for (const route of [`GET /api/v1/webhooks/${id}`, `GET /api/v1/webhooks/${id}/deliveries`, `DELETE /api/v1/webhooks/${id}`])
      expect((await sam.ask(route)).status).toBe(404);
    for (const table of ['webhook_endpoint', 'webhook_secret', 'webhook_delivery'])
      expect(await stranger.rows(`select 1 as one from store.${table}`)).toEqual([]);
  }); // prettier-ignore

  it('nothing of a record that was erased by law, whose texts leave the log', async () => {
    const { id } = await endpoint({ content: 'full' });
    receiver.answer = ({ body }) => (body.includes('Beeblebrox') ? 503 : 200);
    const [gone, kept] = [await newDeal({ name: 'Beeblebrox' }), await newDeal()];
    await work();
    expect((await deliveries(id)).map(({ state }) => state)).toEqual(['done', 'waiting']);
    const eraser = await openAsRole(given.database.ownerUrl, 'outpost_eraser');
    const erased = await eraseRecords(
      { ...given.test.server.tenancy, database: eraser, signing: given.test.keys.signing },
      { orgId: w.tenant.orgId, ids: [gone], withChildren: false, withUnknown: false, orderedBy: 'ticket 4711', reason: 'GDPR, article 17', isDry: false },
    ); // prettier-ignore
    await eraser.close();
    expect(erased.ok).toBe(true);
    expect(JSON.stringify(await w.tenant.rows('select * from store.webhook_delivery'))).not.toContain('Beeblebrox');
    given.test.advance(6 * second);
    await ann.ask(`POST /api/v1/webhooks/${id}/replay`, { from: '2026-11-01T00:00:00.000Z' });
    receiver.got.length = 0;
    await work();
    expect(bodies().map(({ data }) => data['id'])).toEqual([kept]);
  });

  it('nothing of a row whose content was removed after its time, and keeps nothing of it in the log', async () => {
    const { id } = await endpoint({ content: 'full' });
    receiver.answer = () => 503;
    await newDeal({ name: 'Beeblebrox' });
    await work();
    const [delivery] = await deliveries(id);
    const eraser = await openAsRole(given.database.ownerUrl, 'outpost_eraser');
    await inTenant(eraser, { orgId: w.tenant.orgId, mode: 'write' }, (tx) => blankRows(tx, w.tenant.orgId, [delivery?.n ?? 0])); // prettier-ignore
    await eraser.close();
    given.test.advance(6 * second);
    await work();
    expect([await deliveries(id), receiver.got.length]).toEqual([[], 1]);
  });

  it('nothing while its organisation is suspended, and then what waited', async () => {
    await endpoint();
    await newDeal();
    await w.tenant.rows(`update store.tenants set suspended_at = '2026-11-20' where org_id = $1`, [w.tenant.orgId]);
    await work();
    expect(receiver.got).toEqual([]);
    await w.tenant.rows('update store.tenants set suspended_at = null where org_id = $1', [w.tenant.orgId]);
    await work();
    expect(types()).toEqual(['deal.created']);
  });

  it('only rows that every restore contains', async () => {
    await endpoint();
    await newDeal();
    const [{ id } = { id: '' }] = await w.tenant.rows<{ id: string }>('select id from store.webhook_endpoint');
    await planDeliveries(planPorts('backup'), w.tenant.orgId, id);
    expect(await deliveries(id)).toEqual([]);
    await work();
    expect(await deliveries(id)).toHaveLength(1);
  });

  it('again after its claim has ended, where a server died between the claim and the request', async () => {
    const { id } = await endpoint();
    const deal = await newDeal();
    await rename(deal, 'Deal', 'A');
    await newDeal();
    const { claimed } = await planDeliveries(planPorts('commit'), w.tenant.orgId, id);
    const all = (await deliveries(id)).map(({ n }) => n).sort((a, b) => a - b);
    expect(claimed?.ready.map(({ n }) => n)).toEqual([all[0], all[2]]); // of each record the first
    await work();
    expect(receiver.got).toEqual([]);
    given.test.advance(3 * minute);
    await work();
    expect(types().toSorted()).toEqual(['deal.created', 'deal.created', 'deal.updated']);
    expect(types().indexOf('deal.updated')).toBeGreaterThan(ids().indexOf(`${w.tenant.orgId}-${all[0]}`));
  });

  it('and keeps its log for 90 days', async () => {
    const { id } = await endpoint();
    await newDeal();
    await work();
    given.test.advance(90 * 24 * hour - minute);
    await work();
    expect(await deliveries(id)).toHaveLength(1);
    given.test.advance(2 * minute);
    await work();
    expect(await deliveries(id)).toEqual([]);
  });
});

describe('[EVT-8] a replay', () => {
  it('sends the events since a moment again, in their order and with their ids', async () => {
    const { id } = await endpoint();
    const deal = await newDeal();
    given.test.advance(hour);
    const from = new Date(given.test.clock.nowMs()).toISOString();
    given.test.advance(minute);
    await rename(deal, 'Deal', 'A');
    await rename(deal, 'A', 'B');
    await work();
    const first = ids();
    expect(first).toHaveLength(3);
    expect((await ann.ask(`POST /api/v1/webhooks/${id}/replay`, { from })).status).toBe(200);
    await work();
    expect(ids()).toEqual([...first, ...first.slice(1)]);
    expect((await ann.ask(`POST /api/v1/webhooks/${id}/replay`, { from: '2030-01-01T00:00:00.000Z' })).status).toBe(400); // prettier-ignore
  });

  it('of one delivery sends it alone, and a test event says how the receiver answers', async () => {
    const { id, secret } = await endpoint();
    await newDeal();
    await work();
    const [delivery] = await deliveries(id);
    expect((await ann.ask(`POST /api/v1/webhooks/${id}/deliveries/${delivery?.n}/send`, {})).status).toBe(200);
    await work();
    expect(new Set(ids()).size).toBe(1);
    expect(receiver.got).toHaveLength(2);
    receiver.answer = () => 418;
    const tested = await ann.ask(`POST /api/v1/webhooks/${id}/test`, {});
    expect(tested).toMatchObject({ status: 200, body: { status: 418, fault: null, answer: 'answer 418' } });
    expect(verified(secret.secret)).toMatchObject({ type: 'webhook.test' });
    expect((await ann.ask(`GET /api/v1/webhooks/${id}`)).body).toMatchObject({ tested: { status: 418 } });
  });
});

describe('[EVT-9] the address of a webhook', () => {
  it('is refused when it is entered, in each form in which it leads into our own network', async () => {
    const urls = Object.values(refusedUrls).flat().map((url) => url.replaceAll('PORT', `${receiver.port + 1}`)); // prettier-ignore
    expect(urls.length).toBeGreaterThan(150);
    const wrong: unknown[] = [];
    for (const url of urls) {
      const { status } = await ann.ask('POST /api/v1/webhooks', { name: 'x', url, grants: ['*:*@org'], sends: [{ entity: 'crm/deal' }] }); // prettier-ignore
      if (status !== 400) wrong.push([url, status]);
    }
    expect(wrong).toEqual([]);
    expect(resolver.asked).toEqual([]);
  });

  it('is judged again at each delivery: by the address that its name has then', async () => {
    const { id } = await endpoint({ url: 'https://hooks.example.com/in' });
    const [first] = innerAnswers;
    expect(innerAnswers.length).toBeGreaterThanOrEqual(20);
    resolver = hostileResolver(first ?? []);
    await newDeal();
    await work();
    const [delivery] = await deliveries(id);
    const refused = 'The address is refused: it is not on the public internet.';
    expect(delivery).toMatchObject({ state: 'waiting', tries: 1, log: [{ status: null, fault: refused }] });
    for (const addresses of innerAnswers) {
      resolver = hostileResolver(addresses);
      const { body } = await ann.ask(`POST /api/v1/webhooks/${id}/test`, {});
      expect([addresses, body['status'], body['fault']]).toEqual([addresses, null, refused]);
    }
    // An address that came into the database in another way is refused, too.
    for (const url of ['http://127.0.0.1:1/', 'https://169.254.169.254/', 'https://[::1]/', 'https://localhost/', 'file:///etc/passwd']) {
      await w.tenant.rows('update store.webhook_endpoint set url = $1', [url]);
      const { body } = await ann.ask(`POST /api/v1/webhooks/${id}/test`, {});
      expect([url, body['status'], String(body['fault']).startsWith('The address is refused: ')]).toEqual([url, null, true]);
    }
    expect(receiver.got).toEqual([]);
  }); // prettier-ignore
});
