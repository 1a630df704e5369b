import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { guardedFetch } from '../../identity/outgoing/guarded-fetch.ts';
import { createLog } from '../../http/log.ts';
import type { Database } from '../../db/database.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { type HookReceiver, startReceiver, webhookAdministrator } from '../../testing/webhook-world.ts';
import { type WebhookWork, webhookWork } from './webhook-worker.ts';

const much = { requests: 1e9, seconds: 1 };
const trusted = new Set<string>();
const given = givenServer({
  rates: { callerMinute: much, callerHour: much, tenant: much, address: much },
  outgoing: { trusted },
});
let receiver: HookReceiver;
let works: WebhookWork[] = [];
let logged: string[] = [];
beforeAll(async () => {
  receiver = await startReceiver();
  trusted.add(`127.0.0.1:${receiver.port}`);
});
afterAll(() => receiver.close());
beforeEach(() => {
  receiver.got.length = 0;
  receiver.answer = () => 200;
  [works, logged] = [[], []];
});
afterEach(async () => {
  for (const work of works) await work.stop();
  vi.useRealTimers();
});

/** Returns the work of a server that runs by news. */
function byNews(database: Database = given.test.database): WebhookWork {
  const { tenancy } = given.test.server;
  const work = webhookWork({
    ...tenancy,
    database,
    monotonic: given.test.monotonic,
    keys: given.test.keys,
    webhookFetch: guardedFetch({ trusted }),
    durability: 'commit',
    workers: 'by-news',
    log: createLog({ level: 'info', to: { write: (line) => void logged.push(line) } }),
  });
  works.push(work);
  return work;
}
async function world(...paths: readonly string[]): Promise<SalesWorld> {
  const w = await makeSalesWorld(given.test);
  const ann = await webhookAdministrator(given.test, w.tenant);
  for (const path of paths) {
    const body = { name: path, url: receiver.urlOf(path), grants: ['*:*@org'], sends: [{ entity: 'crm/deal' }] };
    expect((await ann.ask('POST /api/v1/webhooks', body)).status).toBe(201);
  }
  await w.mia.do([w.deal(w.id())]);
  return w;
}
const paths = () => receiver.got.map(({ path }) => path).sort();
const soon = (check: () => void) => vi.waitFor(check, { timeout: 20_000, interval: 50 });

describe('[EVT-5] the worker of webhooks', () => {
  it('returns at once, and waits for a slow endpoint neither for other endpoints nor for other tenants', async () => {
    const [one, other] = [await world('/slow', '/quick'), await world('/other')];
    const slow = Promise.withResolvers<number>();
    receiver.answer = ({ path }) => (path === '/slow' ? slow.promise : 200);
    const { worker, stop } = byNews();
    await worker.run(one.tenant.orgId);
    await worker.run(other.tenant.orgId);
    await soon(() => expect(paths()).toEqual(['/other', '/quick', '/slow']));
    await one.mia.do([one.deal(one.id())]);
    await worker.run(one.tenant.orgId);
    await soon(() => expect(paths()).toEqual(['/other', '/quick', '/quick', '/slow']));
    let isStopped = false;
    const stopping = stop().then(() => (isStopped = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isStopped).toBe(false);
    slow.resolve(200);
    await stopping;
    expect(await one.tenant.rows(`select state from store.webhook_delivery where claimed_until is not null`)).toEqual([]); // prettier-ignore
  });

  it('lets more endpoints of a tenant work than have a place at once: the others follow', async () => {
    const all = Array.from({ length: 20 }, (_none, place) => `/${String(place).padStart(2, '0')}`);
    const w = await world(...all);
    const answers: (() => void)[] = [];
    receiver.answer = () => new Promise((resolve) => answers.push(() => resolve(200)));
    await byNews().worker.run(w.tenant.orgId);
    await soon(() => expect(answers).toHaveLength(16));
    for (const answer of answers.splice(0)) answer();
    await soon(() => expect(answers).toHaveLength(4));
    for (const answer of answers.splice(0)) answer();
    await soon(() => expect(paths()).toEqual(all));
  });

  it('[EVT-6] tries again after seconds by itself, without waiting for the next round', async () => {
    const w = await world('/again');
    receiver.answer = () => (receiver.got.length === 1 ? 503 : 200);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await byNews().worker.run(w.tenant.orgId);
    await soon(() => expect(receiver.got).toHaveLength(1));
    given.test.advance(6_000);
    await soon(() => expect(receiver.got).toHaveLength(2)); // which moves the timers, too
  });

  it('[E-1] logs a failure with its endpoint, and works again in the next round', async () => {
    const w = await world('/in');
    const state = { isBroken: true };
    const { database } = given.test;
    const failing: Database = {
      ...database,
      transaction: (mode, work) =>
        database.transaction(mode, (tx) =>
          work({
            ...tx,
            query: (statement, parameters) =>
              state.isBroken && statement.includes('insert into store.webhook_delivery')
                ? Promise.reject(new Error('no disk'))
                : tx.query(statement, parameters),
          }),
        ),
    };
    const { worker } = byNews(failing);
    await worker.run(w.tenant.orgId);
    await soon(() => expect(logged.join('')).toContain('sending webhooks failed; it is tried again'));
    expect(logged.join('')).toContain('no disk');
    state.isBroken = false;
    await worker.run(w.tenant.orgId);
    await soon(() => expect(paths()).toEqual(['/in']));
    expect(logged).toHaveLength(1);
  });

  it('takes a delivery again whose server stopped while it was sent, with the same id; a late outcome changes nothing', async () => {
    const w = await world('/in');
    const late = Promise.withResolvers<number>();
    receiver.answer = () => (receiver.got.length === 1 ? late.promise : 503);
    await byNews().worker.run(w.tenant.orgId);
    await soon(() => expect(receiver.got).toHaveLength(1));
    const other = byNews();
    await other.worker.run(w.tenant.orgId);
    given.test.advance(121_000);
    await other.worker.run(w.tenant.orgId);
    await soon(() => expect(receiver.got).toHaveLength(2));
    expect(new Set(receiver.got.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    late.resolve(500);
    await works[0]?.stop();
    await other.stop();
    expect(await w.tenant.rows('select state, tries, fence from store.webhook_delivery')).toEqual([{ state: 'waiting', tries: 1, fence: 2 }]); // prettier-ignore
  });
});
