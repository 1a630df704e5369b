import { readFile } from 'node:fs/promises';
import { type Page, expect, test } from '@playwright/test';
import { goTo, openListSignedIn } from '../testbed/app-windows.ts';
import { inspectScreen } from '../testbed/inspect-screen.ts';

// A person shows the sector of the account beside each deal, orders by it, keeps it as a view, and exports it.

let page: Page;
let close: () => Promise<void>;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  ({ page, close } = await openListSignedIn('/list/crm/deal?kind=grid&view=all'));
});
test.afterAll(() => close());

const go = (address: string) => goTo(page, address);
const grid = () => page.getByRole('grid', { name: 'Deals' });
const head = () => grid().getByRole('columnheader', { name: /^Account: Sector/u });
/** Returns the sectors of the first rows: the column is the last one. */
const sectors = async (): Promise<readonly string[]> =>
  grid()
    .getByRole('row')
    .evaluateAll((rows) =>
      rows.slice(1).map((row) => [...row.querySelectorAll('[role="gridcell"]')].at(-1)?.textContent?.trim() ?? ''),
    );

test('[Q-3] the sector of the account is a column of the deals, chosen by the keyboard', async () => {
  await expect(grid().getByRole('row').nth(5)).toBeVisible();
  await page.getByRole('button', { name: 'Choose columns' }).press('Enter');
  await page.getByText('Fields of Account', { exact: true }).press('Enter');
  await page.getByRole('checkbox', { name: 'Account: Sector' }).press('Space');
  await expect(head()).toBeVisible();
  await inspectScreen(page, 'referred-columns-choose');
  await page.keyboard.press('Escape');
  await expect.poll(async () => (await sectors()).filter((sector) => sector !== '').length).toBeGreaterThan(3);
  await inspectScreen(page, 'referred-columns');
});

test('[Q-3] the list is ordered by it, and a cell says where it is changed', async () => {
  await head().click();
  await expect.poll(async () => page.url()).toContain('account.sector.asc');
  await expect.poll(async () => (await sectors()).slice(0, 20).every((sector) => sector !== '')).toBe(true);
  const shown = (await sectors()).slice(0, 20);
  expect(shown).toEqual(shown.toSorted((a, b) => a.localeCompare(b, 'en')));
  await head().click();
  await expect.poll(async () => page.url()).toContain('account.sector.desc');
  await expect.poll(async () => ['', shown[0]].includes((await sectors())[0])).toBe(false); // the address changes before the rows
  const [first = ''] = await sectors();
  const cell = grid().getByRole('gridcell', { name: first, exact: true }).first();
  await cell.dblclick();
  await expect(grid().getByRole('note')).toHaveText('A field of the account. Open the account to change it.');
});

test('[D-3] a change of the account reaches the cells of its deals', async () => {
  await page.keyboard.press('Escape');
  await go('/list/crm/deal?kind=grid&view=all&sort=account.sector.asc');
  const account = await grid()
    .getByRole('columnheader', { name: /^Account$/u })
    .getAttribute('aria-colindex');
  const name = await grid().getByRole('row').nth(1).locator(`[aria-colindex="${account}"]`).textContent();
  const where = encodeURIComponent(JSON.stringify({ field: 'name', op: 'is', value: name?.trim() }));
  await go(`/list/crm/account?kind=grid&view=all&where=${where}`);
  const accounts = page.getByRole('grid', { name: 'Accounts' });
  const sector = await accounts.getByRole('columnheader', { name: /^Sector/u }).getAttribute('aria-colindex');
  await accounts.getByRole('row').nth(1).locator(`[aria-colindex="${sector}"]`).dblclick();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('Aardvarks');
  await page.keyboard.press('Enter');
  await expect(accounts.getByText('Aardvarks')).toBeVisible();
  await go('/list/crm/deal?kind=grid&view=all&sort=account.sector.asc');
  await expect.poll(async () => (await sectors())[0]).toBe('Aardvarks');
});

test('[D-3] a view keeps the column and the order', async () => {
  await go('/list/crm/deal?kind=grid&view=all&sort=account.sector.asc');
  await expect(head()).toBeVisible();
  await page.keyboard.press('v');
  const panel = page.getByRole('complementary', { name: /view/iu });
  await panel.getByRole('textbox', { name: 'Name' }).fill('By sector');
  await panel.getByRole('button', { name: 'Save as new' }).click();
  await expect(page.getByRole('button', { name: 'By sector', exact: true })).toBeVisible();
  await panel
    .getByRole('button', { name: /^Close/u })
    .first()
    .click();
  await go('/');
  await go('/list/crm/deal');
  await page.getByRole('button', { name: 'By sector', exact: true }).click();
  await expect(head()).toHaveAttribute('aria-sort', 'ascending');
});

test('[A-1] an export of the list has the column', async () => {
  await page.getByRole('button', { name: 'More for this list' }).press('Enter');
  await page.getByRole('menuitem', { name: /^Export/u }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Export deals' });
  const file = page.waitForEvent('download');
  await dialog.getByRole('button', { name: /^Export \d/u }).click();
  const lines = (await readFile(await (await file).path(), 'utf8')).split('\r\n');
  const at = (lines[0] ?? '').split(',').indexOf('Account: Sector');
  expect(at).toBeGreaterThan(0);
  const [first] = await sectors();
  expect(lines[1]?.split(',')).toContain(first);
});
