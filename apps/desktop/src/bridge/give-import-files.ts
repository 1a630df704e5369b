import type { Bridge, BridgeResult } from './contract.ts';
import { importPieceBytes } from './import-plan.ts';

/** A file that can be read in parts: a browser's `File` by `slice`, or a file that a process has opened. */
export type PartialFile = {
  readonly name: string;
  readonly sizeBytes: number;
  readonly takenFor?: string;
  /** The sheet to read, if the file is an Excel workbook. */
  readonly sheet?: string;
  /** Returns a range of bytes as base64; fewer where the file has become shorter. */
  readonly part: (from: number, to: number) => Promise<string>;
};

/**
 * Passes the files of an import to the replica, piece by piece. One piece is in memory, and the next is read when the last was
 * accepted. Returns the import's id, to be opened.
 */
export async function giveImportFiles(
  bridge: Pick<Bridge, 'call'>,
  files: readonly PartialFile[],
): Promise<BridgeResult<{ readonly importId: string }>> {
  const begun = await bridge.call('imports.begin', {
    files: files.map(({ name, sizeBytes, takenFor, sheet }) => ({
      name,
      sizeBytes,
      ...(takenFor === undefined ? {} : { takenFor }),
      ...(sheet === undefined ? {} : { sheet }),
    })),
  });
  if (!begun.ok) return begun;
  const { importId } = begun.value;
  for (const [file, { sizeBytes, part }] of files.entries()) {
    for (let at = 0; at < sizeBytes;) {
      const base64 = await part(at, Math.min(at + importPieceBytes, sizeBytes));
      const taken = await bridge.call('imports.piece', { importId, file, at, base64 });
      if (!taken.ok) return taken;
      if (taken.value.receivedBytes === at) break; // the file has become shorter meanwhile; opening reports that
      at = taken.value.receivedBytes;
    }
  }
  return begun;
}
