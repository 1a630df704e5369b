export type ShareLimits = {
  /** How many works run at once. */
  readonly all: number;
  /** How many of them are of one tenant. */
  readonly each: number;
  /** How many of one tenant wait. */
  readonly waiting: number;
  /** How long they wait. */
  readonly waitMs: number;
};

type Waiting = { readonly start: () => void };

/** There is no room for a work now, and there was none while it could wait. Not a fault of ours: its caller may try again. */
export class NoRoom extends Error {
  readonly waitSeconds: number;

  constructor(message: string, waitSeconds: number) {
    super(message);
    this.waitSeconds = waitSeconds;
  }
}

/**
 * Room for some works at once, shared fairly by tenants: each has a share that it can't exceed, and those who wait come in turns, one of each
 * tenant. So a tenant that asks for very much waits for itself, and nobody else for it.
 */
export class FairShares {
  readonly #limits: ShareLimits;
  readonly #running = new Map<string, number>();
  readonly #waiting = new Map<string, Waiting[]>(); // tenants in the order in which they are served
  #all = 0;

  constructor(limits: ShareLimits) {
    this.#limits = limits;
  }

  /** Runs a tenant's work when there is room for it. Throws `NoRoom` where it would wait too long. */
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
    if (queue.length >= waiting) return Promise.reject(new NoRoom('Too many wait already', Math.ceil(waitMs / 1_000)));
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
      this.#waiting.delete(next); // and behind the others, where it has more
      if (queue.length > 0) this.#waiting.set(next, queue);
      this.#enter(next);
      first?.start();
      return;
    }
  }
}
