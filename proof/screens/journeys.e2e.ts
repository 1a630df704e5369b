import { readFile } from 'node:fs/promises';
import { type Page, expect, test } from '@playwright/test';
import { type PressedKeys, pressedKeys } from './pressed-keys.ts';
import { type AppWindow, openApp, signInOnPage, syncSign } from '../testbed/app-windows.ts';
import { inspectScreen } from '../testbed/inspect-screen.ts';
import { type OutpostServer, accountNamed, startOutpostServer } from '../testbed/outpost-server.ts';
import { type PosingRelay, openPosingRelay } from '../testbed/posing-relay.ts';

// A person does each piece of everyday work by the keyboard alone, without a network, in a few presses. Words that only
// the person knows (names, amounts, the words of a search) do not count as presses. Keys that move, choose and send do.

/** The most presses that each piece of work may take. A change of the screens may lower a number, but not raise one. */
const most = {
  'a contact with a new company': 8,
  'a deal through the pipeline to won, with its value': 8,
  'a call with its outcome': 4,
  'a follow-up': 3,
  'somebody by a part of the phone number': 2,
  'my deals over an amount that close in the future': 11,
  '20 deals to a colleague': 31,
  undo: 1,
  '8,800 deals imported': 5,
  'the win rate by agent as PDF': 5,
  'a list exported': 2,
  'two accounts merged': 9,
  'a role of one’s own': 16,
  'a colleague with that role': 9,
} as const;

let server: OutpostServer;
let relay: PosingRelay;
let app: AppWindow;
let page: Page;
test.use({ trace: 'off' });

const main = () => page.getByRole('main');
const dialog = () => page.getByRole('dialog').last();
const sign = () => syncSign(page);
const panel = () => page.getByRole('complementary');

/** Opens the app as a person, from the home page, without a network. */
async function offlineAs(name: string): Promise<void> {
  app = await openApp('browser', relay.url);
  ({ page } = app);
  page.setDefaultTimeout(10_000);
  await signInOnPage(page, { server: relay.url, ...accountNamed(server, name) });
  await expect(sign()).toContainText('Up to date', { timeout: 60_000 });
  relay.cut();
  await expect(sign()).toContainText('Offline', { timeout: 30_000 });
}

/** Does a piece of work, and expects that it took no more presses than the table says. */
async function inFewPresses(work: keyof typeof most, doing: (keys: PressedKeys) => Promise<void>): Promise<void> {
  await test.step(work, async () => {
    const keys = pressedKeys(page);
    await doing(keys);
    test.info().annotations.push({ type: work, description: `${keys.count()} presses of at most ${most[work]}` });
    expect.soft(keys.count(), `presses for: ${work}`).toBeLessThanOrEqual(most[work]);
  });
}

/** Runs a command of the palette by its words. */
async function command(keys: PressedKeys, words: string, option: RegExp): Promise<void> {
  await keys.press('Control+k');
  await keys.type(words);
  await expect(page.getByRole('option', { name: option }).first()).toBeVisible();
  await keys.press('Enter');
}

test.beforeAll(async () => {
  test.setTimeout(120_000);
  server = await startOutpostServer();
  relay = await openPosingRelay(server.url);
});
test.afterAll(async () => {
  await relay.close();
  await server.stop();
});
test.afterEach(async () => {
  relay.step();
  await app.close();
});

test('a member: contact and company, deal, call, follow-up, finding, filtering, export, undo', async () => {
  test.setTimeout(240_000);
  await offlineAs('alex');

  await inFewPresses('a contact with a new company', async (keys) => {
    await command(keys, 'new contact', /New contact/);
    await expect(dialog().getByLabel('Name')).toBeFocused();
    await keys.type('Ida Marrow');
    await keys.press('Tab', 'Tab');
    await keys.type('Marrow Boats');
    await expect(page.getByRole('option', { name: 'Create account “Marrow Boats”' })).toBeVisible();
    await keys.press('Enter');
    await expect(page.getByText('Added account Marrow Boats', { exact: true })).toBeVisible();
    await keys.press('Tab', 'Tab');
    await keys.type('+1 212 555 7788');
    await keys.press('Control+Enter');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(page.getByText('Added contact Ida Marrow', { exact: true })).toBeVisible();
  });

  await test.step('a deal without a value, for the next piece of work', async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('d');
    await expect(page.getByRole('application').getByRole('article').first()).toBeVisible();
    await page.keyboard.press('c');
    await expect(page.getByRole('dialog', { name: 'New deal' }).getByRole('textbox', { name: 'Name' })).toBeFocused();
    await page.keyboard.type('Boatyard lighting');
    await page.keyboard.press('Control+Enter');
    await expect(panel().getByRole('heading', { name: 'Boatyard lighting' })).toBeVisible();
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('h');
    await expect(page.getByRole('application')).toBeHidden();
  });

  await inFewPresses('a deal through the pipeline to won, with its value', async (keys) => {
    await keys.press('g', 'd');
    const board = page.getByRole('application');
    await expect(board.getByRole('article').first()).toBeVisible();
    await keys.press('j');
    for (const [key, stage] of [
      ['2', 'Engaging'],
      ['3', 'Proposal'],
      ['4', 'Negotiation'],
    ] as const) {
      await keys.press(key);
      await expect(page.getByText(`Moved Boatyard lighting to ${stage}`).first()).toBeVisible();
    }
    await keys.press('5');
    const asked = page.getByRole('dialog', { name: 'Move to Won' });
    await expect(asked.getByRole('textbox', { name: 'Value' })).toBeFocused();
    await keys.type('42000');
    await keys.press('Control+Enter');
    await expect(page.getByText('Moved Boatyard lighting to Won').first()).toBeVisible();
    await expect(asked).toBeHidden();
    // Won is folded. The keys still act on the deal that was moved.
    await expect(board.getByRole('article', { name: 'Boatyard lighting, Won' })).toBeVisible();
  });

  await inFewPresses('a call with its outcome', async (keys) => {
    await keys.press('Enter');
    await expect(panel().getByRole('heading', { name: 'Boatyard lighting' })).toBeVisible();
    await expect(panel().getByText('$42,000').first()).toBeVisible();
    await keys.press('l');
    await expect(dialog().getByRole('toolbar', { name: 'Outcome' }).getByRole('button').first()).toBeFocused();
    await keys.press('1');
    await expect(dialog().getByRole('textbox').first()).toBeFocused();
    await keys.type('Agreed on the price');
    await keys.press('Control+Enter');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(
      panel()
        .getByText(/Agreed on the price/)
        .first(),
    ).toBeVisible();
  });

  await inFewPresses('a follow-up', async (keys) => {
    await keys.press('t');
    await expect(dialog().getByRole('textbox').first()).toBeFocused();
    await keys.type('Send the contract');
    await keys.press('Tab');
    await keys.type('tomorrow 9:00');
    await keys.press('Control+Enter');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(panel().getByText('Send the contract').first()).toBeVisible();
  });

  await inFewPresses('undo', async (keys) => {
    await keys.press('Control+z');
    await expect(page.getByText(/^Undone: /).first()).toBeVisible();
  });

  await inFewPresses('somebody by a part of the phone number', async (keys) => {
    await keys.press('Control+k');
    await keys.type('5557788');
    await expect(page.getByRole('option', { name: /Ida Marrow/ }).first()).toBeVisible();
    await keys.press('Enter');
    await expect(page.getByRole('heading', { name: 'Ida Marrow' })).toBeVisible();
  });

  await inFewPresses('my deals over an amount that close in the future', async (keys) => {
    await command(keys, 'mine deals', /^Mine.*Deals|Deals.*Mine/);
    await expect(page.getByRole('button', { name: 'Mine', pressed: true })).toBeVisible();
    await keys.press('f');
    await expect(page.getByLabel('Field').first()).toBeFocused();
    await keys.type('Value');
    await keys.press('Tab', 'Tab'); // the operator is "is at least"
    await keys.type('20000');
    await keys.pressUntil('Tab', page.getByRole('button', { name: 'Condition', exact: true }), 4);
    await keys.press('Enter');
    await expect(page.getByRole('combobox', { name: 'Field' }).last()).toBeFocused();
    await keys.type('Closes');
    await keys.press('Tab', 'Tab');
    await keys.type('the future');
    await expect(main().getByRole('group', { name: 'Filters' })).toContainText('the future');
    await keys.press('Escape');
  });

  await test.step('the list has deals of this person alone', async () => {
    await page.keyboard.press('Shift+G');
    const rows = main()
      .getByRole('grid')
      .getByRole('row')
      .filter({ has: page.getByRole('gridcell') });
    await expect(rows.filter({ hasText: 'Alex Brandt' }).first()).toBeVisible();
    await expect(rows.filter({ hasNotText: 'Alex Brandt' })).toHaveCount(0);
  });

  await inFewPresses('a list exported', async (keys) => {
    await keys.press('Shift+E');
    await expect(dialog().getByRole('button', { name: /^Export \d+ deal/ })).toBeEnabled();
    const file = page.waitForEvent('download');
    await keys.press('Control+Enter');
    expect((await file).suggestedFilename()).toMatch(/\.(csv|xlsx)$/);
  });

  await inFewPresses('the win rate by agent as PDF', async (keys) => {
    await keys.press('Escape');
    await command(keys, 'who won how much', /Who won how much/);
    await expect(main().getByRole('columnheader', { name: 'Win rate' })).toBeVisible();
    const file = page.waitForEvent('download');
    await command(keys, 'save as pdf', /PDF/);
    expect((await file).suggestedFilename()).toMatch(/\.pdf$/);
    expect((await readFile(await (await file).path())).subarray(0, 5).toString()).toBe('%PDF-');
  });
});

test('a manager: 20 deals to a colleague', async () => {
  test.setTimeout(180_000);
  await offlineAs('maya');
  await inFewPresses('20 deals to a colleague', async (keys) => {
    await keys.press('g', 'd', 'Shift+G');
    await expect(main().getByRole('grid').getByRole('row').nth(2)).toBeVisible();
    await keys.press('j', 'x');
    for (let row = 1; row < 20; row += 1) await keys.press('ArrowDown');
    await keys.press('Shift+X', 'e');
    await expect(page.getByRole('dialog', { name: 'Change 20 deals' }).getByLabel('Field')).toBeFocused();
    await keys.type('Owner');
    await keys.press('Enter', 'Tab', 'Tab');
    await keys.type('Alex');
    await expect(page.getByRole('option', { name: /Alex Brandt/ })).toHaveAttribute('data-combobox-selected');
    await keys.press('Enter');
    await expect(dialog().getByRole('button', { name: /^Change \d+ deals/ })).toBeEnabled(); // once all are counted
    await keys.press('Control+Enter');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(page.getByText(/^Changed Owner of \d+ deals$/).first()).toBeVisible();
  });
});

test('an administrator: an import, a merge, a role of one’s own and a colleague', async () => {
  test.setTimeout(300_000);
  await offlineAs('adam');

  await inFewPresses('two accounts merged', async (keys) => {
    await command(keys, 'go to accounts', /Accounts/);
    await expect(main().getByRole('grid').getByRole('row').nth(2)).toBeVisible();
    await keys.press('j', 'x', 'j', 'x');
    await expect(page.getByRole('toolbar', { name: 'Selected records' })).toBeVisible();
    await command(keys, 'merge', /^Merge/);
    await expect(dialog().getByRole('button', { name: /^Merge the two/ })).toBeEnabled();
    await keys.press('Control+Enter');
    await expect(page.getByText('Merged two accounts', { exact: true })).toBeVisible();
  });

  await inFewPresses('a role of one’s own', async (keys) => {
    await command(keys, 'go to roles', /^Go to Roles/);
    await expect(page.getByRole('grid', { name: /^Rights of/ })).toBeVisible();
    await keys.press('c');
    await expect(dialog().getByRole('textbox', { name: 'Name' })).toBeFocused();
    await keys.type('Site lead');
    await keys.press('Control+Enter');
    await expect(page.getByRole('grid', { name: 'Rights of Site lead' })).toBeVisible();
    await keys.press('j');
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
    for (let row = 0; row < 12 && !(await focused()).startsWith('Deals, See'); row += 1) await keys.press('ArrowDown');
    await keys.press('Enter');
    await expect(page.getByRole('menu').locator(':focus')).toHaveCount(1);
    await keys.press('End', 'Enter');
    await expect(main().getByText('1 right changed, not saved yet.')).toBeVisible();
    await inspectScreen(page, 'role-not-saved', { isBrief: true });
    await keys.press('Control+Enter');
    await expect(page.getByText('Changed 1 right of Site lead', { exact: true })).toBeVisible();
  });

  await inFewPresses('a colleague with that role', async (keys) => {
    await command(keys, 'add a person', /Add a person/);
    await expect(dialog().getByRole('textbox', { name: 'Name' })).toBeFocused();
    await keys.type('Nia Bekele');
    await keys.press('Tab');
    await keys.type('nia.bekele@fenwright.example');
    await keys.press('Tab', 'Control+a');
    await keys.type('Site');
    await keys.press('Enter', 'Control+Enter');
    const next = page.getByRole('dialog', { name: 'Let Nia Bekele sign in' });
    await expect(next).toBeVisible();
    await inspectScreen(page, 'first-password-offline', { isBrief: true });
    await keys.press('Control+Enter');
    await expect(next.getByText(/Give the password when it is sent/)).toBeVisible();
    await keys.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(page.getByRole('row', { name: /Nia Bekele.*Site lead/ })).toBeVisible();
    await expect(sign()).toContainText('to send');
  });

  await inFewPresses('8,800 deals imported', async (keys) => {
    const lines = Array.from(
      { length: 8_800 },
      (_none, row) => `Imported ${row + 1},${1_000 + row},${['Prospecting', 'Engaging', 'Proposal'][row % 3] ?? ''}`,
    );
    await command(keys, 'import', /^(Go to )?import/i);
    await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
    const chosen = page.waitForEvent('filechooser');
    await keys.pressUntil('Tab', page.getByRole('button', { name: 'Choose files' }), 2);
    await keys.press('Enter');
    const buffer = Buffer.from(['Deal name,Value,Stage', ...lines, ''].join('\n'));
    await (await chosen).setFiles({ name: 'deals.csv', mimeType: 'text/csv', buffer });
    await expect(page.getByRole('button', { name: /^Dry run/ })).toBeVisible({ timeout: 30_000 });
    await keys.press('Control+Enter');
    await expect(page.getByRole('button', { name: /^Import 8,800 deals/ })).toBeEnabled({ timeout: 30_000 });
    await keys.press('Control+Enter');
    await expect(page.getByRole('progressbar', { name: 'Import' })).toBeVisible();
    await inspectScreen(page, 'import-running', { isBrief: true });
    await expect(page.getByRole('heading', { name: 'Imported', exact: true })).toBeVisible({ timeout: 90_000 });
    await inspectScreen(page, 'import-done');
  });
});
