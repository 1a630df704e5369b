const minuteMs = 60_000;

/**
 * Chosen: the timer compares the clock at least this often. A timer does not count the time in which a computer sleeps, so a single
 * wait until the next minute would show an old time for up to a minute after the sleep.
 */
const longestWaitMs = 1_000;

/** The minutes of a clock, for all components that show the time. One timer serves all of them; it runs only while one follows. */
export class Minutes {
  readonly #now: () => number;
  readonly #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #told = 0;

  /** `now`: the clock, in milliseconds since 1970. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Returns the start of the current minute, in milliseconds since 1970. */
  readonly read = (): number => Math.floor(this.#now() / minuteMs) * minuteMs;

  /** Calls the listener at the start of each minute. Returns the function that ends this. */
  readonly follow = (listener: () => void): (() => void) => {
    if (this.#listeners.size === 0) {
      this.#told = this.read();
      this.#wait();
    }
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) clearTimeout(this.#timer);
    };
  };

  #wait(): void {
    const untilNextMs = this.read() + minuteMs - this.#now();
    this.#timer = setTimeout(this.#tick, Math.min(untilNextMs, longestWaitMs));
  }

  readonly #tick = (): void => {
    this.#wait(); // first: the last listener may leave below, and ends the wait
    const minute = this.read();
    if (minute === this.#told) return;
    this.#told = minute;
    for (const listener of this.#listeners) listener();
  };
}
