import { type Page, expect, test } from '@playwright/test';
import { goTo, openListSignedIn } from '../testbed/app-windows.ts';
import { inspectScreen } from '../testbed/inspect-screen.ts';

// A person reads the deals of the demo as a plain list: by the keyboard alone, in a wide and in a narrow window.

let page: Page;
let close: () => Promise<void>;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  ({ page, close } = await openListSignedIn('/list/crm/deal?kind=grid'));
});
test.afterAll(() => close());

const list = () => page.getByRole('grid', { name: 'Deals' });
const rows = () =>
  list()
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader') });
const active = () => list().locator('[data-active]');
const panel = () => page.getByRole('complementary');

test('the keyboard draws the list, moves in it, selects and opens', async () => {
  await expect(list()).toBeVisible();
  await page.keyboard.press('Shift+L');
  await expect(page).toHaveURL(/kind=list/u);
  await expect(rows().first()).toBeVisible();
  await inspectScreen(page, 'plain-list');
  await page.keyboard.press('j');
  await expect(list()).toBeFocused();
  await expect(active()).toHaveAttribute('data-line', '0');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('x');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(list().getByRole('checkbox', { checked: true })).toHaveCount(2);
  await expect(page.getByRole('toolbar', { name: 'Selected records' })).toContainText('2 of');
  await inspectScreen(page, 'plain-list-selected');
  await page.keyboard.press('Escape');
  const name = (await active().getByRole('rowheader').locator('[dir="auto"]').first().textContent()) ?? '';
  await page.keyboard.press('Enter');
  await expect(panel().getByRole('heading', { level: 2, name })).toBeVisible();
  await list().focus();
  await page.keyboard.press('j'); // the open record follows
  const next = (await active().getByRole('rowheader').locator('[dir="auto"]').first().textContent()) ?? '';
  await expect(panel().getByRole('heading', { level: 2, name: next })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('End');
  await expect(active()).toHaveAttribute('aria-rowindex', (await list().getAttribute('aria-rowcount')) ?? '');
  await expect(active()).toBeInViewport();
  await expect(active().getByRole('rowheader')).not.toBeEmpty();
});

test('a view keeps the list, and its address opens it', async () => {
  await goTo(page, '/list/crm/deal?kind=list&sort=value.desc');
  await expect(page.getByRole('button', { name: 'Ordered by Value, highest first' })).toBeVisible();
  await page.keyboard.press('v');
  const name = page.getByRole('textbox', { name: 'Name' });
  await name.fill('To read');
  await page.getByRole('button', { name: 'Save as new' }).click();
  await expect(page).toHaveURL(/view=/u);
  const kept = new URL(page.url()).hash.replace(/^#/u, '');
  expect(kept).not.toContain('kind=');
  await goTo(page, '/');
  await goTo(page, kept);
  await expect(page.getByRole('button', { name: 'Ordered by Value, highest first' })).toBeVisible();
  await expect(rows().first()).toBeVisible();
  await expect(list().getByRole('columnheader')).toHaveCount(0);
});

test('a narrow window has the list in its menu, with the amount and the owner in every line', async () => {
  await page.setViewportSize({ width: 420, height: 800 });
  await goTo(page, '/list/crm/deal?kind=grid');
  await expect(list().getByRole('columnheader').first()).toBeVisible();
  await page.getByRole('button', { name: 'More for this list' }).click();
  await page.getByRole('group', { name: 'Show as' }).getByRole('menuitem', { name: 'List', exact: true }).click();
  await expect(page).toHaveURL(/kind=list/u);
  await expect(list().getByRole('columnheader')).toHaveCount(0);
  await expect(rows().first()).toBeVisible();
  await inspectScreen(page, 'plain-list-narrow');
  await page.setViewportSize({ width: 420, height: 800 }); // the inspection leaves a wide window
  await expect(page.getByRole('group', { name: 'Kind of view' })).toHaveCount(0);
  // The pictures of the owners stand below each other, and nothing is outside of the window.
  const ends = await rows().evaluateAll((drawn) =>
    drawn.flatMap((row) => {
      const owner = row.querySelector('[role="img"]:last-child');
      return owner === null ? [] : [Math.round(owner.getBoundingClientRect().right)];
    }),
  );
  expect(ends.length).toBeGreaterThan(5);
  expect(new Set(ends).size).toBe(1);
  expect(ends[0]).toBeLessThanOrEqual(420);
  await rows().nth(2).click();
  await expect(panel().getByRole('heading', { level: 2 })).toBeVisible();
});
