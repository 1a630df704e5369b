/** Chosen: a work that takes longer is not a quick work, and large works no longer wait for it. */
const quickMs = 100;
/**
 * Chosen: the longest wait of a large work before each of its pieces. A piece takes about as long, so a large work gets at least
 * half of the time.
 */
const mostWaitMs = 25;
/**
 * Chosen: an office at work has its next quick work within this time. This long after its last one, large works of others
 * continue at full speed.
 */
const latelyMs = 500;

type Work = { readonly tenant: string; readonly beganMs: number };

/**
 * E-3: the running quick works, by tenant. A large work waits before each of its pieces until those of other tenants
 * are done, so a neighbour's edit waits for one piece at most. The wait is limited, so that a large work continues
 * despite any number of quick ones.
 */
export class QuickWorks {
  readonly #works = new Set<Work>();
  readonly #waiting = new Set<() => void>();
  /** The time at which each tenant's last quick work ended, in order of time. */
  readonly #ended = new Map<string, number>();

  /** Runs a tenant's quick work. Large works of other tenants wait for it. */
  async during<T>(tenant: string, work: () => Promise<T>): Promise<T> {
    const own = { tenant, beganMs: performance.now() };
    this.#works.add(own);
    try {
      return await work();
    } finally {
      this.#works.delete(own);
      this.#noteEnd(tenant);
      for (const look of this.#waiting) look();
    }
  }

  /** Waits until no other tenant has a quick work running. Returns `undefined` where there is none. */
  untilOthersAreDone(tenant: string): Promise<void> | undefined {
    if (!this.#hasOthers(tenant)) return undefined;
    return new Promise((resolve) => {
      const go = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve();
      };
      const look = (): void => {
        if (!this.#hasOthers(tenant)) go();
      };
      const timer = setTimeout(go, mostWaitMs);
      this.#waiting.add(look);
    });
  }

  /**
   * Returns whether another tenant has a quick work running, or had one a moment ago. Then a large work continues in
   * small steps.
   */
  hadOthersLately(tenant: string): boolean {
    const since = performance.now() - latelyMs;
    for (const [other, endedMs] of this.#ended) if (other !== tenant && endedMs > since) return true;
    return this.#hasOthers(tenant);
  }

  #noteEnd(tenant: string): void {
    const nowMs = performance.now();
    this.#ended.delete(tenant);
    this.#ended.set(tenant, nowMs);
    for (const [other, endedMs] of this.#ended) {
      if (endedMs > nowMs - latelyMs) return;
      this.#ended.delete(other);
    }
  }

  #hasOthers(tenant: string): boolean {
    const since = performance.now() - quickMs;
    for (const work of this.#works) if (work.tenant !== tenant && work.beganMs > since) return true;
    return false;
  }
}

/** The quick works of this process. */
export const quickWorks = new QuickWorks();
