type Work = <T>(work: Promise<T>) => Promise<T>;

/** The number of event-loop turns without work after which no further event occurs by itself: the rest waits for a timer. */
const quietTurns = 12;

/**
 * Detects when all real work in this process is done. Virtual time advances only then, so that a history with running
 * engines has the same result, however busy the machine is.
 */
export class Stillness {
  #underWay = 0;
  readonly #others: () => number;

  /** `others`: returns the amount of other work that is not tracked here. */
  constructor(others: () => number) {
    this.#others = others;
  }

  /** Tracks work until it ends. */
  readonly track: Work = async (work) => {
    this.#underWay += 1;
    try {
      return await work;
    } finally {
      this.#underWay -= 1;
    }
  };

  /** Resolves when no work is in progress. */
  async reached(): Promise<void> {
    const signatures = signaturesUnderWay();
    for (let quiet = 0; quiet < quietTurns; quiet += 1) {
      if (this.#underWay + this.#others() + signatures() > 0) quiet = 0;
      await new Promise((resolve) => void setImmediate(resolve));
    }
  }
}

let watched: (() => number) | undefined;

/** Returns the number of signatures being made or checked, which run on other threads. */
function signaturesUnderWay(): () => number {
  if (watched) return watched;
  let count = 0;
  const counted =
    <A extends unknown[], T>(method: (...given: A) => Promise<T>) =>
    async (...given: A): Promise<T> => {
      count += 1;
      try {
        return await method(...given);
      } finally {
        count -= 1;
      }
    };
  const { subtle } = globalThis.crypto;
  subtle.sign = counted(subtle.sign.bind(subtle));
  subtle.verify = counted(subtle.verify.bind(subtle));
  const importKey = subtle.importKey.bind(subtle) as (...given: unknown[]) => Promise<CryptoKey>; // its overloads differ only in their parameters
  subtle.importKey = counted(importKey);
  watched = () => count;
  return watched;
}
