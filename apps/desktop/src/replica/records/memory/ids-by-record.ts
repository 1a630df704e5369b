/** Sets of ids by record. */
export class IdsByRecord {
  readonly #ids = new Map<string, Set<string>>();

  add(record: string, id: string): void {
    const known = this.#ids.get(record);
    if (known) known.add(id);
    else this.#ids.set(record, new Set([id]));
  }

  /** Returns the ids under a record; undefined where there are none. */
  of(record: string): ReadonlySet<string> | undefined {
    return this.#ids.get(record);
  }
}
