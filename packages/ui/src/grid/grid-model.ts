import type { ReactNode, Ref } from 'react';
import type { FieldSpec, FieldValue } from '../fields/field-spec.ts';
import type { CellMark } from '../parts/marks.ts';

/** One column. With `field` it knows how to write, edit, copy and paste its values; `cell` only changes how they are drawn. */
export type GridColumn<Row> = {
  readonly id: string;
  readonly header: string;
  readonly field?: FieldSpec | undefined;
  readonly value: (row: Row) => FieldValue;
  /** The shown text, where it isn't the field's own. */
  readonly text?: ((row: Row) => string) | undefined;
  readonly cell?: ((row: Row) => ReactNode) | undefined;
  /** Pixels; without it the column takes its share (`flex`, 1) of what is left, at least `minWidth` (96). */
  readonly width?: number | undefined;
  readonly minWidth?: number | undefined;
  readonly flex?: number | undefined;
  /** Numbers, money and dates stand at the end by themselves. */
  readonly align?: 'start' | 'end' | undefined;
  /** The record's name: row header, medium weight, a press opens the record. */
  readonly isName?: boolean | undefined;
  /** Second text: in the quieter ink. */
  readonly isQuiet?: boolean | undefined;
  readonly canSort?: boolean | undefined;
  /** How many values in this column gave way in merges and wait to be looked at. */
  readonly replacedCount?: number | undefined;
  /** Which part of a narrow row it is; columns without a part are left out there. */
  readonly narrow?: 'name' | 'second' | 'amount' | undefined;
};

/** A group of rows in order; all groups' counts add up to `rowCount`. */
export type GridGroup = {
  readonly key: string;
  readonly label: string;
  readonly count: number;
  /** Shown texts by column. */
  readonly sums?: Readonly<Record<string, string>> | undefined;
  readonly isCollapsed?: boolean | undefined;
};

/** By which column the rows are ordered. */
export type GridSort = { readonly column: string; readonly direction: 'asc' | 'desc' };

/** One change of one cell. */
export type GridEdit<Row> = { readonly row: Row; readonly column: string; readonly value: FieldValue };

/** A stretch of rows, `end` exclusive. */
export type RowStretch = { readonly start: number; readonly end: number };

/** What a screen may ask of a mounted grid. */
export type GridApi = {
  readonly focus: () => void;
  /** Makes the row the active one and brings it into view. */ readonly go: (index: number) => void;
};

/** The grid over a windowed source: it asks for rows by index and says which it shows. */
export type GridProps<Row> = {
  readonly label: string;
  readonly columns: readonly GridColumn<Row>[];
  readonly rowCount: number;
  /** Undefined while the row isn't there yet: its line stays, blank. */
  readonly rowAt: (index: number) => Row | undefined;
  readonly rowKey: (row: Row) => string;
  /** From the first to the last row in sight (and a little around); `stretches` leaves out folded groups between them. */
  readonly onVisibleRange: (start: number, end: number, stretches: readonly RowStretch[]) => void;
  readonly sort?: GridSort | undefined;
  readonly onSort?: ((sort: GridSort | undefined) => void) | undefined;
  readonly widths?: Readonly<Record<string, number>> | undefined;
  readonly onWidths?: ((widths: Readonly<Record<string, number>>) => void) | undefined;
  /** All columns that could be shown, for the choice of columns. */
  readonly allColumns?: readonly { readonly id: string; readonly header: string }[] | undefined;
  readonly onColumns?: ((visibleIds: readonly string[]) => void) | undefined;
  readonly selection?: ReadonlySet<string> | undefined;
  readonly onSelection?: ((keys: ReadonlySet<string>) => void) | undefined;
  /** The row whose record is open beside the grid. */
  readonly openKey?: string | undefined;
  readonly onOpen: (row: Row, index: number) => void;
  /** Without it the grid is read only. */
  readonly onEdit?: ((row: Row, column: string, value: FieldValue) => void) | undefined;
  /** Paste, fill and clear over several cells: one act. Without it each cell goes through `onEdit`. */
  readonly onEditMany?: ((edits: readonly GridEdit<Row>[], how: 'paste' | 'fill' | 'clear') => void) | undefined;
  readonly readOnlyReason?: ((row: Row, column: string) => string | undefined) | undefined;
  readonly markOf?: ((row: Row, column: string) => CellMark | undefined) | undefined;
  /** The words of an act that waits on this record: "Moved to Design, to send". */
  readonly rowMark?: ((row: Row) => string | undefined) | undefined;
  readonly groups?: readonly GridGroup[] | undefined;
  readonly onToggleGroup?: ((key: string) => void) | undefined;
  readonly footer?:
    | {
        readonly scope: ReactNode;
        readonly sums?: readonly { readonly label: string; readonly value: string }[] | undefined;
      }
    | undefined;
  readonly density?: 'comfortable' | 'compact' | undefined;
  /** 1…9 pressed on a row: the screen moves it to that stage. */
  readonly onDigit?: ((row: Row, digit: number) => void) | undefined;
  /** Drawn in place of the rows when there are none. */
  readonly empty?: ReactNode;
  readonly apiRef?: Ref<GridApi> | undefined;
};

/** Why a person may not change the value of this cell; nothing where they may. A cell of a value that is worked out has none to change. */
export const readOnlyReasonOf = <Row>(
  grid: Pick<GridProps<Row>, 'readOnlyReason'>,
  row: Row,
  column: GridColumn<Row>,
): string | undefined => column.field && (column.field.readOnlyReason ?? grid.readOnlyReason?.(row, column.id));

/** Heights in pixels, as in the visual reference; narrow rows have two lines. */
export const ROW_HEIGHT = { comfortable: 40, compact: 32, narrow: 52 } as const;
/** The head's height. */
export const HEAD_HEIGHT = 32;

/** How wide the column must be in which the numbers of rows, or boxes to select them, stand: as wide as the last number. */
export function gutterWidth(rowCount: number): number {
  const digits = String(Math.max(1, rowCount)).length;
  const separators = Math.floor((digits - 1) / 3);
  return Math.max(40, 16 + digits * 8 + separators * 4); // its padding, and figures of 12 px
}
