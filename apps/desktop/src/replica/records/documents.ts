import type { NamedSets } from '@outpost/domain/sync/page-in-full';
import type { Act } from '@outpost/domain/kernel/acts/act';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { recordOf, type StoredRecord } from '@outpost/domain/kernel/entities/record';
import { type ConfirmedDifference, confirmedFrom } from './confirmed-state.ts';
import type { Checkpoint, Decision, Head, HistoryRow, RefusedEdit } from '@outpost/domain/sync/protocol';

/** Kinds of document in the `records` collection that are no records: the device's own books. */
export const bookEntities = {
  act: 'outpost/act',
  tray: 'outpost/tray',
  history: 'outpost/history',
  replaced: 'outpost/replaced',
  state: 'outpost/state',
  import: 'outpost/import',
} as const;
const books: ReadonlySet<string> = new Set(Object.values(bookEntities));
/** Whether a document is one of the device's own books. */
export const isBook = (entity: string): boolean => books.has(entity);

/** A record as the device keeps it: what is shown, beside what questions need and what the server said. */
export type RecordDocument = StoredRecord & {
  /** Sort and comparison keys of the shown fields. */
  readonly keys: Readonly<Record<string, string | number>>;
  /** Search tokens of the shown fields, joined by blanks: said only where they may be others than before, and not kept in the document. */
  readonly search?: string;
  /** The person's tokens that hold the confirmed record; empty while the server has not confirmed it. */
  readonly through: readonly string[];
  /** In which round since the last start-over the server named it (S-1a): what an older round named is swept at its end. */
  readonly round: number;
  /** How many acts wait on it, and then what the server said instead of what is shown (D-2a); null where it knows none. */
  readonly waiting?: number;
  readonly serverHas?: ConfirmedDifference | null;
  /** The same as a whole record: written until November 2026. */
  readonly confirmed?: StoredRecord | null;
  /** Fields with a value that gave way and that nobody has dealt with (S-4). */
  readonly replaced?: readonly string[];
};

/**
 * One act on this device. `waiting`: not decided yet. `answered`: decided at `n`, its rows have not all come. `kept`: all is here, but
 * not every restore of the server would contain it yet (S-1c).
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
  /** When the server decided it, by its clock, and what gave way by its answer: told where it has to be sent again (S-1c). Absent while it waits. */
  readonly answer?: { readonly at: string; readonly superseded: Decision['superseded'] };
  /** Records of which a row at or past that version has come: for them the act counts no more (D-2b). */
  readonly covered: readonly string[];
  /** By id: the records above that its derived fields read, as they were shown when it was made (T-16, ADR 28). Absent where none read any. */
  readonly above?: Readonly<Record<string, StoredRecord>>;
};

/** A refused act, or the refused part of one. */
export type TrayDocument = {
  readonly id: string;
  readonly entity: typeof bookEntities.tray;
  readonly act: Act;
  /** By record, as the server said it. */
  readonly why: Readonly<Record<string, RefusedEdit>>;
  /** By record, as it was called while the act still counted. */
  readonly titles: Readonly<Record<string, string>>;
  readonly refusedAt: string;
  readonly discardedAt: string | null;
};

/** S-9: one journal row of a record that the device holds. `record` is the row's record: `id` names the document. */
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
/** A value that gave way, where the person is one of the two. */
export type ReplacedDocument = {
  readonly id: string;
  readonly entity: typeof bookEntities.replaced;
  /** The journal's number of the row that tells it. */
  readonly n: number;
  readonly field: string;
  readonly record: string;
  /** The record's kind: `entity` is the document's. */
  readonly of: string;
  readonly lost: Said;
  readonly kept: Said;
  /** Somebody has brought the value back, or left it as it is. */
  readonly handled: boolean;
};

/** The id of what a journal row tells of a field of a record that gave way. */
export const replacedId = (n: number, record: string, field: string): string => `${n}:${record}:${field}`;

/** What the device knows of itself and of how far it is. One document, written with everything that changes it. */
export type StateDocument = {
  readonly id: typeof stateId;
  readonly entity: typeof bookEntities.state;
  /** S-2b: the device's present name, and the last number given to an act under it. */
  readonly device: string;
  readonly lastNumber: number;
  /** The highest place that an act was given (`ActDocument.seq`). */
  readonly lastSeq: number;
  /** Where the next page begins; null at first, and when starting over (S-1a). */
  readonly at: Checkpoint | null;
  /** Those that were seen, the newest last (S-1b). */
  readonly heads: readonly Head[];
  /** The server's signature over the newest head that came with one, from a page or an answer to a push (P-5); null without one, absent from older files. */
  readonly signedHead?: string | null;
  /** T-28: the sets of tokens that `at` names by their digests. Those in force at the last page: what falls out of them is purged. */
  readonly sets: NamedSets;
  readonly round: number;
  /** A start-over has not come to its end: what this round does not name is to be swept. */
  readonly sweeping: boolean;
  /** "Up to date" at this number of the journal; null from the first page of news to the last (S-1). */
  readonly upTo: number | null;
  readonly upToDateAt: string | null;
  /** Every restore of the server would contain the journal up to this number (S-1c). */
  readonly durable: number;
  /** True once a first sync has come through. */
  readonly synced: boolean;
  /** P-5: something was erased by law since the file was last purged of what is deleted in it. */
  readonly purgeDue?: boolean;
  /** above 0, pages have told that the person's rights may have changed, and these were not read since; one more with each such page. */
  readonly rightsDue?: number;
  /** K-5: schema numbers of the entities to which waiting acts, and all records, have been brought up. */
  readonly actSchemas: Readonly<Record<string, number>>;
  readonly recordSchemas: Readonly<Record<string, number>>;
  /** K-3: the tenant's own fields, by entity, that all records have their keys of. */
  readonly recordFields: Readonly<Record<string, string>>;
};
/** The id of the one such document. */
export const stateId = 'outpost/state';

/**
 * An import that has begun and not come to its end. Its id is the group of its acts. It is written with each act of the import, so that
 * `step` is the last step of its plan that is on disk, and it never leaves the device.
 */
export type ImportDocument = {
  readonly id: string;
  readonly entity: typeof bookEntities.import;
  /** The files that it came from: SHA-256 of their bytes, and the kind of file that each was said to be. */
  readonly files: readonly {
    readonly name: string;
    readonly sizeBytes: number;
    readonly digest: string;
    readonly takenFor: string | null;
  }[];
  readonly recipe: string;
  /** What a person decided about the files: the same decisions give the same steps. */
  readonly choices: JsonValue;
  readonly step: number;
  /** Records made or changed so far, and all that the plan had. */
  readonly done: number;
  readonly total: number;
  readonly startedAt: string;
};

/** One document of the device's own books. */
export type BookDocument =
  ActDocument | TrayDocument | HistoryDocument | ReplacedDocument | StateDocument | ImportDocument;

/** What the server last said of a record: null where it knows none. */
export function confirmedOf(document: RecordDocument): StoredRecord | null {
  const { serverHas, confirmed } = document;
  if (serverHas !== undefined) return serverHas && confirmedFrom(document, serverHas);
  return confirmed === undefined ? recordOf(document) : confirmed;
}
