import { type Page, expect, test } from '@playwright/test';
import { type AppWindow, goTo, openApp, signInOnPage, syncSign } from '../testbed/app-windows.ts';
import { inspectScreen } from '../testbed/inspect-screen.ts';
import { type OutpostServer, accountWithRole, startOutpostServer } from '../testbed/outpost-server.ts';
import { type PosingRelay, openPosingRelay } from '../testbed/posing-relay.ts';

// A person enters the same contact twice, merges the two, and converts a lead without a network. The server accepts both.

let server: OutpostServer;
let relay: PosingRelay;
let opened: AppWindow;
let page: Page;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  server = await startOutpostServer();
  relay = await openPosingRelay(server.url);
  opened = await openApp('browser', relay.url);
  page = opened.page;
  page.setDefaultTimeout(10_000);
  await signInOnPage(page, { server: relay.url, ...accountWithRole(server, 'admin') });
  await expect(sign()).toContainText('Up to date', { timeout: 40_000 });
});
test.afterAll(async () => {
  await opened.close();
  await relay.close();
  await server.stop();
});

const sign = () => syncSign(page);
const go = (address: string) => goTo(page, address);
/** Fills in the form of a new record and adds it. `told` runs before it is added. */
async function add(kind: string, values: Readonly<Record<string, string>>, told = async () => {}): Promise<void> {
  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog', { name: `New ${kind}` });
  for (const [label, value] of Object.entries(values)) {
    await dialog.getByLabel(label, { exact: true }).fill(value);
    await page.keyboard.press('Tab');
  }
  await told();
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
}

test('[S-4f] a new contact warns of one with the same address, and the two are merged by the keyboard', async () => {
  await go('/list/crm/contact?kind=grid');
  await expect(page.getByRole('grid', { name: 'Contacts' })).toBeVisible();
  await add('contact', { Name: 'Orla Dunmere', 'E-mail': 'orla@dunmere.example' });
  await page.keyboard.press('Escape');
  await go('/list/crm/contact?kind=grid');
  await add('contact', { Name: 'O. Dunmere', 'E-mail': 'Orla@Dunmere.example', 'Job title': 'Owner' }, async () => {
    await expect(page.getByText('This contact may exist already')).toBeVisible();
    await inspectScreen(page, 'new-contact-near');
  });
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('find duplicates: contacts');
  await expect(page.getByRole('option', { name: /Find duplicates: Contacts/ }).first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Are these the same?' })).toBeVisible({ timeout: 20_000 });
  await page
    .getByRole('navigation', { name: 'Pairs' })
    .getByRole('button', { name: /O. Dunmere/ })
    .click();
  await expect(page.getByText('Same e-mail, similar name')).toBeVisible();
  await expect(page.getByRole('radiogroup', { name: 'Job title' }).getByRole('radio', { name: 'Owner' })).toBeChecked();
  await inspectScreen(page, 'duplicates');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Merged two contacts', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: /O. Dunmere/ })).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('button', { name: /O. Dunmere/ })).toHaveCount(1);
  await page.keyboard.press('Control+Shift+z');
  await expect(page.getByRole('button', { name: /O. Dunmere/ })).toHaveCount(0);
  await expect(sign()).toContainText('Up to date', { timeout: 20_000 });
  await go('/list/crm/contact?kind=grid&search=Dunmere');
  await expect(page.getByRole('grid', { name: 'Contacts' }).getByText('Orla Dunmere')).toBeVisible();
  await expect(page.getByRole('grid', { name: 'Contacts' }).getByText('O. Dunmere', { exact: true })).toHaveCount(0);
});

test('two selected records are merged from the bar of the selection', async () => {
  await go('/list/crm/account?kind=grid');
  await add('account', { Name: 'Perrin Hallam Gates' });
  await page.keyboard.press('Escape');
  await go('/list/crm/account?kind=grid');
  await add('account', { Name: 'Hallam Gates Inc' });
  await go('/list/crm/account?kind=grid&search=Hallam%20Gates');
  const grid = page.getByRole('grid', { name: 'Accounts' });
  await expect(grid.getByText('Perrin Hallam Gates')).toBeVisible();
  await grid.focus();
  await page.keyboard.press('Control+a');
  await page.getByRole('toolbar', { name: 'Selected records' }).getByRole('button', { name: 'Merge' }).click();
  const dialog = page.getByRole('dialog', { name: /Merge a duplicate of/ });
  await dialog.getByRole('radio', { name: 'Perrin Hallam Gates' }).check();
  await inspectScreen(page, 'merge-two');
  await dialog.getByRole('button', { name: 'Merge the two' }).click();
  await expect(page.getByText('Merged two accounts', { exact: true })).toBeVisible();
  await expect(grid.getByText('Hallam Gates Inc')).toHaveCount(0);
  await expect(grid.getByText('Perrin Hallam Gates')).toBeVisible();
});

test('[CRM-8] a lead is converted without a network in one act, which the server accepts and one undo takes back', async () => {
  await go('/list/crm/lead?kind=grid');
  await expect(page.getByRole('grid', { name: 'Leads' })).toBeVisible();
  await add('lead', { Name: 'Wren Alder', Company: 'Tamsin Grove Flats' });
  await expect(page.getByRole('complementary', { name: 'Wren Alder' })).toBeVisible();
  await expect(sign()).toContainText('Up to date', { timeout: 20_000 });
  relay.cut();
  await expect(sign()).toContainText(/Offline/, { timeout: 20_000 });
  await page
    .getByRole('complementary', { name: 'Wren Alder' })
    .getByRole('button', { name: 'Convert', exact: true })
    .click();
  const dialog = page.getByRole('dialog', { name: 'Convert Wren Alder' });
  await expect(dialog.getByRole('radio', { name: /^Tamsin Grove Flats .* same name$/i })).toBeChecked(); // the demo has it
  await expect(dialog.getByRole('heading', { name: 'Account Tamsin Grove Flats' })).toBeVisible();
  await dialog.getByText('New account Tamsin Grove Flats').click();
  await inspectScreen(page, 'convert');
  await page.keyboard.press('Control+Enter');
  const deal = page.getByRole('complementary', { name: 'Tamsin Grove Flats' });
  await expect(deal).toBeVisible();
  await expect(page.getByText('Converted Wren Alder', { exact: true })).toBeVisible();
  relay.step();
  await expect(sign()).toContainText('Up to date', { timeout: 40_000 });
  await page.keyboard.press('Control+z');
  await expect(page.getByText('Undone: Converted Wren Alder', { exact: true })).toBeVisible();
  await go('/list/crm/lead?kind=grid&search=Wren%20Alder');
  await page.getByRole('grid', { name: 'Leads' }).getByRole('button', { name: 'Wren Alder' }).click();
  const again = page.getByRole('complementary', { name: 'Wren Alder' });
  await expect(again.getByRole('button', { name: 'Convert', exact: true })).toBeVisible();
  await expect(sign()).toContainText('Up to date', { timeout: 20_000 });
  await go('/list/crm/account?kind=grid&search=Tamsin%20Grove%20Flats');
  const accounts = page.getByRole('grid', { name: 'Accounts' });
  await expect(accounts.getByRole('button', { name: 'Tamsin Grove Flats' })).toHaveCount(1); // the demo's own
});
