import { refuse } from '@outpost/domain/kernel/refusal';
import { columnLetters } from '../spreadsheets/column-letters.ts';
import { excelLimits } from '../spreadsheets/excel-limits.ts';
import { xmlText } from '../spreadsheets/xml-text.ts';
import type { ZipEntry } from '../spreadsheets/zipped.ts';
import type { ExportedCell } from './exported-cell.ts';
import type { ExportedRow, FileWriter, ListToWrite, RowWindows } from './file-writer.ts';
import { restorable, xlsxCells } from './xlsx-cells.ts';
import { XlsxStyles } from './xlsx-styles.ts';
import { ContentRefused, zippedParts } from './zipped-parts.ts';

/** Excel calls a file that exceeds its limits damaged. */
const { rows: mostRows, columns: mostColumns, cellChars: mostCellChars, nameChars: mostNameChars } = excelLimits;

/** Chosen: a text of this length is copied at once, and takes little memory while it waits. */
const pieceChars = 64 * 1024;

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const sheets = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packages = 'http://schemas.openxmlformats.org/package/2006';

const tooLarge = (message: string, limit: number): ContentRefused =>
  new ContentRefused(refuse('request/too-large', `${message} Export the list as CSV instead.`, { limit }));

/**
 * Writes an Excel workbook of one sheet (ECMA-376), one window of records at a time: typed cells, a bold header that stays in place,
 * and a filter. Refuses with request/too-large a list that Excel cannot hold.
 */
export const xlsxFile: FileWriter = (list, windows) => {
  const styles = new XlsxStyles();
  const progress = { done: 0 };
  const sheet = () => sheetXml(list, windows, { styles, progress });
  return zippedParts(parts(list, { sheet, styles, progress }), { progress, nowMs: list.nowMs });
};

type Progress = { done: number };
type Writing = { readonly styles: XlsxStyles; readonly progress: Progress };

/** Returns the parts of the workbook. The sheet is written before the styles, which its cells add. */
function parts<Row extends ExportedRow>(
  { name, columns }: ListToWrite<Row>,
  { sheet, styles, progress }: Writing & { readonly sheet: () => AsyncIterable<string> },
): readonly ZipEntry[] {
  const title = sheetName(name);
  const filtered = (): string =>
    `'${title.replaceAll("'", "''")}'!$A$1:$${columnLetters(columns.length - 1)}$${progress.done + 1}`;
  const type = (part: string, kind: string): string =>
    `<Override PartName="${part}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${kind}+xml"/>`;
  return [
    {
      name: '[Content_Types].xml',
      content: () => [
        `${head}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${type('/xl/workbook.xml', 'sheet.main')}${type('/xl/worksheets/sheet1.xml', 'worksheet')}${type('/xl/styles.xml', 'styles')}</Types>`,
      ],
    },
    {
      name: '_rels/.rels',
      content: () => [
        `${head}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
      ],
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: () => [
        `${head}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
      ],
    },
    { name: 'xl/worksheets/sheet1.xml', content: sheet },
    { name: 'xl/styles.xml', content: () => [styles.xml()] },
    {
      name: 'xl/workbook.xml',
      content: () => [
        `${head}<workbook xmlns="${sheets}" xmlns:r="${relations}"><sheets><sheet name="${xmlText(title)}" sheetId="1" r:id="rId1"/></sheets><definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">${xmlText(filtered())}</definedName></definedNames></workbook>`,
      ],
    },
  ];
}

async function* sheetXml<Row extends ExportedRow>(
  { columns, timeZone }: ListToWrite<Row>,
  windows: RowWindows<Row>,
  { styles, progress }: Writing,
): AsyncGenerator<string, void, void> {
  if (columns.length > mostColumns)
    throw tooLarge(
      `The list has ${columns.length} columns, and a sheet of Excel has at most ${mostColumns}.`,
      mostColumns,
    );
  const write = xlsxCells(styles, timeZone);
  const letters = columns.map((_column, index) => columnLetters(index));
  const row = (number: number, cells: readonly ExportedCell[]): string =>
    `<row r="${number}">${cells.map((cell, index) => write.cell(`${letters[index]}${number}`, cell)).join('')}</row>`;
  const widths = columns.map(
    ({ label, widthChars }, index) =>
      `<col min="${index + 1}" max="${index + 1}" width="${Math.max(widthChars, Math.min(label.length + 4, 60))}" customWidth="1"/>`,
  );
  yield `${head}<worksheet xmlns="${sheets}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>${widths.join('')}</cols><sheetData>`;
  const titles = columns.map(({ label }, index) => write.title(`${letters[index]}1`, label));
  yield `<row r="1">${titles.join('')}</row>`;
  for await (const window of windows) {
    if (!window.ok) throw new ContentRefused(window);
    const { rows, refs } = window.value;
    if (progress.done + rows.length >= mostRows)
      throw tooLarge(
        `The list has more than ${(mostRows - 1).toLocaleString('en')} records, which is the limit of a sheet of Excel.`,
        mostRows - 1,
      );
    let xml = '';
    for (const record of rows) {
      const cells = columns.map(({ cell }) => cell(record, refs));
      const long = cells.findIndex((cell) => cell.type === 'text' && restorable(cell.text).length > mostCellChars);
      if (long >= 0)
        throw tooLarge(
          `"${columns[long]?.label ?? ''}" of the record ${record.id} is longer than the ${mostCellChars.toLocaleString('en')} characters of a cell of Excel.`,
          mostCellChars,
        );
      progress.done += 1;
      xml += row(progress.done + 1, cells);
      if (xml.length < pieceChars) continue;
      yield xml;
      xml = '';
    }
    yield xml;
  }
  const all = `A1:${letters.at(-1) ?? 'A'}${progress.done + 1}`;
  yield `</sheetData><autoFilter ref="${all}"/><ignoredErrors><ignoredError sqref="${all}" numberStoredAsText="1"/></ignoredErrors></worksheet>`;
}

/** Returns a name that Excel accepts for a sheet. */
function sheetName(name: string): string {
  const plain = name
    .replace(/[\p{Cc}\s[\]:*?/\\]+/gu, ' ')
    .trim()
    .slice(0, mostNameChars)
    .replace(/^'+|'+$|[\ud800-\udbff]$/g, '')
    .trim();
  return plain === '' || plain.toLowerCase() === 'history' ? 'Records' : plain;
}
