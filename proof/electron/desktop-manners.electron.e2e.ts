import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ElectronApplication, type Page, expect, test } from '@playwright/test';
import {
  type AppWindow,
  electronAppCommand,
  openInElectron,
  signInOnPage,
  syncSign,
  untilUpToDate,
} from '../testbed/app-windows.ts';
import { type OutpostServer, accountWithRole, startOutpostServer } from '../testbed/outpost-server.ts';

// The behaviour that people expect of a program on their desktop: links that open it, several windows, menus, and a
// window that opens again as it was.

let server: OutpostServer;
let app: AppWindow & { readonly electron: ElectronApplication };
let page: Page;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  server = await startOutpostServer();
  app = await openInElectron(server.url, await mkdtemp(join(tmpdir(), 'outpost-manners-')));
  ({ page } = app);
  await signInOnPage(page, { server: server.url, ...accountWithRole(server, 'member') });
  await untilUpToDate(page);
});
test.afterAll(async () => {
  await app.close();
  await server.stop();
});

/** Starts the app a second time with an argument, as the system does for a link. It hands the argument over and ends. */
async function startWith(argument: string): Promise<void> {
  const { executablePath, args, env } = electronAppCommand(server.url, app.profile);
  const second = spawn(executablePath, [...args, argument], { env, stdio: 'ignore' });
  await once(second, 'exit', { signal: AbortSignal.timeout(20_000) });
}
/** Quits the app and starts it again on the same profile. */
async function openAgain(link?: string): Promise<void> {
  const closed = once(app.electron.process(), 'exit');
  await app.electron.evaluate(({ app: main }) => main.quit()).catch(() => undefined); // the answer is lost with the process
  await closed;
  app = await openInElectron(server.url, app.profile, link === undefined ? {} : { link });
  ({ page } = app);
}

const pressMenu = (id: string) =>
  app.electron.evaluate(({ Menu }, name) => {
    Menu.getApplicationMenu()?.getMenuItemById(name)?.click();
  }, id);

/** Opens the deals, and the first of them on its own. Returns its name. */
async function openFirstDeal(of: Page): Promise<string> {
  await of.getByRole('link', { name: 'Deals', exact: true }).click();
  const board = of.getByRole('application');
  await expect(board.getByRole('article').first()).toBeVisible();
  await board.focus();
  await of.keyboard.press('Enter');
  return of.getByRole('complementary').getByRole('heading', { level: 2 }).first().innerText();
}

let link = '';
let deal = '';

test('[E-2] a copied link opens its record again, and no link opens anything else', async () => {
  deal = await openFirstDeal(page);
  await pressMenu('copy-link');
  await expect(page.getByText('Link to this record copied')).toBeVisible();
  link = await app.electron.evaluate(({ clipboard }) => clipboard.readText());
  expect(link).toMatch(/^outpost:\/\/open\/[0-9a-f-]{36}\/record\/[0-9a-f-]{36}$/);

  await page.getByRole('link', { name: 'Home', exact: true }).click();
  const home = page.url();
  for (const hostile of [
    link.replace('/record/', '/delete/'),
    `${link}?act=delete`,
    'outpost://app/#/settings/people',
    'outpost://open/../../settings/people',
  ])
    await startWith(hostile);
  expect(page.url()).toBe(home);

  await startWith(link.replace(/open\/[0-9a-f-]{36}/, 'open/0190b1f2-7c00-7000-8000-000000000001'));
  await expect(page.getByText('This link belongs to another organisation')).toBeVisible();
  expect(page.url()).toBe(home);

  await startWith(link);
  await expect(page.getByRole('complementary', { name: deal })).toBeVisible();
  expect(app.electron.windows()).toHaveLength(1);
});

test('[PLT-17] the link of an invitation fills in its server and its code, and leads back', async () => {
  const code = 'K7PM-X2QD-9FGH-AB34-PQRS';
  await startWith(`outpost://invited/http/evil.example/${code}`); // a server elsewhere without https
  await expect(page.getByRole('complementary', { name: deal })).toBeVisible();
  await startWith(`outpost://invited/https/crm.nordwind.example/${code}`);
  await expect(page.getByRole('textbox', { name: 'Server' })).toHaveValue('https://crm.nordwind.example');
  await expect(page.getByRole('textbox', { name: /Code from the e-mail/ })).toHaveValue(code);
  await page.getByRole('button', { name: 'Back to sign in' }).click();
  await page.getByRole('button', { name: /^Back to / }).click();
  await expect(syncSign(page)).toBeVisible();
});

test('[D-5] a link that comes while the app is locked opens after unlocking', async () => {
  await page.getByRole('link', { name: 'Home', exact: true }).click();
  await page.keyboard.press('Control+Shift+l');
  await expect(page.getByRole('button', { name: 'Unlock' })).toBeVisible();
  await startWith(link);
  await expect(page.getByText(deal)).toHaveCount(0);
  await page.getByLabel('Password', { exact: true }).fill(accountWithRole(server, 'member').password);
  await page.getByRole('button', { name: 'Unlock' }).click();
  await expect(page.getByRole('complementary', { name: deal })).toBeVisible();
});

test('[D-6] a second window shows the same replica: a change in one appears in the other', async () => {
  const opened = app.electron.waitForEvent('window');
  await pressMenu('new-window');
  const second = await opened;
  await expect(syncSign(second)).toContainText('Up to date');
  await openFirstDeal(second);
  await page.getByRole('complementary').getByRole('heading', { level: 2 }).first().click();
  await page.keyboard.press('n');
  await page.keyboard.type('Written in the first window');
  await page.keyboard.press('Control+Enter');
  await expect(second.getByRole('complementary').getByText('Written in the first window')).toBeVisible();
  const replicas = await app.electron.evaluate(
    ({ app: main }) =>
      main
        .getAppMetrics()
        .filter(({ name, serviceName }) => [name, serviceName].some((each) => each?.includes('replica'))).length,
  );
  expect(replicas).toBe(1);
  await second.close();
  expect(app.electron.windows()).toHaveLength(1);
  await expect(syncSign(page)).toContainText(/Up to date|to send|Sending/); // the replica continues to run for the first window
});

test('the menu opens the help, which works without a server', async () => {
  await pressMenu('help');
  await expect(page.getByRole('article', { name: 'Start here' })).toBeVisible();
  await page.getByRole('article').getByRole('button', { name: 'Offline and sync' }).click();
  await expect(page.getByRole('article', { name: 'Offline and sync' })).toBeVisible();
  await pressMenu('back');
  await expect(page.getByRole('article', { name: 'Start here' })).toBeVisible();
});

test('[E-2] links of records go to the system’s programs, and only links of the list', async () => {
  await app.electron.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { opened });
    shell.openExternal = (url) => {
      opened.push(url);
      return Promise.resolve();
    };
  });
  for (const href of [
    'mailto:ada@example.com',
    'tel:+14155550142',
    'https://example.com/',
    'mailto:a@b.c?attach=/etc/passwd',
    'http://example.com/',
    'file:///etc/hosts',
    'https://user:secret@example.com/',
  ])
    // prettier-ignore
    await page.evaluate((to) => {
      const anchor = document.createElement('a');
      anchor.href = to;
      anchor.target = '_blank';
      anchor.rel = 'noopener noreferrer';
      anchor.click();
    }, href);
  const opened = () => app.electron.evaluate(() => (globalThis as unknown as { opened: string[] }).opened); // set just before
  await expect.poll(opened).toEqual(['mailto:ada@example.com', 'tel:+14155550142', 'https://example.com/']);
  expect(app.electron.windows()).toHaveLength(1);
});

test('the quick capture is a small window with a form, and closes when it is sent', async () => {
  const opened = app.electron.waitForEvent('window');
  await pressMenu('capture');
  const small = await opened;
  await expect(small.getByRole('heading', { name: 'What do you want to note?' })).toBeVisible();
  await expect(small.getByRole('navigation')).toHaveCount(0);
  await pressMenu('capture');
  expect(app.electron.windows()).toHaveLength(2); // one of them at a time
  await small.keyboard.press('t');
  await small.getByRole('dialog').getByLabel('Task', { exact: true }).fill('Noted from everywhere');
  const closed = small.waitForEvent('close');
  await small.keyboard.press('Control+Enter');
  await closed;
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Noted from everywhere');
  await expect(page.getByRole('option', { name: /Noted from everywhere/ }).first()).toBeVisible();
  await page.keyboard.press('Escape');
});

test('a window opens again with its size, place and zoom', async () => {
  const wanted = { x: 140, y: 90, width: 900, height: 640 };
  await app.electron.evaluate(({ BrowserWindow }, bounds) => {
    const [window] = BrowserWindow.getAllWindows();
    window?.setBounds(bounds);
    window?.webContents.setZoomLevel(1);
  }, wanted);
  await openAgain();
  const stateOf = () =>
    app.electron.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      return { ...window?.getNormalBounds(), zoom: window?.webContents.getZoomLevel() };
    });
  await expect.poll(stateOf).toEqual({ ...wanted, zoom: 1 });
});

test('[D-6] an app that is started for a link opens its page, and no other one before', async () => {
  await openAgain(link);
  await page.getByLabel('Password', { exact: true }).fill(accountWithRole(server, 'member').password);
  await page.getByRole('button', { name: 'Unlock' }).click();
  await expect(page.getByRole('complementary', { name: deal })).toBeVisible();
  expect(await page.evaluate(() => history.length)).toBe(1); // Home would be another entry
});
