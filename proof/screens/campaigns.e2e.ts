import { type Page, expect, test } from '@playwright/test';
import { type AppWindow, goTo, openApp, signInOnPage, syncNow, syncSign } from '../testbed/app-windows.ts';
import { inspectScreen } from '../testbed/inspect-screen.ts';
import { type OutpostServer, accountWithRole, startOutpostServer } from '../testbed/outpost-server.ts';
import { type PosingRelay, openPosingRelay } from '../testbed/posing-relay.ts';

// A person writes a campaign by the keyboard without a network, starts it, and pauses it. The server sends no texts here: its messages wait.

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
  await expect(syncSign(page)).toContainText('Up to date', { timeout: 40_000 });
});
test.afterAll(async () => {
  await opened.close();
  await relay.close();
  await server.stop();
});

const field = (name: string) => page.getByLabel(name, { exact: true });
const button = (name: string) => page.getByRole('button', { name, exact: true });

test('[CMP-10] a campaign is written without a network, its draft outlives a reload, and it starts when the device is back', async () => {
  await goTo(page, '/campaigns');
  await expect(page.getByText('No campaigns yet')).toBeVisible();
  await inspectScreen(page, 'campaigns-empty');
  relay.cut();
  await expect(syncSign(page)).toContainText('Offline', { timeout: 20_000 });
  await page.keyboard.press('c');
  await field('Name').fill('Winter check of lighting controls');
  await field('Purpose').selectOption('contract');
  await field('Channel').selectOption('text');
  await field('Message: words').fill('Born {{ contact.birthday }}');
  await expect(page.getByText(/there is no value “contact.birthday”/).first()).toBeVisible();
  await field('Message: words').fill('Is your lighting ready for winter, {{ contact.firstName }}?');
  await field('Try two messages on a part of the members first').press('Space');
  await field('Message B: words').fill('Twenty minutes before the first frost');
  await field('Send only at certain times').press('Space');
  await expect(page.getByText('would get it now')).toBeVisible();
  await inspectScreen(page, 'campaign-editor');
  await page.reload();
  await page
    .getByRole('button', { name: /New campaign/ })
    .first()
    .press('Enter', { timeout: 20_000 });
  await expect(field('Message B: words')).toHaveValue('Twenty minutes before the first frost');
  await button('Start the campaign').press('Enter');
  await expect(page.getByText('The server reads the list once this device has synced.')).toBeVisible();
  await inspectScreen(page, 'campaign-offline');
  relay.step();
  await syncNow(page);
  await expect(page.getByText(/, \d+ replies|0 of [\d,]+ sent/).first()).toBeVisible({ timeout: 40_000 });
});

test('[CMP-8] [CMP-5] it shows its figures and its members, and is paused and cancelled', async () => {
  const details = page.getByRole('region', { name: 'Winter check of lighting controls' });
  await expect(details.getByText('match')).toBeVisible();
  await inspectScreen(page, 'campaign');
  await details.getByRole('button', { name: /^Members/ }).press('Enter');
  await expect(page.getByRole('table')).toBeVisible();
  await inspectScreen(page, 'campaign-members');
  await button('Pause').press('Enter');
  await expect(button('Let it go on')).toBeVisible();
  await button('Cancel what was not sent').press('Enter');
  await expect(details.getByText('Cancelled')).toBeVisible();
});
