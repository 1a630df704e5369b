/** A map of so many entries at most: with one more, the one that was set longest ago is forgotten. Who sets again what they read keeps what is used. */
export class NewestMap<Key, Value> {
  readonly #most: number;
  readonly #entries = new Map<Key, Value>(); // a Map keeps the order of entry

  constructor(most: number) {
    this.#most = most;
  }

  get(key: Key): Value | undefined {
    return this.#entries.get(key);
  }

  /** Notes the value, as the newest. */
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
