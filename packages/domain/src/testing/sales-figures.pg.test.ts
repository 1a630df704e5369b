import { describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { installedCatalogue } from '../installed-packs.ts';
import { isCreate } from '../kernel/acts/act.ts';
import { draftImport } from '../kernel/import/draft-import.ts';
import { knownInMemory } from '../kernel/import/matching/known-records.ts';
import { compileRefs } from '../kernel/query/conditions/compile-refs.ts';
import { compileReport } from '../kernel/query/sums/compile-report.ts';
import { type Filter, type Measure, type ReportRow, reportSchema } from '../kernel/questions/list-query.ts';
import type { QueryGround } from '../kernel/query/query-engine.ts';
import { refsOfValues } from '../kernel/query/conditions/ref-names.ts';
import type { StoredRecord } from '../kernel/entities/record.ts';
import { importSalesFiles } from '../packs/crm/import-sales-files.ts';
import { givenFiles, readGiven, withGiven } from './given-data.ts';
import { planInMemory, readTable } from './import-in-memory.ts';
import { type QueryStore, postgresStore, sqliteStore } from './query-stores.ts';

const me = '01900000-0000-7000-8000-00000000ffff';
const orgId = '01900000-0000-7000-8000-00000000fffe';
const at = '2026-11-20T09:00:00.000Z';
const won: Filter = { field: 'stage', op: 'is', value: 'won' };
const lost: Filter = { field: 'stage', op: 'is', value: 'lost' };
const closed: Filter = { or: [won, lost] };

const groupFigures = z.object({
  deals: z.number(),
  won: z.number(),
  lost: z.number(),
  won_value: z.number(),
  win_rate_pct: z.number(),
});
const figuresSchema = z.object({
  won_value: z.number(),
  won_value_mean: z.string(),
  won_value_median: z.number(),
  won_value_max: z.number(),
  won_value_min: z.number(),
  win_rate_pct: z.number(),
  won_cycle_days: z.object({ mean: z.number(), sum: z.number(), median: z.number(), min: z.number(), max: z.number() }),
  per_agent: z.record(z.string(), groupFigures),
  per_region: z.record(z.string(), groupFigures),
  per_product: z.record(z.string(), groupFigures),
  per_quarter_by_close_date: z.record(z.string(), groupFigures),
});

/** Returns the records that the import wizard would make of the given files with all its corrections accepted. */
function importedRecords(): ReadonlyMap<string, readonly StoredRecord[]> {
  const tables = ['accounts.csv', 'products.csv', 'sales_teams.csv', 'sales_pipeline.csv'].map((name) => {
    const read = readTable(readGiven('crm', name), name);
    if (!read.ok) throw new Error(read.message);
    return read.value;
  });
  const known = knownInMemory();
  const files = draftImport({
    tables,
    recipe: importSalesFiles,
    catalogue: installedCatalogue,
    known,
    choices: { takeMends: true },
  });
  let count = 0;
  const newId = () => `01900000-0000-7000-8000-${String((count += 1)).padStart(12, '0')}`;
  const { edits } = planInMemory({
    files,
    recipe: importSalesFiles,
    catalogue: installedCatalogue,
    known,
    newId,
    context: { currency: 'USD', timeZone: 'UTC', ownerId: me, teamId: null },
  });
  const records = edits.flatMap(({ edit }): StoredRecord[] =>
    isCreate(edit)
      ? [
          {
            id: edit.id,
            entity: edit.entity,
            schema: 1,
            version: 1,
            life: 'alive',
            inherited: null,
            fields: edit.create.fields,
            ownerId: edit.create.ownerId,
            teamId: edit.create.teamId,
            sharedWith: [],
            createdAt: at,
            createdBy: me,
            updatedAt: at,
            updatedBy: me,
          },
        ]
      : [],
  );
  return Map.groupBy(records, ({ entity }) => entity);
}

const measures: readonly Measure[] = [
  { name: 'deals', fn: 'count' },
  { name: 'won', fn: 'count', where: won },
  { name: 'lost', fn: 'count', where: lost },
  { name: 'value', fn: 'sum', field: 'value', where: won },
  { name: 'rate', fn: 'ratio', where: won, of: closed },
];

const rounded = (value: number | null | undefined, decimals: number) =>
  Math.round((value ?? Number.NaN) * 10 ** decimals) / 10 ** decimals;
const figuresOf = ({ measures: found }: ReportRow) => ({
  deals: found['deals'],
  won: found['won'],
  lost: found['lost'],
  won_value: (found['value'] ?? 0) / 100,
  win_rate_pct: rounded((found['rate'] ?? 0) * 100, 2),
});

withGiven('crm', {
  absent: () =>
    it('[Q-6] crm is not on this machine: its figures were not tested', () => expect(givenFiles('crm')).toEqual([])),
  present: () =>
    describe('[Q-2] reports over the given sales data give its figures on both engines', () => {
      const figures = figuresSchema.parse(JSON.parse(Buffer.from(readGiven('crm', 'figures.json')).toString('utf8')));

      async function onBoth(check: (ground: QueryGround, store: QueryStore) => Promise<void>): Promise<void> {
        const records = importedRecords();
        const base = { catalogue: installedCatalogue, asking: { userId: me, now: at, timeZone: 'UTC' } };
        const device = sqliteStore(installedCatalogue, records);
        await check({ ...base, engine: { dialect: 'sqlite' } }, device);
        await device.close();
        const server = await postgresStore(
          installedCatalogue,
          { url: inject('postgresUrl'), database: 'sales_figures', orgId },
          { installed: installedCatalogue, records, tokensOf: () => [] },
        );
        await check({ ...base, engine: { dialect: 'postgres', orgId, visible: 'all' } }, server);
        await server.close();
      }

      async function rowsOf(ground: QueryGround, store: QueryStore, report: object): Promise<readonly ReportRow[]> {
        const compiled = compileReport(ground, reportSchema.parse({ entity: 'crm/deal', measures, ...report }));
        if (!compiled.ok) throw new Error(compiled.message);
        return (await store.ask(compiled.value)).rows;
      }

      it('by region, product, agent and quarter, and in total', async () => {
        await onBoth(async (ground, store) => {
          const byRegion = await rowsOf(ground, store, { groupBy: [{ field: 'teamId.region' }] });
          expect(Object.fromEntries(byRegion.map((row) => [row.groups[0], figuresOf(row)]))).toEqual(
            figures.per_region,
          );

          for (const [path, expected] of [
            ['product', figures.per_product],
            ['ownerId', figures.per_agent],
          ] as const) {
            const rows = await rowsOf(ground, store, {
              groupBy: [{ field: path }],
              sort: [{ by: 'value', direction: 'desc' }],
            });
            const named = refsOfValues(ground.catalogue, {
              entity: 'crm/deal',
              path,
              values: rows.map(({ groups }) => groups[0] ?? null),
            });
            const titles = new Map((await store.ask(compileRefs(ground, named))).map(({ id, title }) => [id, title]));
            expect(
              Object.fromEntries(rows.map((row) => [titles.get(z.string().parse(row.groups[0])), figuresOf(row)])),
            ).toEqual(expected);
            expect(rows.map((row) => row.measures['value'])).toEqual(
              rows.map((row) => row.measures['value']).toSorted((a, b) => (b ?? 0) - (a ?? 0)),
            );
          }

          const byQuarter = await rowsOf(ground, store, {
            where: closed,
            groupBy: [{ field: 'closedOn', bucket: 'quarter' }],
          });
          const quarterOf = (day: unknown) =>
            `${String(day).slice(0, 4)}-Q${(Number(String(day).slice(5, 7)) + 2) / 3}`;
          expect(Object.fromEntries(byQuarter.map((row) => [quarterOf(row.groups[0]), figuresOf(row)]))).toEqual(
            figures.per_quarter_by_close_date,
          );

          const cycle = { from: 'engagedOn', to: 'closedOn', where: won };
          const amount = { field: 'value', where: won };
          const [all] = await rowsOf(ground, store, {
            measures: [
              ...(['sum', 'avg', 'median', 'min', 'max'] as const).flatMap((fn) => [
                { name: fn, fn, ...amount },
                { name: `${fn}-days`, fn: `${fn}-days`, ...cycle },
              ]),
              { name: 'list price', fn: 'sum', field: 'product.listPrice', where: { not: closed } },
              { name: 'rate', fn: 'ratio', where: won, of: closed },
              { name: 'weighted', fn: 'weighted', field: 'value', by: 'stage' },
              { name: 'velocity', fn: 'per-day', field: 'value', ...cycle },
            ],
          });
          const found = all?.measures ?? {};
          expect([found['sum'], found['median'], found['min'], found['max']]).toEqual(
            [figures.won_value, figures.won_value_median, figures.won_value_min, figures.won_value_max].map(
              (units) => units * 100,
            ),
          );
          expect(rounded((found['avg'] ?? 0) / 100, 2)).toBe(Number(figures.won_value_mean));
          const days = figures.won_cycle_days;
          expect([
            found['sum-days'],
            rounded(found['avg-days'], 2),
            found['median-days'],
            found['min-days'],
            found['max-days'],
          ]).toEqual([days.sum, days.mean, days.median, days.min, days.max]);
          expect(rounded((found['rate'] ?? 0) * 100, 2)).toBe(figures.win_rate_pct);
          // The given deals that are not closed have no value, so the weighted sum is that of the won ones, at 100 %.
          const byStage = await rowsOf(ground, store, {
            measures: [{ name: 'sum', fn: 'sum', field: 'value' }],
            groupBy: [{ field: 'stage' }],
          });
          const chances: Readonly<Record<string, number>> = { won: 100, lost: 0, prospecting: 10, engaging: 30 };
          const weighted = byStage.reduce((sum, { groups: [stage], measures: sums }) => sum + ((sums['sum'] ?? 0) * ((typeof stage === 'string' ? chances[stage] : undefined) ?? 0)) / 100, 0); // prettier-ignore
          expect(found['weighted']).toBe(weighted);
          // Sales velocity, by its usual formula: deals × win rate × mean value ÷ mean days.
          const meanDays = (days.sum / (found['sum'] ?? 0)) * (found['avg'] ?? 0);
          expect(rounded((found['velocity'] ?? 0) / 100, 2)).toBe(rounded(Number(figures.won_value) / meanDays, 2));
          expect(found['list price']).toBe(4_966_215_00);
        });
      });
    }),
});
