import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { openRawFile, RawWriter } from './raw-file.ts';

/**
 * Selects the rows after a number, as lines of `n`, id, kind and JSON, separated by tabs. Postgres makes the text, and no
 * other code parses it.
 */
const pageSql = `select string_agg(p.line, e'\n' order by p.n) as body from (select n, n || e'\t' || id || e'\t' || kind || e'\t' || data as line from record where n > $1 order by n limit $2) p`;

/** The raw feed query: a tenant's contacts after an id, among those that everybody in the tenant sees. */
export const feedQuery = `select c.id, c.version, c.schema, c.life, c.owner_id, c.team_id, c.shared_with, c.inherited, c.fields, c.created_at, c.created_by, c.updated_at, c.updated_by
  from store.feed f join store.crm_contact c on c.org_id = f.org_id and c.id = f.id
  where f.org_id = $1 and f.token = 'crm/contact@org' and not f.gone and f.id > $2 order by f.id limit $3`;

/** Selects contacts of a tenant of Outpost's server after an id, as one JSON array that Postgres makes. */
const feedSql = `select json_agg(p)::text as body from (${feedQuery}) p`;

/**
 * Serves a minimal sync server. `GET /page?after=&limit=`: rows from Postgres. `GET /feed?tenant=&after=&limit=`: contacts
 * from a database of Outpost's server. `POST /edit`: writes one row into a SQLite file (FULL) and notifies all listeners at
 * `/events`. `GET /edit`: the newest such row.
 */
export async function serveRaw({
  databaseUrl,
  folder,
}: {
  readonly databaseUrl: string;
  readonly folder: string;
}): Promise<string> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 8 });
  const file = openRawFile(join(folder, 'edits.sqlite'));
  const writer = new RawWriter(file);
  const listeners = new Set<ServerResponse>();
  const edits = { newest: '' };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://raw.test');
    if (url.pathname === '/page') {
      const { rows } = await pool.query<{ body: string | null }>(pageSql, [
        url.searchParams.get('after'),
        url.searchParams.get('limit'),
      ]);
      response.end(rows[0]?.body ?? '');
    } else if (url.pathname === '/feed') {
      const { rows } = await pool.query<{ body: string | null }>(
        feedSql,
        ['tenant', 'after', 'limit'].map((name) => url.searchParams.get(name)),
      );
      response.end(rows[0]?.body ?? '[]');
    } else if (url.pathname === '/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      listeners.add(response);
    } else if (request.method === 'POST') {
      const row = await bodyOf(request);
      const [id = '', kind = '', data = ''] = row.split('\t');
      writer.write([{ id, kind, data }], 'update');
      edits.newest = row;
      response.end();
      for (const listener of listeners) listener.write('data: {"n":1}\n\n');
    } else response.end(edits.newest);
  };
  const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a server on TCP has a port
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}
