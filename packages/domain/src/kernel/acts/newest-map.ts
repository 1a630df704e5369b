/**
 * A map with a maximum number of entries. Setting one more evicts the entry that was set longest ago. To keep entries
 * in use, set them again when they are read.
 */
export class NewestMap<Key, Value> {
  readonly #most: number;
  readonly #entries = new Map<Key, Value>(); // a Map keeps the order of entry

  constructor(most: number) {
    this.#most = most;
  }

  get(key: Key): Value | undefined {
    return this.#entries.get(key);
  }

  /** Sets the value, as the newest entry. */
  set(key: Key, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#most) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      return;
    }
  }

  delete(key: Key): void {
    this.#entries.delete(key);
  }
}
