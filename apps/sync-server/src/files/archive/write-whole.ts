import { link, open, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

/**
 * Writes a stream into a new file, readable only by its owner, and returns its size. A broken stream leaves nothing, and an
 * existing file is never replaced: both reject.
 */
export async function writeWhole(path: string, bytes: NodeJS.ReadableStream): Promise<number> {
  const draft = `${path}.part`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    const file = handle.createWriteStream();
    await pipeline(bytes, file);
    await link(draft, path); // rejects where a file has come there meanwhile
    return file.bytesWritten;
  } finally {
    await rm(draft, { force: true });
  }
}
