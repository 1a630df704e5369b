import { beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../db/database.ts';
import { withOwner } from '../../db/owner-connection.ts';
import { createLog } from '../../http/log.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { webhookAdministrator } from '../../testing/webhook-world.ts';
import { webhookWork } from './webhook-worker.ts';

const given = givenServer();
let w: SalesWorld;
const plans: { readonly statement: string; readonly plan: string }[] = [];

/** Explains each statement about deliveries before it runs, as the app's role. */
const explaining = (database: Database): Database => ({
  ...database,
  transaction: (mode, work) =>
    database.transaction(mode, (tx) =>
      work({
        ...tx,
        async query(statement, parameters) {
          if (statement.includes('store.webhook_delivery')) {
            const rows = await tx.query<{ 'QUERY PLAN': string }>(`explain ${statement}`, parameters);
            plans.push({ statement, plan: rows.map((row) => row['QUERY PLAN']).join('\n') });
          }
          return tx.query(statement, parameters);
        },
      }),
    ),
});

beforeAll(async () => {
  w = await makeSalesWorld(given.test);
  const ann = await webhookAdministrator(given.test, w.tenant);
  const settings = {
    name: 'ERP',
    url: 'https://hooks.example.com',
    grants: ['*:*@org'],
    sends: [{ entity: 'crm/deal' }],
  };
  await ann.ask('POST /api/v1/webhooks', settings);
  await w.mia.do([w.deal(w.id())]);
  // A log of 90 days: most are done, some thousands wait for a try that comes later, many of them in order.
  await withOwner(given.database.ownerUrl, (owner) =>
    owner.run(`
      insert into store.webhook_delivery (org_id, endpoint_id, n, type, entity, subject, state, tries, due_at, fence, log, made_at)
        select e.org_id, e.id, 1000000 + g, 'deal.updated', 'crm/deal', md5((g % 700)::text)::uuid, case when g > 57000 then 'waiting' else 'done' end, 1,
          '2027-01-01T00:00:00.000Z', 1, '[]', '2026-11-20T08:00:00.000Z' from generate_series(1, 60000) g, store.webhook_endpoint e;
      analyze store.webhook_delivery;`),
  );
});

const workOf = (database: Database) =>
  webhookWork({
    ...given.test.server.tenancy,
    database,
    monotonic: given.test.monotonic,
    keys: given.test.keys,
    webhookFetch: () => Promise.resolve(new Response('', { status: 200 })),
    durability: 'commit',
    workers: 'when-asked',
    log: createLog({ level: 'info', to: { write: (line) => expect.fail(line) } }),
  }).worker;
const early = () => w.tenant.rows(`select state, tries from store.webhook_delivery where n < 1000000 order by n`);

describe('plans of the deliveries as the app sees them', () => {
  it('[P-2] [EVT-5] find due deliveries, their order and old ones by an index, however long the log is', async () => {
    await workOf(explaining(given.test.database)).run(w.tenant.orgId);
    expect(await early()).toEqual([{ state: 'done', tries: 1 }]);
    const planOf = (words: string) => plans.find(({ statement }) => statement.includes(words))?.plan;
    expect(planOf('with due as materialized')).toMatch(/webhook_delivery_due/);
    expect(planOf('with due as materialized')).toMatch(/webhook_delivery_order/);
    expect(planOf('delete from store.webhook_delivery')).toMatch(/webhook_delivery_made/);
    expect(plans.length).toBeGreaterThan(5);
    for (const { statement, plan } of plans) expect([statement, plan]).toEqual([statement, expect.not.stringMatching(/Seq Scan on webhook_delivery/)]); // prettier-ignore
  });
});

describe('an endpoint with too many waiting deliveries', () => {
  it('[E-3] leaves further events in the journal until fewer wait, and loses none', async () => {
    const { orgId } = w.tenant;
    await w.tenant.rows(`update store.webhook_delivery set state = 'waiting' where n > 1050000 and n <= 1057000`);
    await w.mia.do([w.deal(w.id())]);
    await workOf(given.test.database).run(orgId);
    expect(await early()).toEqual([{ state: 'done', tries: 1 }]);
    await w.tenant.rows(`update store.webhook_delivery set state = 'done' where n = 1050001`);
    await workOf(given.test.database).run(orgId);
    expect(await early()).toEqual([{ state: 'done', tries: 1 }, { state: 'done', tries: 1 }]); // prettier-ignore
  });
});
