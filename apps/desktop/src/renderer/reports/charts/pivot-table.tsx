import { ChartPanel } from '@outpost/ui/charts/chart-panel';
import { DataTable } from '@outpost/ui/parts/data-table';
import { added, foldFigures } from '../figures.ts';
import classes from '../reports.module.css';
import type { ChartKind, ChartProps } from './chart-props.ts';

/** Chosen: more columns than these are read one by one in the table of groups. */
const mostColumns = 24;

function PivotTable({ frame, figures, measures, groups, most, onPick }: ChartProps) {
  const [drawn] = measures;
  const [firstGroup, secondGroup] = groups;
  const across = foldFigures(figures, { direction: 'second', most: mostColumns, group: secondGroup, measures });
  const { first, second, at, currency } = foldFigures(across, {
    direction: 'first',
    most,
    group: firstGroup,
    measures,
  });
  if (!drawn) return null;
  const write = (value: number | null | undefined) =>
    value === null || value === undefined ? '—' : drawn.format(value, currency);
  const total = (cells: readonly ReturnType<typeof at>[]) => added(cells, [drawn])[drawn.name];
  const ofRow = (row: string) => total(second.map((column) => at(row, column.key)));
  const hasTotals = drawn.isAdditive;
  const pick = (rowPlace: number, columnPlace: number) => (
    <button
      type="button"
      className={classes.cell}
      onClick={(event) => {
        event.stopPropagation(); // the row has records of its own
        onPick(first[rowPlace], second[columnPlace]);
      }}
    >
      {write(at(first[rowPlace]?.key ?? '', second[columnPlace]?.key ?? '')?.[drawn.name])}
    </button>
  );
  return (
    <ChartPanel {...frame}>
      <DataTable
        label={frame.question}
        isCompact
        columns={[
          { id: 'first', header: firstGroup?.label ?? '' },
          ...second.map(({ key, label }) => ({ id: `column ${key}`, header: label, align: 'end' as const })),
          ...(hasTotals ? [{ id: 'total', header: 'Total', align: 'end' as const }] : []),
        ]}
        rows={[
          ...first.map((row, rowPlace) => ({
            id: String(rowPlace),
            cells: [
              row.label,
              ...second.map((column, columnPlace) => (at(row.key, column.key) ? pick(rowPlace, columnPlace) : '—')),
              ...(hasTotals ? [<strong key="total">{write(ofRow(row.key))}</strong>] : []),
            ],
          })),
          ...(hasTotals
            ? [
                {
                  id: 'all',
                  cells: [
                    <strong key="all">All</strong>,
                    ...second.map((column) => (
                      <strong key={column.key}>{write(total(first.map((row) => at(row.key, column.key))))}</strong>
                    )),
                    <strong key="total">
                      {write(total(first.flatMap((row) => second.map((column) => at(row.key, column.key)))))}
                    </strong>,
                  ],
                },
              ]
            : []),
        ]}
        onRow={(place) => onPick(first[Number(place)])}
      />
    </ChartPanel>
  );
}

/** The first group down, the second across, with totals. */
export const pivotTable: ChartKind = {
  id: 'pivot',
  label: 'Pivot',
  icon: 'table-columns',
  groups: [2, 2],
  Chart: PivotTable,
};
