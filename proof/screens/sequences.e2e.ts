import { type Page, expect, test } from '@playwright/test';
import { type AppWindow, goTo, openApp, signInOnPage, syncNow, syncSign } from '../testbed/app-windows.ts';
import { inspectScreen } from '../testbed/inspect-screen.ts';
import { type OutpostServer, accountWithRole, startOutpostServer } from '../testbed/outpost-server.ts';
import { type PosingRelay, openPosingRelay } from '../testbed/posing-relay.ts';

// A person writes a sequence by the keyboard, starts it on a deal without a network, sees where it stands, and stops it.

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
const steps = () => page.getByRole('region', { name: 'Steps' });

test('[SEQ-8] the page shows the steps of a sequence with their counts, and the deals in it', async () => {
  await page.keyboard.press('Control+k');
  await page.keyboard.type('go to sequences');
  await expect(page.getByRole('option', { name: 'Go to Sequences', exact: true })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'After the proposal' })).toBeVisible();
  await expect(steps().getByRole('listitem').filter({ hasText: 'Call about the proposal' })).toContainText('1 here');
  const inIt = page.getByRole('region', { name: /^In it/ });
  await expect(inIt.getByText('Stopped: they answered', { exact: false })).toBeVisible();
  await expect(inIt.getByText('Waits for you: The address was refused by its server.')).toBeVisible();
  await page
    .getByRole('navigation', { name: 'Sequences' })
    .getByRole('button', { name: /^After the proposal/ })
    .click(); // a narrow window shows the details of a chosen one
  await inspectScreen(page, 'sequences');
  await button('Pause all').press('Enter');
  await expect(page.getByText('Nobody in it goes on.')).toBeVisible();
  await button('Let all go on').press('Enter');
});

test('[SEQ-1] a sequence is written by the keyboard; a draft outlives a reload; a fault is said beside its step', async () => {
  await button('New sequence').press('Enter');
  await field('Name').fill('After the visit');
  await button('Add an e-mail').press('Enter');
  await expect(field('Template of step 1')).toBeFocused();
  await expect(page.getByRole('group', { name: 'step 1: E-mail' }).getByText('Choose a template.')).toBeVisible();
  await field('Template of step 1').selectOption({ label: 'After the proposal' });
  await button('Add a wait').press('Enter');
  await expect(field('Length of step 2')).toBeFocused();
  await page.keyboard.type('3');
  await button('Add a text').press('Enter');
  await page.keyboard.type('Hello ');
  await page
    .getByRole('group', { name: 'step 3: Text' })
    .getByRole('button', { name: 'Insert a value' })
    .press('Enter');
  await page.keyboard.type('deal name');
  await page.keyboard.press('Escape');
  await field('Words of step 3').fill('Did our offer for {{ deal.nmae }} arrive?');
  await expect(page.getByText('Line 1: there is no value “deal.nmae”.')).toBeVisible();
  await field('Words of step 3').fill('Did our offer for {{ deal.name }} arrive?');
  await button('Move step 3 up').press('Enter');
  await expect(page.getByRole('group', { name: 'step 2: Text' })).toBeVisible();
  await expect(button('Move step 2 up')).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('group', { name: 'step 3: Text' })).toBeVisible();
  await inspectScreen(page, 'sequence-editor');
  await page.reload();
  await button('New sequence').press('Enter', { timeout: 20_000 });
  await expect(field('Words of step 3')).toHaveValue('Did our offer for {{ deal.name }} arrive?');
  await button('Add the sequence').press('Enter');
  await expect(page.getByRole('heading', { name: 'After the visit' })).toBeVisible();
  await expect(steps().getByText('Wait 3 weekdays')).toBeVisible();

  await button('Edit the steps').press('Enter');
  await field('Length of step 2').fill('2');
  await field('What changed').fill('A shorter wait');
  await button('Save as new version').press('Enter');
  await expect(page.getByText('A shorter wait')).toBeVisible();
  await expect(steps().getByText('Wait 2 weekdays')).toBeVisible();
});

test('[SEQ-4] [SEQ-6] without a network it starts on a deal with the words as the person saw them, once', async () => {
  await goTo(page, '/list/crm/deal?kind=grid');
  const row = page.getByRole('grid', { name: 'Deals' }).getByRole('row').filter({ hasText: 'Proposal' }).first();
  await row.getByRole('gridcell').nth(1).click();
  await page.keyboard.press('Enter');
  relay.cut();
  await expect(syncSign(page)).toContainText('Offline', { timeout: 20_000 });
  const start = page.getByRole('button', { name: 'Start a sequence' }).first();
  await start.click();
  const dialog = page.getByRole('dialog', { name: 'Start a sequence' });
  await dialog.getByRole('button', { name: 'After the visit' }).click();
  await expect(dialog.getByLabel('Words of step 1')).toHaveValue(/thank you for your time/);
  await expect(dialog.getByText(/You are offline/)).toBeVisible();
  await inspectScreen(page, 'sequence-start');
  await dialog.getByLabel('Words of step 2').fill('Did it arrive?');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
  const panel = page.getByRole('complementary').filter({ has: page.getByText('Sequences', { exact: true }) });
  await expect(panel.getByText('Step 1 of 2, as soon as the server can').first()).toBeVisible();
  await expect(panel.getByText(/You started the sequence After the visit, under way/)).toBeVisible();
  await inspectScreen(page, 'sequence-of-record');

  await start.click();
  await dialog.getByRole('button', { name: 'After the visit' }).click();
  await expect(dialog.getByText(/This deal has been in this sequence\. Step 1 of 2/)).toBeVisible();
  await expect(dialog.getByRole('button', { name: /^Start with/ })).toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Escape');
});

test('[SEQ-8] it is paused and stopped on the page of the deal', async () => {
  await page.getByRole('button', { name: 'Pause After the visit' }).press('Enter');
  await expect(page.getByText('Paused. Step 1 of 2')).toBeVisible();
  await page.getByRole('button', { name: 'Let it go on After the visit' }).press('Enter');
  await page.getByRole('button', { name: 'Stop After the visit' }).press('Enter');
  await expect(page.getByText(/^ ?Stopped: a person stopped it/)).toBeVisible();
  relay.step();
  await syncNow(page);
  await expect(syncSign(page)).toContainText('Up to date', { timeout: 40_000 });
  await expect(page.getByText(/^ ?Stopped: a person stopped it/)).toBeVisible();
});

test('[SEQ-9] [SEQ-11] without a network it starts on many deals, says which do not start and why, and one undo takes all back', async () => {
  await goTo(page, '/list/crm/deal?kind=grid');
  const grid = page.getByRole('grid', { name: 'Deals' });
  relay.cut();
  await expect(syncSign(page)).toContainText('Offline', { timeout: 20_000 });
  await grid.focus();
  await page.keyboard.press('Escape'); // from the cell to its row: in a cell, letters begin an edit
  for (const key of 'xjxjxjxjxjxjxjx') await page.keyboard.press(key);
  const bar = page.getByRole('toolbar', { name: 'Selected records' });
  await expect(bar).toContainText('8 of');
  await bar.getByRole('button', { name: 'Start sequence', exact: true }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Start a sequence for 8 deals' });
  await dialog.getByRole('button', { name: 'After the visit' }).click();
  const go = dialog.getByRole('button', { name: /^Start it for \d+ deals?/ });
  await expect(go).toBeVisible({ timeout: 20_000 });
  await expect(dialog.getByRole('region', { name: 'Words by record' })).toContainText('thank you for your time');
  await inspectScreen(page, 'sequence-many');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
  await expect(page.getByText(/^Started the sequence After the visit: \d+ deals?/)).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByText(/^Undone: Started the sequence After the visit/)).toBeVisible();
});
