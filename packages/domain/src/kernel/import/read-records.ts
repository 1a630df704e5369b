import { type JsonValue, sameJson } from '../json.ts';
import { foldText } from '../fold-text.ts';
import { cellReader } from './cell-readers.ts';
import type { ReadingContext } from './column-format.ts';
import { type CellProblem, shown } from './refuse-cell.ts';
import type { DraftFile } from './draft-import.ts';
import type { RecipeTarget } from './import-recipe.ts';
import type { KnownRecord, KnownRecords } from './known-records.ts';

/** A place in a file: `row` counts records below the header from 1, `line` physical lines from 1. */
export type RowSource = { readonly file: string; readonly row: number; readonly line: number };

/** A row, or one of its cells, that is not imported, and what would be right. The other rows go ahead. */
export type RowRefusal = RowSource & {
  readonly entity: string | null;
  /** The column's name; null where the row as a whole is wrong. */
  readonly column: string | null;
  readonly cell: string;
  readonly reason: CellProblem | RowProblem;
  /** Without a full stop. */
  readonly message: string;
  readonly right: string;
};

/** Why a row as a whole is refused. */
export type RowProblem =
  | 'broken-quotes'
  | 'no-key'
  | 'contradicts-row'
  | 'key-not-unique'
  | 'unknown-name'
  | 'name-not-unique'
  | 'circle'
  | 'breaks-rule'
  | 'link-refused';

/** A reference by name, before it is linked. `field` may be ownerId or teamId. */
export type NamedLink = {
  readonly field: string;
  readonly name: string;
  readonly targets: readonly string[];
  readonly column: string;
};

/** One record that rows of a file describe. Blank cells are absent from `fields`: they leave alone what is there. */
export type RecordDraft = {
  readonly entity: string;
  readonly target: RecipeTarget;
  readonly id: string;
  readonly known: KnownRecord | null;
  readonly fields: Readonly<Record<string, JsonValue>>;
  readonly links: readonly NamedLink[];
  readonly source: RowSource;
};

/** Drafts of one entity: by folded key, and those that have none. */
export type DraftsByKey = Map<string, RecordDraft>;

export type RowReading = {
  readonly file: DraftFile;
  readonly target: RecipeTarget;
  readonly known: KnownRecords;
  readonly drafts: DraftsByKey;
  readonly refuse: (refusal: RowRefusal) => void;
  readonly newId: () => string;
  readonly context: ReadingContext;
  /** How people call this kind of record, for messages. */
  readonly label: string;
};

/** Makes the reader of one file's rows for one of its targets: give it the row's index, it puts a draft in `drafts`, or refuses. */
export function rowReader(reading: RowReading): (index: number) => void {
  const { file, target, drafts, refuse } = reading;
  const { table } = file;
  const columns = file.columns.flatMap(({ slot, column, name, format, mends }) =>
    (slot?.to ?? [])
      .filter(({ entity }) => entity === target.entity)
      .map((place) => ({
        index: column,
        column: name,
        field: place.name,
        targets: place.field.type === 'ref' ? place.field.targets : null,
        read: cellReader(place.field, format, reading.context),
        mends: new Map(mends.filter(({ isTaken }) => isTaken).map(({ from, to }) => [from, to])),
      })),
  );
  if (columns.length === 0) return () => undefined;
  const keyColumn = columns.find(({ field }) => field === target.key);
  const isMain = file.takenFor?.targets[0].entity === target.entity;
  return (index) => {
    const row = table.rows[index] ?? [];
    const source: RowSource = {
      file: table.fileName,
      row: table.rowNumbers[index] ?? 0,
      line: table.rowLines[index] ?? 0,
    };
    const place = { ...source, entity: target.entity };
    const fields: Record<string, JsonValue> = {};
    const links: NamedLink[] = [];
    let isSound = true;
    for (const column of columns) {
      const written = row[column.index] ?? '';
      const cell = column.mends.get(written) ?? written;
      const answer = column.read(cell);
      if (!answer.ok) {
        isSound = false;
        refuse({
          ...place,
          column: column.column,
          cell: shown(cell),
          reason: answer.reason,
          message: answer.message,
          right: answer.right,
        });
      } else if (answer.value !== null) {
        if (column.targets !== null && typeof answer.value === 'string')
          links.push({ field: column.field, name: answer.value, targets: column.targets, column: column.column });
        else fields[column.field] = answer.value;
      }
    }
    if (!isSound) return;
    const key = textIn(fields, target.key);
    const folded = foldText(key);
    if (folded === '') {
      // A second entity of the row (an agent's team) may be missing; what the row is about may not.
      if (isMain && keyColumn !== undefined) {
        refuse({
          ...place,
          column: keyColumn.column,
          cell: '',
          reason: 'no-key',
          message: `${keyColumn.column} is empty`,
          right: `Each ${reading.label} needs one, to be known by.`,
        });
      } else if (isMain) {
        drafts.set(`\u0000${source.file}:${source.row}`, {
          entity: target.entity,
          target,
          id: reading.newId(),
          known: null,
          fields,
          links,
          source,
        });
      }
      return;
    }
    const known = reading.known.get(target.entity)?.get(folded);
    const column = keyColumn?.column ?? null;
    if (known === null) {
      refuse({
        ...place,
        column,
        cell: key,
        reason: 'key-not-unique',
        message: `Several records are called “${key}”`,
        right: 'Give them different names first, or merge them.',
      });
      return;
    }
    const earlier = drafts.get(folded);
    const draft: RecordDraft = {
      entity: target.entity,
      target,
      id: earlier?.id ?? known?.id ?? reading.newId(),
      known: known ?? null,
      fields,
      links,
      source,
    };
    if (earlier === undefined) {
      drafts.set(folded, draft);
    } else if (!sameContent(earlier, draft)) {
      refuse({
        ...place,
        column,
        cell: key,
        reason: 'contradicts-row',
        message: `“${key}” stands in row ${earlier.source.row} already, with other values`,
        right: 'Keep one of the two rows.',
      });
    }
  };
}

function sameContent(one: RecordDraft, other: RecordDraft): boolean {
  return (
    sameJson(one.fields, other.fields) &&
    one.links.length === other.links.length &&
    one.links.every(
      (link, index) =>
        link.field === other.links[index]?.field && foldText(link.name) === foldText(other.links[index].name),
    )
  );
}

/** A text field's value, or '' where it is blank. */
export function textIn(fields: Readonly<Record<string, JsonValue>>, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}
