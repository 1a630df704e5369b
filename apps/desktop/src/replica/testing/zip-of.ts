import { zipped } from '../spreadsheets/zipped.ts';

/** Returns a ZIP archive of these texts, by name. */
export async function zipOf(texts: Readonly<Record<string, string>>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  const entries = Object.entries(texts).map(([name, text]) => ({ name, content: () => [text] }));
  for await (const piece of zipped(entries, 0)) pieces.push(piece);
  return Buffer.concat(pieces);
}

const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const relation = (id: string, kind: string, target: string): string =>
  `<Relationship Id="${id}" Type="${relations}/${kind}" Target="${target}"/>`;

/** Returns the parts of a workbook with one sheet, whose `sheetData` has this content. */
export const workbookParts = (rows: string): Readonly<Record<string, string>> => ({
  '_rels/.rels': `<Relationships>${relation('r1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
  'xl/workbook.xml': `<workbook xmlns:r="${relations}"><sheets><sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `<Relationships>${relation('r1', 'worksheet', 'worksheets/sheet1.xml')}</Relationships>`,
  'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${rows}</sheetData></worksheet>`,
});
