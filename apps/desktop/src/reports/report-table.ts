import type { JsonValue } from '@outpost/domain/kernel/json';
import type { TableToExport } from '../bridge/calls/export-calls.ts';
import type { CallOutput } from '../bridge/contract.ts';
import type { ReportSection } from './report-pdf.ts';

/** A field by which the rows of a report are grouped: its heading, and the name of a value. */
export type TableGroup = { readonly label: string; readonly nameOf: (value: JsonValue) => string };

/** A measure of a report: its name, and a value in words for people. */
export type TableMeasure = {
  readonly name: string;
  readonly isMoney: boolean;
  readonly format: (value: number, currency: string | undefined) => string;
};

/** The rows of a report's answer: a group with amounts in several currencies has a row for each. */
type Answer = { readonly rows: CallOutput<'records.report'>['rows'] };
type Columns = { readonly groups: readonly TableGroup[]; readonly measures: readonly TableMeasure[] };

/**
 * Returns the figures of a report as a table: one row for each group and currency, with all measures. With amounts of money, the last
 * column names their currency.
 */
export function reportTable({ rows }: Answer, { groups, measures }: Columns): Pick<TableToExport, 'columns' | 'rows'> {
  const hasMoney = measures.some(({ isMoney }) => isMoney);
  return {
    columns: [
      ...groups.map(({ label }) => label),
      ...measures.map(({ name }) => name),
      ...(hasMoney ? ['Currency'] : []),
    ],
    rows: rows.map((row) => [
      ...groups.map(({ nameOf }, place) => nameOf(row.groups[place] ?? null)),
      ...measures.map(({ name, isMoney }) => {
        const value = row.measures[name] ?? null;
        return isMoney && value !== null && row.currency !== undefined
          ? { amount: Math.round(value), currency: row.currency }
          : value;
      }),
      ...(hasMoney ? [row.currency ?? ''] : []),
    ]),
  };
}

/** Returns the same table in words, for people: amounts with their currency, shares in percent. */
export const reportTexts = (
  { rows }: Answer,
  { groups, measures }: Columns,
): Pick<ReportSection, 'columns' | 'rows'> => ({
  columns: [
    ...groups.map(({ label }) => ({ label, isNumber: false })),
    ...measures.map(({ name }) => ({ label: name, isNumber: true })),
  ],
  rows: rows.map((row) => [
    ...groups.map(({ nameOf }, place) => nameOf(row.groups[place] ?? null)),
    ...measures.map(({ name, format }) => {
      const value = row.measures[name] ?? null;
      return value === null ? '—' : format(value, row.currency);
    }),
  ]),
});
