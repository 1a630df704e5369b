/** Chosen: below it a person does not notice, and a line is worth more at once. */
const quickMs = 5_000;
/** Chosen: a quarter of the time after which an exchange is given up (`server-link.ts`), so that a line may become four times slower. */
const slowMs = 15_000;

/** What became of an exchange: how long it took, how much it was to carry, and how much it did; undefined where it did not come through. */
export type Carried = { readonly ms: number; readonly wanted: number; readonly came: number | undefined };

/**
 * How much one exchange may carry, so that it comes through on the line that there is: an exchange that was cut off or given up carried too much, and the
 * same again would be cut off again.
 */
export class FittingLoad {
  readonly #most: number;
  #now: number;

  constructor(most: number) {
    this.#most = most;
    this.#now = most;
  }

  /** At most this much; never less than one. */
  get now(): number {
    return this.#now;
  }

  learn({ ms, wanted, came }: Carried): void {
    const carried = Math.min(wanted, this.#now);
    if (came === undefined) {
      // What fails at once says that there is no line, not that it is slow.
      if (ms >= quickMs) this.#now = Math.max(1, Math.floor(carried / 4));
    } else if (ms > slowMs) this.#now = Math.max(1, Math.floor(carried / 2));
    else if (ms < quickMs && came * 2 >= this.#now) this.#now = Math.min(this.#most, this.#now * 2);
  }
}
