import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { protocolVersion } from '@outpost/domain/sync/protocol';
import { withOwner } from './db/owner-connection.ts';
import { selfSigned } from './identity/testing/self-signed.ts';

// The server in its own process, on an unprepared database.
const name = `start_${randomBytes(6).toString('hex')}`;
let folder: string;
let databaseUrl: string;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outpost-start-'));
  await withOwner(inject('postgresUrl'), (root) => root.run(`create database ${name}`));
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${name}`;
  databaseUrl = url.href;
});
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL');
  await withOwner(inject('postgresUrl'), (root) => root.run(`drop database if exists ${name} with (force)`));
  await rm(folder, { recursive: true, force: true });
});

type Ready = {
  readonly url: string;
  readonly mails?: string;
  readonly demo: readonly { readonly email: string; readonly password: string; readonly role: string }[];
};
type Started = {
  readonly child: ChildProcess;
  readonly ready: Promise<Ready>;
  readonly ended: Promise<{ readonly code: number | null; readonly words: string }>;
};

function start(environment: Readonly<Record<string, string>> = {}, args: readonly string[] = []): Started {
  const { PATH = '', NODE_COMPILE_CACHE } = process.env;
  const env = {
    PATH,
    ...(NODE_COMPILE_CACHE !== undefined && { NODE_COMPILE_CACHE }), // a start takes two thirds of the time with it
    DATABASE_URL: databaseUrl,
    OUTPOST_PORT: '0',
    OUTPOST_DATA_DIR: folder,
    ...environment,
  };
  const child = spawn(process.execPath, [join(import.meta.dirname, 'start.ts'), ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let words = '';
  child.stderr?.on('data', (bytes: Buffer) => (words += bytes.toString()));
  const ended = new Promise<{ code: number | null; words: string }>((resolve) => child.once('exit', (code) => { running.delete(child); resolve({ code, words }); })); // prettier-ignore
  const ready = new Promise<Ready>((resolve, reject) => {
    child.stdout?.once('data', (line: Buffer) => resolve(JSON.parse(line.toString()) as Ready));
    void ended.then(() => reject(new Error(words)));
  });
  ready.catch(() => undefined);
  return { child, ready, ended };
}

const signIn = async ({ url }: Ready, { email, password }: Ready['demo'][number]): Promise<Response> =>
  fetch(`${url}/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password, device: { id: '0190b1f2-7c00-7000-8000-000000000001', name: 'x' } }),
  });

describe("the server's process", () => {
  it('migrates, makes its role and the demo, serves, stops on a signal, and continues with the same data, also after a kill', async () => {
    const first = start({}, ['--demo']);
    const ready = await first.ready;
    expect(ready.demo.map(({ role }) => role)).toEqual(
      expect.arrayContaining(['owner', 'manager', 'member', 'viewer']),
    );
    const [owner] = ready.demo;
    if (!owner) throw new Error('no demo account');
    expect((await signIn(ready, owner)).status).toBe(200);
    expect((await fetch(`${ready.url}/health/ready`)).status).toBe(200);
    first.child.kill('SIGTERM');
    expect((await first.ended).code).toBe(0);
    const killed = start({}, ['--demo']);
    expect((await killed.ready).demo).toEqual(ready.demo);
    killed.child.kill('SIGKILL');
    await killed.ended;
    const again = start({}, ['--demo']);
    const second = await again.ready;
    expect((await signIn(second, owner)).status).toBe(200);
    const counts = await withOwner(databaseUrl, (database) =>
      database.rows(
        'select (select count(*)::int from store.tenants) as tenants, (select count(*)::int from store.crm_deal) as deals',
      ),
    );
    expect(counts).toEqual([{ tenants: 2, deals: 144 }]);
    again.child.kill('SIGTERM');
    const { words } = await again.ended;
    expect(words).not.toMatch(/@fenwright|level":"(error|fatal)/);
  });

  it('[P-2] shows mails about accounts on a local page where it is started for trying out, and nowhere else', async () => {
    const { child, ready } = start({}, ['--demo', '--local-mails']);
    const { url, mails = '', demo } = await ready;
    expect(new URL(mails).hostname).toBe('127.0.0.1');
    const asked = await fetch(`${url}/auth/forgotten-password`, { method: 'POST', headers: { 'content-type': 'application/json', 'outpost-protocol': String(protocolVersion) }, body: JSON.stringify({ email: demo[0]?.email }) }); // prettier-ignore
    expect(asked.status).toBe(200);
    await vi.waitFor(async () => expect(await (await fetch(mails)).text()).toContain('is your code for a new password'), { timeout: 10_000, interval: 50 }); // prettier-ignore
    child.kill('SIGTERM');
    for (const environment of [
      { SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'crm@example.com' },
      { OUTPOST_PUBLIC_URL: 'https://crm.example.com' },
      { OUTPOST_PROXIES: '1' },
    ]) {
      const other = start(environment, ['--local-mails']);
      expect((await other.ready).mails).toBeUndefined();
      other.child.kill('SIGTERM');
      await other.ended;
    }
  });

  it('answers every named path to curl with a success, but for the one that waits for billing', async () => {
    const { child, ready } = start({ OUTPOST_REGISTRATION: 'open' }, ['--demo', '--local-mails']);
    const { url, mails = '', demo } = await ready;
    const walk = async (...args: readonly string[]): Promise<{ readonly code: number; readonly lines: readonly string[] }> => {
      const script = join(import.meta.dirname, '../../../scripts/walk-named-paths.sh');
      const env = { PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}` };
      return new Promise((resolve) => execFile('sh', [script, url, ...args], { env }, (error, words) => resolve({ code: error ? Number(error.code) : 0, lines: words.trimEnd().split('\n') }))); // prettier-ignore
    };
    const walked = await walk('--mails', new URL(mails).origin);
    expect([walked.code, walked.lines.filter((line) => !/^ {2}200 /.test(line)).map((line) => line.replace(/[0-9a-f-]{36}/, '{id}'))]).toEqual([
      0,
      ['  403  PUT    /organizations/{id}/subscription', '  403  POST   /auth/login'],
    ]);
    const usual = await walk(demo[0]?.email ?? '', demo[0]?.password ?? '');
    expect([usual.code, usual.lines.filter((line) => line.startsWith('!'))]).toEqual([0, []]);
    child.kill('SIGTERM');
  }, 120_000); // prettier-ignore

  it('[P-2] keeps its secrets in files that only its user can read', async () => {
    for (const file of ['keys.json', 'master.key', 'app-role-password', 'demo.json'])
      expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(folder, 'app-role-password'), 'utf8')).toMatch(/^[\w-]{32}$/);
  });

  it('[P-2] refuses to work as a superuser', async () => {
    const { code, words } = await start({ APP_DATABASE_URL: databaseUrl }).ended;
    expect([code, words]).toEqual([1, expect.stringContaining('superuser')]);
  });

  it('[E-2] reports a wrong setting with an example, and a port that is taken', async () => {
    const wrong = await start({ OUTPOST_PORT: 'eighty' }).ended;
    expect([wrong.code, wrong.words]).toEqual([
      1,
      expect.stringMatching(/OUTPOST_PORT is not a whole number\. Example: OUTPOST_PORT=8420/),
    ]);
    const other = createHttpServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const taken = await start({ OUTPOST_PORT: String(port) }).ended;
    other.close();
    expect([taken.code, taken.words]).toEqual([1, expect.stringContaining(`Port ${port} is taken`)]);
  });

  it('[E-2] names a setting whose database or folder it cannot use, without its password, and exits with 1', async () => {
    const at = (change: (url: URL) => void): string => {
      const url = new URL(databaseUrl);
      url.password = 'hunter2';
      change(url);
      return url.href;
    };
    const wrong: readonly (readonly [Record<string, string>, string])[] = [
      [{ DATABASE_URL: at((url) => (url.port = '1')) }, 'DATABASE_URL names a database server that does not answer'],
      [
        { DATABASE_URL: at((url) => (url.pathname = '/nothing-here')) },
        'DATABASE_URL names a database that does not exist',
      ],
      [{ DATABASE_URL: at((url) => (url.username = 'nobody-here')) }, 'DATABASE_URL has a '],
      [{ OUTPOST_DATA_DIR: '/dev/null/outpost' }, 'OUTPOST_DATA_DIR names a folder in which nothing can be stored'],
    ];
    for (const [environment, told] of wrong) {
      const { code, words } = await start(environment).ended;
      expect([code, words]).toEqual([1, expect.stringContaining(told)]);
      expect(words).toContain('Example: ');
      expect(words).not.toContain('hunter2');
    }
  });

  it('listens at an address that others reach only with TLS, or behind a proxy', async () => {
    const open = await start({ OUTPOST_HOST: '0.0.0.0' }).ended;
    expect([open.code, open.words]).toEqual([1, expect.stringContaining('OUTPOST_TLS_CERT is missing')]);
    const { cert, key } = selfSigned();
    const files = { OUTPOST_TLS_CERT: join(folder, 'cert.pem'), OUTPOST_TLS_KEY: join(folder, 'key.pem') };
    await writeFile(files.OUTPOST_TLS_CERT, cert);
    await writeFile(files.OUTPOST_TLS_KEY, selfSigned().key); // of another certificate
    const wrong = await start({ OUTPOST_HOST: '0.0.0.0', ...files }).ended;
    expect([wrong.code, wrong.words]).toEqual([1, expect.stringContaining('are not a certificate and its key')]);
    await writeFile(files.OUTPOST_TLS_KEY, key);
    const { ready, child, ended } = start({ OUTPOST_HOST: '0.0.0.0', ...files });
    const { url } = await ready;
    expect(url).toMatch(/^https:\/\/0\.0\.0\.0:\d+$/);
    const status = await new Promise((resolve, reject) => {
      const { port } = new URL(url);
      const asked = get({ host: '127.0.0.1', port, path: '/health/live', ca: cert, servername: 'localhost' }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      asked.on('error', reject);
    }); // prettier-ignore
    expect(status).toBe(200);
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });

  it('[P-2] serves with the connection of the app alone, after the owner has migrated', async () => {
    const app = `app_${name}`;
    await withOwner(databaseUrl, (owner) => owner.run(`create role ${app} login password 'app' nobypassrls`));
    const appUrl = new URL(databaseUrl);
    [appUrl.username, appUrl.password] = [app, 'app'];
    const alone = { DATABASE_URL: '', APP_DATABASE_URL: appUrl.href };
    const refused = await start(alone).ended; // not a member yet
    expect([refused.code, refused.words]).toEqual([1, expect.stringContaining('not a member of outpost_app')]);
    await withOwner(databaseUrl, (owner) => owner.run(`grant outpost_app to ${app}`));
    const { child, ready } = start(alone);
    const { url } = await ready;
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    child.kill('SIGTERM');
    await withOwner(databaseUrl, (owner) =>
      owner.run('delete from outpost_meta.migration where number = (select max(number) from outpost_meta.migration)'),
    );
    const behind = await start(alone).ended;
    expect([behind.code, behind.words]).toEqual([1, expect.stringContaining('Start once with the owner')]);
    await withOwner(databaseUrl, (owner) => owner.run(`drop owned by ${app}; drop role ${app}`));
  });
});
