import type { PlannedEdit, RecordDraft, RowRefusal } from './record-draft.ts';

/** The state of a draft: `waiting` until its record is made, `dropped` if it is refused. */
export type DraftState = 'waiting' | 'made' | 'dropped';

/** The data about a draft that links need. `place` identifies it within the store, in the order in which drafts were added. */
export type DraftMark = {
  readonly place: number;
  readonly state: DraftState;
  readonly id: string;
  readonly ownerId: string | null;
  readonly teamId: string | null;
};

/** A draft with its place. */
export type StoredDraft = { readonly place: number; readonly draft: RecordDraft };

/** An edit with its step in the plan. Steps count the drafts in the order in which their records are made. */
export type StoredEdit = PlannedEdit & { readonly step: number };

/** The position of a refusal within an import: by file, by row, then in order of arrival. */
export type RefusalPlace = readonly [file: number, row: number, place: number];
export type StoredRefusal = { readonly at: RefusalPlace; readonly refusal: RowRefusal };

/**
 * Stores the data of an import that grows with its files: drafts, edits and refusals. The device keeps them in a separate
 * encrypted file, so that memory holds only a page of each. All calls are synchronous. Pages are read by place, so writes in
 * between are allowed.
 */
export type ImportStore = {
  /** Empties the store. `files` are the import's file names; their order sorts the refusals. */
  readonly clear: (files: readonly string[]) => void;
  /**
   * Adds a draft with its keys; another row with one of them means the same record. Returns false where an earlier draft of its
   * entity has one of the keys.
   */
  readonly add: (draft: RecordDraft, keys: readonly string[]) => boolean;
  /** Returns the draft that has one of these keys. */
  readonly draftByKeys: (entity: string, keys: readonly string[]) => StoredDraft | undefined;
  /** Returns the draft of this name for linking; null where several drafts have the name. `name` is a `keyText`. */
  readonly draftByName: (entity: string, name: string) => StoredDraft | null | undefined;
  readonly markByName: (entity: string, name: string) => DraftMark | null | undefined;
  /** Notes the name of a row that made no draft because one of its cells was refused. `name` is a `keyText`. */
  readonly addRefusedName: (entity: string, name: string) => void;
  readonly hasRefusedName: (entity: string, name: string) => boolean;
  /**
   * Notes that a draft means an existing record: `known` by a key, or the `same` in every value of the row. Returns false where
   * another draft already means that record.
   */
  readonly take: (as: 'known' | 'same', id: string) => boolean;
  /** Whether a draft of this import gives this id to a new record. */
  readonly isOwnId: (id: string) => boolean;
  readonly stateAt: (place: number) => DraftState;
  readonly draftAt: (place: number) => RecordDraft | undefined;
  /** Returns drafts of one entity after a place, at most `limit`. */
  readonly draftsAfter: (entity: string, place: number, limit: number) => readonly StoredDraft[];
  readonly mark: (mark: DraftMark) => void;
  /** Notes that the record of one draft refers to the record of another, which may still be dropped. */
  readonly link: (from: number, to: number) => void;
  /** Returns the places of made drafts that refer to a dropped one. */
  readonly dangling: () => readonly number[];
  readonly putEdit: (place: number, edit: StoredEdit) => void;
  /** Removes the edit of a draft and returns it. */
  readonly takeEdit: (place: number) => StoredEdit | undefined;
  /** Returns edits after a step, at most `limit`. */
  readonly editsAfter: (step: number, limit: number) => readonly StoredEdit[];
  /** Adds a refusal. `lineCount` is the number of lines in its row; each line counts as a row. */
  readonly refuse: (refusal: RowRefusal, lineCount?: number) => void;
  /**
   * Returns refusals in the order of the files' rows, after `after`, at most `limit`; only those of one file where it is named.
   */
  readonly refusals: (page: {
    readonly after: RefusalPlace | null;
    readonly limit: number;
    readonly file?: string;
  }) => readonly StoredRefusal[];
  readonly refusedInColumn: (file: string, column: string) => number;
  readonly refusedRowCount: () => number;
};
