import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { tableById } from '@outpost/domain/kernel/ids';
import { refsOfRecords } from '@outpost/domain/kernel/query/conditions/ref-names';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { NamedRef, RefTitle } from '@outpost/domain/kernel/query/conditions/compile-refs';
import type { RefNames } from '../../bridge/contract.ts';
import type { StoredChange } from '../records/record-database.ts';

/** Chosen: enough for people, teams and the lists of a day; a name takes some 200 bytes. */
const keptNames = 5_000;

/** A record's name for screens; null where the device does not hold the record. */
type Name = RefNames[string] | null;

/** Names with the number of writes at the time of reading. `isWhole`: all could be read. */
type Named = { readonly names: RefNames; readonly writes: number; readonly isWhole: boolean };

/** Reads names; returns `undefined` where that took too long. */
type ReadNames = (refs: readonly NamedRef[]) => Promise<readonly RefTitle[] | undefined>;

/**
 * A cache of the names of records that lists refer to; every list refers to the same people. A name is dropped when its record is
 * written. A name that was read during a write is not kept.
 */
export class KnownNames {
  readonly #read: ReadNames;
  readonly #names = new Map<string, Map<string, Name>>(); // by kind of record, then id
  #count = 0;
  #catalogue: Catalogue | undefined;
  #writes = 0;
  /** The names given to each list, valid while no record is written. An unchanged window is the same list of records. */
  readonly #ofLists = new WeakMap<readonly StoredRecord[], Named & { readonly catalogue: Catalogue }>();

  constructor(read: ReadNames) {
    this.#read = read;
  }

  /** Drops the names of records that were just written. Called before the writer's caller is answered. */
  forget(changes: readonly StoredChange[]): void {
    this.#writes += 1;
    if (changes.length > this.#count) return this.#clear();
    for (const { entity, id } of changes) if (this.#names.get(entity)?.delete(id) === true) this.#count -= 1;
  }

  /** Returns the names of all records that these refer to, like `of`. */
  async ofRecords(catalogue: Catalogue, records: readonly StoredRecord[]): Promise<RefNames> {
    const known = this.#ofLists.get(records);
    if (known?.catalogue === catalogue && known.writes === this.#writes) return known.names;
    const named = await this.#of(catalogue, refsOfRecords(catalogue, records));
    if (named.isWhole) this.#ofLists.set(records, { ...named, catalogue });
    return named.names;
  }

  /** Returns the names like `of`; `undefined` where reading all of them took too long. */
  async allOf(catalogue: Catalogue, refs: readonly NamedRef[]): Promise<RefNames | undefined> {
    const { names, isWhole } = await this.#of(catalogue, refs);
    return isWhole ? names : undefined;
  }

  /**
   * Returns names by id, as of now. Records that the device does not hold are left out. Where reading took too long, all
   * unknown names are left out.
   */
  async of(catalogue: Catalogue, refs: readonly NamedRef[]): Promise<RefNames> {
    return (await this.#of(catalogue, refs)).names;
  }

  async #of(catalogue: Catalogue, refs: readonly NamedRef[]): Promise<Named> {
    if (catalogue !== this.#catalogue) this.#clear(); // another field may be the title
    this.#catalogue = catalogue;
    const named = tableById<RefNames[string]>(); // saves a tenth of a window's time
    const missing: NamedRef[] = [];
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

  #keep(asked: readonly NamedRef[], found: ReadonlyMap<string, Name>): void {
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
