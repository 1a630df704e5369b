import { beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../db/database.ts';
import { withOwner } from '../../db/owner-connection.ts';
import { putLive, workerOf } from '../../testing/automation-world.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';

const given = givenServer();
let w: SalesWorld;
const plans: string[] = [];

/** Explains each question for records before it runs, as the app's role. */
const explaining = (database: Database): Database => ({
  ...database,
  transaction: (mode, work) =>
    database.transaction(mode, (tx) =>
      work({
        ...tx,
        async query(statement, parameters) {
          if (/from "?store"?\."?crm_deal/.test(statement) && /limit/.test(statement)) {
            const rows = await tx.query<{ 'QUERY PLAN': string }>(`explain (analyze, buffers) ${statement}`, parameters);
            plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
          }
          return tx.query(statement, parameters);
        },
      }),
    ),
}); // prettier-ignore

/** Returns the pages of the table and its indexes that a plan has read in all. */
const pagesOf = (plan: string): number =>
  Number(/Buffers: shared hit=(?<hit>\d+)/.exec(plan)?.groups?.['hit'] ?? 0) +
  Number(/Buffers: shared (?:hit=\d+ )?read=(?<read>\d+)/.exec(plan)?.groups?.['read'] ?? 0);

beforeAll(async () => {
  w = await makeSalesWorld(given.test);
  const like = w.id();
  await w.mia.do([w.deal(like, { closesOn: '2026-01-01' })]);
  // 15,000 deals that close on 1,000 different days.
  await withOwner(given.database.ownerUrl, (owner) =>
    owner.run(`
      insert into store.crm_deal (org_id, id, schema, version, life, owner_id, team_id, shared_with, inherited, fields, created_at, created_by, updated_at, updated_by, keys)
        select d.org_id, md5('deal ' || g)::uuid, d.schema, d.version, d.life, d.owner_id, d.team_id, d.shared_with, d.inherited,
          d.fields || jsonb_build_object('closesOn', day), d.created_at, d.created_by, d.updated_at, d.updated_by, d.keys || jsonb_build_object('closesOn', day)
        from generate_series(1, 15000) g, lateral (select (date '2026-01-01' + g % 1000)::text as day) days, store.crm_deal d where d.id = '${like}';
      analyze store.crm_deal;`),
  );
});

describe('[AUT-14] [P-2] the question for due records as the app sees it', () => {
  it('reads the records of one day among 15,000 by an index, not the table', async () => {
    const wait = [{ id: 'wait', kind: 'wait', count: 1, unit: 'day' }];
    await putLive(w, { trigger: { kind: 'date', field: 'closesOn', offset: -3, unit: 'day', at: '09:00' }, steps: wait }); // prettier-ignore
    given.test.advance(3_600_000);
    await workerOf(given.test, { database: explaining(given.test.database) }).run(w.tenant.orgId);
    expect(await w.tenant.rows(`select distinct cause ->> 'value' as day, count(*) from store.automation_run group by 1`)).toEqual([{ day: '2026-11-23', count: 15 }]); // prettier-ignore
    expect(plans.length).toBeGreaterThan(0);
    for (const plan of plans) {
      expect(plan).toMatch(/crm_deal_by_closes_on/);
      expect(plan).not.toMatch(/Seq Scan on crm_deal/);
      expect(pagesOf(plan)).toBeLessThan(300); // the table has more than a thousand pages
    }
  });
});
