import { authenticatorCode } from '@outpost/sync-server/identity/testing/authenticator';
import { type Page, expect, test } from '@playwright/test';
import { type AppWindow, goTo, openApp, signInOnPage, syncSign } from '../testbed/app-windows.ts';
import { inspectScreen } from '../testbed/inspect-screen.ts';
import { accountNamed, accountWithRole, type OutpostServer, startOutpostServer } from '../testbed/outpost-server.ts';
import { VirtualAuthenticator } from '../testbed/virtual-authenticator.ts';

// A person adds a passkey on a page of the server, signs in with it alone, and uses it as second factor. Chromium's own
// authenticator makes and shows it.

let server: OutpostServer;
let app: AppWindow;
let page: Page;
let person: ReturnType<typeof accountNamed>;
let secret = '';
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

const sign = () => syncSign(page);
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
  // The app's own page: the server's page before it has the same heading, and brings the code only when it has gone on.
  await expect(browser.getByText('You can close this page.', { exact: true })).toBeVisible();
  await browser.close();
}
async function signOut(): Promise<void> {
  await goTo(page, '/');
  await page.getByRole('button', { name: /^Alex/ }).click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Sign in to Outpost' })).toBeVisible();
}

test('[PLT-24] a person adds a passkey on a page of the server', async () => {
  expect(server.url).toMatch(/^http:\/\/localhost:/);
  await signInOnPage(page, { server: server.url, ...person });
  await isIn();
  await goTo(page, '/settings/security');
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

test('[PLT-18] the person renames the passkey in the list by the keyboard', async () => {
  const pencil = page.getByRole('button', { name: 'Rename Office computer' });
  const field = page.getByRole('textbox', { name: 'Name of Office computer' });
  await pencil.focus();
  await page.keyboard.press('Enter');
  await expect(field).toBeFocused();
  await page.keyboard.type('Something else');
  await page.keyboard.press('Escape');
  await expect(pencil).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.type('Desk in Vienna');
  await inspectScreen(page, 'factor-rename');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Rename Desk in Vienna' })).toBeFocused();
  await expect(page.getByText('Renamed Office computer to Desk in Vienna.')).toBeAttached();
  await goTo(page, '/settings/devices');
  await goTo(page, '/settings/security');
  await expect(page.getByRole('button', { name: 'Rename Desk in Vienna' })).toBeVisible();
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
  await goTo(page, '/settings/security');
  await page.getByRole('button', { name: /^Remove\s*Desk in Vienna/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(page.getByText(/Your password alone signs you in/)).toBeVisible();
  await signOut();
  await signInOnPage(page, { server: server.url, ...person });
  await isIn();
});

const codeField = () => page.getByRole('textbox', { name: /^Code/ });
const oneMoreStep = () => expect(page.getByRole('heading', { name: 'One more step' })).toBeVisible();

test('[PLT-18] a person adds an authenticator app: its code is pasted into six boxes that are one field', async () => {
  await goTo(page, '/settings/security');
  await page.getByRole('button', { name: 'Add an authenticator app' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Continue' }).click();
  secret = (await dialog.getByText(/^[A-Z2-7]{4}( [A-Z2-7]{1,4})+$/).innerText()).replaceAll(' ', '');
  await expect(codeField()).toHaveCount(1);
  await expect(codeField()).toBeFocused();
  await page.keyboard.type('407');
  await inspectScreen(page, 'code-boxes-set-up');
  await page.keyboard.press('Control+a');
  const code = authenticatorCode(secret, Date.now());
  await page.keyboard.insertText(`${code.slice(0, 3)} ${code.slice(3)}`);
  await expect(codeField()).toHaveValue(code);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: /backup codes/i })).toBeVisible();
  await page.keyboard.press('Escape');
});

test('[PLT-18] an administrator makes a role ask for a passkey, and reads what that means', async () => {
  const owner = await openApp('browser', server.url);
  await signInOnPage(owner.page, { server: server.url, ...accountWithRole(server, 'owner') });
  const sent = syncSign(owner.page);
  await expect(sent).toContainText('Up to date', { timeout: 60_000 });
  await goTo(owner.page, '/settings/roles');
  await owner.page
    .getByRole('button', { name: new RegExp(`^${person.role}`, 'i') })
    .first()
    .click();
  await owner.page.getByLabel(/^Second factor at sign-in/).selectOption('passkey');
  await expect(owner.page.getByText(/codes and backup codes are refused/)).toBeVisible();
  await inspectScreen(owner.page, 'role-asks-for-passkey');
  await expect(sent).toContainText('Up to date');
  await owner.close();
});

test('[PLT-18] the person proves the app at the next sign-in, and makes the passkey that the role asks for', async () => {
  await signOut();
  await signInOnPage(page, { server: server.url, ...person });
  await oneMoreStep();
  await page.keyboard.type('000000'); // a whole code is sent by itself
  await expect(page.getByText(/This code is not right/)).toBeVisible();
  await inspectScreen(page, 'code-boxes-wrong');
  await codeField().fill(authenticatorCode(secret, Date.now() + 30_000)); // the code of now was used when the app was added
  await expect(page.getByRole('heading', { name: 'Set up a second factor' })).toBeVisible();
  await expect(page.getByText(/Your role asks for a passkey as well/)).toBeVisible();
  await inspectScreen(page, 'passkey-asked-by-role');
  await inBrowser(() => page.getByRole('button', { name: 'Add a passkey' }).click(), 'Make a passkey');
  await isIn();
});

test('[PLT-18] from then on the passkey alone answers the step', async () => {
  await signOut();
  await signInOnPage(page, { server: server.url, ...person });
  await oneMoreStep();
  await expect(page.getByRole('button', { name: 'Use your passkey' })).toBeVisible();
  await expect(page.getByRole('button', { name: /authenticator app|backup code/ })).toHaveCount(0);
  await inBrowser(() => page.getByRole('button', { name: 'Use your passkey' }).click(), 'Use your passkey');
  await isIn();
  await page.keyboard.press('Control+Shift+l');
  await expect(page.getByText(/, locked at \d/)).toBeVisible();
  await inspectScreen(page, 'locked-at');
});
