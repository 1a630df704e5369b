type Waiting<T, R> = {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (fault: unknown) => void;
};

/**
 * Does together what is asked for while earlier work is under way, so that many orders share one transaction. Where work on several fails,
 * each is done again by itself, and gets its own fault: so doing an item twice must be harmless.
 */
export class Gatherer<T, R> {
  readonly #work: (items: readonly T[]) => Promise<readonly R[]>;
  #waiting: Waiting<T, R>[] = [];
  #isBusy = false;

  /** `work`: returns the results in the order of the items. */
  constructor(work: (items: readonly T[]) => Promise<readonly R[]>) {
    this.#work = work;
  }

  ask(item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (!this.#isBusy) void this.#workOff();
    });
  }

  async #workOff(): Promise<void> {
    this.#isBusy = true;
    await new Promise<void>((resolve) => process.nextTick(resolve)); // those that ask before the process waits for something come along
    while (this.#waiting.length > 0) await this.#together(this.#waiting.splice(0));
    this.#isBusy = false;
  }

  async #together(asked: readonly Waiting<T, R>[]): Promise<void> {
    try {
      const results = await this.#work(asked.map(({ item }) => item));
      for (const [place, { resolve }] of asked.entries()) resolve(results[place] as R); // in the order of the items
    } catch (fault) {
      if (asked.length > 1) for (const one of asked) await this.#together([one]);
      else asked[0]?.reject(fault);
    }
  }
}
