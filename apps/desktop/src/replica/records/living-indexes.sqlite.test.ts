import { beforeEach, describe, expect, it, vi } from 'vitest';
import { compileList } from '@outpost/domain/kernel/query/lists/compile-list';
import { compileSummary } from '@outpost/domain/kernel/query/sums/compile-summary';
import { type AskedLife, listQuerySchema, summaryQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import type { CompiledQuery, QueryGround } from '@outpost/domain/kernel/query/query-engine';
import type { Result } from '@outpost/domain/kernel/refusal';
import { columnExpression, recordTable } from '@outpost/domain/kernel/query/sqlite-expression';
import { tenantForTest } from '../testing/for-test.ts';
import { type GivenTenant, givenPerson } from '../testing/given-tenant.ts';
import { addedRecord, performed } from '../testing/performed.ts';
import { ReplicaLookups } from './replica-lookups.ts';

const deals = recordTable('crm/deal');

describe('[D-2] indexes of living records only', () => {
  let device: GivenTenant;
  const ids: string[] = [];
  const writer = () => device.tenant.device.database.file.writer;

  /** Makes three deals: one is alive, one was deleted, one was merged into the first. */
  beforeEach(async () => {
    device = await tenantForTest();
    ids.length = 0;
    for (const name of ['Ada', 'Ben', 'Cleo'])
      ids.push(await addedRecord(device, 'crm/deal', { name, stage: 'prospecting' }));
    const [kept = '', deleted = '', merged = ''] = ids;
    await performed(device, 'Changed', [{ entity: 'crm/deal', id: deleted, fields: { life: 'deleted' } }]);
    await performed(device, 'Changed', [{ entity: 'crm/deal', id: merged, fields: { life: `merged:${kept}` } }]);
  });

  const ground = (): QueryGround => ({
    catalogue: device.tenant.device.catalogue,
    engine: { dialect: 'sqlite' },
    asking: { userId: givenPerson.id, now: '2026-11-21T08:00:00.000Z', timeZone: 'UTC' },
    currency: 'USD',
    rowsOf: (entity, life) => device.tenant.device.lookups.mostRowsOf(recordTable(entity), life),
  });
  const list = (life: AskedLife) =>
    compileList(ground(), {
      ...listQuerySchema.parse({ entity: 'crm/deal', sort: [{ field: 'name', direction: 'asc' }] }),
      life,
    });
  const total = (life: AskedLife) =>
    compileSummary(ground(), { ...summaryQuerySchema.parse({ entity: 'crm/deal' }), life });
  function compiled<Answer>(question: Result<CompiledQuery<Answer>>): CompiledQuery<Answer> {
    if (!question.ok) throw new Error(question.message);
    return question.value;
  }
  const ask = <Answer>(question: Result<CompiledQuery<Answer>>): Answer => {
    const { sql, parameters, decode } = compiled(question);
    return decode(
      writer()
        .prepare<unknown[], Record<string, unknown>>(sql)
        .all(...parameters),
    );
  };
  const planOf = (sql: string, values: readonly unknown[] = []) =>
    writer()
      .prepare<unknown[], { readonly detail: string }>(`explain query plan ${sql}`)
      .all(...values)
      .map(({ detail }) => detail);

  it.each<readonly [AskedLife, readonly string[]]>([
    ['alive', ['Ada']],
    ['deleted', ['Ben']],
    ['any', ['Ada', 'Ben', 'Cleo']],
    ['gone', ['Ben', 'Cleo']],
  ])('find the requested records: %s', (life, names) => {
    expect(ask(list(life)).rows.map(({ fields }) => fields['name'])).toEqual(names);
    expect(ask(total(life)).groups.map(({ count }) => count)).toEqual([names.length]);
  });

  it('answer questions about living records from the index only, and about deleted ones from their own index', () => {
    const jump = compiled(
      compileList(
        ground(),
        listQuerySchema.parse({ entity: 'crm/deal', sort: [{ field: 'name', direction: 'asc' }], offset: 10 }),
      ),
    );
    expect(planOf(jump.sql, jump.parameters)).toContain(`SCAN t USING COVERING INDEX ${deals}__by_name`);
    const sum = compiled(compileSummary(ground(), summaryQuerySchema.parse({ entity: 'crm/deal', sums: ['value'] })));
    expect(planOf(sum.sql, sum.parameters)).toContain(`SCAN t USING COVERING INDEX ${deals}__by_value`);
    expect(planOf(sum.sql, sum.parameters).join()).toContain(
      `SEARCH o USING INDEX ${deals}__by__ends_of_keys_valueCurrency`,
    );
    for (const life of ['deleted', 'gone'] as const) {
      const { sql, parameters } = compiled(list(life));
      expect(planOf(sql, parameters).join()).toContain(`USING INDEX ${deals}__by__not_living`);
    }
  });

  it('[Q-3] a question about deleted records reads as many records as were deleted', () => {
    const { lookups } = device.tenant.device;
    expect((['deleted', 'gone', 'alive'] as const).map((life) => lookups.mostRowsOf(deals, life))).toEqual([2, 2, 3]);
    const count = `select count(*) from ${deals} where deleted = 0 and ${columnExpression('life')}`;
    expect(planOf(`${count} <> 'alive'`).join()).toContain(`${deals}__by__not_living`);
    expect(planOf(`${count} = 'alive'`).join()).toMatch(/COVERING INDEX/);
    expect(lookups.counts()['crm/deal']).toBe(1);
  });

  it('return a parent’s children by index, including deleted ones', async () => {
    const lookups = new ReplicaLookups(device.tenant.device.database.file); // a new object without prepared statements
    const about = `crm/deal:${ids[0]}`;
    const note = (subject: string) => addedRecord(device, 'crm/activity', { about, kind: 'note', subject });
    const [kept, deleted] = [await note('Called'), await note('Wrote')];
    await performed(device, 'Changed', [{ entity: 'crm/activity', id: deleted, fields: { life: 'deleted' } }]);
    const asked: string[] = [];
    const prepare = writer().prepare.bind(writer());
    vi.spyOn(writer(), 'prepare').mockImplementation((sql: string) => {
      asked.push(sql);
      return prepare(sql);
    });
    const children = lookups.childrenOf('crm/activity', 'about', about);
    vi.restoreAllMocks();
    expect(children).toEqual([kept, deleted]);
    expect(lookups.idsByKey('crm/activity', 'about', about)).toEqual([kept]);
    const ofActivities = asked.filter((sql) => sql.includes(recordTable('crm/activity')));
    expect(ofActivities).toHaveLength(2);
    for (const sql of ofActivities) expect(planOf(sql, [about])[0]).toMatch(/^SEARCH .* USING (COVERING )?INDEX/);
  });
});
