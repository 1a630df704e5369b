import { type OrderEvidence, dateShape } from '../cells/date-cells.ts';
import { isPlaceholder } from '../cells/placeholders.ts';
import { withoutMarks } from '../cells/workbook-marks.ts';
import { type NumberShape, type SignEvidence, numberShape, plainDecimal } from '../cells/number-cells.ts';

/** The shapes that are counted, to decide which types of field a column fits. */
export type CellShape = 'number' | 'date' | 'email' | 'phone';

/** The figures of all cells of one column, counted in rows. Its size does not depend on the file. */
export type ColumnTally = {
  /** Rows with an empty cell, and rows with a placeholder ("N/A"). */
  readonly blankCount: number;
  readonly placeholderCount: number;
  /** Rows with any other cell. */
  readonly valueCount: number;
  /** Rows among `valueCount` whose cell has the shape. */
  readonly fits: Readonly<Record<CellShape, number>>;
  readonly signs: SignEvidence;
  readonly percents: {
    readonly signed: number;
    readonly bare: number;
    /** Plain numbers above 1, read with a decimal point and with a decimal comma. */
    readonly aboveOne: { readonly '.': number; readonly ',': number };
  };
  readonly orders: OrderEvidence;
  /** The first different cells that are not empty, as examples. */
  readonly examples: readonly string[];
};

const mostExamples = 3;

/**
 * Counts one column's cells in one pass over the file. `add` takes a cell with the number of rows that contain it; `figures`
 * returns the counts so far. Every decision about a column (its field, its format) is based on these figures, and so on all its
 * rows.
 */
export function columnTally(): {
  readonly add: (cell: string, rowCount: number) => void;
  readonly figures: () => ColumnTally;
} {
  let [blankCount, placeholderCount, valueCount] = [0, 0, 0];
  const fits = { number: 0, date: 0, email: 0, phone: 0 };
  const signs = { pointOnly: 0, commaOnly: 0, pointGroups: 0, commaGroups: 0, example: null as string | null };
  const percents = { signed: 0, bare: 0, aboveOne: { '.': 0, ',': 0 } };
  const orders = {
    dayFirstOnly: 0,
    monthFirstOnly: 0,
    either: 0,
    dotted: 0,
    shortYears: 0,
    serials: 0,
    times: 0,
    example: null as string | null,
  };
  const examples: string[] = [];

  const addNumber = (cell: string, shape: NumberShape, rowCount: number): void => {
    fits.number += rowCount;
    const point = plainDecimal(shape.digits, '.');
    const comma = plainDecimal(shape.digits, ',');
    if (shape.percent) percents.signed += rowCount;
    else {
      percents.bare += rowCount;
      if (Number(point ?? comma) > 1) percents.aboveOne['.'] += rowCount;
      if (Number(comma ?? point) > 1) percents.aboveOne[','] += rowCount;
    }
    if (point === comma) return;
    if (comma === null) signs.pointOnly += rowCount;
    else if (point === null) signs.commaOnly += rowCount;
    else {
      signs.example ??= cell.trim();
      if (shape.digits.includes('.')) signs.pointGroups += rowCount;
      else signs.commaGroups += rowCount;
    }
  };
  const addDate = (cell: string, rowCount: number): void => {
    const shape = dateShape(cell);
    if (!shape) return;
    fits.date += rowCount;
    if (shape.hasShortYear) orders.shortYears += rowCount;
    if (shape.isSerial) orders.serials += rowCount;
    if (shape.time !== null && !shape.isMidnight) orders.times += rowCount;
    if (!shape.isNumeric || shape.dayFirst === shape.monthFirst) return;
    if (shape.monthFirst === null) orders.dayFirstOnly += rowCount;
    else if (shape.dayFirst === null) orders.monthFirstOnly += rowCount;
    else {
      orders.example ??= cell.trim();
      orders.either += rowCount;
    }
    if (shape.hasDots) orders.dotted += rowCount;
  };
  return {
    add: (cell, rowCount) => {
      const text = withoutMarks(cell).trim();
      if (text === '') {
        blankCount += rowCount;
        return;
      }
      if (examples.length < mostExamples && !examples.includes(text)) examples.push(text);
      if (isPlaceholder(text)) {
        placeholderCount += rowCount;
        return;
      }
      valueCount += rowCount;
      if (text.length > 400) return; // no shape below is that long
      if (text.includes('@') && /^\S+@\S+$|<[^<>\s]+@[^<>\s]+>$/u.test(text)) fits.email += rowCount;
      if (!/\d/u.test(text)) return;
      fits.phone += rowCount;
      const number = numberShape(cell.trim()); // with its mark: the point of a workbook's number is a decimal point
      if (number) addNumber(text, number, rowCount);
      addDate(text, rowCount);
    },
    figures: () => ({
      blankCount,
      placeholderCount,
      valueCount,
      fits: { ...fits },
      signs: { ...signs },
      percents: { ...percents, aboveOne: { ...percents.aboveOne } },
      orders: { ...orders },
      examples: [...examples],
    }),
  };
}

/** Returns the figures of a column whose different cells have been counted. */
export function tallyOf(cells: ReadonlyMap<string, number>): ColumnTally {
  const tally = columnTally();
  for (const [cell, rowCount] of cells) tally.add(cell, rowCount);
  return tally.figures();
}
