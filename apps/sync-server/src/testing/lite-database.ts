import { readFileSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { migrate } from '../db/migrate.ts';
import type { Database, Row } from '../db/database.ts';
import { type Lite, pgliteDatabase } from '../db/pglite-database.ts';
import { preparedLite } from './prepared-lite.ts';
import { withTestKeys } from './test-keys.ts';

/** The environment variable that names a file with an image of a migrated Postgres, which `makeLiteImage` returned. */
export const liteImageVariable = 'OUTPOST_TEST_LITE_IMAGE';

/**
 * Creates a migrated Postgres in this process, for tests and the simulation. It begins with the run's image if there is one,
 * which takes a fifth of the time of a new one.
 */
export async function makeLiteDatabase(): Promise<{
  readonly database: Database;
  readonly lite: PGlite;
  /** The same Postgres, which prepares its statements. */
  readonly prepared: Lite;
}> {
  const image = process.env[liteImageVariable];
  const lite = image ? await PGlite.create({ loadDataDir: new Blob([readFileSync(image)]) }) : await makeMigrated();
  const prepared = preparedLite(lite);
  return { database: withTestKeys(pgliteDatabase(prepared)), lite, prepared };
}

/** Returns the image of a new migrated Postgres, an uncompressed tar file. */
export async function makeLiteImage(): Promise<Uint8Array> {
  const lite = await makeMigrated();
  const image = await lite.dumpDataDir('none');
  await lite.close();
  return new Uint8Array(await image.arrayBuffer());
}

async function makeMigrated(): Promise<PGlite> {
  const lite = await PGlite.create();
  await migrate({
    run: async (statements) => void (await lite.exec(statements)),
    rows: async (statement) => (await lite.query<Row>(statement)).rows,
  });
  return lite;
}
