import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ServerKeyStore } from './key-store.ts';

/**
 * Stores the keys as a file in `folder` (created if missing) that only the server's user may read. Servers of one installation
 * share it. If the file is lost, everybody must sign in again, and devices learn a new key for the journal's heads. Erasures by
 * law in journals can then no longer be verified (P-5), so keep a copy of the file with the backups.
 */
export const fileKeyStore = (folder: string): ServerKeyStore => fileStore(folder, 'keys.json');

/** Stores one secret text as a file of `folder` (created if missing) that only the server's user may read. */
export function fileStore(folder: string, name: string): ServerKeyStore {
  const file = join(folder, name);
  return {
    async load() {
      try {
        return await readFile(file, 'utf8');
      } catch (cause) {
        if (codeOf(cause) === 'ENOENT') return null;
        throw new Error(`The server's keys can't be read: ${file}`, { cause });
      }
    },
    async create(text) {
      const draft = await writeDraft(file, text);
      try {
        await link(draft, file); // unlike rename, link does not replace an existing file
        return true;
      } catch (cause) {
        if (codeOf(cause) === 'EEXIST') return false;
        throw new Error(`The server's keys can't be written: ${file}`, { cause });
      } finally {
        await rm(draft, { force: true });
      }
    },
    async replace(text) {
      await rename(await writeDraft(file, text), file);
    },
  };
}

/** Writes a file next to the real one and syncs it to disk: a power cut leaves either the old keys or the new. */
async function writeDraft(file: string, text: string): Promise<string> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomUUID()}.draft`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return draft;
}

const codeOf = (cause: unknown): unknown => (cause instanceof Error && 'code' in cause ? cause.code : undefined);
