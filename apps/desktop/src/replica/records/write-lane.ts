/** One writer at a time: reads, decisions and the write of one transaction belong together (the model's `write`). */
export class WriteLane {
  #last: Promise<unknown> = Promise.resolve();
  #onFailure: (cause: unknown) => void = () => undefined;

  /** Calls `listener` with each failure, which is thrown to the caller too. */
  onFailure(listener: (cause: unknown) => void): void {
    this.#onFailure = listener;
  }

  /** Runs `work` when all earlier work has ended. A failure is thrown to its caller and does not stop later work. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work, work);
    this.#last = result.catch((cause: unknown) => this.#onFailure(cause));
    return result;
  }

  /** Resolves when all work that is in the lane now has ended. */
  async idle(): Promise<void> {
    await this.#last;
  }
}
