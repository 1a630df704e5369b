import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RxStorage } from 'rxdb';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { openReplicaFile } from './files/replica-file.ts';
import { getSqliteStorage } from './sqlite-storage.ts';
import { storageContract } from './testing/storage-contract-suite.ts';
import { storageQueries } from './testing/storage-query-suite.ts';
import { type StoreFactory, type StoreUnderTest, suiteLayouts } from './testing/storage-suite-world.ts';

// The suite uses no internals or options of a storage: the two types differ only in these.
type AnyStorage = RxStorage<unknown, never>;

const memory: StoreFactory = {
  name: "RxDB's memory storage",
  make: async () => {
    const store: StoreUnderTest = {
      storage: getRxStorageMemory() as unknown as AnyStorage,
      reopen: async () => store, // it keeps its documents while the process runs
      end: async () => undefined,
    };
    return store;
  },
};

function openStore(folder: string, key: Uint8Array): StoreUnderTest {
  const opened = openReplicaFile({ file: join(folder, 'replica.db'), key });
  if (!opened.ok) throw new Error(opened.message);
  const file = opened.value;
  const storage = getSqliteStorage({ file });
  return {
    storage: storage as unknown as AnyStorage,
    giveColumns: (entities) =>
      storage.ensureIndexes(entities.map((entity) => ({ entity, columns: ['ownerId', 'keys.stage'], indexes: [] }))),
    reopen: async () => {
      file.close();
      return openStore(folder, key);
    },
    end: async () => {
      file.close();
      rmSync(folder, { recursive: true });
    },
  };
}

const sqlite: StoreFactory = {
  name: 'our SQLite storage',
  make: async () => openStore(mkdtempSync(join(tmpdir(), 'outpost-storage-')), randomBytes(32)),
};

for (const layout of suiteLayouts) {
  storageContract(memory, layout);
  storageContract(sqlite, layout);
  storageQueries(memory, layout, { seed: 7, queries: 50 });
  storageQueries(sqlite, layout, { seed: 7, queries: 400 });
}
