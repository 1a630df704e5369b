import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Database } from '../db/database.ts';
import { migrate } from '../db/migrate.ts';
import { readMigrations } from '../db/migrations.ts';
import { withOwner } from '../db/owner-connection.ts';
import { pgDatabase } from '../db/pg-database.ts';

import { withTestKeys } from './test-keys.ts';

/** A test's own migrated database, with a connection of the server's role. */
export type TestDatabase = {
  readonly database: Database;
  /** The superuser's URL of the database, for changes that the app may not make. */
  readonly ownerUrl: string;
  /** The app role's URL. */
  readonly appUrl: string;
  readonly drop: () => Promise<void>;
};

const quiet = { warn: () => undefined };
const appLogin = 'outpost_test_app';
/** An arbitrary number: one test file at a time makes the template. */
const templateLock = 5_550_123;

const urlOf = (base: string, { database, user }: { readonly database: string; readonly user?: string }): string => {
  const url = new URL(base);
  url.pathname = `/${database}`;
  if (user !== undefined) url.username = user;
  return url.href;
};

/** Makes a fresh, migrated database on the run's Postgres (`inject('postgresUrl')`), from a template that is migrated once. */
export async function makeTestDatabase(postgresUrl: string): Promise<TestDatabase> {
  const migrations = readMigrations();
  const template = `outpost_template_${migrations.map(({ checksum }) => checksum.slice(0, 4)).join('')}`.slice(0, 60);
  const name = `test_${randomUUID().replaceAll('-', '').slice(0, 16)}`;
  await withOwner(postgresUrl, async (root) => {
    await root.run(`select pg_advisory_lock(${templateLock})`);
    const [found] = await root.rows(`select 1 as one from pg_database where datname = '${template}'`);
    if (!found) await makeTemplate(postgresUrl, template);
    await root.run(`create database ${name} template ${template}`);
    await root.run(`select pg_advisory_unlock(${templateLock})`);
  });
  const appUrl = urlOf(postgresUrl, { database: name, user: appLogin });
  const database = withTestKeys(pgDatabase(appUrl, quiet));
  return {
    database,
    ownerUrl: urlOf(postgresUrl, { database: name }),
    appUrl,
    async drop() {
      await database.close();
      await withOwner(postgresUrl, (root) => root.run(`drop database if exists ${name} with (force)`));
    },
  };
}

async function makeTemplate(postgresUrl: string, template: string): Promise<void> {
  const making = `${template}_making`;
  await withOwner(postgresUrl, (root) => root.run(`drop database if exists ${making} with (force)`));
  await withOwner(postgresUrl, (root) => root.run(`create database ${making}`));
  await withOwner(urlOf(postgresUrl, { database: making }), async (owner) => {
    await migrate(owner);
    await owner.run(
      `do $$ begin create role ${pg.escapeIdentifier(appLogin)} login nobypassrls; exception when duplicate_object or unique_violation then null; end $$; grant outpost_app to ${pg.escapeIdentifier(appLogin)}`,
    );
  });
  await withOwner(postgresUrl, (root) => root.run(`alter database ${making} rename to ${template}`));
}
