import type { ReplicaPorts } from '../../device/ports.ts';
import { backOffMs } from './back-off.ts';
import type { ServerLink } from './server-link.ts';

export type PokeStreamOptions = {
  readonly link: ServerLink;
  readonly ports: Pick<ReplicaPorts, 'ids' | 'random' | 'timers'>;
  readonly opened: () => void;
  readonly event: (data: string) => void;
  /** Called when the server or the network ended the stream; not after `close`. */
  readonly ended: () => void;
  /** Called some time after the stream ended. The owner looks for news, and opens the stream again when it has them. */
  readonly lookAgain: () => void;
};

/** The stream on which the server sends pokes and pages (S-3). There is one at a time. */
export class PokeStream {
  readonly #options: PokeStreamOptions;
  /** `put-off`: the server asked to wait before the next stream. */
  #state: 'closed' | 'opening' | 'open' | 'put-off' = 'closed';
  /** The number of streams in a row that ended. */
  #failures = 0;
  #close: (() => void) | undefined;

  constructor(options: PokeStreamOptions) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** Opens the stream, unless it is open, being opened or put off. */
  async open(): Promise<void> {
    if (this.#state !== 'closed') return;
    this.#state = 'opening';
    const mine = { isOver: false, close: (): void => undefined };
    this.#close = () => {
      mine.isOver = true;
      mine.close();
    };
    const { link, ports, opened, event } = this.#options;
    const close = await link.openPokes(ports.ids.newId(), {
      opened: () => {
        if (mine.isOver) return;
        this.#state = 'open';
        this.#failures = 0;
        opened();
      },
      event: (data) => {
        if (!mine.isOver) event(data);
      },
      ended: (_reason, waitMs = 0) => {
        if (mine.isOver) return;
        mine.isOver = true;
        this.#ended(waitMs);
      },
    });
    if (mine.isOver)
      close?.(); // ended, or given up, while the stream was being opened
    else if (close) mine.close = close;
    else this.#state = 'closed'; // there is no token to open it with
  }

  #ended(waitMs: number): void {
    const { ports, ended, lookAgain } = this.#options;
    this.#state = waitMs > 0 ? 'put-off' : 'closed';
    this.#failures += 1;
    ended();
    const backMs = backOffMs(this.#failures, ports.random);
    ports.timers.after(backMs, lookAgain);
    if (waitMs > 0) ports.timers.after(Math.max(waitMs, backMs), () => this.#mayOpenAgain());
  }

  /** Ends the wait before the next stream that the server has asked for. */
  #mayOpenAgain(): void {
    if (this.#state === 'put-off') this.#state = 'closed';
    this.#options.lookAgain();
  }

  /** Closes the stream. Its events are no longer reported. */
  close(): void {
    this.#close?.();
    this.#close = undefined;
    this.#state = 'closed';
  }
}
