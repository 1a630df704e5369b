import type { ShownMeasure } from '../shown-measure.ts';
import * as listed from './all-charts.ts';
import type { ChartKind, Drawing } from './chart-props.ts';
import { tableOfGroups } from './table-of-groups.tsx';

/** The kinds of chart, in the order in which they are offered. */
export const chartKinds: readonly ChartKind[] = Object.values<ChartKind>(listed).toSorted(
  (one, other) => one.place - other.place,
);

const byId: ReadonlyMap<string, ChartKind> = new Map(chartKinds.map((kind) => [kind.id, kind]));

/** Returns the reason why a kind of chart cannot draw a report with so many groups. Undefined if it can. */
export function chartRefusal({ groups: [least, most] }: ChartKind, count: number): string | undefined {
  if (count < least) return least === 1 ? 'Choose a group first.' : 'Choose two groups first.';
  if (count <= most) return undefined;
  return most === 0 ? 'It shows one figure: remove the groups first.' : 'It shows one group: remove the second first.';
}

/**
 * Returns the kind that draws a report: the chosen one. It is a table if this build has no such kind, or if the kind cannot draw
 * so many groups.
 */
export function chartKindOf(id: string, groupCount: number): ChartKind {
  const kind = byId.get(id) ?? tableOfGroups;
  return chartRefusal(kind, groupCount) === undefined ? kind : tableOfGroups;
}

/** Returns a sentence about a chart that only another build has. Undefined for a chart of this build. */
export const missingChartNote = (id: string): string | undefined =>
  byId.has(id)
    ? undefined
    : `This report is drawn as “${id}”, which this version of Outpost does not have. A table shows its figures.`;

/** Returns the values of a kind's own settings: the chosen one, or the first. A value of another build counts as none. */
export const ownSettings = (
  { settings = [] }: ChartKind,
  chosen: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    settings.map(({ id, choices }) => [
      id,
      (choices.find(({ value }) => value === chosen[id]) ?? choices[0])?.value ?? '',
    ]),
  );

/** Whether a chart fits one column of a dashboard. An unknown one does not. */
export const isSmallChart = (id: string | undefined): boolean => byId.get(id ?? '')?.isSmall === true;

/** Returns the reason why a kind of chart does not draw all these measures. Undefined if it does. */
export function drawsRefusal({ draws, label, severalRefusal }: ChartKind, drawing: Drawing): string | undefined {
  if (draws === 'all') return undefined;
  if (draws === 'first') return `${label} shows the first measure; a table shows all.`;
  return severalRefusal?.(drawing);
}

/** Returns the measures that a chart draws: the first one, or all if the report says so and the chart can. */
export function drawnMeasures(
  kind: ChartKind,
  draws: 'beside' | 'stacked' | undefined,
  { measures, groupCount }: Omit<Drawing, 'isStacked'>,
): readonly ShownMeasure[] {
  const isAll = draws !== undefined && drawsRefusal(kind, { measures, groupCount, isStacked: draws === 'stacked' }) === undefined; // prettier-ignore
  return isAll ? measures : measures.slice(0, 1);
}
