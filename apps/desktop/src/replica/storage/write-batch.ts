import { categorizeBulkWriteRows, stripAttachmentsDataFromDocument } from 'rxdb';
import type {
  BulkWriteRow,
  EventBulk,
  RxStorageChangeEvent,
  RxStorageDefaultCheckpoint,
  RxStorageInstance,
  RxStorageWriteError,
} from 'rxdb';
import type { AttachmentBytes, BytesOfBlob } from './attachment-bytes.ts';
import type { CollectionTables, DocumentPlace } from './tables/collection-tables.ts';
import type { EntityTable } from './tables/entity-table.ts';
import type { AnyDocument } from './tables/stored-document.ts';
import { inTransaction } from './files/transaction.ts';

/**
 * The `bulkWrite` context under which all rows are written or none: an act and the records that it changes, a pulled page and
 * its checkpoint (D-2). Under every other context rows are answered one by one, as RxDB's contract requires.
 */
export const atomicContext = 'outpost/atomic';

/**
 * Status of a row that was not written because another row of the same atomic write was in conflict (HTTP's "failed
 * dependency"). The row in conflict has 409, or 424 with `documentInDb` where it would insert over a tombstone. After a 409
 * in that case RxDB would write the row again without the others, which would break the atomic write.
 */
export const failedDependency = 424;

export type BulkRow = BulkWriteRow<Record<string, unknown>>;
export type WriteError = RxStorageWriteError<Record<string, unknown>>;
export type Events = EventBulk<RxStorageChangeEvent<Record<string, unknown>>, RxStorageDefaultCheckpoint>;

/** The collection of a write. Only the schema of `instance` is read. */
export type WriteTarget = {
  readonly instance: RxStorageInstance<Record<string, unknown>, unknown, unknown>;
  readonly tables: CollectionTables;
  readonly attachments: AttachmentBytes;
  readonly primaryPath: string;
};

/** The result of a write. `events` are to be emitted now: the rows are on disk. */
export type WriteResult = { readonly errors: WriteError[]; readonly events: Events | undefined };

/** Returns the entity of a document; the empty string in a collection of one table. */
function entityOf(tables: CollectionTables, document: Readonly<Record<string, unknown>>): string {
  const { entityPath } = tables.layout;
  if (entityPath === undefined) return '';
  const entity = document[entityPath];
  return typeof entity === 'string' ? entity : '';
}

class Batch {
  readonly #target: WriteTarget;
  readonly #context: string;
  readonly #distinct: BulkRow[] = [];
  readonly #repeated: BulkRow[] = [];
  readonly #held = new Map<string, AnyDocument>();
  readonly #places = new Map<string, DocumentPlace>();
  readonly #written: { readonly document: AnyDocument; readonly place: DocumentPlace }[] = [];

  constructor(target: WriteTarget, context: string) {
    this.#target = target;
    this.#context = context;
  }

  #idOf(document: Readonly<Record<string, unknown>>): string {
    return String(document[this.#target.primaryPath]);
  }

  /** Reads the stored document of each row, and adds new ids to the map of ids. */
  lookUp(rows: readonly BulkRow[]): void {
    const { tables } = this.#target;
    const seen = new Set<string>();
    for (const row of rows) {
      const id = this.#idOf(row.document);
      if (seen.has(id)) {
        this.#repeated.push(row);
        continue;
      }
      seen.add(id);
      this.#distinct.push(row);
      const home = tables.of(entityOf(tables, row.document));
      if (row.previous === undefined && tables.claim(id, home)) continue; // one step of the B-tree both checks and adds
      this.#lookUpOne(row, id, home);
    }
  }

  #lookUpOne(row: BulkRow, id: string, home: EntityTable): void {
    const { tables } = this.#target;
    const place = row.previous && tables.placeOf(id, row.previous);
    if (row.previous !== undefined && place !== undefined) {
      this.#held.set(id, row.previous);
      this.#places.set(id, place);
      return;
    }
    const table = tables.holding(id);
    const head = table?.headOf(id);
    if (table === undefined || head === undefined) {
      tables.place(id, home); // by RxDB's contract, an update of a missing document is an insert
      return;
    }
    // Equal revisions are equal documents: the row's own copy saves reading and parsing the stored one.
    const held = row.previous?._rev === head.rev ? row.previous : table.read(id);
    if (held === undefined) return;
    this.#held.set(id, held);
    this.#places.set(id, { table, seq: head.seq });
  }

  /**
   * Decides about each row and writes the permitted ones. Returns errors and events; under the atomic context the caller
   * rolls back on an error.
   */
  write(bytes: BytesOfBlob): WriteResult {
    const { instance, attachments, primaryPath } = this.#target;
    const decided = categorizeBulkWriteRows<Record<string, unknown>>(
      instance,
      primaryPath,
      this.#held,
      this.#distinct,
      this.#context,
    );
    for (const { document } of decided.bulkInsertDocs) this.#insert(document);
    for (const { document } of decided.bulkUpdateDocs) this.#update(document);
    for (const added of decided.attachmentsAdd) attachments.put(added, bytes);
    for (const changed of decided.attachmentsUpdate) attachments.put(changed, bytes);
    for (const removed of decided.attachmentsRemove) attachments.remove(removed);
    const errors = [...decided.errors, ...this.#repeated.map((row) => this.#conflictWithin(row))];
    return { errors, events: this.#eventsOf(decided) };
  }

  #insert(document: AnyDocument): void {
    const { tables } = this.#target;
    const table = tables.of(entityOf(tables, document));
    this.#written.push({ document, place: { table, seq: table.insert(this.#idOf(document), document) } });
  }

  #update(document: AnyDocument): void {
    const { tables } = this.#target;
    const id = this.#idOf(document);
    const place = this.#places.get(id);
    const previous = this.#held.get(id);
    if (place === undefined || previous === undefined) throw new Error(`An update of ${id}, which is not held`);
    const home = tables.of(entityOf(tables, document));
    if (home === place.table) {
      home.update(place.seq, document, previous);
      this.#written.push({ document, place });
      return;
    }
    place.table.delete(place.seq);
    this.#insert(document);
    tables.place(id, home);
  }

  /**
   * Notes the places of the written documents, for callers that pass one as the previous document of their next write. Called
   * after the commit.
   */
  notePlaces(): void {
    for (const { document, place } of this.#written) this.#target.tables.noteAt(document, place);
  }

  // A second row of one id can't be based on the first one's revision.
  #conflictWithin(row: BulkRow): WriteError {
    const documentId = this.#idOf(row.document);
    const first = this.#distinct.find((other) => this.#idOf(other.document) === documentId) ?? row;
    const documentInDb = stripAttachmentsDataFromDocument(first.document);
    return { status: 409, isError: true, documentId, writeRow: row, documentInDb, context: this.#context };
  }

  #eventsOf(decided: ReturnType<typeof categorizeBulkWriteRows<Record<string, unknown>>>): Events | undefined {
    const { eventBulk, newestRow, errors } = decided;
    if (errors.length > 0) {
      // RxDB's helper announces rows whose attachments were missing, though they were not written.
      const failed = new Set(errors.map((error) => error.documentId));
      for (const id of failed) if (!this.#held.has(id)) this.#target.tables.release(id);
      eventBulk.events = eventBulk.events.filter((event) => !failed.has(event.documentId));
    }
    if (newestRow === undefined || eventBulk.events.length === 0) return undefined;
    return { ...eventBulk, checkpoint: { id: this.#idOf(newestRow.document), lwt: newestRow.document._meta.lwt } };
  }
}

function tearsWhenRetried(error: WriteError): boolean {
  return (
    error.status === 409 &&
    error.writeRow.previous === undefined &&
    !error.writeRow.document._deleted &&
    error.documentInDb._deleted
  );
}

function refuseAll(
  input: { readonly target: WriteTarget; readonly rows: readonly BulkRow[]; readonly context: string },
  found: readonly WriteError[],
): WriteError[] {
  const { target, rows, context } = input;
  const errorOf = new Map(found.map((error) => [error.writeRow.document, error]));
  return rows.map((row) => {
    const own = errorOf.get(row.document);
    if (own !== undefined && !tearsWhenRetried(own)) return own;
    const documentId = String(row.document[target.primaryPath]);
    const documentInDb = own?.status === 409 ? own.documentInDb : target.tables.holding(documentId)?.read(documentId);
    // RxDB's union of errors has only its own three statuses. RxDB handles other statuses as errors of their row, as intended
    // here.
    return {
      status: failedDependency,
      isError: true,
      documentId,
      writeRow: row,
      documentInDb,
      context,
    } as unknown as WriteError;
  });
}

/**
 * Writes rows in one transaction; they are on disk when this returns. Rows in conflict are answered with RxDB's errors. Under
 * `atomicContext` one conflict refuses all rows, and nothing is written. Throws StorageFault, with nothing written.
 */
export function writeBatch(
  target: WriteTarget,
  rows: readonly BulkRow[],
  input: { readonly context: string; readonly bytes: BytesOfBlob },
): WriteResult {
  const { context, bytes } = input;
  // Tables are made before the transaction: a rollback must not remove a table that is remembered.
  for (const entity of new Set(rows.map((row) => entityOf(target.tables, row.document))))
    target.tables.of(entity).prepareForRows();
  const batch = new Batch(target, context);
  const written = inTransaction(target.tables.writer, `writing ${rows.length} documents (${context})`, () => {
    batch.lookUp(rows);
    target.tables.willWrite();
    const value = batch.write(bytes);
    return { keep: context !== atomicContext || value.errors.length === 0, value };
  });
  if (context !== atomicContext || written.errors.length === 0) {
    batch.notePlaces();
    return written;
  }
  return { errors: refuseAll({ target, rows, context }, written.errors), events: undefined };
}
