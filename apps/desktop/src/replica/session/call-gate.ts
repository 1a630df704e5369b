/**
 * Calls of screens and commands pass here, so that the file beneath them can be exchanged without anybody noticing more than a short wait:
 * who comes meanwhile waits, what writes is waited for, and what only reads is asked again where the file went from under it.
 */
export class CallGate {
  #moved: Promise<void> | undefined;
  #open: () => void = () => undefined;
  #moves = 0;
  readonly #writing = new Set<Promise<unknown>>();

  /** Answers a call when the gate is open. */
  async run<T>(kind: 'reads' | 'writes', answer: () => Promise<T>): Promise<T> {
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

  /** Closes the gate while `move` runs, which begins when every call that writes has been answered. */
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
