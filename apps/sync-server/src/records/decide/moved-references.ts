import type { Reference } from '@outpost/domain/engine/reads/look';

const refKey = ({ entity, id, field }: Reference): string => `${entity}|${field}|${id}`;

/** The references that a batch has made and removed so far, over those that were loaded. */
export class MovedReferences {
  readonly #came = new Map<string, Map<string, Reference>>(); // by target
  readonly #left = new Map<string, Set<string>>(); // by target

  /** The records to which references came, or which references left. */
  get targets(): readonly string[] {
    return [...new Set([...this.#came.keys(), ...this.#left.keys()])];
  }

  get hasCome(): boolean {
    return this.#came.size > 0;
  }

  /** Returns the references to a record after the batch's changes so far. */
  presently(target: string, loaded: readonly Reference[]): readonly Reference[] {
    const left = this.#left.get(target);
    const kept = loaded.filter((reference) => !left?.has(refKey(reference)));
    const came = this.#came.get(target);
    return came ? [...kept.filter((reference) => !came.has(refKey(reference))), ...came.values()] : kept;
  }

  /** Notes the targets of a record before and after its change, each by the field that names it. */
  move(
    record: { readonly entity: string; readonly id: string },
    was: ReadonlyMap<string, string>,
    is: ReadonlyMap<string, string>,
  ): void {
    for (const field of new Set([...was.keys(), ...is.keys()])) {
      const [from, to] = [was.get(field), is.get(field)];
      if (from === to) continue;
      const reference: Reference = { ...record, field };
      const key = refKey(reference);
      if (from !== undefined) {
        this.#came.get(from)?.delete(key);
        this.#left.set(from, (this.#left.get(from) ?? new Set()).add(key));
      }
      if (to !== undefined) {
        this.#left.get(to)?.delete(key);
        this.#came.set(to, (this.#came.get(to) ?? new Map<string, Reference>()).set(key, reference));
      }
    }
  }
}
