import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, lchownSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { type EmbeddedPostgres, startKeptPostgres, startThrowawayPostgres } from './embedded-postgres.ts';
import { nobody, usersOf } from './postgres-binaries.ts';
import { isProcessAlive } from './process-alive.ts';

const started: EmbeddedPostgres[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const server of started.splice(0)) await server.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'outpost-kept-'));
  chmodSync(folder, 0o755); // root's data is in this folder too, and is removed with it
  folders.push(folder);
  return folder;
}

async function startKept(folder: string): Promise<EmbeddedPostgres> {
  const server = await startKeptPostgres(folder);
  started.push(server);
  return server;
}

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined); // some of these tests stop the server under an open connection
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows.map((row) => Object.values(row)[0]);
  } finally {
    await client.end();
  }
}

/**
 * Starts a second process that owns a Postgres in `folder`. Resolves when the server runs, with the process and the server's
 * process id.
 */
async function startOwner(folder: string): Promise<{ owner: ReturnType<typeof spawn>; serverPid: number }> {
  const module = join(import.meta.dirname, 'embedded-postgres.ts');
  const program = `import { startKeptPostgres } from ${JSON.stringify(module)};
    const server = await startKeptPostgres(process.argv[1]);
    process.stdout.write(String(server.pid) + '\\n');
    setInterval(() => undefined, 1000);`;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', program, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [bytes] = (await once(owner.stdout, 'data')) as [Buffer];
  return { owner, serverPid: Number(bytes.toString()) };
}

describe('embedded Postgres', () => {
  it('keeps its data between starts, behind a password', async () => {
    const folder = newFolder();
    const first = await startKept(folder);
    await ask(first.url, 'create table kept as select 42 as answer');
    await first.stop();
    expect(isProcessAlive(first.pid)).toBe(false);

    const second = await startKept(folder);
    expect(await ask(second.url, 'select answer from kept')).toEqual([42]);
    const withoutPassword = second.url.replace(/:[^:@/]+@/, '@');
    await expect(ask(withoutPassword, 'select 1')).rejects.toThrow(/password/i);
  });

  it('refuses a folder in which a running owner works', async () => {
    const folder = newFolder();
    await startKept(folder);
    await expect(startKeptPostgres(folder)).rejects.toThrow(/Another Outpost is running/);
  });

  it('ends the server of a killed owner, and finds its data', async () => {
    const folder = newFolder();
    const { owner, serverPid } = await startOwner(folder);
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    expect(isProcessAlive(serverPid)).toBe(true); // the orphan under test

    const next = await startKept(folder);
    expect(isProcessAlive(serverPid)).toBe(false);
    expect(await ask(next.url, 'select 1')).toEqual([1]);
  });

  it('ends with an owner that ends while the server is still starting', async () => {
    const folder = newFolder();
    const module = join(import.meta.dirname, 'embedded-postgres.ts');
    const program = `import { readFileSync } from 'node:fs';
      import { startKeptPostgres } from ${JSON.stringify(module)};
      const [folder] = process.argv.slice(1);
      const firstPid = () => {
        try {
          return readFileSync(folder + '/data/postmaster.pid', 'utf8').split('\\n')[0];
        } catch {
          return '';
        }
      };
      setInterval(() => {
        const pid = firstPid();
        if (pid !== '') process.stdout.write(pid, () => process.exit());
      }, 1);
      await startKeptPostgres(folder);`;
    const owner = spawn(process.execPath, ['--input-type=module', '-e', program, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [bytes] = (await once(owner.stdout, 'data')) as [Buffer];
    const serverPid = Number(bytes.toString());
    expect(serverPid).toBeGreaterThan(1);
    await expect.poll(() => isProcessAlive(serverPid), { timeout: 20_000 }).toBe(false);
  });

  it('starts after the server itself was killed', async () => {
    const folder = newFolder();
    const first = await startKept(folder);
    await ask(first.url, 'create table kept as select 7 as answer');
    process.kill(first.pid, 'SIGKILL');
    await first.lost;
    await first.stop();
    const second = await startKept(folder);
    expect(await ask(second.url, 'select answer from kept')).toEqual([7]);
  });

  it('works as a separate user where root starts it, and takes over data of `nobody`', async () => {
    const folder = newFolder();
    const first = await startKept(folder);
    await ask(first.url, 'create table kept as select 5 as answer');
    const data = join(folder, 'data');
    const ids = usersOf(data);
    const own = ids.server.uid ?? process.getuid?.();
    const owners = (): readonly unknown[] => [
      ...new Set(['.', 'base', 'PG_VERSION', 'global/pg_control'].map((name) => statSync(join(data, name)).uid)),
    ];
    expect(owners()).toEqual([own]);
    expect(statSync(data).mode & 0o777).toBe(0o700);
    const peeking = spawnSync('cat', [join(data, 'PG_VERSION')], nobody); // without root, `cat` runs as the folder's owner
    expect(peeking.status === 0).toBe(nobody.uid === undefined);
    await first.stop();
    for (const name of ['', ...readdirSync(data, { recursive: true, encoding: 'utf8' })])
      if (nobody.uid !== undefined) lchownSync(join(data, name), nobody.uid, nobody.uid);
    const second = await startKept(folder);
    expect(await ask(second.url, 'select answer from kept')).toEqual([5]);
    expect(owners()).toEqual([own]);
  });

  it('makes a throwaway that leaves no files behind', async () => {
    const server = await startThrowawayPostgres();
    const [data] = await ask(server.url, 'show data_directory');
    expect(await ask(server.url, 'show fsync')).toEqual(['off']);
    await server.stop();
    expect(existsSync(dirname(String(data)))).toBe(false);
  });

  it('reports why it does not start', async () => {
    const folder = newFolder();
    const first = await startKept(folder);
    const [data] = await ask(first.url, 'show data_directory');
    await first.stop();
    for (const name of readdirSync(join(String(data), 'global'))) rmSync(join(String(data), 'global', name));
    expect(readFileSync(join(String(data), 'PG_VERSION'), 'utf8')).toMatch(/^\d+/);
    await expect(startKeptPostgres(folder)).rejects.toThrow(/did not start:[^]*pg_control/i);
  });
});
