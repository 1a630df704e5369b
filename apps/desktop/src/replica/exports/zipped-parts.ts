import { accept, type Refusal, type Result } from '@outpost/domain/kernel/refusal';
import { importPieceBytes } from '../../bridge/import-plan.ts';
import { type ZipEntries, zipped } from '../spreadsheets/zipped.ts';
import type { FilePart } from './file-writer.ts';

/** Thrown by the content of an archive, to end the whole archive with a refusal. */
export class ContentRefused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** How far an archive is: see `FilePart`. */
type Progress = Omit<FilePart, 'bytes'>;

/**
 * Yields a ZIP archive in parts: one each time that its contents raise `progress.done`, and one when so many bytes are gathered
 * that they fill a piece over the bridge. The last yielded value is the refusal where a content throws `ContentRefused`.
 */
export async function* zippedParts(
  entries: ZipEntries,
  { progress, nowMs }: { readonly progress: Progress; readonly nowMs: number },
): AsyncGenerator<Result<FilePart>, void, void> {
  let told = progress.done;
  let pieces: Uint8Array[] = [];
  let gathered = 0;
  const part = (): Result<FilePart> => {
    const { done, files } = progress;
    const bytes = Buffer.concat(pieces);
    [told, pieces, gathered] = [done, [], 0];
    return accept({ bytes, done, ...(files === undefined ? {} : { files: { ...files } }) });
  };
  try {
    for await (const piece of zipped(entries, nowMs)) {
      pieces.push(piece);
      gathered += piece.length;
      if (progress.done !== told || gathered >= importPieceBytes) yield part();
    }
    yield part();
  } catch (error) {
    if (!(error instanceof ContentRefused)) throw error;
    yield error.refusal;
  }
}
