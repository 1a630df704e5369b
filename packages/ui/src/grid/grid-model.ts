import type { CSSProperties, ReactNode, Ref } from 'react';
import type { FieldSpec, FieldValue } from '../fields/field-spec.ts';
import type { CellMark } from '../parts/marks.ts';
import type { GridSelection } from './grid-selection.ts';

/** A column that a person can choose. `heading`: the reference through which the column reads a linked record. */
export type ChoosableColumn = {
  readonly id: string;
  readonly header: string;
  readonly heading?: string | undefined;
};

/** One column. The column's `field` formats, edits, copies and pastes its values; `cell` only changes how they are drawn. */
export type GridColumn<Row> = {
  readonly id: string;
  readonly header: string;
  readonly field?: FieldSpec | undefined;
  /** The spec with which a row's cell is edited, where it differs from `field`: rows may be offered other choices. */
  readonly fieldOf?: ((row: Row) => FieldSpec) | undefined;
  readonly value: (row: Row) => FieldValue;
  /** The shown text, where it differs from the field's own. */
  readonly text?: ((row: Row) => string) | undefined;
  readonly cell?: ((row: Row) => ReactNode) | undefined;
  /** The width in pixels. A column without it takes its share (`flex`, 1) of the remaining width, at least `minWidth` (96). */
  readonly width?: number | undefined;
  readonly minWidth?: number | undefined;
  readonly flex?: number | undefined;
  /** By default numbers, money and dates are aligned to the end. */
  readonly align?: 'start' | 'end' | undefined;
  /** The column of the record's name: a row header in medium weight. A press opens the record. */
  readonly isName?: boolean | undefined;
  /** Secondary text, drawn in a quieter colour. */
  readonly isQuiet?: boolean | undefined;
  readonly canSort?: boolean | undefined;
  /** The number of values in this column that were replaced in merges and wait for review. */
  readonly replacedCount?: number | undefined;
  /** The distance in pixels from the column of row numbers at which the column stays. The layout of the grid sets it. */
  readonly staysAt?: number | undefined;
  /** The last of the columns that stay: a line separates it from the others. The layout of the grid sets it. */
  readonly isLastToStay?: boolean | undefined;
  /** The column's part in a narrow row. Narrow rows leave out columns without a part. */
  readonly narrow?: 'name' | 'second' | 'amount' | undefined;
};

/** A group of consecutive rows. The counts of all groups sum to `rowCount`. */
export type GridGroup = {
  readonly key: string;
  readonly label: string;
  readonly count: number;
  /** The shown sums by column. */
  readonly sums?: Readonly<Record<string, string>> | undefined;
  readonly isCollapsed?: boolean | undefined;
};

/** The column that orders the rows, and the direction. */
export type GridSort = { readonly column: string; readonly direction: 'asc' | 'desc' };

/** One change of one cell. */
export type GridEdit<Row> = { readonly row: Row; readonly column: string; readonly value: FieldValue };

/** A range of rows; `end` is exclusive. */
export type RowStretch = { readonly start: number; readonly end: number };

/** The calls that a screen may make to a mounted grid. */
export type GridApi = {
  readonly focus: () => void;
  /** Makes the row the active one and brings it into view. */ readonly go: (index: number) => void;
};

/** The properties of the grid. The grid reads rows by index from a windowed source and reports which rows are visible. */
export type GridProps<Row> = {
  readonly label: string;
  readonly columns: readonly GridColumn<Row>[];
  readonly rowCount: number;
  /** Returns `undefined` while the row is not loaded; its line stays blank. */
  readonly rowAt: (index: number) => Row | undefined;
  /**
   * Reads rows that may not be loaded, in order, for a change or a selection that contains them. `undefined` stands for a row
   * that is no longer in the list. Without it only loaded rows are changed.
   */
  readonly readRows?: ((stretches: readonly RowStretch[]) => Promise<readonly (Row | undefined)[]>) | undefined;
  readonly rowKey: (row: Row) => string;
  /**
   * Called with the first and last visible row, and a few more around them. `stretches` leaves out the folded groups between
   * them.
   */
  readonly onVisibleRange: (start: number, end: number, stretches: readonly RowStretch[]) => void;
  readonly sort?: GridSort | undefined;
  readonly onSort?: ((sort: GridSort | undefined) => void) | undefined;
  readonly widths?: Readonly<Record<string, number>> | undefined;
  readonly onWidths?: ((widths: Readonly<Record<string, number>>) => void) | undefined;
  /** The ids of the columns that stay at the left edge, beside the column of the name, while the grid is scrolled sideways. */
  readonly pinned?: readonly string[] | undefined;
  readonly onPin?: ((pinned: readonly string[]) => void) | undefined;
  /** All columns that the person can choose from. */
  readonly allColumns?: readonly ChoosableColumn[] | undefined;
  /** The ids of the chosen columns, where the grid shows only some of them. Left out: the shown columns. */
  readonly chosenColumns?: readonly string[] | undefined;
  /** Called with the ids of all chosen columns, in their order. */
  readonly onColumns?: ((chosenIds: readonly string[]) => void) | undefined;
  readonly selection?: GridSelection | undefined;
  readonly onSelection?: ((selection: GridSelection) => void) | undefined;
  /** The acts on the selected rows. They replace the sum line. */
  readonly selectionBar?: ReactNode;
  /** Called for the key E while rows are selected. Without it, E edits the active row. */
  readonly onChangeSelected?: (() => void) | undefined;
  /** The row whose record is open beside the grid. */
  readonly openKey?: string | undefined;
  readonly onOpen: (row: Row, index: number) => void;
  /** Without this the grid is read-only. */
  readonly onEdit?: ((row: Row, column: string, value: FieldValue) => void) | undefined;
  /**
   * Called once for a paste, a fill or a clear over several cells. `left` says which cells and rows were left as they were, and
   * why. Without it each cell goes through `onEdit`.
   */
  readonly onEditMany?:
    ((edits: readonly GridEdit<Row>[], how: 'paste' | 'fill' | 'clear', left?: string) => void) | undefined;
  /** Called with the text of a cell at every keystroke, and with `undefined` once it is stored or discarded. */
  readonly onDraft?: ((row: Row, column: string, text: string | undefined) => void) | undefined;
  readonly readOnlyReason?: ((row: Row, column: string) => string | undefined) | undefined;
  readonly markOf?: ((row: Row, column: string) => CellMark | undefined) | undefined;
  /** Returns the act that waits on this record, in words: "Moved to Design, to send". */
  readonly rowMark?: ((row: Row) => string | undefined) | undefined;
  readonly groups?: readonly GridGroup[] | undefined;
  readonly onToggleGroup?: ((key: string) => void) | undefined;
  /** Folds or unfolds all groups. */
  readonly onFoldGroups?: ((isFolded: boolean) => void) | undefined;
  /** Read out by a screen reader when it changes: how the rows are grouped. */
  readonly notice?: string | undefined;
  readonly footer?:
    | {
        readonly scope: ReactNode;
        readonly sums?: readonly { readonly label: string; readonly value: string }[] | undefined;
      }
    | undefined;
  readonly density?: 'comfortable' | 'compact' | undefined;
  /** Called for the keys 1…9 on a row: the screen moves the record to that stage. */
  readonly onDigit?: ((row: Row, digit: number) => void) | undefined;
  /** Shown when there are no rows. */
  readonly empty?: ReactNode;
  readonly apiRef?: Ref<GridApi> | undefined;
};

/**
 * Returns the reason why the person may not change this cell's value, or `undefined` where they may. A column without a
 * field, whose values are computed, gives no reason.
 */
export const readOnlyReasonOf = <Row>(
  grid: Pick<GridProps<Row>, 'readOnlyReason'>,
  row: Row,
  column: GridColumn<Row>,
): string | undefined => column.field && (column.field.readOnlyReason ?? grid.readOnlyReason?.(row, column.id));

/** Returns the style of a cell: of a column that stays at the left edge, or of a cell at a place in a row that leaves cells out. */
export function cellStyle({ staysAt }: Pick<GridColumn<never>, 'staysAt'>, place?: number): CSSProperties | undefined {
  if (staysAt === undefined && place === undefined) return undefined;
  return {
    ...(staysAt === undefined ? {} : { left: `calc(var(--gutter) + ${staysAt}px)` }),
    ...(place === undefined ? {} : { gridColumn: place + 2 }),
  };
}

/** Row heights in pixels, as in the visual reference. Narrow rows have two lines. */
export const ROW_HEIGHT = { comfortable: 40, compact: 32, narrow: 52 } as const;
/** The head's height. */
export const HEAD_HEIGHT = 32;

/** Returns the width of the column with the row numbers or selection boxes. The last number determines it. */
export function gutterWidth(rowCount: number): number {
  const digits = String(Math.max(1, rowCount)).length;
  const separators = Math.floor((digits - 1) / 3);
  return Math.max(40, 16 + digits * 8 + separators * 4); // the column's padding, and figures of 12 px
}
