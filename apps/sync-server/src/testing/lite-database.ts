import { PGlite } from '@electric-sql/pglite';
import { migrate } from '../db/migrate.ts';
import type { Database, Row } from '../db/database.ts';
import { pgliteDatabase } from '../db/pglite-database.ts';
import { withTestKeys } from './test-keys.ts';

/** Creates a migrated Postgres in this process, for tests and the simulation. */
export async function makeLiteDatabase(): Promise<{ readonly database: Database; readonly lite: PGlite }> {
  const lite = await PGlite.create();
  await migrate({
    run: async (statements) => void (await lite.exec(statements)),
    rows: async (statement) => (await lite.query<Row>(statement)).rows,
  });
  return { database: withTestKeys(pgliteDatabase(lite)), lite };
}
