import type { Device } from '../device.ts';

/** Chosen: nobody notices it, and a purged record's place is gone within the hour. */
const everyMs = 3_600_000;
/** S-9: how much of the past a device holds. */
const historyMs = 90 * 24 * 3_600_000;
/** Chosen: each a few milliseconds, so that an act that comes in between does not wait. */
const rowsAtOnce = 500;
const pagesAtOnce = 1_000;

/** Idle work on the file: history that is older than a device holds goes, tombstones go, and their room goes back to the disk. */
export class Upkeep {
  readonly #device: Device;
  #isStopped = false;
  #cancel: (() => void) | undefined;

  constructor(device: Device) {
    this.#device = device;
    this.#next();
  }

  #next(): void {
    this.#cancel = this.#device.ports.timers.after(everyMs, () => void this.#run());
  }

  async #run(): Promise<void> {
    try {
      while (await this.#dropOldHistory());
      const { database, lane } = this.#device;
      if (!this.#isStopped) await lane.run(() => database.sweepTombstones());
      let isMore = true;
      while (isMore && !this.#isStopped)
        isMore = await lane.run(async () => database.file.isOpen && database.file.giveBackSpace(pagesAtOnce));
    } catch (cause) {
      if (!this.#isStopped)
        this.#device.ports.log.fault({ id: this.#device.ports.ids.newId(), doing: 'keeping the file in order', cause });
    }
    if (!this.#isStopped) this.#next();
  }

  /** Whether there may be more. */
  async #dropOldHistory(): Promise<boolean> {
    if (this.#isStopped) return false;
    const before = new Date(this.#device.ports.clock.nowMs() - historyMs).toISOString();
    const ids = this.#device.lookups.historyBefore(before, rowsAtOnce);
    await this.#device.transact(async (write) => {
      for (const id of ids) write.removeBook(id);
    });
    return ids.length === rowsAtOnce;
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
  }
}
