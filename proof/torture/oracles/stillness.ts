type Work = <T>(work: Promise<T>) => Promise<T>;

/** Turns of the event loop with nothing under way after which nothing more comes by itself: what is left waits for a timer. */
const quietTurns = 12;

/**
 * Knows when real work in this process has come to rest: then, and only then, virtual time goes on. So a history in which engines run by themselves comes out
 * the same, however busy the machine is.
 */
export class Stillness {
  #underWay = 0;
  readonly #others: () => number;

  /** `others`: what else is under way, of which nobody tells. */
  constructor(others: () => number) {
    this.#others = others;
  }

  /** Counts something until it is over. */
  readonly track: Work = async (work) => {
    this.#underWay += 1;
    try {
      return await work;
    } finally {
      this.#underWay -= 1;
    }
  };

  /** Resolves when nothing is under way. */
  async reached(): Promise<void> {
    const signatures = signaturesUnderWay();
    for (let quiet = 0; quiet < quietTurns; quiet += 1) {
      if (this.#underWay + this.#others() + signatures() > 0) quiet = 0;
      await new Promise((resolve) => void setImmediate(resolve));
    }
  }
}

let watched: (() => number) | undefined;

/** How many signatures are being made or checked: they are worked out on other threads. */
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
  const importKey = subtle.importKey.bind(subtle) as (...given: unknown[]) => Promise<CryptoKey>; // its overloads differ in what they take alone
  subtle.importKey = counted(importKey);
  watched = () => count;
  return watched;
}
