import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const firstNames = ['Ada', 'Ben', 'Cleo', 'Dara', 'Emil', 'Jörg', 'Gus', 'Hana', 'Zoë', 'Ivo'];
const rowsPerPiece = 2_000;

/** The header of the import's file, whose rows have these cells. */
export const importHeader = 'Name,E-mail,Phone,Job title,Remark';
/**
 * Returns the cells of one row, as the raw side writes them. The last one is quoted in the file and contains quotes and a comma.
 */
export const importCells = (row: number): readonly string[] => [
  `${firstNames[row % firstNames.length] ?? ''} Person ${row}`,
  `person.${row}@example-${row % 997}.com`,
  `+43 660 ${String(row % 10_000_000).padStart(7, '0')}`,
  `Engineer ${row % 40}`,
  `Came by the fair, said "later" twice; number ${String(row).padStart(7, '0')} and more`,
];

/**
 * Writes a CSV file of contacts: a million rows have 133 MB. The same count gives the same rows. The file is generated when
 * needed and not kept.
 */
export async function writeImportFile(path: string, rowCount: number): Promise<void> {
  const pieces = function* () {
    yield `${importHeader}\n`;
    for (let from = 0; from < rowCount; from += rowsPerPiece) {
      const lines: string[] = [];
      for (let row = from; row < Math.min(from + rowsPerPiece, rowCount); row += 1) {
        const cells = importCells(row);
        lines.push(`${cells.slice(0, -1).join(',')},"${(cells.at(-1) ?? '').replaceAll('"', '""')}"\n`);
      }
      yield lines.join('');
    }
  };
  await pipeline(Readable.from(pieces()), createWriteStream(path));
}
