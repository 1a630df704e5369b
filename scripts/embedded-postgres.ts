import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { claimFolder, isFolderClaimed } from './folder-claim.ts';
import { findFreePort } from './free-port.ts';
import { findPostgresBinaries, nobody, programFile, type RunAs, rootsFolder, usersOf } from './postgres-binaries.ts';
import { isProcessAlive, programOf } from './process-alive.ts';

/** A Postgres that this process started and owns. */
export interface EmbeddedPostgres {
  /** The address of the database `postgres` on 127.0.0.1, as superuser. */
  readonly url: string;
  /** The server process. */
  readonly pid: number;
  /** Resolves with the server's last messages when the server ends without `stop`. */
  readonly lost: Promise<string>;
  /** Stops the server cleanly and, if it is throwaway, removes its data. It may be called at any time and more than once. */
  stop(): Promise<void>;
}

/** The first port to try. It is below the range of the systems' local ports, and apart from the customary 5432. */
const FIRST_PORT = 25_432;
/** A fast shutdown takes tens of milliseconds, and recovery after a kill some seconds. A longer time is a fault. */
const PATIENCE_MS = 20_000;
/** A new throwaway folder looks abandoned until it is claimed, so it is left alone for this long. */
const NEWBORN_MS = 60_000;
const THROWAWAY = 'outpost-postgres-';
/** Other users may pass through the folder and cannot list it. */
const passable = 0o711;
/** Only the group may pass through the folder. */
const groupAlone = 0o710;

/**
 * Starts a durable Postgres on data that is kept in `folder`, which is made if it is missing. Its password is in
 * `folder/password`. A server that a killed owner left running is stopped first.
 * @throws when a running process already works in the folder, or when Postgres doesn't start (with its last messages).
 */
export async function startKeptPostgres(folder: string): Promise<EmbeddedPostgres> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const claim = await claimFolder(folder);
  if (!claim) throw new Error(`Another Outpost is running on the data in ${folder}. Stop that one first.`);
  try {
    const data = join(reachableFolder(folder), 'data');
    await endOrphan(data);
    const passwordFile = join(folder, 'password');
    if (!existsSync(passwordFile)) {
      writeFileSync(passwordFile, randomBytes(18).toString('base64url'), { mode: 0o600 });
      rmSync(data, { recursive: true, force: true }); // without the password file this data can't have been opened yet
    }
    const password = readFileSync(passwordFile, 'utf8');
    if (!existsSync(data)) initialise(data, { password });
    takeOver(data);
    refuseOtherVersion(data);
    return await serve(data, { password, isDurable: true, afterwards: () => claim.release() });
  } catch (error) {
    await claim.release();
    throw error;
  }
}

/**
 * Starts an empty Postgres for tests. It is fast rather than durable (no fsync) and trusts every local connection.
 * `stop` removes it. The servers of killed test runs are stopped and removed first.
 */
export async function startThrowawayPostgres(): Promise<EmbeddedPostgres> {
  await sweepThrowaways();
  const folder = mkdtempSync(join(reachableFolder(tmpdir()), THROWAWAY));
  chmodSync(folder, passable); // the data in it is readable by its own user only
  const claim = await claimFolder(folder);
  const remove = async (): Promise<void> => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    await claim?.release();
  };
  try {
    initialise(join(folder, 'data'), {});
    return await serve(join(folder, 'data'), { isDurable: false, afterwards: remove });
  } catch (error) {
    await remove();
    throw error;
  }
}

interface Serving {
  readonly password?: string;
  readonly isDurable: boolean;
  readonly afterwards: () => Promise<void>;
}

async function serve(data: string, serving: Serving): Promise<EmbeddedPostgres> {
  let from = FIRST_PORT;
  for (const deadline = Date.now() + PATIENCE_MS; ;) {
    const port = await findFreePort(from);
    const child = spawnServer(data, port, serving.isDurable);
    const outcome = await firstOutcome(child);
    if (outcome.isReady) return owned(child, { port, data, serving, log: outcome.log });
    // Both faults are temporary: another process took the port in between, or processes of a killed server still hold its memory.
    const isPassing = /could not bind|already in use|shared memory block/i.test(outcome.log());
    if (!isPassing || Date.now() > deadline) throw new Error(`Postgres did not start:\n${outcome.log()}`);
    if (/could not bind|Address already in use/i.test(outcome.log())) from = port + 1;
    await sleep(200);
  }
}

function spawnServer(data: string, port: number, isDurable: boolean): ChildProcess {
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'timezone=UTC', 'log_timezone=UTC'];
  if (!isDurable) settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200');
  // Detached, in a separate process group: Ctrl-C reaches only the owner, which then stops the server.
  const child = spawn(
    programFile(findPostgresBinaries(), 'postgres'),
    ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    {
      ...usersOf(data).server,
      env: plainEnvironment(),
      cwd: tmpdir(),
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const endWithUs = (): void => void child.kill('SIGINT'); // process.exit() also stops the server, even while it is starting
  process.once('exit', endWithUs);
  child.once('exit', () => process.removeListener('exit', endWithUs));
  return child;
}

/** Waits until the server accepts connections or has ended. `log` returns its latest messages at any time. */
function firstOutcome(child: ChildProcess): Promise<{ isReady: boolean; log: () => string }> {
  let words = '';
  const log = (): string => words;
  return new Promise((done) => {
    child.stderr?.on('data', (bytes: Buffer) => {
      words = (words + bytes.toString()).slice(-4_000);
      if (words.includes('ready to accept connections')) done({ isReady: true, log });
    });
    child.once('error', (error) => {
      words += error.message;
      done({ isReady: false, log });
    });
    child.once('close', () => done({ isReady: false, log }));
  });
}

function owned(
  child: ChildProcess,
  { port, data, serving, log }: { port: number; data: string; serving: Serving; log: () => string },
): EmbeddedPostgres {
  let stopping: Promise<void> | undefined;
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) await endServer(child, data, ended);
    await serving.afterwards();
  };
  return {
    url: `postgres://postgres${serving.password ? `:${serving.password}` : ''}@127.0.0.1:${port}/postgres`,
    pid: child.pid ?? 0,
    lost: new Promise((done) => void ended.then(() => (stopping ? undefined : done(log())))),
    stop: () => (stopping ??= stop()),
  };
}

async function endServer(child: ChildProcess, data: string, ended: Promise<void>): Promise<void> {
  // Windows has no signals. pg_ctl uses the server's own method there.
  if (process.platform === 'win32')
    spawnSync(programFile(findPostgresBinaries(), 'pg_ctl'), ['stop', '-m', 'fast', '-D', data]);
  else child.kill('SIGINT'); // fast shutdown: rolls back and writes a checkpoint
  const impatient = setTimeout(() => child.kill('SIGQUIT'), PATIENCE_MS); // immediate shutdown: the next start recovers
  await ended;
  clearTimeout(impatient);
}

/** Makes a cluster under another name and then renames it, so that an interrupted one never looks complete. */
function initialise(data: string, { password }: { password?: string }): void {
  const { initdb, server } = usersOf(data);
  const making = `${data}.making`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true });
  own(making, { uid: process.getuid?.(), gid: initdb.gid });
  chmodSync(making, groupAlone); // other processes of `nobody` cannot read the files that initdb makes
  const cluster = join(making, 'data');
  mkdirSync(cluster, { mode: 0o700 });
  own(cluster, initdb);
  const passwordFile = join(making, 'password');
  const authentication = password ? ['-A', 'scram-sha-256', `--pwfile=${passwordFile}`] : ['-A', 'trust', '--no-sync'];
  try {
    if (password) writeFileSync(passwordFile, password, { mode: 0o600 });
    if (password) own(passwordFile, initdb);
    const made = spawnSync(
      programFile(findPostgresBinaries(), 'initdb'),
      ['-D', cluster, '-U', 'postgres', '-E', 'UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
        .concat('--locale=C')
        .concat(authentication),
      { ...initdb, env: plainEnvironment(), cwd: tmpdir(), encoding: 'utf8' },
    );
    if (made.status !== 0)
      throw new Error(`Making the database failed: ${made.error?.message ?? ''} ${made.stderr ?? ''}`);
    ownAll(cluster, server);
    renameSync(cluster, data);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

/** Gives data that another Postgres user made (`nobody`, in an older version) to the user of the server that starts now. */
function takeOver(data: string): void {
  const { server } = usersOf(data);
  if (server.uid !== undefined && statSync(data).uid !== server.uid) ownAll(data, server);
}

/** Stops the server that a killed owner left on this data, and removes a lock file that no running server holds. */
async function endOrphan(data: string): Promise<void> {
  const lockFile = join(data, 'postmaster.pid');
  if (!existsSync(lockFile)) return;
  const pid = Number(readFileSync(lockFile, 'utf8').split('\n')[0]);
  const isOurs = (): boolean => isProcessAlive(pid) && /postgres/i.test(programOf(pid));
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (!isOurs()) break;
    process.kill(pid, signal);
    for (const deadline = Date.now() + PATIENCE_MS / 2; isOurs() && Date.now() < deadline;) await sleep(50);
  }
  // For Postgres, a zombie or another program with that id is a running server. So the lock file is removed here.
  rmSync(lockFile, { force: true });
}

/**
 * Throws where the data is of another major version of Postgres, whose files these binaries can't read. An empty start
 * instead would hide the data.
 */
function refuseOtherVersion(data: string): void {
  const madeBy = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  const program = spawnSync(programFile(findPostgresBinaries(), 'postgres'), ['--version'], {
    ...nobody,
    encoding: 'utf8',
  });
  const runs = /\d+/.exec(program.stdout)?.[0];
  if (madeBy !== runs)
    throw new Error(
      `The data in ${data} is from Postgres ${madeBy}, and this is Postgres ${runs}. Move it away, or dump and restore it.`,
    );
}

async function sweepThrowaways(): Promise<void> {
  const base = reachableFolder(tmpdir());
  for (const name of readdirSync(base).filter((each) => each.startsWith(THROWAWAY))) {
    const folder = join(base, name);
    try {
      const isJustBeingMade = Date.now() - statSync(folder).mtimeMs < NEWBORN_MS;
      if (isJustBeingMade || (await isFolderClaimed(folder))) continue;
      await endOrphan(join(folder, 'data'));
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // The folder belongs to another user, or another run is removing it.
    }
  }
}

/**
 * Returns a folder that the Postgres user can reach: the given one, or one in `rootsFolder` where root's folder is private.
 */
function reachableFolder(folder: string): string {
  if (nobody.uid === undefined) return folder;
  if (spawnSync('test', ['-x', folder], nobody).status === 0) return folder;
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 12);
  const reachable = join(rootsFolder, `data-${name}`);
  mkdirSync(reachable, { recursive: true, mode: 0o755 });
  return reachable;
}

function own(
  path: string,
  { uid, gid }: { readonly uid?: number | undefined; readonly gid?: number | undefined },
): void {
  if (uid !== undefined && gid !== undefined) lchownSync(path, uid, gid);
}

function ownAll(folder: string, user: RunAs): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) own(join(folder, name), user);
  own(folder, user); // last, so that an interrupted takeover is repeated
}

/**
 * Returns the environment of the server, which has only the search path: PG… variables and locales of the caller would change
 * the server's behaviour.
 */
function plainEnvironment(): NodeJS.ProcessEnv {
  const systemRoot = process.env['SystemRoot']; // Windows programs need it to start
  return { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', ...(systemRoot ? { SystemRoot: systemRoot } : {}) };
}
