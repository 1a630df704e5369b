import { type Migration, readMigrations } from './migrations.ts';

/**
 * The connection that migrating needs: the owner's, because it runs DDL. One call may contain several statements, separated by
 * semicolons.
 */
export type OwnerConnection = {
  readonly run: (statements: string) => Promise<void>;
  readonly rows: (statement: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;
};

/** Makes servers that start at the same time migrate one after the other. The number is arbitrary but fixed. */
const migrationLock = 7_061_202;

/**
 * Brings the schema up to the newest migration. Migrations that have run do not run again. Each is one transaction together with
 * the note that it ran. Throws when the database belongs to a newer build, or when a released migration was edited. Returns the
 * numbers that it ran.
 */
export async function migrate(
  connection: OwnerConnection,
  migrations: readonly Migration[] = readMigrations(),
): Promise<readonly number[]> {
  await connection.run(`select pg_advisory_lock(${migrationLock})`);
  try {
    await connection.run(`
      create schema if not exists outpost_meta;
      revoke all on schema outpost_meta from public;
      create table if not exists outpost_meta.migration (number integer primary key, name text not null, checksum text not null, ran_at timestamptz not null default now());`);
    const ran = await connection.rows('select number, name, checksum from outpost_meta.migration order by number');
    refuseOtherHistory(migrations, ran);
    const due = migrations.slice(ran.length);
    for (const migration of due) await runMigration(connection, migration);
    return due.map(({ number }) => number);
  } finally {
    await connection.run(`select pg_advisory_unlock(${migrationLock})`);
  }
}

/** Throws unless the database is at this build's newest migration. For a server that runs without the owner's connection. */
export async function assertMigrated(
  app: OwnerConnection,
  migrations: readonly Migration[] = readMigrations(),
): Promise<void> {
  const ran = await app.rows('select number, name, checksum from outpost_meta.migration order by number');
  refuseOtherHistory(migrations, ran);
  if (ran.length < migrations.length)
    throw new Error(
      `This database has ${ran.length} of this build's ${migrations.length} migrations. Start once with the owner's connection in DATABASE_URL.`,
    );
}

function refuseOtherHistory(migrations: readonly Migration[], ran: readonly Readonly<Record<string, unknown>>[]): void {
  if (ran.length > migrations.length) {
    throw new Error(
      `This database is of a newer Outpost: it has ${ran.length} migrations, this build knows ${migrations.length}. Start the newer build.`,
    );
  }
  for (const [index, row] of ran.entries()) {
    const known = migrations[index];
    if (!known || row['number'] !== known.number || row['checksum'] !== known.checksum) {
      throw new Error(
        `Migration ${String(row['number'])} (${String(row['name'])}) ran in another form than this build has. Released migrations are not edited: write a new one.`,
      );
    }
  }
}

async function runMigration(
  connection: OwnerConnection,
  { number, name, statements, checksum }: Migration,
): Promise<void> {
  try {
    await connection.run(
      `begin;\n${statements}\n;insert into outpost_meta.migration (number, name, checksum) values (${number}, '${name}', '${checksum}');\ncommit;`,
    );
  } catch (cause) {
    await connection.run('rollback');
    throw new Error(`Migration ${number} (${name}) failed: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}
