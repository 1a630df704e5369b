type Step<K, V> = { readonly key: K; readonly had: boolean; readonly before: V | undefined };

/**
 * A map that can be rewound to an earlier moment. A mark costs nothing; rewinding costs as much as the changes since.
 * Remaining keys keep their order.
 */
export class RewindableMap<K, V> {
  readonly #map = new Map<K, V>();
  readonly #steps: Step<K, V>[] = [];
  #isMarked = false;

  get size(): number {
    return this.#map.size;
  }
  has(key: K): boolean {
    return this.#map.has(key);
  }
  get(key: K): V | undefined {
    return this.#map.get(key);
  }
  keys(): MapIterator<K> {
    return this.#map.keys();
  }
  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.#map[Symbol.iterator]();
  }

  set(key: K, value: V): void {
    if (this.#isMarked) this.#steps.push({ key, had: this.#map.has(key), before: this.#map.get(key) });
    this.#map.set(key, value);
  }

  /** Returns a mark of this moment for `rewind`. */
  mark(): number {
    this.#isMarked = true;
    return this.#steps.length;
  }

  /** Reverts all changes since a mark; marks made after it are void. */
  rewind(mark: number): void {
    for (const { key, had, before } of this.#steps.splice(mark).toReversed()) {
      if (had)
        this.#map.set(key, before as V); // the key was present
      else this.#map.delete(key);
    }
  }
}
