import { closeSync, fsyncSync, openSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { changeKey, openReader, unlock } from '../files/keyed-connection.ts';
import type { CopyReply, CopySetup } from './read-protocol.ts';
import { StorageFault, toStorageFault } from '../files/storage-fault.ts';

type Copy = CopySetup['copy'];

/**
 * Copies a replica's file, as of one commit, under another key; the copy is on disk when this returns. Writers can continue
 * meanwhile. Reads and writes the whole file twice: some 5 s of processor time a GB. SQLite copies under the same key only, so
 * the copy's key is changed afterwards. `to` must not exist. Throws StorageFault, and may leave an incomplete copy.
 */
export function copyUnderKey({ file, key, to, toKey }: Copy): void {
  try {
    const source = openReader(file, key);
    try {
      source.pragma('query_only = OFF'); // query_only forbids creating another file too
      source.prepare('vacuum into ?').run(to);
    } finally {
      source.close();
    }
    const copy = new Database(to, { fileMustExist: true });
    try {
      unlock(copy, key);
      copy.pragma('journal_mode = OFF'); // an interrupted copy is made again from the start
      copy.pragma('synchronous = OFF');
      copy.pragma('temp_store = MEMORY');
      changeKey(copy, toKey);
    } finally {
      copy.close();
    }
    const handle = openSync(to, 'r+');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    throw toStorageFault(error, 'being copied');
  }
}

/** Copies the file in a separate thread, like `copyUnderKey`. `workerFile` is the path of `reader-worker`. */
export async function copyInThread(copy: Copy, workerFile: URL | string): Promise<void> {
  const reply = await new Promise<CopyReply>((resolve, reject) => {
    const worker = new Worker(workerFile, { workerData: { copy } satisfies CopySetup });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new StorageFault('other', 'The thread that copies the file ended')));
  });
  if (reply.outcome === 'fault') throw new StorageFault(reply.kind, reply.message);
}

/** Runs the copy in the thread and returns its answer. */
export function answerCopy(copy: Copy): CopyReply {
  try {
    copyUnderKey(copy);
    return { outcome: 'copied' };
  } catch (error) {
    const { kind, message } = toStorageFault(error, 'being copied');
    return { outcome: 'fault', kind, message };
  }
}
