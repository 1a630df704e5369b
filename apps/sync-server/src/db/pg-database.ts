import pg from 'pg';
import type { Database, NoticeListener, Row, Transaction, TransactionMode } from './database.ts';
import { NoRoom } from './fair-shares.ts';
import { inOneExchange } from './one-exchange.ts';
import { statementNames } from './prepared-statements.ts';

type Limits = {
  /** The time after which Postgres stops a statement. */
  readonly statementMs: number;
  /**
   * The time without an answer after which a connection is closed. Such a connection is broken without notice (a cable,
   * a firewall that dropped its state).
   */
  readonly silenceMs: number;
  readonly connections: number;
  /** The longest wait for a connection. */
  readonly connectMs: number;
};

/**
 * Chosen. The write path and a page of a pull take milliseconds. The silence limit is longer than the statement limit,
 * so that Postgres stops a slow statement first. A small Postgres supports this number of connections in addition to
 * its other users.
 */
const usualLimits: Limits = { statementMs: 30_000, silenceMs: 35_000, connections: 20, connectMs: 10_000 };

/** The log of a pool. */
export type ConnectionLog = { readonly warn: (details: Readonly<Record<string, unknown>>, message: string) => void };

const int8 = 20;
// pg's overloads return `any`; no type checks the parsers' results anyway.
const parserOf = pg.types.getTypeParser as (oid: number, format?: string) => (text: string) => unknown;
const types = {
  // Clock numbers and amounts of money stay below 2^53. The domain's schemas ensure it.
  getTypeParser: (oid: number, format?: string) => (oid === int8 ? Number : parserOf(oid, format)),
} as pg.CustomTypesConfig;

/**
 * Returns the store on a real Postgres. `url` is the app role's. A lost connection is logged and replaced. It never
 * crashes the server. Statements are sent immediately, without waiting for earlier answers (pg's pipeline mode).
 */
export function pgDatabase(url: string, log: ConnectionLog, limits: Partial<Limits> = {}): Database {
  const { statementMs, silenceMs, connections, connectMs } = { ...usualLimits, ...limits };
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    types,
    pipeline: true,
    statement_timeout: statementMs,
    query_timeout: silenceMs,
    keepAlive: true,
    connectionTimeoutMillis: connectMs,
    idleTimeoutMillis: 30_000,
    application_name: 'outpost',
  });
  pool.on('error', (error) => log.warn({ err: error }, 'An idle connection to Postgres was lost.'));
  // The pool listens to idle connections only. Without this listener, a connection lost during a transaction would end the
  // process.
  pool.on('connect', (client) => {
    client.on('error', (error) => log.warn({ err: error }, 'A connection to Postgres was lost while it was in use.'));
  });
  const nameOf = statementNames();
  // pg keeps its own list of prepared statements of a connection, so the statements sent here need different names.
  const nameOfRead = statementNames({ prefix: 'outpost_read_' });
  return {
    connections,
    async read(statements) {
      const client = await connected(pool);
      try {
        const named = statements.map((statement) => ({ ...statement, name: nameOfRead(statement.sql) }));
        const answers = await inOneExchange(client, named, types);
        client.release();
        return answers;
      } catch (cause) {
        release(client, client.query('select 1')); // returned to the pool once it has answered again
        if (cause instanceof Error) Error.captureStackTrace(cause); // the caller's stack, not that of the socket's reader
        throw cause;
      }
    },
    transaction: async (mode, work) => new PgTransaction(await connected(pool), nameOf).run(mode, work),
    listen: (channel, listener) => keepListening({ url, channel, listener, log }),
    close: () => pool.end(),
  };
}

/** pg's messages when no connection was free in time, or none could be opened in time. */
const fullPool = /timeout.*when trying to connect|due to connection timeout/i;

/** Returns a connection of the pool. Throws `NoRoom` where none became free. The caller may retry. */
async function connected(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect();
  } catch (cause) {
    if (cause instanceof Error && fullPool.test(cause.message)) throw new NoRoom(cause.message, fullPoolSeconds);
    throw cause;
  }
}

/** Chosen: the duration of a burst. */
const fullPoolSeconds = 5;

const begin = { write: 'begin', snapshot: 'begin isolation level repeatable read read only' } as const;
/** Postgres' error code for a statement after a failed one in the same transaction. */
const afterFailure = '25P02';

/** One transaction on its own connection, which returns to the pool at its end. */
class PgTransaction implements Transaction {
  readonly #client: pg.PoolClient;
  readonly #nameOf: (text: string) => string | undefined;
  /** The first failure. Statements already sent after it fail too. */
  #failure: { readonly cause: unknown } | undefined;
  #isGathering = false;
  #isOver = false;

  constructor(client: pg.PoolClient, nameOf: (text: string) => string | undefined) {
    this.#client = client;
    this.#nameOf = nameOf;
  }

  async query<R extends Row = Row>(text: string, parameters: readonly unknown[] = []): Promise<readonly R[]> {
    if (this.#isOver) throw new Error('The transaction is over', { cause: this.#failure?.cause });
    try {
      this.#gather();
      const name = this.#nameOf(text);
      const result = await this.#client.query({
        text,
        values: [...parameters],
        ...(name === undefined ? {} : { name }),
      });
      return result.rows as readonly R[]; // the statement lists the columns of R
    } catch (cause) {
      this.#failure ??= { cause };
      throw cause;
    }
  }

  async run<T>(mode: TransactionMode, work: (tx: Transaction) => Promise<T>): Promise<T> {
    try {
      const begun = this.#plain(begin[mode]);
      begun.catch(() => undefined); // reported below; all statements after it fail too
      const answer = await work(this);
      await begun;
      if (mode === 'snapshot')
        this.#end('commit'); // a read-only transaction does not depend on the result of its commit
      else await this.#commit();
      return answer;
    } catch (cause) {
      this.#end('rollback');
      throw isAfterFailure(cause) && this.#failure ? this.#failure.cause : cause;
    }
  }

  /** Sends a statement without parameters as text, without parse and bind. */
  async #plain(text: string): Promise<pg.QueryResult> {
    try {
      this.#gather();
      return await this.#client.query(text);
    } catch (cause) {
      this.#failure ??= { cause };
      throw cause;
    }
  }

  async #commit(): Promise<void> {
    this.#isOver = true;
    const undone = (): Error => new Error('The transaction was rolled back', { cause: this.#failure?.cause });
    if (this.#failure) throw undone(); // also where the failed statement never reached Postgres
    const { command } = await this.#plain('commit');
    // Postgres answers a commit after a failed statement by rolling back, without an error.
    if (command !== 'COMMIT') throw undone();
    this.#client.release();
  }

  /** Sends all statements of one tick in one packet, so that Postgres wakes once for them. */
  #gather(): void {
    if (this.#isGathering) return;
    const { stream } = this.#client.connection;
    this.#isGathering = true;
    stream.cork();
    process.nextTick(() => {
      this.#isGathering = false;
      stream.uncork();
    });
  }

  /** Ends the transaction without waiting. A connection in an unknown state is not used again. */
  #end(how: 'commit' | 'rollback'): void {
    this.#isOver = true; // later calls by other parts of the failed work would run in the connection's next transaction
    release(this.#client, this.#client.query(how));
  }
}

/**
 * Returns a connection to the pool after the answer to its last statement, for which no caller waits. If that statement fails,
 * the connection is closed.
 */
function release(client: pg.PoolClient, last: Promise<unknown>): void {
  last.then(
    () => client.release(),
    (cause: unknown) => client.release(cause instanceof Error ? cause : new Error('A connection failed', { cause })),
  );
}

const isAfterFailure = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && cause.code === afterFailure;

type Listening = {
  readonly url: string;
  readonly channel: string;
  readonly listener: NoticeListener;
  readonly log: ConnectionLog;
};

/** Keeps a separate connection for LISTEN, reopened when it is lost. */
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
    await client?.end().catch(() => undefined); // the connection is being closed anyway
  };
}
