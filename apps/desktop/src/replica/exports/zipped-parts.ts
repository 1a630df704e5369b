import { accept, type Refusal, type Result } from '@outpost/domain/kernel/refusal';
import { type ZipEntry, zipped } from '../spreadsheets/zipped.ts';
import type { FilePart } from './file-writer.ts';

/** Thrown by the content of an archive, to end the whole archive with a refusal. */
export class ContentRefused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/**
 * Yields a ZIP archive in parts, one each time that its contents raise `progress.done`. The last yielded value is the refusal
 * where a content throws `ContentRefused`.
 */
export async function* zippedParts(
  entries: readonly ZipEntry[],
  { progress, nowMs }: { readonly progress: { readonly done: number }; readonly nowMs: number },
): AsyncGenerator<Result<FilePart>, void, void> {
  let told = progress.done;
  let pieces: Uint8Array[] = [];
  try {
    for await (const piece of zipped(entries, nowMs)) {
      pieces.push(piece);
      if (progress.done === told) continue;
      told = progress.done;
      yield accept({ bytes: Buffer.concat(pieces), done: told });
      pieces = [];
    }
    yield accept({ bytes: Buffer.concat(pieces), done: progress.done });
  } catch (error) {
    if (!(error instanceof ContentRefused)) throw error;
    yield error.refusal;
  }
}
