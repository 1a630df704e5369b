import type { Statement } from '@outpost/domain/kernel/query/query-engine';
import pg from 'pg';
import type { Row } from './database.ts';

/** A statement, and the name under which the connection may keep it; undefined: it is parsed each time. */
type NamedStatement = Statement & { readonly name: string | undefined };

type Column = { readonly name: string; readonly parse: (text: string) => unknown };
type RowDescription = { readonly fields: readonly pg.FieldDef[] };
type DataRow = { readonly fields: readonly (string | null)[] };

/** What each connection keeps parsed: the columns of what each name answers. Postgres lets neither change as long as the connection lives. */
const keptOn = new WeakMap<pg.Connection, Map<string, readonly Column[]>>();

function keptBy(connection: pg.Connection): Map<string, readonly Column[]> {
  const kept = keptOn.get(connection) ?? new Map<string, readonly Column[]>();
  keptOn.set(connection, kept);
  return kept;
}

/**
 * Several statements and a single Sync behind them: Postgres runs them as one implicit transaction, answers once, and on an error passes over
 * what is left and undoes all, whatever the connection was asked for (PostgreSQL, "Extended Query", "Pipelining"). pg's own queries have a
 * Sync each. It is a `pg.Query` because pg's pipeline takes no others, and has nothing of it.
 */
class OneExchange extends pg.Query {
  /** Called once with what became of it. pg replaces it by one that also ends its watch over silence. */
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
      // Where a statement behind the parsing failed, nobody knows whether Postgres has the name: closing what is not there is no error.
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

  /** The statement whose answer comes next. */
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
      parse: this.#parsers.getTypeParser(dataTypeID, 'text') as (text: string) => unknown, // pg's overloads answer `any`
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
      this.#fault ??= new Error('Postgres answered what cannot be read', { cause });
    }
  }

  handleCommandComplete(): void {
    const name = this.#current?.name;
    if (name !== undefined) this.#kept.set(name, this.#columns);
    this.answers.push(this.#rows);
    this.#begin();
  }

  /** Postgres' own error, or that of the connection. What was kept of the statement goes with it: it is parsed anew the next time. */
  handleError(fault: Error): void {
    const name = this.#current?.name;
    if (name !== undefined) this.#kept.delete(name);
    this.callback(fault);
  }

  handleReadyForQuery(): void {
    this.callback(this.#fault);
  }
}

/** The rows of each statement. Fails as a whole, with the error of the first that failed. The connection must have nothing else under way. */
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
