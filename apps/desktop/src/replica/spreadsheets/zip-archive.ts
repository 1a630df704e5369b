import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl';
import { damaged, locked, workbookTooLarge, WorkbookProblem } from './workbook-problem.ts';

/** The bytes of a file, of which any range can be read. `part` returns fewer bytes where the file ends earlier. */
export type RangedBytes = { readonly sizeBytes: number; readonly part: (from: number, to: number) => Uint8Array };

/** E-3, chosen: a sheet of a million rows and fifteen columns unpacks to less. */
const mostUnpackedBytes = 2 * 1024 * 1024 * 1024;
/** E-3, chosen: a workbook with hundreds of sheets and pictures has fewer parts. */
const mostEntries = 20_000;
const readBytes = 64 * 1024;

class RangedReader extends RandomAccessReader {
  readonly #bytes: RangedBytes;
  constructor(bytes: RangedBytes) {
    super();
    this.#bytes = bytes;
  }
  /** Reads synchronously: an error in a stream of yauzl could not be caught. */
  override read(...given: Parameters<RandomAccessReader['read']>): void {
    const [buffer, offset, length, position, callback] = given;
    try {
      const part = this.#bytes.part(position, position + length);
      buffer.set(part, offset);
      callback(part.length < length ? new Error('the file ends too early') : null);
    } catch (error) {
      callback(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

/** The parts of a ZIP archive, by name. */
export class ZipArchive {
  readonly #bytes: RangedBytes;
  readonly #zip: ZipFile;
  readonly #entries: ReadonlyMap<string, Entry>;

  private constructor(bytes: RangedBytes, zip: ZipFile, entries: ReadonlyMap<string, Entry>) {
    this.#bytes = bytes;
    this.#zip = zip;
    this.#entries = entries;
  }

  /** Reads the list of the parts. Throws WorkbookProblem where the file is not a complete archive. */
  static async open(bytes: RangedBytes): Promise<ZipArchive> {
    try {
      const zip = await fromRandomAccessReaderPromise(new RangedReader(bytes), bytes.sizeBytes, { autoClose: false });
      if (zip.entryCount > mostEntries)
        throw damaged(`it has ${zip.entryCount.toLocaleString('en')} parts, more than a workbook has`);
      const entries = new Map<string, Entry>();
      for await (const entry of zip.eachEntry()) entries.set(entry.fileName.toLowerCase(), entry);
      return new ZipArchive(bytes, zip, entries);
    } catch (error) {
      throw error instanceof WorkbookProblem ? error : damaged('its list of parts can’t be read', error);
    }
  }

  /** Part names are compared without regard to case (ECMA-376 Part 2, 6.2.2.3). */
  has(name: string): boolean {
    return this.#entries.has(name.toLowerCase());
  }

  /**
   * Calls `take` with the unpacked bytes of a part, piece by piece, and waits for it. Throws WorkbookProblem where there is no
   * such part, or where its check sum is wrong. Throws it also where the part unpacks to more than it states or than the limit.
   * Throws every error of `take`.
   */
  async read(name: string, take: (piece: Uint8Array) => Promise<void>): Promise<void> {
    const entry = this.#entries.get(name.toLowerCase());
    if (!entry) throw damaged(`its part ${name} is missing`);
    if (entry.isEncrypted()) throw locked();
    if (entry.uncompressedSize > mostUnpackedBytes)
      throw workbookTooLarge(`The workbook unpacks to more than ${mostUnpackedBytes / 1024 ** 3} GB.`);
    if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8)
      throw damaged(`its part ${name} is packed in a way that workbooks do not use`);
    const from = await this.#startOf(entry, name);
    let [size, sum] = [0, 0];
    let failed: { readonly cause: unknown } | undefined;
    const collect = async (pieces: AsyncIterable<Uint8Array>) => {
      for await (const piece of pieces) {
        size += piece.length;
        if (size > entry.uncompressedSize) throw damaged(`its part ${name} is larger than it states`);
        sum = crc32(piece, sum);
        try {
          await take(piece);
        } catch (cause) {
          failed = { cause };
          throw cause;
        }
      }
    };
    try {
      const packed = Readable.from(this.#ranges(from, from + entry.compressedSize));
      if (entry.compressionMethod === 0) await pipeline(packed, collect);
      else await pipeline(packed, createInflateRaw({ chunkSize: readBytes }), collect);
    } catch (error) {
      if (failed) throw failed.cause;
      throw error instanceof WorkbookProblem ? error : damaged(`its part ${name} can’t be unpacked`, error);
    }
    if (size !== entry.uncompressedSize || sum !== entry.crc32) throw damaged(`its part ${name} is incomplete`);
  }

  async #startOf(entry: Entry, name: string): Promise<number> {
    try {
      return (await this.#zip.readLocalFileHeaderPromise(entry, { minimal: true })).fileDataStart;
    } catch (error) {
      throw damaged(`its part ${name} can’t be found`, error);
    }
  }

  *#ranges(from: number, to: number): Generator<Uint8Array, void, void> {
    for (let at = from; at < to; at += readBytes) yield this.#bytes.part(at, Math.min(at + readBytes, to));
  }
}
