/** `burst` at once, then `perSecond` of them. */
export type Flow = { readonly burst: number; readonly perSecond: number };

/** Chosen (E-3): as many keys are remembered; the one not seen for longest begins anew. */
const mostKeys = 50_000;

type Bucket = { left: number; atMs: number };

/**
 * Token buckets in this process, by key. A bucket may be overdrawn: what a request uses is often known only when it is done. The debt is paid by what
 * flows in. A clock that is set back gives nothing.
 */
export class Buckets {
  readonly #nowMs: () => number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** What is left in a key's bucket. */
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
    this.#buckets.delete(key); // put back at the end: the map's order is that of the last use
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > mostKeys) {
      const oldest = this.#buckets.keys().next();
      if (!oldest.done) this.#buckets.delete(oldest.value);
    }
    return bucket;
  }
}
