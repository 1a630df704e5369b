import { type ColumnTally, columnTally } from './column-tally.ts';

/** The cells of one column of a whole file, in bounded memory. */
export type ColumnCells = {
  /** The different cells in order of first occurrence, each with its number of rows. Complete if `isWhole`. */
  readonly cells: ReadonlyMap<string, number>;
  readonly isWhole: boolean;
  /** The figures of all cells, including those that are not kept. */
  readonly tally: ColumnTally;
};

/** The number of different cells kept for one column, and for all columns of a file (E-3). The memory is about 100 MB at most. */
export type CellLimits = { readonly inColumn: number; readonly inFile: number };
/**
 * Chosen: twice the number of words in any column that is searched for misspellings, and enough for the account names of a large
 * sales team.
 */
export const defaultCellLimits: CellLimits = { inColumn: 20_000, inFile: 200_000 };

/** Longer cells are prose: they are not compared, and they would fill the memory. */
const mostKeptChars = 200;

/** Collects the data about a file's whole columns that is needed before its rows can be read. Pass every row once. */
export class ColumnGatherer {
  readonly #limits: CellLimits;
  readonly #columns: {
    readonly cells: Map<string, number>;
    readonly tally: ReturnType<typeof columnTally>;
    isWhole: boolean;
  }[];
  #kept = 0;

  constructor(columnCount: number, limits: CellLimits = defaultCellLimits) {
    this.#limits = limits;
    this.#columns = Array.from({ length: columnCount }, () => ({
      cells: new Map<string, number>(),
      tally: columnTally(),
      isWhole: true,
    }));
  }

  add(row: readonly string[]): void {
    for (let index = 0; index < this.#columns.length; index += 1) {
      const column = this.#columns[index];
      const cell = row[index] ?? '';
      const known = column?.cells.get(cell);
      if (column === undefined) continue;
      if (known !== undefined) {
        column.cells.set(cell, known + 1);
        continue;
      }
      const hasRoom = column.cells.size < this.#limits.inColumn && this.#kept < this.#limits.inFile;
      if (hasRoom && cell.length <= mostKeptChars) {
        column.cells.set(cell, 1);
        this.#kept += 1;
      } else {
        column.isWhole = false;
        column.tally.add(cell, 1);
      }
    }
  }

  /** Returns the collected data, column by column. Call it once, after the last row. */
  columns(): readonly ColumnCells[] {
    return this.#columns.map(({ cells, tally, isWhole }) => {
      for (const [cell, rowCount] of cells) tally.add(cell, rowCount);
      return { cells, isWhole, tally: tally.figures() };
    });
  }
}
