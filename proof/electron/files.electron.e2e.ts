import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ElectronApplication, type Page, expect, test } from '@playwright/test';
import {
  type AppWindow,
  focusGrid,
  goTo,
  openInElectron,
  signInOnPage,
  syncSign,
  untilUpToDate,
} from '../testbed/app-windows.ts';
import { type FaultyNetwork, openFaultyNetwork } from '../testbed/faulty-network.ts';
import { findInFiles } from '../testbed/find-in-files.ts';
import { type OutpostServer, accountWithRole, startOutpostServer } from '../testbed/outpost-server.ts';

// A person adds a photo and a document in the app itself, without a network, opens the document elsewhere, and starts again.

let server: OutpostServer;
let network: FaultyNetwork;
let app: AppWindow & { readonly electron: ElectronApplication };
let address = '';
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  server = await startOutpostServer();
  network = await openFaultyNetwork(server.url);
  app = await openInElectron(network.url, await mkdtemp(join(tmpdir(), 'outpost-electron-files-')));
});
test.afterAll(async () => {
  await app.close();
  await network.close();
  await server.stop();
});

const sign = () => syncSign(app.page);
const files = () => app.page.getByRole('heading', { name: /^Files/ }).locator('xpath=ancestor::section');
const tile = () => files().getByRole('button', { name: /^Open Cellar.png/ });

test('a photo is added without a network, and shown small', async () => {
  await signInOnPage(app.page, { server: network.url, ...accountWithRole(server, 'member') });
  await untilUpToDate(app.page);
  await goTo(app.page, '/list/crm/account?kind=grid');
  await focusGrid(app.page);
  await app.page.keyboard.press('ArrowDown');
  await app.page.keyboard.press('Enter');
  await expect(files()).toContainText('No files yet');
  address = await app.page.evaluate(() => location.hash);
  network.cut();
  await files()
    .locator('input[type=file]')
    .setInputFiles([
      { name: 'Cellar.png', mimeType: 'image/png', buffer: await pictureOf(app.page) },
      { name: 'Gate codes.txt', mimeType: 'text/plain', buffer: Buffer.from('Gate code 4711-kestrel') },
    ]);
  await expect(tile().locator('img')).toBeVisible();
  expect(await smallSizeOf()).toEqual([320, 240]);
});

test('[D-4] a document is opened with the system’s program as a private copy, which is removed with the session', async () => {
  await app.electron.evaluate(({ shell }) => {
    shell.openPath = (path) => {
      Object.assign(globalThis, { openedPath: path });
      return Promise.resolve('');
    };
  });
  await files()
    .getByRole('button', { name: /^Gate codes.txt/ })
    .click();
  const viewer = app.page.getByRole('dialog');
  await viewer.getByRole('button', { name: 'Get it' }).click();
  await viewer.getByRole('button', { name: 'Open with the system’s program' }).click();
  await expect(viewer).toContainText('Opened as a copy');
  const path = await app.electron.evaluate(() => String(Reflect.get(globalThis, 'openedPath')));
  expect(readFileSync(path, 'utf8')).toBe('Gate code 4711-kestrel');
  expect(path.startsWith(app.profile)).toBe(true);
  await app.electron.close();
  expect(existsSync(path)).toBe(false);
  expect(findInFiles(app.profile, ['4711-kestrel'])).toEqual([]);
});

test('after a restart without a network the photo is still there', async () => {
  app = await openInElectron(network.url, app.profile);
  // Such machines have no key store: the password opens the replica.
  await app.page.getByLabel('Password', { exact: true }).fill(accountWithRole(server, 'member').password);
  await app.page.getByRole('button', { name: 'Unlock' }).click();
  await expect(sign()).toBeVisible();
  await goTo(app.page, address);
  await expect(tile().locator('img')).toBeVisible();
  expect(await smallSizeOf()).toEqual([320, 240]);
  await expect(files()).toContainText('2 files on this device, to send');
});

const smallSizeOf = () =>
  tile()
    .locator('img')
    .evaluate((image) => (image instanceof HTMLImageElement ? [image.naturalWidth, image.naturalHeight] : []));

/** A picture of 640 by 480 pixels, made by the page. */
const pictureOf = async (page: Page): Promise<Buffer> => {
  const base64 = await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [640, 480];
    canvas.getContext('2d')?.fillRect(120, 90, 400, 300);
    return canvas.toDataURL('image/png').split(',')[1] ?? '';
  });
  return Buffer.from(base64, 'base64');
};
