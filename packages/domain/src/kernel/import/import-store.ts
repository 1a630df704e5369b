import type { PlannedEdit, RecordDraft, RowRefusal } from './records/record-draft.ts';

/** What became of a draft: `waiting` until its record is made, `dropped` where it is refused. */
export type DraftState = 'waiting' | 'made' | 'dropped';

/** What links need to know of a draft. `place` names it within the store, in the order in which drafts were added. */
export type DraftMark = {
  readonly place: number;
  readonly state: DraftState;
  readonly id: string;
  readonly ownerId: string | null;
  readonly teamId: string | null;
};

/** A draft with its place. */
export type StoredDraft = { readonly place: number; readonly draft: RecordDraft };

/** An edit with the step of the plan that it belongs to. Steps count the drafts in the order in which their records are made. */
export type StoredEdit = PlannedEdit & { readonly step: number };

/** Where a refusal stands among all of an import: by file, row, and then as they came. */
export type RefusalPlace = readonly [file: number, row: number, place: number];
export type StoredRefusal = { readonly at: RefusalPlace; readonly refusal: RowRefusal };

/**
 * Where an import keeps what grows with its files: drafts, edits and refusals. The device keeps them in an encrypted file of their
 * own, so that memory holds a page of each. Everything is synchronous; pages are read by place, so that writing in between is allowed.
 */
export type ImportStore = {
  /** Empties the store. `files` are the import's file names in their order, by which refusals are sorted. */
  readonly clear: (files: readonly string[]) => void;
  /** Adds a draft with the keys by which another row would mean the same record. False where an earlier draft of its entity has one of them. */
  readonly add: (draft: RecordDraft, keys: readonly string[]) => boolean;
  /** The draft that has one of these keys. */
  readonly draftByKeys: (entity: string, keys: readonly string[]) => StoredDraft | undefined;
  /** The draft of this name, as links want to know it; null where several drafts have it. `name` is a `keyText`. */
  readonly draftByName: (entity: string, name: string) => StoredDraft | null | undefined;
  readonly markByName: (entity: string, name: string) => DraftMark | null | undefined;
  /** Notes the name of a row that made no draft, because one of its cells was refused. `name` is a `keyText`. */
  readonly addRefusedName: (entity: string, name: string) => void;
  readonly hasRefusedName: (entity: string, name: string) => boolean;
  /**
   * Notes that a draft is about a record that is there: `known` by a key, or the `same` in all that the row says. False where another
   * draft is so already.
   */
  readonly take: (as: 'known' | 'same', id: string) => boolean;
  /** Whether the id is one that a draft of this import gives to a new record. */
  readonly isOwnId: (id: string) => boolean;
  readonly stateAt: (place: number) => DraftState;
  readonly draftAt: (place: number) => RecordDraft | undefined;
  /** Drafts of one entity behind a place, at most `limit`. */
  readonly draftsAfter: (entity: string, place: number, limit: number) => readonly StoredDraft[];
  readonly mark: (mark: DraftMark) => void;
  /** Notes that the record of one draft refers to that of another, which may still be dropped. */
  readonly link: (from: number, to: number) => void;
  /** Places of made drafts that refer to a dropped one. */
  readonly dangling: () => readonly number[];
  readonly putEdit: (place: number, edit: StoredEdit) => void;
  /** Takes the edit of a draft out again, and answers with it. */
  readonly takeEdit: (place: number) => StoredEdit | undefined;
  /** Edits behind a step, at most `limit`. */
  readonly editsAfter: (step: number, limit: number) => readonly StoredEdit[];
  /** Adds a refusal; `lineCount` is how many lines its row takes in, each of which counts as a row. */
  readonly refuse: (refusal: RowRefusal, lineCount?: number) => void;
  /** Refusals in the order of the files' rows, those behind `after`, at most `limit`; of one file where it is named. */
  readonly refusals: (page: {
    readonly after: RefusalPlace | null;
    readonly limit: number;
    readonly file?: string;
  }) => readonly StoredRefusal[];
  readonly refusedInColumn: (file: string, column: string) => number;
  readonly refusedRowCount: () => number;
};
