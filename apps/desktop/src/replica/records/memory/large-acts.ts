import type { Act, Edit } from '@outpost/domain/kernel/acts/act';
import { NewestMap } from '@outpost/domain/kernel/acts/newest-map';
import { recordTable } from '@outpost/domain/kernel/query/sqlite-expression';
import type Database from 'better-sqlite3';
import { toStorageFault } from '../../storage/files/storage-fault.ts';
import { type ActDocument, bookEntities } from '../documents.ts';
import { RecordPlaces } from './record-places.ts';

/**
 * Chosen: an act that a person makes by hand stays in memory whole. An import's act has a hundred edits, which stay on disk.
 */
export const largeActEdits = 20;
/** Chosen: the acts of a page or of a batch of answers, a few megabytes. */
const keptActs = 32;

/** The first of an act's edits, to name it by, and their number. */
export type ActHead = { readonly first: readonly Pick<Edit, 'id' | 'entity'>[]; readonly editCount: number };
/** Chosen: an entry of the outbox names this many edits; `editCount` gives the total. */
const namedEdits = 5;
const headOf = (edits: readonly Edit[]): ActHead => ({
  first: edits.slice(0, namedEdits).map(({ id, entity }) => ({ id, entity })),
  editCount: edits.length,
});

type Held = { readonly act: Act; readonly number: number; readonly head: ActHead };

/**
 * Unsent acts of many edits, as memory holds them: the whole act except its edits, which stay on disk and are read on demand. So
 * an import of any size waits for a network without filling memory.
 */
export class LargeActs {
  readonly #file: { readonly writer: Database.Database };
  readonly #held = new Map<string, Held>();
  readonly #ids = new Map<number, string>();
  readonly #places = new RecordPlaces();
  readonly #newest = new NewestMap<string, readonly Edit[]>(keptActs);
  readonly #largeFrom: number;
  #lastNumber = 0;

  constructor(file: { readonly writer: Database.Database }, largeFrom: number = largeActEdits) {
    this.#file = file;
    this.#largeFrom = largeFrom;
  }

  /** Whether this is an act as `hold` returned it. */
  isHeld(entry: ActDocument): boolean {
    return this.#held.get(entry.id)?.act === entry.act;
  }

  /** Returns the act as memory holds it: an act of few edits is unchanged. The caller passes an act that is on disk. */
  hold(entry: ActDocument): ActDocument {
    const known = this.#held.get(entry.id);
    if (known?.act === entry.act) return entry;
    this.forget(entry.id);
    const { edits, ...rest } = entry.act;
    if (edits.length < this.#largeFrom) return entry;
    const number = this.#lastNumber++;
    const { id } = entry;
    const read = () => this.#editsOf(id); // a read from `entry` would keep the edits in memory
    const act: Act = Object.defineProperty({ ...rest, edits }, 'edits', { get: read, enumerable: true });
    this.#held.set(entry.id, { act, number, head: headOf(edits) });
    this.#ids.set(number, entry.id);
    for (const edit of edits) this.#places.add(edit.id, number);
    return { ...entry, act };
  }

  /** Returns the head of an act; does not read the edits of a held act. */
  headOf(entry: ActDocument): ActHead {
    return (this.isHeld(entry) ? this.#held.get(entry.id)?.head : undefined) ?? headOf(entry.act.edits);
  }

  /** Drops an act that is removed from memory. */
  forget(id: string): void {
    const known = this.#held.get(id);
    if (!known) return;
    this.#held.delete(id);
    this.#ids.delete(known.number);
    this.#places.drop(known.number);
    this.#newest.delete(id);
  }

  /** Returns the ids of held acts that may edit a record. No act that edits it is missing. */
  actsOn(record: string): readonly string[] {
    return this.#places.actsOn(record).flatMap((number) => this.#ids.get(number) ?? []);
  }

  #editsOf(id: string): readonly Edit[] {
    const known = this.#newest.get(id);
    if (known) return known;
    const edits = this.#read(id);
    this.#newest.set(id, edits);
    return edits;
  }

  #read(id: string): readonly Edit[] {
    let text: string | undefined;
    try {
      text = this.#file.writer
        .prepare<[string], string>(`select data from ${recordTable(bookEntities.act)} where id = ? and deleted = 0`)
        .pluck()
        .get(id);
    } catch (error) {
      throw toStorageFault(error, 'reading an act that waits');
    }
    if (text === undefined) throw new Error(`The act ${id} waits in memory and is not in the file`);
    return (JSON.parse(text) as Pick<ActDocument, 'act'>).act.edits; // written by the replica
  }
}
