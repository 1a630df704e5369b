import { Checkbox } from '@mantine/core';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { OrderedRows } from '../../parts/ordered-rows.tsx';
import type { ChoosableColumn } from '../grid-model.ts';
import classes from './column-list.module.css';

/** The columns of a grid to choose from, and the chosen ones in order. */
export type ColumnListProps = {
  readonly columns: readonly ChoosableColumn[];
  readonly chosen: readonly string[];
  /** The column with the records' names: it stays and comes first. */
  readonly nameId: string | undefined;
  readonly onChosen: (chosen: readonly string[]) => void;
};

type Row = { readonly id: string; readonly label: string; readonly isFixed: boolean };

/**
 * A list in which a person shows, hides and orders the columns of a grid: by buttons, or by dragging their handles. The columns of
 * linked records are folded, one group for each reference.
 */
export function ColumnList({ columns, chosen, nameId, onChosen }: ColumnListProps) {
  const rowOf = (column: ChoosableColumn): Row => ({
    id: column.id,
    label: column.header,
    isFixed: column.id === nameId,
  });
  const rows = chosen.flatMap((id) => columns.filter((column) => column.id === id).map(rowOf));
  const others = columns.filter(({ id }) => !chosen.includes(id));
  const own = others.filter(({ heading }) => heading === undefined).map(rowOf);
  const linked = Map.groupBy(
    others.filter(({ heading }) => heading !== undefined),
    ({ heading }) => heading ?? '',
  );
  const list = useRef<HTMLDivElement>(null);
  const toggled = useRef<string>(undefined);
  useLayoutEffect(() => {
    // The row of a chosen column moves to another list, where its checkbox is a new one: the focus follows it.
    const row = toggled.current === undefined ? undefined : `[data-row="${CSS.escape(toggled.current)}"]`;
    toggled.current = undefined;
    if (row !== undefined) list.current?.querySelector<HTMLElement>(`${row} input`)?.focus();
  }, [chosen]);
  const toggle = (id: string) => {
    toggled.current = id;
    onChosen(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);
  };
  const box = ({ id, label, isFixed }: Row) => (
    <Checkbox
      checked={chosen.includes(id)}
      disabled={isFixed || (chosen.length === 1 && chosen.includes(id))}
      onChange={() => toggle(id)}
      label={label}
    />
  );
  return (
    <div ref={list} className={classes.list}>
      <OrderedRows
        label="Shown columns"
        rows={rows}
        draw={box}
        onMove={(id, place) => onChosen(chosen.filter((other) => other !== id).toSpliced(place, 0, id))}
        firstPlace={nameId !== undefined && chosen.includes(nameId) ? 1 : 0}
        isDense
      />
      {own.length === 0 ? null : <OrderedRows label="Other columns" rows={own} draw={box} isDense />}
      {[...linked].map(([heading, those]) => (
        <LinkedColumns key={heading} heading={heading} rows={those.map(rowOf)} draw={box} />
      ))}
    </div>
  );
}

type LinkedProps = {
  readonly heading: string;
  readonly rows: readonly Row[];
  readonly draw: (row: Row) => ReactNode;
};

/** The columns of the records that one reference names. A closed group draws none of them: a kind has dozens. */
function LinkedColumns({ heading, rows, draw }: LinkedProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className={classes.linked} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{`Fields of ${heading}`}</summary>
      {isOpen ? <OrderedRows label={`Fields of ${heading}`} rows={rows} draw={draw} isDense /> : null}
    </details>
  );
}
