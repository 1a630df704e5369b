import type { Edit } from '../acts/act.ts';
import { type Catalogue, entityOf } from '../catalogue/catalogue.ts';
import type { ReadingContext } from './cells/column-format.ts';
import type { DraftFile } from './draft-import.ts';
import { type ColumnReport, ReportBook } from './columns/column-reports.ts';
import type { ImportRecipe, RecipeTarget } from '../catalogue/import-recipe.ts';
import type { ImportStore } from './records/import-store.ts';
import { type ImportWarning, warningsOf } from './reports/import-warnings.ts';
import type { KnownRecord, KnownRecords } from './matching/known-records.ts';
import { type Denied, RecordMaker } from './records/record-maker.ts';
import { type MatchingChoices, matchingOf } from './matching/matching.ts';
import { draftsInOrder, orderEntities, refersForward } from './records/order-records.ts';
import { rowsOf } from './files/read-csv.ts';
import { rowReader } from './records/read-records.ts';
import type { RecordDraft, RowSource } from './records/record-draft.ts';
import { keyFieldOf } from './recipe-slots.ts';
import { raggedRow, reportFile } from './reports/report-file.ts';

/**
 * The effect of an import, in figures, for the dry run. The run then executes the edits in the store. Edits and refusals are in
 * the store because they grow with the files.
 */
export type ImportEffect = {
  /** By entity: the numbers of records to make, to change, and unchanged. */
  readonly createCounts: ReadonlyMap<string, number>;
  readonly changeCounts: ReadonlyMap<string, number>;
  readonly unchangedCounts: ReadonlyMap<string, number>;
  /** The number of edits in the store. */
  readonly editCount: number;
  /** The number of records that the files describe: the steps of the plan. */
  readonly stepCount: number;
  readonly rowCount: number;
  /** Counts each refused row once, and each line of a row that spans several. */
  readonly refusedRowCount: number;
  readonly warnings: readonly ImportWarning[];
  /** By column: which data is not imported, not understood, or changed by reading. Empty if all data is imported as written. */
  readonly reports: readonly ColumnReport[];
};

/** The progress of planning, in rows and records. */
export type PlanProgress = { readonly done: number; readonly total: number };

/** The input of planning: drafts, existing records, the store, and the source of new ids. */
export type PlanInput = {
  readonly files: readonly DraftFile[];
  readonly recipe: ImportRecipe;
  readonly catalogue: Catalogue;
  readonly known: KnownRecords;
  readonly store: ImportStore;
  /** Returns the id of a row's new record. A second call for the same row returns the same id where the import can be resumed. */
  readonly newId: (source: RowSource, entity: string) => string;
  /** The match fields that a person has chosen. */
  readonly matching?: MatchingChoices;
  /** `ownerId` and `teamId` are given to new records that the files assign to nobody: the importer's. */
  readonly context: ReadingContext & { readonly ownerId: string | null; readonly teamId: string | null };
  /** Returns why the person may not make this edit of a record, or `undefined`. */
  readonly denied?: (edit: Edit, known: KnownRecord | null) => Denied | undefined;
  /** The steps that an earlier part of the same import has done; the plan begins after them. */
  readonly doneSteps?: number;
};

/** The number of rows or records between two chances to show progress or cancel. */
const perStep = 500;

/**
 * Computes the effect of importing the drafts, step by step. Yields its progress and returns the plan; to cancel, stop calling
 * it. The first pass reads the files' rows into drafts, the second makes records of the drafts; memory holds a page of either.
 *
 * Records are matched with existing ones by their target's keys. A repeated import thus updates only rows that have
 * changed and makes no duplicates. A name alone matches no record, unless a person chooses that. A blank cell leaves
 * the existing value. Names are linked across files and with existing records. An unknown name refuses its row; a blank name
 * stays blank. Each record is checked by its entity's rules.
 */
export function* planImportInSteps(input: PlanInput): Generator<PlanProgress, ImportEffect, void> {
  const { files, catalogue, recipe, context } = input;
  const report = new ReportBook();
  const store: ImportStore = {
    ...input.store,
    refuse: (refusal, lineCount) => {
      input.store.refuse(refusal, lineCount);
      report.refused(refusal.file, refusal.column, refusal);
    },
  };
  const matching = (target: RecipeTarget) => matchingOf(target, input.matching);
  store.clear(files.map(({ table }) => table.fileName));
  const readings = files.flatMap((file) => (file.takenFor?.targets ?? []).map((target) => ({ file, target })));
  const total = readings.reduce((sum, { file }) => sum + 2 * file.table.rowCount, 0);
  const needs = new Map<string, Set<string>>(readings.map(({ target }) => [target.entity, new Set()]));
  const note = (draft: RecordDraft | null): void => {
    for (const { targets } of draft?.links ?? [])
      for (const target of targets) needs.get(draft?.entity ?? '')?.add(target);
  };
  let done = 0;
  for (const file of files) {
    const takers = (file.takenFor?.targets ?? []).map((target) => {
      const entity = entityOf(catalogue, target.entity);
      const { newId } = input;
      return rowReader({ file, target, matching: matching(target), store, report, newId, context, entity });
    });
    reportFile(file, report);
    for (const { rows, refused } of rowsOf(file.table)) {
      for (const { row, line, lineCount, message, right, text } of refused) {
        const place = { file: file.table.fileName, row, line, entity: null, column: null, cell: text };
        store.refuse({ ...place, reason: 'broken-quotes', message, right }, lineCount);
      }
      for (const row of rows) {
        const ragged = raggedRow(file.table, row);
        if (ragged !== null) {
          store.refuse(ragged);
          done += takers.length;
          continue;
        }
        for (const take of takers) {
          note(take(row));
          done += 1;
          if (done % perStep === 0) yield { done, total };
        }
      }
      if (takers.length === 0) yield { done, total };
    }
  }
  const targets = new Map(readings.map(({ file, target }) => [`${file.table.fileName}\n${target.entity}`, target]));
  const maker = new RecordMaker({
    catalogue,
    known: input.known,
    store,
    targetOf: ({ source, entity }) => {
      const target = targets.get(`${source.file}\n${entity}`);
      if (!target) throw new Error(`No file of the import is about ${entity}`);
      return target;
    },
    matchingOf: matching,
    nameField: (entity) => keyFieldOf(entity, recipe, catalogue),
    owners: context,
    ...(input.denied === undefined ? {} : { denied: input.denied }),
    refersForward: refersForward(needs),
    doneSteps: input.doneSteps ?? 0,
  });
  for (const entity of orderEntities(needs)) {
    for (const turn of draftsInOrder(store, { entity, refersToItself: needs.get(entity)?.has(entity) ?? false })) {
      if ('make' in turn) maker.make(turn.make);
      else
        for (const draft of turn.inCircle) {
          maker.drop(draft, {
            column: null,
            cell: '',
            reason: 'circle',
            message: 'The record would be below itself',
            right: 'Remove one of the references that form the cycle.',
          });
        }
      done += 1;
      if (done % perStep === 0) yield { done: Math.min(done, total), total };
    }
  }
  maker.dropDangling();
  return {
    ...maker.counted(),
    rowCount: files.reduce((sum, { table }) => sum + table.rowCount + table.refusedCount, 0),
    refusedRowCount: store.refusedRowCount(),
    warnings: files.flatMap((file) => warningsOf(file, recipe, input.matching)),
    reports: report.reports(),
  };
}
