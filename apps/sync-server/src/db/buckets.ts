/** The bucket allows a burst of `burst`, then `perSecond`. */
export type Flow = { readonly burst: number; readonly perSecond: number };

/**
 * Chosen (E-3): the number of remembered keys. The least recently used key is evicted, and would start with a full bucket again.
 */
const mostKeys = 50_000;

type Bucket = { left: number; atMs: number };

/**
 * Token buckets in this process, by key. A bucket may be overdrawn, because the cost of a request is often known only
 * at its end. The inflow pays the debt. A clock that is set back adds nothing.
 */
export class Buckets {
  readonly #nowMs: () => number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Returns the tokens left in a key's bucket. */
  left(key: string, flow: Flow): number {
    return this.#bucket(key, flow).left;
  }

  take(key: string, flow: Flow, amount: number): void {
    this.#bucket(key, flow).left -= amount;
  }

  #bucket(key: string, { burst, perSecond }: Flow): Bucket {
    const nowMs = this.#nowMs();
    const known = this.#buckets.get(key);
    const gained = known ? (Math.max(0, nowMs - known.atMs) / 1_000) * perSecond : 0;
    const bucket = { left: known ? Math.min(burst, known.left + gained) : burst, atMs: nowMs };
    this.#buckets.delete(key); // inserted again at the end: the map is ordered by last use
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > mostKeys) {
      const oldest = this.#buckets.keys().next();
      if (!oldest.done) this.#buckets.delete(oldest.value);
    }
    return bucket;
  }
}
