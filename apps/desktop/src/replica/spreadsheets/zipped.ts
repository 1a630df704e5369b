import { PassThrough, Readable } from 'node:stream';
import { ZipFile } from 'yazl';

/**
 * One file in an archive. `content` is called once, when the archive gets to this file. `isPacked`: its bytes are compressed
 * already, such as those of a photo, and are stored as they are.
 */
export type ZipEntry = {
  readonly name: string;
  readonly content: () => AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;
  readonly isPacked?: boolean;
};

/** The files of an archive, in order. The next one is asked for when the one before it is written. */
export type ZipEntries = AsyncIterable<ZipEntry> | Iterable<ZipEntry>;

/**
 * Yields the bytes of a ZIP archive with these files, in this order. Reads the contents only as fast as the caller takes the
 * bytes, and reads no further when the caller leaves. Throws the error of a content, and of the entries.
 */
export async function* zipped(entries: ZipEntries, nowMs: number): AsyncGenerator<Uint8Array, void, void> {
  const zip = new ZipFile();
  const output = zip.outputStream;
  if (!(output instanceof PassThrough)) throw new Error('yazl returns its output in another way than before');
  let source: Readable | undefined;
  let isOver = false;
  // yazl listens to no error of a content and would wait for its end without limit.
  const fail = (cause: unknown): void => {
    isOver = true;
    output.destroy(cause instanceof Error ? cause : new Error(String(cause)));
  };
  zip.on('error', fail);
  const write = ({ name, content, isPacked = false }: ZipEntry): Promise<void> =>
    new Promise((written) => {
      zip.addReadStreamLazy(name, { mtime: new Date(nowMs), compress: !isPacked }, (give) => {
        source = Readable.from(content());
        source.on('error', fail);
        source.on('close', written);
        give(null, source);
      });
    });
  const writeAll = async (): Promise<void> => {
    for await (const entry of entries) {
      if (!isOver) await write(entry);
      if (isOver) return; // the caller has left, or a content has failed
    }
    zip.end();
  };
  writeAll().catch(fail);
  try {
    for await (const bytes of output) if (bytes instanceof Uint8Array) yield bytes;
  } finally {
    isOver = true;
    source?.destroy();
  }
}
