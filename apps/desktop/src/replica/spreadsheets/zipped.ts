import { PassThrough, Readable } from 'node:stream';
import { ZipFile } from 'yazl';

/** One file in an archive. `content` is called once, when the archive gets to this file. */
export type ZipEntry = { readonly name: string; readonly content: () => AsyncIterable<string> | Iterable<string> };

/**
 * Yields the bytes of a ZIP archive with these files, in this order. Reads the contents only as fast as the caller takes the
 * bytes, and reads no further when the caller leaves. Throws the error of a content.
 */
export async function* zipped(entries: readonly ZipEntry[], nowMs: number): AsyncGenerator<Uint8Array, void, void> {
  const zip = new ZipFile();
  const output = zip.outputStream;
  if (!(output instanceof PassThrough)) throw new Error('yazl returns its output in another way than before');
  const sources: Readable[] = [];
  // yazl listens to no error of a content and would wait for its end without limit.
  const fail = (cause: Error) => void output.destroy(cause);
  zip.on('error', fail);
  for (const { name, content } of entries)
    zip.addReadStreamLazy(name, { mtime: new Date(nowMs) }, (give) => {
      const source = Readable.from(content());
      source.on('error', fail);
      sources.push(source);
      give(null, source);
    });
  zip.end();
  try {
    for await (const bytes of output) if (bytes instanceof Uint8Array) yield bytes;
  } finally {
    for (const source of sources) source.destroy();
  }
}
