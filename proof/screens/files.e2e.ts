import { type Page, expect, test } from '@playwright/test';
import { type AppWindow, focusGrid, goTo, openApp, signInOnPage, untilUpToDate } from '../testbed/app-windows.ts';
import { type FaultyNetwork, openFaultyNetwork } from '../testbed/faulty-network.ts';
import { inspectScreen } from '../testbed/inspect-screen.ts';
import { type OutpostServer, accountWithRole, startOutpostServer } from '../testbed/outpost-server.ts';

// A person adds photos and a PDF to a deal without a network. They are sent when it is back, and a colleague sees them.

let server: OutpostServer;
let network: FaultyNetwork;
let mine: AppWindow;
let theirs: AppWindow;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  server = await startOutpostServer();
  network = await openFaultyNetwork(server.url);
  mine = await openApp('browser', network.url);
  theirs = await openApp('browser', server.url);
  await signInOnPage(mine.page, { server: network.url, ...accountWithRole(server, 'admin') });
  await signInOnPage(theirs.page, { server: server.url, ...accountWithRole(server, 'owner') });
  for (const { page } of [mine, theirs]) await untilUpToDate(page);
});
test.afterAll(async () => {
  await mine.close();
  await theirs.close();
  await network.close();
  await server.stop();
});

/** A red picture of the given size, made by the browser. */
const pictureOf = async (page: Page): Promise<Buffer> => {
  const base64 = await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [640, 480];
    const pen = canvas.getContext('2d');
    if (pen) {
      pen.fillStyle = '#2f5fd6';
      pen.fillRect(0, 0, 640, 480);
      pen.fillStyle = '#ffffff';
      pen.fillRect(120, 90, 400, 300);
    }
    return canvas.toDataURL('image/png').split(',')[1] ?? '';
  });
  return Buffer.from(base64, 'base64');
};
const pdf = Buffer.from(
  [
    '%PDF-1.4',
    '1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj',
    '2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj',
    '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj',
    '4 0 obj<</Length 42>>stream',
    'BT /F1 24 Tf 40 100 Td (Rack layout) Tj ET',
    'endstream endobj',
    '5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj',
    'trailer<</Root 1 0 R>>',
    '%%EOF',
  ].join('\n'),
);

let address = '';
const files = (page: Page) => page.getByRole('heading', { name: /^Files/ }).locator('xpath=ancestor::section');

test('photos and a PDF are added without a network and shown immediately, and a file that is not a photo is refused', async () => {
  const { page } = mine;
  await goTo(page, '/list/crm/deal?kind=grid');
  await focusGrid(page);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(files(page)).toContainText('No files yet');
  address = await page.evaluate(() => {
    const open = /"?open"?[=:]"?([0-9a-f-]{36})|panel=([0-9a-f-]{36})|([0-9a-f]{8}-[0-9a-f-]{27})/.exec(
      decodeURIComponent(location.hash),
    );
    return `/record/${open?.[3] ?? open?.[2] ?? open?.[1] ?? ''}`;
  });
  await goTo(page, address);
  network.cut();
  await files(page)
    .locator('input[type=file]')
    .setInputFiles([
      { name: 'Cellar.png', mimeType: 'image/png', buffer: await pictureOf(page) },
      { name: 'Rack layout.pdf', mimeType: 'application/pdf', buffer: pdf },
      { name: 'Not one.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('<html>Sign in to this network</html>') },
      { name: 'Empty.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) },
    ]);
  await expect(files(page).getByRole('alert').filter({ hasText: 'Not one.jpg' })).toContainText(
    'its content is not one',
  );
  await expect(files(page).getByRole('alert').filter({ hasText: 'Empty.txt' })).toContainText('is empty');
  await expect(
    files(page)
      .getByRole('button', { name: /^Open Cellar.png/ })
      .locator('img'),
  ).toBeVisible();
  await expect(files(page)).toContainText('2 files on this device, to send');
  await expect(page.getByText('You added file Cellar.png')).toBeVisible();
  await inspectScreen(page, 'record-files-offline');
  await files(page).getByRole('button', { name: 'Leave out Not one.jpg' }).click();
  await files(page).getByRole('button', { name: 'Leave out Empty.txt' }).click();
  await inspectScreen(page, 'record-files');
});

test('the viewer shows a picture and the pages of a PDF, by the keyboard', async () => {
  const { page } = mine;
  await files(page)
    .getByRole('button', { name: /^Open Cellar.png/ })
    .click();
  const viewer = page.getByRole('dialog');
  await expect(viewer.getByRole('img', { name: 'Cellar.png' })).toBeVisible();
  await inspectScreen(page, 'file-picture');
  await viewer.getByRole('button', { name: 'Next file' }).click();
  await expect(viewer.getByRole('img', { name: 'Page 1 of 1 of Rack layout.pdf' })).toBeVisible();
  await expect(viewer.getByText('Rack layout', { exact: true })).toBeAttached();
  await inspectScreen(page, 'file-pdf');
  await page.keyboard.press('ArrowLeft');
  await expect(viewer.getByRole('img', { name: 'Cellar.png' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(viewer).toBeHidden();
});

test('[E-3] small versions stand upright by their EXIF notes, and a picture that claims a huge size stays an icon', async () => {
  const { page } = mine;
  const jpeg = Buffer.from(
    await page.evaluate(() => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [800, 400];
      canvas.getContext('2d')?.fillRect(0, 0, 400, 400);
      return canvas.toDataURL('image/jpeg').split(',')[1] ?? '';
    }),
    'base64',
  );
  // Behind the first two bytes: a note that the picture is to be turned by a quarter.
  const exif = Buffer.from('ffe1002245786966000049492a0008000000010012010300010000000600000000000000', 'hex');
  const bomb = Buffer.concat([
    Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
    Buffer.from('0000ea600000ea600806000000', 'hex'), // 60,000 by 60,000 pixels
    Buffer.alloc(60),
  ]);
  await files(page)
    .locator('input[type=file]')
    .setInputFiles([
      {
        name: 'Turned.jpg',
        mimeType: 'image/jpeg',
        buffer: Buffer.concat([jpeg.subarray(0, 2), exif, jpeg.subarray(2)]),
      },
      { name: 'Huge.png', mimeType: 'image/png', buffer: bomb },
    ]);
  const tile = (name: string) => files(page).getByRole('button', { name: `Open ${name}` });
  await expect(tile('Turned.jpg').locator('img')).toBeVisible();
  const size = await tile('Turned.jpg')
    .locator('img')
    .evaluate((image) => (image instanceof HTMLImageElement ? [image.naturalWidth, image.naturalHeight] : []));
  expect(size).toEqual([160, 320]);
  await expect(tile('Huge.png').locator('[title*="too large to show"]')).toBeVisible();
  await expect(tile('Huge.png').locator('img')).toHaveCount(0);
});

test('the files are sent when the network is back, and a colleague sees them', async () => {
  network.restore();
  await mine.page.evaluate(() => window.dispatchEvent(new Event('online')));
  await goTo(mine.page, '/sync');
  await mine.page.getByRole('button', { name: 'Try now' }).click();
  await expect(mine.page.getByRole('region', { name: 'Files to send' })).toHaveCount(0, { timeout: 30_000 });
  const { page } = theirs;
  await goTo(page, address);
  await expect(
    files(page)
      .getByRole('button', { name: /^Open Cellar.png/ })
      .locator('img'),
  ).toBeVisible({ timeout: 30_000 });
  await files(page)
    .getByRole('button', { name: /^Rack layout.pdf/ })
    .click();
  await expect(page.getByRole('dialog').getByRole('img', { name: /^Page 1 of 1/ })).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(files(page).getByRole('button', { name: /^Rack layout.pdf/ })).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(files(page).getByRole('button', { name: /^Rack layout.pdf/ })).toBeVisible();
});
