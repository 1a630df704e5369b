import pg from 'pg';
import type { Database, NoticeListener, Row, Transaction, TransactionMode } from './database.ts';
import { NoRoom } from './fair-shares.ts';
import { inOneExchange } from './one-exchange.ts';
import { statementNames } from './prepared-statements.ts';

type Limits = {
  /** Postgres stops a statement that runs longer. */
  readonly statementMs: number;
  /** A connection that owes an answer for longer is given up: it is dead, and nobody said so (a cable, a firewall that forgot it). */
  readonly silenceMs: number;
  readonly connections: number;
  /** How long a connection is waited for. */
  readonly connectMs: number;
};

/**
 * Chosen. The write path and a page of a pull take milliseconds. Silence is longer, so that it is Postgres that stops a slow statement. As many
 * connections as a small Postgres bears beside its other users.
 */
const usualLimits: Limits = { statementMs: 30_000, silenceMs: 35_000, connections: 20, connectMs: 10_000 };

/** What the pool reports beside its answers. */
export type ConnectionLog = { readonly warn: (details: Readonly<Record<string, unknown>>, message: string) => void };

const int8 = 20;
// pg's overloads answer `any`; what its parsers give is checked by no type anyway.
const parserOf = pg.types.getTypeParser as (oid: number, format?: string) => (text: string) => unknown;
const types = {
  // Clock numbers and amounts of money stay below 2^53: the domain's schemas see to it.
  getTypeParser: (oid: number, format?: string) => (oid === int8 ? Number : parserOf(oid, format)),
} as pg.CustomTypesConfig;

/**
 * The store on a real Postgres. `url` is the app role's; a lost connection is reported and replaced, never a crash. Statements go out as
 * they are asked for, without waiting for the answers of those before (pg's pipeline mode).
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
  // The pool looks after idle connections only: one that is lost amid a transaction would end the process for want of a listener.
  pool.on('connect', (client) => {
    client.on('error', (error) => log.warn({ err: error }, 'A connection to Postgres was lost while it was in use.'));
  });
  const nameOf = statementNames();
  // pg keeps its own account of what it has parsed on a connection: what goes out here has names of its own.
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
        release(client, client.query('select 1')); // goes back when it has shown that it still answers
        if (cause instanceof Error) Error.captureStackTrace(cause); // who asked, not where bytes came in
        throw cause;
      }
    },
    transaction: async (mode, work) => new PgTransaction(await connected(pool), nameOf).run(mode, work),
    listen: (channel, listener) => keepListening({ url, channel, listener, log }),
    close: () => pool.end(),
  };
}

/** What pg says when no connection came free in time, or a new one could not be made in time. */
const fullPool = /timeout.*when trying to connect|due to connection timeout/i;

/** A connection of the pool. Throws `NoRoom` where none came free: whoever asked may ask again. */
async function connected(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect();
  } catch (cause) {
    if (cause instanceof Error && fullPool.test(cause.message)) throw new NoRoom(cause.message, fullPoolSeconds);
    throw cause;
  }
}

/** Chosen: as long as a burst lasts. */
const fullPoolSeconds = 5;

const begin = { write: 'begin', snapshot: 'begin isolation level repeatable read read only' } as const;
/** Postgres' code for a statement that came after one that failed in the same transaction. */
const afterFailure = '25P02';

/** One transaction on a connection of its own, which goes back to the pool with its end. */
class PgTransaction implements Transaction {
  readonly #client: pg.PoolClient;
  readonly #nameOf: (text: string) => string | undefined;
  /** What failed first: statements that were on their way behind it fail with it. */
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
      begun.catch(() => undefined); // told below; what comes behind it fails too
      const answer = await work(this);
      await begun;
      if (mode === 'snapshot')
        this.#end('commit'); // nothing depends on how a reading transaction ends
      else await this.#commit();
      return answer;
    } catch (cause) {
      this.#end('rollback');
      throw isAfterFailure(cause) && this.#failure ? this.#failure.cause : cause;
    }
  }

  /** A statement without parameters: goes as text, with nothing to parse or bind. */
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
    const { command } = await this.#plain('commit');
    // Postgres answers a commit after a failed statement by rolling back, without an error.
    if (command !== 'COMMIT') throw new Error('The transaction was rolled back', { cause: this.#failure?.cause });
    this.#client.release();
  }

  /** What is asked for in one go leaves in one packet: Postgres wakes once for all of it. */
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

  /** Ends the transaction without anybody waiting for it. A connection in an unknown state is not used again. */
  #end(how: 'commit' | 'rollback'): void {
    this.#isOver = true; // what one part of the work still asks for after another has failed would land in somebody else's
    release(this.#client, this.#client.query(how));
  }
}

/** Gives a connection back with the answer to its last statement, for which nobody waits. One that fails at that is not used again. */
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
