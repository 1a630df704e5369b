import type { ExportFormat } from '../../bridge/export-calls.ts';
import { csvFile } from './csv-file.ts';
import type { FileWriter } from './file-writer.ts';
import { xlsxFile } from './xlsx-file.ts';

/** The writer of each format of exported lists. A new format is a line here and a line in `exportFormats`. */
export const fileWriters: Readonly<Record<ExportFormat, FileWriter>> = { csv: csvFile, xlsx: xlsxFile };
