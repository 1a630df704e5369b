import type { Catalogue } from '../catalogue.ts';
import type { ColumnDecision, ColumnFormat } from './column-format.ts';
import { countCells, decideColumns } from './column-reading.ts';
import type { ImportRecipe, RecipeFile } from './import-recipe.ts';
import { type ImportSlot, detectFile, keyFieldOf, slotsOf } from './recipe-slots.ts';
import type { KnownRecords } from './known-records.ts';
import { type MappingConfidence, mapColumns } from './map-columns.ts';
import { type Proposal, matchNames, nearMissesWithin } from './near-misses.ts';
import type { CsvTable } from './read-csv.ts';
import { finish } from './finish.ts';

/** A mend that is offered for one column, and whether it is taken. */
export type Mend = Proposal & { readonly id: string; readonly isTaken: boolean };

/** What was decided for one column, by the importer or by a person. */
export type DraftColumn = {
  readonly column: number;
  /** The column's distinct name, to show. */
  readonly name: string;
  readonly slot: ImportSlot | null;
  readonly confidence: MappingConfidence;
  readonly why: string;
  /** How its cells are read; null for columns that are left out. */
  readonly decision: ColumnDecision | null;
  /** The decision's format, or the one that a person chose. */
  readonly format: ColumnFormat;
  readonly mends: readonly Mend[];
  /** The column's different cells, each with the number of rows that hold it. */
  readonly cells: ReadonlyMap<string, number>;
  readonly blankCount: number;
  readonly distinctCount: number;
};

/** One file, understood: `takenFor` is null where the recipe has no such file; nothing of it is imported. */
export type DraftFile = {
  readonly table: CsvTable;
  readonly takenFor: RecipeFile | null;
  readonly slots: readonly ImportSlot[];
  readonly columns: readonly DraftColumn[];
};

/** What a person has decided otherwise, by file name; columns are given by index. */
export type ImportChoices = {
  readonly takenFor?: ReadonlyMap<string, string>;
  readonly mapping?: ReadonlyMap<string, ReadonlyMap<number, string | null>>;
  readonly formats?: ReadonlyMap<string, ReadonlyMap<number, ColumnFormat>>;
  /** By mend id; what isn't named follows `takeMends`. */
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

/** Columns of free words with more different values than this are names or prose, and no mends are sought in them. */
const mostWords = 200;

/** How far the draft is, in columns. */
export type DraftProgress = { readonly done: number; readonly total: number };

/** Makes the draft at once; `draftImportInSteps` is the same for callers that stay responsive. */
export function draftImport(input: DraftInput): readonly DraftFile[] {
  return finish(draftImportInSteps(input));
}

/**
 * Understands the files of an import: which file of the recipe each is, where its columns go, how they are read, and which
 * mends to offer. Pure: with the same input and choices the same draft. Nothing is refused here; see `planImport`.
 */
export function* draftImportInSteps(input: DraftInput): Generator<DraftProgress, readonly DraftFile[], void> {
  const total = 2 * input.tables.reduce((sum, { header }) => sum + header.length, 0);
  let done = 0;
  const files: DraftFile[] = [];
  for (const table of input.tables) {
    const cells: ReadonlyMap<string, number>[] = [];
    for (const column of table.header.keys()) {
      cells.push(countCells(table.rows, column));
      yield { done: (done += 1), total };
    }
    files.push(draftFile(table, { input, cells }));
  }
  const names = namesInFiles(files, input);
  const finished: DraftFile[] = [];
  for (const file of files) {
    const columns: DraftColumn[] = [];
    for (const column of file.columns) {
      columns.push({ ...column, mends: mendsFor(file, column, { input, names }) });
      yield { done: (done += 1), total };
    }
    finished.push({ ...file, columns });
  }
  return finished;
}

function draftFile(
  table: CsvTable,
  { input, cells }: { readonly input: DraftInput; readonly cells: readonly ReadonlyMap<string, number>[] },
): DraftFile {
  const { recipe, catalogue, choices } = input;
  const named = choices?.takenFor?.get(table.fileName);
  const takenFor =
    named === undefined ? detectFile(table.header, recipe) : (recipe.files.find(({ name }) => name === named) ?? null);
  const slots = takenFor === null ? [] : slotsOf(takenFor, recipe, catalogue);
  const said = choices?.mapping?.get(table.fileName);
  const given = new Set(said?.values());
  // What a person has sent somewhere is not proposed for another column.
  const mapped = mapColumns(
    table,
    slots.filter(({ name }) => !given.has(name)),
  );
  const columns = mapped.map(({ column, field, confidence, why }) => {
    const choice = said?.get(column);
    const slot = slots.find(({ name }) => name === (choice === undefined ? field : choice)) ?? null;
    return {
      column,
      slot,
      ...(choice === undefined ? { confidence, why } : { confidence: 'sure' as const, why: 'you chose it' }),
    };
  });
  const read = columns.flatMap(({ column, slot }) =>
    slot?.to[0]
      ? [
          {
            column,
            field: slot.to[0].field,
            powerOfTen: slot.powerOfTen,
            cells: cells[column] ?? new Map<string, number>(),
          },
        ]
      : [],
  );
  const decisions = new Map(decideColumns(read).map((decision, index) => [read[index]?.column, decision]));
  return {
    table,
    takenFor,
    slots,
    columns: columns.map((column) => {
      const decision = decisions.get(column.column) ?? null;
      const own = cells[column.column] ?? new Map<string, number>();
      return {
        ...column,
        name: table.columns[column.column] ?? '',
        decision,
        format: choices?.formats?.get(table.fileName)?.get(column.column) ??
          decision?.format ?? { kind: 'plain' as const },
        mends: [],
        cells: own,
        blankCount: [...own].reduce((count, [cell, rowCount]) => (cell.trim() === '' ? count + rowCount : count), 0),
        distinctCount: [...own.keys()].filter((cell) => cell.trim() !== '').length,
      };
    }),
  };
}

/** The names that each entity's key column gives in these files, and those that are there already: what links can mean. */
function namesInFiles(
  files: readonly DraftFile[],
  { recipe, catalogue, known }: DraftInput,
): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  const add = (entity: string, name: string): void => {
    const list = names.get(entity);
    if (list) list.push(name);
    else names.set(entity, [name]);
  };
  for (const { columns } of files) {
    for (const { slot, cells } of columns) {
      for (const { entity, name, field } of slot?.to ?? []) {
        if (field.type === 'ref' || name !== keyFieldOf(entity, recipe, catalogue)) continue;
        for (const cell of cells.keys()) if (cell.trim() !== '') add(entity, cell.trim());
      }
    }
  }
  for (const [entity, records] of known) {
    const keyField = keyFieldOf(entity, recipe, catalogue);
    for (const record of records.values()) {
      const key = record?.fields[keyField];
      if (typeof key === 'string') add(entity, key);
    }
  }
  return names;
}

function mendsFor(
  file: DraftFile,
  { column, slot, cells }: DraftColumn,
  { input, names }: { readonly input: DraftInput; readonly names: ReadonlyMap<string, readonly string[]> },
): readonly Mend[] {
  const { choices, recipe, catalogue } = input;
  const proposals = (slot?.to ?? []).flatMap(({ entity, name, field }): readonly Proposal[] => {
    if (field.type === 'ref')
      return matchNames(
        cells,
        field.targets.flatMap((target) => names.get(target) ?? []),
      ).proposals;
    if (field.type === 'choice')
      return matchNames(
        cells,
        field.options.flatMap(({ value, label }) => [label, value]),
      ).proposals;
    const isName = name === keyFieldOf(entity, recipe, catalogue) || name === catalogue.entities.get(entity)?.title;
    if (field.type !== 'text' || field.multiline || isName || cells.size > mostWords) return [];
    const used = [...(input.known.get(entity)?.values() ?? [])]
      .flatMap((record) => record?.fields[name] ?? [])
      .filter((value) => typeof value === 'string');
    return nearMissesWithin(cells, { vocabulary: [...(slot?.vocabulary ?? []), ...new Set(used)] });
  });
  const unique = new Map(proposals.map((proposal) => [proposal.from, proposal]));
  return [...unique.values()].map((proposal) => {
    const id = `${file.table.fileName}:${column}:${proposal.from}`;
    return { ...proposal, id, isTaken: choices?.mends?.get(id) ?? choices?.takeMends ?? false };
  });
}
