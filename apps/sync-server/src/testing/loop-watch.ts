/**
 * Watches how long one turn of the event loop takes of the processor. It is processor time of this thread: what others on the machine do does
 * not count. So a figure of it is what whoever waits for the loop would have waited on a machine of their own.
 */
export class LoopWatch {
  #longestMs = 0;
  #turns = 0;
  #isOver = false;

  constructor() {
    let last = processorMs();
    const turn = (): void => {
      const now = processorMs();
      this.#longestMs = Math.max(this.#longestMs, now - last);
      this.#turns += 1;
      last = now;
      if (!this.#isOver) setImmediate(turn);
    };
    setImmediate(turn);
  }

  /** Ends the watch. Answers the longest turn in ms, and how many turns there were. */
  end(): { readonly longestMs: number; readonly turns: number } {
    this.#isOver = true;
    return { longestMs: this.#longestMs, turns: this.#turns };
  }
}

function processorMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/** Runs work under watch. */
export async function watched<T>(
  work: () => Promise<T>,
): Promise<{ readonly value: T; readonly longestMs: number; readonly turns: number }> {
  const watch = new LoopWatch();
  try {
    const value = await work();
    await new Promise((resolve) => setImmediate(resolve)); // the last turn counts too
    return { value, ...watch.end() };
  } finally {
    watch.end();
  }
}
