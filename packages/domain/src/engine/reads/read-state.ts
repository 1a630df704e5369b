import type { Catalogue } from '../../kernel/catalogue/catalogue.ts';
import { mostRead, type Read, type ReadStep } from '../../kernel/entities/reads.ts';
import type { StoredRecord } from '../../kernel/entities/record.ts';
import { type Answer, type Look, notHeld } from './look.ts';
import { namedBy, type ReferrerQuery, Overlay, type Total } from './overlay.ts';
import type { ReadPlan } from './read-plan.ts';

/** The answer of a read with more records than allowed. `growth`: the increase of their number by the act's records. */
export class TooMany {
  readonly growth: number;
  constructor(growth: number) {
    this.growth = growth;
  }
}
/** The result of a read, as the function of its rule gets it. */
type ReadValue = StoredRecord | readonly StoredRecord[] | Total | number | undefined;
export type ReadAnswer<T> = Answer<T> | TooMany;

/**
 * The tenant's state after a part of an act, as declared reads return it: independent of the author and the author's
 * rights (T-13).
 */
export class ReadState {
  readonly #look: Look;
  readonly #catalogue: Pick<Catalogue, 'entities'>;
  readonly #isMade: (id: string) => boolean;
  readonly #over: Overlay;
  #looked = 0;

  /**
   * `isMade`: whether the act made the record. The tenant then has no references to it, and the look is not queried.
   */
  constructor(input: {
    readonly look: Look;
    readonly catalogue: Pick<Catalogue, 'entities'>;
    readonly plan: ReadPlan;
    readonly isMade: (id: string) => boolean;
  }) {
    this.#look = input.look;
    this.#catalogue = input.catalogue;
    this.#isMade = input.isMade;
    this.#over = new Overlay(input.catalogue, input.plan);
  }

  /** Adds a record of the act. `before`: the record as it was in the tenant. */
  put(before: StoredRecord | undefined, now: StoredRecord): void {
    this.#over.put(before, now);
  }

  /** The number of records that its reads have returned so far. */
  get looked(): number {
    return this.#looked;
  }

  record(id: string): Answer<StoredRecord | undefined> {
    const own = this.#over.record(id);
    if (own) return own;
    return this.#isMade(id) ? undefined : this.#look.record(id);
  }

  /** Returns the living records that name another one. */
  naming(asked: ReferrerQuery): ReadAnswer<readonly StoredRecord[]> {
    const below = this.#isMade(asked.target) ? [] : this.#look.naming(asked);
    if (below === notHeld) return notHeld;
    if (below === 'many') {
      const { add, take } = this.#over.changesOf(asked);
      return new TooMany(add.length - take.length);
    }
    const found: StoredRecord[] = [];
    let lacks = false;
    for (const id of this.#over.idsNaming(asked, below)) {
      const record = this.record(id);
      if (record === notHeld) lacks = true;
      else if (record) found.push(record);
    }
    if (lacks) return notHeld;
    this.#looked += found.length;
    return found.length > mostRead ? new TooMany(found.length - below.length) : found;
  }

  #up(record: StoredRecord, { field, kind }: ReadStep): Answer<StoredRecord | undefined> {
    const target = namedBy(this.#catalogue, record, field);
    if (target?.entity !== kind) return undefined;
    const above = this.record(target.id);
    return above === notHeld || (above?.life === 'alive' && above.entity === kind) ? above : undefined;
  }

  /** Returns the records that these steps reach. */
  #follow(record: StoredRecord, steps: readonly ReadStep[]): ReadAnswer<readonly StoredRecord[]> {
    let at: readonly StoredRecord[] = [record];
    for (const step of steps) {
      const next: StoredRecord[] = [];
      for (const from of at) {
        const found =
          step.way === 'up'
            ? this.#up(from, step)
            : this.naming({ kind: step.kind, field: step.field, target: from.id });
        if (found === notHeld || found instanceof TooMany) return found;
        next.push(
          ...(Array.isArray(found) ? (found as readonly StoredRecord[]) : found ? [found as StoredRecord] : []),
        );
        if (next.length > mostRead) return new TooMany(0);
      }
      at = next;
    }
    return at;
  }

  /** Returns the result of a read for a record. */
  read({ how, steps, sum, per }: Read, record: StoredRecord): ReadAnswer<ReadValue> {
    const last = steps.at(-1);
    if (how !== 'total' || !last) {
      const found = this.#follow(record, steps);
      return found === notHeld || found instanceof TooMany || how === 'many' ? found : found[0];
    }
    const from = this.#follow(record, steps.slice(0, -1));
    if (from === notHeld || from instanceof TooMany) return from;
    const totals = new Map<string, number>();
    for (const { id: target } of from) {
      const asked = { kind: last.kind, field: last.field, target, sum, per };
      const below = this.#isMade(target) ? {} : this.#look.totalOf(asked);
      if (below === notHeld) return notHeld;
      for (const [place, value] of Object.entries(this.#over.totalOf(asked, below)))
        totals.set(place, (totals.get(place) ?? 0) + value);
    }
    return per === undefined ? (totals.get('') ?? 0) : Object.fromEntries(totals);
  }

  /**
   * Returns the results of all reads of a function for a record, by their names. All reads run, so that all data that
   * is not held is requested together.
   */
  readAll(
    reads: Readonly<Record<string, Read>>,
    record: StoredRecord,
  ): ReadAnswer<Readonly<Record<string, ReadValue>>> {
    const values: Record<string, ReadValue> = {};
    let without: typeof notHeld | TooMany | undefined;
    for (const [name, read] of Object.entries(reads)) {
      const value = this.read(read, record);
      if (value === notHeld) without = notHeld;
      else if (value instanceof TooMany) without ??= value;
      else values[name] = value;
    }
    return without ?? values;
  }

  /**
   * Returns the ids of the records from which a read passes through this record, which is at the lower end of the
   * step of `place`.
   */
  startsOf({ steps }: Read, record: StoredRecord, place: number): ReadAnswer<readonly string[]> {
    const step = steps[place];
    const target = step && namedBy(this.#catalogue, record, step.field);
    if (!step || target?.entity !== step.of) return [];
    let at: readonly string[] = [target.id];
    for (const back of steps.slice(0, place).toReversed()) {
      const next: string[] = [];
      for (const id of at) {
        if (back.way === 'up') {
          const found = this.naming({ kind: back.of, field: back.field, target: id });
          if (found === notHeld || found instanceof TooMany) return found;
          next.push(...found.map((one) => one.id));
        } else {
          const below = this.record(id);
          if (below === notHeld) return notHeld;
          const above = below && namedBy(this.#catalogue, below, back.field);
          if (above?.entity === back.of) next.push(above.id);
        }
      }
      at = [...new Set(next)];
    }
    return at;
  }
}
