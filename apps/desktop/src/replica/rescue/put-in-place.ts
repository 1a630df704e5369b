import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { flushFolder } from '../storage/files/durable-file.ts';

const parts = ['', '-wal', '-wal.damaged'] as const;

/** Where a new file is made for one that is damaged. */
export const rebuildingAt = (file: string): string => `${file}.rebuilding`;
/** The same, whole and on disk: from here on it takes the damaged one's place, whatever happens. */
const rebuiltAt = (file: string): string => `${file}.rebuilt`;
const asideFor = (file: string): string => `${file}.damaged`;

/** Takes away what an earlier attempt left. */
export function prepareRebuilding(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-key']) rmSync(`${rebuildingAt(file)}${suffix}`, { force: true });
}

/** Puts a new file, closed and without a log, in the damaged one's place, and that aside. Cut off anywhere, `finishRebuilding` goes on. */
export function putRebuiltInPlace(file: string): void {
  rmSync(`${rebuildingAt(file)}-key`, { force: true }); // the key is the damaged file's, and noted beside that
  renameSync(rebuildingAt(file), rebuiltAt(file));
  flushFolder(dirname(file));
  finishRebuilding(file);
}

/** Ends what a crash interrupted between the two renames. Before a replica's file is opened; without one there is nothing to do. */
export function finishRebuilding(file: string): void {
  if (!existsSync(rebuiltAt(file))) return;
  rmSync(`${file}-shm`, { force: true });
  // An older damaged file was answered for by the one that is damaged now: its acts were carried over.
  if (existsSync(file)) for (const part of parts) rmSync(`${asideFor(file)}${part}`, { force: true });
  for (const part of parts) if (existsSync(`${file}${part}`)) renameSync(`${file}${part}`, `${asideFor(file)}${part}`);
  renameSync(rebuiltAt(file), file);
  flushFolder(dirname(file));
}

/** Whether a damaged file is kept aside. */
export const isAside = (file: string): boolean => existsSync(asideFor(file));

/** Deletes the damaged file: nothing in it is missing elsewhere. */
export function removeAside(file: string): void {
  const folder = dirname(file);
  const name = basename(asideFor(file));
  for (const entry of readdirSync(folder)) if (entry.startsWith(name)) rmSync(join(folder, entry), { force: true });
}
