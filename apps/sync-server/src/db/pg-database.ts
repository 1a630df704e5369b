import pg from 'pg';
import type { Database, NoticeListener, Row, Transaction } from './database.ts';

/** Chosen: a question that runs longer is stopped; the write path and a page of a pull take milliseconds. */
const statementTimeoutMs = 30_000;
/** Chosen: as many as a small Postgres bears beside its other users. */
const mostConnections = 20;

/** What the pool reports beside its answers. */
export type ConnectionLog = { readonly warn: (details: Readonly<Record<string, unknown>>, message: string) => void };

const int8 = 20;
// pg's overloads answer `any`; what its parsers give is checked by no type anyway.
const parserOf = pg.types.getTypeParser as (oid: number, format?: string) => (text: string) => unknown;
const types = {
  // Clock numbers and amounts of money stay below 2^53: the domain's schemas see to it.
  getTypeParser: (oid: number, format?: string) => (oid === int8 ? Number : parserOf(oid, format)),
} as pg.CustomTypesConfig;

/** The store on a real Postgres. `url` is the app role's; a lost connection is reported and replaced, never a crash. */
export function pgDatabase(url: string, log: ConnectionLog): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: mostConnections,
    types,
    statement_timeout: statementTimeoutMs,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    application_name: 'outpost',
  });
  pool.on('error', (error) => log.warn({ err: error }, 'An idle connection to Postgres was lost.'));
  const begin = { write: 'begin', snapshot: 'begin isolation level repeatable read read only' } as const;
  return {
    async transaction(mode, work) {
      const client = await pool.connect();
      let broken: Error | undefined;
      try {
        await client.query(begin[mode]);
        const answer = await work(transactionOn(client));
        await client.query('commit');
        return answer;
      } catch (cause) {
        await client.query('rollback').catch((error: unknown) => {
          broken = error instanceof Error ? error : new Error('rollback failed', { cause: error }); // a connection in an unknown state is not used again
        });
        throw cause;
      } finally {
        client.release(broken);
      }
    },
    listen: (channel, listener) => keepListening({ url, channel, listener, log }),
    close: () => pool.end(),
  };
}

const transactionOn = (client: pg.PoolClient): Transaction => ({
  async query<R extends Row = Row>(statement: string, parameters: readonly unknown[] = []) {
    const result = await client.query(statement, [...parameters]);
    return result.rows as readonly R[]; // the statement lists the columns of R
  },
});

type Listening = {
  readonly url: string;
  readonly channel: string;
  readonly listener: NoticeListener;
  readonly log: ConnectionLog;
};

/** One connection of its own for LISTEN, made anew when it is lost. */
async function keepListening({ url, channel, listener, log }: Listening): Promise<() => Promise<void>> {
  let stopped = false;
  let client: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  let waitMs = 250;
  const connect = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: url, application_name: 'outpost-listen', keepAlive: true });
    client = next;
    next.on('error', (error) => log.warn({ err: error }, 'The connection that listens for news was lost.'));
    next.on('end', () => again());
    next.on('notification', (notice) => {
      if (notice.channel === channel) listener.notice(notice.payload ?? '');
    });
    await next.connect();
    await next.query(`listen ${pg.escapeIdentifier(channel)}`);
    waitMs = 250;
  };
  const again = (): void => {
    if (stopped || retry) return;
    retry = setTimeout(() => {
      retry = undefined;
      connect().then(
        () => listener.gap(),
        (error: unknown) => {
          log.warn({ err: error }, 'Listening for news failed; trying again.');
          again();
        },
      );
    }, waitMs);
    retry.unref();
    waitMs = Math.min(waitMs * 2, 10_000);
  };
  await connect();
  return async () => {
    stopped = true;
    clearTimeout(retry);
    await client?.end().catch(() => undefined); // it is ending anyway
  };
}
