import { type Catalogue, entityOf } from '../catalogue.ts';
import type { ReadingContext } from './column-format.ts';
import type { DraftFile } from './draft-import.ts';
import type { ImportRecipe } from './import-recipe.ts';
import { type ImportWarning, warningsOf } from './import-warnings.ts';
import type { KnownRecords } from './known-records.ts';
import { type PlannedEdit, recordMaker } from './make-records.ts';
import { orderDrafts, orderEntities } from './order-records.ts';
import { type DraftsByKey, type RecordDraft, type RowRefusal, rowReader } from './read-records.ts';
import { finish } from './finish.ts';

/** What an import would do: the dry run shows it, running it makes `edits` into acts of one group. */
export type ImportPlan = {
  readonly edits: readonly PlannedEdit[];
  /** By entity: records to make, to change, and those that are already as the files say. */
  readonly createCounts: ReadonlyMap<string, number>;
  readonly changeCounts: ReadonlyMap<string, number>;
  readonly unchangedCounts: ReadonlyMap<string, number>;
  readonly rowCount: number;
  /** In the order of the files' rows; a row with several wrong cells stands here several times. */
  readonly refusals: readonly RowRefusal[];
  readonly refusedRowCount: number;
  readonly warnings: readonly ImportWarning[];
};

/** How far the planning is, in rows and records. */
export type PlanProgress = { readonly done: number; readonly total: number };

/** What planning stands on: drafts, what is there already, and where new ids come from. */
export type PlanInput = {
  readonly files: readonly DraftFile[];
  readonly recipe: ImportRecipe;
  readonly catalogue: Catalogue;
  readonly known: KnownRecords;
  readonly newId: () => string;
  /** `ownerId` and `teamId` are those of new records that the files give to nobody: the importer's. */
  readonly context: ReadingContext & { readonly ownerId: string | null; readonly teamId: string | null };
};

/** Rows or records between two chances to show progress and to cancel. */
const perStep = 500;

/** Plans a whole import at once; `planImportInSteps` is the same for callers that show progress. */
export function planImport(input: PlanInput): ImportPlan {
  return finish(planImportInSteps(input));
}

/**
 * Works out what importing the drafts would do, step by step: yields its progress, returns the plan; to cancel, stop asking.
 * Records are matched with known ones by their target's key: so repeating an import changes what has changed and makes no
 * duplicates. A blank cell leaves alone what is there. Names are linked across files and with known records; a name that
 * nobody has refuses its row, a blank one stays blank. Each record is checked by its entity's rules.
 */
export function* planImportInSteps(input: PlanInput): Generator<PlanProgress, ImportPlan, void> {
  const { files, catalogue, recipe, known, context } = input;
  const refusals: RowRefusal[] = files.flatMap(({ table }) =>
    table.refusedRows.map(({ row, line, message, right, text }) => ({
      file: table.fileName,
      row,
      line,
      entity: null,
      column: null,
      cell: text,
      reason: 'broken-quotes' as const,
      message,
      right,
    })),
  );
  const refuse = (refusal: RowRefusal): void => void refusals.push(refusal);
  const drafts = new Map<string, DraftsByKey>();
  const readings = files.flatMap((file) => (file.takenFor?.targets ?? []).map((target) => ({ file, target })));
  const total = readings.reduce((sum, { file }) => sum + 2 * file.table.rows.length, 0);
  let done = 0;
  for (const { file, target } of readings) {
    const own: DraftsByKey = drafts.get(target.entity) ?? new Map<string, RecordDraft>();
    drafts.set(target.entity, own);
    const label = entityOf(catalogue, target.entity).label.one.toLowerCase();
    const takeRow = rowReader({ file, target, known, drafts: own, refuse, newId: input.newId, context, label });
    for (let index = 0; index < file.table.rows.length; index += 1) {
      takeRow(index);
      done += 1;
      if (done % perStep === 0) yield { done, total };
    }
  }
  const maker = recordMaker({ catalogue, known, drafts, refuse, owners: context });
  for (const entity of orderEntities(drafts)) {
    const { ordered, inCircles } = orderDrafts(drafts.get(entity) ?? new Map<string, RecordDraft>());
    for (const draft of inCircles) {
      maker.drop(draft, {
        column: null,
        cell: '',
        reason: 'circle',
        message: 'The record would stand below itself',
        right: 'Take out one of the references that close the circle.',
      });
    }
    for (const draft of ordered) {
      maker.make(draft);
      done += 1;
      if (done % perStep === 0) yield { done: Math.min(done, total), total };
    }
  }
  maker.dropDangling();
  const unreported = files.reduce((sum, { table }) => sum + table.refusedCount - table.refusedRows.length, 0);
  const order = new Map(files.map(({ table }, index) => [table.fileName, index]));
  refusals.sort((a, b) => (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0) || a.row - b.row);
  return {
    ...maker.counted(),
    rowCount: files.reduce((sum, { table }) => sum + table.rows.length + table.refusedCount, 0),
    refusals,
    refusedRowCount: new Set(refusals.map(({ file, row }) => `${file}:${row}`)).size + unreported,
    warnings: files.flatMap((file) => warningsOf(file, recipe)),
  };
}
