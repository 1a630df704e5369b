import type { Catalogue } from '@outpost/domain/kernel/catalogue';
import type { RefName, RefTitle } from '@outpost/domain/kernel/query/compile-refs';
import type { RefNames } from '../../bridge/contract.ts';
import type { StoredChange } from '../records/record-database.ts';

/** Chosen: people, teams and what the lists of a day name; a name takes some 200 bytes. */
const keptNames = 5_000;

const keyOf = ({ entity, id }: { readonly entity: string; readonly id: string }): string => `${entity}:${id}`;

/** Names that were read: undefined where reading took too long. */
type ReadNames = (refs: readonly RefName[]) => Promise<readonly RefTitle[] | undefined>;

/**
 * The names of records that lists refer to, kept from one question to the next: every list names the same people. A name is forgotten
 * when its record is written, and one that was read while something was written is not kept.
 */
export class KnownNames {
  readonly #read: ReadNames;
  readonly #names = new Map<string, RefTitle | null>();
  #catalogue: Catalogue | undefined;
  #writes = 0;

  constructor(read: ReadNames) {
    this.#read = read;
  }

  /** What was just written: told before whoever wrote it is answered. */
  forget(changes: readonly StoredChange[]): void {
    this.#writes += 1;
    if (this.#names.size === 0) return;
    if (changes.length > this.#names.size) this.#names.clear();
    else for (const change of changes) this.#names.delete(keyOf(change));
  }

  /** Names by id, as of now. What the device does not hold is left out, and all that is not known where reading took too long. */
  async of(catalogue: Catalogue, refs: readonly RefName[]): Promise<RefNames> {
    if (catalogue !== this.#catalogue) this.#names.clear(); // another field may be the title
    this.#catalogue = catalogue;
    const named: RefNames = {};
    const missing: RefName[] = [];
    for (const ref of refs) {
      const known = this.#names.get(keyOf(ref));
      if (known === undefined) missing.push(ref);
      else if (known !== null) named[ref.id] = { entity: known.entity, title: known.title, life: known.life };
    }
    if (missing.length === 0) return named;
    const writesBefore = this.#writes;
    const read = await this.#read(missing);
    if (read === undefined) return named;
    for (const { id, entity, title, life } of read) named[id] = { entity, title, life };
    if (this.#writes === writesBefore && this.#catalogue === catalogue) this.#keep(missing, read);
    return named;
  }

  #keep(asked: readonly RefName[], read: readonly RefTitle[]): void {
    if (this.#names.size + asked.length > keptNames) this.#names.clear();
    for (const ref of asked) this.#names.set(keyOf(ref), null);
    for (const title of read) this.#names.set(keyOf(title), title);
  }
}
