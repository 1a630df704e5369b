import type { TableToExport } from '../../../bridge/calls/export-calls.ts';
import type { Figures, ShownGroup } from '../figures.ts';
import type { ReportDocument } from './report-pdf.ts';
import type { ShownMeasure } from '../shown-measure.ts';

/**
 * Returns the figures of a report as a table: one row for each group and currency, with all measures. With amounts of money, the last
 * column names their currency.
 */
export function reportTable(
  { rows }: Pick<Figures, 'rows'>,
  { groups, measures }: { readonly groups: readonly ShownGroup[]; readonly measures: readonly ShownMeasure[] },
): Pick<TableToExport, 'columns' | 'rows'> {
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
  { rows }: Pick<Figures, 'rows'>,
  { groups, measures }: { readonly groups: readonly ShownGroup[]; readonly measures: readonly ShownMeasure[] },
): Pick<ReportDocument, 'columns' | 'rows'> => ({
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
