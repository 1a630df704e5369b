/** One writer at a time: reads, decisions and the write of one transaction belong together (the model's `write`). */
export class WriteLane {
  #last: Promise<unknown> = Promise.resolve();
  #onFailure: (cause: unknown) => void = () => undefined;

  /** `listener` gets each failure too; the caller gets it all the same. */
  onFailure(listener: (cause: unknown) => void): void {
    this.#onFailure = listener;
  }

  /** Runs `work` when everything before it is over. A failure is the caller's and stops nobody behind. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work, work);
    this.#last = result.catch((cause: unknown) => this.#onFailure(cause));
    return result;
  }

  /** Resolves when all work that is in the lane now is over. */
  async idle(): Promise<void> {
    await this.#last;
  }
}
