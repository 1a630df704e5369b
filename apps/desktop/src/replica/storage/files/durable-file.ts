import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes a small file so that its bytes are on disk when this returns. Readable by its owner only. */
export function writeDurably(file: string, text: string): void {
  const handle = openSync(file, 'w', 0o600);
  try {
    writeFileSync(handle, text); // all of it: one write may take a part
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * Puts a small file in place of another, whole or not at all, and for good when this returns: after a power cut the folder, too, must
 * know of it. The key of a file full of unsent acts lies in one of these.
 */
export function replaceDurably(file: string, text: string): void {
  writeDurably(`${file}.new`, text);
  renameSync(`${file}.new`, file);
  flushFolder(dirname(file));
}

/** Puts the names in a folder on the disk for good: those that files were given, and those that they lost. */
export function flushFolder(folder: string): void {
  if (process.platform === 'win32') return; // it opens no folders, and its renames are journalled
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
