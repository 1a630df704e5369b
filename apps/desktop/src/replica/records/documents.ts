import type { CheckpointSets } from '@outpost/domain/sync/page-in-full';
import type { Act } from '@outpost/domain/kernel/acts/act';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { recordOf, type StoredRecord } from '@outpost/domain/kernel/entities/record';
import { type ConfirmedDifference, confirmedFrom } from './confirmed-state.ts';
import type { Checkpoint, Decision, Head, HistoryRow, RefusedEdit } from '@outpost/domain/sync/protocol';

/** Kinds of document in the `records` collection that are not records: the device's own documents, called books. */
export const bookEntities = {
  act: 'outpost/act',
  tray: 'outpost/tray',
  history: 'outpost/history',
  replaced: 'outpost/replaced',
  state: 'outpost/state',
  import: 'outpost/import',
  importMapping: 'outpost/import-mapping',
} as const;
const books: ReadonlySet<string> = new Set(Object.values(bookEntities));
/** Whether a document is one of the device's own (a book). */
export const isBook = (entity: string): boolean => books.has(entity);

/** A record as the device stores it: the shown record, the values that queries need, and the confirmed state. */
export type RecordDocument = StoredRecord & {
  /** Sort and comparison keys of the shown fields. */
  readonly keys: Readonly<Record<string, string | number>>;
  /**
   * Search tokens of the shown fields, joined by blanks. Set only where they may have changed; not kept in the
   * document.
   */
  readonly search?: string;
  /** The person's tokens that hold the confirmed record; empty while the server has not confirmed it. */
  readonly through: readonly string[];
  /**
   * The round since the last start-over in which the server last named the record (S-1a). The end of a round sweeps records of
   * older rounds.
   */
  readonly round: number;
  /**
   * The number of acts that wait on the record. If it is set, the confirmed state follows beside the shown one (D-2a); null
   * where the server has none.
   */
  readonly waiting?: number;
  readonly serverHas?: ConfirmedDifference | null;
  /** The confirmed state as a whole record: written until November 2026. */
  readonly confirmed?: StoredRecord | null;
  /** Fields with a replaced value that no person has handled yet (S-4). */
  readonly replaced?: readonly string[];
};

/**
 * One act on this device. `waiting`: not decided yet. `answered`: decided at `n`, but some of its rows have not arrived. `kept`:
 * all its rows have arrived, but some restore of the server might not contain it yet (S-1c).
 */
export type ActDocument = {
  readonly id: string;
  readonly entity: typeof bookEntities.act;
  /** Its place in the order in which acts were made; unlike the act's number it never changes. */
  readonly seq: number;
  readonly act: Act;
  /** The person's id. */
  readonly by: string;
  readonly state: 'waiting' | 'answered' | 'kept';
  /** The journal's number of the decision; 0 while it waits. */
  readonly n: number;
  /** The versions that the decision gave to records, by their ids; none while it waits. */
  readonly versions: Readonly<Record<string, number>>;
  /**
   * The time of the decision by the server's clock, and the replaced values of its answer. The device sends both where it has
   * to send the act again (S-1c). Absent while the act waits.
   */
  readonly answer?: { readonly at: string; readonly superseded: Decision['superseded'] };
  /** Records for which a row at or past that version has arrived: the act no longer counts for them (D-2b). */
  readonly covered: readonly string[];
  /**
   * By id: the other records that its derived fields read, as they were shown when the act was made (T-16, ADR 28).
   * Absent where no field read one.
   */
  readonly above?: Readonly<Record<string, StoredRecord>>;
  /** Ids of rules that need records which this device does not hold: the server judges them (T-9). Absent where there is none. */
  readonly unjudged?: readonly string[];
};

/** A refused act, or the refused part of one. */
export type TrayDocument = {
  readonly id: string;
  readonly entity: typeof bookEntities.tray;
  readonly act: Act;
  /** By record: the server's refusal. */
  readonly why: Readonly<Record<string, RefusedEdit>>;
  /** By record: its title while the act still counted. */
  readonly titles: Readonly<Record<string, string>>;
  readonly refusedAt: string;
  readonly discardedAt: string | null;
};

/** One journal row of a record that the device holds (S-9). `record` is the row's record: `id` names the document. */
export type HistoryDocument = {
  readonly id: string;
  readonly entity: typeof bookEntities.history;
  readonly record: string;
  readonly act: string | null;
  readonly group: string | null;
  readonly n: number;
  readonly row: HistoryRow;
};

type Said = { readonly value: JsonValue; readonly by: string; readonly at: string };
/** A replaced value, where the person made one of the two changes. */
export type ReplacedDocument = {
  readonly id: string;
  readonly entity: typeof bookEntities.replaced;
  /** The journal's number of the row that reports it. */
  readonly n: number;
  readonly field: string;
  readonly record: string;
  /** The record's kind: `entity` is the document's. */
  readonly of: string;
  readonly lost: Said;
  readonly kept: Said;
  /** Whether a person has restored the value, or kept the present one. */
  readonly handled: boolean;
};

/** Returns the id of the replaced value in one field of a record, by the journal row that reports it. */
export const replacedId = (n: number, record: string, field: string): string => `${n}:${record}:${field}`;

/** The device's own state and its progress. One document, written with every change to either. */
export type StateDocument = {
  readonly id: typeof stateId;
  readonly entity: typeof bookEntities.state;
  /** S-2b: the device's present name, and the last number given to an act under it. */
  readonly device: string;
  readonly lastNumber: number;
  /** The highest place that this device gave to an act (`ActDocument.seq`). */
  readonly lastSeq: number;
  /** The place where the next page begins; null at first, and when starting over (S-1a). */
  readonly at: Checkpoint | null;
  /** The heads that the device has received, the newest last (S-1b). */
  readonly heads: readonly Head[];
  /**
   * The server's signature of the newest signed head, from a page or from an answer to a push (P-5). Null without one; absent
   * from older files.
   */
  readonly signedHead?: string | null;
  /**
   * The sets of tokens that `at` names by their digests, as the last page left them (T-28). The device purges records whose
   * tokens leave these sets.
   */
  readonly sets: CheckpointSets;
  readonly round: number;
  /** A start-over has not ended yet: at its end, the device sweeps the records that this round did not name. */
  readonly sweeping: boolean;
  /**
   * Records have left during a round. They may return under other tokens before it ends, so their history is removed at its
   * end (S-9), unless they are back by then.
   */
  readonly leaving?: boolean;
  /** "Up to date" at this number of the journal; null from the first page of news to the last (S-1). */
  readonly upTo: number | null;
  readonly upToDateAt: string | null;
  /** Every restore of the server would contain the journal up to this number (S-1c). */
  readonly durable: number;
  /** True once a first sync has finished. */
  readonly synced: boolean;
  /** P-5: an erasure by law arrived since deleted content was last purged from the file. */
  readonly purgeDue?: boolean;
  /**
   * Above 0: pages have reported that the person's rights may have changed, and the device has not read them since.
   * Each such page adds one.
   */
  readonly rightsDue?: number;
  /**
   * The schema numbers by entity to which waiting acts, and all records, have been upgraded (K-5); see `schemaIn`. The state is
   * written with every act, so a kind with number 1 is left out.
   */
  readonly actSchemas?: SchemasReached;
  readonly recordSchemas?: SchemasReached;
  /** By entity, the tenant's own fields for which all records have their keys (K-3). */
  readonly recordFields: Readonly<Record<string, string>>;
  /**
   * By entity, formulas that are no longer defined, and whose values records may still have (PLT-7). The server may have
   * refused the definition, and then it has none of these values. Absent where there are none.
   */
  readonly goneFormulas?: Readonly<Record<string, readonly string[]>>;
  /** The version of the tokens of titles that all records have reached. Absent in files from before these tokens. */
  readonly titleWords?: number;
};
/** Absent in a new file, which has only data of its own build. */
type SchemasReached = Readonly<Record<string, number>> | undefined;

/** Returns the schema number that a kind has reached. */
export const schemaIn = (reached: SchemasReached, { name, schema }: Pick<Entity, 'name' | 'schema'>): number =>
  reached === undefined ? schema : (reached[name] ?? 1);

/** The id of the only such document. */
export const stateId = 'outpost/state';

/**
 * An import that has begun and not ended. Its id is the group of its acts. It is written with each act of the import, so `step`
 * is the last step of its plan that is on disk. It never leaves the device.
 */
export type ImportDocument = {
  readonly id: string;
  readonly entity: typeof bookEntities.import;
  /** The files of the import: the SHA-256 of their bytes, and the kind of file that the person chose for each. */
  readonly files: readonly {
    readonly name: string;
    readonly sizeBytes: number;
    readonly digest: string;
    readonly takenFor: string | null;
  }[];
  readonly recipe: string;
  /** The person's decisions about the files: the same decisions give the same steps. */
  readonly choices: JsonValue;
  readonly step: number;
  /** Records made or changed so far, and the total of the plan. */
  readonly done: number;
  readonly total: number;
  readonly startedAt: string;
};

/**
 * A person's decisions about the columns of a file, from their last import of a file with the same columns. The next
 * such file is read in the same way.
 */
export type ImportMappingDocument = {
  readonly id: string;
  readonly entity: typeof bookEntities.importMapping;
  readonly recipe: string;
  /** The kind of file in the recipe. */
  readonly takenFor: string;
  /** The names of the columns, in order. */
  readonly headers: readonly string[];
  /** Decisions as JSON, as `ImportChoicesMade` writes them for one file. */
  readonly choices: JsonValue;
  readonly usedAt: string;
};

/** One of the device's own documents. */
export type BookDocument =
  | ActDocument
  | TrayDocument
  | HistoryDocument
  | ReplacedDocument
  | StateDocument
  | ImportDocument
  | ImportMappingDocument;

/** Returns the confirmed state of a record: null where the server has none. */
export function confirmedOf(document: RecordDocument): StoredRecord | null {
  const { serverHas, confirmed } = document;
  if (serverHas !== undefined) return serverHas && confirmedFrom(document, serverHas);
  return confirmed === undefined ? recordOf(document) : confirmed;
}
