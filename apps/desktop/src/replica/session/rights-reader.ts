import type { Device } from '../device/device.ts';
import { WriteLane } from '../records/write-lane.ts';
import { backOffMs } from '../sync/back-off.ts';
import type { ServerAnswer } from '../sync/read-reply.ts';
import type { ServerLink } from '../sync/server-link.ts';
import { meSchema, type Me } from './tenant-session.ts';

export type RightsReaderOptions = {
  readonly device: Device;
  readonly link: ServerLink;
  /** Writes what was read. On disk when it resolves. */
  readonly keep: (me: Me) => Promise<void>;
  /** False: a failed reading is tried again with the next page only. */
  readonly byItself: boolean;
};

/**
 * reads from the server what the person may do, whenever a page has told that it may have changed. Such a page leaves a mark in
 * the device's state (`rightsDue`), which stays until the rights were read: after a lost answer they are asked for again.
 */
export class RightsReader {
  readonly #options: RightsReaderOptions;
  /** One reading at a time: an older answer must not be written over a newer one. */
  readonly #lane = new WriteLane();
  #reading: Promise<void> | undefined;
  #isStopped = false;
  #failures = 0;
  #cancelTry: (() => void) | undefined;

  constructor(options: RightsReaderOptions) {
    this.#options = options;
  }

  /** Reads the rights where a page asks for it, unless that is under way. Waits for nothing. */
  look(): void {
    if (!this.#isDue || this.#reading || this.#isStopped) return;
    this.#reading = this.#readBehind().finally(() => {
      this.#reading = undefined;
    });
  }

  /** Reads the rights now. What was known before holds while the server can't be reached. */
  read(): Promise<ServerAnswer<Me>> {
    return this.#lane.run(async () => {
      const { device, link, keep } = this.#options;
      const due = device.memory.state.rightsDue ?? 0;
      const me = await link.ask('/me', undefined, meSchema);
      if (me.kind !== 'value' || this.#isStopped || !device.database.file.isOpen) return me;
      await keep(me.value);
      // The mark goes after what was read is on disk, and stays where a page has come since the server was asked.
      if (due > 0)
        await device.transact(async (write) => {
          if (write.state.rightsDue === due) write.setState({ rightsDue: 0 });
        });
      return me;
    });
  }

  /** Resolves when the reading that is under way has come through or failed. */
  async idle(): Promise<void> {
    await this.#reading;
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelTry?.();
  }

  get #isDue(): boolean {
    return (this.#options.device.memory.state.rightsDue ?? 0) > 0;
  }

  async #readBehind(): Promise<void> {
    const { device, byItself } = this.#options;
    const { ids, log, random, timers } = device.ports;
    this.#cancelTry?.();
    try {
      while (this.#isDue && !this.#isStopped) {
        const me = await this.read();
        if (me.kind === 'value') {
          this.#failures = 0;
          continue;
        }
        this.#failures += 1;
        const isOver = me.kind === 'refused' && me.refusal.retry === 'never'; // the session has ended, say: the next page asks again
        if (byItself && !isOver && !this.#isStopped)
          this.#cancelTry = timers.after(backOffMs(this.#failures, random), () => this.look());
        return;
      }
    } catch (cause) {
      if (!this.#isStopped && device.database.file.isOpen)
        log.fault({ id: ids.newId(), doing: 'reading what the person may do', cause });
    }
  }
}
