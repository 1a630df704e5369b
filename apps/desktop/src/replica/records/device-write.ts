import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { deriveRecord, type LookUp, type PendingAct } from '@outpost/domain/engine/merge/derive';
import { isCreate } from '@outpost/domain/kernel/acts/act';
import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import { refTarget } from '@outpost/domain/kernel/entities/fields';
import { recordOf, type StoredRecord } from '@outpost/domain/kernel/entities/record';
import { differenceOf } from './confirmed-state.ts';
import type { DeviceMemory } from './device-memory.ts';
import { actIdsOn, forgetAct, forgetReplaced, rememberAct, rememberReplaced } from './device-memory.ts';
import {
  type ActDocument,
  type BookDocument,
  bookEntities,
  confirmedOf,
  isBook,
  type RecordDocument,
  type ReplacedDocument,
  type StateDocument,
  stateId,
  type TrayDocument,
} from './documents.ts';
import { keysAndWords } from './keys-and-words.ts';
import type { AnyStored, RecordDatabase, Stored, WriteRow } from './record-database.ts';
import { RewindableMap } from './rewindable-map.ts';

type Confirmed = { readonly record: StoredRecord | null; readonly through: readonly string[]; readonly round: number };

/**
 * One transaction of the device, as the model has it. It notes every change; `commit` writes all of them in one atomic write
 * (D-2), and only then changes memory. Without `commit`, nothing has happened. The caller that makes one holds the write lane.
 */
export class DeviceWrite {
  readonly #catalogue: Catalogue;
  readonly #database: RecordDatabase;
  readonly #memory: DeviceMemory;
  readonly #hasTodaysKeys: (entity: Entity) => boolean;
  readonly #documents = new Map<string, Stored | undefined>();
  readonly #acts = new RewindableMap<string, ActDocument | null>();
  /** Record → the acts and the values that gave way that this write noted; those that a savepoint took back are still named. */
  readonly #actsOfRecord = new Map<string, Set<string>>();
  readonly #replacedOfRecord = new Map<string, Set<string>>();
  readonly #recordsOfAct = new WeakMap<ActDocument, ReadonlySet<string>>();
  readonly #books = new RewindableMap<string, BookDocument | null>();
  readonly #confirmed = new RewindableMap<string, Confirmed>();
  readonly #touched = new RewindableMap<string, true>();
  readonly #shown = new Map<string, StoredRecord | null>();
  #state: StateDocument;

  /** `hasTodaysKeys`: whether all records of a kind have the keys of its declaration as it is now. */
  constructor(input: {
    catalogue: Catalogue;
    database: RecordDatabase;
    memory: DeviceMemory;
    hasTodaysKeys: (entity: Entity) => boolean;
  }) {
    this.#hasTodaysKeys = input.hasTodaysKeys;
    this.#catalogue = input.catalogue;
    this.#database = input.database;
    this.#memory = input.memory;
    this.#state = input.memory.state;
  }

  get catalogue(): Catalogue {
    return this.#catalogue;
  }
  get state(): StateDocument {
    return this.#state;
  }
  setState(change: Partial<StateDocument>): void {
    this.#state = { ...this.#state, ...change };
  }

  /**
   * Marks this moment: the returned function takes the write back to it, for an act that is refused beside others that are not.
   */
  savepoint(): () => void {
    const noted = [this.#acts, this.#books, this.#confirmed, this.#touched] as const;
    const marks = noted.map((map) => map.mark());
    const state = this.#state;
    return () => {
      for (const [place, map] of noted.entries()) map.rewind(marks[place] ?? 0);
      this.#state = state;
      this.#shown.clear();
    };
  }

  /**
   * Reads these documents from the file, if they are not known yet. The caller loads every document before it asks about it
   * below.
   */
  async load(ids: Iterable<string>): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !this.#isKnown(id));
    if (missing.length === 0) return;
    const found = await this.#database.find(missing);
    for (const id of missing) this.#documents.set(id, found.get(id));
  }

  /** Whether a document was read by this write, or is held in memory as it was last written. */
  #isKnown(id: string): boolean {
    if (this.#documents.has(id)) return true;
    const held = this.#held(id);
    const written = held && this.#memory.written.get(held);
    if (written !== undefined) this.#documents.set(id, written);
    return written !== undefined;
  }
  /** The state, or an act, as memory holds it. */
  #held(id: string): StateDocument | ActDocument | undefined {
    return id === stateId ? this.#memory.state : this.#memory.acts.get(id);
  }

  /** Whether this write knows a document, or knows that there is none. */
  isLoaded(id: string): boolean {
    return this.#documents.has(id) || this.#confirmed.has(id);
  }

  /** Loads records and the documents that showing them reads: the parents that waiting edits name. */
  async loadForShow(ids: Iterable<string>): Promise<void> {
    const wanted = new Set(ids);
    for (const id of wanted) {
      // the loop also visits parents that are added on the way
      for (const act of this.actsOn(id))
        for (const edit of act.act.edits)
          if (edit.id === id) for (const parent of this.parentsIn(edit)) wanted.add(parent);
    }
    await this.load(wanted);
  }

  /** The ids of parents that an edit names. */
  parentsIn(edit: ActDocument['act']['edits'][number]): readonly string[] {
    const entity = this.#catalogue.entities.get(edit.entity);
    const field = entity?.parent === undefined ? undefined : entity.fields[entity.parent];
    if (entity?.parent === undefined || field?.type !== 'ref') return [];
    const value: JsonValue | undefined = isCreate(edit)
      ? edit.create.fields[entity.parent]
      : edit.fields[entity.parent]?.[1];
    return typeof value === 'string' ? [refTarget(field, value).id] : [];
  }

  /** The living document of this id as the file has it, of a record or a book. */
  #living(id: string): Stored | undefined {
    if (!this.#documents.has(id)) throw new Error(`The write asks for ${id}, which it has not loaded`);
    const document = this.#documents.get(id);
    return document === undefined || document._deleted ? undefined : document;
  }
  recordDocument(id: string): RecordDocument | undefined {
    const document = this.#living(id);
    return document === undefined || isBook(document.entity) ? undefined : (document as RecordDocument); // the entity tells books and records apart
  }
  bookDocument(id: string): BookDocument | undefined {
    const document = this.#living(id);
    return document !== undefined && isBook(document.entity) ? (document as BookDocument) : undefined; // as above
  }

  /** The confirmed state of a record, as this write leaves it. */
  confirmed(id: string): Confirmed {
    const noted = this.#confirmed.get(id);
    if (noted) return noted;
    const document = this.recordDocument(id);
    return document
      ? { record: confirmedOf(document), through: document.through, round: document.round }
      : { record: null, through: [], round: 0 };
  }
  /**
   * Notes the server's present state of a record; null when it is gone. `round` is an older round where the server did not name
   * the record.
   */
  setConfirmed(
    id: string,
    record: StoredRecord | null,
    through: readonly string[],
    round: number = this.#state.round,
  ): void {
    this.#confirmed.set(id, { record, through, round });
    this.touch(id);
  }

  /** Marks the record to be shown again at commit. */
  touch(id: string): void {
    if (!this.#touched.has(id)) this.#touched.set(id, true);
    this.#shown.delete(id);
  }

  /** The ids of records of a kind that this write shows again. */
  touchedOf(entity: string): readonly string[] {
    const ids: string[] = [];
    for (const [id] of this.#touched) if (this.isLoaded(id) && this.shown(id)?.entity === entity) ids.push(id);
    return ids;
  }

  act(id: string): ActDocument | undefined {
    const noted = this.#acts.get(id);
    return noted === null ? undefined : (noted ?? this.#memory.acts.get(id));
  }
  /** Acts that are waiting or answered and edit this record, in the order in which they were made. */
  actsOn(record: string): readonly ActDocument[] {
    const [held, noted] = [actIdsOn(this.#memory, record), this.#actsOfRecord.get(record)];
    if (held.length === 0 && noted === undefined) return [];
    const found: ActDocument[] = [];
    for (const id of new Set([...held, ...(noted ?? [])])) {
      const act = this.act(id);
      if (act && act.state !== 'kept' && this.#isOn(act, record)) found.push(act);
    }
    return found.sort((a, b) => a.seq - b.seq);
  }
  /** Called for each record of an act that may have hundreds. */
  #isOn(act: ActDocument, record: string): boolean {
    let records = this.#recordsOfAct.get(act);
    if (!records) this.#recordsOfAct.set(act, (records = new Set(act.act.edits.map((edit) => edit.id))));
    return records.has(record);
  }
  /** All acts that are waiting or answered, in the order in which they were made. */
  acts(): readonly ActDocument[] {
    const all = new Map(this.#memory.acts);
    for (const [id, act] of this.#acts) {
      if (act === null || act.state === 'kept') all.delete(id);
      else all.set(id, act);
    }
    return [...all.values()].sort((a, b) => a.seq - b.seq);
  }
  /** Ids of acts that are kept though all their rows have arrived, confirmed after `n`. */
  keptAfter(n: number): readonly string[] {
    return this.#keptWhere((kept) => kept > n);
  }
  /** Ids of acts that are kept though all their rows have arrived, confirmed at or before `n`. */
  keptUpTo(n: number): readonly string[] {
    return this.#keptWhere((kept) => kept <= n);
  }
  #keptWhere(isMeant: (n: number) => boolean): readonly string[] {
    const ids: string[] = [];
    for (const [id, n] of this.#memory.kept) if (isMeant(n)) ids.push(id);
    return ids;
  }
  /** Adds an act that is made now. Its id is new, so the file has no document under it and is not read. */
  putNewAct(act: ActDocument): void {
    this.#documents.set(act.id, undefined);
    this.putAct(act);
  }
  putAct(act: ActDocument): void {
    const before = this.act(act.id);
    if (!before || !countsAlike(before, act)) {
      this.#touchWhereCounted(before, act);
      for (const edit of act.act.edits) nameUnder(this.#actsOfRecord, edit.id, act.id);
    }
    this.#acts.set(act.id, act);
    this.#books.set(act.id, act);
  }
  removeAct(id: string): void {
    this.#touchWhereCounted(this.act(id));
    this.#acts.set(id, null);
    this.#books.set(id, null);
  }
  /** Marks the records for which an act counted before, or counts now: no other record is shown differently. */
  #touchWhereCounted(...forms: readonly (ActDocument | undefined)[]): void {
    for (const form of forms) {
      if (!form || form.state === 'kept') continue;
      const covered = new Set(form.state === 'answered' ? form.covered : []);
      for (const { id } of form.act.edits) if (!covered.has(id)) this.touch(id);
    }
  }

  /** The refused acts in the tray, as this write leaves them. Acts that a person has discarded for good are not among them. */
  tray(): readonly TrayDocument[] {
    return [...this.#memory.tray.values()].flatMap((entry) => {
      const book = this.#books.get(entry.id);
      if (book === undefined) return [entry];
      return book?.entity === bookEntities.tray ? [book] : [];
    });
  }
  putBook(document: Exclude<BookDocument, ActDocument | StateDocument>): void {
    // A large act's edits are read from its own row, which is removed with the act: the tray keeps a copy.
    const isTray = document.entity === bookEntities.tray;
    this.#books.set(document.id, isTray ? { ...document, act: { ...document.act } } : document);
    if (document.entity !== bookEntities.replaced) return;
    nameUnder(this.#replacedOfRecord, document.record, document.id);
    this.touch(document.record);
  }
  removeBook(id: string): void {
    this.#books.set(id, null);
  }

  /** The record as this write leaves it (D-2a). It and the parents that waiting edits name have been loaded. */
  shown(id: string): StoredRecord | null {
    const known = this.#shown.get(id);
    if (known !== undefined) return known;
    const pending: PendingAct[] = this.actsOn(id).flatMap((act) =>
      act.state === 'kept'
        ? []
        : [{ act: act.act, by: act.by, state: act.state, covered: act.covered, above: act.above }],
    );
    const { record } = this.confirmed(id);
    if (pending.length === 0) {
      this.#shown.set(id, record);
      return record;
    }
    this.#shown.set(id, record); // a cycle of parents finds this value while the record is being derived
    const shown = deriveRecord(this.#catalogue, record, pending, { id, look: this.#look });
    this.#shown.set(id, shown);
    return shown;
  }
  readonly #look: LookUp = (_entity, id) => (this.isLoaded(id) ? (this.shown(id) ?? undefined) : undefined);

  /** Values of a record that gave way, as this write leaves them. */
  #replacedFields(record: string): readonly string[] {
    const [held, noted] = [this.#memory.replaced.get(record), this.#replacedOfRecord.get(record)];
    if (held === undefined && noted === undefined) return [];
    const fields = new Set<string>();
    for (const id of new Set([...(held?.keys() ?? []), ...(noted ?? [])])) {
      const book = this.#books.get(id);
      const entry = book === undefined ? held?.get(id) : book;
      if (entry?.entity === bookEntities.replaced && !entry.handled) fields.add(entry.field);
    }
    return [...fields].sort();
  }

  #documentOf(id: string, shown: StoredRecord): RecordDocument {
    const { record, through, round } = this.confirmed(id);
    const waiting = this.actsOn(id).filter((act) => !(act.state === 'answered' && act.covered.includes(id))).length;
    const entity = this.#catalogue.entities.get(shown.entity);
    const replaced = this.#replacedFields(id);
    return {
      ...recordOf(shown),
      ...(entity ? keysAndWords(entity, shown.fields, this.#before(id, entity)) : { keys: {}, search: '' }),
      through,
      round,
      ...(waiting > 0 ? { waiting, serverHas: record && differenceOf(shown, record) } : {}),
      ...(replaced.length > 0 ? { replaced } : {}),
    };
  }

  /** The record's document as the file has it, if its keys follow today's declarations (K-3, K-5). */
  #before(id: string, entity: Entity): RecordDocument | undefined {
    const before = this.#hasTodaysKeys(entity) ? this.recordDocument(id) : undefined;
    return before?.entity === entity.name && before.schema === entity.schema ? before : undefined;
  }

  /**
   * Writes everything in one transaction, then updates memory. Answers which kinds of document were written. Throws with nothing
   * changed.
   */
  async commit(): Promise<ReadonlySet<string>> {
    await this.loadForShow(this.#touched.keys());
    await this.load([...this.#books.keys(), stateId]);
    const rows: WriteRow[] = [];
    const put = (document: AnyStored) => {
      const previous = this.#documents.get(document.id);
      if (previous !== undefined && !previous._deleted && isUnchanged(previous, document)) return;
      rows.push({ document, previous });
    };
    const remove = (id: string) => {
      const previous = this.#documents.get(id);
      if (previous !== undefined && !previous._deleted) rows.push({ gone: previous });
    };
    for (const id of this.#touched.keys()) {
      const shown = this.shown(id);
      if (shown) put(this.#documentOf(id, shown));
      else remove(id);
    }
    for (const [id, book] of this.#books) {
      if (book) put(book);
      else remove(id);
    }
    if (this.#state !== this.#memory.state || this.#documents.get(stateId) === undefined) put(this.#state);
    const written = rows.length > 0 ? await this.#database.write(rows) : [];
    this.#applyToMemory();
    for (const document of written) {
      const held = this.#held(document.id);
      // A large act's document would hold the edits that memory leaves on disk, so its next write reads the document again.
      const isLarge = held?.entity === bookEntities.act && this.#memory.large.isHeld(held);
      if (held && !isLarge) this.#memory.written.set(held, document);
    }
    return new Set(rows.map((row) => ('gone' in row ? row.gone.entity : row.document.entity)));
  }

  #applyToMemory(): void {
    const memory = this.#memory;
    this.#applyActs(memory, memory.state.lastSeq);
    memory.state = this.#state;
    for (const [id, book] of this.#books) {
      if (book === null) {
        memory.kept.delete(id);
        memory.tray.delete(id);
        const gone = this.bookDocument(id); // as it was before this write
        if (gone?.entity === bookEntities.replaced) forgetReplaced(memory, gone);
      } else if (book.entity === bookEntities.tray) memory.tray.set(id, book satisfies TrayDocument);
      else if (book.entity === bookEntities.replaced) rememberReplaced(memory, book satisfies ReplacedDocument);
    }
  }

  /** `lastSeq`: no act in memory has a higher place. */
  #applyActs(memory: DeviceMemory, lastSeq: number): void {
    if (this.#acts.size === 0) return;
    const acts = memory.acts as Map<string, ActDocument>; // this class may change the memory; it is read-only to all other code
    let [last, inOrder] = [lastSeq, true];
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

function nameUnder(names: Map<string, Set<string>>, record: string, id: string): void {
  const known = names.get(record);
  if (known) known.add(id);
  else names.set(record, new Set([id]));
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

/** Whether the file already has this very document: a page may name a record that an act's answer brought before. */
function isUnchanged(previous: Stored, document: AnyStored): boolean {
  if ('version' in document && 'version' in previous && previous.version !== document.version) return false; // a differing version needs no further comparison
  if ('state' in document && 'state' in previous && previous.state !== document.state) return false; // differing states of an act need none either
  const { _rev, _meta, _deleted, _attachments, ...held } = previous;
  return sameJson(held as unknown as JsonValue, document as unknown as JsonValue); // documents are JSON
}
