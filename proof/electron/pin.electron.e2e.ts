import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Page, expect, test } from '@playwright/test';
import { type AppWindow, goTo, openInElectron, signInOnPage, syncSign } from '../testbed/app-windows.ts';
import { type FaultyNetwork, openFaultyNetwork } from '../testbed/faulty-network.ts';
import { inspectScreen } from '../testbed/inspect-screen.ts';
import { type OutpostServer, accountWithRole, startOutpostServer } from '../testbed/outpost-server.ts';
import { standInKeyStore } from '../testbed/stand-in-key-store.ts';

// A person sets a PIN for their computer, locks it, and unlocks it by the PIN, without a network and after a restart (PLT-41).

const pin = '493027';

let server: OutpostServer;
let network: FaultyNetwork;
let folder = '';
let preload: readonly string[] = [];
let app: AppWindow;
let page: Page;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  server = await startOutpostServer();
  network = await openFaultyNetwork(server.url);
  folder = await mkdtemp(join(tmpdir(), 'outpost-pin-'));
  preload = [await standInKeyStore(folder)];
  app = await openInElectron(network.url, await mkdtemp(join(tmpdir(), 'outpost-electron-')), { preload });
  ({ page } = app);
  page.setDefaultTimeout(15_000);
});
test.afterAll(async () => {
  await app.close();
  await network.close();
  await server.stop();
  await rm(folder, { recursive: true });
});

const sign = () => syncSign(page);
const go = (address: string) => goTo(page, address);
const member = () => accountWithRole(server, 'member');
/** The field of the locked page in which a person types the PIN or the password. */
const field = (name: 'PIN' | 'Password') => page.getByLabel(name, { exact: true });

/** The message after a wrong try. An organisation usually allows five tries. */
const triesLeft = (count: number): string => `That is not it. ${count} more tries, then a sign-in online is needed.`;

async function unlockBy(name: 'PIN' | 'Password', text: string): Promise<void> {
  await field(name).fill(text);
  await page.getByRole('button', { name: 'Unlock', exact: true }).click();
}

async function lock(): Promise<void> {
  await page.keyboard.press('Control+Shift+L');
  await expect(field('PIN')).toBeFocused();
}

test('[PLT-41] a PIN is set with the password, and one that others would try first is refused', async () => {
  await signInOnPage(page, { server: network.url, ...member() });
  await expect(sign()).toContainText('Up to date', { timeout: 60_000 });
  await go('/settings/security');
  const section = page.getByRole('region', { name: 'Unlock this device' });
  await expect(section).toContainText('A PIN unlocks this device without a network');
  await section.getByRole('button', { name: 'Set a PIN' }).click();
  const dialog = page.getByRole('dialog', { name: 'Set a PIN' });
  const save = async (digits: string, again: string, password: string) => {
    await dialog.getByLabel('New PIN', { exact: true }).fill(digits);
    await dialog.getByLabel('New PIN again', { exact: true }).fill(again);
    await dialog.getByLabel('Your password', { exact: true }).fill(password);
    await dialog.getByRole('button', { name: 'Set a PIN' }).click();
  };
  await save('123456', '123456', member().password);
  await expect(dialog).toContainText('These digits follow each other in a row. Choose another PIN.');
  await save(pin, '493028', member().password);
  await expect(dialog).toContainText('The two are not the same. Type the PIN again.');
  await save(pin, pin, 'not the password');
  await expect(dialog).toContainText('That is not it.');
  await inspectScreen(page, 'pin-dialog');
  await save(pin, pin, member().password);
  await expect(dialog).toBeHidden();
  await expect(section).toContainText('A PIN unlocks this device, besides your password.');
  await inspectScreen(page, 'pin-set');
});

test('[PLT-41] [D-5] wrong tries of the PIN and of the password are counted together, and the right PIN resets the count, without a network', async () => {
  network.cut();
  await lock();
  await unlockBy('PIN', '999999');
  await expect(page.getByText(triesLeft(4))).toBeVisible();
  await unlockBy('PIN', '888888');
  await expect(page.getByText(triesLeft(3))).toBeVisible();
  await inspectScreen(page, 'locked-pin');
  await page.getByRole('button', { name: 'Use your password instead' }).click();
  await unlockBy('Password', 'not the password');
  await expect(page.getByText(triesLeft(2))).toBeVisible();
  await page.getByRole('button', { name: 'Use your PIN instead' }).click();
  await unlockBy('PIN', pin);
  await expect(sign()).toContainText('Offline', { timeout: 60_000 });
  await lock();
  await unlockBy('PIN', '999999');
  await expect(page.getByText(triesLeft(4))).toBeVisible(); // the count began anew
  await unlockBy('PIN', pin);
  await expect(sign()).toContainText('Offline', { timeout: 60_000 });
});

test('[PLT-41] the PIN is there after a restart, and unlocks what was locked before it', async () => {
  await lock();
  app = await app.crashAndReopen();
  ({ page } = app);
  page.setDefaultTimeout(15_000);
  await expect(field('PIN')).toBeVisible({ timeout: 60_000 });
  await unlockBy('PIN', pin);
  await expect(sign()).toContainText('Offline', { timeout: 60_000 });
  network.restore();
  await go('/settings/security');
  await page.getByRole('button', { name: 'Remove the PIN' }).click();
  await expect(page.getByRole('button', { name: 'Set a PIN' })).toBeVisible();
});
