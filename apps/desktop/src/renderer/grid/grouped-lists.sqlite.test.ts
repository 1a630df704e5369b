import { installedCatalogue } from '@outpost/domain/installed-packs';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { CompiledQuery, QueryGround } from '@outpost/domain/kernel/query/query-engine';
import { compileList } from '@outpost/domain/kernel/query/lists/compile-list';
import { compileSummary } from '@outpost/domain/kernel/query/sums/compile-summary';
import { type Filter, listQuerySchema, summaryQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import type { Result } from '@outpost/domain/kernel/refusal';
import { sqliteStore } from '@outpost/domain/testing/query-stores';
import { seededRandom } from '@outpost/domain/testing/seeded-random';
import { createFormats } from '@outpost/ui/formats/formats';
import { afterAll, describe, expect, it } from 'vitest';
import type { RefNames, ShownRecord } from '../../bridge/contract.ts';
import { pageRows } from '../queries/use-windows.ts';
import { groupKeyOfRecord, type ListGroup, readListGroup } from '../records/list-group.ts';
import { groupDirection, listOrder } from '../records/list-order.ts';
import { givenShownRecord } from '../testing/given-record.ts';
import { readSort } from '../window/list-address.ts';
import { blocksIn, groupBlocks, rowsOfBlocks } from './group-blocks.ts';
import { rowGroups } from './row-groups.ts';

const timeZone = 'America/New_York'; // an evening of the last day of a month is in the next month of UTC
const formats = createFormats({ locale: 'en-US', timeZone, currency: 'USD' });
const deal = entityOf(installedCatalogue, 'crm/deal');
const random = seededRandom(20261125);

/** The accounts are not in the order of their titles. Two titles differ only in case. */
const accounts = ['Zeta', 'Acme', 'acme', 'Éclair', 'Beta'].map((name, place) => ({ id: `0190b1f2-7c00-7000-8000-0000000000b${place}`, name })); // prettier-ignore
const refs: RefNames = Object.fromEntries(
  accounts.map(({ id, name }) => [id, { entity: 'crm/account', title: name, life: 'alive' }]),
);
const asStored = ({ waiting: _waiting, replaced: _replaced, ...record }: ShownRecord): StoredRecord =>
  record as StoredRecord; // the stored form has no marks of the device
const maybe = <T>(value: T): T | null => (random.chance(0.2) ? null : value);
const dayOfYear = () => `2026-${String(1 + random.below(12)).padStart(2, '0')}-${String(1 + random.below(28)).padStart(2, '0')}`; // prettier-ignore

const deals = Array.from({ length: 600 }, (_, place) =>
  asStored(
    givenShownRecord({
      id: `0190b1f2-7c00-7000-8000-${String(place).padStart(12, '0')}`,
      createdAt: random.pick(['2026-10-31T23:30:00.000Z', '2026-11-01T03:59:59.999Z', '2026-11-01T04:00:00.000Z', '2025-12-31T12:00:00.000Z']), // prettier-ignore
      fields: {
        name: `Deal ${random.below(40)}`,
        stage: random.pick(['prospecting', 'engaging', 'won', 'lost']),
        account: maybe(random.pick(accounts).id),
        closesOn: maybe(dayOfYear()),
        source: maybe(random.pick(['Web', 'WEB', 'web', 'Référé', 'refere', 'Trade fair', ''])),
        externalKey: maybe(`K${place}`),
        value: maybe({ amount: random.below(1_000), currency: random.pick(['USD', 'EUR']) }),
      },
    }),
  ),
);
const store = sqliteStore(
  installedCatalogue,
  new Map([
    ['crm/deal', deals],
    ['crm/account', accounts.map(({ id, name }) => asStored(givenShownRecord({ id, entity: 'crm/account', fields: { name } })))], // prettier-ignore
  ]),
);
afterAll(() => store.close());

const ground: QueryGround = {
  catalogue: installedCatalogue,
  engine: { dialect: 'sqlite' },
  asking: { userId: givenShownRecord().ownerId ?? '', now: '2026-11-20T09:00:00.000Z', timeZone },
  currency: 'USD',
};
function ask<Answer>(compiled: Result<CompiledQuery<Answer>>): Promise<Answer> {
  if (!compiled.ok) throw new Error(compiled.message);
  return store.ask(compiled.value);
}
const listed = async (query: {
  readonly where?: Filter;
  readonly sort: readonly unknown[];
  readonly offset?: number;
  readonly limit?: number;
}) =>
  // prettier-ignore
  (await ask(compileList(ground, listQuerySchema.parse({ entity: deal.name, limit: 1_000, ...query })))).rows.map(
    (row): ShownRecord => ({ ...row, waiting: 0, replaced: [], sharedWith: [], inherited: null }),
  );

/** Returns the rows of a grouped list as the grid reads them: block by block, page by page. */
async function inGroups(group: ListGroup, sort: string) {
  const order = readSort(sort);
  if (!order) throw new Error(`${sort} is no order`);
  const bucket = group.bucket === undefined ? {} : { bucket: group.bucket };
  const summary = await ask(
    compileSummary(ground, summaryQuerySchema.parse({ entity: deal.name, groupBy: group.path, ...bucket, sums: ['value'] })), // prettier-ignore
  );
  const direction = groupDirection(order, group);
  const groups = rowGroups(group, { groups: summary.groups, refs, direction, formats });
  const blocks = groupBlocks(group, groups);
  const pages = new Map<string, readonly ShownRecord[]>();
  for (const { block, ranges } of blocksIn(blocks, [{ start: 0, end: deals.length }])) {
    for (let page = 0; page * pageRows < (ranges[0]?.end ?? 0); page += 1)
      pages.set(`${block.key}/${page}`, await listed({ where: block.where, sort: [order], offset: page * pageRows, limit: pageRows })); // prettier-ignore
  }
  const read = (key: string, index: number) => pages.get(`${key}/${Math.floor(index / pageRows)}`)?.[index % pageRows];
  const rowAt = rowsOfBlocks(blocks, { read, groupOf: (row) => groupKeyOfRecord(group, row, formats) });
  return { groups, blocks, ids: deals.map((_deal, index) => rowAt(index)?.id) };
}

describe('a grouped list', () => {
  it.each([
    ['stage', 'name.asc'],
    ['stage', 'stage.desc'],
    ['account', 'name.desc'],
    ['account', 'account.desc'],
    ['ownerId', 'closesOn.asc'],
    ['source', 'value.desc'],
    ['externalKey', 'name.asc'],
    ['name', 'closesOn.desc'],
    ['closesOn.month', 'name.asc'],
    ['closesOn.month', 'closesOn.desc'],
    ['closesOn.quarter', 'account.asc'],
    ['closesOn.year', 'name.asc'],
    ['createdAt.month', 'name.asc'],
  ])('[Q-2] by %s in the order %s has the rows of the whole list, in the order of an export', async (by, sort) => {
    const group = readListGroup(installedCatalogue, deal, by);
    if (!group) throw new Error(`Not grouped by ${by}`);
    const { ids } = await inGroups(group, sort);
    const unchosen = { field: 'name', direction: 'asc' as const };
    const whole = await listed({ sort: listOrder(unchosen, sort, group) });
    expect(ids).toEqual(whole.map(({ id }) => id));
    expect(new Set(ids).size).toBe(deals.length);
  });

  it('puts several small groups into one question, and long ones into pages of their own', async () => {
    const byKey = readListGroup(installedCatalogue, deal, 'externalKey');
    const byStage = readListGroup(installedCatalogue, deal, 'stage');
    if (!byKey || !byStage) throw new Error('Not grouped');
    const keys = await inGroups(byKey, 'name.asc');
    expect(keys.groups.length).toBeGreaterThan(400);
    expect(keys.blocks.length).toBeLessThan(20);
    const stages = await inGroups(byStage, 'name.asc');
    expect(stages.groups.map(({ label }) => label)).toEqual(['Prospecting', 'Engaging', 'Won', 'Lost']);
    expect(stages.blocks).toHaveLength(4);
  });

  it('[Q-2] groups instants by the month of the person’s own clock', async () => {
    const byMonth = readListGroup(installedCatalogue, deal, 'createdAt.month');
    if (!byMonth) throw new Error('Not grouped');
    const { groups } = await inGroups(byMonth, 'name.asc');
    const created = (...times: readonly string[]) => deals.filter(({ createdAt }) => times.includes(createdAt)).length;
    expect(groups.map(({ label, count }) => [label, count])).toEqual([
      ['Dec 2025', created('2025-12-31T12:00:00.000Z')],
      ['Oct 2026', created('2026-10-31T23:30:00.000Z', '2026-11-01T03:59:59.999Z')],
      ['Nov 2026', created('2026-11-01T04:00:00.000Z')],
    ]);
  });

  it.each([
    ['stage', 'won'],
    ['account', accounts[0]?.id ?? ''],
    ['account', null],
    ['closesOn.month', null],
    ['ownerId', givenShownRecord().ownerId ?? ''],
    ['closesOn.month', '2026-11-01'],
    ['createdAt.year', '2026-01-01'],
  ])(
    '[Q-3] by %s asks nothing too costly of a million records, although the order of the whole list is refused',
    (by, value) => {
      const million = { ...ground, rowsOf: () => 1_000_000 };
      const group = readListGroup(installedCatalogue, deal, by);
      if (!group) throw new Error(`Not grouped by ${by}`);
      const bucket = group.bucket === undefined ? {} : { bucket: group.bucket };
      const one = { value, key: value, id: value ?? '', label: value ?? '', count: 200_000, sums: {} };
      const [block, another] = groupBlocks(group, [one, { ...one, id: 'other' }]);
      expect(another?.start).toBe(200_000);
      const asked = (where: Filter | undefined, sort: readonly unknown[]) =>
        compileList(million, listQuerySchema.parse({ entity: deal.name, ...(where ? { where } : {}), sort }));
      const sort = { field: 'name', direction: 'asc' as const };
      expect(asked(block?.where, [sort])).toMatchObject({ ok: true });
      const heads = summaryQuerySchema.parse({ entity: deal.name, groupBy: group.path, ...bucket });
      expect(compileSummary(million, heads)).toMatchObject({ ok: true });
      expect(asked(undefined, listOrder(sort, undefined, group))).toMatchObject({ code: 'query/too-costly' });
    },
  );
});
