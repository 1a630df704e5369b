// All kinds of chart: a new one is a file next to this one and a line here. `chart-kinds.ts` reads the list as a whole.
export { areaOverGroups } from './area-over-groups.tsx';
export { columnChart } from './column-chart.tsx';
export { funnelOfSteps } from './funnel-of-steps.tsx';
export { heatOfCells } from './heat-of-cells.tsx';
export { leaderboard } from './leaderboard.tsx';
export { lineOverGroups } from './line-over-groups.tsx';
export { numberWithChange } from './number-with-change.tsx';
export { partsOfWhole } from './parts-of-whole.tsx';
export { pivotTable } from './pivot-table.tsx';
export { progressBar } from './progress-bar.tsx';
export { rowChart } from './row-chart.tsx';
export { tableOfGroups } from './table-of-groups.tsx';
