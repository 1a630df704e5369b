import { installedCatalogue } from '@outpost/domain/installed-packs';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Measure } from '@outpost/domain/kernel/questions/list-query';
import type { ReportGroup } from '@outpost/domain/kernel/reports/report-definition';
import { createFormats } from '@outpost/ui/formats/formats';
import { describe, expect, it } from 'vitest';
import { funnelSteps } from './charts/funnel-of-steps.tsx';
import { type Figures, reportFiguresOf, type FiguresPlan, foldFigures, type ShownGroup } from './figures.ts';
import { reportTable } from '../../reports/report-table.ts';
import { reportField } from '../../reports/report-field.ts';
import { groupName } from '../records/group-words.ts';
import { changeInWords, shownMeasure } from './shown-measure.ts';

const deal = entityOf(installedCatalogue, 'crm/deal');
const formats = createFormats({ locale: 'en-GB', timeZone: 'UTC', currency: 'USD' });
const measure = (of: Measure) => shownMeasure(installedCatalogue, deal, of, formats);
const count = measure({ name: 'Deals', fn: 'count' });
const sum = measure({ name: 'Won', fn: 'sum', field: 'value' });
const mean = measure({ name: 'Mean', fn: 'avg', field: 'value' });
const rate = measure({ name: 'Rate', fn: 'ratio', where: { and: [] }, of: { and: [] } });

function shown(group: ReportGroup): ShownGroup {
  const found = reportField(installedCatalogue, deal, group.field);
  if (!found) throw new Error(`no field ${group.field}`);
  const { field, label } = found;
  return { group, field, label, nameOf: (value) => groupName({ group, field, label, refs: {} }, value, formats) };
}
type Row = Parameters<typeof reportFiguresOf>[0][number];
const row = (groups: Row['groups'], measures: Row['measures'], currency?: string): Row => ({
  groups,
  measures,
  ...(currency === undefined ? {} : { currency }),
});
const plan = (change: Partial<FiguresPlan>): FiguresPlan => ({
  groups: [],
  measures: [count],
  order: 'groups',
  currency: 'USD',
  ...change,
});
const labels = (values: Figures['first']) => values.map(({ label }) => label);
const columnOf = (figures: Figures, name: string) =>
  figures.first.map(({ key }) => figures.at(key, figures.second[0]?.key ?? '')?.[name] ?? null);

describe('the figures of a report', () => {
  it('never add amounts in several currencies: one is shown, the others are named', () => {
    const rows = [
      row(['won'], { Won: 900, Deals: 3 }, 'EUR'),
      row(['won'], { Won: 500, Deals: 3 }, 'USD'),
      row(['lost'], { Won: 700, Deals: 2 }, 'EUR'),
    ];
    const wish = { groups: [shown({ field: 'stage' })], measures: [sum, count] };
    const dollars = reportFiguresOf(rows, plan(wish));
    expect([dollars.currency, dollars.currencies]).toEqual(['USD', ['EUR', 'USD']]);
    expect(columnOf(dollars, 'Won')).toEqual([500, null]);
    expect(columnOf(dollars, 'Deals')).toEqual([3, 2]);
    const euros = reportFiguresOf(rows, plan({ ...wish, currency: 'EUR' }));
    expect(columnOf(euros, 'Won')).toEqual([900, 700]);
  });

  it('have their groups as declared, the empty one last, or the largest first', () => {
    const rows = [
      row([null], { Deals: 9 }),
      row(['lost'], { Deals: 1 }),
      row(['prospecting'], { Deals: 2 }),
      row(['won'], { Deals: 5 }),
    ];
    const groups = [shown({ field: 'stage' })];
    expect(labels(reportFiguresOf(rows, plan({ groups })).first)).toEqual(['Prospecting', 'Won', 'Lost', 'No stage']);
    expect(labels(reportFiguresOf(rows, plan({ groups, order: 'largest' })).first)).toEqual([
      'No stage',
      'Won',
      'Prospecting',
      'Lost',
    ]);
  });

  it('keep the place of days without records, within the period if there is one', () => {
    const rows = [row(['2026-04-01'], { Deals: 2 }), row(['2026-10-01'], { Deals: 1 })];
    const groups = [shown({ field: 'closedOn', bucket: 'quarter' })];
    expect(labels(reportFiguresOf(rows, plan({ groups })).first)).toEqual(['Q2 2026', 'Q3 2026', 'Q4 2026']);
    const days = { field: 'closedOn', span: { from: '2026-01-01', to: '2026-12-31' } };
    const figures = reportFiguresOf(rows, plan({ groups, days }));
    expect(labels(figures.first)).toEqual(['Q1 2026', 'Q2 2026', 'Q3 2026', 'Q4 2026']);
    expect(columnOf(figures, 'Deals')).toEqual([null, 2, null, 1]);
  });

  it('fold the groups beyond the first into one, whose means are left out, and whose records can be opened', () => {
    const group = shown({ field: 'lossReason' });
    const rows = ['price', 'timing', 'other', null].map((reason, place) =>
      row([reason], { Deals: 10 - place, Mean: 100 }),
    );
    const figures = reportFiguresOf(rows, plan({ groups: [group], measures: [count, mean], order: 'largest' }));
    const folded = foldFigures(figures, { direction: 'first', most: 2, group, measures: [count, mean] });
    expect(labels(folded.first)).toEqual(['Price', 'Timing', 'Others']);
    expect([columnOf(folded, 'Deals'), columnOf(folded, 'Mean')]).toEqual([
      [10, 9, 15],
      [100, 100, null],
    ]);
    expect(folded.first[2]?.filter).toEqual({ field: 'lossReason', op: 'none-of', value: ['price', 'timing'] });
  });

  it('of a funnel count records that have come so far or further, without the lost ones', () => {
    const group = shown({ field: 'stage' });
    const figures = reportFiguresOf(
      [row(['prospecting'], { Deals: 5 }), row(['won'], { Deals: 2 }), row(['lost'], { Deals: 9 })],
      plan({ groups: [group] }),
    );
    const steps = funnelSteps(figures, { group, measure: count, stages: 'stage' });
    expect(steps.map(({ of, count: many }) => [of.label, many])).toEqual([
      ['Prospecting', 7],
      ['Engaging', 2],
      ['Proposal', 2],
      ['Negotiation', 2],
      ['Won', 2],
    ]);
  });

  it('[PLT-16] of a funnel of one pipeline are those of its stages, and of others that have records', () => {
    const base = shown({ field: 'stage' });
    if (base.field.type !== 'choice') throw new Error('stages are a choice');
    const ofOthers = new Set(['engaging', 'proposal']);
    const options = base.field.options.map((one) =>
      ofOthers.has(one.value) ? { ...one, pipelines: ['renewals'] } : one,
    );
    const group: ShownGroup = { ...base, field: { ...base.field, options } };
    const rows = [row(['prospecting'], { Deals: 5 }), row(['proposal'], { Deals: 1 })];
    const figures = reportFiguresOf(rows, plan({ groups: [group] }));
    const steps = (pipeline: string | undefined) =>
      funnelSteps(figures, { group, measure: count, stages: 'stage', pipeline }).map(({ of }) => of.label);
    expect(steps('main')).toEqual(['Prospecting', 'Proposal', 'Negotiation', 'Won']);
    expect(steps('renewals')).toHaveLength(5);
    expect(steps(undefined)).toHaveLength(5);
  });

  it('are a table with a row for each group and currency', () => {
    const group = shown({ field: 'source' });
    const figures = reportFiguresOf(
      [row(['fair'], { Won: 12_345, Deals: 1 }, 'USD'), row(['fair'], { Won: 500, Deals: 1 }, 'JPY')],
      plan({ groups: [group], measures: [sum, count] }),
    );
    expect(reportTable(figures, { groups: [group], measures: [sum, count] })).toEqual({
      columns: ['Source', 'Won', 'Deals', 'Currency'],
      rows: [
        ['fair', { amount: 12_345, currency: 'USD' }, 1, 'USD'],
        ['fair', { amount: 500, currency: 'JPY' }, 1, 'JPY'],
      ],
    });
  });
});

describe('the change of a figure', () => {
  it('is shown in percent, of a share in points, and not if there was nothing before', () => {
    expect(changeInWords(sum, { now: 150, before: 100 }, formats)).toEqual({
      direction: 'up',
      text: '50.0\u00A0%',
      isGood: true,
    });
    expect(changeInWords(rate, { now: 0.4, before: 0.5 }, formats)).toEqual({
      direction: 'down',
      text: '10.0 points',
      isGood: false,
    });
    expect(changeInWords(sum, { now: 5, before: 0 }, formats)).toBe(undefined);
    expect(changeInWords(sum, { now: 5, before: null }, formats)).toBe(undefined);
  });

  it('of days is good if there are fewer days', () => {
    const days = measure({ name: 'Days', fn: 'median-days', from: 'engagedOn', to: 'closedOn' });
    expect(changeInWords(days, { now: 40, before: 50 }, formats)?.isGood).toBe(true);
  });
});
