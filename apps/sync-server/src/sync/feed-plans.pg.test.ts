import { beforeAll, describe, expect, it } from 'vitest';
import { holdersKey } from '@outpost/domain/engine/reads/look';
import { inTenant, type Transaction } from '../db/database.ts';
import { withOwner } from '../db/owner-connection.ts';
import { loadNeeds } from '../records/load/load.ts';
import { nothingLoaded, noNeeds } from '../records/load/loaded.ts';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../testing/sales-world.ts';
import { readFirstPlaces } from './pages/first-places.ts';
import { readHistory } from './history/history-rows.ts';
import type { Lane } from './naming/standing.ts';
import { type FeedRow, readFeed, readNamed, readNews, readUnfinished, readWhole } from './pages/read-feed.ts';
import { usualPullLimits } from './pages/pull-limits.ts';
import { countRemaining } from './pages/remaining-rows.ts';

// P-2: under row security an index serves only leakproof conditions, so the plans are those of the app's role.
const given = givenServer();
let w: SalesWorld;
beforeAll(async () => {
  w = await makeSalesWorld(given.test);
  await withOwner(given.database.ownerUrl, (owner) =>
    owner.run(`
      insert into store.feed (org_id, token, id, entity, n, gone, since)
        select o.org_id, 'crm/deal@user:' || (g % 50), gen_random_uuid(), 'crm/deal', g, g % 20 = 0, g from generate_series(1, 60000) g, store.tenants o
        union all select o.org_id, 'crm/deal@org', gen_random_uuid(), 'crm/deal', g, false, g from generate_series(1, 60000) g, store.tenants o;
      insert into store.crm_deal (org_id, id, version, schema, life, shared_with, fields, keys, created_at, created_by, updated_at, updated_by)
        select o.org_id, gen_random_uuid(), g, 1, 'alive', '{}', '{}', jsonb_build_object('externalKey', 'k' || g), 'x', o.org_id, 'x', o.org_id from generate_series(1, 30000) g, store.tenants o;
      insert into store.reference (org_id, target_id, entity, field, id)
        select org_id, id, 'crm/task', 'about', gen_random_uuid() from store.crm_deal;
      insert into store.past_filing (org_id, id, token, since, until)
        select org_id, gen_random_uuid(), token, since, since + 1 from store.feed where gone;
      analyze store.past_filing; analyze store.feed; analyze store.crm_deal; analyze store.reference;`),
  );
});

/** Returns the plans of every statement that some work runs, as the app's role. */
async function plansOf(work: (tx: Transaction) => Promise<unknown>): Promise<string> {
  const plans: string[] = [];
  await inTenant(given.test.database, { orgId: w.tenant.orgId, mode: 'snapshot' }, (tx) =>
    work({
      async query(statement, parameters) {
        const rows = await tx.query<{ 'QUERY PLAN': string }>(`explain ${statement}`, parameters);
        plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
        return tx.query(statement, parameters);
      },
    }),
  );
  return plans.join('\n\n');
}

const held = { since: () => 0 };
const laneOf = (token: string, from: string): [string, Lane] => [token, { kind: 'crm/deal', tokens: [token], from }];

describe('plans as the app sees them', () => {
  it('[P-2, S-1] news of many tokens and whole tokens are read in order from the index, without sorting the feed', async () => {
    const { orgId } = w.tenant;
    const tokens = ['crm/deal@org', ...Array.from({ length: 30 }, (_, user) => `crm/deal@user:${user}`)];
    const news = await plansOf((tx) =>
      readNews(tx, orgId, { at: { n: 1_000, id: '~' }, tokens, ...held, limit: 500, head: 60_000, byNumber: 2_000 }),
    );
    expect(news).toMatch(/Index.*Scan using feed_news/);
    expect(news).not.toMatch(/Seq Scan|Sort/);
    const whole = await plansOf((tx) => readWhole(tx, orgId, { tokens: ['crm/deal@org'], from: '', limit: 500 }));
    expect(whole).toMatch(/Index.*Scan using feed_pkey/);
    expect(whole).not.toMatch(/Seq Scan|Sort/);
    const last = 'ffffffff-ffff-7fff-bfff-ffffffffffff';
    const read = [laneOf('crm/deal@org', ''), laneOf('crm/deal@user:7', last), laneOf('crm/deal@user:8', '')];
    const unfinished = await plansOf(async (tx) =>
      expect(await readUnfinished(tx, orgId, read)).toEqual({ 'crm/deal@org': '', 'crm/deal@user:8': '' }),
    );
    expect(unfinished).toMatch(/Index.*Scan using feed_pkey/);
    expect(unfinished).not.toMatch(/Seq Scan|Sort/);
  });

  it('[T-29] near the head news is read by number for all tokens; beyond the bound and far behind, by token', async () => {
    const { orgId } = w.tenant;
    const tokens = Array.from({ length: 5_000 }, (_, user) => `crm/deal@user:${user}`);
    const ask = { tokens, ...held, limit: 500, head: 60_000 };
    const read = async (n: number, byNumber: number) => {
      const found: FeedRow[] = [];
      const plan = await plansOf(async (tx) => {
        found.push(...(await readFeed(tx, orgId, { ...ask, at: { n, id: '~' }, byNumber })));
      });
      return { plan, found: found.toSorted((a, b) => a.n - b.n || (a.token < b.token ? -1 : 1)) };
    };
    const near = await read(59_900, 2_000);
    expect(near.plan).toMatch(/Index.*Scan using feed_by_number/);
    expect(near.plan).not.toMatch(/feed_news|Seq Scan/);
    const beyond = await read(59_900, 100); // there are more rows: each record has two tokens
    const far = await read(54_000, 2_000);
    for (const { plan } of [beyond, far]) expect(plan).toMatch(/Index.*Scan using feed_news/);
    expect(near.found.length).toBeGreaterThan(50);
    expect(near.found).toEqual(beyond.found);
  });

  it('[P-2, S-8] the newest of each kind are read backwards from the index, and the records that they name by key', async () => {
    const { installed } = given.test.server.tenancy;
    const { orgId } = w.tenant;
    const tenant = { orgId, installed, catalogue: installed, definitions: [], filedByMonth: {} };
    const tokens = ['crm/deal@org', ...Array.from({ length: 30 }, (_, user) => `crm/deal@user:${user}`)];
    const newest = await plansOf(async (tx) =>
      expect(await readFirstPlaces(tx, tenant, { tokens, limit: 120 })).toHaveLength(50),
    );
    expect(newest).toMatch(/Index.*Scan Backward using feed_pkey/);
    expect(newest).not.toMatch(/Seq Scan|Sort/);
    const named = await plansOf((tx) => readNamed(tx, orgId, { tokens, ids: tokens.map(() => orgId) }));
    expect(named).toMatch(/Index.*Scan using feed_pkey/);
    expect(named).not.toMatch(/Seq Scan/);
  });

  it('[P-2, S-9] history, and the numbers since which its records are seen, are found by key, a record at a time', async () => {
    const { installed } = given.test.server.tenancy;
    const tenant = {
      orgId: w.tenant.orgId,
      installed,
      catalogue: installed,
      definitions: [],
      filedByMonth: {},
    };
    const tokens = [
      'platform/person@org',
      'crm/deal@org',
      ...Array.from({ length: 30 }, (_, user) => `crm/deal@user:${user}`),
    ];
    const found: unknown[] = [];
    const plans = await plansOf(async (tx) => {
      const since = Object.fromEntries(tokens.map((token) => [token, 1_000])); // so earlier stretches are read too
      const first = { ...Object.fromEntries(tokens.map((token) => [token, 1])), 'platform/person@lost': 1 };
      const past = new Map([['platform/person@org', [{ since: 1, until: 1_000 }]]]);
      const holds = { first, since, past, isPastCut: false, lastLost: 1_000, lastRegained: 0 };
      const ask = {
        userId: '00000000-0000-7000-8000-000000000001',
        tokens,
        holds,
        limits: usualPullLimits,
        after: 0,
        head: 1_000,
      };
      found.push(...(await readHistory(tx, tenant, ask)).rows);
    });
    expect(found.length).toBeGreaterThan(3);
    expect(plans).toMatch(/Index Scan using feed_pkey/);
    expect(plans).toMatch(/Index Scan using past_filing_pkey/);
    expect(plans).not.toMatch(/Seq Scan|Hash Join/);
  });

  it('[P-2, P-4] the write path finds records, references and unique keys by index', async () => {
    const needs = noNeeds();
    needs.records.add(w.id());
    needs.references.add(w.id());
    needs.acts.add(w.id());
    needs.holders.add(holdersKey('crm/deal', ['externalKey'], ['k77']));
    const tenant = {
      orgId: w.tenant.orgId,
      installed: given.test.server.tenancy.installed,
      catalogue: given.test.server.tenancy.installed,
      definitions: [],
      filedByMonth: {},
    };
    const loaded = nothingLoaded();
    const plans = await plansOf((tx) => loadNeeds(tx, tenant, { needs, loaded }));
    expect([...loaded.holders.values()].flat()).toHaveLength(1);
    expect(plans).toMatch(/crm_deal_by_(unique_external_key_alive|external_key)/); // the constraint's own index (ADR 125), or the list's
    expect(plans).not.toMatch(/Seq Scan on (crm_deal|reference|feed)/);
  });

  it('[S-1] the number of rows after a page is exact while it is small, and else an estimate that reads none of them', async () => {
    const { orgId } = w.tenant;
    const remaining = (n: number, whole: Readonly<Record<string, string>>): Promise<number> =>
      inTenant(given.test.database, { orgId, mode: 'snapshot' }, (tx) =>
        countRemaining(tx, orgId, {
          next: { n },
          lanes: Object.entries(whole).map(([token, from]) => laneOf(token, from)[1]),
          tokens: ['crm/deal@org'],
        }),
      );
    expect(await remaining(59_000, {})).toBe(1_000);
    expect(await remaining(60_000, { 'crm/deal@user:7': '' })).toBe(1_200);
    const [all, half] = [
      await remaining(60_000, { 'crm/deal@org': '' }),
      await remaining(60_000, { 'crm/deal@org': '80000000-0000-4000-8000-000000000000' }),
    ];
    expect(all).toBeGreaterThan(40_000);
    expect(all).toBeLessThan(90_000);
    expect(half).toBeGreaterThan(20_000);
    expect(half).toBeLessThan(45_000);
  });

  it('[S-1] the number of rows after a first page is counted while there are no statistics: after an import', async () => {
    const { orgId } = w.tenant;
    const [first, later] = await inTenant(given.test.database, { orgId, mode: 'write' }, async (tx) => {
      await tx.query(
        `insert into store.feed (org_id, token, id, entity, n, gone, since)
         select $1, 'crm/deal@new', gen_random_uuid(), 'crm/deal', 70000 + i, false, 70000 + i from generate_series(1, 12000) i`,
        [orgId],
      );
      const asked = { next: { n: 0 }, lanes: [laneOf('crm/deal@new', '')[1]], tokens: [] };
      return [await countRemaining(tx, orgId, { ...asked, isFirst: true }), await countRemaining(tx, orgId, asked)];
    });
    expect([first, later]).toEqual([12_000, 5_000]);
  });
});
