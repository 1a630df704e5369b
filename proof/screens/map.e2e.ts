import { expect, type Page, test } from '@playwright/test';
import { type AppWindow, goTo, openApp, signInOnPage, untilUpToDate } from '../testbed/app-windows.ts';
import { type FaultyNetwork, openFaultyNetwork } from '../testbed/faulty-network.ts';
import { accountWithRole, type OutpostServer, startOutpostServer } from '../testbed/outpost-server.ts';

// The map of the demo's accounts: drawn from this device alone, narrowed by areas, and the same records as the list beside it.

let server: OutpostServer;
let network: FaultyNetwork;
let app: AppWindow;
let page: Page;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  server = await startOutpostServer();
  network = await openFaultyNetwork(server.url);
  app = await openApp('browser', network.url);
  ({ page } = app);
  await signInOnPage(page, { server: network.url, ...accountWithRole(server, 'manager') });
  await untilUpToDate(page);
});
test.afterAll(async () => {
  await app.close();
  await network.close();
  await server.stop();
});

const main = () => page.getByRole('main');
const rows = () => main().getByRole('option');
const go = (address: string) => goTo(page, address);
/** Returns the number in "23 in the area of 1,204". */
const shown = async () => Number(/^\d+/.exec((await main().getByText(/^\d+ (on the map|in the area)/).textContent()) ?? '')?.[0]); // prettier-ignore
/** The size of the canvas's picture: an empty one has a few kilobytes. */
const pictureBytes = async () => (await main().locator('canvas').screenshot()).length;

test('[D-3] the map is drawn without a network, and its list has the records with a place', async () => {
  network.cut();
  await go('/list/crm/account?kind=map');
  await expect(main().locator('canvas')).toBeVisible();
  await expect(rows().first()).toBeVisible();
  expect(await shown()).toBeGreaterThan(20);
  await expect(main().getByText(/^\d+ without a place/)).toBeVisible();
  await expect.poll(pictureBytes).toBeGreaterThan(20_000);
  network.restore();
});

test('[K-2] the surroundings of a record narrow the list; the address and the grid keep the area', async () => {
  const all = await shown();
  await main().getByRole('listbox').press('ArrowDown');
  await main().getByRole('button', { name: 'Near here' }).click();
  await expect(main().getByText(/in the area/)).toBeVisible();
  const near = await shown();
  expect(near).toBeGreaterThan(0);
  expect(near).toBeLessThan(all);
  await main().getByRole('combobox', { name: 'Distance' }).selectOption({ index: 6 });
  await expect.poll(shown).toBeGreaterThan(near);
  await page.keyboard.press('Shift+G');
  await expect(main().getByRole('grid')).toBeVisible();
  await expect(main().getByRole('button', { name: /Place/ }).first()).toBeVisible();
  await page.goBack();
  await main().getByRole('button', { name: 'Clear area' }).click();
  await expect.poll(shown).toBe(all);
});

test('[K-2] an area is drawn by the keys alone, and by presses', async () => {
  const all = await shown();
  await main().getByRole('button', { name: /^Area/ }).click();
  const canvas = main().locator('canvas');
  for (const key of ['ArrowLeft', 'ArrowUp', 'ArrowRight']) {
    await canvas.press(key);
    await expect(main().locator('[aria-busy="true"]')).toHaveCount(0); // the map is still moving, and Enter takes its middle as it is
    await canvas.press('Enter');
  }
  await expect(main().getByRole('button', { name: 'Done' })).toBeEnabled();
  await main().getByRole('button', { name: 'Done' }).click();
  await expect(main().getByText(/drawn, \d corners/)).toBeVisible();
  await main().getByRole('button', { name: 'Clear area' }).click();
  await expect.poll(shown).toBe(all);
  await page.keyboard.press('a');
  const box = (await canvas.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  for (const [x, y] of [
    [0.2, 0.3],
    [0.8, 0.3],
    [0.5, 0.8],
  ] as const)
    // prettier-ignore
    await page.mouse.click(box.x + box.width * x, box.y + box.height * y);
  await main().getByRole('button', { name: 'Done' }).click();
  await expect(main().getByText('drawn, 3 corners')).toBeVisible();
  await expect.poll(shown).toBeLessThan(all);
});

test('[Q-3] the records of a circle are listed by their distance, on the map and in the grid', async () => {
  await go('/list/crm/account?kind=map');
  await main().getByRole('listbox').press('ArrowDown');
  await main().getByRole('button', { name: 'Near here' }).click();
  await main().getByRole('combobox', { name: 'Distance' }).selectOption({ index: 6 });
  await main().getByRole('checkbox', { name: 'Nearest first' }).check();
  const distances = async () =>
    (await rows().allTextContents()).map((text) => Number(/([\d.]+)\u00A0(?:km|mi) · /.exec(text)?.[1]));
  await expect.poll(async () => (await distances())[0]).toBe(0);
  const shownFirst = await distances();
  expect(shownFirst).toEqual(shownFirst.toSorted((a, b) => a - b));
  await page.keyboard.press('Shift+G');
  await expect(
    main()
      .getByRole('grid')
      .getByText(/^0\u00A0(km|mi) · /),
  ).toBeVisible();
  await main()
    .getByRole('button', { name: /Nearest to/ })
    .last()
    .click();
  await expect(
    main()
      .getByRole('grid')
      .getByText(/^0\u00A0(km|mi) · /),
  ).toBeHidden();
});

test('[K-2] the place of a record is picked on the map by the keys alone, without a network', async () => {
  await go('/list/crm/account?kind=map');
  await main().getByRole('listbox').press('ArrowDown');
  await main().getByRole('listbox').press('Enter');
  const panel = page.getByRole('complementary');
  const place = panel.locator('[data-field-value="place"]');
  const before = (await place.textContent()) ?? '';
  network.cut();
  await place.click();
  await panel.getByRole('button', { name: /on the map$/ }).click();
  const dialog = page.getByRole('dialog', { name: /on the map$/ });
  const canvas = dialog.locator('canvas');
  await expect(canvas).toBeFocused();
  await expect(dialog.locator('output')).toHaveText(before.replace(/^.*: /, ''));
  await canvas.press('ArrowRight');
  await expect(dialog.locator('output')).not.toHaveText(before.replace(/^.*: /, ''));
  await canvas.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(place).not.toHaveText(before);
  network.restore();
});

test('[D-3] a round is made by the keys, planned in the calendar without a network, and taken back by one undo', async () => {
  await go('/list/crm/account?kind=map');
  await expect(page.getByRole('complementary')).toBeHidden();
  network.cut();
  const list = main().getByRole('listbox', { name: 'Accounts, list' });
  const round = main().getByRole('listbox', { name: 'Round today' });
  const stops = () => round.getByRole('option').allTextContents();
  await list.press('ArrowDown');
  await list.press(' ');
  await expect(round.getByRole('option')).toHaveCount(1);
  await main().getByRole('button', { name: 'Add nearest 2' }).click();
  await expect(round.getByRole('option')).toHaveCount(3);
  await expect(main().getByText(/^3 stops, [\d.]+\u00A0(km|mi), about /)).toBeVisible();
  const before = (await stops()).map((text) => text.slice('Stop 1'.length));
  await round.press('Home');
  await round.press('Alt+ArrowDown');
  await expect
    .poll(async () => (await stops()).map((text) => text.slice('Stop 1'.length)))
    .toEqual([before[1], before[0], before[2]]);
  await main().getByRole('button', { name: 'Change the round' }).click();
  await page.getByRole('menuitem', { name: 'Shortest order', exact: true }).click();
  await main().getByRole('button', { name: 'Plan in calendar' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Plan 3 stops/ })
    .click();
  await expect(page.getByText('Planned a round of 3 stops')).toBeVisible();
  await page.getByRole('button', { name: /^Undo/ }).first().click();
  await expect(page.getByText('Undone', { exact: true })).toBeVisible();
  await main().getByRole('button', { name: 'Change the round' }).click();
  await page.getByRole('menuitem', { name: 'Clear the round' }).click();
  await expect(round).toBeHidden();
  network.restore();
});
