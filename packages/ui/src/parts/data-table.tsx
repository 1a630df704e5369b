import type { ReactNode } from 'react';
import classes from './data-table.module.css';

/** A small table without virtual rows and without editing. */
export type DataTableProps = {
  readonly label: string;
  readonly columns: readonly {
    readonly id: string;
    readonly header: ReactNode;
    readonly align?: 'start' | 'end' | undefined;
    readonly width?: number | undefined;
    /** Left out in a narrow window. */
    readonly isWideOnly?: boolean | undefined;
  }[];
  readonly rows: readonly {
    readonly id: string;
    readonly cells: readonly ReactNode[];
    /** The person's own row: marked, not coloured. */ readonly isMe?: boolean | undefined;
    /** Whether the row's details are open beside the table. */ readonly isChosen?: boolean | undefined;
  }[];
  readonly onRow?: ((id: string) => void) | undefined;
  readonly isCompact?: boolean | undefined;
};

/** Draws the table. A wide table scrolls inside its own box. */
export function DataTable({ label, columns, rows, onRow, isCompact = false }: DataTableProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by the keyboard, WCAG 2.1.1
    <div className={classes.wrap} tabIndex={0} role="group" aria-label={label}>
      <table className={classes.table} data-compact={isCompact || undefined}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.id}
                scope="col"
                data-end={column.align === 'end' || undefined}
                data-wide={column.isWideOnly}
                style={column.width === undefined ? undefined : { width: column.width }}
              >
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={row.id}
              data-me={row.isMe || undefined}
              data-chosen={row.isChosen || undefined}
              data-press={onRow ? true : undefined}
              onClick={onRow ? () => onRow(row.id) : undefined}
            >
              {columns.map((column, place) =>
                place === 0 ? (
                  <th key={column.id} scope="row" data-end={column.align === 'end' || undefined}>
                    {onRow ? (
                      <button type="button" className={classes.press} aria-pressed={row.isChosen}>
                        {row.cells[place]}
                      </button>
                    ) : (
                      row.cells[place]
                    )}
                  </th>
                ) : (
                  <td key={column.id} data-end={column.align === 'end' || undefined} data-wide={column.isWideOnly}>
                    {row.cells[place]}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
