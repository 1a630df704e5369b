import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { installedSample, sampleCatalogue, sampleRecords } from '../../testing/query-sample.ts';
import { type QueryStore, postgresStore, sqliteStore } from '../../testing/query-stores.ts';
import { seededRandom } from '../../testing/seeded-random.ts';
import { tokensOf } from '../access/access.ts';
import { entityOf } from '../catalogue/catalogue.ts';
import type { StoredRecord } from '../entities/record.ts';
import type { Result } from '../refusal.ts';
import { compileList } from './lists/compile-list.ts';
import { compileNearSearch } from './search/compile-search.ts';
import { compileSummary } from './sums/compile-summary.ts';
import { type ListQueryInput, listQuerySchema, summaryQuerySchema } from '../questions/list-query.ts';
import type { CompiledQuery, QueryGround } from './query-engine.ts';

const me = '0190b1f2-7c00-7000-8000-0000000000aa';
const orgId = '0190b1f2-7c00-7000-8000-00000000000f';
const all = sampleRecords(seededRandom(3), { things: 6_000, people: [me] });
const records = new Map(all);
// Amounts and names differ, as in real data: with only six values a planner rightly avoids an index.
records.set(
  'sample/thing',
  (all.get('sample/thing') ?? []).map((record, index): StoredRecord => ({
    ...record,
    life: 'alive',
    fields: {
      ...record.fields,
      name: `Thing ${(index * 7919) % 6007}`,
      value: { amount: index * 31, currency: 'USD' },
      dueOn: `2026-${String(1 + (index % 12)).padStart(2, '0')}-${String(1 + (index % 28)).padStart(2, '0')}`,
    },
  })),
);

let server: QueryStore;
let device: QueryStore;
beforeAll(async () => {
  server = await postgresStore(
    sampleCatalogue,
    { url: inject('postgresUrl'), database: 'query_plans', orgId },
    {
      installed: installedSample,
      records,
      tokensOf: (record) => tokensOf(entityOf(sampleCatalogue, record.entity), record),
    },
  );
  device = sqliteStore(sampleCatalogue, records);
});
afterAll(async () => {
  await server?.close();
  await device?.close();
});

const base = {
  catalogue: sampleCatalogue,
  asking: { userId: me, now: '2026-11-20T09:00:00.000Z', timeZone: 'UTC' },
  currency: 'USD',
};
const onDevice: QueryGround = { ...base, engine: { dialect: 'sqlite' } };
const onServer: QueryGround = {
  ...base,
  engine: { dialect: 'postgres', orgId, visible: 'all', installed: installedSample },
};
const asMember: QueryGround = {
  ...base,
  engine: { dialect: 'postgres', orgId, visible: { tokens: [`sample/thing@user:${me}`] }, installed: installedSample },
};

function compiled<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result.value;
}
const list = (ground: QueryGround, query: Omit<ListQueryInput, 'entity'>) =>
  compiled(compileList(ground, listQuerySchema.parse({ entity: 'sample/thing', ...query })));

/** Returns the query for the page after the fifth. */
async function laterPage(query: Omit<ListQueryInput, 'entity'>): Promise<Omit<ListQueryInput, 'entity'>> {
  let after: string | null = null;
  for (let page = 0; page < 5; page += 1)
    after = (await device.ask(list(onDevice, after === null ? query : { ...query, after }))).next;
  if (after === null) throw new Error('The list is too short');
  return { ...query, after };
}
const planOn = async (store: QueryStore, query: CompiledQuery<unknown>) => (await store.plan(query)).join('\n');

const column = {
  where: { field: 'stage', op: 'is', value: 'open' },
  sort: [{ field: 'value', direction: 'desc' }],
} satisfies Omit<ListQueryInput, 'entity'>;
const byName = { sort: [{ field: 'name', direction: 'asc' }] } satisfies Omit<ListQueryInput, 'entity'>;
const soon = {
  where: { field: 'dueOn', op: 'within', value: 'this-month' },
  sort: [{ field: 'dueOn', direction: 'asc' }],
} satisfies Omit<ListQueryInput, 'entity'>;

const around = { field: 'where', op: 'near', value: { latitude: 48.2, longitude: 16.4, metres: 3_000 } } as const;
const countedAround = (field: string) =>
  summaryQuerySchema.parse({ entity: 'sample/thing', where: { ...around, field }, sums: ['count'] });

describe('[D-2] [Q-3] SQLite reads the indexes that the declarations name', () => {
  it('a board column in the order of its index, its later pages as ranges of it', async () => {
    const first = await planOn(device, list(onDevice, column));
    expect(first).toContain('USING INDEX r_sample_thing__by_stage_value (keys.stage=?)');
    expect(first).not.toContain('TEMP B-TREE');
    const later = await planOn(device, list(onDevice, await laterPage(column)));
    expect(later).toContain('r_sample_thing__by_stage_value (keys.stage=? AND (keys.value,id)<(?,?))');
    expect(later).not.toMatch(/SCAN t\b/);
  });

  it('a whole list in the order of its index, its later pages as ranges of it', async () => {
    const first = await planOn(device, list(onDevice, byName));
    expect(first).toContain('SCAN t USING INDEX r_sample_thing__by_name');
    expect(first).not.toContain('TEMP B-TREE');
    const later = await planOn(device, list(onDevice, await laterPage(byName)));
    expect(later).toContain('r_sample_thing__by_name ((keys.name,id)>(?,?))');
    expect(later).not.toMatch(/SCAN t\b/);
  });

  it('a span of dates as a range', async () => {
    expect(await planOn(device, list(onDevice, soon))).toContain(
      'r_sample_thing__by_due_on (keys.due^on>? AND keys.due^on<?)',
    );
  });

  it("a board's sums from the index that holds their values", async () => {
    const sums = summaryQuerySchema.parse({ entity: 'sample/thing', groupBy: 'stage', sums: ['value'] });
    expect(await planOn(device, compiled(compileSummary(onDevice, sums)))).toContain(
      'SCAN t USING COVERING INDEX r_sample_thing__by_stage_value',
    );
  });
});

describe('[K-2] [Q-3] SQLite finds places by the ranges of their grid key', () => {
  it('in a list and in sums, from the index alone', async () => {
    for (const query of [
      list(onDevice, { where: around }),
      list(onDevice, { where: { and: [around, column.where] }, ...byName }),
      compiled(compileSummary(onDevice, countedAround('where'))),
      compiled(compileSummary(onDevice, countedAround('spot'))), // K-3: a tenant's own field
    ]) {
      const plan = await planOn(device, query);
      expect(plan).toMatch(
        /SEARCH g USING COVERING INDEX r_sample_thing__by_(where|spot) \(keys.(where|spot)>\? AND keys.(where|spot)<\?\)/,
      );
      expect(plan).not.toMatch(/SCAN t$/m);
    }
  });
});

describe("[P-2] Postgres reads them as the app's role, under forced row security", () => {
  // The planner's choice between several indexes, and whether it also reads the records, depends on its statistics. The test
  // checks only that it uses an index with the query's own conditions as the range, because row security could prevent that.
  it('a board column and its later pages, with all records visible or only some', async () => {
    for (const ground of [onServer, asMember]) {
      const first = await planOn(server, list(ground, column));
      expect(first).toMatch(/Scan Backward using sample_thing_by_stage_value on sample_thing t/);
      const later = await planOn(server, list(ground, await laterPage(column)));
      expect(later).toMatch(/Index Cond: .*k_value = .*id < /);
      expect(later).toMatch(/Index Cond: .*k_stage = .*k_value < /);
      for (const plan of [first, later]) expect(plan).not.toContain('Seq Scan on sample_thing');
    }
  });

  it('a whole list and its later pages', async () => {
    const first = await planOn(server, list(onServer, byName));
    expect(first).toMatch(/Scan using sample_thing_by_name on sample_thing t/);
    expect(first).not.toMatch(/Join|Nested Loop|Sort/); // the records are read along the index
    // If only some records are visible, many rows may be checked for a few results, so their records are read last.
    expect(await planOn(server, list(asMember, byName))).toMatch(/sample_thing_pkey on sample_thing r/);
    const later = await planOn(server, list(onServer, await laterPage(byName)));
    expect(later).toMatch(/Index Cond: .*k_name > /);
    expect(later).not.toContain('Seq Scan on sample_thing');
  });

  it('a span of dates as a range', async () => {
    expect(await planOn(server, list(onServer, soon))).toMatch(
      /sample_thing_by_due_on on sample_thing t\n.*Index Cond: .*k_due_on >= .*k_due_on < /,
    );
  });

  it('[K-2] a place by the ranges of its grid key', async () => {
    for (const ground of [onServer, asMember]) {
      const plan = await planOn(server, list(ground, { where: around }));
      expect(plan).toMatch(/Index (Only )?(Scan|Cond).*\n?.*k_where >= .*k_where <= /);
      expect(plan).not.toContain('Seq Scan on sample_thing');
    }
    const plan = await planOn(server, compiled(compileSummary(onServer, countedAround('spot'))));
    expect(plan).toMatch(/record_key_number[^\n]*\n[^\n]*Index Cond: .*number_key >= .*number_key <= /);
  });

  it('a reference by the set of matching records, not record by record', async () => {
    const plan = await planOn(server, list(onServer, { where: { field: 'shop.sector', op: 'is', value: 'ada' } }));
    expect(plan).toMatch(/Index Cond: .*k_shop = /);
  });

  it("[K-3] a tenant's own field by its index", async () => {
    const counted = summaryQuerySchema.parse({
      entity: 'sample/thing',
      where: { field: 'score', op: 'is', value: 499.5 },
    });
    const plan = await planOn(server, compiled(compileSummary(onServer, counted)));
    expect(plan).toMatch(/record_key_number .*\n.*Index Cond: .*number_key = /);
  });

  it('[Q-4] a search by a range of tokens', async () => {
    const plan = await planOn(server, list(onServer, { search: '600' }));
    expect(plan).toMatch(/search_token_pkey.*\n.*Index Cond: .*token >= '600'/);
  });

  it('[E-3] [Q-4] a search of however many words by one range for them all', async () => {
    const ofTwo = await planOn(server, list(onServer, { search: 'thing 600' }));
    const ofMany = await planOn(
      server,
      list(onServer, {
        search: Array.from({ length: 66 }, (_, n) => `${'abcdef'.charAt(n % 6)}${'mnopqrstuvw'.charAt(n % 11)}`).join(
          ' ',
        ),
      }),
    );
    for (const plan of [ofTwo, ofMany]) {
      expect(plan.match(/on search_token/g)).toHaveLength(1);
      expect(plan).toMatch(/search_token_pkey.*\n.*Index Cond: .*token >= .* AND .*token < /);
    }
    expect(ofMany.split('\n').length).toBe(ofTwo.split('\n').length);
  });

  it('[E-3] [Q-4] spellings of a mistyped word by ranges of the vocabulary and of tokens, on both engines', async () => {
    const question = { text: 'thnig other', limit: 20 };
    const onPostgres = await planOn(server, compiled(compileNearSearch(onServer, question)));
    expect(onPostgres).toMatch(/title_word_pkey.*\n.*Index Cond: .*word >= .* AND .*word < /);
    expect(onPostgres).toMatch(/search_token_pkey.*\n.*Index Cond: .*token >= .* AND .*token < /);
    expect(onPostgres).not.toMatch(/Seq Scan on (search_token|title_word)/);
    const onSqlite = await planOn(device, compiled(compileNearSearch({ ...onDevice, rowsOf: () => 6_000 }, question)));
    expect(onSqlite).toMatch(/SEARCH v .*USING PRIMARY KEY \(word>\? AND word<\?\)/);
    expect(onSqlite).not.toMatch(/SCAN v\b/);
  });
});
