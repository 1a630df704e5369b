import { fromBufferPromise } from 'yauzl';
import { exportCalls } from '../../bridge/calls/export-calls.ts';
import type { ExportHandlers } from '../exports/exports.ts';

/** Reads an export to its end: its bytes, and the number of records after each piece. `onPiece` is called after each piece. */
export async function readExportedFile(
  calls: Pick<ExportHandlers, 'exports.piece'>,
  exportId: string,
  onPiece: (piece: number) => Promise<void> = () => Promise.resolve(),
) {
  const bytes: Buffer[] = [];
  const dones: number[] = [];
  let files: { readonly written: number; readonly missing: number } | undefined;
  for (let piece: number | null = 0; piece !== null;) {
    const answer = await calls['exports.piece']({ exportId, piece });
    if (!answer.ok) throw new Error(answer.message);
    const read = exportCalls['exports.piece'].output.parse(answer.value);
    bytes.push(Buffer.from(read.base64, 'base64'));
    dones.push(read.done);
    files = read.files;
    await onPiece(piece);
    piece = read.next;
  }
  return { bytes: Buffer.concat(bytes), dones, files };
}

/** Returns the files of a ZIP archive by name, in their order. Throws where two have the same name. */
export async function unzipped(archive: Buffer): Promise<ReadonlyMap<string, Buffer>> {
  const zip = await fromBufferPromise(archive);
  const files = new Map<string, Buffer>();
  for await (const entry of zip.eachEntry()) {
    if (files.has(entry.fileName)) throw new Error(`Two files are called ${entry.fileName}`);
    const pieces: Buffer[] = [];
    for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(Buffer.from(piece as Uint8Array)); // a stream without an encoding yields bytes
    files.set(entry.fileName, Buffer.concat(pieces));
  }
  return files;
}
