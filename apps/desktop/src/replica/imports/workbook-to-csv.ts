import { refuseFile } from '@outpost/domain/kernel/import/files/decode-text';
import { countWithNoun } from '@outpost/domain/kernel/text/count-words';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { readSharedTexts, readSheet } from '../spreadsheets/read-sheet.ts';
import {
  compoundProblem,
  isCompound,
  isZip,
  openWorkbook,
  type Sheet,
  type Workbook,
} from '../spreadsheets/workbook.ts';
import { WorkbookProblem } from '../spreadsheets/workbook-problem.ts';
import { type Converted, type Converting, CsvText, textFiles } from './csv-text.ts';
import type { WholeFile } from './given-files.ts';
import { slicePause } from '../device/in-slices.ts';
import type { WorkFile } from './work-file.ts';

/**
 * Turns a workbook into a CSV text in the work file, in slices that can be stopped. Returns null for a file of another kind.
 * A row of the text is on the line of its number in the sheet, as long as no cell has line ends. Refuses with import/unreadable
 * a damaged or locked workbook, one that unpacks to too much, an old workbook, and a sheet that it does not have.
 */
export async function workbookToCsv(file: WholeFile, reading: Converting): Promise<Result<Converted | null>> {
  const head = file.bytes.part(0, 8);
  const { fileName } = file.source;
  try {
    if (isCompound(head)) throw compoundProblem(file.source.pieces());
    if (!isZip(head)) return accept(null);
    const progress = { rows: 0, texts: 0 };
    const pause = slicePause(reading.pace, () => reading.onRows(progress.rows));
    const book = await openWorkbook(file.bytes, pause);
    const sheet = chosenSheet(book, file.sheet);
    await readSharedTexts(book, {
      pause,
      take: (text) => reading.work.addSharedText(file.number, progress.texts++, text),
    });
    const text = new CsvText(reading.work, textFiles + file.number);
    const { mergedCount } = await readSheet(book, {
      part: sheet.part,
      sharedText: sharedTextsOf(reading.work, file.number),
      pause,
      take: (number, cells) => {
        text.add(number, cells);
        progress.rows += 1;
      },
    });
    reading.work.clearSharedTexts(file.number);
    return accept({
      source: text.source(fileName),
      format: 'xlsx',
      sheet: sheet.name,
      sheets: book.sheets.map(({ name }) => name),
      note:
        mergedCount === 0
          ? null
          : `The sheet has ${countWithNoun(mergedCount, 'merged area')}: only the first cell of each has its value.`,
    });
  } catch (error) {
    if (!(error instanceof WorkbookProblem)) throw error;
    return refuseFile(fileName, error.problem, { message: `${fileName}: ${error.message}`, right: error.right });
  }
}

/** Chosen: the most text that is kept of a workbook's shared texts. Columns of a few values are read from it. */
const mostCachedChars = 8 * 1024 * 1024;

/** Returns a function that reads a shared text by its place, and keeps those that it has read while they fit. */
function sharedTextsOf(work: WorkFile, file: number): (place: number) => string | undefined {
  const cache = new Map<number, string>();
  let chars = 0;
  return (place) => {
    const cached = cache.get(place);
    if (cached !== undefined) return cached;
    const text = work.sharedText(file, place);
    if (text === undefined) return undefined;
    chars += text.length + 100; // an entry of the map
    if (chars > mostCachedChars) {
      cache.clear();
      chars = text.length + 100;
    }
    cache.set(place, text);
    return text;
  };
}

/** Returns the wanted sheet, or the first one that is not hidden. */
function chosenSheet({ sheets }: Workbook, wanted: string | null): Sheet {
  const found =
    wanted === null
      ? (sheets.find(({ isHidden }) => !isHidden) ?? sheets[0])
      : sheets.find(({ name }) => name === wanted);
  if (found) return found;
  if (wanted === null)
    throw new WorkbookProblem('no-such-sheet', 'The workbook has no sheet with cells.', 'Choose another file.');
  const names = sheets
    .slice(0, 20)
    .map(({ name }) => `“${name}”`)
    .join(', ');
  throw new WorkbookProblem('no-such-sheet', `The workbook has no sheet “${wanted}”.`, `It has: ${names}.`);
}
