import { type ChartKindId, chartKindIds } from '@outpost/domain/kernel/reports/report-definition';
import type { ShownMeasure } from '../shown-measure.ts';
import { areaOverGroups } from './area-over-groups.tsx';
import type { ChartKind } from './chart-props.ts';
import { columnChart } from './column-chart.tsx';
import { funnelOfSteps } from './funnel-of-steps.tsx';
import { heatOfCells } from './heat-of-cells.tsx';
import { leaderboard } from './leaderboard.tsx';
import { lineOverGroups } from './line-over-groups.tsx';
import { numberWithChange } from './number-with-change.tsx';
import { partsOfWhole } from './parts-of-whole.tsx';
import { pivotTable } from './pivot-table.tsx';
import { progressBar } from './progress-bar.tsx';
import { rowChart } from './row-chart.tsx';
import { tableOfGroups } from './table-of-groups.tsx';

const kinds: { readonly [K in ChartKindId]: ChartKind } = {
  number: numberWithChange,
  column: columnChart,
  bar: rowChart,
  line: lineOverGroups,
  area: areaOverGroups,
  pie: partsOfWhole,
  funnel: funnelOfSteps,
  'heat-map': heatOfCells,
  table: tableOfGroups,
  leaderboard,
  pivot: pivotTable,
  progress: progressBar,
};

/** The kinds of chart, in the order in which they are offered. */
export const chartKinds: readonly ChartKind[] = chartKindIds.map((id) => kinds[id]);

/** Returns the reason why a kind of chart cannot draw a report with so many groups. Undefined where it can. */
export function chartRefusal({ groups: [least, most] }: ChartKind, count: number): string | undefined {
  if (count < least) return least === 1 ? 'Choose a group first.' : 'Choose two groups first.';
  if (count <= most) return undefined;
  return most === 0 ? 'It shows one figure: remove the groups first.' : 'It shows one group: remove the second first.';
}

/** Returns the kind that draws a report: the chosen one, or a table where it cannot draw so many groups. */
export const chartKindOf = (id: ChartKindId, groupCount: number): ChartKind =>
  chartRefusal(kinds[id], groupCount) === undefined ? kinds[id] : tableOfGroups;

/** Chosen: a chart has an axis on each side. */
const mostUnits = 2;

type Drawing = { readonly measures: readonly ShownMeasure[]; readonly groupCount: number; readonly isStacked: boolean };

/** Returns the reason why a kind of chart does not draw all these measures. Undefined where it does. */
export function drawsRefusal(
  { id, draws, label }: ChartKind,
  { measures, groupCount, isStacked }: Drawing,
): string | undefined {
  if (draws === 'all') return undefined;
  if (draws === 'first') return `${label} shows the first measure; a table shows all.`;
  if (id === 'pivot') return undefined;
  if (groupCount > 1) return 'It draws one measure for each value of the second group: remove the second group first.';
  const units = new Set(measures.map(({ unit }) => unit));
  if (units.size > mostUnits) return 'The measures have more than two units: a chart has two axes.';
  if (!isStacked) return undefined;
  if (units.size > 1) return 'Measures with different units cannot be stacked.';
  return measures.every(({ isAdditive }) => isAdditive) ? undefined : 'Only counts and sums can be stacked.';
}

/** Returns the measures that a chart draws: the first one, or all where the report says so and the chart can. */
export function drawnMeasures(
  kind: ChartKind,
  draws: 'beside' | 'stacked' | undefined,
  { measures, groupCount }: Omit<Drawing, 'isStacked'>,
): readonly ShownMeasure[] {
  const isAll = draws !== undefined && drawsRefusal(kind, { measures, groupCount, isStacked: draws === 'stacked' }) === undefined; // prettier-ignore
  return isAll ? measures : measures.slice(0, 1);
}
