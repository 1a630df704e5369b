import { setTimeout as sleep } from 'node:timers/promises';

/** Chosen: the least time that whoever owes is told to wait for. */
const heldMs = 1_000;
/** Chosen (E-3): a held request is a connection and some kilobytes. More of them are answered at once. */
const mostHeld = 1_000;

/**
 * E-3: who owes gets the answer a second later. Nobody loses by it who comes back when they were told to; whoever asks again and again does so
 * once a second on each connection, instead of as fast as the server refuses.
 */
export class HeldRefusals {
  readonly #wait: (ms: number) => Promise<unknown>;
  #count = 0;

  constructor(wait: (ms: number) => Promise<unknown> = sleep) {
    this.#wait = wait;
  }

  async hold(): Promise<void> {
    if (this.#count >= mostHeld) return;
    this.#count += 1;
    try {
      await this.#wait(heldMs);
    } finally {
      this.#count -= 1;
    }
  }
}
