import { NewestMap } from '@outpost/domain/kernel/acts/newest-map';
import type Database from 'better-sqlite3';
import type { SqlValue } from './mango-to-sql.ts';

/** Chosen: screens ask a few dozen different questions; a prepared statement holds some 10 kB. */
const keptStatements = 150;

/** Prepared statements of one connection by their text; the one not used for longest goes first. */
export class StatementCache {
  readonly #connection: Database.Database;
  readonly #statements = new NewestMap<string, Database.Statement<SqlValue[]>>(keptStatements);

  constructor(connection: Database.Database) {
    this.#connection = connection;
  }

  /** The statement of this text. Throws SQLite's error where the text is wrong. */
  prepare(sql: string): Database.Statement<SqlValue[]> {
    const statement = this.#statements.get(sql) ?? this.#connection.prepare<SqlValue[]>(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
