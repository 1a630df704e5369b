import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withOwner } from '@outpost/sync-server/db/owner-connection';
import { startThrowawayPostgres } from '../../scripts/embedded-postgres.ts';
import { startNodeProgram } from '../../scripts/start/child-program.ts';

/** A database and a folder of one server, which `remove` deletes. */
export type ServerStore = {
  readonly databaseUrl: string;
  readonly folder: string;
  readonly remove: () => Promise<void>;
};

/** The demo of a run of tests: a database that is copied, and the folder of the server that made it. */
type SeededDemo = { readonly postgresUrl: string; readonly folder: string; readonly day: string };
/** The environment variable by which the workers of a run know its demo. */
const variable = 'OUTPOST_TEST_SEEDED_DEMO';
const template = 'seeded_demo';

const dayNow = (): string => new Date().toDateString();
const urlOf = (postgresUrl: string, database: string): string => new URL(`/${database}`, postgresUrl).href;

/**
 * Makes the demo once for all servers of a run, because a server takes 12 s to make it and a copy takes 1 s. It is the global setup of
 * Playwright. Returns a function that removes it.
 */
export default async function seedDemo(): Promise<() => Promise<void>> {
  const postgres = await startThrowawayPostgres();
  const folder = await mkdtemp(join(tmpdir(), 'outpost-proof-demo-'));
  await withOwner(postgres.url, (owner) => owner.run(`create database ${template}`));
  const server = startNodeProgram('sync server', {
    script: 'apps/sync-server/src/start.ts',
    args: ['--demo'],
    env: {
      ...process.env,
      DATABASE_URL: urlOf(postgres.url, template),
      OUTPOST_PORT: '0',
      OUTPOST_DATA_DIR: folder,
      OUTPOST_LOG_LEVEL: 'warn',
    },
    logFile: join(folder, 'server.log'),
  });
  await server.ready;
  await server.stop(); // a database in use cannot be copied
  process.env[variable] = JSON.stringify({ postgresUrl: postgres.url, folder, day: dayNow() } satisfies SeededDemo);
  return async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

/**
 * Makes the store of a server: a copy of the run's demo or, without one from today, an empty Postgres and folder. The demo's work is
 * due on days around the one on which it was made.
 */
export async function makeServerStore(): Promise<ServerStore> {
  const folder = await mkdtemp(join(tmpdir(), 'outpost-proof-'));
  const removeFolder = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const text = process.env[variable];
  const demo = text === undefined ? undefined : (JSON.parse(text) as SeededDemo); // written above
  if (demo?.day !== dayNow()) {
    const postgres = await startThrowawayPostgres();
    return {
      databaseUrl: postgres.url,
      folder,
      remove: async () => {
        await postgres.stop();
        await removeFolder();
      },
    };
  }
  const { postgresUrl } = demo;
  const database = `proof_${randomUUID().replaceAll('-', '').slice(0, 16)}`;
  await cp(demo.folder, folder, { recursive: true });
  await withOwner(postgresUrl, (owner) => owner.run(`create database ${database} template ${template}`));
  return {
    databaseUrl: urlOf(postgresUrl, database),
    folder,
    remove: async () => {
      await withOwner(postgresUrl, (owner) => owner.run(`drop database if exists ${database} with (force)`));
      await removeFolder();
    },
  };
}
