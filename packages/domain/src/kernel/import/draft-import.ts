import type { Catalogue } from '../catalogue/catalogue.ts';
import type { ColumnDecision, ColumnFormat } from './cells/column-format.ts';
import type { ColumnCells } from './columns/column-cells.ts';
import { type ColumnTally, tallyOf } from './columns/column-tally.ts';
import { type Mend, mendsFor, namesInFiles, valuesElsewhere } from './column-mends.ts';
import { decideColumns } from './columns/column-reading.ts';
import { exportedColumns } from './files/exported-columns.ts';
import { unguardFromSpreadsheet } from './files/guard-for-spreadsheet.ts';
import type { ImportRecipe, RecipeFile } from '../catalogue/import-recipe.ts';
import { type ImportSlot, computedFieldsOf, detectFile, importSlotsOf } from './recipe-slots.ts';
import type { KnownRecords } from './matching/known-records.ts';
import { type MappingConfidence, mapColumns } from './columns/map-columns.ts';
import type { MatchingChoices } from './matching/matching.ts';
import type { CsvTable } from './files/read-csv.ts';
import { ownColumnsAt } from './files/refused-rows-columns.ts';
import { finish } from './finish.ts';

/** The decision for one column, by the importer or by a person. */
export type DraftColumn = {
  readonly column: number;
  /** The column's distinct name, to show. */
  readonly name: string;
  readonly slot: ImportSlot | null;
  readonly confidence: MappingConfidence;
  readonly why: string;
  /** How its cells are read; null for columns that are left out. */
  readonly decision: ColumnDecision | null;
  /** The decision's format, or the format that a person chose. */
  readonly format: ColumnFormat;
  /** A person has chosen the format. */
  readonly isAnswered: boolean;
  readonly mends: readonly Mend[];
  /** The column's different cells, each with its number of rows. Where there are very many, only the first are kept. */
  readonly cells: ReadonlyMap<string, number>;
  readonly isWhole: boolean;
  /** The figures of all its cells. */
  readonly tally: ColumnTally;
  readonly distinctCount: number;
  /** A column that one of our own files adds to the fields: it fills no field by itself. */
  readonly isOurs: boolean;
  /** The column with the currency of this column's amounts, in an exported list. */
  readonly currencyAt?: number;
};

/** One file with its decisions. `takenFor` is null where the recipe has no such file; then no part of it is imported. */
export type DraftFile = {
  readonly table: CsvTable;
  readonly takenFor: RecipeFile | null;
  readonly slots: readonly ImportSlot[];
  readonly columns: readonly DraftColumn[];
  /** Removes the guard that one of our own files put on a cell; in other files it returns the cell unchanged. */
  readonly unguard: (cell: string) => string;
};

/** A person's changes to the decisions, by file name; columns are given by index. */
export type ImportChoices = {
  readonly takenFor?: ReadonlyMap<string, string>;
  readonly mapping?: ReadonlyMap<string, ReadonlyMap<number, string | null>>;
  readonly formats?: ReadonlyMap<string, ReadonlyMap<number, ColumnFormat>>;
  /** By entity: the fields by which its records are matched, in order. */
  readonly matching?: MatchingChoices;
  /** By mend id. A mend that is not named here follows `takeMends`, which takes the sure ones. */
  readonly mends?: ReadonlyMap<string, boolean>;
  readonly takeMends?: boolean;
};

export type DraftInput = {
  readonly tables: readonly CsvTable[];
  readonly recipe: ImportRecipe;
  readonly catalogue: Catalogue;
  readonly known: KnownRecords;
  readonly choices?: ImportChoices;
};

/** The progress of the draft, in columns. */
export type DraftProgress = { readonly done: number; readonly total: number };

/** Makes the draft in one call. `draftImportInSteps` does the same for callers that must stay responsive. */
export function draftImport(input: DraftInput): readonly DraftFile[] {
  return finish(draftImportInSteps(input));
}

/**
 * Decides which file of the recipe each file is, which fields its columns fill, how they are read, and which mends to
 * offer. Pure: the same input and choices give the same draft. It refuses no row; `planImport` does.
 */
export function* draftImportInSteps(input: DraftInput): Generator<DraftProgress, readonly DraftFile[], void> {
  const total = input.tables.reduce((sum, { header }) => sum + header.length, 0);
  let done = 0;
  const files: DraftFile[] = [];
  for (const table of input.tables) {
    files.push(draftFile(table, input));
  }
  const names = namesInFiles(files, input);
  const stands = valuesElsewhere(files, input);
  const finished: DraftFile[] = [];
  for (const file of files) {
    const columns: DraftColumn[] = [];
    for (const column of file.columns) {
      columns.push({ ...column, mends: mendsFor(file, column, { input, names, stands }) });
      yield { done: (done += 1), total };
    }
    finished.push({ ...file, columns });
  }
  return finished;
}

function draftFile(table: CsvTable, { recipe, catalogue, choices }: DraftInput): DraftFile {
  const ownAt = ownColumnsAt(table.header);
  const exported = exportedColumns(table.header);
  const isOwnFile = ownAt !== null || exported !== null;
  const unguard = isOwnFile ? unguardFromSpreadsheet : asWritten;
  const isOurs = (column: number): boolean => (ownAt !== null && column >= ownAt) || exported?.isOurs(column) === true;
  const header = table.header.map((name, column) => (isOurs(column) ? '' : unguard(name)));
  const columnCells = isOwnFile ? table.columnCells.map(unguardCells) : table.columnCells;
  const cellsOf = (column: number): ColumnCells => columnCells[column] ?? noCells;
  const named = choices?.takenFor?.get(table.fileName);
  const takenFor =
    named === undefined ? detectFile(header, recipe) : (recipe.files.find(({ name }) => name === named) ?? null);
  // An exported address is one text of several parts, and reading it would put all of them into the street.
  const slots = (takenFor === null ? [] : importSlotsOf(takenFor, recipe, catalogue)).filter(
    ({ type }) => exported === null || type !== 'address',
  );
  const said = choices?.mapping?.get(table.fileName);
  const given = new Set(said?.values());
  // A field that a person has chosen for one column is not proposed for another.
  const mapped = mapColumns(
    header.map((name, column) => ({ header: name, tally: cellsOf(column).tally })),
    slots.filter(({ name }) => !given.has(name)),
    takenFor === null ? [] : computedFieldsOf(takenFor, catalogue),
  );
  const columns = mapped.map(({ column, field, confidence, why }) => {
    const choice = isOurs(column) ? null : said?.get(column);
    const slot = slots.find(({ name }) => name === (choice === undefined ? field : choice)) ?? null;
    return {
      column,
      slot,
      ...(choice === undefined ? { confidence, why } : { confidence: 'sure' as const, why: 'you chose it' }),
    };
  });
  const read = columns.flatMap(({ column, slot }) =>
    slot?.to[0] ? [{ column, field: slot.to[0].field, powerOfTen: slot.powerOfTen, tally: cellsOf(column).tally }] : [],
  );
  const decisions = new Map(decideColumns(read).map((decision, index) => [read[index]?.column, decision]));
  return {
    table,
    takenFor,
    slots,
    unguard,
    columns: columns.map((column) => {
      const decision = decisions.get(column.column) ?? null;
      const { cells, isWhole, tally } = cellsOf(column.column);
      const currencyAt = exported?.currencyAt(column.column);
      return {
        ...column,
        name: table.columns[column.column] ?? '',
        decision,
        format: choices?.formats?.get(table.fileName)?.get(column.column) ??
          decision?.format ?? { kind: 'plain' as const },
        isAnswered: choices?.formats?.get(table.fileName)?.has(column.column) ?? false,
        mends: [],
        cells,
        isWhole,
        tally,
        distinctCount: [...cells.keys()].filter((cell) => cell.trim() !== '').length,
        isOurs: isOurs(column.column),
        ...(currencyAt === undefined ? {} : { currencyAt }),
      };
    }),
  };
}

const noCells: ColumnCells = { cells: new Map(), isWhole: true, tally: tallyOf(new Map()) };

const asWritten = (cell: string): string => cell;

function unguardCells({ cells, isWhole, tally }: ColumnCells): ColumnCells {
  const bare = new Map<string, number>();
  for (const [written, rowCount] of cells) {
    const cell = unguardFromSpreadsheet(written);
    bare.set(cell, (bare.get(cell) ?? 0) + rowCount);
  }
  return { cells: bare, isWhole, tally: isWhole ? tallyOf(bare) : tally };
}
