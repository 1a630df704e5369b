import type { Device } from '../device/device.ts';
import { WriteLane } from '../records/write-lane.ts';
import { backOffMs } from '../sync/line/back-off.ts';
import type { ServerAnswer } from '../sync/line/read-reply.ts';
import type { ServerLink } from '../sync/line/server-link.ts';
import { meAnswerSchema, type Me } from './tenant-session.ts';

export type RightsReaderOptions = {
  readonly device: Device;
  readonly link: ServerLink;
  /** Stores the rights. They are on disk when it resolves. */
  readonly keep: (me: Me) => Promise<void>;
  /** False: a failed read is repeated only with the next page. */
  readonly byItself: boolean;
};

/**
 * Reads the person's rights from the server whenever a page reports that they may have changed. Such a page leaves a mark
 * in the device's state (`rightsDue`). The mark stays until the rights were read, so they are requested again after a lost
 * answer.
 */
export class RightsReader {
  readonly #options: RightsReaderOptions;
  /** Allows one read at a time, so that an older answer cannot overwrite a newer one. */
  readonly #lane = new WriteLane();
  #reading: Promise<void> | undefined;
  #isStopped = false;
  #failures = 0;
  #cancelTry: (() => void) | undefined;

  constructor(options: RightsReaderOptions) {
    this.#options = options;
  }

  /** Starts reading the rights if a page requires it and no read is running. Does not wait. */
  look(): void {
    if (!this.#isDue || this.#reading || this.#isStopped) return;
    this.#reading = this.#readBehind().finally(() => {
      this.#reading = undefined;
    });
  }

  /** Reads the rights now. The earlier rights stay valid while the server cannot be reached. */
  read(): Promise<ServerAnswer<Me>> {
    return this.#lane.run(async () => {
      const { device, link, keep } = this.#options;
      const due = device.memory.state.rightsDue ?? 0;
      const me = await link.ask('/me', undefined, meAnswerSchema);
      if (me.kind !== 'value' || this.#isStopped || !device.database.file.isOpen) return me;
      await keep(me.value);
      // The mark is removed once the rights are on disk. It stays if another page has set it since the request.
      if (due > 0)
        await device.transact(async (write) => {
          if (write.state.rightsDue === due) write.setState({ rightsDue: 0 });
        });
      return me;
    });
  }

  /** Resolves when the running read has succeeded or failed. */
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
        const isOver = me.kind === 'refused' && me.refusal.retry === 'never'; // for example, the session has ended: the next page asks again
        if (byItself && !isOver && !this.#isStopped)
          this.#cancelTry = timers.after(backOffMs(this.#failures, random), () => this.look());
        return;
      }
    } catch (cause) {
      if (!this.#isStopped && device.database.file.isOpen)
        log.fault({ id: ids.newId(), doing: 'reading the rights of the person', cause });
    }
  }
}
