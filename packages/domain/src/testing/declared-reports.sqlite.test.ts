import { afterAll, describe, expect, it } from 'vitest';
import { installedCatalogue } from '../installed-packs.ts';
import { catalogueOf } from '../kernel/catalogue/catalogue.ts';
import { views } from '../kernel/catalogue/views.ts';
import type { StoredRecord } from '../kernel/entities/record.ts';
import { compileSummary } from '../kernel/query/sums/compile-summary.ts';
import { compileReport } from '../kernel/query/sums/compile-report.ts';
import { type Filter, summaryQuerySchema } from '../kernel/questions/list-query.ts';
import { declaredReports } from '../kernel/reports/declared-reports.ts';
import { forecastReports } from '../kernel/reports/forecast.ts';
import type { ReportDefinition } from '../kernel/reports/report-definition.ts';
import {
  allFilters,
  groupFilter,
  measureFilter,
  reportQuestionOf,
  reportFilter,
} from '../kernel/reports/report-question.ts';
import { activity } from '../packs/crm/entities/activity.entity.ts';
import { deal } from '../packs/crm/entities/deal.entity.ts';
import { account } from '../packs/crm/entities/account.entity.ts';
import { lead } from '../packs/crm/entities/lead.entity.ts';
import { crm } from '../packs/crm/pack.ts';
import { platform } from '../packs/platform/pack.ts';
import { sqliteStore } from './query-stores.ts';

const person = '0194205a-9960-78a3-b45e-686f40f10001';
const now = '2026-11-20T08:00:00.000Z';
const idOf = (place: number): string => `0194205a-9960-78a3-b45e-${String(place).padStart(12, '0')}`;

const stored = (entity: string, place: number, fields: StoredRecord['fields']): StoredRecord => ({
  id: idOf(place),
  entity,
  schema: 1,
  version: 1,
  life: 'alive',
  ownerId: place % 3 === 0 ? null : person,
  teamId: null,
  sharedWith: [],
  inherited: null,
  fields,
  // Around midnight in Berlin: a day there is not a day in UTC.
  createdAt: `2026-${String((place % 12) + 1).padStart(2, '0')}-01T23:30:00.000Z`,
  createdBy: person,
  updatedAt: now,
  updatedBy: person,
});

const stages = ['prospecting', 'proposal', 'won', 'lost'];
const sources = ['Fair', 'fair', 'Website', undefined];
const accounts = [0, 1, 2].map((place) =>
  stored(account.name, place, { name: `Account ${place}`, ...(place === 2 ? {} : { sector: `Sector ${place}` }) }),
);
const deals = Array.from({ length: 90 }, (_, place) => {
  const source = sources[place % sources.length];
  const isClosed = place % 4 > 1;
  return stored(deal.name, 100 + place, {
    name: `Deal ${place}`,
    stage: stages[place % 4] ?? '',
    account: idOf(place % 3),
    value: { amount: place * 1_000, currency: place % 5 === 0 ? 'EUR' : 'USD' },
    engagedOn: '2025-12-31',
    ...(source === undefined ? {} : { source }),
    ...(isClosed ? { closedOn: `2026-${String((place % 12) + 1).padStart(2, '0')}-28` } : {}),
    ...(place % 4 === 3 && place % 8 !== 7 ? { lossReason: 'price' } : {}),
  });
});
/** Calls at 9:30 on a clock in Berlin: before and after the clocks change in March and in October, all on Sundays. */
const calls = ['2026-03-22T08:30', '2026-03-29T07:30', '2026-10-18T07:30', '2026-10-25T08:30'].map((at, place) =>
  stored(activity.name, 300 + place, { kind: 'call', happensAt: `${at}:00.000Z`, about: `crm/deal:${idOf(100)}` }),
);
/** A call at the time of the tests. */
const newCall = stored(activity.name, 400, {
  kind: 'call',
  outcome: 'reached',
  happensAt: now,
  about: `crm/deal:${idOf(100)}`,
});
/** A meeting on the same day. */
const newMeeting = stored(activity.name, 401, {
  kind: 'meeting',
  meetingOutcome: 'completed',
  happensAt: now,
  about: `crm/deal:${idOf(100)}`,
});
const leads = ['new', 'converted', 'unqualified'].map((status, place) =>
  stored(lead.name, 600 + place, { name: `Lead ${place}`, status, source: place === 1 ? 'event' : 'website' }),
);
const store = sqliteStore(
  installedCatalogue,
  new Map([
    [activity.name, [...calls, newCall, newMeeting]],
    [lead.name, leads],
    [deal.name, deals],
    [account.name, accounts],
  ]),
);
afterAll(() => store.close());

const ground = {
  catalogue: installedCatalogue,
  engine: { dialect: 'sqlite' as const },
  asking: { userId: person, now, timeZone: 'Europe/Berlin' },
  currency: 'USD',
};

async function rowsOf(definition: ReportDefinition, where: Filter | undefined = reportFilter(definition)) {
  const compiled = compileReport(ground, reportQuestionOf(definition, where));
  if (!compiled.ok) throw new Error(compiled.message);
  return (await store.ask(compiled.value)).rows;
}

async function countOf(entity: string, where: Filter | undefined): Promise<number> {
  const compiled = compileSummary(ground, summaryQuerySchema.parse({ entity, ...(where ? { where } : {}) }));
  if (!compiled.ok) throw new Error(compiled.message);
  const { groups } = await store.ask(compiled.value);
  return groups.reduce((sum, { count }) => sum + count, 0);
}

describe('[T-20] the reports that packs declare', () => {
  it('are all answered, and have groups of fields that exist', async () => {
    const declared = [...declaredReports(installedCatalogue.views.values()), ...forecastReports(installedCatalogue)];
    expect(declared.length).toBeGreaterThan(5);
    for (const report of declared) expect(await rowsOf(report)).not.toEqual([]);
  });

  it('count the customers of each source, and their share of the leads that have ended', async () => {
    const bySource = declaredReports(installedCatalogue.views.values()).find(({ name }) => name === 'crm/lead/by-source'); // prettier-ignore
    if (!bySource) throw new Error('The crm declares it');
    expect((await rowsOf(bySource)).map(({ measures }) => measures)).toEqual([
      { Leads: 2, Customers: 0, Rate: 0 },
      { Leads: 1, Customers: 1, Rate: 1 },
    ]);
  });

  it('are named by dashboards; a dashboard of a report that does not exist is a fault at start', () => {
    expect(installedCatalogue.dashboards.get('crm/sales')?.tiles.length).toBe(9);
    const lacking = { ...crm, views: [views(deal, { lists: [] })] };
    expect(() => catalogueOf([platform, lacking])).toThrow(
      'Dashboard crm/sales: no pack declares the report crm/deal/',
    );
  });
});

describe('a forecast', () => {
  it('counts won records by the day on which they closed, and open ones by the day on which they should', async () => {
    const forecast = forecastReports(installedCatalogue).find(({ name }) => name === 'crm/deal/forecast');
    if (!forecast) throw new Error('The crm declares a forecast');
    const value = (amount: number) => ({ amount, currency: 'USD' });
    const given = [
      { stage: 'won', closedOn: '2026-10-02', closesOn: '2026-08-01', value: value(1) },
      { stage: 'won', closedOn: '2026-09-02', closesOn: '2026-11-01', value: value(2) },
      { stage: 'negotiation', closesOn: '2026-12-31', value: value(4) },
      { stage: 'negotiation', closesOn: '2026-12-31', forecast: 'best-case', value: value(8) },
      { stage: 'proposal', closesOn: '2026-10-01', value: value(16) },
      { stage: 'prospecting', closesOn: '2026-11-20', value: value(32) },
      { stage: 'prospecting', closesOn: '2026-11-20', forecast: 'commit', value: value(64) },
      { stage: 'negotiation', closesOn: '2026-11-20', forecast: 'omitted', value: value(128) },
      { stage: 'negotiation', closesOn: '2027-01-01', value: value(256) },
      { stage: 'lost', closedOn: '2026-11-01', forecast: 'commit', value: value(512) },
    ].map((fields, place) => stored(deal.name, 500 + place, { name: `Deal ${place}`, ...fields }));
    const of = sqliteStore(installedCatalogue, new Map([[deal.name, given]]));
    const compiled = compileReport(ground, reportQuestionOf(forecast, reportFilter(forecast)));
    if (!compiled.ok) throw new Error(compiled.message);
    const { rows } = await of.ask(compiled.value);
    await of.close();
    expect(rows[0]?.measures).toEqual({ Won: 1, Commit: 4 + 64, 'Best case': 8 + 16, Pipeline: 32 });
  });
});

describe('groups by weekday and by hour', () => {
  const byClock: ReportDefinition = {
    entity: activity.name,
    measures: [{ name: 'Calls and meetings', fn: 'count' }],
    groups: [
      { field: 'happensAt', bucket: 'weekday' },
      { field: 'happensAt', bucket: 'hour' },
    ],
    chart: 'heat-map',
  };

  it('are those of a clock in the person’s zone, before and after the clocks change', async () => {
    expect(await rowsOf(byClock)).toEqual([
      { groups: ['5', '09'], measures: { 'Calls and meetings': 2 } },
      { groups: ['7', '09'], measures: { 'Calls and meetings': 4 } },
    ]);
  });

  it('have filters that find the records of each', async () => {
    for (const [weekday, hour, count] of [
      ['7', '09', 4],
      ['5', '09', 2],
      ['1', '09', 0],
      ['7', '08', 0],
    ] as const) {
      // prettier-ignore
      const [first, second] = byClock.groups;
      const where = allFilters(first && groupFilter(first, weekday), second && groupFilter(second, hour));
      expect([weekday, hour, await countOf(activity.name, where)]).toEqual([weekday, hour, count]);
    }
  });

  it('a day has a weekday and no hour', async () => {
    const of = (bucket: 'weekday' | 'hour') =>
      compileReport(ground, { entity: deal.name, groupBy: [{ field: 'closedOn', bucket }], measures: [count], sort: [], limit: 10 }); // prettier-ignore
    expect(of('weekday').ok).toBe(true);
    expect(of('hour')).toMatchObject({ ok: false, message: 'Closed is a day: it has no hour.' });
  });
});

const count = { name: 'Deals', fn: 'count' } as const;
const won = { field: 'stage', op: 'is', value: 'won' } as const;
const closed = { field: 'stage', op: 'one-of', value: ['won', 'lost'] } as const;

describe('a press on a group', () => {
  it.each<readonly [string, Omit<ReportDefinition, 'entity' | 'chart'>]>([
    ['a choice', { measures: [count], groups: [{ field: 'stage' }] }],
    ['a text, in all its spellings', { measures: [count], groups: [{ field: 'source' }] }],
    ['a reference', { measures: [count], groups: [{ field: 'account' }] }],
    ['a field of the record that it refers to', { measures: [count], groups: [{ field: 'account.sector' }] }],
    ['a person', { measures: [count], groups: [{ field: 'ownerId' }] }],
    ['months of a date', { measures: [count], groups: [{ field: 'closedOn', bucket: 'month' }] }],
    [
      'weeks of an instant, in the time zone of the person',
      { measures: [count], groups: [{ field: 'createdAt', bucket: 'week' }] },
    ],
    ['days of an instant', { measures: [count], groups: [{ field: 'createdAt', bucket: 'day' }] }],
    ['two groups', { measures: [count], groups: [{ field: 'closedOn', bucket: 'quarter' }, { field: 'source' }] }],
    ['a measure with a filter', { measures: [{ ...count, where: won }], groups: [{ field: 'account' }] }],
    [
      'a period',
      {
        measures: [count],
        groups: [{ field: 'stage' }],
        where: closed,
        period: { field: 'closedOn', span: 'this-quarter' },
      },
    ],
  ])('opens the records that it counts: %s', async (_of, parts) => {
    const definition: ReportDefinition = { entity: deal.name, chart: 'table', ...parts };
    const rows = await rowsOf(definition);
    expect(rows.length).toBeGreaterThan(1);
    const [measure] = definition.measures;
    for (const row of rows) {
      const groups = definition.groups.map((group, place) => groupFilter(group, row.groups[place] ?? null));
      const where = allFilters(reportFilter(definition), ...groups, measure && measureFilter(measure));
      expect([row.groups, await countOf(deal.name, where)]).toEqual([row.groups, row.measures['Deals']]);
    }
  });
});
