import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { FileValue } from '@outpost/domain/kernel/entities/fields';
import { isPicture } from '@outpost/domain/kernel/files/file-types';
import { fileIn } from '@outpost/domain/kernel/files/files-kind';
import { refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { ArchivedFileCounts } from '../../bridge/calls/export-calls.ts';
import type { ShownRecord } from '../../bridge/contract.ts';
import { pathOfContent } from '../contents/content-transfer.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import type { ZipEntry } from '../spreadsheets/zipped.ts';
import { archivedName } from './archived-name.ts';
import { csvHeader, csvRows } from './csv-file.ts';
import type { ExportColumn } from './export-columns.ts';
import { textCell } from './exported-cell.ts';
import { ContentRefused } from './zipped-parts.ts';

/** The path of the list of all files in an archive. */
export const filesListing = 'files/manifest.csv';

/**
 * The server is asked no further after so many downloads in a row that failed. Chosen: a line that drops now and then passes, and an
 * archive without a network is not delayed for minutes by each photo.
 */
const mostFailures = 3;

/** A kind whose records have files, and its exported records. */
export type KindWithFiles = { readonly entity: Entity; readonly records: () => AsyncIterable<readonly ShownRecord[]> };

type Listed = {
  readonly kind: string;
  readonly record: string;
  readonly field: string;
  readonly file: FileValue;
  readonly path: string;
};

/** A file in the list of an archive. `missing`: why its bytes are not in the archive. */
type Outcome = Listed & { readonly missing?: string };

const columns: readonly ExportColumn<Outcome>[] = (
  [
    ['Kind', ({ kind }) => kind],
    ['Outpost ID', ({ record }) => record],
    ['Field', ({ field }) => field],
    ['Name', ({ file }) => file.name],
    ['Type', ({ file }) => file.mediaType],
    ['Bytes', ({ file }) => String(file.sizeBytes)],
    ['SHA-256', ({ file }) => file.sha256],
    ['Path in this archive', ({ path, missing }) => (missing === undefined ? path : '')],
    ['Missing because', ({ missing }) => missing ?? ''],
  ] as const satisfies readonly (readonly [string, (outcome: Outcome) => string])[]
).map(([label, valueOf]) => ({ label, widthChars: 20, cell: (outcome) => textCell(valueOf(outcome)) }));

type Parts = {
  readonly open: Pick<OpenTenant, 'contents' | 'transfer' | 'mayContact'>;
  readonly kinds: readonly KindWithFiles[];
  /** Aborted when nobody reads the archive any more. */
  readonly stopped: AbortSignal;
};

/**
 * The bytes of the files and pictures of exported records, as entries of an archive. A content is compared with its SHA-256 before
 * it is written. One that is not on this device, or is damaged here, is requested from the server, one at a time. Contents that
 * stay missing are listed with the reason. No content is in memory as a whole.
 */
export class ArchivedFiles {
  readonly #parts: Parts;
  readonly #stopped: Promise<'stopped'>;
  /** Lines of the list. */
  readonly #lines: string[] = [];
  /** The downloads in a row that failed. */
  #failures = 0;
  readonly counts = { written: 0, missing: 0 } satisfies ArchivedFileCounts;
  /** The number of bytes of all written files. */
  bytes = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#stopped = new Promise((resolve) =>
      parts.stopped.addEventListener('abort', () => resolve('stopped'), { once: true }),
    );
  }

  /** Yields the files whose bytes are here by now, in the order of their kinds and records. */
  async *entries(): AsyncGenerator<ZipEntry, void, void> {
    for await (const listed of this.#all()) {
      const missing = await this.#whyMissing(listed);
      if (missing === undefined) {
        const { file, path } = listed;
        yield { name: path, content: () => this.#written(file), isPacked: isPicture(file.mediaType) };
        this.counts.written += 1;
        this.bytes += file.sizeBytes;
      } else this.counts.missing += 1;
      const outcome = missing === undefined ? listed : { ...listed, missing };
      this.#lines.push(csvRows(columns, { rows: [outcome], refs: {} }));
    }
  }

  /** Returns the list of all files. It comes after them in the archive. */
  listing(): ZipEntry {
    const head = csvHeader(columns);
    return { name: filesListing, content: () => [head, ...this.#lines] };
  }

  async *#all(): AsyncGenerator<Listed, void, void> {
    for (const { entity, records } of this.#parts.kinds) {
      const fields = Object.keys(entity.fields).filter((name) => entity.fields[name]?.type === 'file');
      for await (const rows of records())
        for (const record of rows)
          for (const field of fields) {
            const file = fileIn(record, { entity, field });
            if (!file) continue;
            const key = fields.length === 1 ? record.id : `${record.id} ${field}`;
            const title = record.fields[entity.title];
            const named = typeof title === 'string' && title !== '' ? { name: file.name, title } : { name: file.name };
            const path = `files/${entity.name}/${archivedName(named, key)}`;
            yield { kind: entity.name, record: record.id, field, file, path };
          }
    }
  }

  /** Returns why the bytes of a file can't be written, as a sentence; undefined where they are on this device, unharmed. */
  async #whyMissing(listed: Listed): Promise<string | undefined> {
    const { contents } = this.#parts.open;
    const { sha256 } = listed.file;
    const wasHere = contents.has(sha256);
    if (wasHere && (await this.#isWhole(listed.file))) return undefined;
    const damaged = 'The bytes on this device are damaged: their SHA-256 differs.';
    const isAsked = this.#parts.open.mayContact && this.#failures < mostFailures;
    // A damaged content that waits for the server stays: there is no other copy.
    if (wasHere && (!isAsked || !contents.dropDamaged(sha256))) return damaged;
    const before = wasHere ? `${damaged} ` : '';
    if (!this.#parts.open.mayContact) return `${before}They are not on this device, and no server was asked.`;
    if (!isAsked)
      return `The bytes are not on this device, and the server did not give those of the ${mostFailures} files before.`;
    const fetched = await this.#fetched(listed);
    if (!fetched.ok) return `${before}The bytes are not on this device. ${fetched.message}`;
    return (await this.#isWhole(listed.file)) ? undefined : damaged;
  }

  /** Gets a content from the server. Throws when the reader of the archive has left; the download then goes on by itself. */
  async #fetched({ kind, record, field, file }: Listed): Promise<Result<null>> {
    const download = this.#parts.open.transfer.fetch(pathOfContent({ entity: kind, record, field }), file);
    const answer = await Promise.race([download, this.#stopped]);
    if (answer === 'stopped')
      throw new ContentRefused(refuse('request/not-found', 'This export was stopped.', { path: 'exportId' }));
    this.#failures = !answer.ok && answer.code === 'sync/offline' ? this.#failures + 1 : 0;
    return answer;
  }

  async #isWhole({ sha256, sizeBytes }: FileValue): Promise<boolean> {
    const hash = createHash('sha256');
    let bytes = 0;
    try {
      for (const piece of this.#pieces(sha256)) {
        hash.update(piece);
        bytes += piece.length;
        await setImmediate(); // a large file takes a second, and screens are answered meanwhile
      }
    } catch {
      return false; // a damaged page of the store
    }
    return bytes === sizeBytes && hash.digest('hex') === sha256;
  }

  /** Yields the bytes of a content that was found whole. Throws where it has left the device since. */
  *#written({ name, sha256, sizeBytes }: FileValue): Generator<Uint8Array, void, void> {
    let bytes = 0;
    for (const piece of this.#pieces(sha256)) {
      bytes += piece.length;
      yield piece;
    }
    if (bytes === sizeBytes) return;
    const message = `“${name}” left this device while the archive was written. Begin the export again.`;
    throw new ContentRefused(refuse('replica/not-held', message, { what: name }));
  }

  *#pieces(sha256: string): Generator<Uint8Array, void, void> {
    const { contents } = this.#parts.open;
    let at = 0;
    for (let piece = contents.read(sha256, at); piece; piece = contents.read(sha256, at)) {
      yield piece;
      at += piece.length;
    }
  }
}
