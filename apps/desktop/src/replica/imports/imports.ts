import { countOf } from '@outpost/domain/kernel/import/count-words';
import { type CsvAnswer, readCsvInSteps } from '@outpost/domain/kernel/import/read-csv';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { ImportPlan, ImportProgress } from '../../bridge/import-plan.ts';
import type { CallArgument, ImportHandlers } from '../call-handlers.ts';
import type { OpenTenant } from '../open-tenant.ts';
import type { ReplicaPorts } from '../ports.ts';
import { WriteLane } from '../records/write-lane.ts';
import { chooseRecipe } from './choose-recipe.ts';
import { inSlices, type Pace } from './in-slices.ts';
import { OpenImport, type ReadFile } from './open-import.ts';
import { runImport } from './run-import.ts';

export type ImportsParts = {
  /** The open replica, or the refusal that says why there is none. */
  readonly tenant: () => Result<OpenTenant>;
  readonly ports: ReplicaPorts;
  /** Told of each step that an import makes. */
  readonly tell: (progress: ImportProgress) => void;
};

/** An import with how far it is. Its lane keeps what is asked of it in order. */
type Kept = { readonly open: OpenImport; readonly lane: WriteLane; progress: ImportProgress; isCancelled: boolean };

/** E-3: an import holds its files in memory, so the oldest that doesn't run gives way to a new one. */
const mostKept = 4;

/** Every `imports.*` call of the bridge: files are read, planned and shown, corrected, and run in the background (issue 2, section 6). */
export function importHandlers({ tenant, ports, tell }: ImportsParts): ImportHandlers {
  const kept = new Map<string, Kept>();
  const pace: Pace = { clock: ports.clock, timers: ports.timers };

  const find = (importId: string): Result<Kept> => {
    const found = kept.get(importId);
    const current = tenant();
    if (!current.ok) return current;
    return found?.open.tenant === current.value
      ? accept(found)
      : refuse('request/not-found', 'This import is not open any more. Choose its files again.', { path: 'importId' });
  };
  const setProgress = (entry: Kept, change: Partial<ImportProgress>) => {
    entry.progress = { ...entry.progress, ...change };
    tell(entry.progress);
    return entry.progress;
  };
  const makeRoom = () => {
    for (const [id, { progress }] of kept) {
      if (kept.size < mostKept) return;
      if (progress.state !== 'running') kept.delete(id);
    }
  };

  const open = async ({ files, recipe: wanted }: CallArgument<'imports.open'>): Promise<Result<ImportPlan>> => {
    const current = tenant();
    if (!current.ok) return current;
    const read = await readFiles(files, pace);
    if (!read.ok) return read;
    const recipe = chooseRecipe(
      current.value.device.catalogue,
      read.value.map(({ table }) => table),
      wanted,
    );
    if (!recipe.ok) return recipe;
    const stray = files.find(
      ({ takenFor }) => takenFor !== undefined && !recipe.value.files.some(({ name }) => name === takenFor),
    );
    if (stray)
      return refuse('request/invalid', `"${recipe.value.label}" has no file "${stray.takenFor ?? ''}".`, {
        path: 'files',
      });
    makeRoom();
    const id = ports.ids.newId();
    const opened = new OpenImport({ id, tenant: current.value, recipe: recipe.value, files: read.value, pace });
    await opened.makePlan();
    const progress: ImportProgress = {
      importId: id,
      state: 'planned',
      done: 0,
      total: opened.plan.edits.length,
      group: null,
      message: null,
    };
    kept.set(id, { open: opened, lane: new WriteLane(), progress, isCancelled: false });
    return accept(opened.shown());
  };

  const change = async (input: CallArgument<'imports.change'>): Promise<Result<ImportPlan>> => {
    const found = find(input.importId);
    if (!found.ok) return found;
    const entry = found.value;
    if (entry.progress.state === 'running')
      return refuse('request/invalid', 'This import is running: stop it first.', { path: 'importId' });
    return entry.lane.run(async () => {
      const changed = await entry.open.change(input);
      if (!changed.ok) return changed;
      entry.progress = {
        ...entry.progress,
        state: 'planned',
        done: 0,
        total: entry.open.plan.edits.length,
        group: null,
        message: null,
      };
      return accept(entry.open.shown());
    });
  };

  const run = (entry: Kept): ImportProgress => {
    if (entry.progress.state === 'running') return entry.progress;
    const wasRun = entry.progress.state !== 'planned';
    entry.isCancelled = false;
    const group = ports.ids.newId();
    const started = setProgress(entry, { state: 'running', done: 0, group, message: null });
    void entry.lane.run(async () => {
      try {
        if (wasRun) await entry.open.makePlan({ afresh: true }); // what an earlier run made, or was undone since, is known now
        setProgress(entry, { total: entry.open.plan.edits.length });
        setProgress(entry, await carryOut(entry, group));
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

  const carryOut = async (entry: Kept, group: string): Promise<Partial<ImportProgress>> => {
    const outcome = await runImport(entry.open, {
      acts: entry.open.tenant.acts,
      group,
      pace,
      isCancelled: () => entry.isCancelled,
      onDone: (done) => setProgress(entry, { done }),
    });
    if (!outcome.ok) return { state: 'failed', message: `${stayed(entry)} ${outcome.message}` };
    const { done, refusals } = outcome.value;
    entry.open.leaveOut(outcome.value);
    if (entry.isCancelled && done + refusals.length < entry.progress.total)
      return { state: 'cancelled', message: `Stopped. ${stayed(entry)}` };
    const refusedWords =
      refusals.length === 0 ? '' : ` ${entry.open.wordsFor(refusals.length)} had to be left out: see the refused rows.`;
    return {
      state: 'done',
      message:
        done === 0
          ? whyNothing(entry.open.plan)
          : `Imported ${entry.open.wordsFor(done)}. They can be undone as one.${refusedWords}`,
    };
  };

  return {
    'imports.open': open,
    'imports.change': change,
    'imports.refusedRows': async ({ importId, file }) => {
      const found = find(importId);
      return found.ok ? accept({ csv: found.value.open.refusedRows(file) }) : found;
    },
    'imports.run': async ({ importId }) => {
      const found = find(importId);
      return found.ok ? accept(run(found.value)) : found;
    },
    'imports.cancel': async ({ importId }) => {
      const found = find(importId);
      if (!found.ok) return found;
      const entry = found.value;
      entry.isCancelled = true; // a running one ends behind the act that is being made
      if (entry.progress.state === 'planned') kept.delete(importId);
      return accept(entry.progress.state === 'planned' ? { ...entry.progress, state: 'cancelled' } : entry.progress);
    },
    'imports.progress': async ({ importId }) => {
      const found = find(importId);
      return found.ok ? accept(found.value.progress) : found;
    },
  };
}

/** Why an import that came to its end made nothing; `plan` is what is left of it. */
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

/** What an import that ended early leaves behind. */
function stayed({ open, progress }: Kept): string {
  if (progress.done === 0) return 'Nothing was imported.';
  return `${open.wordsFor(progress.done)} of ${progress.total.toLocaleString('en')} are imported and stay; undo takes them back as one.`;
}

/** Reads the files, each under a name of its own. The first that can't be read is the answer. */
async function readFiles(
  files: CallArgument<'imports.open'>['files'],
  pace: Pace,
): Promise<Result<readonly ReadFile[]>> {
  const read: ReadFile[] = [];
  for (const { name, base64, takenFor } of files) {
    const same = read.filter(({ table }) => table.fileName === name || table.fileName.startsWith(`${name} (`)).length;
    const answer: CsvAnswer = await inSlices(
      readCsvInSteps(Buffer.from(base64, 'base64'), same === 0 ? name : `${name} (${same + 1})`),
      pace,
    );
    if (!answer.ok) return answer;
    read.push({ table: answer.value, takenFor });
  }
  return accept(read);
}
