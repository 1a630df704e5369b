import { ChartPanel, type ChartFrame } from '@outpost/ui/charts/chart-panel';
import type { Formats } from '@outpost/ui/formats/formats';
import { DataTable } from '@outpost/ui/parts/data-table';
import type { ReactNode } from 'react';
import type { GroupValue, MeasureValues } from '../figures.ts';
import type { ShownMeasure } from '../shown-measure.ts';
import type { ReportTargets } from '../targets/report-targets.ts';

/** A column of a table of figures. `isFigure`: aligned at the end, as numbers are. */
export type FigureColumn<Row> = {
  readonly id: string;
  readonly header: ReactNode;
  readonly width?: number;
  readonly isFigure?: true;
  readonly cell: (row: Row, place: number) => ReactNode;
};

/** Returns a value of a measure in full, or a dash if there is none. */
export const figureText = (
  { name, format }: Pick<ShownMeasure, 'name' | 'format'>,
  values: MeasureValues | undefined,
  currency: string | undefined,
): string => {
  const value = values?.[name];
  return value === null || value === undefined ? '—' : format(value, currency);
};

/** Returns a column for each measure. */
export const measureTableColumns = <Row,>(
  measures: readonly ShownMeasure[],
  currency: string | undefined,
  valuesOf: (row: Row) => MeasureValues | undefined,
): readonly FigureColumn<Row>[] =>
  measures.map((measure) => ({
    id: `measure ${measure.name}`,
    header: measure.name,
    isFigure: true,
    cell: (row) => figureText(measure, valuesOf(row), currency),
  }));

type Targeted<Row> = {
  readonly targets: ReportTargets | undefined;
  readonly drawn: ShownMeasure | undefined;
  readonly currency: string | undefined;
  readonly formats: Formats;
  readonly groupOf: (row: Row) => GroupValue;
  readonly valuesOf: (row: Row) => MeasureValues | undefined;
};

/** Returns the columns with the target of each row and the part of it that is reached. None if no row has a target. */
export function targetColumns<Row>(
  rows: readonly Row[],
  { targets, drawn, currency, formats, groupOf, valuesOf }: Targeted<Row>,
): readonly FigureColumn<Row>[] {
  if (!drawn || !targets || rows.every((row) => targets.of(groupOf(row)) === undefined)) return [];
  const targetOf = (row: Row) => targets.of(groupOf(row));
  return [
    {
      id: 'target',
      header: 'Target',
      isFigure: true,
      cell: (row) => {
        const amount = targetOf(row);
        return amount === undefined ? '—' : drawn.format(amount, currency);
      },
    },
    {
      id: 'of-target',
      header: 'Of target',
      isFigure: true,
      cell: (row) => {
        const amount = targetOf(row);
        return amount === undefined || amount === 0
          ? '—'
          : formats.percent(Math.round(((valuesOf(row)?.[drawn.name] ?? 0) / amount) * 100));
      },
    },
  ];
}

type Props<Row> = {
  readonly frame: ChartFrame;
  readonly columns: readonly FigureColumn<Row>[];
  readonly rows: readonly Row[];
  readonly isMe?: (row: Row) => boolean;
  readonly onRow: (row: Row) => void;
  /** Below the table. */
  readonly children?: ReactNode;
};

/** The frame and the table of all charts that are tables: one line for each row, one cell for each column. */
export function FigureTable<Row>({ frame, columns, rows, isMe, onRow, children }: Props<Row>) {
  return (
    <ChartPanel {...frame}>
      <DataTable
        label={frame.question}
        isCompact
        columns={columns.map(({ id, header, width, isFigure }) => ({
          id,
          header,
          ...(width === undefined ? {} : { width }),
          ...(isFigure === true ? { align: 'end' as const } : {}),
        }))}
        rows={rows.map((row, place) => ({
          id: String(place),
          isMe: isMe?.(row),
          cells: columns.map(({ cell }) => cell(row, place)),
        }))}
        onRow={(place) => {
          const row = rows[Number(place)];
          if (row !== undefined) onRow(row);
        }}
      />
      {children}
    </ChartPanel>
  );
}
