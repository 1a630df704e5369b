import type { Device } from './device.ts';

/** Chosen: rare enough to be unnoticed, and the space of a removed record is free within the hour. */
const everyMs = 3_600_000;
/** Chosen: data that was erased by law leaves the disk soon, but not while screens are being filled. */
const purgeAfterMs = 30_000;
/** S-9: the age of the oldest history that a device holds. */
const historyMs = 90 * 24 * 3_600_000;
/** Chosen: each batch takes a few milliseconds, so that an act that arrives in between does not wait. */
const rowsAtOnce = 500;
const pagesAtOnce = 1_000;

/**
 * Maintains the file in idle time: removes history that is older than a device keeps, removes tombstones, and returns
 * their space to the disk. Soon after an erasure by law it also purges the file (P-5).
 */
export class Upkeep {
  readonly #device: Device;
  #isStopped = false;
  #isSoon = false;
  #cancel: (() => void) | undefined;

  constructor(device: Device) {
    this.#device = device;
    this.#next();
    this.look(); // work for which the last session had no time
  }

  #next(afterMs = everyMs): void {
    this.#cancel?.();
    this.#cancel = this.#device.ports.timers.after(afterMs, () => void this.#run());
  }

  /** Starts the next round soon, because records may have been erased by law. */
  look(): void {
    if (this.#device.memory.state.purgeDue !== true || this.#isSoon || this.#isStopped) return;
    this.#isSoon = true;
    this.#next(purgeAfterMs);
  }

  async #run(): Promise<void> {
    try {
      while (await this.#dropOldHistory());
      const { database, lane } = this.#device;
      if (!this.#isStopped) await lane.run(() => database.sweepTombstones());
      if (!this.#isStopped && this.#device.memory.state.purgeDue === true) await this.#purge();
      let isMore = true;
      while (isMore && !this.#isStopped)
        isMore = await lane.run(async () => database.file.isOpen && database.file.giveBackSpace(pagesAtOnce));
    } catch (cause) {
      if (!this.#isStopped)
        this.#device.ports.log.fault({ id: this.#device.ports.ids.newId(), doing: 'keeping the file in order', cause });
    }
    this.#isSoon = false;
    if (!this.#isStopped) this.#next();
  }

  async #purge(): Promise<void> {
    const { database, lane } = this.#device;
    const isPurged = await lane.run(async () => database.file.isOpen && database.file.purge());
    if (isPurged) await this.#device.transact(async (write) => write.setState({ purgeDue: false }));
  }

  /** Removes a batch of old history; returns whether there may be more. */
  async #dropOldHistory(): Promise<boolean> {
    if (this.#isStopped) return false;
    const before = new Date(this.#device.ports.clock.nowMs() - historyMs).toISOString();
    const ids = this.#device.lookups.historyBefore(before, rowsAtOnce);
    await this.#device.transact(async (write) => {
      for (const id of ids) write.books.remove(id);
    });
    return ids.length === rowsAtOnce;
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
  }
}
