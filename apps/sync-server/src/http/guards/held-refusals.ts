import { setTimeout as sleep } from 'node:timers/promises';

/** Chosen: the shortest wait that a refusal names to a sender with an overdrawn budget. */
const heldMs = 1_000;
/** Chosen (E-3): a held request is a connection and some kilobytes. Further ones are answered immediately. */
const mostHeld = 1_000;

/**
 * E-3: answers a sender with an overdrawn budget a second later. A sender who waits as long as the refusal asks loses
 * nothing. A sender who repeats the request immediately can do so once a second on each connection, instead of as fast
 * as the server refuses.
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
