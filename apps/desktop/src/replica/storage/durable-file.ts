import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';

/** Writes a small file so that its bytes are on disk when this returns. Readable by its owner only. */
export function writeDurably(file: string, text: string): void {
  const handle = openSync(file, 'w', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
