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

/** A sheet of a workbook: its list, and the rows of the list. */
export type SheetToWrite<Row extends ExportedRow> = {
  readonly list: ListToWrite<Row>;
  readonly windows: RowWindows<Row>;
};

/**
 * Writes an Excel workbook of one sheet (ECMA-376), one window of records at a time: typed cells, a bold header that stays in place,
 * and a filter. Refuses with request/too-large a list that Excel cannot hold.
 */
export const xlsxFile: FileWriter = (list, windows) => xlsxBook([{ list, windows }], list.nowMs);

/** Writes several lists as the sheets of one workbook, each as `xlsxFile` writes one. Sheets of the same name are numbered. */
export function xlsxBook<Row extends ExportedRow>(
  tables: readonly SheetToWrite<Row>[],
  nowMs: number,
): ReturnType<FileWriter> {
  const styles = new XlsxStyles();
  const progress = { done: 0 };
  const titles = sheetTitles(tables.map(({ list }) => list.name));
  const written = tables.map((sheet, place) => ({ ...sheet, title: titles[place] ?? '', rows: 0 }));
  return zippedParts(parts(written, { styles, progress }), { progress, nowMs });
}

type Progress = { done: number };
type Writing = { readonly styles: XlsxStyles; readonly progress: Progress };
/** A sheet with its name in the workbook, and the number of rows written so far. */
type WrittenSheet<Row extends ExportedRow> = SheetToWrite<Row> & { readonly title: string; rows: number };

/** Returns the parts of the workbook. The sheets are written before the styles, which their cells add. */
function parts<Row extends ExportedRow>(written: readonly WrittenSheet<Row>[], writing: Writing): readonly ZipEntry[] {
  const path = (place: number): string => `worksheets/sheet${place + 1}.xml`;
  const filtered = ({ title, list, rows }: WrittenSheet<Row>): string =>
    `'${title.replaceAll("'", "''")}'!$A$1:$${columnLetters(list.columns.length - 1)}$${rows + 1}`;
  const type = (part: string, kind: string): string =>
    `<Override PartName="${part}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${kind}+xml"/>`;
  const relation = (place: number, kind: string, target: string): string =>
    `<Relationship Id="rId${place + 1}" Type="${relations}/${kind}" Target="${target}"/>`;
  const types = written.map((_sheet, place) => type(`/xl/${path(place)}`, 'worksheet')).join('');
  const related = written.map((_sheet, place) => relation(place, 'worksheet', path(place))).join('');
  const named = () => written.map(({ title }, place) => `<sheet name="${xmlText(title)}" sheetId="${place + 1}" r:id="rId${place + 1}"/>`).join(''); // prettier-ignore
  const filters = () => written.map((sheet, place) => `<definedName name="_xlnm._FilterDatabase" localSheetId="${place}" hidden="1">${xmlText(filtered(sheet))}</definedName>`).join(''); // prettier-ignore
  return [
    {
      name: '[Content_Types].xml',
      content: () => [
        `${head}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${type('/xl/workbook.xml', 'sheet.main')}${types}${type('/xl/styles.xml', 'styles')}</Types>`,
      ],
    },
    {
      name: '_rels/.rels',
      content: () => [
        `${head}<Relationships xmlns="${packages}/relationships">${relation(0, 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
      ],
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: () => [
        `${head}<Relationships xmlns="${packages}/relationships">${related}${relation(written.length, 'styles', 'styles.xml')}</Relationships>`,
      ],
    },
    ...written.map((sheet, place) => ({ name: `xl/${path(place)}`, content: () => sheetXml(sheet, writing) })),
    { name: 'xl/styles.xml', content: () => [writing.styles.xml()] },
    {
      name: 'xl/workbook.xml',
      content: () => [
        `${head}<workbook xmlns="${sheets}" xmlns:r="${relations}"><sheets>${named()}</sheets><definedNames>${filters()}</definedNames></workbook>`,
      ],
    },
  ];
}

async function* sheetXml<Row extends ExportedRow>(
  sheet: WrittenSheet<Row>,
  { styles, progress }: Writing,
): AsyncGenerator<string, void, void> {
  const { columns, timeZone } = sheet.list;
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
  for await (const window of sheet.windows) {
    if (!window.ok) throw new ContentRefused(window);
    const { rows, refs } = window.value;
    if (sheet.rows + rows.length >= mostRows)
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
      sheet.rows += 1;
      xml += row(sheet.rows + 1, cells);
      if (xml.length < pieceChars) continue;
      yield xml;
      xml = '';
    }
    yield xml;
  }
  const all = `A1:${letters.at(-1) ?? 'A'}${sheet.rows + 1}`;
  yield `</sheetData><autoFilter ref="${all}"/><ignoredErrors><ignoredError sqref="${all}" numberStoredAsText="1"/></ignoredErrors></worksheet>`;
}

/** Returns the names of the sheets of a workbook. Excel takes each name once, whatever its capitals. */
function sheetTitles(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let title = sheetName(name);
    for (let number = 2; taken.has(title.toLowerCase()); number += 1) {
      const ending = ` (${number})`;
      title = `${sheetName(name, mostNameChars - ending.length)}${ending}`;
    }
    taken.add(title.toLowerCase());
    return title;
  });
}

/** Returns a name that Excel accepts for a sheet. */
function sheetName(name: string, mostChars: number = mostNameChars): string {
  const plain = name
    .replace(/[\p{Cc}\s[\]:*?/\\]+/gu, ' ')
    .trim()
    .slice(0, mostChars)
    .replace(/^'+|'+$|[\ud800-\udbff]$/g, '')
    .trim();
  return plain === '' || plain.toLowerCase() === 'history' ? 'Records' : plain;
}
