import { type ColumnTally, columnTally } from './column-tally.ts';

/** What is known of one column of a whole file, in bounded memory. */
export type ColumnCells = {
  /** Different cells in the order in which they first come, each with its rows. All of them where `isWhole`. */
  readonly cells: ReadonlyMap<string, number>;
  readonly isWhole: boolean;
  /** The figures of all cells, those that are not kept included. */
  readonly tally: ColumnTally;
};

/** Different cells that one column keeps, and all columns of a file together (E-3): about 100 MB at the very most. */
export type CellLimits = { readonly inColumn: number; readonly inFile: number };
/** Chosen: twice the words of any column in which misspellings are sought, and the names of a large sales team's accounts. */
export const defaultCellLimits: CellLimits = { inColumn: 20_000, inFile: 200_000 };

/** Longer cells are prose: nobody compares them, and they would fill the memory. */
const mostKeptChars = 200;

/** Gathers what must be known of a file's whole columns before its rows can be read: give it every row once. */
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

  /** What was gathered, column by column. Called once, after the last row. */
  columns(): readonly ColumnCells[] {
    return this.#columns.map(({ cells, tally, isWhole }) => {
      for (const [cell, rowCount] of cells) tally.add(cell, rowCount);
      return { cells, isWhole, tally: tally.figures() };
    });
  }
}
