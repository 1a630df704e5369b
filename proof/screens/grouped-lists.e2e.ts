import { type Page, expect, test } from '@playwright/test';
import { goTo, openListSignedIn } from '../testbed/app-windows.ts';
import { inspectScreen } from '../testbed/inspect-screen.ts';

// A person groups the deals of the demo by the keyboard, folds the groups, and saves the grouping as a view.

let page: Page;
let close: () => Promise<void>;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  ({ page, close } = await openListSignedIn('/list/crm/deal?kind=grid'));
});
test.afterAll(() => close());

const go = (address: string) => goTo(page, address);
const grid = () => page.getByRole('treegrid', { name: 'Deals' });
const heads = () => grid().locator('[role="row"][aria-expanded]');
const rows = () => grid().locator('[role="row"][aria-level="2"]');
const focusGrid = () => grid().evaluate((element: HTMLElement) => element.focus());
/** The number of records in each drawn head, by the key of its group. */
const drawnCounts = async () =>
  new Map(
    await heads().evaluateAll((drawn) =>
      drawn.map((head): [string, number] => [
        head.getAttribute('data-group') ?? '',
        Number((head.querySelector('b + span')?.textContent ?? '').replaceAll(/\D/gu, '')),
      ]),
    ),
  );
/** The number of all records, as the foot says it. */
const total = async () =>
  Number(((await page.locator('strong', { hasText: /^[\d,]+$/u }).textContent()) ?? '').replaceAll(/\D/gu, ''));

test('a list is grouped by account from its menu, and every record is in one group', async () => {
  await expect(page.getByRole('grid', { name: 'Deals' })).toBeVisible();
  await page.getByRole('button', { name: 'More for this list' }).press('Enter');
  await page.getByRole('menuitem', { name: 'Group by' }).press('ArrowRight');
  await page.getByRole('menuitem', { name: 'Account', exact: true }).press('Enter');
  await expect(heads().first()).toBeVisible();
  await expect(page.getByText(/^Grouped by Account: \d+ groups$/u)).toBeAttached();
  await expect(rows().first()).toBeVisible();
  await inspectScreen(page, 'grid-by-account');
  await focusGrid();
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(rows()).toHaveCount(0);
  const found = await drawnCounts();
  await page.keyboard.press('End');
  await expect(heads().last()).toHaveAttribute('data-active', 'true');
  for (const [key, count] of await drawnCounts()) found.set(key, count);
  expect([...found.values()].reduce((sum, count) => sum + count, 0)).toBe(await total());
  await expect(grid()).toHaveAttribute('aria-rowcount', String(found.size + 1));
});

test('the folded groups stay folded after another page, and the arrows unfold one of them', async () => {
  await go('/');
  await expect(page.getByRole('heading').first()).toBeVisible();
  await go('/list/crm/deal?kind=grid&group=account');
  await expect(heads().first()).toHaveAttribute('aria-expanded', 'false');
  await focusGrid();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await expect(heads().nth(1)).toHaveAttribute('aria-expanded', 'true');
  const [, inSecond] = (await drawnCounts()).values();
  await expect(rows()).toHaveCount(inSecond ?? 0);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(rows()).toHaveCount(0);
  await page.keyboard.press('Shift+ArrowRight');
  await expect(rows().first()).toBeVisible();
});

test('a view keeps the months of a date', async () => {
  await go('/list/crm/deal?kind=grid&view=all');
  await expect(page.getByRole('main').getByRole('gridcell').first()).toBeVisible();
  await page.keyboard.press('v');
  const panel = page.getByRole('complementary', { name: /view/iu });
  await panel.getByRole('combobox', { name: 'Group by' }).selectOption('closesOn');
  await expect(heads().first()).toContainText(/^[A-Z][a-z]{2} 20\d\d/u);
  await panel.getByRole('combobox', { name: 'Days together' }).selectOption('quarter');
  await expect(heads().first()).toContainText(/^Q\d 20\d\d/u);
  await panel.getByRole('textbox', { name: 'Name' }).fill('By quarter');
  await panel.getByRole('button', { name: 'Save as new' }).click();
  await expect(page.getByRole('button', { name: 'By quarter', exact: true })).toBeVisible();
  await panel
    .getByRole('button', { name: /^Close/u })
    .first()
    .click();
  await inspectScreen(page, 'grid-by-quarter');
  await go('/');
  await go('/list/crm/deal');
  await page.getByRole('button', { name: 'By quarter', exact: true }).click();
  await expect(heads().first()).toContainText(/^Q\d 20\d\d/u);
});

test('a pinned column stays beside the name while the grid is scrolled sideways, and none is pinned in a narrow window', async () => {
  await go('/list/crm/deal?kind=grid&view=all');
  await page.setViewportSize({ width: 1000, height: 800 });
  const plain = page.getByRole('grid', { name: 'Deals' });
  const head = (name: RegExp) => plain.getByRole('columnheader', { name });
  await head(/^Value/u).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Pin column' }).click();
  await expect(head(/^Value/u)).toHaveAttribute('data-pinned', 'true');
  const leftOf = async (name: RegExp) => (await head(name).boundingBox())?.x ?? 0;
  const before = [await leftOf(/^Value/u), await leftOf(/^Closes/u)];
  await plain.evaluate((element) => element.scrollBy({ left: 120 }));
  await expect.poll(() => leftOf(/^Closes/u)).toBeLessThan((before[1] ?? 0) - 50);
  expect(Math.abs((await leftOf(/^Value/u)) - (before[0] ?? 0))).toBeLessThan(1);
  await inspectScreen(page, 'grid-pinned');
  await page.setViewportSize({ width: 420, height: 800 });
  await expect(plain.locator('[data-pinned]')).toHaveCount(0);
  await page.setViewportSize({ width: 1440, height: 900 });
});
