import { readdirSync, statSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { benchEntities, type BenchRecord, benchRecords, rawText } from '../bench-records.ts';
import type { PeerTasks } from './peer.ts';
import { peerModule } from './peer-modules.ts';

type Document = { readonly _id: string; readonly _rev?: string; readonly kind: string; readonly jobTitle?: string };
type Database = {
  bulkDocs(documents: readonly Document[]): Promise<readonly ({ readonly ok: true } | { readonly error: unknown })[]>;
  allDocs(options: object): Promise<{ readonly rows: readonly { readonly doc: Document }[] }>;
  info(): Promise<{ readonly doc_count: number }>;
  get(id: string): Promise<Document>;
};
type PouchDb = {
  new (name: string): Database;
  defaults(options: { readonly prefix: string }): PouchDb;
  replicate(from: Database | string, to: Database | string, options: object): Promise<{ readonly ok: boolean }>;
};
type Express = () => { use(path: string, app: unknown): void; listen(port: number, host: string): Server };
type Server = { address(): AddressInfo; once(event: 'listening', then: () => void): void };

const batchRows = 5_000;
/** Larger batches than its default of 100: our pages are as large, and it is faster with them. */
const replication = { batch_size: 2_000, batches_limit: 4 };

const documentOf = (record: BenchRecord): Document => {
  const { id, ...flat } = JSON.parse(rawText(record)) as { readonly id: string }; // written by the generator
  return { _id: id, kind: record.entity, ...flat };
};
const open: { served?: Database; held?: Database; url?: string } = {};
const held = (): Database => {
  if (!open.held) throw new Error('No database is open');
  return open.held;
};

/** Returns the first contacts by id. */
async function contactsIn(database: Database, count: number): Promise<readonly Document[]> {
  const { rows } = await database.allDocs({ include_docs: true, limit: Math.ceil((count * 10) / 6) + 10 });
  return rows.flatMap(({ doc }) => (doc.kind === benchEntities.contact ? [doc] : [])).slice(0, count);
}

async function write(database: Database, documents: readonly Document[]): Promise<void> {
  const refused = (await database.bulkDocs(documents)).filter((row) => 'error' in row);
  if (refused.length > 0) throw new Error(`PouchDB refused ${refused.length} documents`);
}

const bytesIn = (folder: string): number =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).reduce((sum, name) => {
    const found = statSync(join(folder, name));
    return sum + (found.isFile() ? found.size : 0);
  }, 0);

/** PouchDB on LevelDB ↔ express-pouchdb on LevelDB, with its own protocol over HTTP; no secondary index, no search. */
export const pouchdbTasks: PeerTasks = {
  async serve({ folder, ...data }) {
    const pouchDb = peerModule<PouchDb>('pouchdb').defaults({ prefix: `${folder}/` });
    const served = new pouchDb('records');
    let batch: Document[] = [];
    for (const record of benchRecords(data)) {
      batch.push(documentOf(record));
      if (batch.length < batchRows) continue;
      await write(served, batch);
      batch = [];
    }
    await write(served, batch);
    const app = peerModule<Express>('express')();
    const serving = peerModule<(pouchDb: PouchDb, options: object) => unknown>('express-pouchdb');
    app.use(
      '/',
      serving(pouchDb, { mode: 'minimumForPouchDB', inMemoryConfig: true, logPath: join(folder, 'log.txt') }),
    );
    const server = app.listen(0, '127.0.0.1');
    await new Promise<void>((resolve) => {
      server.once('listening', resolve);
    });
    open.served = served;
    return { url: `http://127.0.0.1:${server.address().port}/records` };
  },

  async change({ count }) {
    if (!open.served) throw new Error('Nothing is served');
    const changed = (await contactsIn(open.served, count)).map((doc, place) => ({
      ...doc,
      jobTitle: `changed ${place}`,
    }));
    await write(open.served, changed);
    return { count: changed.length, lastId: changed.at(-1)?._id ?? '', at: process.hrtime.bigint() };
  },

  stop: async () => undefined, // it has no other process

  async firstSync({ url, folder, count }) {
    const pouchDb = peerModule<PouchDb>('pouchdb').defaults({ prefix: `${folder}/` });
    const began = performance.now();
    open.held = new pouchDb('held');
    open.url = url;
    await pouchDb.replicate(url, open.held, replication);
    const ms = performance.now() - began;
    const { doc_count: found } = await open.held.info();
    if (found !== count) throw new Error(`PouchDB has ${found} of ${count} documents`);
    return { ms, bytes: bytesIn(folder) };
  },

  async catchUp({ lastId }) {
    const began = performance.now();
    await peerModule<PouchDb>('pouchdb').replicate(open.url ?? '', held(), replication);
    const ms = performance.now() - began;
    if ((await held().get(lastId)).jobTitle?.startsWith('changed ') !== true)
      throw new Error('The changes did not come');
    return { ms };
  },

  async push({ count }) {
    const edited = (await contactsIn(held(), count)).map((doc, place) => ({ ...doc, jobTitle: `pushed ${place}` }));
    await write(held(), edited);
    const began = performance.now();
    await peerModule<PouchDb>('pouchdb').replicate(held(), open.url ?? '', replication);
    return { ms: performance.now() - began, count: edited.length };
  },
};
