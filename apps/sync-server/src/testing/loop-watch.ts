import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Measures how much processor time one turn of the event loop takes. Only this thread's time counts, not other work on
 * the machine. So the figure is the time for which a request would wait on an idle machine.
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

  /** Ends the watch. Returns the longest turn in ms, and the number of turns. */
  end(): { readonly longestMs: number; readonly turns: number } {
    this.#isOver = true;
    return { longestMs: this.#longestMs, turns: this.#turns };
  }
}

function processorMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/**
 * Collects this process's garbage. A large collection stops the thread for as long as the whole heap needs, and the heap of a test
 * process is that of the test runner, of all sources and of the bodies that the test has made.
 */
const collectGarbage = ((): (() => void) => {
  setFlagsFromString('--expose-gc');
  setFlagsFromString('--no-flush-bytecode'); // else the measured work would be compiled again
  return runInNewContext('gc') as () => void;
})();

/** Runs a work, and measures the turns of the event loop meanwhile. The garbage of earlier works is collected before. */
export async function watched<T>(
  work: () => Promise<T>,
): Promise<{ readonly value: T; readonly longestMs: number; readonly turns: number }> {
  collectGarbage();
  const watch = new LoopWatch();
  try {
    const value = await work();
    await new Promise((resolve) => setImmediate(resolve)); // the last turn counts too
    return { value, ...watch.end() };
  } finally {
    watch.end();
  }
}
