/** Chosen: a person does not notice a shorter exchange, and the connection can carry more at once. */
const quickMs = 5_000;
/**
 * Chosen: a quarter of the time after which an exchange is given up (`server-link.ts`), so a connection may become four times
 * slower.
 */
const slowMs = 15_000;

/** The outcome of an exchange: its duration, the intended amount, and the carried amount; undefined where it failed. */
export type TransferSample = { readonly ms: number; readonly wanted: number; readonly came: number | undefined };

/**
 * Adapts the size of an exchange to the connection, so that it succeeds. An exchange that was cut off or given up carried too
 * much: one of the same size would be cut off again.
 */
export class FittingLoad {
  readonly #most: number;
  #now: number;

  constructor(most: number) {
    this.#most = most;
    this.#now = most;
  }

  /** Returns the largest size of the next exchange; at least one. */
  get now(): number {
    return this.#now;
  }

  learn({ ms, wanted, came }: TransferSample): void {
    const carried = Math.min(wanted, this.#now);
    if (came === undefined) {
      // An exchange that fails at once shows that there is no connection, not that it is slow.
      if (ms >= quickMs) this.#now = Math.max(1, Math.floor(carried / 4));
    } else if (ms > slowMs) this.#now = Math.max(1, Math.floor(carried / 2));
    else if (ms < quickMs && came * 2 >= this.#now) this.#now = Math.min(this.#most, this.#now * 2);
  }
}
