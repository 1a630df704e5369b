import { type Page, expect, test } from '@playwright/test';
import { type AppWindow, openApp, signInOnPage } from '../testbed/app-windows.ts';
import { inspectScreen } from '../testbed/inspect-screen.ts';
import { accountNamed, type OutpostServer, startOutpostServer } from '../testbed/outpost-server.ts';
import { VirtualAuthenticator } from '../testbed/virtual-authenticator.ts';

// A person adds a passkey on a page of the server, signs in with it alone, and uses it as second factor. Chromium's own
// authenticator makes and shows it.

let server: OutpostServer;
let app: AppWindow;
let page: Page;
let person: { readonly email: string; readonly password: string };
const authenticator = new VirtualAuthenticator();
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  server = await startOutpostServer({ isAtLocalhost: true });
  person = accountNamed(server, 'alex');
  app = await openApp('browser', server.url);
  ({ page } = app);
  page.setDefaultTimeout(10_000);
});
test.afterAll(async () => {
  await app.close();
  await server.stop();
});

const sign = () => page.getByRole('navigation', { name: 'Main' }).getByRole('status');
const isIn = () => expect(sign()).toContainText('Up to date', { timeout: 60_000 });

/** Performs the step that opens the browser, and presses the button of the page that the server shows there. */
async function inBrowser(open: () => Promise<void>, button: string, look?: string): Promise<void> {
  const opened = page.context().waitForEvent('page');
  await open();
  const browser = await opened;
  await browser.waitForLoadState();
  expect(new URL(browser.url()).origin).toBe(server.url);
  const take = await authenticator.put(browser);
  if (look !== undefined) await inspectScreen(browser, look);
  const answered = browser.waitForResponse('**/sign-in/passkey/answer');
  await browser.getByRole('button', { name: button }).click();
  expect((await answered).status()).toBe(200);
  await take();
  await expect(browser.getByRole('heading', { name: 'Go back to Outpost' })).toBeVisible();
  await browser.close();
}
async function signOut(): Promise<void> {
  await page.evaluate(() => void (location.hash = '/'));
  await page.getByRole('button', { name: /^Alex/ }).click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Sign in to Outpost' })).toBeVisible();
}

test('[PLT-24] a person adds a passkey on a page of the server', async () => {
  expect(server.url).toMatch(/^http:\/\/localhost:/);
  await signInOnPage(page, { server: server.url, ...person });
  await isIn();
  await page.evaluate(() => void (location.hash = '/settings/security'));
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a passkey' });
  await dialog.getByLabel('Name').fill('Office computer');
  await inspectScreen(page, 'passkey-add');
  const go = () => dialog.getByRole('button', { name: 'Go on in the browser' }).click();
  await inBrowser(go, 'Make a passkey', 'passkey-make-page');
  expect(authenticator.count).toBe(1);
  const codes = page.getByRole('dialog', { name: /backup codes/i });
  await expect(codes).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByText('Office computer', { exact: false }).first()).toBeVisible();
  await inspectScreen(page, 'passkey-in-list');
});

test('[PLT-24] the person signs out, and in again by the passkey alone', async () => {
  await signOut();
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  // A window of a browser has no key store, so a password locks the data on the device (D-4).
  await page.getByLabel('Password for this device', { exact: true }).fill(person.password);
  await inspectScreen(page, 'passkey-device-password');
  const go = () => page.getByRole('button', { name: 'Continue with a passkey' }).click();
  await inBrowser(go, 'Use a passkey', 'passkey-sign-in-page');
  await isIn();
});

test('[PLT-24] the passkey is the second factor after a password', async () => {
  await signOut();
  await signInOnPage(page, { server: server.url, ...person });
  await expect(page.getByRole('heading', { name: 'One more step' })).toBeVisible();
  await inspectScreen(page, 'passkey-second-step');
  await inBrowser(() => page.getByRole('button', { name: 'Use your passkey' }).click(), 'Use your passkey');
  await isIn();
});

test('[PLT-24] the removal of the passkey is reported, and the password alone signs in again', async () => {
  await page.evaluate(() => void (location.hash = '/settings/security'));
  await page.getByRole('button', { name: /^Remove\s*Office computer/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(page.getByText(/Your password alone signs you in/)).toBeVisible();
  await signOut();
  await signInOnPage(page, { server: server.url, ...person });
  await isIn();
});
