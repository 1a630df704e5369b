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

/**
 * The client writes its data in the background, a second after receiving it. If nothing was written for this long, all data is
 * written.
 */
const quietMs = 4_000;
const mutationsAtOnce = 500;
/** No further edits begin after this time, so that a busy machine does not delay the other measurements. */
const pushForMs = 60_000;
/** The time of the file's last commit, in ms of this process' clock, and the number of commits. */
const commits = { count: 0, at: 0 };
const open: { zero?: Zero } = {};
const zero = (): Zero => {
  if (!open.zero) throw new Error('No client is open');
  return open.zero;
};

/** Opens SQLite as Zero's store requires, on Zero's own build, and notes each commit. */
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

/** Returns a store in WAL, FULL, in the measurement's own folder. */
const storeIn = (directory: string): object => ({
  create: (name: string) =>
    new (peerModule<StoreModule>('@rocicorp/zero/sqlite').SQLiteStore)(name, openFile, {
      directory,
      journalMode: 'WAL',
      synchronous: 'FULL',
    }),
  drop: async () => undefined, // the whole folder is deleted later
});

const bytesIn = (folder: string): number =>
  readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);

/** Waits until nothing has been written for a while, and returns the time of the last write. */
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

  /**
   * Waits until the last row of the transaction is shown. Zero sends changes immediately, so the time begins at the
   * commit.
   */
  async catchUp({ lastId, at }) {
    for (;;) {
      const [row] = await zero().run(zeroBuilder.record.where('id', lastId));
      if (row?.jobTitle === 'changed') return { ms: Number(process.hrtime.bigint() - at) / 1e6 };
      await sleep(5);
    }
  },

  /**
   * Makes edits in groups, each as a mutation, and waits for the server's answers, until the time is over. Zero accepts no
   * edits while offline.
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
