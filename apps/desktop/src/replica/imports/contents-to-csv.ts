import type { ByteSource } from '@outpost/domain/kernel/import/files/byte-source';
import {
  findEncoding,
  type FoundEncoding,
  refuseFile,
  textPieces,
} from '@outpost/domain/kernel/import/files/decode-text';
import { defaultCsvLimits } from '@outpost/domain/kernel/import/files/read-csv';
import type { Clock } from '@outpost/domain/kernel/ports';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { cardColumns, cardRow } from '../content-lines/card-rows.ts';
import { type Component, components } from '../content-lines/components.ts';
import { contentLines } from '../content-lines/content-lines.ts';
import { ContentProblem } from '../content-lines/content-problem.ts';
import { calendarParts, ChangedTimes, eventRows } from '../content-lines/event-rows.ts';
import { mendSplitLetters } from '../content-lines/mend-split-letters.ts';
import { type ContentRow, LeftOut } from '../content-lines/rows.ts';
import { Zones } from '../content-lines/zones.ts';
import { WorkbookProblem } from '../spreadsheets/workbook-problem.ts';
import { type Converted, type Converting, CsvText, textFiles } from './csv-text.ts';
import type { WholeFile } from './given-files.ts';
import { inSlices, type Pause, slicePause } from '../device/in-slices.ts';
import type { WorkFile } from './work-file.ts';

type ContentFormat = 'vcf' | 'ics';
const formatNames = { vcf: 'vCard', ics: 'iCalendar' } as const;
const endings: readonly (readonly [RegExp, ContentFormat])[] = [
  [/\.(?:vcf|vcard)$/iu, 'vcf'],
  [/\.(?:ics|ical|ifb|icalendar)$/iu, 'ics'],
];

/** The first line of a file, in any encoding that is read. */
function formatByHead(head: Uint8Array): ContentFormat | null {
  const letters = Buffer.from(head)
    .toString('latin1')
    .replace(/[\0\u00ef\u00bb\u00bf\u00fe\u00ff]/gu, '')
    .trimStart();
  const [, name] = /^BEGIN:(VCARD|VCALENDAR)\b/iu.exec(letters) ?? [];
  return name === undefined ? null : name.toUpperCase() === 'VCARD' ? 'vcf' : 'ics';
}

/**
 * Turns a vCard or iCalendar file into a CSV text in the work file, in slices that can be stopped. Returns null for a file of
 * another kind. Refuses with import/unreadable a file whose name ends with .vcf or .ics but whose content has another format.
 * Also refuses a file that is cut off, not a text, nested too deep, or too large.
 */
export async function contentsToCsv(file: WholeFile, converting: Converting): Promise<Result<Converted | null>> {
  const { fileName, sizeBytes } = file.source;
  const format = formatByHead(file.bytes.part(0, 1_000));
  if (format === null) {
    const named = endings.find(([ending]) => ending.test(fileName))?.[1];
    if (named === undefined) return accept(null);
    return refuseFile(fileName, 'not-text', {
      message:
        sizeBytes === 0
          ? `${fileName} is empty: there is nothing to import.`
          : `${fileName} is not in the ${formatNames[named]} format: it does not begin with ${named === 'vcf' ? 'BEGIN:VCARD' : 'BEGIN:VCALENDAR'}.`,
      right: 'Export it again from the program that it came from.',
    });
  }
  try {
    return await converted({ ...file, source: mendSplitLetters(file.source) }, { ...converting, format });
  } catch (error) {
    if (!(error instanceof ContentProblem) && !(error instanceof WorkbookProblem)) throw error;
    return refuseFile(fileName, error.problem, { message: `${fileName}: ${error.message}`, right: error.right });
  }
}

async function converted({ source, number, sheet }: WholeFile, context: Context): Promise<Result<Converted>> {
  if (source.sizeBytes > defaultCsvLimits.sizeBytes)
    throw new ContentProblem('too-large', 'The file has more than 2 GB.', 'Export it in several files.');
  const hint = 'Export it again from the program that it came from, in UTF-8.';
  const found = await inSlices(findEncoding(source, hint), context.pace);
  if (!found.ok) return found;
  const table = new RowTable(context.work, number);
  const pause = slicePause(context.pace, () => context.onRows(table.rowCount));
  const leftOut = new LeftOut();
  const read: ReadComponents = (names, take) => eachComponent(() => textPieces(source, found), { names, take, pause });
  const { columns, ...parts } =
    context.format === 'vcf'
      ? await addCards(table, { read, leftOut })
      : await addCalendar(table, {
          read,
          leftOut,
          wanted: sheet,
          seriesFrom: daysAgo(context.pace.clock, seriesBackDays),
        });
  const csv = await table.csv(source, { columns, pause });
  return accept({ source: csv, format: context.format, ...parts, note: noteOf(found, leftOut) });
}

/** Chosen: nobody needs the older meetings of a series, one by one. An import leaves them out. */
const seriesBackDays = 90;
const daysAgo = (clock: Clock, days: number): string =>
  new Date(clock.nowMs() - days * 86_400_000).toISOString().slice(0, 10);

type Context = Converting & { readonly format: ContentFormat };
type ReadComponents = (names: readonly string[], take: (component: Component) => void) => Promise<void>;
type Parts = Pick<Converted, 'sheet' | 'sheets'> & { readonly columns: readonly string[] };

async function eachComponent(
  pieces: () => Iterable<string>,
  {
    names,
    take,
    pause,
  }: {
    readonly names: readonly string[];
    readonly take: (component: Component) => void;
    readonly pause: Pause;
  },
): Promise<void> {
  let sincePause = 0;
  for (const component of components(contentLines(pieces()), new Set(names))) {
    if (component) take(component);
    sincePause += 1;
    if (component !== null && sincePause < rowsBetweenPauses) continue;
    sincePause = 0;
    await pause();
  }
}

async function addCards(
  table: RowTable,
  { read, leftOut }: { readonly read: ReadComponents; readonly leftOut: LeftOut },
): Promise<Parts> {
  await read(['VCARD'], (card) => {
    const row = cardRow(card, leftOut);
    if (row) table.add(row);
  });
  return { columns: cardColumns, sheet: null, sheets: [] };
}

/** Adds the events or the tasks of a calendar: the wanted ones, or the first that it has. */
async function addCalendar(
  table: RowTable,
  {
    read,
    leftOut,
    wanted,
    seriesFrom,
  }: {
    readonly read: ReadComponents;
    readonly leftOut: LeftOut;
    readonly wanted: string | null;
    readonly seriesFrom: string;
  },
): Promise<Parts> {
  const zones = new Zones();
  const present = new Set<string>();
  const changed = new ChangedTimes();
  // A zone may be defined behind the events that use it.
  await read(['VTIMEZONE', ...calendarParts.map(({ component }) => component)], (component) => {
    if (component.name === 'VTIMEZONE') zones.add(component);
    else {
      present.add(component.name);
      changed.add(component);
    }
  });
  const having = calendarParts.filter(({ component }) => present.has(component));
  const sheets = having.map(({ name }) => name);
  const part = wanted === null ? (having[0] ?? calendarParts[0]) : having.find(({ name }) => name === wanted);
  if (part === undefined)
    throw new ContentProblem(
      'no-such-sheet',
      `The calendar has no part “${wanted ?? ''}”.`,
      sheets.length === 0 ? 'Choose another file.' : `It has: ${sheets.map((name) => `“${name}”`).join(', ')}.`,
    );
  await read([part.component], (component) => {
    for (const row of eventRows(component, { part, zones, leftOut, changed, seriesFrom })) table.add(row);
  });
  return { columns: part.columns, sheet: part.name, sheets };
}

function noteOf({ encoding }: Pick<FoundEncoding, 'encoding'>, leftOut: LeftOut): string | null {
  const guessed =
    encoding === 'windows-1252'
      ? 'The file is not UTF-8 and was read as Windows-1252. Check that letters with accents are right.'
      : null;
  return [guessed, leftOut.sentence()].filter((sentence) => sentence !== null).join(' ') || null;
}

/** Chosen: a few milliseconds of work. */
const rowsBetweenPauses = 50;
/** The rows are kept as lines of JSON until all columns are known. */
const rowFiles = 2_000;
/** Chosen: a piece of about this length is written and read at once. */
const pieceChars = 256 * 1024;

/** Rows that come with the names of their columns, and become a CSV text when all of them are known. */
class RowTable {
  readonly #work: WorkFile;
  readonly #file: number;
  readonly #names = new Set<string>();
  #pending: string[] = [];
  #pendingChars = 0;
  #pieceCount = 0;
  #rowCount = 0;

  constructor(work: WorkFile, file: number) {
    this.#work = work;
    this.#file = file;
  }

  get rowCount(): number {
    return this.#rowCount;
  }

  add(row: ContentRow): void {
    for (const name of row.keys()) this.#names.add(name);
    const text = JSON.stringify([...row]);
    this.#pending.push(text);
    this.#pendingChars += text.length;
    this.#rowCount += 1;
    if (this.#pendingChars >= pieceChars) this.#write();
  }

  #write(): void {
    if (this.#pending.length === 0) return;
    this.#work.addPiece(rowFiles + this.#file, this.#pieceCount, Buffer.from(`[${this.#pending.join(',')}]`));
    this.#pieceCount += 1;
    this.#pending = [];
    this.#pendingChars = 0;
  }

  /** Returns the table with those of the columns that have a cell, and "E-mail 2" behind "E-mail". */
  async csv(
    { fileName }: Pick<ByteSource, 'fileName'>,
    { columns, pause }: { readonly columns: readonly string[]; readonly pause: Pause },
  ): Promise<ByteSource> {
    this.#write();
    const names = columns.flatMap((column) =>
      [...this.#names].filter((name) => name === column || name.replace(/ \d+$/u, '') === column).sort(),
    );
    const text = new CsvText(this.#work, textFiles + this.#file);
    let line = 0;
    if (names.length > 0) text.add((line += 1), names);
    for (const piece of this.#work.pieces(rowFiles + this.#file)) {
      const rows = JSON.parse(Buffer.from(piece).toString()) as readonly (readonly [string, string][])[]; // written by `#write`
      for (const row of rows) {
        const cells = new Map(row);
        text.add((line += 1), names.map((name) => cells.get(name) ?? '')); // prettier-ignore
      }
      await pause();
    }
    return text.source(fileName);
  }
}
