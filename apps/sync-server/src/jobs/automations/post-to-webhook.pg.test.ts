import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Webhook } from 'standardwebhooks';
import type { Database } from '../../db/database.ts';
import { hasNextStep, putLive, workerOf } from '../../testing/automation-world.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { changeEdit } from '../../testing/test-server.ts';
import { type HookReceiver, startReceiver, type WebhookAdministrator, webhookAdministrator } from '../../testing/webhook-world.ts'; // prettier-ignore

const much = { requests: 1e9, seconds: 1 };
const trusted = new Set<string>();
const given = givenServer({
  rates: { callerMinute: much, callerHour: much, tenant: much, address: much },
  outgoing: { trusted },
});
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
  w = await makeSalesWorld(given.test);
  ann = await webhookAdministrator(given.test, w.tenant);
});

type Made = { readonly id: string; readonly secret: { readonly secret: string } };
type Sent = { readonly type: string; readonly data: Readonly<Record<string, unknown>> };

/** Makes an endpoint that asks for no changes of records by itself. */
async function endpoint(settings: object = {}): Promise<Made> {
  const body = { name: 'ERP', url: receiver.urlOf(), grants: ['*:*@org'], sends: [{ entity: 'crm/product' }], ...settings }; // prettier-ignore
  const answer = await ann.ask<Made>('POST /api/v1/webhooks', body);
  if (answer.status !== 201) throw new Error(JSON.stringify(answer));
  return answer.body;
}
const post = (to: string, id = 'post') => ({ id, kind: 'webhook', endpoint: to });
const work = () => given.test.server.runWorkers(w.tenant.orgId);
const sent = (): readonly Sent[] => receiver.got.map(({ body }) => JSON.parse(body) as Sent);
const runs = () => w.tenant.rows('select status, why from store.automation_run order by n');
async function dealWith(source: string): Promise<string> {
  const id = w.id();
  await w.mia.do([w.deal(id, { source })]);
  return id;
}
/** Verifies the last request as a receiver does at the moment of the server's clock. */
function verified(secret: string): unknown {
  const { headers, body } = receiver.got.at(-1) ?? expect.fail('Nothing was sent');
  vi.useFakeTimers({ toFake: ['Date'], now: given.test.clock.nowMs() });
  try {
    return new Webhook(secret).verify(body, headers as Record<string, string>);
  } finally {
    vi.useRealTimers();
  }
}

describe('[AUT-12] a step that posts to a webhook', () => {
  it('sends the record to that endpoint alone, and the library of a stranger verifies it', async () => {
    const [{ id: thin, secret }, full] = [await endpoint(), await endpoint({ name: 'Full', content: 'full', url: receiver.urlOf('/full') })]; // prettier-ignore
    await endpoint({ name: 'Another', url: receiver.urlOf('/another') });
    const made = await putLive(w, { steps: [post(thin), post(full.id, 'all')] });
    const deal = await dealWith('Fair');
    await work();
    await work();
    expect(receiver.got.map(({ path }) => path).toSorted()).toEqual(['/full', '/hook']);
    const whole = sent().find(({ data }) => 'record' in data);
    expect(whole).toMatchObject({ type: 'automation.step', data: { entity: 'crm/deal', id: deal, record: { fields: { source: 'Fair' } }, details: { step: 'all', automation: made.id } } }); // prettier-ignore
    const names = sent().find(({ data }) => !('record' in data));
    expect(names).toMatchObject({ type: 'automation.step', data: { id: deal, details: { step: 'post', version: made.version } } }); // prettier-ignore
    receiver.got.sort((a, b) => (a.path < b.path ? -1 : 1)); // the one of the first secret is last
    expect(verified(secret.secret)).toEqual(names);
    expect(await runs()).toEqual([{ status: 'done', why: null }]);
  });

  it('sends one delivery for each run and step, wherever a server stops: in front of any of its writes or behind it', async () => {
    const { id } = await endpoint();
    await putLive(w, { steps: [post(id), { id: 'change', kind: 'change', set: { externalKey: { text: '{source}' } } }, post(id, 'again')] }); // prettier-ignore
    const counting = { writes: 0, stopAt: 0, when: 'before' as 'before' | 'after' };
    const { database } = given.test;
    const mortal: Database = {
      ...database,
      async transaction(mode, job) {
        if (mode !== 'write') return database.transaction(mode, job);
        counting.writes += 1;
        const dies = counting.writes === counting.stopAt;
        if (dies && counting.when === 'before') throw new Error('the server stopped');
        const done = await database.transaction(mode, job);
        if (dies) throw new Error('the server stopped');
        return done;
      },
    };
    const deals: string[] = [];
    let deaths = 0;
    for (const when of ['before', 'after'] as const)
      for (let stopAt = 1; ; stopAt += 1) {
        Object.assign(counting, { writes: 0, stopAt, when });
        deals.push(await dealWith(`${when} ${stopAt}`));
        const dying = workerOf(given.test, { database: mortal });
        const hasDied = await dying.run(w.tenant.orgId).then(
          () => dying.failures.length > 0,
          () => true,
        );
        given.test.advance(61_000); // a step that failed is tried again after a minute
        counting.stopAt = 0;
        await workerOf(given.test).run(w.tenant.orgId);
        if (!hasDied) break;
        deaths += 1;
      }
    expect(deaths).toBeGreaterThan(6);
    await work();
    await work();
    const steps = sent().map(({ data }) => `${String(data['id'])} ${String((data['details'] as Readonly<Record<string, unknown>>)['step'])}`); // prettier-ignore
    expect(steps.toSorted()).toEqual(deals.flatMap((deal) => [`${deal} again`, `${deal} post`]).toSorted());
    for (const deal of deals)
      // in the order of the steps
      expect(steps.filter((step) => step.startsWith(deal))).toEqual([`${deal} post`, `${deal} again`]);
    expect((await runs()).every(({ status }) => status === 'done')).toBe(true);
  });

  it('is refused where the endpoint is gone or off, may not see the record, or its maker manages no webhooks', async () => {
    const [gone, off, blind] = [await endpoint(), await endpoint({ name: 'Off' }), await endpoint({ name: 'Blind', grants: ['crm/product:read@org'] })]; // prettier-ignore
    await ann.ask(`DELETE /api/v1/webhooks/${gone.id}`);
    await ann.ask(`PUT /api/v1/webhooks/${off.id}`, { isOn: false });
    for (const { id } of [gone, off, blind]) await putLive(w, { name: id, trigger: hasNextStep, steps: [post(id)] });
    const boss = await w.tenant.person('Boss', 'admin');
    await putLive(w, { name: 'Of Boss', steps: [{ id: 'wait', kind: 'wait', count: 1, unit: 'hour' }, post((await endpoint()).id)] }, boss); // prettier-ignore
    await dealWith('Fair');
    await work();
    await w.ann.do([changeEdit(boss.userId, 'platform/person', { memberships: [[{ role: 'admin', teamId: null }], [{ role: 'viewer', teamId: w.teams.t1 }]] })]); // prettier-ignore
    given.test.advance(3_700_000);
    await work();
    const whys = (await runs()).map(({ status, why }) => `${String(status)}: ${String(why)}`).toSorted();
    expect(whys).toEqual([
      'refused: The person who made this version may not manage webhooks.',
      'refused: The rights of the webhook “Blind” do not show it this record.',
      'refused: The webhook to which it posts was removed. Choose another one in a new version.',
      'refused: The webhook “Off” is turned off. Turn it on, and try the step again.',
    ]);
    expect(receiver.got).toEqual([]);
  });
});
