import type { ChartKindId } from '@outpost/domain/kernel/reports/report-definition';
import type { ChartFrame } from '@outpost/ui/charts/chart-panel';
import type { ComponentType } from 'react';
import type { Figures, GroupValue, ShownGroup } from '../figures.ts';
import type { ShownMeasure } from '../shown-measure.ts';
import type { ReportTargets } from '../targets/report-targets.ts';

/** The figures that a chart draws, and its handlers. */
export type ChartProps = {
  readonly frame: ChartFrame;
  readonly figures: Figures;
  /** The figures that the report is compared with, and their period in words. */
  readonly before: { readonly figures: Figures; readonly span: string } | undefined;
  readonly measures: readonly ShownMeasure[];
  /** The measures that the chart draws: the first one, or all where the report says so. Tables show all. */
  readonly drawn: readonly ShownMeasure[];
  /** The drawn measures are parts of one whole. */
  readonly isStacked: boolean;
  /** The targets of the first measure. */
  readonly targets: ReportTargets | undefined;
  readonly groups: readonly ShownGroup[];
  /** The number of groups that are drawn; the others are one. */
  readonly most: number | undefined;
  /** The field with the stages of the kind of record, whose last states are won or lost. */
  readonly stages: string | undefined;
  /** The pipeline to which the report is narrowed (PLT-16). */
  readonly pipeline: string | undefined;
  readonly me: string;
  /** Opens the records of a group, of a cell, or of the whole report: those of the first measure, or of another one. */
  readonly onPick: (first?: GroupValue, second?: GroupValue, measure?: ShownMeasure) => void;
  readonly height?: number | undefined;
};

/** A kind of chart: a file of this folder, and a line in `chart-kinds.ts`. */
export type ChartKind = {
  readonly id: ChartKindId;
  readonly label: string;
  readonly icon: string;
  /** The fewest and the most groups that it can draw. */
  readonly groups: readonly [least: number, most: number];
  /** The measures that it draws: the first, all, or all where the report chooses so (`options.draws`). */
  readonly draws: 'first' | 'chosen' | 'all';
  /** Whether it is drawn on a canvas, and so can be saved as a picture. All others are text. */
  readonly isPicture?: true;
  readonly Chart: ComponentType<ChartProps>;
};
