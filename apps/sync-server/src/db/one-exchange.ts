import type { Statement } from '@outpost/domain/kernel/query/query-engine';
import pg from 'pg';
import type { Row } from './database.ts';

/** A statement with the name under which the connection may keep it. Without a name it is parsed each time. */
type NamedStatement = Statement & { readonly name: string | undefined };

type Column = { readonly name: string; readonly parse: (text: string) => unknown };
type RowDescription = { readonly fields: readonly pg.FieldDef[] };
type DataRow = { readonly fields: readonly (string | null)[] };

/**
 * The prepared statements of each connection by name, with their result columns. Postgres keeps both unchanged for the
 * connection's lifetime.
 */
const keptOn = new WeakMap<pg.Connection, Map<string, readonly Column[]>>();

function keptBy(connection: pg.Connection): Map<string, readonly Column[]> {
  const kept = keptOn.get(connection) ?? new Map<string, readonly Column[]>();
  keptOn.set(connection, kept);
  return kept;
}

/**
 * Several statements followed by a single Sync. Postgres runs them as one implicit transaction and answers once. On an error it
 * skips the remaining statements and undoes all (PostgreSQL, "Extended Query", "Pipelining"). pg's own queries each end with a
 * Sync. The class extends `pg.Query` because pg's pipeline accepts nothing else, but it uses no part of it.
 */
class OneExchange extends pg.Query {
  /** Called once with the result. pg replaces it with a function that also ends the silence timeout. */
  callback: (fault: Error | null) => void;
  readonly answers: Row[][] = [];
  readonly #statements: readonly NamedStatement[];
  readonly #parsers: pg.CustomTypesConfig;
  #kept: Map<string, readonly Column[]> = new Map();
  #columns: readonly Column[] = [];
  #rows: Row[] = [];
  #fault: Error | null = null;

  constructor(
    statements: readonly NamedStatement[],
    parsers: pg.CustomTypesConfig,
    callback: (fault: Error | null) => void,
  ) {
    super('');
    this.#statements = statements;
    this.#parsers = parsers;
    this.callback = callback;
  }

  override submit = (connection: pg.Connection): void => {
    this.#kept = keptBy(connection);
    connection.stream.cork();
    try {
      for (const statement of this.#statements) this.#write(connection, statement);
      connection.sync();
    } finally {
      connection.stream.uncork();
    }
    this.#begin();
  };

  #write(connection: pg.Connection, { sql, parameters, name = '' }: NamedStatement): void {
    const isKept = this.#kept.has(name);
    if (!isKept) {
      // If a statement after the parsing failed, we do not know whether Postgres has the name. Closing a name that does
      // not exist is not an error.
      if (name !== '') connection.close({ type: 'S', name }, true);
      connection.parse({ name, text: sql, types: [] }, true);
    }
    connection.bind(
      { statement: name, values: parameters.map((value) => (value === null ? null : String(value))) },
      true,
    );
    if (!isKept) connection.describe({ type: 'P' }, true);
    connection.execute(null, true);
  }

  /** Returns the statement whose answer comes next. */
  get #current(): NamedStatement | undefined {
    return this.#statements[this.answers.length];
  }

  #begin(): void {
    this.#rows = [];
    this.#columns = this.#kept.get(this.#current?.name ?? '') ?? [];
  }

  handleRowDescription({ fields }: RowDescription): void {
    this.#columns = fields.map(({ name, dataTypeID }) => ({
      name,
      parse: this.#parsers.getTypeParser(dataTypeID, 'text') as (text: string) => unknown, // pg's overloads return `any`
    }));
  }

  handleDataRow({ fields }: DataRow): void {
    try {
      const row: Record<string, unknown> = {};
      for (const [place, { name, parse }] of this.#columns.entries()) {
        const text = fields[place] ?? null;
        row[name] = text === null ? null : parse(text);
      }
      this.#rows.push(row);
    } catch (cause) {
      this.#fault ??= new Error('Postgres sent an answer that cannot be parsed', { cause });
    }
  }

  handleCommandComplete(): void {
    const name = this.#current?.name;
    if (name !== undefined) this.#kept.set(name, this.#columns);
    this.answers.push(this.#rows);
    this.#begin();
  }

  /** Handles an error of Postgres or of the connection. The prepared statement is dropped and will be parsed again. */
  handleError(fault: Error): void {
    const name = this.#current?.name;
    if (name !== undefined) this.#kept.delete(name);
    this.callback(fault);
  }

  handleReadyForQuery(): void {
    this.callback(this.#fault);
  }
}

/**
 * Returns the rows of each statement. Fails as a whole, with the error of the first failed statement. The connection must have no
 * other query in progress.
 */
export function inOneExchange(
  client: pg.Client,
  statements: readonly NamedStatement[],
  parsers: pg.CustomTypesConfig,
): Promise<readonly (readonly Row[])[]> {
  return new Promise((resolve, reject) => {
    const exchange = new OneExchange(statements, parsers, (fault) =>
      fault ? reject(fault) : resolve(exchange.answers),
    );
    client.query(exchange);
  });
}
