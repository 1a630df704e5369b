import { type ChartKindId, chartKindIds } from '@outpost/domain/kernel/reports/report-definition';
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
