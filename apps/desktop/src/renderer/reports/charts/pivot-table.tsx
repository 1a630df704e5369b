import { sumOfCells, foldFigures, type GroupValue, type MeasureValues } from '../figures.ts';
import type { ShownMeasure } from '../shown-measure.ts';
import { type FigureColumn, figureText, FigureTable } from './figure-table.tsx';
import type { ChartKind, ChartProps } from './chart-props.ts';
import classes from '../reports.module.css';

/** Chosen: more columns than these are read one by one in the table of groups. */
const mostColumns = 24;

/** A line of the pivot: a group of the first direction, or the totals of all. */
type Line = { readonly of: GroupValue | 'all' };

function PivotTable({ frame, figures, measures, drawn, groups, most, onPick }: ChartProps) {
  const [firstGroup, secondGroup] = groups;
  const across = foldFigures(figures, { direction: 'second', most: mostColumns, group: secondGroup, measures });
  const { first, second, at, currency } = foldFigures(across, {
    direction: 'first',
    most,
    group: firstGroup,
    measures,
  });
  const total = (cells: readonly (MeasureValues | undefined)[], measure: ShownMeasure) =>
    figureText(measure, sumOfCells(cells, [measure]), currency);
  const rowsOf = ({ of }: Line) => (of === 'all' ? first : [of]);
  const isSingle = drawn.length === 1;
  const valueColumns = second.flatMap((column) =>
    drawn.map((measure): FigureColumn<Line> => ({
      id: `column ${column.key} ${measure.name}`,
      header: isSingle ? column.label : `${column.label}: ${measure.name}`,
      isFigure: true,
      cell: ({ of }) => {
        if (of === 'all')
          return measure.isAdditive ? <strong>{total(first.map(({ key }) => at(key, column.key)), measure)}</strong> : ''; // prettier-ignore
        const values = at(of.key, column.key);
        if (!values) return '—';
        return (
          <button
            type="button"
            className={classes.cell}
            onClick={(event) => {
              event.stopPropagation(); // the row has records of its own
              onPick(of, column);
            }}
          >
            {figureText(measure, values, currency)}
          </button>
        );
      },
    })),
  );
  const summed = drawn.filter(({ isAdditive }) => isAdditive);
  const totals = summed.map((measure): FigureColumn<Line> => ({
    id: `total ${measure.name}`,
    header: isSingle ? 'Total' : `Total: ${measure.name}`,
    isFigure: true,
    cell: (line) => (
      <strong>
        {total(
          rowsOf(line).flatMap((row) => second.map((column) => at(row.key, column.key))),
          measure,
        )}
      </strong>
    ),
  }));
  const lines: readonly Line[] = [...first.map((of) => ({ of })), ...(summed.length > 0 ? [{ of: 'all' as const }] : [])]; // prettier-ignore
  return (
    <FigureTable
      frame={frame}
      columns={[
        {
          id: 'first',
          header: firstGroup?.label ?? '',
          cell: ({ of }) => (of === 'all' ? <strong>All</strong> : of.label),
        },
        ...valueColumns,
        ...totals,
      ]}
      rows={lines}
      onRow={({ of }) => onPick(of === 'all' ? undefined : of)}
    />
  );
}

/** The first group down, the second across, with totals. */
export const pivotTable: ChartKind = {
  id: 'pivot',
  place: 110,
  label: 'Pivot',
  icon: 'table-columns',
  groups: [2, 2],
  draws: 'chosen',
  Chart: PivotTable,
};
