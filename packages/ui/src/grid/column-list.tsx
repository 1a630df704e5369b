import { Checkbox } from '@mantine/core';
import { OrderedRows } from '../parts/ordered-rows.tsx';

/** The columns of a grid to choose from, and the chosen ones in order. */
export type ColumnListProps = {
  readonly columns: readonly { readonly id: string; readonly header: string }[];
  readonly chosen: readonly string[];
  /** The column with the records' names: it stays and comes first. */
  readonly nameId: string | undefined;
  readonly onChosen: (chosen: readonly string[]) => void;
};

/** A list in which a person shows, hides and orders the columns of a grid: by buttons, or by dragging their handles. */
export function ColumnList({ columns, chosen, nameId, onChosen }: ColumnListProps) {
  const rowOf = (column: ColumnListProps['columns'][number]) => ({
    id: column.id,
    label: column.header,
    isFixed: column.id === nameId,
  });
  const rows = chosen.flatMap((id) => columns.filter((column) => column.id === id).map(rowOf));
  const others = columns.filter(({ id }) => !chosen.includes(id)).map(rowOf);
  const toggle = (id: string) =>
    onChosen(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);
  const box = ({ id, label, isFixed }: (typeof rows)[number]) => (
    <Checkbox
      checked={chosen.includes(id)}
      disabled={isFixed || (chosen.length === 1 && chosen.includes(id))}
      onChange={() => toggle(id)}
      label={label}
    />
  );
  return (
    <>
      <OrderedRows
        label="Shown columns"
        rows={rows}
        draw={box}
        onMove={(id, place) => onChosen(chosen.filter((other) => other !== id).toSpliced(place, 0, id))}
        firstPlace={nameId !== undefined && chosen.includes(nameId) ? 1 : 0}
        isDense
      />
      {others.length === 0 ? null : <OrderedRows label="Other columns" rows={others} draw={box} isDense />}
    </>
  );
}
