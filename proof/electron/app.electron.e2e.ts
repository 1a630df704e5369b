import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ElectronApplication, type Page, expect, test } from '@playwright/test';
import { type AppWindow, electronAppCommand, openInElectron, signInOnPage, syncSign } from '../testbed/app-windows.ts';
import { findInFiles } from '../testbed/find-in-files.ts';
import { type FaultyNetwork, openFaultyNetwork } from '../testbed/faulty-network.ts';
import { type OutpostServer, accountWithRole, startOutpostServer } from '../testbed/outpost-server.ts';

// The guarantees of Electron's shell: a page that can reach only its replica, and a replica that outlives its process.

let server: OutpostServer;
let network: FaultyNetwork;
let app: AppWindow & { readonly electron: ElectronApplication };
let page: Page;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  server = await startOutpostServer();
  network = await openFaultyNetwork(server.url);
  app = await openInElectron(network.url, await mkdtemp(join(tmpdir(), 'outpost-electron-')));
  ({ page } = app);
});
test.afterAll(async () => {
  await app.close();
  await network.close();
  await server.stop();
});

const sign = () => syncSign(page);
const member = () => accountWithRole(server, 'member');

test('the page is sandboxed: no Node in it, no script but ours, no way out of it', async () => {
  const preferences = await app.electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    // Electron has it, but its types do not (electron/electron#31026).
    return (contents as unknown as { getLastWebPreferences(): Record<string, unknown> }).getLastWebPreferences();
  });
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
  });

  expect(
    await page.evaluate(() =>
      ['process', 'require', 'module', 'Buffer', 'electron', 'ipcRenderer', '__dirname'].filter(
        (name) => name in globalThis,
      ),
    ),
  ).toEqual([]);
  const ran = await page.evaluate(async () => {
    const inline = document.createElement('script');
    inline.textContent = 'globalThis.inlineRan = true';
    document.head.append(inline);
    const elsewhere = document.createElement('script');
    elsewhere.src = 'data:text/javascript,globalThis.dataRan = true';
    document.head.append(elsewhere);
    // In a task of the page's own, because the policy does not apply to code that the debugger evaluates.
    const evaluated = await new Promise<string>((resolve) =>
      setTimeout(() => {
        try {
          // oxlint-disable-next-line no-eval -- this checks that it can't
          resolve(String(eval('"ran"')));
        } catch (error) {
          resolve(error instanceof Error ? error.name : 'unknown');
        }
      }),
    );
    return { inline: 'inlineRan' in globalThis, data: 'dataRan' in globalThis, evaluated };
  });
  expect(ran).toEqual({ inline: false, data: false, evaluated: 'EvalError' });

  const reached = async (address: string) =>
    page.evaluate(
      (target) =>
        fetch(target).then(
          (reply) => `${reply.status} ${reply.headers.get('content-type') ?? ''}`,
          () => 'blocked',
        ),
      address,
    );
  expect(await reached(`${server.url}/health/live`)).toBe('blocked');
  expect(await reached('file:///etc/hosts')).toBe('blocked');
  expect(await reached('outpost://elsewhere/index.html')).toBe('blocked');
  // For any path, the scheme returns built files or the page, never other files beside them.
  expect(await reached('outpost://app/..%2f..%2fpackage.json')).toMatch(/^404/);
});

test('the bridge works, and after a reload the page finds its replica again, still signed in', async () => {
  await signInOnPage(page, { server: network.url, ...member() });
  await expect(sign()).toContainText('Up to date', { timeout: 30_000 });
  await openFirstDeal();
  await page.reload();
  await expect(page.getByRole('complementary')).toBeVisible(); // the address keeps the same record beside the same list
  await expect(sign()).toContainText('Up to date');
});

test('[D-2] the replica’s process is killed during its work: it restarts by itself with every act that the screen reported as done', async () => {
  network.cut();
  await expect(sign()).toContainText('Offline');
  const panel = page.getByRole('complementary');
  await page.keyboard.press('n');
  await page.keyboard.type('Said before the crash');
  await page.keyboard.press('Control+Enter');
  await expect(panel.getByText('Said before the crash')).toBeVisible();
  await expect(sign()).toContainText('1 change to send');

  const replicaPid = () =>
    app.electron.evaluate(
      ({ app: main }) =>
        main
          .getAppMetrics()
          .find(({ name, serviceName }) => [name, serviceName].some((each) => each?.includes('replica')))?.pid,
    );
  const before = await replicaPid();
  if (before === undefined) throw new Error('Electron names no replica process');
  process.kill(before, 'SIGKILL');
  await expect.poll(replicaPid).not.toBe(before);

  // Such machines have no key store: the key was lost with the process, and the password restores it.
  await page.getByLabel('Password', { exact: true }).fill(member().password);
  await page.getByRole('button', { name: 'Unlock' }).click();
  await expect(sign()).toContainText('1 change to send');
  await expect(panel.getByText('Said before the crash')).toBeVisible();

  network.restore();
  await sign().getByRole('button').click();
  await page.getByRole('button', { name: 'Try now' }).click();
  await expect(sign()).toContainText('Up to date', { timeout: 30_000 });
});

test('a second start on the same profile hands over to the first and ends', async () => {
  const { executablePath, args, env } = electronAppCommand(network.url, app.profile);
  const second = spawn(executablePath, args, { env, stdio: 'ignore' });
  await once(second, 'exit', { signal: AbortSignal.timeout(20_000) });
  expect(second.exitCode).toBe(0);
  expect(app.electron.windows()).toHaveLength(1);
  await expect(sign()).toContainText('Up to date');
});

test('[D-4] nothing that was typed or received is in plain text in the profile, Electron’s own folder included', async () => {
  await openFirstDeal();
  const name = await page.getByRole('complementary').getByRole('heading', { level: 2 }).first().innerText();
  expect(name.length).toBeGreaterThan(4);
  expect(findInFiles(app.profile, ['Said before the crash', member().password, name])).toEqual([]);
});

// Last, because Playwright waits for the denied navigations before its next step.
test('navigation, new windows and permissions are denied, but for notifications of the page itself', async () => {
  for (const address of ['https://example.com/', 'file:///etc/hosts', 'data:text/html,hello']) {
    await page.evaluate((target) => void (location.href = target), address);
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)));
    expect(page.url()).toMatch(/^outpost:\/\/app\//);
  }
  // Addresses that the shell does not pass to the person's browser. It passes https, mailto and tel.
  for (const address of ['file:///etc/hosts', 'http://example.com/', 'outpost://app/', 'javascript:alert(1)'])
    expect(await page.evaluate((target) => window.open(target) === null, address)).toBe(true);
  expect(app.electron.windows()).toHaveLength(1);

  const permissions = await page.evaluate(async () => {
    const asked = await Promise.all(
      (['geolocation', 'camera', 'microphone'] as const).map(
        async (name) => (await navigator.permissions.query({ name })).state,
      ),
    );
    const media = await navigator.mediaDevices.getUserMedia({ audio: true }).then(
      () => 'granted',
      () => 'denied',
    );
    return [...asked, media];
  });
  expect(new Set(permissions)).toEqual(new Set(['denied']));
  expect(await page.evaluate(() => Notification.requestPermission())).toBe('granted'); // only the person's preferences show it
});

/** Opens the board and its first card with the keyboard. */
async function openFirstDeal(): Promise<void> {
  await page.getByRole('link', { name: 'Deals', exact: true }).click();
  const board = page.getByRole('application');
  await expect(board.getByRole('article').first()).toBeVisible();
  await board.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary')).toBeVisible();
}
