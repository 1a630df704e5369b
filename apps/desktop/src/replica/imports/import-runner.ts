import type { ImportProgress } from '../../bridge/import-plan.ts';
import type { ReplicaPorts } from '../device/ports.ts';
import { noteImportFileNames } from '../records/import-file-names.ts';
import { rememberMappings } from '../records/import-mapping-book.ts';
import { forgetImport } from '../records/import-progress-book.ts';
import { doneMessage, keptMessage, stayedMessage } from './import-messages.ts';
import { keepRefusedRows, type KeptRows } from './keep-refused-rows.ts';
import { isBusy, type KeptImports, type PlannedImport } from './kept-imports.ts';
import { runImport, type WriteRamp } from './run-import.ts';

type RunChoices = { readonly ramp?: WriteRamp | undefined; readonly mostKeptBytes?: number | undefined };

/** Runs planned imports in the background and reports their progress. */
export class ImportRunner {
  readonly #kept: KeptImports;
  readonly #ports: ReplicaPorts;
  readonly #ramp: WriteRamp | undefined;
  readonly #mostKeptBytes: number | undefined;

  /**
   * `ramp`: how many acts one write of a running import takes, and `mostKeptBytes`: the bound on a file of kept refused rows, if
   * not the default.
   */
  constructor(kept: KeptImports, ports: ReplicaPorts, { ramp, mostKeptBytes }: RunChoices) {
    this.#kept = kept;
    this.#ports = ports;
    this.#ramp = ramp;
    this.#mostKeptBytes = mostKeptBytes;
  }

  /**
   * Starts a run, unless the import is busy. Returns the progress at its start. `remembers`: its decisions about columns are used
   * for the next file with the same columns.
   */
  run(entry: PlannedImport, { remembers }: { readonly remembers: boolean }): ImportProgress {
    if (isBusy(entry)) return entry.progress;
    const wasRun = entry.progress.state !== 'planned';
    entry.isCancelled = false;
    const { group } = entry.open;
    const started = this.#kept.setProgress(entry, {
      state: 'running',
      done: 0,
      created: {},
      changed: {},
      group,
      message: null,
    });
    void entry.lane.run(async () => {
      try {
        if (wasRun) await entry.open.makePlan({ afresh: true }); // records that an earlier run made, or an undo removed, are known now
        this.#kept.setProgress(entry, { total: entry.open.plan.editCount, group: entry.open.group });
        await noteImportFileNames(entry.tenant.device.database, entry.open.group, entry.open.fileNames);
        if (remembers) await this.#remember(entry);
        this.#kept.setProgress(entry, await this.#carryOut(entry));
      } catch (cause) {
        const id = this.#ports.ids.newId();
        this.#ports.log.fault({ id, doing: 'running an import', cause });
        this.#kept.setProgress(entry, {
          state: 'failed',
          message: `${stayedMessage(entry.open, entry.progress)} An internal error occurred (${id}). Run it again: nothing is made twice.`,
        });
      }
    });
    return started;
  }

  async #remember({ open, tenant: { device } }: PlannedImport): Promise<void> {
    await device.transact((write) => rememberMappings(write, device.database, open.mappings()));
  }

  async #carryOut(entry: PlannedImport): Promise<Partial<ImportProgress>> {
    const { open, tenant } = entry;
    const { clock, timers } = this.#ports;
    const before = open.resumed?.done ?? 0;
    let kept: KeptRows = { rows: 0, onlyHere: 0 };
    let keptCount = 0;
    /** Keeps the rows that are refused by now. Without a record there is no import to which they could belong. */
    const keep = async (done: number): Promise<void> => {
      const count = open.store.refusedRowCount();
      if (before + done === 0 || count === keptCount) return;
      kept = await this.#keepRefused(entry);
      keptCount = count;
    };
    const outcome = await runImport(open, {
      acts: tenant.acts,
      pace: { clock, timers },
      ramp: this.#ramp,
      isCancelled: () => entry.isCancelled,
      onDone: async (progress) => {
        this.#kept.setProgress(entry, progress);
        if (keptCount === 0) await keep(progress.done); // at the beginning, in case the process ends during the run
      },
    });
    await keep(entry.progress.done);
    const keptWords = keptMessage(kept);
    if (!outcome.ok)
      return { state: 'failed', message: `${stayedMessage(open, entry.progress)} ${outcome.message}${keptWords}` };
    if (!outcome.value.isComplete)
      return { state: 'cancelled', message: `Stopped. ${stayedMessage(open, entry.progress)}${keptWords}` };
    await tenant.device.transact(async (write) => forgetImport(write, open.group));
    return {
      state: 'done',
      message: `${doneMessage(open, { ...outcome.value, before, progress: entry.progress })}${keptWords}`,
    };
  }

  /** Keeps the refused rows of an import. A fault is logged and returned: it does not concern the imported records. */
  async #keepRefused({ open }: PlannedImport): Promise<KeptRows> {
    const { clock, timers, ids, log } = this.#ports;
    try {
      return await keepRefusedRows(open, { pace: { clock, timers }, mostBytes: this.#mostKeptBytes });
    } catch (cause) {
      const fault = ids.newId();
      log.fault({ id: fault, doing: 'keeping the refused rows of an import', cause });
      return { rows: 0, onlyHere: open.store.refusedRowCount(), fault };
    }
  }
}
