import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { findFreePort } from '../../scripts/free-port.ts';
import { benchEntities, benchRecords } from '../bench-records.ts';
import type { PeerTasks } from './peer.ts';
import { peerFile, peerModule } from './peer-modules.ts';
import { zeroMutators, zeroQueries, zeroRow, zeroSchema, zeroTableSql } from './zero-model.ts';

type Mutation = (of: object) => Promise<void>;
type Asked = { readonly query: URLSearchParams; readonly body: unknown; readonly userID: string };
type ServerModule = {
  handleQueryRequest(
    of: Asked & { readonly schema: object; readonly handler: (name: string) => object },
  ): Promise<object>;
  handleMutateRequest(
    of: Asked & {
      readonly dbProvider: object;
      readonly handler: (
        transact: (work: (tx: object, name: string, args: unknown) => Promise<void>) => Promise<object>,
      ) => Promise<object>;
    },
  ): Promise<object>;
};
type NodePg = { zeroNodePg(schema: object, pool: object): object };
type Registry = {
  mustGetQuery(queries: object, name: string): { fn(of: object): object };
  mustGetMutator(mutators: object, name: string): { readonly fn: Mutation };
};

const batchRows = 5_000;
/** zero-cache copies the table into its own SQLite file before it answers. */
const readyWithinMs = 300_000;
const open: { pool?: pg.Pool; cache?: ChildProcess } = {};

async function fill(pool: pg.Pool, data: Parameters<typeof benchRecords>[0]): Promise<void> {
  await pool.query(zeroTableSql);
  let batch: object[] = [];
  const flush = async (): Promise<void> => {
    await pool.query(
      `insert into record select r.id, r.kind, r.name, r."ownerId", r."jobTitle", r.data
       from jsonb_to_recordset($1::jsonb) as r(id text, kind text, name text, "ownerId" text, "jobTitle" text, data jsonb)`,
      [JSON.stringify(batch)],
    );
    batch = [];
  };
  for (const record of benchRecords(data)) {
    batch.push(zeroRow(record));
    if (batch.length === batchRows) await flush();
  }
  await flush();
  await pool.query('vacuum analyze record');
}

/**
 * Serves the two endpoints that Zero requires of an app: one that resolves a query's name, and one that runs mutations in the
 * app's own database.
 */
async function serveApp(pool: pg.Pool): Promise<string> {
  const serving = peerModule<ServerModule>('@rocicorp/zero/server');
  const registry = peerModule<Registry>('@rocicorp/zero');
  const dbProvider = peerModule<NodePg>('@rocicorp/zero/server/adapters/pg').zeroNodePg(zeroSchema, pool);
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://zero.test');
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    const asked = { query, body: JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown, userID: 'bench' };
    const answered =
      pathname === '/query'
        ? await serving.handleQueryRequest({
            ...asked,
            schema: zeroSchema,
            handler: (name) => registry.mustGetQuery(zeroQueries, name).fn({ ctx: {} }),
          })
        : await serving.handleMutateRequest({
            ...asked,
            dbProvider,
            handler: (transact) =>
              transact((tx, name, args) => registry.mustGetMutator(zeroMutators, name).fn({ tx, args, ctx: {} })),
          });
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answered));
  };
  const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a server on TCP has a port
}

async function startCache({
  app,
  databaseUrl,
  folder,
}: {
  app: string;
  databaseUrl: string;
  folder: string;
}): Promise<string> {
  const port = await findFreePort(20_720);
  const url = `http://127.0.0.1:${port}`;
  const words = { last: '' };
  const cache = spawn(process.execPath, [peerFile('@rocicorp/zero/out/zero/src/cli.js')], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'development',
      DO_NOT_TRACK: '1',
      ZERO_UPSTREAM_DB: databaseUrl,
      ZERO_REPLICA_FILE: join(folder, 'replica.db'),
      ZERO_PORT: String(port),
      ZERO_CHANGE_STREAMER_PORT: String(await findFreePort(port + 1)),
      ZERO_QUERY_URL: `${app}/query`,
      ZERO_MUTATE_URL: `${app}/mutate`,
      ZERO_NUM_SYNC_WORKERS: '1',
      ZERO_UPSTREAM_MAX_CONNS: '5',
      ZERO_CVR_MAX_CONNS: '5',
      ZERO_LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [cache.stdout, cache.stderr])
    stream.on('data', (bytes: Buffer) => void (words.last = (words.last + bytes.toString()).slice(-2_000)));
  open.cache = cache;
  process.once('exit', () => void cache.kill('SIGTERM'));
  for (const deadline = Date.now() + readyWithinMs; Date.now() < deadline;) {
    if (cache.exitCode !== null) throw new Error(`zero-cache ended: ${words.last}`);
    const isReady = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (isReady) return url;
    await sleep(200);
  }
  throw new Error(`zero-cache is not ready: ${words.last}`);
}

/** The server side: a table of Postgres, the app's endpoints, and zero-cache in separate processes. */
export const zeroServerTasks: Pick<PeerTasks, 'serve' | 'change' | 'stop'> = {
  async serve({ databaseUrl, folder, ...data }) {
    open.pool = new pg.Pool({ connectionString: databaseUrl, max: 8 });
    await fill(open.pool, data);
    return { url: await startCache({ app: await serveApp(open.pool), databaseUrl, folder }) };
  },

  async change({ count }) {
    const changed = await open.pool?.query<{ id: string }>(
      `update record r set "jobTitle" = 'changed' from (select id from record where kind = $1 order by id limit $2) c where r.id = c.id returning r.id`,
      [benchEntities.contact, count],
    );
    const at = process.hrtime.bigint();
    return { count: changed?.rowCount ?? 0, lastId: changed?.rows.at(-1)?.id ?? '', at };
  },

  async stop() {
    const { cache, pool } = open;
    if (cache?.exitCode === null && cache.signalCode === null) {
      const ended = new Promise<void>((resolve) => void cache.once('exit', () => resolve()));
      cache.kill('SIGTERM');
      await ended;
    }
    await pool?.end();
  },
};
