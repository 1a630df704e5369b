import { dirname } from 'node:path';
import { countOf } from '@outpost/domain/kernel/import/reports/count-words';
import type { PlanProgress } from '@outpost/domain/kernel/import/plan-import';
import { readCsvInSteps } from '@outpost/domain/kernel/import/files/read-csv';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { CallHandler } from '../../bridge/call-handler.ts';
import type { CallName } from '../../bridge/contract.ts';
import type { ImportPlan, ImportProgress } from '../../bridge/import-plan.ts';
import type { ParsedInput } from '../../bridge/parse-call.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import type { ReplicaPorts } from '../device/ports.ts';
import { WriteLane } from '../records/write-lane.ts';
import { chooseRecipe } from './choose-recipe.ts';
import { GivenFiles } from './given-files.ts';
import { forgetImport } from '../records/import-progress-book.ts';
import { inSlices, type Pace, WorkStopped } from './in-slices.ts';
import { OpenImport, type ReadFile } from './open-import.ts';
import { RefusedRowPieces } from './refused-row-pieces.ts';
import { runImport, type WriteRamp } from './run-import.ts';
import { WorkFile } from './work-file.ts';

/** The handlers of the bridge's calls of imports. */
export type ImportHandlers = { readonly [N in Extract<CallName, `imports.${string}`>]: CallHandler<N> };

export type ImportsParts = {
  /** Returns the open replica, or the refusal that says why none is open. */
  readonly tenant: () => Result<OpenTenant>;
  readonly ports: ReplicaPorts;
  /** Called at each step of an import. */
  readonly tell: (progress: ImportProgress) => void;
  /** How many acts one write of a running import takes, if not the default. */
  readonly ramp?: WriteRamp | undefined;
};

/** An import and its progress. Its lane runs calls in order. `open` is absent while its files arrive. */
type Kept = {
  readonly tenant: OpenTenant;
  readonly work: WorkFile;
  readonly files: GivenFiles;
  readonly lane: WriteLane;
  open: OpenImport | undefined;
  /** The latest requested file of refused rows, while it is being read. */
  refusedRows: RefusedRowPieces | undefined;
  progress: ImportProgress;
  isCancelled: boolean;
};
/** An import with a plan. */
type Opened = Kept & { open: OpenImport };

/** E-3: an import keeps its files on disk, so a new import replaces the oldest one that is not running. */
const mostKept = 4;

const running: ReadonlySet<ImportProgress['state']> = new Set(['reading', 'running']);

/**
 * Returns the handlers of all `imports.*` calls of the bridge: they receive files, plan and show imports, apply corrections, and
 * run imports in the background (issue 2, section 6).
 */
export function importHandlers({ tenant, ports, tell, ramp }: ImportsParts): ImportHandlers {
  const kept = new Map<string, Kept>();
  const swept = new Set<string>();

  const find = (importId: string): Result<Kept> => {
    const found = kept.get(importId);
    const current = tenant();
    if (!current.ok) return current;
    return found && found.tenant === current.value
      ? accept(found)
      : refuse('request/not-found', 'This import is not open any more. Choose its files again.', { path: 'importId' });
  };
  const findOpen = (importId: string): Result<Opened> => {
    const found = find(importId);
    if (!found.ok) return found;
    return found.value.open
      ? accept(found.value as Opened) // its plan exists
      : refuse('request/invalid', 'The files of this import have not been read yet.', { path: 'importId' });
  };
  const setProgress = (entry: Kept, change: Partial<ImportProgress>) => {
    entry.progress = { ...entry.progress, ...change };
    tell(entry.progress);
    return entry.progress;
  };
  const forget = (importId: string): void => {
    kept.get(importId)?.work.close();
    kept.delete(importId);
  };
  const makeRoom = (current: OpenTenant): void => {
    const folder = dirname(current.device.database.file.path);
    for (const [id, { progress, tenant: own }] of kept)
      if (own !== current || (kept.size >= mostKept && !running.has(progress.state))) forget(id);
    if (!swept.has(folder)) WorkFile.sweep(folder);
    swept.add(folder);
  };
  const paceOf = (entry: Kept): Pace => ({
    clock: ports.clock,
    timers: ports.timers,
    isStopped: () => entry.isCancelled && entry.progress.state === 'reading',
  });

  const begin = async ({ files }: ParsedInput<'imports.begin'>): Promise<Result<{ readonly importId: string }>> => {
    const current = tenant();
    if (!current.ok) return current;
    makeRoom(current.value);
    const importId = ports.ids.newId();
    const work = new WorkFile(dirname(current.value.device.database.file.path), importId);
    kept.set(importId, {
      tenant: current.value,
      work,
      files: new GivenFiles(work, files),
      lane: new WriteLane(),
      open: undefined,
      refusedRows: undefined,
      progress: { importId, state: 'planned', done: 0, total: 0, created: {}, changed: {}, group: null, message: null },
      isCancelled: false,
    });
    return accept({ importId });
  };

  /** Runs the reading or planning of an import, which can be stopped. A stopped or refused import is forgotten. */
  const reading = async <T>(importId: string, entry: Kept, work: () => Promise<Result<T>>): Promise<Result<T>> => {
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
      if (!answer.ok && entry.open === undefined) forget(importId);
      return answer;
    } catch (cause) {
      forget(importId);
      if (cause instanceof WorkStopped)
        return refuse('import/cancelled', 'Stopped. Nothing was imported.', { done: 0 });
      throw cause;
    } finally {
      entry.progress = { ...entry.progress, state: 'planned', done: 0, total: entry.open?.plan.editCount ?? 0 };
    }
  };
  const onPlanStep = (entry: Kept) => (step: PlanProgress) => void setProgress(entry, step);

  const open = async ({ importId, recipe: wanted }: ParsedInput<'imports.open'>): Promise<Result<ImportPlan>> => {
    const found = find(importId);
    if (!found.ok) return found;
    const entry = found.value;
    if (entry.open || entry.progress.state === 'reading')
      return refuse('request/invalid', 'This import is open already.', { path: 'importId' });
    return reading(importId, entry, async () => {
      const pace = paceOf(entry);
      const whole = entry.files.whole();
      if (!whole.ok) return whole;
      const files: ReadFile[] = [];
      for (const { source, digest, takenFor } of whole.value) {
        const answer = await inSlices(readCsvInSteps(source), pace, ({ rowCount, share }) =>
          setProgress(entry, { done: rowCount, total: share === 0 ? 0 : Math.round(rowCount / share) }),
        );
        if (!answer.ok) return answer;
        files.push({ table: answer.value, takenFor, digest });
      }
      const { catalogue } = entry.tenant.device;
      const tables = files.map(({ table }) => table);
      const recipe = chooseRecipe(catalogue, tables, wanted);
      if (!recipe.ok) return recipe;
      const stray = files.find(
        ({ takenFor }) => takenFor !== null && !recipe.value.files.some(({ name }) => name === takenFor),
      );
      if (stray)
        return refuse('request/invalid', `"${recipe.value.label}" has no file "${stray.takenFor ?? ''}".`, {
          path: 'files',
        });
      const { tenant: own, work } = entry;
      const opened = new OpenImport({ id: importId, tenant: own, recipe: recipe.value, files, work, pace });
      await opened.takeUpEarlier();
      await opened.makePlan({ onStep: onPlanStep(entry) });
      entry.open = opened;
      return accept(opened.shown());
    });
  };

  const change = async (input: ParsedInput<'imports.change'>): Promise<Result<ImportPlan>> => {
    const found = findOpen(input.importId);
    if (!found.ok) return found;
    const entry = found.value;
    if (running.has(entry.progress.state))
      return refuse('request/invalid', 'This import is running: stop it first.', { path: 'importId' });
    return entry.lane.run(() =>
      reading(input.importId, entry, async () => {
        const changed = await entry.open.change(input, onPlanStep(entry));
        return changed.ok ? accept(entry.open.shown()) : changed;
      }),
    );
  };

  const run = (entry: Opened): ImportProgress => {
    if (running.has(entry.progress.state)) return entry.progress;
    const wasRun = entry.progress.state !== 'planned';
    entry.isCancelled = false;
    const { group } = entry.open;
    const started = setProgress(entry, { state: 'running', done: 0, created: {}, changed: {}, group, message: null });
    void entry.lane.run(async () => {
      try {
        if (wasRun) await entry.open.makePlan({ afresh: true }); // records that an earlier run made, or an undo removed, are known now
        setProgress(entry, { total: entry.open.plan.editCount, group: entry.open.group });
        setProgress(entry, await carryOut(entry));
      } catch (cause) {
        const id = ports.ids.newId();
        ports.log.fault({ id, doing: 'running an import', cause });
        setProgress(entry, {
          state: 'failed',
          message: `${stayed(entry)} Something of ours failed (${id}). Run it again: nothing is made twice.`,
        });
      }
    });
    return started;
  };

  const carryOut = async (entry: Opened): Promise<Partial<ImportProgress>> => {
    const { open: own } = entry;
    const outcome = await runImport(own, {
      acts: entry.tenant.acts,
      pace: paceOf(entry),
      ramp,
      isCancelled: () => entry.isCancelled,
      onDone: (progress) => setProgress(entry, progress),
    });
    if (!outcome.ok) return { state: 'failed', message: `${stayed(entry)} ${outcome.message}` };
    const { done, leftOut, isComplete } = outcome.value;
    if (!isComplete) return { state: 'cancelled', message: `Stopped. ${stayed(entry)}` };
    const before = own.resumed?.done ?? 0;
    await entry.tenant.device.transact(async (write) => forgetImport(write, own.group));
    const leftWords = leftOut === 0 ? '' : ` ${own.wordsFor(leftOut)} had to be left out: see the refused rows.`;
    const beforeWords = before === 0 ? '' : `, after ${before.toLocaleString('en')} before`;
    return {
      state: 'done',
      message:
        done === 0 && before === 0
          ? whyNothing(own.plan)
          : `${doneWords(entry)}${beforeWords}. They can be undone as one.${leftWords}`,
    };
  };

  return {
    'imports.begin': begin,
    'imports.piece': async ({ importId, ...piece }) => {
      const found = find(importId);
      return found.ok ? found.value.files.take(piece) : found;
    },
    'imports.open': open,
    'imports.change': change,
    'imports.refusedRows': async ({ importId, file, piece }) => {
      const found = findOpen(importId);
      if (!found.ok) return found;
      const entry = found.value;
      if (piece === 0 || entry.refusedRows === undefined)
        entry.refusedRows = new RefusedRowPieces(entry.open.refusedRows(file));
      return entry.refusedRows.read(piece);
    },
    'imports.run': async ({ importId }) => {
      const found = findOpen(importId);
      if (!found.ok) return found;
      const [question] = found.value.open.openQuestions();
      return question === undefined
        ? accept(run(found.value))
        : refuse('request/invalid', `This is to be said before anything is imported: ${question}`, {
            path: 'readings',
          });
    },
    'imports.cancel': async ({ importId }) => {
      const found = find(importId);
      if (!found.ok) return found;
      const entry = found.value;
      entry.isCancelled = true; // a running import ends after the current act
      if (entry.progress.state === 'planned') forget(importId);
      return accept(entry.progress.state === 'planned' ? { ...entry.progress, state: 'cancelled' } : entry.progress);
    },
    'imports.progress': async ({ importId }) => {
      const found = find(importId);
      return found.ok ? accept(found.value.progress) : found;
    },
  };
}

const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/** Describes the result of a finished import: new records, and changed ones. Without a full stop. */
function doneWords({ open, progress }: Opened): string {
  const [created, changed] = [sumOf(progress.created), sumOf(progress.changed)];
  const here = `that ${changed === 1 ? 'was' : 'were'} here already`;
  if (changed === 0) return `Imported ${open.wordsFor(created)}`;
  if (created === 0) return `Changed ${open.wordsFor(changed)} ${here}`;
  return `Imported ${open.wordsFor(created)} and changed ${open.wordsFor(changed)} ${here}`;
}

/** Explains why a finished import made no record; `plan` is the remaining plan. */
function whyNothing({ rowCount, unchangedCounts, refusedRowCount }: OpenImport['plan']): string {
  const unchanged = [...unchangedCounts.values()].reduce((sum, count) => sum + count, 0);
  if (rowCount === 0) return 'Nothing to import: there are no rows below the headers.';
  if (unchanged === 0 && refusedRowCount === 0) return 'Nothing to import: no column goes into a field of a record.';
  if (refusedRowCount === 0) return 'Nothing to import: everything is here already.';
  const refused = `${countOf(refusedRowCount, 'row')} ${refusedRowCount === 1 ? 'is' : 'are'} refused`;
  return unchanged === 0
    ? `Nothing was imported: ${refused}.`
    : `Nothing to import: ${refused}, and everything else is here already.`;
}

/** Describes the result of an import that ended early. */
function stayed({ open, progress }: Opened): string {
  const before = open.resumed?.done ?? 0;
  const done = progress.done + before;
  if (done === 0) return 'Nothing was imported.';
  return `${open.wordsFor(done)} of ${(progress.total + before).toLocaleString('en')} are imported and stay; undo takes them back as one. The same files again go on from there.`;
}
