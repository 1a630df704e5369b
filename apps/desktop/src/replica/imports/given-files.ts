import { createHash, type Hash } from 'node:crypto';
import type { ByteSource } from '@outpost/domain/kernel/import/files/byte-source';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { ParsedInput } from '../../bridge/parse-call.ts';
import type { WorkFile } from './work-file.ts';

type GivenFile = {
  /** Unique within the import: files of one name get a number. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly takenFor: string | null;
  readonly hash: Hash;
  receivedBytes: number;
  pieceCount: number;
};

/** A completely received file: its bytes, their SHA-256, and the kind of file that was stated. */
export type WholeFile = { readonly source: ByteSource; readonly digest: string; readonly takenFor: string | null };

/** Receives the files of an import piece by piece and stores them so that they can be read repeatedly. */
export class GivenFiles {
  readonly #work: WorkFile;
  readonly #files: readonly GivenFile[];

  constructor(work: WorkFile, files: ParsedInput<'imports.begin'>['files']) {
    this.#work = work;
    this.#files = files.map(({ name, sizeBytes, takenFor }, index) => {
      const same = files.slice(0, index).filter((earlier) => earlier.name === name).length;
      return {
        name: same === 0 ? name : `${name} (${same + 1})`,
        sizeBytes,
        takenFor: takenFor ?? null,
        hash: createHash('sha256'),
        receivedBytes: 0,
        pieceCount: 0,
      };
    });
  }

  /** Takes the next bytes of a file. Refuses bytes out of order, or more than announced, with request/invalid. */
  take({
    file,
    at,
    base64,
  }: Omit<ParsedInput<'imports.piece'>, 'importId'>): Result<{ readonly receivedBytes: number }> {
    const given = this.#files[file];
    if (!given) return refuse('request/invalid', `The import has no file ${file}.`, { path: 'file' });
    if (at !== given.receivedBytes)
      return refuse('request/invalid', `The next piece of ${given.name} begins at byte ${given.receivedBytes}.`, {
        path: 'at',
      });
    const bytes = Buffer.from(base64, 'base64');
    if (at + bytes.length > given.sizeBytes)
      return refuse('request/invalid', `${given.name} has ${given.sizeBytes} bytes, as was said.`, { path: 'base64' });
    if (bytes.length > 0) {
      given.hash.update(bytes);
      this.#work.addPiece(file, given.pieceCount, bytes);
      given.pieceCount += 1;
      given.receivedBytes += bytes.length;
    }
    return accept({ receivedBytes: given.receivedBytes });
  }

  /** Returns the files when all their bytes have arrived. Refuses with request/invalid where some are missing. Call it once. */
  whole(): Result<readonly WholeFile[]> {
    const missing = this.#files.find(({ receivedBytes, sizeBytes }) => receivedBytes < sizeBytes);
    if (missing)
      return refuse(
        'request/invalid',
        `Of ${missing.name} ${missing.receivedBytes} of ${missing.sizeBytes} bytes have come.`,
        { path: 'importId' },
      );
    return accept(
      this.#files.map(({ name, sizeBytes, takenFor, hash }, file) => ({
        source: { fileName: name, sizeBytes, pieces: () => this.#work.pieces(file) },
        digest: hash.digest('hex'),
        takenFor,
      })),
    );
  }
}
