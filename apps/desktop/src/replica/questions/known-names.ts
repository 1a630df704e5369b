import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { refsOfRecords } from '@outpost/domain/kernel/query/conditions/ref-names';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { RefName, RefTitle } from '@outpost/domain/kernel/query/conditions/compile-refs';
import type { RefNames } from '../../bridge/contract.ts';
import type { StoredChange } from '../records/record-database.ts';

/** Chosen: people, teams and what the lists of a day name; a name takes some 200 bytes. */
const keptNames = 5_000;

/** What was read of a record's name, as screens are given it; null where the device does not hold the record. */
type Name = RefNames[string] | null;

/** Names that were asked for: after which write they were read, and whether all could be. */
type Named = { readonly names: RefNames; readonly writes: number; readonly isWhole: boolean };

/** Names that were read: undefined where reading took too long. */
type ReadNames = (refs: readonly RefName[]) => Promise<readonly RefTitle[] | undefined>;

/**
 * The names of records that lists refer to, kept from one question to the next: every list names the same people. A name is forgotten
 * when its record is written, and one that was read while something was written is not kept.
 */
export class KnownNames {
  readonly #read: ReadNames;
  readonly #names = new Map<string, Map<string, Name>>(); // by kind of record, then id
  #count = 0;
  #catalogue: Catalogue | undefined;
  #writes = 0;
  /** What lists were given as long as nothing was written: a window that is as it was is the same list of records. */
  readonly #ofLists = new WeakMap<readonly StoredRecord[], Named & { readonly catalogue: Catalogue }>();

  constructor(read: ReadNames) {
    this.#read = read;
  }

  /** What was just written: told before whoever wrote it is answered. */
  forget(changes: readonly StoredChange[]): void {
    this.#writes += 1;
    if (changes.length > this.#count) return this.#clear();
    for (const { entity, id } of changes) if (this.#names.get(entity)?.delete(id) === true) this.#count -= 1;
  }

  /** Names of all that these records refer to, as `of` has them. */
  async ofRecords(catalogue: Catalogue, records: readonly StoredRecord[]): Promise<RefNames> {
    const known = this.#ofLists.get(records);
    if (known?.catalogue === catalogue && known.writes === this.#writes) return known.names;
    const named = await this.#of(catalogue, refsOfRecords(catalogue, records));
    if (named.isWhole) this.#ofLists.set(records, { ...named, catalogue });
    return named.names;
  }

  /** Names by id, as of now. What the device does not hold is left out, and all that is not known where reading took too long. */
  async of(catalogue: Catalogue, refs: readonly RefName[]): Promise<RefNames> {
    return (await this.#of(catalogue, refs)).names;
  }

  async #of(catalogue: Catalogue, refs: readonly RefName[]): Promise<Named> {
    if (catalogue !== this.#catalogue) this.#clear(); // another field may be the title
    this.#catalogue = catalogue;
    const named = Object.create(null) as RefNames; // without a prototype V8 makes a table of it at once, and no shape for each name (a tenth of a window)
    const missing: RefName[] = [];
    for (const ref of refs) {
      const known = this.#names.get(ref.entity)?.get(ref.id);
      if (known === undefined) missing.push(ref);
      else if (known !== null) named[ref.id] = known;
    }
    const writesBefore = this.#writes;
    const answer = (isWhole: boolean): Named => ({ names: named, writes: writesBefore, isWhole });
    if (missing.length === 0) return answer(true);
    const read = await this.#read(missing);
    if (read === undefined) return answer(false);
    const found = new Map<string, Name>();
    for (const { id, entity, title, life } of read) found.set(id, (named[id] = Object.freeze({ entity, title, life })));
    if (this.#writes === writesBefore && this.#catalogue === catalogue) this.#keep(missing, found);
    return answer(true);
  }

  #clear(): void {
    this.#names.clear();
    this.#count = 0;
  }

  #keep(asked: readonly RefName[], found: ReadonlyMap<string, Name>): void {
    if (this.#count + asked.length > keptNames) this.#clear();
    for (const { entity, id } of asked) {
      const ofKind = this.#names.get(entity) ?? new Map<string, Name>();
      this.#names.set(entity, ofKind);
      if (!ofKind.has(id)) this.#count += 1;
      const name = found.get(id) ?? null;
      ofKind.set(id, name?.entity === entity ? name : null);
    }
  }
}
