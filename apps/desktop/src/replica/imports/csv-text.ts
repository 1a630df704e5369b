import type { ByteSource } from '@outpost/domain/kernel/import/files/byte-source';
import { csvLine } from '@outpost/domain/kernel/import/files/guard-for-spreadsheet';
import { workbookTooLarge } from '../spreadsheets/workbook-problem.ts';
import type { Pace } from '../device/in-slices.ts';
import type { WorkFile } from './work-file.ts';

/** The formats of files that are turned into CSV texts, by the names of their files. */
export type ConvertedFormat = 'xlsx' | 'vcf' | 'ics';

/** A file that was turned into a CSV text: the text, its sheets or parts to choose from, and a note for the person. */
export type Converted = {
  readonly source: ByteSource;
  readonly format: ConvertedFormat;
  /** Null for a file that has only one table. */
  readonly sheet: string | null;
  readonly sheets: readonly string[];
  readonly note: string | null;
};

/** The ports of a conversion. */
export type Converting = {
  readonly work: WorkFile;
  readonly pace: Pace;
  /** Called at each pause with the number of rows that were read. */
  readonly onRows: (rows: number) => void;
};

/** The CSV texts of files are further files of the work file. An import has at most 20 files. */
export const textFiles = 1_000;
/** Chosen: a piece of this length is written and read at once. */
const pieceChars = 256 * 1024;
/** E-3, chosen: the limit of a CSV file. Each cell is at most as long here as in the sheet, but a sheet leaves out empty cells. */
const mostTextBytes = 2 * 1024 * 1024 * 1024;
/** A mark by which the reader knows the encoding. */
const byteOrderMark = '\ufeff';

/** A CSV text that grows in the work file. */
export class CsvText {
  readonly #work: WorkFile;
  readonly #file: number;
  #text = byteOrderMark;
  #line = 0;
  #pieceCount = 0;
  #sizeBytes = 0;

  constructor(work: WorkFile, file: number) {
    this.#work = work;
    this.#file = file;
  }

  add(number: number, cells: readonly string[]): void {
    this.#text += `${'\n'.repeat(number - this.#line - 1)}${csvLine(cells)}\n`;
    this.#line = number;
    if (this.#text.length >= pieceChars) this.#write();
  }

  #write(): void {
    if (this.#text === '') return;
    const bytes = Buffer.from(this.#text);
    this.#work.addPiece(this.#file, this.#pieceCount, bytes);
    this.#pieceCount += 1;
    this.#sizeBytes += bytes.length;
    this.#text = '';
    if (this.#sizeBytes > mostTextBytes)
      throw workbookTooLarge(`The sheet has more than ${mostTextBytes / 1024 ** 3} GB of text.`);
  }

  /** Returns the whole text. Nothing may be added after it. */
  source(fileName: string): ByteSource {
    this.#write();
    return { fileName, sizeBytes: this.#sizeBytes, pieces: () => this.#work.pieces(this.#file) };
  }
}
