import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FileStore } from '@tus/file-store';
import { type BlobStore, blobNameOf, uploadLifeMs } from './blob-store.ts';

/** Returns a store of contents in a folder, which is created where there is none. `nowMs`: the clock by which uploads expire. */
export async function folderBlobs(folder: string, clock: { readonly nowMs: () => number }): Promise<BlobStore> {
  const underWay = join(folder, 'uploads');
  const kept = join(folder, 'contents');
  for (const each of [underWay, kept]) await mkdir(each, { recursive: true, mode: 0o700 });
  const uploads = new FileStore({ directory: underWay });
  return {
    uploads,
    readUpload: (id) => uploads.read(id),
    async keep(uploadId, key) {
      const from = join(underWay, uploadId);
      const to = join(kept, blobNameOf(key));
      await mkdir(dirname(to), { recursive: true, mode: 0o700 });
      await flush(from, 'r+');
      await rename(from, to); // atomic: a content is stored completely or not at all
      await flush(dirname(to), 'r');
      await rm(`${from}.json`, { force: true });
    },
    read: async (key, { from, to }) => {
      const path = join(kept, blobNameOf(key));
      await stat(path);
      return createReadStream(path, { start: from, end: to });
    },
    remove: (key) => rm(join(kept, blobNameOf(key)), { force: true }),
    /** By the time of the last bytes. The store's own removal would stop at the first upload without its description. */
    async removeExpired() {
      for (const name of await readdir(underWay)) {
        const path = join(underWay, name);
        const last = await stat(path).catch(() => undefined);
        if (last && clock.nowMs() - last.mtimeMs > uploadLifeMs) await rm(path, { force: true });
      }
    },
  };
}

/** Waits until a file's bytes, or a folder's names, are on the disk. */
async function flush(path: string, flags: 'r' | 'r+'): Promise<void> {
  const handle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
