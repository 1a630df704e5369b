import type { FieldSpec, NamedValue } from '../../fields/field-spec.ts';
import type { GridColumn } from '../grid-model.ts';

/** The found values of pasted names, by column and name. */
export type PastedNames = ReadonlyMap<string, ReadonlyMap<string, NamedValue>>;

/** A pasted text of a cell whose field is a reference. */
export type PastedName<Row> = { readonly column: GridColumn<Row>; readonly text: string };

/** Returns whether a field finds the records of pasted names. */
export const findsNames = (field: FieldSpec | undefined): boolean =>
  field?.kind === 'ref' && field.findByName !== undefined;

/** Finds the records of pasted names: one question for all names of a column. */
export async function findPastedNames<Row>(names: readonly PastedName<Row>[]): Promise<PastedNames> {
  const byColumn = new Map<GridColumn<Row>, Set<string>>();
  for (const { column, text } of names) byColumn.set(column, (byColumn.get(column) ?? new Set()).add(text.trim()));
  const found = new Map<string, ReadonlyMap<string, NamedValue>>();
  for (const [{ id, field }, texts] of byColumn)
    if (field?.kind === 'ref' && field.findByName) found.set(id, await field.findByName([...texts]));
  return found;
}
