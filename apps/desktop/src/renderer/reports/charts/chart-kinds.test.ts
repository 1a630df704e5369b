import { installedCatalogue } from '@outpost/domain/installed-packs';
import { declaredReports } from '@outpost/domain/kernel/reports/declared-reports';
import { forecastReports } from '@outpost/domain/kernel/reports/forecast';
import { describe, expect, it } from 'vitest';
import { chartKindOf, chartKinds, isSmallChart, missingChartNote, ownSettings } from './chart-kinds.ts';

describe('the kinds of chart', () => {
  it('have an id that a report can keep, and a place of their own', () => {
    for (const { id } of chartKinds) expect(id).toMatch(/^[a-z][a-z0-9-]{0,39}$/);
    for (const part of ['id', 'place', 'label'] as const)
      expect(new Set(chartKinds.map((kind) => kind[part])).size).toBe(chartKinds.length);
  });

  it('say which groups they draw, and have a choice in each of their own settings', () => {
    for (const { groups, settings = [] } of chartKinds) {
      const [least, most] = groups;
      expect([0 <= least, least <= most, most <= 2]).toEqual([true, true, true]);
      expect(settings.filter(({ choices }) => choices.length < 2)).toEqual([]);
    }
  });

  it('[T-20] include those of all reports that packs declare', () => {
    const known = new Set(chartKinds.map(({ id }) => id));
    const declared = [...declaredReports(installedCatalogue.views.values()), ...forecastReports(installedCatalogue)];
    expect(declared.length).toBeGreaterThan(0);
    expect(declared.filter(({ chart }) => !known.has(chart)).map(({ name }) => name)).toEqual([]);
  });

  it('are a table where this build does not have the chart, and a note says so', () => {
    expect(chartKindOf('sankey', 1).id).toBe('table');
    expect(missingChartNote('sankey')).toMatch(/“sankey”, which this version of Outpost does not have/);
    expect(missingChartNote('bar')).toBeUndefined();
    expect([isSmallChart('number'), isSmallChart('sankey'), isSmallChart(undefined)]).toEqual([true, false, false]);
  });

  it('give their own settings the chosen value, and the first one for a value that they do not have', () => {
    const choices = [
      { value: 'a', label: 'A' },
      { value: 'b', label: 'B' },
    ];
    const kind = { ...chartKindOf('bar', 1), settings: [{ id: 'way', label: 'Way', choices }] };
    expect(ownSettings(kind)).toEqual({ way: 'a' });
    expect(ownSettings(kind, { way: 'b', other: 'c' })).toEqual({ way: 'b' });
    expect(ownSettings(kind, { way: 'of-another-build' })).toEqual({ way: 'a' });
  });
});
