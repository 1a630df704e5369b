import { NewestMap } from '@outpost/domain/kernel/acts/newest-map';
import type Database from 'better-sqlite3';
import type { SqlValue } from '@outpost/domain/kernel/query/query-engine';

/** Chosen: screens use a few dozen different questions; a prepared statement takes some 10 kB. */
const keptStatements = 150;

/** A cache of one connection's prepared statements by their text; the least recently used one is dropped first. */
export class StatementCache {
  readonly #connection: Database.Database;
  readonly #statements = new NewestMap<string, Database.Statement<SqlValue[]>>(keptStatements);

  constructor(connection: Database.Database) {
    this.#connection = connection;
  }

  /** Returns the statement of this text. Throws SQLite's error where the text is invalid. */
  prepare(sql: string): Database.Statement<SqlValue[]> {
    const statement = this.#statements.get(sql) ?? this.#connection.prepare<SqlValue[]>(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
