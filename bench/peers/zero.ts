import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { benchEntities } from '../bench-records.ts';
import type { PeerTasks } from './peer.ts';
import { peerModule } from './peer-modules.ts';
import { type ZeroQuery, type ZeroRow, zeroBuilder, zeroMutators, zeroQueries, zeroSchema } from './zero-model.ts';
import { zeroServerTasks } from './zero-server.ts';

type Statement = {
  raw(): Statement;
  all(...params: readonly string[]): unknown[][];
  run(...params: readonly string[]): void;
};
type Connection = {
  prepare(sql: string): Statement & { readonly reader: boolean };
  exec(sql: string): void;
  close(): void;
};
type Sqlite = new (file: string) => Connection;
type StoreModule = { SQLiteStore: new (name: string, create: (file: string) => object, options: object) => object };
type Zero = {
  preload(query: object, options: object): { readonly complete: Promise<void> };
  run(query: ZeroQuery): Promise<readonly ZeroRow[]>;
  mutate(request: object): { readonly server: Promise<{ readonly type: string }> };
};
type ClientModule = { Zero: new (options: object) => Zero };

/** The client writes what it holds in the background, a second after it has it: nothing written for so long means that all is. */
const quietMs = 4_000;
const mutationsAtOnce = 500;
/** No more are begun after that: a machine that is busy would keep all others waiting. */
const pushForMs = 60_000;
/** When the file was last committed to, in ms of this process' clock, and how many commits there were. */
const commits = { count: 0, at: 0 };
const open: { zero?: Zero } = {};
const zero = (): Zero => {
  if (!open.zero) throw new Error('No client is open');
  return open.zero;
};

/** SQLite as its store wants it, on Zero's own build; each commit is noted. */
function openFile(file: string): object {
  const connection = new (peerModule<Sqlite>('@rocicorp/zero-sqlite3'))(file);
  return {
    close: () => connection.close(),
    destroy: () => {
      connection.close();
      rmSync(file, { force: true });
    },
    execSync: (sql: string) => {
      connection.exec(sql);
    },
    prepare: (sql: string) => {
      const statement = connection.prepare(sql);
      const isReader = statement.reader;
      if (isReader) statement.raw();
      return {
        exec: async (params: readonly string[]) => {
          statement.run(...params);
          commits.count += 1;
          commits.at = performance.now();
        },
        all: async (params: readonly string[]) => statement.all(...params),
      };
    },
  };
}

/** In WAL, FULL, a folder of the measurement's own. */
const storeIn = (directory: string): object => ({
  create: (name: string) =>
    new (peerModule<StoreModule>('@rocicorp/zero/sqlite').SQLiteStore)(name, openFile, {
      directory,
      journalMode: 'WAL',
      synchronous: 'FULL',
    }),
  drop: async () => undefined, // the folder is taken away as a whole
});

const bytesIn = (folder: string): number =>
  readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);

/** Waits until nothing has been written for a while, and answers when the last of it was. */
async function persistedAt(): Promise<number> {
  for (;;) {
    const { count } = commits;
    await sleep(quietMs);
    if (commits.count === count) return commits.at;
  }
}

/** Zero: zero-cache on Postgres, its client persisted in SQLite; no search, and secondary indexes only in memory. */
export const zeroTasks: PeerTasks = {
  ...zeroServerTasks,

  async firstSync({ url, folder, count }) {
    const { Zero: ZeroClient } = peerModule<ClientModule>('@rocicorp/zero');
    const began = performance.now();
    open.zero = new ZeroClient({
      cacheURL: url,
      schema: zeroSchema,
      mutators: zeroMutators,
      userID: 'bench',
      logLevel: 'error',
      kvStore: storeIn(folder),
    });
    await zero().preload(zeroQueries.all(), { ttl: 'none' }).complete;
    const heldMs = performance.now() - began;
    const ms = Math.max(heldMs, (await persistedAt()) - began);
    const found = (await zero().run(zeroBuilder.record)).length;
    if (found !== count) throw new Error(`Zero has ${found} of ${count} rows`);
    return { ms, bytes: bytesIn(folder) };
  },

  /** It has no other way than to be told at once: until the last row of the one transaction is shown. */
  async catchUp({ lastId, at }) {
    for (;;) {
      const [row] = await zero().run(zeroBuilder.record.where('id', lastId));
      if (row?.jobTitle === 'changed') return { ms: Number(process.hrtime.bigint() - at) / 1e6 };
      await sleep(5);
    }
  },

  /**
   * It takes no edits while it is offline: they are made some at once, each a mutation, and its server's answers awaited; as many as are
   * answered within the time.
   */
  async push({ count }) {
    const contacts = await zero().run(zeroBuilder.record.where('kind', benchEntities.contact).limit(count));
    const began = performance.now();
    const state = { answered: 0 };
    while (state.answered < contacts.length && performance.now() - began < pushForMs) {
      const next = contacts.slice(state.answered, state.answered + mutationsAtOnce);
      const answers = await Promise.all(
        next.map(({ id }, place) => zero().mutate(zeroMutators.retitle({ id, jobTitle: `pushed ${place}` })).server),
      );
      const refused = answers.filter(({ type }) => type !== 'success');
      if (refused.length > 0) throw new Error(`Zero refused ${refused.length} mutations`);
      state.answered += next.length;
    }
    return { ms: performance.now() - began, count: state.answered };
  },
};
