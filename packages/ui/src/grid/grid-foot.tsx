import { useFormats } from '../formats/formats-context.tsx';
import { isSummableKind, withoutFormat } from '../fields/field-spec.ts';
import { fieldText } from '../fields/field-text.ts';
import type { GridColumn, GridProps } from './grid-model.ts';
import type { GridRange } from './grid-moves.ts';
import { asMoney } from '../fields/json-shapes.ts';
import { Kbd } from '../parts/kbd.tsx';
import classes from './grid.module.css';

/** Returns count, sum and mean of the first summable column in a range. Values in several currencies give no sum. */
function rangeSum<Row>(rows: readonly Row[], columns: readonly GridColumn<Row>[]) {
  const column = columns.find((entry) => isSummableKind(entry.field?.kind));
  if (!column?.field) return undefined;
  const values = rows.map((row) => column.value(row));
  if (column.field.kind === 'money') {
    const sums = values.flatMap((value) => asMoney(value) ?? []);
    const [first] = sums;
    if (!first || sums.some((sum) => sum.currency !== first.currency)) return undefined;
    const amount = sums.reduce((total, sum) => total + sum.amount, 0);
    return {
      column,
      field: column.field,
      sum: { amount, currency: first.currency },
      mean: { amount: Math.round(amount / sums.length), currency: first.currency },
    };
  }
  const numbers = values.filter((value): value is number => typeof value === 'number');
  if (numbers.length === 0) return undefined;
  const sum = numbers.reduce((total, value) => total + value, 0);
  return { column, field: withoutFormat(column.field), sum, mean: Math.round((sum / numbers.length) * 100) / 100 };
}

type GridFootProps<Row> = {
  readonly footer: GridProps<Row>['footer'];
  readonly range: GridRange | undefined;
  readonly rowsInRange: readonly Row[];
  readonly columns: readonly GridColumn<Row>[];
  readonly selectedCount: number;
  readonly selectionBar?: GridProps<Row>['selectionBar'];
};

/**
 * The sum line: the whole view on the left, the selection on the right. Each sum names its column or selection. Selected rows
 * have their bar instead.
 */
export function GridFoot<Row>({
  footer,
  range,
  rowsInRange,
  columns,
  selectedCount,
  selectionBar,
}: GridFootProps<Row>) {
  const formats = useFormats();
  const inRange = range ? columns.slice(range.left, range.right + 1) : [];
  const cells = rowsInRange.length * inRange.length;
  const summed = cells > 1 ? rangeSum(rowsInRange, inRange) : undefined;
  if (!footer && cells <= 1 && selectedCount === 0) return null;
  if (selectedCount > 0 && selectionBar !== undefined && cells <= 1)
    return <div className={`${classes.foot} ${classes.selectionFoot}`}>{selectionBar}</div>;
  return (
    <div className={classes.foot}>
      {footer ? <span>{footer.scope}</span> : null}
      {footer?.sums?.map((sum) => (
        <span key={sum.label}>
          {sum.label} <b>{sum.value}</b>
        </span>
      ))}
      <span className={classes.spread} />
      <span role="status" className={classes.footRange}>
        {cells > 1 ? (
          <span>{formats.count(cells)} cells selected</span>
        ) : selectedCount > 0 ? (
          <span>
            <b>{formats.count(selectedCount)}</b> selected
          </span>
        ) : null}
        {summed ? (
          <span>
            Sum of {summed.column.header} <b>{fieldText(summed.field, summed.sum, formats)}</b>
          </span>
        ) : null}
        {summed ? (
          <span>
            Average <b>{fieldText(summed.field, summed.mean, formats)}</b>
          </span>
        ) : null}
        {cells > 1 ? <Kbd keys="mod+c" /> : null}
      </span>
    </div>
  );
}
