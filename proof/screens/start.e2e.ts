import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';

// Runs `npm start -- --headless` as a person does. The test waits until it is ready, signs in to the demo, stops it,
// and starts it again after a kill.

const root = join(import.meta.dirname, '..', '..');
/** The limit for a start with installed packages and a new database: build, migrations and demo data. */
const FIRST_START_MS = 120_000;
/** "A second start takes seconds", with room for a machine that other tests keep busy. */
const NEXT_START_MS = 20_000;

let folder = '';
const running = new Set<ChildProcess>();
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'outpost-start-'));
  chmodSync(folder, 0o755); // under root, the database's user must pass through this folder
});
test.afterAll(async () => {
  for (const child of running) {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

interface Started {
  readonly child: ChildProcess;
  readonly url: string;
  readonly accounts: readonly { email: string; password: string }[];
  readonly tookMs: number;
  readonly text: () => string;
}

async function start(withinMs: number): Promise<Started> {
  const began = performance.now();
  const child = spawn(process.execPath, [join(root, 'scripts/bootstrap.mjs'), 'start', '--headless'], {
    cwd: root,
    env: { ...process.env, OUTPOST_DATA_DIR: folder, DATABASE_URL: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (text += bytes.toString()));
  await expect
    .poll(() => (child.exitCode === null ? /^Outpost is ready: http.+\n( .+\n)+/m.test(text) : `ended: ${text}`), {
      timeout: withinMs,
    })
    .toBe(true);
  const url = /^Outpost is ready: (http\S+)$/m.exec(text)?.[1] ?? '';
  const [, listed = ''] = text.split('Outpost is ready: ');
  const accounts = [...listed.matchAll(/^ {2}(\S+@\S+) {2,}(.+?) {2}\S.*$/gm)].map((hit) => ({
    email: hit[1] ?? '',
    password: hit[2] ?? '',
  }));
  return { child, url, accounts, tookMs: performance.now() - began, text: () => text };
}

test('npm start opens the demo, ends on Ctrl-C, and starts again in seconds, after a kill too', async ({
  page,
  browser,
}) => {
  test.setTimeout(FIRST_START_MS + 2 * NEXT_START_MS + 60_000);
  const first = await start(FIRST_START_MS);
  expect(first.text().match(/^Outpost is ready: /gm)).toHaveLength(1);
  const [account] = first.accounts;
  if (!account) throw new Error(`no demo account in:\n${first.text()}`);

  await page.goto(first.url);
  await page.getByLabel('Work e-mail').fill(account.email);
  await page.getByLabel('Password', { exact: true }).fill(account.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('button', { name: /^Up to date/ })).toBeVisible({ timeout: 30_000 });

  const another = await browser.newContext();
  const elsewhere = await another.newPage();
  await elsewhere.goto(first.url); // a browser has used the link already
  await expect(elsewhere.getByRole('alert')).toContainText('The link that Outpost prints opens one browser, once.');
  await another.close();

  first.child.kill('SIGINT');
  const [exitCode] = (await once(first.child, 'exit')) as [number];
  expect(exitCode).toBe(0);
  await expect
    .poll(() =>
      fetch(first.url).then(
        () => 'answers',
        () => 'gone',
      ),
    )
    .toBe('gone');

  const second = await start(NEXT_START_MS);
  expect(second.tookMs).toBeLessThan(NEXT_START_MS);
  // The job itself is killed. The bootstrap before it would end it in good order.
  const [job = ''] = spawnSync('pgrep', ['-P', String(second.child.pid)], { encoding: 'utf8' }).stdout.split('\n');
  process.kill(Number(job), 'SIGKILL');
  if (second.child.exitCode === null) await once(second.child, 'exit');

  const third = await start(NEXT_START_MS);
  await page.goto(third.url);
  await page.getByLabel('Password', { exact: true }).fill(account.password); // the device is the same, so it asks only for its person's password
  await page.getByRole('button', { name: 'Unlock' }).click();
  await expect(page.getByRole('button', { name: /^Up to date/ })).toBeVisible({ timeout: 30_000 });
});
