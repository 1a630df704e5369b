import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { countWithNoun } from '@outpost/domain/kernel/text/count-words';
import type { Report } from '@outpost/domain/kernel/questions/list-query';
import { mostReportRows } from '@outpost/domain/kernel/reports/report-question';
import type { CallOutput } from '../../bridge/contract.ts';
import { type TableFormat, tableFormats } from '../../bridge/calls/export-calls.ts';
import { type ReportDocument, undrawnIn } from '../../reports/report-pdf.ts';
import { reportTable, reportTexts, type TableGroup, type TableMeasure } from '../../reports/report-table.ts';
import type { CliOutcome, CommandContext } from '../command.ts';
import { exitCode } from '../exit-code.ts';
import { pdfBytes } from '../pdf-bytes.ts';
import { writeExport } from '../write-export.ts';
import { type FileToWrite, writeNewFile } from '../write-new-file.ts';

/** The formats of a report's file; their names are the endings of their files. */
export const reportFormats = [...tableFormats, 'pdf'] as const;
export type ReportFormat = TableFormat | 'pdf';

/** Returns the format of a file by its ending. */
export const reportFormatOf = (path: string): ReportFormat | undefined =>
  reportFormats.find((format) => path.toLowerCase().endsWith(`.${format}`));

/** An answered report: its name, its subject in words, its question, and its columns and rows. */
export type AnsweredReport = {
  readonly title: string;
  readonly about: string;
  readonly entity: Entity;
  readonly question: Report;
  readonly rows: CallOutput<'records.report'>['rows'];
  readonly groups: readonly TableGroup[];
  readonly measures: readonly TableMeasure[];
};

/** Writes a report into a file that appears whole or not at all. A PDF has a head with the author and the time. */
export async function writeReport(
  context: CommandContext,
  report: AnsweredReport,
  { format, ...to }: FileToWrite & { readonly format: ReportFormat },
): Promise<CliOutcome> {
  const { title, about, rows } = report;
  const wordsFor = (count: number) => countWithNoun(count, 'row');
  if (rows.length >= mostReportRows) context.note('There are more groups than a report reads: narrow it.');
  if (format !== 'pdf') {
    const wanted = { name: title.slice(0, 200), format, ...reportTable(report, report) };
    return writeExport(context, { ...to, wanted, wordsFor });
  }
  const document: ReportDocument = { title, about, madeBy: madeBy(context), sections: [reportTexts(report, report)] };
  const undrawn = undrawnIn(document);
  return writeNewFile(context, to, async (append) => {
    append(await pdfBytes(document));
    const outcome = {
      exit: exitCode.done,
      json: { file: to.path, records: rows.length },
      text: `Wrote ${wordsFor(rows.length)} to ${to.path}.`,
      ...(undrawn === undefined ? {} : { problem: undrawn }),
    };
    return { isWhole: true, outcome };
  });
}

/** Returns the author and the time (UTC) of a file. */
const madeBy = ({ session: { person, organisation }, nowMs }: CommandContext): string =>
  [person?.name, organisation?.name, `${new Date(nowMs()).toISOString().slice(0, 16).replace('T', ' ')} UTC`]
    .filter(Boolean)
    .join(', ');
