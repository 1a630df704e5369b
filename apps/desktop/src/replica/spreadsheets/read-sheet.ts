import { excelLimits } from './excel-limits.ts';
import { sheetCellText, type CellContext } from './cell-texts.ts';
import type { Pause } from '../device/in-slices.ts';
import { readXml } from './read-xml.ts';
import { damaged, workbookTooLarge, WorkbookProblem } from './workbook-problem.ts';
import type { Workbook } from './workbook.ts';
import { cellTextOf } from './xml-text.ts';

/** E-3: the import reads no more columns either. */
const mostColumns = 2_000;
/** E-3, chosen: the texts of a row and a shared text are in memory at once. Excel's longest text has 32,767 characters. */
const mostTextChars = 4 * 1024 * 1024;
const mostTextMegabytes = mostTextChars / 1024 ** 2;

/** Takes the rows of a sheet that are not empty, in order. `number` counts from 1, as spreadsheets show it. */
export type TakeRow = (number: number, cells: readonly string[]) => void;

/** Reads all shared texts of a workbook and gives them to `take`, in order. Formats inside of a text are left out. */
export async function readSharedTexts(
  { archive, sharedTexts }: Workbook,
  { take, pause }: { readonly take: (text: string) => void; readonly pause: Pause },
): Promise<void> {
  if (sharedTexts === undefined) return;
  let text = '';
  let [isText, isSound] = [false, false];
  await readXml(archive, {
    part: sharedTexts,
    pause,
    taker: {
      open: (name) => {
        if (name === 'si') text = '';
        if (name === 'rPh') isSound = true; // how a Japanese word is pronounced
        isText = name === 't' && !isSound;
      },
      text: (found) => {
        if (!isText) return;
        text += found;
        if (text.length > mostTextChars)
          throw workbookTooLarge(`A text of the workbook has more than ${mostTextMegabytes} MB.`, 'Shorten it.');
      },
      close: (name) => {
        isText = false;
        if (name === 'rPh') isSound = false;
        if (name === 'si') take(cellTextOf(text));
      },
    },
  });
}

/**
 * Reads the cells of a sheet as texts and gives its rows to `take`. Returns the number of its merged areas. Throws WorkbookProblem
 * where rows, columns or the texts of a row are beyond the limits.
 */
export async function readSheet(
  { archive, kinds, is1904 }: Workbook,
  {
    part,
    take,
    sharedText,
    pause,
  }: Pick<CellContext, 'sharedText'> & { readonly part: string; readonly take: TakeRow; readonly pause: Pause },
): Promise<{ readonly mergedCount: number }> {
  const context = { is1904, sharedText };
  let row = 0;
  let column = -1;
  let cells: string[] = [];
  let heldChars = 0;
  const hold = (chars: number) => {
    heldChars += chars;
    if (heldChars > mostTextChars)
      throw workbookTooLarge(
        `Row ${row} of the sheet has more than ${mostTextMegabytes} MB of text.`,
        'Shorten its texts.',
      );
  };
  let cell = { type: 'n', style: 0, value: '', formula: null as string | null };
  let place: 'value' | 'formula' | null = null;
  let isSound = false;
  let mergedCount = 0;
  const enterCell = ({ r: name, t: type = 'n', s: style = '0' }: Readonly<Record<string, string>>) => {
    column = name === undefined ? column + 1 : columnAt(name);
    cell = { type, style: Number(style), value: '', formula: null };
  };
  const leaveCell = () => {
    const kind = kinds[cell.style] ?? 'number';
    const text = sheetCellText({ ...cell, kind }, context);
    if (text === '') return;
    hold(Math.max(0, text.length - cell.value.length)); // a shared text is longer than its number
    if (column >= mostColumns)
      throw new WorkbookProblem(
        'too-many-columns',
        `Row ${row} of the sheet has a cell in column ${column + 1}; at most ${mostColumns} columns are read.`,
        'Leave out the columns that are not needed.',
      );
    while (cells.length < column) cells.push('');
    cells[column] = text;
  };
  await readXml(archive, {
    part,
    pause,
    taker: {
      open: (name, attributes) => {
        if (name === 'row') {
          const number = attributes['r'] === undefined ? row + 1 : Number(attributes['r']);
          // A place beyond Excel's limits is damage, or an attempt to fill the disk.
          if (!Number.isInteger(number) || number <= row || number > excelLimits.rows)
            throw damaged(`row ${attributes['r'] ?? ''} follows row ${row}`);
          row = number;
          column = -1;
          cells = [];
          heldChars = 0;
        } else if (name === 'c') enterCell(attributes);
        else if (name === 'mergeCell') mergedCount += 1;
        else if (name === 'rPh') isSound = true;
        else if (name === 'f') cell.formula = '';
        place = name === 'v' || (name === 't' && !isSound) ? 'value' : name === 'f' ? 'formula' : null;
      },
      text: (text) => {
        if (place !== null) hold(text.length);
        if (place === 'value') cell.value += text;
        else if (place === 'formula') cell.formula = (cell.formula ?? '') + text;
      },
      close: (name) => {
        place = null;
        if (name === 'rPh') isSound = false;
        else if (name === 'c') leaveCell();
        else if (name === 'row' && cells.length > 0) take(row, cells);
      },
    },
  });
  return { mergedCount };
}

/** Returns the index of a cell's column, from 0: "AB12" is 27. */
function columnAt(name: string): number {
  let column = 0;
  for (const letter of name.toUpperCase()) {
    const place = letter.charCodeAt(0) - 64;
    if (place < 1 || place > 26) break;
    column = column * 26 + place;
  }
  if (column === 0 || column > excelLimits.columns) throw damaged(`it has a cell called “${name.slice(0, 20)}”`);
  return column - 1;
}
