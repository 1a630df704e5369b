import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes a small file; its bytes are on disk when this returns. Only its owner can read it. */
export function writeDurably(file: string, text: string): void {
  const handle = openSync(file, 'w', 0o600);
  try {
    writeFileSync(handle, text); // writes everything: a single write call may write only a part
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * Replaces a small file atomically; the change survives a power cut once this returns, because the folder is flushed too. One
 * such file contains the key of a replica with unsent acts.
 */
export function replaceDurably(file: string, text: string): void {
  writeDurably(`${file}.new`, text);
  renameSync(`${file}.new`, file);
  flushFolder(dirname(file));
}

/** Flushes the names in a folder to disk: new names of files, and removed ones. */
export function flushFolder(folder: string): void {
  if (process.platform === 'win32') return; // Windows cannot open folders, and journals its renames
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
