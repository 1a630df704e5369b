import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { flushFolder } from '../storage/files/durable-file.ts';

const parts = ['', '-wal', '-wal.damaged'] as const;

/** Returns the path at which a new file is made for a damaged one. */
export const rebuildingAt = (file: string): string => `${file}.rebuilding`;
/**
 * Returns the path of the complete new file, flushed to disk. From then on it replaces the damaged one, also after a crash.
 */
const rebuiltAt = (file: string): string => `${file}.rebuilt`;
const asideFor = (file: string): string => `${file}.damaged`;

/** Removes the files of an earlier attempt. */
export function prepareRebuilding(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-key']) rmSync(`${rebuildingAt(file)}${suffix}`, { force: true });
}

/**
 * Moves the damaged file aside and a new file, closed and without a log, to its place. `finishRebuilding` completes an
 * interrupted call.
 */
export function putRebuiltInPlace(file: string): void {
  rmSync(`${rebuildingAt(file)}-key`, { force: true }); // the key is the damaged file's, whose fingerprint is already stored
  renameSync(rebuildingAt(file), rebuiltAt(file));
  flushFolder(dirname(file));
  finishRebuilding(file);
}

/**
 * Completes an exchange that a crash interrupted between the two renames. Call it before a replica's file is opened; without an
 * interrupted exchange it does nothing.
 */
export function finishRebuilding(file: string): void {
  if (!existsSync(rebuiltAt(file))) return;
  rmSync(`${file}-shm`, { force: true });
  // The acts of an older damaged file were carried over to the file that is damaged now, so the older one can go.
  if (existsSync(file)) for (const part of parts) rmSync(`${asideFor(file)}${part}`, { force: true });
  for (const part of parts) if (existsSync(`${file}${part}`)) renameSync(`${file}${part}`, `${asideFor(file)}${part}`);
  renameSync(rebuiltAt(file), file);
  flushFolder(dirname(file));
}

/** Whether a damaged file is kept aside. */
export const isAside = (file: string): boolean => existsSync(asideFor(file));

/** Deletes the damaged file. The caller ensures that all its data is stored elsewhere. */
export function removeAside(file: string): void {
  const folder = dirname(file);
  const name = basename(asideFor(file));
  for (const entry of readdirSync(folder)) if (entry.startsWith(name)) rmSync(join(folder, entry), { force: true });
}
