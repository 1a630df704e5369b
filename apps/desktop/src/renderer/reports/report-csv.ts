import { csvLine, guardForSpreadsheet } from '@outpost/domain/kernel/import/reports/guard-for-spreadsheet';
import { currencyDigits } from '@outpost/ui/formats/formats';
import type { Figures, ShownGroup } from './figures.ts';
import type { ShownMeasure } from './shown-measure.ts';

/** Spreadsheets read a file without this mark in the code page of the computer. */
const byteOrderMark = '\uFEFF';

/**
 * Returns the figures of a report as a CSV file (RFC 4180): one line for each group and currency, with all measures. Amounts are in
 * whole units, with a point.
 */
export function reportCsv(
  { rows }: Pick<Figures, 'rows'>,
  { groups, measures }: { readonly groups: readonly ShownGroup[]; readonly measures: readonly ShownMeasure[] },
): string {
  const hasMoney = measures.some(({ isMoney }) => isMoney);
  const write = (value: number | null | undefined, isMoney: boolean, currency: string | undefined): string => {
    if (value === null || value === undefined) return '';
    return String(isMoney && currency !== undefined ? value / 10 ** currencyDigits(currency) : value);
  };
  const header = [
    ...groups.map(({ label }) => label),
    ...measures.map(({ name }) => name),
    ...(hasMoney ? ['Currency'] : []),
  ];
  const lines = rows.map((row) => [
    ...groups.map(({ nameOf }, place) => nameOf(row.groups[place] ?? null)),
    ...measures.map(({ name, isMoney }) => write(row.measures[name], isMoney, row.currency)),
    ...(hasMoney ? [row.currency ?? ''] : []),
  ]);
  return byteOrderMark + [header, ...lines].map((line) => `${csvLine(line.map(guardForSpreadsheet))}\r\n`).join('');
}
