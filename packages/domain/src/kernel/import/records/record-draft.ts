import type { Edit } from '../../acts/act.ts';
import type { JsonValue } from '../../json.ts';
import type { CellProblem } from '../cells/refuse-cell.ts';

/** A place in a file: `row` counts records below the header from 1, `line` physical lines from 1. */
export type RowSource = { readonly file: string; readonly row: number; readonly line: number };

/** A row or one of its cells that is not imported, with a hint. The other rows are imported. */
export type RowRefusal = RowSource & {
  readonly entity: string | null;
  /** The column's name; null where the whole row is wrong. */
  readonly column: string | null;
  readonly cell: string;
  readonly reason: CellProblem | RowProblem;
  /** Without a full stop. */
  readonly message: string;
  readonly right: string;
};

/** Why a whole row is refused. */
export type RowProblem =
  | 'broken-quotes'
  | 'extra-cells'
  | 'no-key'
  | 'contradicts-row'
  | 'key-not-unique'
  | 'keys-disagree'
  | 'same-name'
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

/**
 * One record that a row of a file describes, as plain data. Blank cells are absent from `fields`, so they leave existing values.
 * A draft does not depend on existing records: the same files and choices give the same drafts.
 */
export type RecordDraft = {
  readonly entity: string;
  /** The id of the record if it is a new one. */
  readonly id: string;
  /** The key as written, '' where there is none, and its column. */
  readonly key: string;
  readonly keyColumn: string | null;
  readonly fields: Readonly<Record<string, JsonValue>>;
  readonly links: readonly NamedLink[];
  readonly source: RowSource;
};

/** One edit of the import and the row that it comes from. A creation comes before the edits that refer to it. */
export type PlannedEdit = { readonly edit: Edit; readonly source: RowSource };

/** Returns a text field's value, or '' where it is blank. */
export function draftTextIn(fields: Readonly<Record<string, JsonValue>>, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}
