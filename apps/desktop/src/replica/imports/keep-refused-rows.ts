import { createHash } from 'node:crypto';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { FileValue } from '@outpost/domain/kernel/entities/fields';
import { type FilesKind, filesKindOf } from '@outpost/domain/kernel/files/files-kind';
import { mediaTypeOf, mostFileBytes } from '@outpost/domain/kernel/files/file-types';
import {
  importKind,
  importRecordId,
  type KeptRefusedRows,
  refusedRowsIn,
} from '@outpost/domain/kernel/import/reports/kept-refused-rows';
import { countWithNoun } from '@outpost/domain/kernel/text/count-words';
import type { Wish } from '../acts/make-act.ts';
import type { ContentFile } from '../contents/content-file.ts';
import { type Pace, slicePause } from '../device/in-slices.ts';
import { type AddedFile, addFiles, fileEdit } from '../contents/add-files.ts';
import type { OpenImport, RefusedRowsToKeep } from './open-import.ts';

/** Chosen: large enough for few writes to the disk, and small beside a process' memory. */
const pieceChars = 512 * 1024;
/** More than the last line of a full file has, together with one delimiter for each column (`limits.columns` of `read-csv.ts`). */
const lastLineBytes = 4_096;

/**
 * The number of refused rows that were kept with the import, and of those that only this device has: the import may not keep
 * them, or a fault prevented it. `fault`: the number of the fault in the log.
 */
export type KeptRows = { readonly rows: number; readonly onlyHere: number; readonly fault?: string };

type Keeping = {
  readonly pace: Pace;
  /** The bound on the size of a file, if not that of all files. */
  readonly mostBytes?: number | undefined;
};

/**
 * Keeps the refused rows of an import as files of its record, so that its other people and devices have them. A later call for
 * the same import replaces them. The person's role may not allow it: then all rows are only on this device. Throws where the disk
 * fails.
 */
export async function keepRefusedRows(open: OpenImport, keeping: Keeping): Promise<KeptRows> {
  const { contents, device } = open.tenant;
  const kind = filesKindOf(open.catalogue);
  const files = open.refusedRowsToKeep().map((file) => ({ file, draft: device.ports.ids.newId() }));
  const added: AddedFile[] = [];
  const parts: KeptRefusedRows = [];
  let onlyHere = 0;
  try {
    for (const { file, draft } of files) {
      const isKept = kind !== undefined && file.mayBeKept;
      const written = await writeRows(file, { contents: isKept ? contents : undefined, draft, ...keeping });
      if (written === undefined) continue;
      const { value, rows, leftOut } = written;
      if (!isKept) {
        onlyHere += rows + leftOut;
        continue;
      }
      const record = device.ports.ids.newId();
      added.push({ draft, record, file: { ...value, id: device.ports.ids.newId() } });
      parts.push({ file: record, label: file.label, rows, leftOut });
    }
    if (!kind || added.length === 0) return { rows: 0, onlyHere };
    const rows = parts.reduce((sum, part) => sum + part.rows + part.leftOut, 0);
    const made = await addFiles(open.tenant, added, {
      wish: {
        label: `Kept ${countWithNoun(rows, 'refused row')} of an import`,
        shape: 'together',
        isStep: false, // the person's undo is for the records
        edits: editsOf(open, kind, { added, parts }),
      },
      kind,
      nowMs: device.ports.clock.nowMs(),
    });
    return made.ok ? { rows, onlyHere } : { rows: 0, onlyHere: onlyHere + rows };
  } finally {
    for (const { draft } of files) contents.dropDraft(draft); // those that a fault has left
  }
}

type KeptFiles = { readonly added: readonly AddedFile[]; readonly parts: KeptRefusedRows };

/** Returns the edits that make or change the record of an import and make its files. Files that an earlier run kept are deleted. */
function editsOf(open: OpenImport, kind: FilesKind, { added, parts }: KeptFiles): Wish['edits'] {
  const { device } = open.tenant;
  const id = importRecordId(open.group);
  const earlier = device.lookups.shown(importKind, id);
  const title = entityOf(open.catalogue, importKind).title;
  return [
    earlier
      ? { entity: importKind, id, fields: { refusedRows: parts, life: 'alive' } } // the person may have deleted it
      : {
          entity: importKind,
          id,
          create: {
            fields: { [title]: `Import of ${open.kindWords()}`, refusedRows: parts },
            ownerId: device.userId,
            teamId: null,
          },
        },
    ...added.map((one) => fileEdit(kind, one, `${importKind}:${id}`)),
    ...refusedRowsIn(earlier).flatMap(({ file }) =>
      device.lookups.shown(kind.entity.name, file)?.life === 'alive'
        ? [{ entity: kind.entity.name, id: file, fields: { life: 'deleted' } }]
        : [],
    ),
  ];
}

type Writing = Keeping & {
  readonly contents: ContentFile | undefined;
  readonly draft: string;
};
type Written = { readonly value: Omit<FileValue, 'id'>; readonly rows: number; readonly leftOut: number };

/**
 * Writes the refused rows of one file into a draft, up to the bound, and counts those that do not fit. Without `contents` it only
 * counts. Undefined where no row is refused.
 */
async function writeRows(
  { name, lines, leftOutLine }: RefusedRowsToKeep,
  { contents, draft, pace, mostBytes = mostFileBytes }: Writing,
): Promise<Written | undefined> {
  const pause = slicePause(pace, () => undefined);
  const hash = createHash('sha256');
  let waiting = '';
  let sizeBytes = 0;
  const flush = () => {
    if (waiting === '') return;
    const bytes = Buffer.from(waiting);
    contents?.writePiece(draft, sizeBytes, bytes);
    hash.update(bytes);
    sizeBytes += bytes.length;
    waiting = '';
  };
  let count = -1; // the header is no row
  let leftOut = 0;
  let room = mostBytes - lastLineBytes;
  for (const line of lines) {
    count += 1;
    room -= Buffer.byteLength(line);
    if (room < 0) leftOut += 1;
    else waiting += line;
    if (waiting.length >= pieceChars) flush();
    await pause();
  }
  if (count < 1) return undefined;
  if (leftOut > 0) waiting += leftOutLine(leftOut);
  flush();
  const value = { name, sizeBytes, mediaType: mediaTypeOf(name, undefined), sha256: hash.digest('hex') };
  return { value, rows: count - leftOut, leftOut };
}
