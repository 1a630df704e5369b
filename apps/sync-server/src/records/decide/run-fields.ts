import type { KeptClaim, Writer } from '@outpost/domain/engine/reads/look';
import { type Loaded, type Needs, writerKey } from '../load/loaded.ts';

type Kept = 'writers' | 'claims' | 'numbers';
type Input = { readonly loaded: Pick<Loaded, Kept>; readonly needs: Pick<Needs, Kept> };

/** The facts about single fields that a batch has made so far, over those that were loaded: writers, claims, running numbers. */
export class RunFields {
  readonly #writers = new Map<string, Writer>();
  /** By `writerKey`: the claims that returned acts have left (S-1c). */
  readonly claims = new Map<string, KeptClaim>();
  /** S-4e, by `numberedField`: the last running numbers that the batch has given. */
  readonly numbers = new Map<string, number>();
  readonly #input: Input;

  constructor(input: Input) {
    this.#input = input;
  }

  writerOf(record: string, field: string): Writer | undefined {
    const key = writerKey(record, field);
    const own = this.#writers.get(key);
    if (own) return own;
    const loaded = this.#input.loaded.writers.get(key);
    if (loaded === undefined) this.#input.needs.writers.add(key);
    return loaded ?? undefined;
  }

  claimOf(record: string, field: string): KeptClaim | undefined {
    const key = writerKey(record, field);
    const own = this.claims.get(key);
    if (own) return own;
    const loaded = this.#input.loaded.claims.get(key);
    if (loaded === undefined) this.#input.needs.claims.add(key);
    return loaded ?? undefined;
  }

  lastNumber(field: string): number {
    const last = this.numbers.get(field) ?? this.#input.loaded.numbers.get(field);
    if (last === undefined) this.#input.needs.numbers.add(field);
    return last ?? 0;
  }

  /** Notes the writer of fields of a record. */
  noteWriter(record: string, fields: readonly string[], writer: Writer): void {
    for (const name of fields) this.#writers.set(writerKey(record, name), writer);
  }

  /** Applies the batch's facts to the loaded data, for the next batch in the same transaction. */
  carryOver(): void {
    const { writers, claims, numbers } = this.#input.loaded;
    for (const [key, writer] of this.#writers) writers.set(key, writer);
    for (const [key, claim] of this.claims) claims.set(key, claim);
    for (const [field, last] of this.numbers) numbers.set(field, last);
  }
}
