import type { ImportProgress } from '../../bridge/import-plan.ts';
import type { ReplicaPorts } from '../device/ports.ts';
import { noteImportFileNames } from '../records/import-file-names.ts';
import { rememberMappings } from '../records/import-mapping-book.ts';
import { forgetImport } from '../records/import-progress-book.ts';
import { doneMessage, stayedMessage } from './import-messages.ts';
import { isBusy, type KeptImports, type PlannedImport } from './kept-imports.ts';
import { runImport, type WriteRamp } from './run-import.ts';

/** Runs planned imports in the background and reports their progress. */
export class ImportRunner {
  readonly #kept: KeptImports;
  readonly #ports: ReplicaPorts;
  readonly #ramp: WriteRamp | undefined;

  /** `ramp`: how many acts one write of a running import takes, if not the default. */
  constructor(kept: KeptImports, ports: ReplicaPorts, ramp: WriteRamp | undefined) {
    this.#kept = kept;
    this.#ports = ports;
    this.#ramp = ramp;
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
    const outcome = await runImport(open, {
      acts: tenant.acts,
      pace: { clock, timers },
      ramp: this.#ramp,
      isCancelled: () => entry.isCancelled,
      onDone: (progress) => this.#kept.setProgress(entry, progress),
    });
    if (!outcome.ok) return { state: 'failed', message: `${stayedMessage(open, entry.progress)} ${outcome.message}` };
    if (!outcome.value.isComplete)
      return { state: 'cancelled', message: `Stopped. ${stayedMessage(open, entry.progress)}` };
    const { resumed } = open;
    await tenant.device.transact(async (write) => forgetImport(write, open.group));
    return {
      state: 'done',
      message: doneMessage(open, { ...outcome.value, before: resumed?.done ?? 0, progress: entry.progress }),
    };
  }
}
