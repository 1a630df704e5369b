import type { Readable } from 'node:stream';
import type { ZipFile } from 'yazl';

type Added = { readonly path: string; readonly bytes: Readable; readonly compress: boolean };

/** Adds a part of a ZIP file. An error of its bytes becomes one of the ZIP file: yazl does not listen to it, and it would end the process. */
export function addBytes(zip: ZipFile, { path, bytes, compress }: Added): void {
  bytes.on('error', (cause) => zip.emit('error', cause));
  zip.addReadStream(bytes, path, { compress });
}

/** Ends a ZIP file to which all parts were added, and returns its bytes. They fail where a part fails: their reader gets no whole file. */
export function endZip(zip: ZipFile): Readable {
  const output = zip.outputStream as Readable; // a PassThrough
  zip.on('error', (cause: Error) => output.destroy(cause));
  zip.end();
  return output;
}
