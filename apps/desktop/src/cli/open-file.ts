import { closeSync, fstatSync, openSync, read } from 'node:fs';
import { promisify } from 'node:util';
import type { OpenedFile } from './command.ts';

const readPart = promisify(read);

/** Opens a file to be read in parts; returns `undefined` for a folder or a missing file. The caller closes it. */
export function openFile(path: string): OpenedFile | undefined {
  const handle = openOrNone(path);
  if (handle === undefined) return undefined;
  const stat = fstatSync(handle);
  if (stat.isDirectory()) {
    closeSync(handle);
    return undefined;
  }
  return {
    sizeBytes: stat.size,
    part: async (from, to) => {
      const bytes = new Uint8Array(to - from);
      let size = 0;
      while (size < bytes.length) {
        const { bytesRead } = await readPart(handle, bytes, size, bytes.length - size, from + size);
        if (bytesRead === 0) break;
        size += bytesRead;
      }
      return bytes.subarray(0, size);
    },
    close: () => closeSync(handle),
  };
}

function openOrNone(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EISDIR'))
      return undefined;
    throw error;
  }
}
