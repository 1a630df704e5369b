import type { DeviceMemory } from './device-memory.ts';
import { actIdsOn, forgetAct, rememberAct } from './device-memory.ts';
import type { ActDocument } from '../documents.ts';
import { IdsByRecord } from './ids-by-record.ts';
import type { LoadedDocuments } from './loaded-documents.ts';
import type { NotedBooks } from './noted-books.ts';
import { RewindableMap } from './rewindable-map.ts';

/** The acts of this device as one write leaves them. */
export class NotedActs {
  readonly #memory: DeviceMemory;
  readonly #documents: LoadedDocuments;
  readonly #books: NotedBooks;
  readonly #touch: (record: string) => void;
  readonly #acts = new RewindableMap<string, ActDocument | null>();
  /** The acts that this write noted, including those that were reverted by a savepoint. */
  readonly #byRecord = new IdsByRecord();
  readonly #recordsOfAct = new WeakMap<ActDocument, ReadonlySet<string>>();
  /** Answers of `on`, until an act changes: one act asks several times for the acts on its records. */
  readonly #on = new Map<string, readonly ActDocument[]>();

  /** `touch` marks a record to be shown again. */
  constructor(input: {
    memory: DeviceMemory;
    documents: LoadedDocuments;
    books: NotedBooks;
    touch: (record: string) => void;
  }) {
    this.#memory = input.memory;
    this.#documents = input.documents;
    this.#books = input.books;
    this.#touch = input.touch;
  }

  get(id: string): ActDocument | undefined {
    const noted = this.#acts.get(id);
    return noted === null ? undefined : (noted ?? this.#memory.acts.get(id));
  }
  /** Returns the acts that are waiting or answered and edit this record, in the order in which they were made. */
  on(record: string): readonly ActDocument[] {
    const known = this.#on.get(record);
    if (known !== undefined) return known;
    const found = this.#find(record);
    this.#on.set(record, found);
    return found;
  }
  #find(record: string): readonly ActDocument[] {
    const [held, noted] = [actIdsOn(this.#memory, record), this.#byRecord.of(record)];
    if (held.length === 0 && noted === undefined) return [];
    const found: ActDocument[] = [];
    for (const id of new Set([...held, ...(noted ?? [])])) {
      const act = this.get(id);
      if (act && act.state !== 'kept' && this.#isOn(act, record)) found.push(act);
    }
    return found.sort((a, b) => a.seq - b.seq);
  }
  /** Whether an act counts for a record. Called for each record of an act that may have hundreds. */
  #isOn(act: ActDocument, record: string): boolean {
    let records = this.#recordsOfAct.get(act);
    if (!records) this.#recordsOfAct.set(act, (records = new Set(act.act.edits.map((edit) => edit.id))));
    return records.has(record);
  }
  /** Returns all acts that are waiting or answered, in the order in which they were made. */
  all(): readonly ActDocument[] {
    const all = new Map(this.#memory.acts);
    for (const [id, act] of this.#acts) {
      if (act === null || act.state === 'kept') all.delete(id);
      else all.set(id, act);
    }
    return [...all.values()].sort((a, b) => a.seq - b.seq);
  }
  /** Returns the ids of acts that are kept though all their rows have arrived, confirmed after `n`. */
  keptAfter(n: number): readonly string[] {
    return this.#keptWhere((kept) => kept > n);
  }
  /** Returns the ids of acts that are kept though all their rows have arrived, confirmed at or before `n`. */
  keptUpTo(n: number): readonly string[] {
    return this.#keptWhere((kept) => kept <= n);
  }
  #keptWhere(isMeant: (n: number) => boolean): readonly string[] {
    const ids: string[] = [];
    for (const [id, n] of this.#memory.kept) if (isMeant(n)) ids.push(id);
    return ids;
  }

  /** Adds an act that is made now. Its id is new, so the file has no document under it and is not read. */
  putNew(act: ActDocument): void {
    this.#documents.noteNew(act.id);
    this.put(act);
  }
  put(act: ActDocument): void {
    const before = this.get(act.id);
    if (!before || !countsAlike(before, act)) {
      this.#touchWhereCounted(before, act);
      for (const edit of act.act.edits) this.#byRecord.add(edit.id, act.id);
    }
    this.#acts.set(act.id, act);
    this.#on.clear();
    this.#books.putActDocument(act);
  }
  remove(id: string): void {
    this.#touchWhereCounted(this.get(id));
    this.#acts.set(id, null);
    this.#on.clear();
    this.#books.remove(id);
  }
  /** Marks the records for which an act counted before, or counts now: no other record is shown differently. */
  #touchWhereCounted(...forms: readonly (ActDocument | undefined)[]): void {
    for (const form of forms) {
      if (!form || form.state === 'kept') continue;
      const covered = new Set(form.state === 'answered' ? form.covered : []);
      for (const { id } of form.act.edits) if (!covered.has(id)) this.#touch(id);
    }
  }

  /** Marks this moment. The returned function rewinds the acts to it. */
  savepoint(): () => void {
    const mark = this.#acts.mark();
    return () => {
      this.#acts.rewind(mark);
      this.#on.clear();
    };
  }

  /** Changes memory, after the write is on disk and before memory has the write's state. */
  applyToMemory(): void {
    if (this.#acts.size === 0) return;
    const memory = this.#memory;
    const acts = memory.acts as Map<string, ActDocument>; // the write may change the memory; it is read-only to all other code
    let [last, inOrder] = [memory.state.lastSeq, true]; // no act in memory has a higher place
    for (const [id, act] of this.#acts) {
      const known = acts.get(id);
      if (act === null || act.state === 'kept') {
        if (known) forgetAct(memory, acts, known);
        if (act?.state === 'kept') memory.kept.set(id, act.n);
        else memory.kept.delete(id);
        continue;
      }
      memory.kept.delete(id);
      if (!known && act.seq < last) inOrder = false;
      last = Math.max(last, act.seq);
      rememberAct(memory, acts, act);
    }
    if (!inOrder) memory.acts = new Map([...acts].sort(([, a], [, b]) => a.seq - b.seq));
  }
}

/**
 * Whether two forms of an act count alike for the shown records (D-2a): for example answered as it was made, or with another
 * number.
 */
function countsAlike(before: ActDocument, now: ActDocument): boolean {
  const isCounted = ({ state, covered }: ActDocument): boolean => state !== 'kept' && covered.length === 0;
  return (
    isCounted(before) &&
    isCounted(now) &&
    before.seq === now.seq &&
    before.by === now.by &&
    (before.act === now.act || before.act.edits === now.act.edits) &&
    before.act.madeAt === now.act.madeAt &&
    before.act.undoes === now.act.undoes &&
    before.act.again === now.act.again &&
    before.act.cameFrom?.at === now.act.cameFrom?.at
  );
}
