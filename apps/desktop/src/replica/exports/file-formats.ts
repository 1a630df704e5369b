import type { TableFormat } from '../../bridge/calls/export-calls.ts';
import { csvFile } from './csv-file.ts';
import type { FileWriter } from './file-writer.ts';
import { xlsxFile } from './xlsx-file.ts';

/**
 * The writer of each format that can hold any table. A new one is a line here and lines in `exportFormats` and
 * `tableFormats`.
 */
export const fileWriters: Readonly<Record<TableFormat, FileWriter>> = { csv: csvFile, xlsx: xlsxFile };
