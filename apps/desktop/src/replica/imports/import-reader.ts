import { createHash } from 'node:crypto';
import { type CsvTable, readCsvInSteps } from '@outpost/domain/kernel/import/files/read-csv';
import type { PlanProgress } from '@outpost/domain/kernel/import/plan-import';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { ImportPlan } from '../../bridge/import-plan.ts';
import type { ParsedInput } from '../../bridge/parse-call.ts';
import type { ReplicaPorts } from '../device/ports.ts';
import { chooseRecipe } from './choose-recipe.ts';
import { contentsToCsv } from './contents-to-csv.ts';
import type { Converted, ConvertedFormat, Converting } from './csv-text.ts';
import type { WholeFile } from './given-files.ts';
import { inSlices, type Pace, WorkStopped } from '../device/in-slices.ts';
import { isBusy, type KeptImport, type KeptImports, type PlannedImport } from './kept-imports.ts';
import { OpenImport, type SurveyedFile } from './open-import.ts';
import { workbookToCsv } from './workbook-to-csv.ts';

const digestOfSheet = (digest: string, sheet: string): string =>
  createHash('sha256').update(`${digest} ${sheet}`).digest('hex');

/** Returns the CSV text of a workbook, a vCard or an iCalendar file; null for every other file. */
async function asCsv(file: WholeFile, converting: Converting): Promise<Result<Converted | null>> {
  const contents = await contentsToCsv(file, converting);
  return contents.ok && contents.value === null ? workbookToCsv(file, converting) : contents;
}

/** Removes the warning of long rows for converted files: a long note in a vCard does not come from a missing quotation mark. */
const withoutLongRows = (table: CsvTable, format: ConvertedFormat | undefined): CsvTable =>
  format === 'vcf' || format === 'ics'
    ? { ...table, notes: table.notes.filter(({ code }) => code !== 'long-rows') }
    : table;

/** Reads and plans imports, in slices that can be stopped. */
export class ImportReader {
  readonly #kept: KeptImports;
  readonly #ports: Pick<ReplicaPorts, 'clock' | 'timers'>;

  constructor(kept: KeptImports, ports: Pick<ReplicaPorts, 'clock' | 'timers'>) {
    this.#kept = kept;
    this.#ports = ports;
  }

  /** Reads the files of an import and plans it. `wanted`: the recipe that the person has chosen. */
  async open(entry: KeptImport, wanted: ParsedInput<'imports.open'>['recipe']): Promise<Result<ImportPlan>> {
    if (entry.open || entry.progress.state === 'reading')
      return refuse('request/invalid', 'This import is open already.', { path: 'importId' });
    return this.#reading(entry, async () => {
      const pace = this.#paceOf(entry);
      const files = await this.#filesOf(entry, pace);
      if (!files.ok) return files;
      const { tenant, work, progress } = entry;
      const tables = files.value.map(({ table }) => table);
      const recipe = chooseRecipe(tenant.device.catalogue, tables, wanted);
      if (!recipe.ok) return recipe;
      const stray = files.value.find(
        ({ takenFor }) => takenFor !== null && !recipe.value.files.some(({ name }) => name === takenFor),
      );
      if (stray)
        return refuse('request/invalid', `"${recipe.value.label}" has no file "${stray.takenFor ?? ''}".`, {
          path: 'files',
        });
      const id = progress.importId;
      const opened = new OpenImport({ id, tenant, recipe: recipe.value, files: files.value, work, pace });
      if (!(await opened.takeUpEarlier())) await opened.takeUpRemembered();
      await opened.makePlan({ onStep: this.#onPlanStep(entry) });
      entry.open = opened;
      return accept(opened.shown());
    });
  }

  async #filesOf(entry: KeptImport, pace: Pace): Promise<Result<readonly SurveyedFile[]>> {
    const whole = entry.files.whole();
    if (!whole.ok) return whole;
    const files: SurveyedFile[] = [];
    for (const file of whole.value) {
      const onRows = (done: number) => void this.#kept.setProgress(entry, { done, total: 0 });
      const answered = await asCsv(file, { work: entry.work, pace, onRows });
      if (!answered.ok) return answered;
      const converted = answered.value;
      const sheet = converted?.sheet ?? null;
      if (sheet === null && file.sheet !== null)
        return refuse('request/invalid', `${file.source.fileName} is not an Excel workbook, so it has no sheets.`, {
          path: 'files',
        });
      const answer = await inSlices(readCsvInSteps(converted?.source ?? file.source), pace, ({ rowCount, share }) =>
        this.#kept.setProgress(entry, { done: rowCount, total: share === 0 ? 0 : Math.round(rowCount / share) }),
      );
      if (!answer.ok) return answer;
      files.push({
        table: withoutLongRows(answer.value, converted?.format),
        takenFor: file.takenFor,
        // Another sheet of the same workbook is another import.
        digest: sheet === null ? file.digest : digestOfSheet(file.digest, sheet),
        converted,
      });
    }
    return accept(files);
  }

  /** Applies a person's decisions to an import and plans it again. */
  async change(entry: PlannedImport, input: ParsedInput<'imports.change'>): Promise<Result<ImportPlan>> {
    if (isBusy(entry)) return refuse('request/invalid', 'This import is running: stop it first.', { path: 'importId' });
    return entry.lane.run(() =>
      this.#reading(entry, async () => {
        const changed = await entry.open.change(input, this.#onPlanStep(entry));
        return changed.ok ? accept(entry.open.shown()) : changed;
      }),
    );
  }

  /** Runs the reading or planning of an import, which can be stopped. A stopped or refused import is dropped. */
  async #reading<T>(entry: KeptImport, work: () => Promise<Result<T>>): Promise<Result<T>> {
    const { importId } = entry.progress;
    entry.isCancelled = false;
    entry.progress = {
      ...entry.progress,
      state: 'reading',
      done: 0,
      created: {},
      changed: {},
      group: null,
      message: null,
    };
    try {
      const answer = await work();
      if (!answer.ok && entry.open === undefined) this.#kept.forget(importId);
      return answer;
    } catch (cause) {
      this.#kept.forget(importId);
      if (cause instanceof WorkStopped)
        return refuse('import/cancelled', 'Stopped. Nothing was imported.', { done: 0 });
      throw cause;
    } finally {
      entry.progress = { ...entry.progress, state: 'planned', done: 0, total: entry.open?.plan.editCount ?? 0 };
    }
  }

  #paceOf(entry: KeptImport): Pace {
    const { clock, timers } = this.#ports;
    return { clock, timers, isStopped: () => entry.isCancelled && entry.progress.state === 'reading' };
  }

  #onPlanStep(entry: KeptImport): (step: PlanProgress) => void {
    return (step) => void this.#kept.setProgress(entry, step);
  }
}
