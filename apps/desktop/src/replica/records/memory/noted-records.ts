import { deriveRecord, type FindRecord, type PendingAct } from '@outpost/domain/engine/merge/derive';
import { isCreate } from '@outpost/domain/kernel/acts/act';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { refTarget } from '@outpost/domain/kernel/entities/fields';
import { recordOf, type StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { differenceOf } from '../confirmed-state.ts';
import { type ActDocument, confirmedOf, type RecordDocument } from '../documents.ts';
import { keysAndWords } from '../keys-and-words.ts';
import type { LoadedDocuments } from './loaded-documents.ts';
import type { NotedActs } from './noted-acts.ts';
import type { NotedBooks } from './noted-books.ts';
import { RewindableMap } from './rewindable-map.ts';

type Confirmed = { readonly record: StoredRecord | null; readonly through: readonly string[]; readonly round: number };

export type NotedRecordsParts = {
  readonly catalogue: Catalogue;
  readonly documents: LoadedDocuments;
  /** The acts and books of the same write. */
  readonly acts: NotedActs;
  readonly books: NotedBooks;
  /** The round of the write's state. */
  readonly round: () => number;
  /** Whether all records of a kind have the keys of its present declaration. */
  readonly hasTodaysKeys: (entity: Entity) => boolean;
};

/** The records as one write leaves them: their confirmed states, and their shown states. */
export class NotedRecords {
  readonly #parts: NotedRecordsParts;
  readonly #confirmed = new RewindableMap<string, Confirmed>();
  readonly #touched = new RewindableMap<string, true>();
  readonly #shown = new Map<string, StoredRecord | null>();

  constructor(parts: NotedRecordsParts) {
    this.#parts = parts;
  }

  /** Loads records and the documents that are needed to show them: the parents that waiting edits name. */
  async load(ids: Iterable<string>): Promise<void> {
    const wanted = new Set(ids);
    for (const id of wanted) {
      // the loop also visits parents that are added during it
      for (const act of this.#parts.acts.on(id))
        for (const edit of act.act.edits)
          if (edit.id === id) for (const parent of this.parentsIn(edit)) wanted.add(parent);
    }
    await this.#parts.documents.load(wanted);
  }

  /** Whether this write has loaded a record's document, or its absence. */
  isLoaded(id: string): boolean {
    return this.#parts.documents.has(id) || this.#confirmed.has(id);
  }

  /** Returns the ids of parents that an edit names. */
  parentsIn(edit: ActDocument['act']['edits'][number]): readonly string[] {
    const entity = this.#parts.catalogue.entities.get(edit.entity);
    const field = entity?.parent === undefined ? undefined : entity.fields[entity.parent];
    if (entity?.parent === undefined || field?.type !== 'ref') return [];
    const value: JsonValue | undefined = isCreate(edit)
      ? edit.create.fields[entity.parent]
      : edit.fields[entity.parent]?.[1];
    return typeof value === 'string' ? [refTarget(field, value).id] : [];
  }

  /** Returns the confirmed state of a record, as this write leaves it. */
  confirmed(id: string): Confirmed {
    const noted = this.#confirmed.get(id);
    if (noted) return noted;
    const document = this.#parts.documents.record(id);
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
    round: number = this.#parts.round(),
  ): void {
    this.#confirmed.set(id, { record, through, round });
    this.touch(id);
  }

  /** Marks the record to be shown again at commit. */
  touch(id: string): void {
    if (!this.#touched.has(id)) this.#touched.set(id, true);
    this.#shown.delete(id);
  }
  /** Returns the ids of all records that this write shows again. */
  get touched(): Iterable<string> {
    return this.#touched.keys();
  }
  /** Returns the ids of records of a kind that this write shows again. */
  touchedOf(entity: string): readonly string[] {
    const ids: string[] = [];
    for (const [id] of this.#touched) if (this.isLoaded(id) && this.shown(id)?.entity === entity) ids.push(id);
    return ids;
  }

  /**
   * Returns the record as this write leaves it (D-2a). The record and the parents that waiting edits name have been loaded.
   */
  shown(id: string): StoredRecord | null {
    const known = this.#shown.get(id);
    if (known !== undefined) return known;
    const pending: PendingAct[] = this.#parts.acts
      .on(id)
      .flatMap((act) =>
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
    const shown = deriveRecord(this.#parts.catalogue, record, pending, { id, find: this.#find });
    this.#shown.set(id, shown);
    return shown;
  }
  readonly #find: FindRecord = (_entity, id) => (this.isLoaded(id) ? (this.shown(id) ?? undefined) : undefined);

  /** Returns the document of a record to write; null where the record is not shown. */
  document(id: string): RecordDocument | null {
    const shown = this.shown(id);
    return shown && this.#documentOf(id, shown);
  }

  #documentOf(id: string, shown: StoredRecord): RecordDocument {
    const { catalogue, acts, books } = this.#parts;
    const { record, through, round } = this.confirmed(id);
    const waiting = acts.on(id).filter((act) => !(act.state === 'answered' && act.covered.includes(id))).length;
    const entity = catalogue.entities.get(shown.entity);
    const replaced = books.replacedFields(id);
    return {
      ...recordOf(shown),
      ...(entity ? keysAndWords(entity, shown.fields, this.#before(id, entity)) : { keys: {}, search: '' }),
      through,
      round,
      ...(waiting > 0 ? { waiting, serverHas: record && differenceOf(shown, record) } : {}),
      ...(replaced.length > 0 ? { replaced } : {}),
    };
  }

  /** Returns the record's document in the file, if its keys follow the present declarations (K-3, K-5). */
  #before(id: string, entity: Entity): RecordDocument | undefined {
    const before = this.#parts.hasTodaysKeys(entity) ? this.#parts.documents.record(id) : undefined;
    return before?.entity === entity.name && before.schema === entity.schema ? before : undefined;
  }

  /** Marks this moment. The returned function rewinds the records to it. */
  savepoint(): () => void {
    const [confirmed, touched] = [this.#confirmed.mark(), this.#touched.mark()];
    return () => {
      this.#confirmed.rewind(confirmed);
      this.#touched.rewind(touched);
      this.#shown.clear();
    };
  }
}
