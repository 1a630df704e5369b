import type { ImportHandlers } from '../imports/imports.ts';

/** A file of an import, as tests name it. */
export type GivenImportFile = {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly takenFor?: string;
  readonly sheet?: string;
};

/** Gives files to the import handlers, each in pieces of `pieceBytes`, and returns the import's id. */
export async function giveImport(
  calls: Pick<ImportHandlers, 'imports.begin' | 'imports.piece'>,
  files: readonly GivenImportFile[],
  pieceBytes = 100_000,
): Promise<string> {
  const bytesOf = files.map(({ content }) => Buffer.from(content));
  const begun = await calls['imports.begin']({
    files: files.map(({ name, takenFor, sheet }, index) => ({
      name,
      sizeBytes: bytesOf[index]?.length ?? 0,
      ...(takenFor === undefined ? {} : { takenFor }),
      ...(sheet === undefined ? {} : { sheet }),
    })),
  });
  if (!begun.ok) throw new Error(begun.message);
  const { importId } = begun.value;
  for (const [file, bytes] of bytesOf.entries()) {
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      const base64 = bytes.subarray(at, at + pieceBytes).toString('base64');
      const taken = await calls['imports.piece']({ importId, file, at, base64 });
      if (!taken.ok) throw new Error(taken.message);
    }
  }
  return importId;
}
