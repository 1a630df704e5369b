/**
 * Passes the calls of screens and commands, so that the file can be exchanged with only a short wait. New calls wait during
 * the exchange. Running writes are awaited before it. A read that fails because its file was exchanged is repeated.
 */
export class CallGate {
  #moved: Promise<void> | undefined;
  #open: () => void = () => undefined;
  #moves = 0;
  readonly #writing = new Set<Promise<unknown>>();
  #started = 0;

  /** The number of calls so far. */
  get started(): number {
    return this.#started;
  }

  /** Runs a call when the gate is open. */
  async run<T>(kind: 'reads' | 'writes', answer: () => Promise<T>): Promise<T> {
    this.#started += 1;
    for (;;) {
      while (this.#moved) await this.#moved;
      if (kind === 'writes') return this.#write(answer);
      const moves = this.#moves;
      try {
        return await answer();
      } catch (cause) {
        if (this.#moves === moves) throw cause;
      }
    }
  }

  async #write<T>(answer: () => Promise<T>): Promise<T> {
    const writing = answer();
    this.#writing.add(writing);
    try {
      return await writing;
    } finally {
      this.#writing.delete(writing);
    }
  }

  /** Closes the gate while `move` runs. `move` begins when every running write has been answered. */
  async whileClosed<T>(move: () => Promise<T>): Promise<T> {
    this.#moved = new Promise((resolve) => {
      this.#open = () => resolve();
    });
    try {
      await Promise.allSettled(this.#writing);
      this.#moves += 1;
      return await move();
    } finally {
      this.#moved = undefined;
      this.#open();
    }
  }
}
