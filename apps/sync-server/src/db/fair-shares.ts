export type ShareLimits = {
  /** The number of works that run at the same time. */
  readonly all: number;
  /** The limit for one tenant's works among them. */
  readonly each: number;
  /** The number of works of one tenant that may wait. */
  readonly waiting: number;
  /** The longest wait. */
  readonly waitMs: number;
};

type Waiting = { readonly start: () => void };

/** No room became free during a work's wait. This is not a fault of ours, and the caller may retry. */
export class NoRoom extends Error {
  readonly waitSeconds: number;

  constructor(message: string, waitSeconds: number) {
    super(message);
    this.waitSeconds = waitSeconds;
  }
}

/**
 * Shares a number of running works fairly between tenants. Each tenant has a share that it cannot exceed. Waiting tenants take
 * turns, one work of each. So a tenant that asks for very much delays only itself.
 */
export class FairShares {
  readonly #limits: ShareLimits;
  readonly #running = new Map<string, number>();
  readonly #waiting = new Map<string, Waiting[]>(); // in the order in which the tenants are served
  #all = 0;

  constructor(limits: ShareLimits) {
    this.#limits = limits;
  }

  /** Runs a tenant's work when there is room. Throws `NoRoom` after too long a wait. */
  async run<T>(tenant: string, work: () => Promise<T>): Promise<T> {
    if (this.#hasRoom(tenant)) this.#enter(tenant);
    else await this.#wait(tenant);
    try {
      return await work();
    } finally {
      this.#leave(tenant);
    }
  }

  #hasRoom(tenant: string): boolean {
    return this.#all < this.#limits.all && (this.#running.get(tenant) ?? 0) < this.#limits.each;
  }

  #enter(tenant: string): void {
    this.#all += 1;
    this.#running.set(tenant, (this.#running.get(tenant) ?? 0) + 1);
  }

  #wait(tenant: string): Promise<void> {
    const queue = this.#waiting.get(tenant) ?? [];
    const { waiting, waitMs } = this.#limits;
    if (queue.length >= waiting)
      return Promise.reject(new NoRoom('Too many calls are waiting already', Math.ceil(waitMs / 1_000)));
    this.#waiting.set(tenant, queue);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        queue.splice(queue.indexOf(own), 1);
        if (queue.length === 0) this.#waiting.delete(tenant);
        reject(new NoRoom(`Waited for ${waitMs} ms`, Math.ceil(waitMs / 1_000)));
      }, waitMs);
      const own = {
        start: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      queue.push(own);
    });
  }

  #leave(tenant: string): void {
    this.#all -= 1;
    const left = (this.#running.get(tenant) ?? 1) - 1;
    if (left > 0) this.#running.set(tenant, left);
    else this.#running.delete(tenant);
    for (const [next, queue] of this.#waiting) {
      if (!this.#hasRoom(next)) continue;
      const first = queue.shift();
      this.#waiting.delete(next); // a tenant with more works moves behind the others
      if (queue.length > 0) this.#waiting.set(next, queue);
      this.#enter(next);
      first?.start();
      return;
    }
  }
}
