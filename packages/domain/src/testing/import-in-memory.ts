import { type ByteSource, sourceOfBytes } from '../kernel/import/files/byte-source.ts';
import { finish } from '../kernel/import/finish.ts';
import type {
  DraftMark,
  ImportStore,
  StoredDraft,
  StoredEdit,
  StoredRefusal,
} from '../kernel/import/records/import-store.ts';
import { keyText } from '../kernel/import/matching/known-records.ts';
import { type ImportEffect, type PlanInput, planImportInSteps } from '../kernel/import/plan-import.ts';
import {
  type CsvLimits,
  type CsvTable,
  type RefusedRow,
  readCsvInSteps,
  rowsOf,
} from '../kernel/import/files/read-csv.ts';
import type { FileRefusal } from '../kernel/import/files/decode-text.ts';
import type { RowRefusal } from '../kernel/import/records/record-draft.ts';

/** A table with all its rows in memory, for tests. */
export type WholeTable = CsvTable & {
  readonly rows: readonly (readonly string[])[];
  readonly rowNumbers: readonly number[];
  readonly rowLines: readonly number[];
  /** All refused rows, including those beyond the number that is reported. */
  readonly allRefused: readonly RefusedRow[];
};

/**
 * Test support: reads a whole CSV file into memory. `from` is the file's bytes, or a source that the test has split
 * into pieces.
 */
export function readTable(
  from: Uint8Array | ByteSource,
  fileName: string,
  limits?: CsvLimits,
): { readonly ok: true; readonly value: WholeTable } | FileRefusal {
  const answer = finish(readCsvInSteps(from instanceof Uint8Array ? sourceOfBytes(from, fileName) : from, limits));
  if (!answer.ok) return answer;
  const batches = [...rowsOf(answer.value)];
  const rows = batches.flatMap((batch) => batch.rows);
  return {
    ok: true,
    value: {
      ...answer.value,
      rows: rows.map(({ cells }) => cells),
      rowNumbers: rows.map(({ row }) => row),
      rowLines: rows.map(({ line }) => line),
      allRefused: batches.flatMap(({ refused }) => refused),
    },
  };
}

/**
 * Returns the cells of one column of a table, each with the number of rows that contain it, in order of first
 * occurrence.
 */
export function countCells(rows: readonly (readonly string[])[], column: number): ReadonlyMap<string, number> {
  const cells = new Map<string, number>();
  for (const row of rows) {
    const cell = row[column] ?? '';
    cells.set(cell, (cells.get(cell) ?? 0) + 1);
  }
  return cells;
}

/** Test support: returns an import's store in memory. */
export function memoryStore(): ImportStore {
  let files: readonly string[] = [];
  let drafts: StoredDraft[] = [];
  let byKey = new Map<string, StoredDraft>();
  let byName = new Map<string, StoredDraft | null>();
  let taken = new Set<string>();
  let refusedNames = new Set<string>();
  let marks = new Map<number, DraftMark>();
  let links: { readonly from: number; readonly to: number }[] = [];
  let edits = new Map<number, StoredEdit>();
  let refusals: StoredRefusal[] = [];
  let refusedRows = new Map<string, number>();
  const keyOf = (entity: string, key: string) => `${entity}\n${key}`;
  const markOf = ({ place, draft }: StoredDraft): DraftMark =>
    marks.get(place) ?? { place, state: 'waiting', id: draft.id, ownerId: null, teamId: null };
  return {
    clear: (names) => {
      files = names;
      drafts = [];
      links = [];
      refusals = [];
      byKey = new Map();
      byName = new Map();
      taken = new Set();
      refusedNames = new Set();
      marks = new Map();
      edits = new Map();
      refusedRows = new Map();
    },
    add: (draft, keys) => {
      if (keys.some((key) => byKey.has(keyOf(draft.entity, key)))) return false;
      const stored = { place: drafts.length + 1, draft };
      drafts.push(stored);
      for (const key of keys) byKey.set(keyOf(draft.entity, key), stored);
      const name = keyOf(draft.entity, keyText(draft.key));
      if (keyText(draft.key) !== '') byName.set(name, byName.has(name) ? null : stored);
      return true;
    },
    draftByKeys: (entity, keys) =>
      keys.map((key) => byKey.get(keyOf(entity, key))).find((found) => found !== undefined),
    draftByName: (entity, name) => byName.get(keyOf(entity, name)),
    markByName: (entity, name) => {
      const stored = byName.get(keyOf(entity, name));
      return stored && markOf(stored);
    },
    addRefusedName: (entity, name) => void refusedNames.add(keyOf(entity, name)),
    hasRefusedName: (entity, name) => refusedNames.has(keyOf(entity, name)),
    take: (as, id) => {
      if (taken.has(`${as} ${id}`)) return false;
      taken.add(`${as} ${id}`);
      return true;
    },
    isOwnId: (id) => drafts.some(({ draft }) => draft.id === id),
    stateAt: (place) => marks.get(place)?.state ?? 'waiting',
    draftAt: (place) => drafts[place - 1]?.draft,
    draftsAfter: (entity, place, limit) =>
      drafts.filter(({ draft, place: own }) => own > place && draft.entity === entity).slice(0, limit),
    mark: (mark) => void marks.set(mark.place, mark),
    link: (from, to) => void links.push({ from, to }),
    dangling: () => [
      ...new Set(
        links.flatMap(({ from, to }) =>
          marks.get(from)?.state === 'made' && marks.get(to)?.state === 'dropped' ? [from] : [],
        ),
      ),
    ],
    putEdit: (place, edit) => void edits.set(place, edit),
    takeEdit: (place) => {
      const edit = edits.get(place);
      edits.delete(place);
      return edit;
    },
    editsAfter: (step, limit) =>
      [...edits.values()]
        .sort((a, b) => a.step - b.step)
        .filter((edit) => edit.step > step)
        .slice(0, limit),
    refuse: (refusal, lineCount = 1) => {
      refusals.push({ at: [files.indexOf(refusal.file), refusal.row, refusals.length], refusal });
      refusals.sort((a, b) => a.at[0] - b.at[0] || a.at[1] - b.at[1] || a.at[2] - b.at[2]);
      const row = keyOf(refusal.file, String(refusal.row));
      refusedRows.set(row, Math.max(refusedRows.get(row) ?? 0, lineCount));
    },
    refusals: ({ after, limit, file }) =>
      refusals
        .slice(after === null ? 0 : refusals.findIndex(({ at }) => at[2] === after[2]) + 1)
        .filter(({ refusal }) => file === undefined || refusal.file === file)
        .slice(0, limit),
    refusedInColumn: (file, column) =>
      refusals.filter(({ refusal }) => refusal.file === file && refusal.column === column).length,
    refusedRowCount: () => [...refusedRows.values()].reduce((sum, lines) => sum + lines, 0),
  };
}

/** A plan with the content of its store. */
export type WholePlan = ImportEffect & {
  readonly edits: readonly StoredEdit[];
  readonly refusals: readonly RowRefusal[];
};

/** Returns the content of a store that belongs to a plan. */
export function planIn(store: ImportStore, plan: ImportEffect): WholePlan {
  return {
    ...plan,
    edits: store.editsAfter(0, Number.MAX_SAFE_INTEGER),
    refusals: store.refusals({ after: null, limit: Number.MAX_SAFE_INTEGER }).map(({ refusal }) => refusal),
  };
}

/** Test support: plans a whole import in memory. */
export function planInMemory(input: Omit<PlanInput, 'store'>): WholePlan {
  const store = memoryStore();
  return planIn(store, finish(planImportInSteps({ ...input, store })));
}
