import { accept, type Result } from '@outpost/domain/kernel/refusal';
import type { ExportedTable, TableValue } from '../../bridge/calls/export-calls.ts';
import type { ExportColumn } from './export-columns.ts';
import { type ExportedCell, moneyParts, textCell } from './exported-cell.ts';
import type { RowWindow } from './exported-rows.ts';

/** A row of a table. `id` is its number, from 1. */
export type TableRow = { readonly id: string; readonly cells: readonly ExportedCell[] };

/** Chosen by eye: the names of groups and the amounts of most reports fit. */
const widthChars = 20;
/** Rates and means have more decimals than anybody reads. */
const mostPlaces = 6;

/** Returns the columns of a table. A row that is shorter than the table ends with empty cells. */
export const tableColumns = ({ columns }: ExportedTable): readonly ExportColumn<TableRow>[] =>
  columns.map((label, place) => ({ label, widthChars, cell: ({ cells }) => cells[place] ?? textCell('') }));

/** Yields the rows of a table in one window: they are in memory already. */
export async function* tableRows({ rows }: ExportedTable): AsyncGenerator<Result<RowWindow<TableRow>>, void, void> {
  yield accept({ rows: rows.map((row, place) => ({ id: String(place + 1), cells: row.map(cellOf) })), refs: {} });
}

function cellOf(value: TableValue): ExportedCell {
  if (value === null) return textCell('');
  if (typeof value === 'string') return textCell(value);
  if (typeof value !== 'number') {
    const { amount, currency } = value;
    const money = moneyParts({ amount, currency });
    return money ? { type: 'money', decimal: money.amount, currency } : textCell('');
  }
  const places = Number.isInteger(value) ? 0 : mostPlaces;
  return { type: 'number', decimal: String(Number(value.toFixed(places))), places };
}
