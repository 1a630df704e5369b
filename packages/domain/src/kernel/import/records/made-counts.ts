type Kind = 'create' | 'change' | 'unchanged';

/** The figures of a plan's records, by entity, and of their edits. */
export type MadeFigures = {
  readonly editCount: number;
  readonly createCounts: ReadonlyMap<string, number>;
  readonly changeCounts: ReadonlyMap<string, number>;
  readonly unchangedCounts: ReadonlyMap<string, number>;
};

/** Counts the records that an import makes, changes and leaves as they are. */
export class MadeCounts {
  readonly #counts: Readonly<Record<Kind, Map<string, number>>> = {
    create: new Map(),
    change: new Map(),
    unchanged: new Map(),
  };
  #editCount = 0;

  /** Adds `by` records of an entity; a negative number subtracts records. */
  add(kind: Kind, entity: string, by: number): void {
    const counts = this.#counts[kind];
    const count = (counts.get(entity) ?? 0) + by;
    if (count === 0) counts.delete(entity);
    else counts.set(entity, count);
    if (kind !== 'unchanged') this.#editCount += by;
  }

  /** Returns the figures of a plan. */
  figures(): MadeFigures {
    return {
      editCount: this.#editCount,
      createCounts: this.#counts.create,
      changeCounts: this.#counts.change,
      unchangedCounts: this.#counts.unchanged,
    };
  }
}
