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
  /** The measures that the chart draws: the first one, or all if the report says so. Tables show all. */
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
  /** The values of the kind's own settings, by their ids: each has one. */
  readonly own: Readonly<Record<string, string>>;
};

/** A setting that one kind of chart has. Its first choice holds until a person chooses another. */
export type ChartSetting = {
  readonly id: string;
  readonly label: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
};

/** The parts of a report that decide whether a chart can draw several measures. */
export type Drawing = {
  readonly measures: readonly ShownMeasure[];
  readonly groupCount: number;
  readonly isStacked: boolean;
};

/** A kind of chart: a file of this folder that declares all of it, and a line in `all-charts.ts` (ADR 120). */
export type ChartKind = {
  /** The id that reports keep. It never changes. Lower-case letters, digits and hyphens; at most 40 characters. */
  readonly id: string;
  /** Kinds are offered in the order of these numbers. */
  readonly place: number;
  readonly label: string;
  /** A name of `icons.tsx`. */
  readonly icon: string;
  /** The fewest and the most groups that it can draw. */
  readonly groups: readonly [least: number, most: number];
  /** The measures that it draws: the first, all, or all if the report chooses so (`options.draws`). */
  readonly draws: 'first' | 'chosen' | 'all';
  /** For a kind that draws all measures by choice: returns the reason why it does not draw these. Left out: it draws any. */
  readonly severalRefusal?: (drawing: Drawing) => string | undefined;
  /** The settings that this kind alone has. The panel of the report offers them, and the chart gets their values as `own`. */
  readonly settings?: readonly ChartSetting[];
  /** Whether it is drawn on a canvas, and so can be saved as a picture. All others are text. */
  readonly isPicture?: true;
  /** Whether it writes amounts of all currencies at once. The others draw one currency, which the reader chooses. */
  readonly writesAllCurrencies?: true;
  /** Whether it fits one column of a dashboard. The others get two when they are added. */
  readonly isSmall?: true;
  /** The chart in its frame (`ChartPanel`). A chart that is no table itself gives the frame its figures as a table. */
  readonly Chart: ComponentType<ChartProps>;
};
