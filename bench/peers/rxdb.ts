import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { RawPostgres } from '../raw/raw-postgres.ts';
import type { PeerTasks } from './peer.ts';
import { peerModule } from './peer-modules.ts';

type Row = { readonly id: string; readonly jobTitle?: string; readonly updatedAt: string };
type Checkpoint = { readonly n: number };
type Pushed = { readonly assumedMasterState?: Row; readonly newDocumentState: Row };
type Replication = {
  awaitInitialReplication(): Promise<void>;
  awaitInSync(): Promise<true>;
  reSync(): void;
  pause(): Promise<unknown>;
  start(): Promise<void>;
  readonly sent$: Stream<unknown>;
  readonly error$: Stream<{ readonly message: string }>;
};
type Stream<T> = { subscribe(then: (value: T) => void): { unsubscribe(): void } };
type Collection = {
  count(): { exec(): Promise<number> };
  findOne(id: string): { exec(): Promise<{ toJSON(): Row } | null> };
  find(query: object): { exec(): Promise<readonly { toJSON(): Row }[]> };
  bulkUpsert(rows: readonly Row[]): Promise<{ readonly error: readonly unknown[] }>;
};
type Database = { addCollections(of: object): Promise<{ readonly records: Collection }> };
type RxDb = { createRxDatabase(options: object): Promise<Database> };

/** A page is as large as one of the raw loop. A push is twice as large as one of ours. */
const [pullRows, pushRows] = [5_000, 1_000];

const pageSql = `select string_agg(p.data, ',' order by p.n) as documents, max(p.n) as n from (select n, data from record where n > $1 order by n limit $2) p`;
/** RxDB's rule: a row that differs from the client's assumed state is a conflict, and the answer contains the real one. */
const pushSql = `
  with pushed as (select * from jsonb_to_recordset($1::jsonb) as r(id uuid, seen text, data text)),
  written as (update record set n = nextval('record_n'), data = p.data from pushed p
    where record.id = p.id and record.data::jsonb->>'updatedAt' = p.seen returning record.id)
  select r.data from record r join pushed p on p.id = r.id where not exists (select 1 from written w where w.id = p.id)`;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

const open: { raw?: RawPostgres; records?: Collection; replication?: Replication } = {};
const held = (): { readonly records: Collection; readonly replication: Replication } => {
  const { records, replication } = open;
  if (!records || !replication) throw new Error('No database is open');
  return { records, replication };
};

const schema = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 36 },
    name: { type: 'string', maxLength: 120 },
    ownerId: { type: 'string', maxLength: 36 },
    updatedAt: { type: 'string', maxLength: 30 },
  },
  required: ['id', 'name', 'ownerId', 'updatedAt'],
  indexes: ['name', ['ownerId', 'name'], 'updatedAt'],
};

/**
 * RxDB's replication over HTTP onto a table of Postgres. Its client uses the open-source storage in memory with three indexes; no
 * file, no search.
 */
export const rxdbTasks: PeerTasks = {
  async serve({ databaseUrl, count, owners }) {
    open.raw = await RawPostgres.fill(databaseUrl, { count, owners });
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 8 });
    await pool.query(`create sequence record_n start ${2 * count}`);
    const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const url = new URL(request.url ?? '/', 'http://rxdb.test');
      if (request.method === 'POST') {
        const rows = JSON.parse(await bodyOf(request)) as readonly Pushed[]; // sent by the client process
        const sets = rows.map(({ assumedMasterState, newDocumentState }) => ({
          id: newDocumentState.id,
          seen: assumedMasterState?.updatedAt,
          data: JSON.stringify(newDocumentState),
        }));
        const conflicts = await pool.query<{ data: string }>(pushSql, [JSON.stringify(sets)]);
        response.end(`[${conflicts.rows.map(({ data }) => data).join(',')}]`);
        return;
      }
      const after = url.searchParams.get('after');
      const { rows } = await pool.query<{ documents: string | null; n: string | null }>(pageSql, [after, pullRows]);
      response.end(`{"documents":[${rows[0]?.documents ?? ''}],"checkpoint":{"n":${rows[0]?.n ?? after}}}`);
    };
    const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
      answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }; // a server on TCP has a port
  },

  async change({ count }) {
    if (!open.raw) throw new Error('Nothing is served');
    return open.raw.change(count);
  },

  stop: async () => open.raw?.close(),

  async firstSync({ url, count }) {
    const rxdb = peerModule<RxDb>('rxdb');
    const memory = peerModule<{ getRxStorageMemory(): object }>('rxdb/plugins/storage-memory');
    const replicating = peerModule<{ replicateRxCollection(options: object): Replication }>('rxdb/plugins/replication');
    const ask = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
      const response = await fetch(`${url}${path}`, init);
      if (!response.ok) throw new Error(await response.text());
      return (await response.json()) as T; // sent by the server process
    };
    const began = performance.now();
    const database = await rxdb.createRxDatabase({
      name: 'held',
      storage: memory.getRxStorageMemory(),
      multiInstance: false,
    });
    const { records } = await database.addCollections({ records: { schema } });
    const replication = replicating.replicateRxCollection({
      collection: records,
      replicationIdentifier: 'bench',
      live: true,
      pull: {
        batchSize: pullRows,
        handler: (checkpoint: Checkpoint | undefined) => ask(`/pull?after=${checkpoint?.n ?? 0}`),
      },
      push: {
        batchSize: pushRows,
        handler: (rows: readonly Pushed[]) => ask('/push', { method: 'POST', body: JSON.stringify(rows) }),
      },
    });
    replication.error$.subscribe(({ message }) => void process.stderr.write(`RxDB: ${message}\n`));
    await replication.awaitInitialReplication();
    const ms = performance.now() - began;
    const found = await records.count().exec();
    if (found !== count) throw new Error(`RxDB has ${found} of ${count} documents`);
    Object.assign(open, { records, replication });
    return { ms, bytes: null };
  },

  async catchUp({ lastId }) {
    const { records, replication } = held();
    const began = performance.now();
    replication.reSync();
    // Being in sync does not mean that a requested pull has ended.
    while ((await records.findOne(lastId).exec())?.toJSON().jobTitle?.startsWith('changed ') !== true) await sleep(5);
    await replication.awaitInSync();
    return { ms: performance.now() - began };
  },

  async push({ count }) {
    const { records, replication } = held();
    await replication.pause();
    // Only contacts have a job title.
    const contacts = await records.find({ selector: { jobTitle: { $exists: true } }, limit: count }).exec();
    const updatedAt = new Date().toISOString();
    const edits = contacts.map((document, place) => ({ ...document.toJSON(), jobTitle: `pushed ${place}`, updatedAt }));
    const { error } = await records.bulkUpsert(edits);
    if (error.length > 0) throw new Error(`RxDB refused ${error.length} documents`);
    const all = Promise.withResolvers<void>();
    const state = { sent: 0 };
    const sending = replication.sent$.subscribe(() => {
      state.sent += 1;
      if (state.sent === edits.length) all.resolve();
    });
    const began = performance.now();
    await replication.start();
    await all.promise;
    const ms = performance.now() - began;
    sending.unsubscribe();
    return { ms, count: edits.length };
  },
};
