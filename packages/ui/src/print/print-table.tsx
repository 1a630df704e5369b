import type { ReactNode } from 'react';
import classes from './print.module.css';

/** A column of a printed table. `isEnd`: its values are aligned to the end, as numbers are. */
type PrintColumn = { readonly id: string; readonly header: string; readonly isEnd: boolean };

/** A row of a printed table, with one cell for each column. */
type PrintRow = { readonly id: string; readonly cells: readonly ReactNode[] };

/** Consecutive rows below one heading. `sums`: the sums of the group as texts, by the ids of their columns. */
type PrintGroup = {
  readonly key: string;
  /** The name and the number of its records: "Proposal (12)". Left out: the rows have no heading. */
  readonly heading?: string | undefined;
  readonly sums?: Readonly<Record<string, string>> | undefined;
  readonly rows: readonly PrintRow[];
};

type PrintTableProps = {
  readonly title: string;
  /** The lines below the title: the filter, the order, the time. */
  readonly lines: readonly string[];
  readonly columns: readonly PrintColumn[];
  readonly groups: readonly PrintGroup[];
  /** The lines below the table: the count, and the sums of the whole list. */
  readonly foot: readonly string[];
};

/**
 * A table for paper. The head is repeated on each page. A page never ends inside a row, nor between a heading and the first row of
 * its group.
 */
export function PrintTable({ title, lines, columns, groups, foot }: PrintTableProps) {
  return (
    <>
      <h1 className={classes.title}>{title}</h1>
      {lines.map((line) => (
        <p key={line} className={classes.line} dir="auto">
          {line}
        </p>
      ))}
      <table className={classes.table}>
        <thead>
          <tr>
            {columns.map(({ id, header, isEnd }) => (
              <th key={id} scope="col" data-end={isEnd || undefined}>
                {header}
              </th>
            ))}
          </tr>
        </thead>
        {groups.map((group) => (
          <tbody key={group.key}>
            <GroupHeading group={group} columns={columns} />
            {group.rows.map(({ id, cells }) => (
              <tr key={id}>
                {columns.map((column, place) => (
                  <td key={column.id} dir="auto" data-end={column.isEnd || undefined}>
                    {cells[place]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
      {foot.map((line) => (
        <p key={line} className={classes.foot}>
          {line}
        </p>
      ))}
    </>
  );
}

/** The heading of a group over the columns before its first sum, then each sum in its own column. */
function GroupHeading({
  group: { heading, sums = {} },
  columns,
}: {
  readonly group: PrintGroup;
  readonly columns: readonly PrintColumn[];
}) {
  if (heading === undefined) return null;
  const firstSum = columns.findIndex(({ id }, place) => place > 0 && (sums[id] ?? '') !== '');
  const width = firstSum < 0 ? columns.length : firstSum;
  return (
    <tr data-heading>
      <th scope="rowgroup" colSpan={width} dir="auto">
        {heading}
      </th>
      {columns.slice(width).map(({ id, isEnd }) => (
        <td key={id} data-end={isEnd || undefined}>
          {sums[id]}
        </td>
      ))}
    </tr>
  );
}
