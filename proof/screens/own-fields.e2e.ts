import { type Page, expect, test } from '@playwright/test';
import { type AppWindow, goTo, openApp, signInOnPage, syncSign, untilUpToDate } from '../testbed/app-windows.ts';
import { inspectScreen } from '../testbed/inspect-screen.ts';
import { type OutpostServer, accountWithRole, startOutpostServer } from '../testbed/outpost-server.ts';
import { type PosingRelay, openPosingRelay } from '../testbed/posing-relay.ts';

// An own field of the organisation, from the screen on which an administrator adds it to the screen of a person who
// only reads. Also one with a format, typed in the grid and imported from a file.

let server: OutpostServer;
let relay: PosingRelay;
let windows: readonly AppWindow[] = [];
let admin: Page;
let viewer: Page;
let deals: readonly [Deal, Deal];
test.describe.configure({ mode: 'serial' });
test.use({ trace: 'off' });
test.beforeAll(async () => {
  server = await startOutpostServer();
  relay = await openPosingRelay(server.url);
  windows = await Promise.all([openApp('browser', relay.url), openApp('browser', server.url)]);
  const [a, b] = windows;
  if (!a || !b) throw new Error('Two windows were opened');
  [admin, viewer] = [a.page, b.page];
  await Promise.all([
    signInOnPage(admin, { server: relay.url, ...accountWithRole(server, 'admin') }),
    signInOnPage(viewer, { server: server.url, ...accountWithRole(server, 'viewer') }),
  ]);
  for (const page of [admin, viewer]) {
    page.setDefaultTimeout(10_000);
    await untilUpToDate(page);
  }
  deals = await twoDeals(viewer);
});
test.afterAll(async () => {
  await Promise.all(windows.map((one) => one.close()));
  await relay.close();
  await server.stop();
});

const panel = (page: Page) => page.getByRole('complementary');
const grid = (page: Page) => page.getByRole('grid', { name: 'Deals' });
const named = (page: Page, name: string) => grid(page).getByRole('button', { name, exact: true });
/** Returns the own field's cell in that deal's row, once its column is shown: the last one. */
const cellOf = (page: Page, name: string) =>
  grid(page)
    .getByRole('row')
    .filter({ has: page.getByRole('button', { name, exact: true }) })
    .getByRole('gridcell')
    .last();
/** Returns the names of the first deals in the sorted grid. */
const topOf = (page: Page) => grid(page).locator('[role=row] button[dir=auto]').allTextContents();
/** Returns two deals that this person sees: names that occur once in their grid, and ids. */
async function twoDeals(page: Page): Promise<readonly [Deal, Deal]> {
  await goTo(page, '/list/crm/deal?kind=grid&sort=value.desc');
  await expect(grid(page).getByRole('row').nth(9)).toBeVisible();
  const shown = await topOf(page);
  const [first, second] = shown.filter((name) => shown.indexOf(name) === shown.lastIndexOf(name));
  if (first === undefined || second === undefined) throw new Error('The demo has two deals of names of their own');
  const idOf = async (name: string) => {
    await named(page, name).click();
    await expect(panel(page).getByRole('heading', { level: 2, name, exact: true })).toBeVisible();
    return new URLSearchParams(page.url().split('?').at(-1)).get('open')?.replaceAll('"', '') ?? '';
  };
  const found = [
    { name: first, id: await idOf(first) },
    { name: second, id: await idOf(second) },
  ] as const;
  await panel(page)
    .getByRole('button', { name: /^Close/ })
    .click();
  return found;
}
type Deal = { readonly name: string; readonly id: string };
async function chooseColumn(page: Page, column = 'Sales region'): Promise<void> {
  await page.getByRole('button', { name: 'Choose columns' }).click();
  await page.getByRole('checkbox', { name: column }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('columnheader', { name: column })).toBeVisible();
}
const asked = (field: string, value: string) =>
  encodeURIComponent(JSON.stringify({ field, op: 'one-of', value: [value] }));

test('[K-3] an administrator adds a field offline and fills it in on a deal', async () => {
  relay.cut();
  await goTo(admin, '/settings/fields');
  await expect(admin.getByText('No fields of your own on deals')).toBeVisible();
  await inspectScreen(admin, 'own-fields-empty');
  await admin.keyboard.press('c');
  const dialog = admin.getByRole('dialog', { name: 'New field of deals' });
  await dialog.getByLabel('Name').fill('Sales region');
  await dialog.getByLabel('Holds').click();
  await admin.getByRole('option', { name: 'One of a list' }).click();
  await dialog.getByRole('textbox', { name: 'Choice 1' }).fill('North');
  await admin.keyboard.press('Enter');
  await admin.keyboard.type('South');
  await admin.keyboard.press('Enter');
  await admin.keyboard.type('East');
  await inspectScreen(admin, 'own-fields-new');
  await admin.keyboard.press('Control+Enter');
  await expect(admin.getByRole('button', { name: 'Sales region', exact: true })).toBeVisible();
  await inspectScreen(admin, 'own-fields');

  await goTo(admin, `/list/crm/deal?kind=grid&where=${asked('id', deals[0].id)}`);
  await named(admin, deals[0].name).click();
  await panel(admin)
    .getByRole('button', { name: /^Sales region:/ })
    .click();
  await admin.getByRole('option', { name: 'South' }).click();
  await expect(panel(admin).getByRole('button', { name: /^Sales region: South/ })).toBeVisible();

  await goTo(admin, `/list/crm/deal?kind=grid&where=${asked('id', deals[1].id)}`);
  await chooseColumn(admin);
  await cellOf(admin, deals[1].name).dblclick();
  await admin.getByRole('option', { name: 'North' }).click();
  await expect(cellOf(admin, deals[1].name)).toHaveText('North');
  await expect(syncSign(admin)).toContainText('3 changes to send');
  relay.step();
  await untilUpToDate(admin); // it tries again after a pause
});

test('[K-3] somebody else’s device shows it, sorts and filters by it, and a person who may only read is told so', async () => {
  const [{ name: first }, { name: second }] = deals;
  await chooseColumn(viewer);
  await viewer.getByRole('columnheader', { name: 'Sales region' }).click();
  await expect.poll(async () => (await topOf(viewer)).slice(0, 2)).toEqual([second, first]);
  await expect(cellOf(viewer, second)).toHaveText('North');
  await cellOf(viewer, first).dblclick();
  await expect(grid(viewer).getByRole('note').filter({ hasText: 'Your role reads deals' })).toBeVisible();
  await goTo(viewer, `/list/crm/deal?kind=grid&where=${asked('salesRegion', 'south')}`);
  await expect(viewer.getByRole('group', { name: 'Filters' })).toContainText('Sales region South');
  await expect(grid(viewer).getByRole('button', { name: second, exact: true })).toHaveCount(0);
  await named(viewer, first).click();
  await expect(panel(viewer).getByText('South', { exact: true }).first()).toBeVisible();
  await expect(panel(viewer).getByRole('button', { name: /^Sales region:/ })).toHaveCount(0);
  await goTo(viewer, '/settings/fields');
  await expect(viewer.getByText('Only administrators add and change fields.')).toBeVisible();
  await expect(viewer.getByRole('button', { name: 'New field' })).toHaveCount(0);
  await inspectScreen(viewer, 'own-fields-read');
});

test('[K-2] [K-3] a field with a format refuses a wrong IBAN in the grid, and shows a right one in groups', async () => {
  await goTo(admin, '/settings/fields');
  await expect(admin.getByRole('button', { name: 'Sales region', exact: true })).toBeVisible();
  await admin.keyboard.press('c');
  const dialog = admin.getByRole('dialog', { name: 'New field of deals' });
  await dialog.getByLabel('Name').fill('Escrow account');
  await dialog.getByLabel('Holds').click();
  await admin.getByRole('option', { name: 'IBAN', exact: true }).click();
  await inspectScreen(admin, 'own-fields-iban');
  await admin.keyboard.press('Control+Enter');
  await expect(admin.getByRole('button', { name: 'Escrow account', exact: true })).toBeVisible();

  const [{ name, id }] = deals;
  await goTo(admin, `/list/crm/deal?kind=grid&where=${asked('id', id)}`);
  await expect(named(admin, name)).toBeVisible();
  await chooseColumn(admin, 'Escrow account');
  await cellOf(admin, name).dblclick();
  await admin.keyboard.type('DE89 3704 0044 0532 0130 01');
  await admin.keyboard.press('Enter');
  await expect(admin.getByText(/whose check digits fit/)).toBeVisible();
  await inspectScreen(admin, 'grid-wrong-iban');
  await admin.keyboard.press('Control+a');
  await admin.keyboard.type('de89 3704 0044 0532 0130 00');
  await admin.keyboard.press('Enter');
  await expect(cellOf(admin, name)).toHaveText('DE89 3704 0044 0532 0130 00');
});

test('[K-2] of an imported file the row with a wrong IBAN is refused with its reason, and the other comes in', async () => {
  const lines = ['Name,Stage,Escrow account', 'North pier bond,Prospecting,NO93 8601 1117 947', 'South pier bond,Prospecting,NO93 8601 1117 948']; // prettier-ignore
  await admin.getByRole('link', { name: 'Import', exact: true }).click();
  const file = { name: 'deals.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) };
  await admin.locator('input[type="file"]').setInputFiles([file]);
  await expect(admin.getByRole('heading', { name: /^Deals deals\.csv, 3 of 3 matched$/ })).toBeVisible();
  await admin.getByRole('button', { name: 'Dry run' }).click();
  await expect(admin.getByRole('heading', { name: /^1 refused row/ })).toBeVisible();
  await expect(admin.getByRole('main')).toContainText('whose check digits fit');
  await inspectScreen(admin, 'import-wrong-iban');
  await admin.getByRole('button', { name: 'Import 1 deal' }).click();
  await expect(admin.getByRole('heading', { name: 'Imported', exact: true })).toBeVisible({ timeout: 60_000 });
  await goTo(admin, `/list/crm/deal?kind=grid&where=${encodeURIComponent(JSON.stringify({ field: 'name', op: 'contains', value: 'pier bond' }))}`); // prettier-ignore
  await expect(cellOf(admin, 'North pier bond')).toHaveText('NO93 8601 1117 947');
  await expect(named(admin, 'South pier bond')).toHaveCount(0);
});
