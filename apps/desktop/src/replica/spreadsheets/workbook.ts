import { posix } from 'node:path';
import { type NumberKind, numberKind } from './number-formats.ts';
import type { Pause } from '../device/in-slices.ts';
import { readXml } from './read-xml.ts';
import { damaged, locked, sumUpTo, workbookTooLarge, WorkbookProblem } from './workbook-problem.ts';
import { type RangedBytes, ZipArchive } from './zip-archive.ts';

/** One sheet of a workbook: its name, and the part with its cells. */
export type Sheet = { readonly name: string; readonly part: string; readonly isHidden: boolean };

/** A workbook without its cells. `kinds`: how numbers are shown, by the number of their style. */
export type Workbook = {
  readonly archive: ZipArchive;
  readonly sheets: readonly Sheet[];
  readonly is1904: boolean;
  readonly kinds: readonly NumberKind[];
  readonly sharedTexts: string | undefined;
};

const saveAsXlsx = 'Open it in a spreadsheet program and save it as an Excel workbook (.xlsx) or as “CSV UTF-8”.';

/** E-3, chosen: Excel has at most 65,490 styles. */
const mostStyles = 100_000;
const mostSheets = 2_000;
/** A workbook has a relation for each sheet and a few others. */
const mostRelations = 10_000;
/** The names of sheets, the relations and the codes of formats are kept while the workbook is read. */
const mostKeptChars = 4 * 1024 * 1024;
const mostKeptMegabytes = mostKeptChars / 1024 ** 2;
const savedAnew = 'Copy the sheet into a new workbook and save that one.';

/** Whether a file begins like a ZIP archive, as every Excel workbook (.xlsx) does. */
export const isZip = (head: Uint8Array): boolean => startsWith(head, [0x50, 0x4b, 0x03, 0x04]);

/** Whether a file begins like an old Excel workbook (.xls), or like a workbook with a password. */
export const isCompound = (head: Uint8Array): boolean => startsWith(head, [0xd0, 0xcf, 0x11, 0xe0]);

const startsWith = (head: Uint8Array, bytes: readonly number[]): boolean =>
  bytes.every((byte, index) => head[index] === byte);

/** Returns why a compound file is not read: it is an old workbook, or one with a password (MS-OFFCRYPTO, 2.3.4.4). */
export function compoundProblem(pieces: Iterable<Uint8Array>): WorkbookProblem {
  const marker = Buffer.from('EncryptedPackage', 'utf16le');
  let tail = Buffer.alloc(0);
  for (const piece of pieces) {
    const bytes = Buffer.concat([tail, piece]);
    if (bytes.includes(marker)) return locked();
    tail = bytes.subarray(-marker.length);
  }
  return new WorkbookProblem('not-text', 'The file is an old Excel workbook (.xls), which is not read.', saveAsXlsx);
}

/** Reads the structure of a workbook. Throws WorkbookProblem where the file is not a workbook. */
export async function openWorkbook(bytes: RangedBytes, pause: Pause): Promise<Workbook> {
  const archive = await ZipArchive.open(bytes);
  if (!archive.has('_rels/.rels'))
    throw archive.has('mimetype') && archive.has('content.xml')
      ? new WorkbookProblem('not-text', 'The file is an OpenDocument file (.ods), which is not read.', saveAsXlsx)
      : new WorkbookProblem(
          'not-text',
          'The file is a ZIP archive, not an Excel workbook.',
          'Unpack it and choose the file inside.',
        );
  const main = [...(await relationsOf(archive, '')).values()].find(({ type }) => type === 'officeDocument')?.target;
  if (main === undefined || !archive.has(main)) throw damaged('it does not say where its sheets are');
  if (main.toLowerCase().endsWith('.bin'))
    throw new WorkbookProblem(
      'not-text',
      'The file is a binary Excel workbook (.xlsb), which is not read.',
      saveAsXlsx,
    );
  const relations = await relationsOf(archive, main);
  const listed: { readonly name: string; readonly id: string; readonly isHidden: boolean }[] = [];
  let [is1904, isWorkbook] = [false, false];
  const keepName = sumUpTo(mostKeptChars, () =>
    workbookTooLarge(`The names of the workbook's sheets have more than ${mostKeptMegabytes} MB of text.`, savedAnew),
  );
  await readXml(archive, {
    part: main,
    pause,
    taker: {
      open: (name, attributes) => {
        if (name === 'workbook') isWorkbook = true;
        if (name === 'workbookPr') is1904 = isTrue(attributes['date1904']);
        if (name !== 'sheet') return;
        if (listed.length === mostSheets)
          throw workbookTooLarge(`The workbook has more than ${mostSheets.toLocaleString('en')} sheets.`, savedAnew);
        const id = Object.entries(attributes).find(([key]) => /(?:^|:)id$/u.test(key) && key !== 'sheetId')?.[1] ?? '';
        const { state = 'visible', name: label = '' } = attributes;
        keepName(label.length + id.length);
        listed.push({ name: label, id, isHidden: state !== 'visible' });
      },
    },
  });
  if (!isWorkbook) throw new WorkbookProblem('not-text', 'The file is not an Excel workbook.', saveAsXlsx);
  const sheets = listed.flatMap(({ name, id, isHidden }) => {
    const relation = relations.get(id);
    return relation?.type === 'worksheet' ? [{ name, part: relation.target, isHidden }] : [];
  });
  const partOf = (type: string): string | undefined =>
    [...relations.values()].find((relation) => relation.type === type && archive.has(relation.target))?.target;
  const styles = partOf('styles');
  return {
    archive,
    sheets,
    is1904,
    kinds: styles === undefined ? [] : await kindsOf(archive, styles, pause),
    sharedTexts: partOf('sharedStrings'),
  };
}

const isTrue = (value: string | undefined): boolean => value === '1' || value === 'true';

type Relation = { readonly type: string; readonly target: string };

/** Returns the relations of a part ('' for those of the archive), by id. Targets are names of parts. */
async function relationsOf(archive: ZipArchive, part: string): Promise<ReadonlyMap<string, Relation>> {
  const folder = posix.dirname(part);
  const name = part === '' ? '_rels/.rels' : posix.join(folder, '_rels', `${posix.basename(part)}.rels`);
  const relations = new Map<string, Relation>();
  if (!archive.has(name)) return relations;
  const keep = sumUpTo(mostKeptChars, () =>
    workbookTooLarge(`The relations of the workbook have more than ${mostKeptMegabytes} MB of text.`, savedAnew),
  );
  await readXml(archive, {
    part: name,
    taker: {
      open: (element, { Id: id, Type: type = '', Target: target = '', TargetMode: mode }) => {
        if (element !== 'Relationship' || id === undefined || mode === 'External') return;
        if (relations.size === mostRelations)
          throw workbookTooLarge(
            `The workbook has more than ${mostRelations.toLocaleString('en')} relations.`,
            savedAnew,
          );
        keep(id.length + type.length + target.length);
        const path = target.startsWith('/') ? target.slice(1) : posix.join(part === '' ? '' : folder, target);
        relations.set(id, { type: type.slice(type.lastIndexOf('/') + 1), target: path });
      },
    },
  });
  return relations;
}

async function kindsOf(archive: ZipArchive, part: string, pause: Pause): Promise<readonly NumberKind[]> {
  const codes = new Map<number, string>();
  const kinds: NumberKind[] = [];
  let isInCells = false;
  const keepCode = sumUpTo(mostKeptChars, () =>
    workbookTooLarge(`The number formats of the workbook have more than ${mostKeptMegabytes} MB of text.`, savedAnew),
  );
  const tooManyStyles = (what: string) =>
    workbookTooLarge(`The workbook has more than ${mostStyles.toLocaleString('en')} ${what}.`, savedAnew);
  await readXml(archive, {
    part,
    pause,
    taker: {
      open: (name, attributes) => {
        if (name === 'numFmt') {
          const { numFmtId: id, formatCode: code = '' } = attributes;
          if (codes.size === mostStyles) throw tooManyStyles('number formats');
          keepCode(code.length);
          codes.set(Number(id), code);
        }
        if (name === 'cellXfs') isInCells = true;
        if (name !== 'xf' || !isInCells) return;
        if (kinds.length === mostStyles) throw tooManyStyles('styles');
        const id = Number(attributes['numFmtId'] ?? 0);
        kinds.push(numberKind(id, codes.get(id)));
      },
      close: (name) => {
        if (name === 'cellXfs') isInCells = false;
      },
    },
  });
  return kinds;
}
