import { createHash, type Hash } from 'node:crypto';
import type { ByteSource } from '@outpost/domain/kernel/import/files/byte-source';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { ParsedInput } from '../../bridge/parse-call.ts';
import type { RangedBytes } from '../spreadsheets/zip-archive.ts';
import type { WorkFile } from './work-file.ts';

type GivenFile = {
  /** Unique within the import: files of one name get a number. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly takenFor: string | null;
  readonly sheet: string | null;
  readonly hash: Hash;
  receivedBytes: number;
  /** Where each piece begins. */
  readonly starts: number[];
};

/** A completely received file: its bytes, their SHA-256, and the kind of file and the sheet that the person stated. */
export type WholeFile = {
  /** Its number in the import and in the work file. */
  readonly number: number;
  readonly source: ByteSource;
  readonly bytes: RangedBytes;
  readonly digest: string;
  readonly takenFor: string | null;
  readonly sheet: string | null;
};

/** Receives the files of an import piece by piece and stores them so that they can be read repeatedly. */
export class GivenFiles {
  readonly #work: WorkFile;
  readonly #files: readonly GivenFile[];
  /** The piece that was read last: a workbook is read in ranges that are smaller than a piece. */
  #last: { readonly file: number; readonly piece: number; readonly bytes: Uint8Array } | undefined;

  constructor(work: WorkFile, files: ParsedInput<'imports.begin'>['files']) {
    this.#work = work;
    this.#files = files.map(({ name, sizeBytes, takenFor, sheet }, index) => {
      const same = files.slice(0, index).filter((earlier) => earlier.name === name).length;
      return {
        name: same === 0 ? name : `${name} (${same + 1})`,
        sizeBytes,
        takenFor: takenFor ?? null,
        sheet: sheet ?? null,
        hash: createHash('sha256'),
        receivedBytes: 0,
        starts: [],
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
      return refuse('request/invalid', `${given.name} has more bytes than the announced ${given.sizeBytes}.`, {
        path: 'base64',
      });
    if (bytes.length > 0) {
      given.hash.update(bytes);
      this.#work.addPiece(file, given.starts.length, bytes);
      given.starts.push(given.receivedBytes);
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
        `Only ${missing.receivedBytes} of the ${missing.sizeBytes} bytes of ${missing.name} have arrived.`,
        { path: 'importId' },
      );
    return accept(
      this.#files.map(({ name, sizeBytes, takenFor, sheet, hash, starts }, file) => ({
        number: file,
        source: { fileName: name, sizeBytes, pieces: () => this.#work.pieces(file) },
        bytes: { sizeBytes, part: (from, to) => this.#part(file, { starts, from, to }) },
        digest: hash.digest('hex'),
        takenFor,
        sheet,
      })),
    );
  }

  #piece(file: number, piece: number): Uint8Array | undefined {
    if (this.#last?.file === file && this.#last.piece === piece) return this.#last.bytes;
    const bytes = this.#work.piece(file, piece);
    this.#last = bytes && { file, piece, bytes };
    return bytes;
  }

  /** Returns the bytes of a file from `from` up to `to`, or up to its end. */
  #part(
    file: number,
    { starts, from, to }: { readonly starts: readonly number[]; readonly from: number; readonly to: number },
  ): Uint8Array {
    let piece = Math.max(
      starts.findLastIndex((start) => start <= from),
      0,
    );
    const parts: Uint8Array[] = [];
    for (let at = from; at < to; piece += 1) {
      const bytes = this.#piece(file, piece);
      const start = starts[piece];
      if (bytes === undefined || start === undefined) break;
      const part = bytes.subarray(at - start, to - start);
      if (part.length === 0) break;
      parts.push(part);
      at += part.length;
    }
    return Buffer.concat(parts);
  }
}
