import { installedCatalogue } from '@outpost/domain/installed-packs';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Measure } from '@outpost/domain/kernel/questions/list-query';
import { createFormats } from '@outpost/ui/formats/formats';
import { describe, expect, it } from 'vitest';
import { reportFiguresOf } from '../figures.ts';
import { reportField } from '../../../reports/report-field.ts';
import { groupName } from '../../records/group-words.ts';
import { shownMeasure } from '../shown-measure.ts';
import { chartKindOf, drawnMeasures, drawsRefusal } from './chart-kinds.ts';
import { chartSeriesOf } from './series-of.ts';

const activity = entityOf(installedCatalogue, 'crm/activity');
const deal = entityOf(installedCatalogue, 'crm/deal');
const formats = createFormats({ locale: 'en-GB', timeZone: 'UTC', currency: 'USD' });
const measure = (of: Measure) => shownMeasure(installedCatalogue, deal, of, formats);
const won = measure({ name: 'Won', fn: 'sum', field: 'value' });
const deals = measure({ name: 'Deals', fn: 'count' });
const days = measure({ name: 'Days', fn: 'avg-days', from: 'engagedOn', to: 'closedOn' });
const mean = measure({ name: 'Mean', fn: 'avg', field: 'value' });

describe('several measures in one chart', () => {
  const refusal = (id: Parameters<typeof chartKindOf>[0], measures: readonly (typeof won)[], groupCount = 1, isStacked = false) =>
    drawsRefusal(chartKindOf(id, groupCount), { measures, groupCount, isStacked }); // prettier-ignore

  it('are drawn by bars, lines, tables and pivots; the other kinds say why not', () => {
    for (const id of ['column', 'bar', 'line', 'area'] as const) expect(refusal(id, [won, deals])).toBeUndefined();
    for (const id of ['table', 'leaderboard'] as const) expect(refusal(id, [won, deals, days])).toBeUndefined();
    expect(refusal('pivot', [won, deals, days], 2)).toBeUndefined();
    expect(refusal('pie', [won, deals])).toBe('Pie shows the first measure; a table shows all.');
    expect(refusal('heat-map', [won, deals], 2)).toMatch(/^Heat map shows the first measure/);
    expect(refusal('column', [won, deals, days])).toMatch(/two axes/);
    expect(refusal('column', [won, deals], 2)).toMatch(/remove the second group first/);
    expect(refusal('column', [won, deals], 1, true)).toMatch(/different units/);
    expect(refusal('column', [won, mean], 1, true)).toBe('Only counts and sums can be stacked.');
  });

  it('are only the first one unless the report asks for all', () => {
    const of = (draws: 'beside' | 'stacked' | undefined, measures = [won, deals]) =>
      drawnMeasures(chartKindOf('column', 1), draws, { measures, groupCount: 1 }).map(({ name }) => name);
    expect(of(undefined)).toEqual(['Won']);
    expect(of('beside')).toEqual(['Won', 'Deals']);
    expect(of('stacked')).toEqual(['Won']);
  });

  it('are series: those of a second unit on the axis of the other side; a press opens the records of its measure', () => {
    const picked: unknown[] = [];
    const group = { field: 'source' };
    const found = reportField(installedCatalogue, deal, 'source');
    if (!found) throw new Error('a deal has a source');
    const groups = [{ group, ...found, nameOf: (value: unknown) => String(value) }];
    const rows = [
      { groups: ['Fair'], measures: { Won: 500, Deals: 2 }, currency: 'USD' },
      { groups: ['Web'], measures: { Won: 300, Deals: 1 }, currency: 'USD' },
    ];
    const figures = reportFiguresOf(rows, { groups, measures: [won, deals], order: 'groups', currency: 'USD' });
    const props = chartSeriesOf({
      frame: { question: 'Won' },
      figures,
      before: undefined,
      measures: [won, deals],
      drawn: [won, deals],
      isStacked: false,
      targets: { whole: undefined, of: ({ value }) => (value === 'Fair' ? 400 : undefined) },
      groups,
      most: undefined,
      stages: undefined,
      pipeline: undefined,
      me: '',
      own: {},
      onPick: (first, _second, of) => picked.push([first?.value, of?.name]),
    });
    expect(props.series).toMatchObject([
      { name: 'Won', values: [500, 300], isOnSecondAxis: false },
      { name: 'Deals', values: [2, 1], isOnSecondAxis: true },
    ]);
    expect(props.isStacked).toBe(false);
    expect(props.target).toEqual({ name: 'Target', values: [400, null] });
    props.onPick?.(1, 1);
    expect(picked).toEqual([['Web', 'Deals']]);
  });
});

describe('groups by weekday and by hour', () => {
  const shown = (bucket: 'weekday' | 'hour') => {
    const group = { field: 'happensAt', bucket };
    const found = reportField(installedCatalogue, activity, 'happensAt');
    if (!found) throw new Error('an activity has a time');
    const { field, label } = found;
    return { group, field, label, nameOf: (value: Parameters<typeof groupName>[1]) => groupName({ group, field, label, refs: {} }, value, formats) }; // prettier-ignore
  };
  const calls = shownMeasure(installedCatalogue, activity, { name: 'Calls', fn: 'count' }, formats);

  it('have all days of the week, and each hour from the first to the last', () => {
    const rows = [
      { groups: ['2', '09'], measures: { Calls: 3 } },
      { groups: ['5', '12'], measures: { Calls: 1 } },
      { groups: [null, null], measures: { Calls: 2 } },
    ];
    const { first, second, at } = reportFiguresOf(rows, { groups: [shown('weekday'), shown('hour')], measures: [calls], order: 'groups', currency: 'USD' }); // prettier-ignore
    expect(first.map(({ label }) => label)).toEqual(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun', 'No when']);
    expect(second.map(({ label }) => label)).toEqual(['9:00', '10:00', '11:00', '12:00', 'No when']);
    expect(at(first[1]?.key ?? '', second[0]?.key ?? '')?.['Calls']).toBe(3);
  });
});
