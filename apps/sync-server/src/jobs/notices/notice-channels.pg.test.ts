import type { JsonValue } from '@outpost/domain/kernel/json';
import { markId } from '@outpost/domain/kernel/notifications/read-marks';
import { importJWK, jwtVerify } from 'jose';
import webpush from 'web-push';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { guardedFetch } from '../../identity/outgoing/guarded-fetch.ts';
import { pushSender } from '../../integrations/push/push-sender.ts';
import { PushBrowser, PushService } from '../../testing/push-service.ts';
import { makeTestDatabase, type TestDatabase } from '../../testing/test-database.ts';
import { changeEdit, made, makeTestServer, type TestDevice, type TestServer, testPassword, type TestTenant } from '../../testing/test-server.ts'; // prettier-ignore
import { applyAsServer } from '../../tenancy/create-tenant.ts';

const minute = 60_000;
const hour = 60 * minute;
const path = '/me/notice-channels';
const service = new PushService();
const vapid = { ...webpush.generateVAPIDKeys(), subject: 'mailto:operator@example.com' };

type Fields = Readonly<Record<string, JsonValue>>;
let database: TestDatabase;
let test: TestServer;
let at: string;
let tenant: TestTenant;
let max: TestDevice;
let mia: TestDevice;
let team: string;
let token: string;

beforeAll(async () => {
  const host = await service.start();
  at = `http://${host}`;
  const trusted = new Set([host]);
  const push = pushSender(vapid, { fetch: guardedFetch({ trusted }), nowMs: () => test.clock.nowMs() });
  database = await makeTestDatabase(inject('postgresUrl'));
  test = await makeTestServer(database.database, { push, outgoing: { trusted } });
});
beforeEach(async () => {
  tenant = await test.tenant('Fenwright');
  team = await tenant.team('South');
  max = await tenant.person('Max', 'manager', { teamId: team });
  const email = `mia-${test.newId()}@fenwright.example`;
  mia = await tenant.person('Mia', 'manager', { teamId: team, email });
  token = await signIn(email);
  await run(); // the reader begins here
});
afterEach(() => {
  service.arrived.length = 0;
  service.answers.length = 0;
  service.meanwhile = undefined;
});
afterAll(async () => {
  await test.server.close();
  await service.close();
  await database.drop();
});

const run = () => test.server.runWorkers(tenant.orgId);
async function signIn(email: string): Promise<string> {
  const answer = await test.fetch('/auth/sign-in', { body: { email, password: testPassword, device: { id: test.newId(), name: 'Laptop' } } }); // prettier-ignore
  return ((await answer.json()) as { accessToken: string }).accessToken;
}
const subscribe = (body: object, by = token) => test.fetch(`${path}/push`, { token: by, body });
/** Adds a browser of Mia. */
async function browserOf(by = token): Promise<PushBrowser> {
  const browser = new PushBrowser(`${at}/push/${test.newId()}`);
  expect((await subscribe(browser.subscription, by)).status).toBe(200);
  return browser;
}
async function subscriptionsOf(by = token) {
  const answer = await test.fetch(path, { token: by });
  return ((await answer.json()) as { subscriptions: { id: string; deviceName: string; isThisSession: boolean; service: string }[] }).subscriptions; // prettier-ignore
}
async function wish(fields: Fields): Promise<string> {
  const id = test.newId();
  const { refused } = await mia.do([made(id, 'platform/my-notifications', fields, { ownerId: mia.userId })]);
  expect(refused).toEqual({});
  return id;
}
async function makeDeal(name = 'Dunmere'): Promise<string> {
  const id = test.newId();
  await max.do([made(id, 'crm/deal', { name, stage: 'prospecting' }, { ownerId: max.userId, teamId: team })]);
  return id;
}
const mention = (deal: string) => max.do([changeEdit(deal, 'crm/deal', { about: [null, 'Ask @Mia about the rack'] })]);
/** Mentions Mia, and lets the time of the push come. */
async function mentioned(): Promise<string> {
  const deal = await makeDeal();
  await mention(deal);
  await run();
  test.advance(2 * minute);
  return deal;
}
const waiting = async () => (await tenant.rows<{ n: number }>(`select count(*)::int as n from store.notice_due where org_id = $1 and way = 'push'`, [tenant.orgId]))[0]?.n; // prettier-ignore

describe('[NTF-7] a push', () => {
  it('is encrypted for the browser, signed by the server, and has the words of the e-mail and a link', async () => {
    await wish({ pushed: ['mentioned'] });
    const browser = await browserOf();
    const deal = await mentioned();
    await run();
    const [push, ...more] = service.arrived;
    expect(more).toEqual([]);
    expect(JSON.parse(browser.read(push?.body ?? Buffer.alloc(0)))).toEqual({
      title: 'Fenwright',
      body: 'Max mentioned you in Dunmere',
      url: `outpost://open/${tenant.orgId}/record/${deal}`,
    });
    expect(push?.headers).toMatchObject({ 'content-encoding': 'aes128gcm', ttl: '86400', urgency: 'normal' });
    expect(push?.headers['topic']).toMatch(/^[A-Za-z0-9_-]{32}$/);
    const [, jwt = '', key] = /^vapid t=([^,]+), k=(.+)$/.exec(String(push?.headers['authorization'])) ?? [];
    expect(key).toBe(vapid.publicKey);
    const point = Buffer.from(vapid.publicKey, 'base64url');
    const jwk = { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') }; // prettier-ignore
    const { payload } = await jwtVerify(jwt, await importJWK(jwk, 'ES256'), { audience: at });
    expect(payload.sub).toBe(vapid.subject);
  });

  it('about the same record has the same topic, and several at once about it are one push', async () => {
    await wish({ pushed: ['mentioned', 'assigned'] });
    await browserOf();
    const deal = await mentioned();
    await run();
    await max.do([changeEdit(deal, 'crm/deal', { ownerId: [max.userId, mia.userId] })]);
    await run();
    test.advance(2 * minute);
    await run();
    expect(service.arrived).toHaveLength(2);
    expect(new Set(service.arrived.map(({ headers }) => headers['topic'])).size).toBe(1);
  });

  it('is one for more than five records at the same moment', async () => {
    await wish({ pushed: ['mentioned'] });
    const browser = await browserOf();
    for (let n = 0; n < 6; n += 1) await mention(await makeDeal(`Deal ${n}`));
    test.advance(2 * minute);
    await run();
    expect(service.arrived.map(({ body }) => JSON.parse(browser.read(body)) as unknown)).toEqual([{ title: 'Fenwright', body: '6 unread notifications' }]); // prettier-ignore
  });

  it('goes to each browser of the person, and to none whose session has ended', async () => {
    await wish({ pushed: ['mentioned'] });
    await browserOf();
    await browserOf();
    await mentioned();
    await run();
    expect(service.arrived).toHaveLength(2);
    expect(await subscriptionsOf()).toMatchObject([{ deviceName: 'Laptop', isThisSession: true }, { isThisSession: true }]); // prettier-ignore
    await tenant.rows(`update auth.session set ended_at = '2026-01-01', ended_why = 'signed-out' where person_id = $1 returning id`, [mia.userId]); // prettier-ignore
    await mentioned();
    await run();
    expect(service.arrived).toHaveLength(2);
  });

  it('waits for the end of the quiet hours, also when it is tried again', async () => {
    const clockIn = (ms: number) => new Date(test.clock.nowMs() + ms).toISOString().slice(11, 16);
    await wish({ pushed: ['mentioned'], quietFrom: clockIn(4 * minute), quietUntil: clockIn(3 * hour) });
    await browserOf();
    service.answers.push({ status: 429 });
    await mentioned();
    await run();
    expect(service.arrived).toHaveLength(1);
    test.advance(10 * minute);
    await run();
    expect(service.arrived).toHaveLength(1);
    test.advance(3 * hour);
    await run();
    expect(service.arrived).toHaveLength(2);
  });
});

describe('[NTF-7] a browser', () => {
  it('must be at an https address of the public internet, with keys of the right form', async () => {
    const { keys } = new PushBrowser(at).subscription;
    for (const endpoint of ['https://127.0.0.1/x', 'http://push.example.com/x', 'https://169.254.169.254/x', 'https://push.internal/x', 'https://user@push.example.com/x', 'nonsense'])
      expect((await subscribe({ endpoint, keys })).status).toBe(400);
    for (const wrong of [{ ...keys, auth: 'short' }, { ...keys, p256dh: 'A'.repeat(87) }, { auth: keys.auth }])
      expect((await subscribe({ endpoint: 'https://push.example.com/x', keys: wrong })).status).toBe(400);
    expect(await subscriptionsOf()).toEqual([]);
  }); // prettier-ignore

  it('whose name leads into our network gets no request', async () => {
    let asked = 0;
    const fetch = guardedFetch({ resolve: (_name, answer) => answer(null, [{ address: '10.0.0.7', family: 4 }]) });
    const sender = pushSender(vapid, { fetch: (url, init) => ((asked += 1), fetch(url, init)), nowMs: () => 0 });
    const { keys } = new PushBrowser(at).subscription;
    expect(await sender.send({ endpoint: 'https://push.example.com/x', ...keys }, { payload: '{}', topic: 'a' })).toEqual({ is: 'refused', why: 'the address is refused: it is not on the public internet' }); // prettier-ignore
    expect(asked).toBe(1);
  });

  it('belongs to the person who subscribed it last, is sealed, and is removed by its person alone', async () => {
    const email = `zoe-${test.newId()}@fenwright.example`;
    await tenant.person('Zoe', 'manager', { teamId: team, email });
    const zoe = await signIn(email);
    const browser = await browserOf();
    await browserOf();
    expect((await subscribe(browser.subscription, zoe)).status).toBe(200);
    const [theirs] = await subscriptionsOf(zoe);
    expect([await subscriptionsOf(), theirs]).toMatchObject([[{}], { service: at.slice(7) }]);
    expect((await test.fetch(`${path}/push/${theirs?.id}`, { method: 'DELETE', token })).status).toBe(200);
    expect(await subscriptionsOf(zoe)).toHaveLength(1);
    const [kept] = await tenant.rows<{ all: string }>('select string_agg(row_to_json(p)::text, $1) as all from store.push_subscription p', [' ']); // prettier-ignore
    expect(kept?.all).not.toContain(browser.endpoint);
    expect((await test.fetch(`${path}/push/${theirs?.id}`, { method: 'DELETE', token: zoe })).status).toBe(200);
    expect(await subscriptionsOf(zoe)).toEqual([]);
  });

  it('is one of at most twenty of a person', async () => {
    for (let n = 0; n < 20; n += 1) await browserOf();
    const more = await subscribe(new PushBrowser(`${at}/push/more`).subscription);
    expect([more.status, await more.text()]).toMatchObject([400, expect.stringContaining('20 browsers')]);
  });
});

describe('[NTF-8] a notification that is sent', () => {
  beforeEach(async () => {
    await wish({ pushed: ['mentioned'] });
  });

  it('ends the browser where the push service does not know it any more', async () => {
    for (const status of [404, 410]) {
      await browserOf();
      service.answers.push({ status });
      await mentioned();
      await run();
      expect([await subscriptionsOf(), await waiting()]).toEqual([[], 0]);
    }
  });

  it('is tried again after 429 and a fault of the push service, not before it may be, and only at the browser that has not got it', async () => {
    await browserOf();
    await browserOf();
    service.answers.push({ status: 503, retryAfter: '1800' }, { status: 201 });
    await mentioned();
    await run();
    expect(service.arrived).toHaveLength(2);
    test.advance(20 * minute);
    await run();
    expect(service.arrived).toHaveLength(2);
    test.advance(20 * minute);
    await run();
    expect(service.arrived).toHaveLength(3);
    expect(service.arrived[2]?.path).toBe(service.arrived[0]?.path);
    expect(await waiting()).toBe(0);
  });

  it('is not tried again where the push service refuses it, and the log has no address', async () => {
    const { endpoint } = await browserOf();
    service.answers.push({ status: 413 });
    await mentioned();
    await run();
    test.advance(48 * hour);
    await run();
    expect(service.arrived).toHaveLength(1);
    expect(test.logged.join('')).toContain('the push service refused it (413)');
    expect(test.logged.join('')).not.toContain(endpoint);
  });

  it('is not sent twice where its answer was lost, or its server stopped in the try', async () => {
    await browserOf();
    service.answers.push('lost');
    await mentioned();
    await run();
    expect([service.arrived.length, await waiting()]).toEqual([1, 0]);
    await mentioned();
    await tenant.rows(`update store.notice_due set begun_at = $2 where org_id = $1 returning about`, [tenant.orgId, new Date(test.clock.nowMs()).toISOString()]); // prettier-ignore
    await run();
    test.advance(16 * minute);
    await run();
    expect([service.arrived.length, await waiting()]).toEqual([1, 0]);
  });

  it('is sent once by several servers at the same moment', async () => {
    await browserOf();
    await mentioned();
    await Promise.all([run(), run(), run()]);
    await run();
    expect(service.arrived).toHaveLength(1);
  });

  it('is not sent where it was read meanwhile, also before a further try', async () => {
    await browserOf();
    service.answers.push({ status: 500 });
    await mentioned();
    await run();
    const [row] = await tenant.rows<{ at: string; about: string }>('select at, about from store.notice_due where org_id = $1', [tenant.orgId]); // prettier-ignore
    await wish({ read: [markId(row?.at ?? '', 'mentioned', row?.about ?? '')] });
    test.advance(hour);
    await run();
    expect([service.arrived.length, await waiting()]).toEqual([1, 0]);
  });

  it('is not sent where the person does not see the record any more, or does not work here', async () => {
    await browserOf();
    const deal = await mentioned();
    const other = await tenant.team('North');
    await applyAsServer(test.server.tenancy, tenant.orgId, { label: 'Moved', edits: [changeEdit(deal, 'crm/deal', { teamId: [team, other] })] }); // prettier-ignore
    await run();
    await mentioned();
    await applyAsServer(test.server.tenancy, tenant.orgId, { label: 'Suspended', edits: [changeEdit(mia.userId, 'platform/person', { status: ['active', 'suspended'] })] }); // prettier-ignore
    await run();
    expect([service.arrived.length, await waiting()]).toEqual([0, 0]);
  });
});
