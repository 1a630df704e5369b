import { type Page, expect, test } from '@playwright/test';
import { type AppWindow, goTo, openApp, signInOnPage, syncSign } from '../testbed/app-windows.ts';
import { inspectScreen } from '../testbed/inspect-screen.ts';
import { type OutpostServer, accountNamed, startOutpostServer } from '../testbed/outpost-server.ts';
import { type PosingRelay, openPosingRelay } from '../testbed/posing-relay.ts';

// Changes of ranges in a grid whose rows are not all loaded, and what the sync page says of them.

let server: OutpostServer;
let relay: PosingRelay;
let app: AppWindow;
let page: Page;
test.describe.configure({ mode: 'serial' });
test.use({ trace: 'off' });
test.beforeAll(async () => {
  test.setTimeout(180_000);
  server = await startOutpostServer();
  relay = await openPosingRelay(server.url);
  app = await openApp('browser', relay.url);
  ({ page } = app);
  page.setDefaultTimeout(15_000);
  await signInOnPage(page, { server: relay.url, ...accountNamed(server, 'adam') });
  const sign = syncSign(page);
  await expect(sign).toContainText('Up to date', { timeout: 60_000 });
  relay.cut();
  await expect(sign).toContainText('Offline', { timeout: 30_000 });
  await importDeals(1_200);
});
test.afterAll(async () => {
  await app.close();
  await relay.close();
  await server.stop();
});

const go = (address: string) => goTo(page, address);
const grid = () => page.getByRole('grid');
const press = async (...keys: readonly string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};
/** Imports deals: more than one act changes, and more than a freshly opened list reads. */
async function importDeals(count: number): Promise<void> {
  await go('/import');
  const chosen = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose files' }).click();
  const lines = Array.from({ length: count }, (_, row) => `Imported ${row + 1},${1_000 + row},Prospecting`);
  const buffer = Buffer.from(['Deal name,Value,Stage', ...lines, ''].join('\n'));
  await (await chosen).setFiles({ name: 'deals.csv', mimeType: 'text/csv', buffer });
  await expect(page.getByRole('button', { name: /^Dry run/ })).toBeVisible({ timeout: 30_000 });
  await press('Control+Enter');
  await expect(page.getByRole('button', { name: /^Import 1,200 deals/ })).toBeEnabled({ timeout: 30_000 });
  await press('Control+Enter');
  await expect(page.getByRole('heading', { name: 'Imported', exact: true })).toBeVisible({ timeout: 90_000 });
}
/** Pastes a text into the grid, as a spreadsheet puts it on the clipboard. */
const paste = (text: string) =>
  grid().evaluate((element, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
/** Opens all deals as a grid, with the focus on its first row, and returns their number. */
async function openDeals(): Promise<number> {
  await go('/list/crm/deal?kind=grid&view=all&sort=name.asc');
  await expect(grid().getByRole('row').nth(2)).toBeVisible();
  await grid().focus();
  await press('Control+Home');
  return Number(await grid().getAttribute('aria-rowcount')) - 1;
}

test('[D-3] a range over rows that are not loaded is filled in several acts with one undo', async () => {
  test.setTimeout(120_000);
  const count = await openDeals();
  expect(count).toBeGreaterThan(1_200);
  await press('ArrowRight', 'ArrowRight', 'Control+Shift+ArrowDown', 'Control+d');
  const said = new RegExp(
    `^Filled ${(count - 1).toLocaleString('en')} cells of ${(count - 1).toLocaleString('en')} deals`,
  );
  await expect(page.getByText(said).first()).toBeVisible({ timeout: 60_000 });
  await press('Control+z');
  await expect(page.getByText(/^Undone: Filled/).first()).toBeVisible({ timeout: 60_000 });
});

test('names pasted into a reference find their records, and the sync page shows old and new values', async () => {
  await openDeals();
  await press('ArrowRight');
  const account = grid().locator('[data-line="0"][data-place="1"]');
  const before = (await account.textContent()) ?? '';
  const other = await grid()
    .locator('[data-place="1"]')
    .evaluateAll((cells, own) => cells.map(({ textContent }) => textContent ?? '').find((text) => text !== own && text !== ''), before); // prettier-ignore
  await paste(`${other?.toUpperCase()}\nNobody of this name`);
  await expect(
    page.getByText(/1 of 2 cells were left as they were\. No account that you see is called/).first(),
  ).toBeVisible();
  await expect(account).toContainText(other ?? '-');
  await go('/sync');
  const list = page.getByRole('list', { name: 'Changed values' }).first();
  await expect(list).toContainText(`Account ${before}`);
  await expect(list).toContainText(other ?? '-');
  await inspectScreen(page, 'changes-to-send-old-and-new');
});
