import { type Locator, type Page, expect, test } from '@playwright/test';
import {
  type AppWindow,
  focusGrid,
  goTo,
  openApp,
  signInOnPage,
  syncSign,
  untilUpToDate,
} from '../testbed/app-windows.ts';
import { type OutpostServer, accountNamed, startOutpostServer } from '../testbed/outpost-server.ts';
import { type PosingRelay, openPosingRelay } from '../testbed/posing-relay.ts';

// Work on the screens by two people: Alex, whose network the tests can cut, and Maya, his manager.

let server: OutpostServer;
let relay: PosingRelay;
let windows: readonly AppWindow[] = [];
let alex: Page;
let maya: Page;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  server = await startOutpostServer();
  relay = await openPosingRelay(server.url);
  windows = await Promise.all([openApp('browser', relay.url), openApp('browser', server.url)]);
  const [a, b] = windows;
  if (!a || !b) throw new Error('Two windows were opened');
  [alex, maya] = [a.page, b.page];
  await signInOnPage(alex, { server: relay.url, ...called('alex') });
  await signInOnPage(maya, { server: server.url, ...called('maya') });
  for (const page of [alex, maya]) page.setDefaultTimeout(10_000);
  for (const page of [alex, maya]) await untilUpToDate(page);
});
test.afterAll(async () => {
  await Promise.all(windows.map((one) => one.close()));
  await relay.close();
  await server.stop();
});

const called = (name: string) => accountNamed(server, name);
const column = (page: Page, id: string) => page.locator(`section[data-column="${id}"]`);
const panel = (page: Page) => page.getByRole('complementary');
const firstCard = (page: Page, stage: string) => column(page, stage).getByRole('article').first();
const titleOf = async (card: Locator): Promise<string> =>
  (await card.locator('[title]').first().getAttribute('title')) ?? '';
/** The numbers before and in a folded stage's name: "Lost, 6, $513,800". */
const countOf = async (page: Page, stage: string): Promise<number> =>
  Number(((await column(page, stage).getAttribute('aria-label')) ?? '').split(', ')[1]);

async function middleOf(at: Locator): Promise<{ readonly x: number; readonly y: number }> {
  const box = await at.boundingBox();
  if (!box) throw new Error('Nothing is drawn there');
  return { x: box.x + box.width / 2, y: box.y + Math.min(box.height / 2, 300) };
}
async function drag(page: Page, card: Locator, to: Locator): Promise<void> {
  const [from, end] = [await middleOf(card), await middleOf(to)];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 12, from.y + 12);
  await page.mouse.move(end.x, end.y, { steps: 4 });
  await page.mouse.up();
}
async function board(page: Page): Promise<void> {
  await goTo(page, '/list/crm/deal');
  await expect(page.getByRole('application').getByRole('article').first()).toBeVisible();
}
async function setValue(page: Page, value: string): Promise<void> {
  await panel(page)
    .getByRole('button', { name: /^Value:/ })
    .click();
  await page.keyboard.press('Control+a');
  await page.keyboard.type(value);
  await page.keyboard.press('Enter');
}

/** Sets the value of the open record, and waits until the server has it: its line in the timeline waits no more. */
async function setValueAndSend(page: Page, value: string): Promise<void> {
  await setValue(page, value);
  const shown = `$${value.slice(0, -3)},${value.slice(-3)}`;
  await expect(panel(page).getByRole('button', { name: new RegExp(`^Value: \\${shown}`) })).toBeVisible();
  await expect(panel(page).getByText(/^On this device, to send/)).toHaveCount(0);
}

test('a card is dragged to another stage, and its message is removed when that is undone', async () => {
  await board(alex);
  const name = await titleOf(firstCard(alex, 'prospecting'));
  await drag(alex, firstCard(alex, 'prospecting'), column(alex, 'engaging'));
  await expect(column(alex, 'engaging').getByRole('article', { name })).toBeVisible();
  const told = alex.getByText(`Moved ${name} to Engaging`, { exact: true });
  await expect(told.first()).toBeVisible();
  await alex.keyboard.press('Control+z');
  await expect(column(alex, 'prospecting').getByRole('article', { name })).toBeVisible();
  await expect(alex.getByText(`Undone: Moved ${name} to Engaging`, { exact: true })).toBeVisible();
  await expect(alex.locator('[class*=snack]').filter({ hasText: /^Moved/ })).toHaveCount(0);
});

test('[CRM-5] a folded stage takes a drop, asks for the reason, unfolds and folds again; a finger that rests drags too', async () => {
  const before = await countOf(alex, 'lost');
  await drag(alex, firstCard(alex, 'prospecting'), column(alex, 'lost'));
  const dialog = alex.getByRole('dialog', { name: 'Move to Lost' });
  await expect(dialog).toBeVisible();
  await alex.getByRole('option').first().click();
  await dialog.getByRole('button', { name: 'Move to Lost' }).click();
  await expect.poll(() => countOf(alex, 'lost')).toBe(before + 1);
  await column(alex, 'lost').getByRole('button').click();
  await expect(firstCard(alex, 'lost')).toBeVisible();
  await column(alex, 'lost').getByRole('button', { name: 'Fold Lost' }).click();
  await expect(firstCard(alex, 'lost')).toBeHidden();

  const name = await titleOf(firstCard(alex, 'engaging'));
  const [from, to] = [await middleOf(firstCard(alex, 'engaging')), await middleOf(column(alex, 'proposal'))];
  const finger = await alex.context().newCDPSession(alex);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', at?: { readonly x: number; readonly y: number }) =>
    finger.send('Input.dispatchTouchEvent', { type, touchPoints: at ? [at] : [] });
  await touch('touchStart', from);
  await alex.waitForTimeout(400); // a finger that moves sooner scrolls the page
  await touch('touchMove', { x: from.x + 20, y: from.y + 5 });
  await touch('touchMove', to);
  await touch('touchEnd');
  await expect(column(alex, 'proposal').getByRole('article', { name }).first()).toBeVisible();
});

test('“Move to…” does by the keyboard what dragging does', async () => {
  const name = await titleOf(firstCard(alex, 'engaging'));
  await firstCard(alex, 'engaging').click();
  await alex.keyboard.press('Escape');
  await alex.getByRole('application').focus();
  await alex.keyboard.press('m');
  await alex.getByRole('menuitem', { name: /^Negotiation/ }).click();
  await expect(column(alex, 'negotiation').getByRole('article', { name }).first()).toBeVisible();
});

test('keys move through the list with the open record, and from its whole page back to the list', async () => {
  await goTo(alex, '/list/crm/deal?kind=grid');
  const grid = alex.getByRole('grid');
  const address = () => alex.evaluate(() => location.hash);
  await expect(grid.getByText(/\$/).first()).toBeVisible();
  await grid.focus();
  await alex.keyboard.press('Enter');
  await expect(panel(alex)).toBeVisible();
  const first = await address();
  await alex.keyboard.press('j');
  await expect.poll(address).not.toBe(first);
  await grid.focus();
  await alex.keyboard.press('Enter');
  await expect(grid).toBeHidden();
  await alex.keyboard.press('Escape');
  await expect(panel(alex)).toHaveCount(0);
  await expect(grid).toBeFocused();
});

test('a deal is added by the keyboard alone, with an account that is made in the same dialog and a time that is typed', async () => {
  await goTo(alex, '/list/crm/deal?kind=grid');
  await focusGrid(alex);
  await alex.keyboard.press('c');
  const dialog = alex.getByRole('dialog', { name: 'New deal' });
  await expect(dialog.getByLabel('Name')).toBeFocused();
  await alex.keyboard.type('Refit');
  await alex.keyboard.press('Tab');
  await alex.keyboard.type('Prentice Yachts');
  await expect(alex.getByRole('option', { name: 'Create account “Prentice Yachts”' })).toBeVisible();
  await alex.keyboard.press('Enter');
  await expect(alex.getByText('Added account Prentice Yachts', { exact: true })).toBeVisible();
  await alex.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
  await expect(panel(alex).getByText('Prentice Yachts').first()).toBeVisible();
  await alex.keyboard.press('t');
  const task = alex.getByRole('dialog', { name: 'Add a task' });
  await expect(task.getByRole('textbox').first()).toBeFocused();
  await alex.keyboard.type('Send the price');
  await alex.keyboard.press('Tab');
  await alex.keyboard.type('tomorrow 9:00');
  await alex.keyboard.press('Tab');
  await alex.waitForTimeout(500); // the value is stored, and the dialog is drawn again
  await expect(task.locator(':focus')).toHaveCount(1);
  await alex.keyboard.press('Control+Enter');
  await expect(task).toBeHidden();
  await expect(alex.getByText(/Send the price/).first()).toBeVisible();
});

test('many deals are selected and changed by the keyboard: first previewed, then made, then undone by one key', async () => {
  await goTo(alex, '/list/crm/deal?kind=grid');
  const grid = alex.getByRole('grid');
  await grid.focus();
  await alex.keyboard.press('Control+a');
  const bar = alex.getByRole('toolbar', { name: 'Selected records' });
  await expect(bar.getByText(/^([\d,]+) of \1 selected$/)).toBeVisible();
  await alex.keyboard.press('Escape');
  await expect(bar).toBeHidden();
  await alex.keyboard.press('x');
  await alex.keyboard.press('j');
  await alex.keyboard.press('x');
  await expect(bar.getByText(/^2 of /)).toBeVisible();
  await alex.keyboard.press('e');
  const dialog = alex.getByRole('dialog', { name: 'Change 2 deals' });
  await expect(dialog.getByLabel('Field')).toBeFocused();
  await alex.keyboard.type('Tags');
  await alex.keyboard.press('Enter');
  await dialog.getByLabel('Tags').focus();
  await alex.keyboard.type('Autumn fair');
  await alex.keyboard.press('Enter');
  await expect(dialog.getByText('will change')).toBeVisible();
  await expect(dialog.getByRole('button', { name: /^Change 2 deals/ })).toBeVisible();
  await alex.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
  await expect(alex.getByText('Changed Tags of 2 deals', { exact: true })).toBeVisible();
  const tagged =
    '/list/crm/deal?kind=grid&where=' + encodeURIComponent('{"field":"tags","op":"has-any","value":["Autumn fair"]}');
  await goTo(alex, tagged);
  await expect(alex.getByRole('grid')).toHaveAttribute('aria-rowcount', '3');
  await alex.keyboard.press('Control+z');
  await expect(alex.getByText('Undone: Changed Tags of 2 deals', { exact: true })).toBeVisible();
  await expect(alex.getByText('Changed Tags of 2 deals', { exact: true })).toHaveCount(0);
  await expect(alex.getByRole('grid')).toHaveAttribute('aria-rowcount', '1');
});

test('typed text in a field that was not left yet is there when the person comes back', async () => {
  await board(alex);
  await firstCard(alex, 'negotiation').click();
  await panel(alex)
    .getByRole('button', { name: /^Name:/ })
    .click();
  await alex.keyboard.type('Half a na');
  await goTo(alex, '/');
  await board(alex);
  await firstCard(alex, 'negotiation').click();
  const field = panel(alex).getByRole('textbox', { name: 'Name' });
  await expect(field).toHaveValue('Half a na');
  await field.press('Escape');
  await expect(panel(alex).getByRole('button', { name: /^Name:/ })).toBeVisible();
  await expect(panel(alex).getByRole('heading', { level: 2, name: 'Half a na' })).toHaveCount(0);
});

test('[S-4] a replaced value is marked for both people, and restored with a press', async () => {
  await board(alex);
  await firstCard(alex, 'negotiation').click();
  await expect(panel(alex).getByRole('button', { name: /^Value:/ })).toBeVisible();
  const address = (await alex.evaluate(() => location.hash)).slice(1);
  await goTo(maya, address);
  await expect(panel(maya).getByRole('button', { name: /^Value:/ })).toBeVisible();
  relay.cut();
  await expect(syncSign(alex)).toContainText('Offline');
  await setValue(alex, '41000');
  await setValueAndSend(maya, '42000');
  relay.step();
  await goTo(alex, '/sync');
  await alex.getByRole('button', { name: 'Try now' }).click();
  await expect(alex.getByRole('button', { name: 'Restore Maya’s' })).toBeVisible({ timeout: 20_000 });
  await expect(alex.getByRole('button', { name: 'Keep mine' })).toBeVisible();
  await goTo(alex, address);
  await expect(panel(alex).getByRole('button', { name: 'Your value replaced Maya’s' })).toBeVisible();
  await expect(panel(maya).getByRole('button', { name: 'Alex’s value replaced yours' })).toBeVisible();
  await panel(maya).getByRole('button', { name: 'Restore mine' }).click();
  await expect(panel(maya).getByRole('button', { name: /^Value: \$42,000/ })).toBeVisible();
  await expect(panel(alex).getByRole('button', { name: /^Value: \$42,000/ })).toBeVisible({ timeout: 20_000 }); // a poke brought it
});

test('[S-9] an earlier value is found in the history, and restored with a press', async () => {
  await board(maya);
  await firstCard(maya, 'negotiation').click();
  const shown = async () =>
    (
      await panel(maya)
        .getByRole('button', { name: /^Value:/ })
        .innerText()
    ).replace('Value: ', '');
  await setValueAndSend(maya, '51000');
  await setValueAndSend(maya, '52000');
  await expect.poll(shown).toContain('$52,000');
  await maya.getByRole('main').focus();
  await maya.keyboard.press('h');
  const dialog = maya.getByRole('dialog', { name: /^Earlier values of / });
  await dialog.getByRole('combobox', { name: /Values of/ }).click();
  await maya.getByRole('option', { name: 'Value', exact: true }).click();
  await dialog
    .getByRole('row', { name: /\$51,000/ })
    .getByRole('button', { name: 'Restore' })
    .click();
  await expect(dialog.getByText('as now')).toHaveCount(2);
  await maya.keyboard.press('Escape');
  await expect(panel(maya).getByRole('button', { name: /^Value: \$51,000/ })).toBeVisible();
});

test('[K-6] a record that someone deletes meanwhile says so, and is restored from the list of deleted ones', async () => {
  await board(alex);
  await firstCard(alex, 'proposal').click();
  await expect(panel(alex).getByRole('button', { name: /^Name:/ })).toBeVisible();
  await goTo(maya, (await alex.evaluate(() => location.hash)).slice(1));
  const name = await panel(maya).getByRole('heading', { level: 2 }).innerText();
  await panel(maya).getByRole('button', { name: 'More' }).click();
  await maya.getByRole('menuitem', { name: 'Delete deal' }).click();
  await expect(panel(alex).getByText('Maya Okafor deleted this deal').first()).toBeVisible({ timeout: 20_000 });
  await goTo(maya, '/list/crm/deal?kind=grid&life=deleted');
  await maya.getByRole('grid').getByRole('button', { name }).click();
  await expect(panel(maya).getByText('You deleted this deal').first()).toBeVisible();
  await panel(maya)
    .getByRole('button', { name: `Restore ${name}` })
    .click();
  await expect(panel(alex).getByRole('button', { name: /^Name:/ })).toBeVisible({ timeout: 20_000 }); // the value is a button again, so it can be changed
  await expect(panel(alex).getByRole('button', { name: /^Restore/ })).toHaveCount(0);
  await panel(maya).getByRole('button', { name: 'More' }).click();
  await maya.getByRole('menuitem', { name: 'Delete deal' }).click();
  await expect(panel(alex).getByText('Maya Okafor deleted this deal').first()).toBeVisible({ timeout: 20_000 });
  await goTo(maya, '/bin');
  await maya
    .getByRole('main')
    .getByRole('button', { name: `Restore ${name}`, exact: true })
    .click();
  await expect(maya.getByText('The bin is empty')).toBeVisible();
  await expect(panel(alex).getByRole('button', { name: /^Name:/ })).toBeVisible({ timeout: 20_000 });
});

test('[S-4f] a duplicate is merged: it names the record that stays, and one undo reverts the merge', async () => {
  const made = ['Twin Harbour', 'Twin Harbour Ltd'] as const;
  const [survivor, duplicate] = made;
  for (const name of made) {
    await goTo(maya, '/list/crm/account');
    await maya.getByRole('button', { name: /^New account/ }).click();
    const dialog = maya.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
    await dialog.getByRole('button', { name: /^Add the account/ }).click();
    await expect(panel(maya).getByRole('heading', { level: 2, name, exact: true })).toBeVisible();
  }
  await goTo(maya, '/list/crm/account?search=Twin');
  const line = (name: string) => maya.getByRole('grid').getByRole('button', { name, exact: true });
  await line(duplicate).click();
  const gone = (await maya.evaluate(() => location.hash)).slice(1);
  await line(survivor).click();
  await expect(panel(maya).getByRole('heading', { level: 2, name: survivor, exact: true })).toBeVisible();
  await panel(maya).getByRole('button', { name: 'More', exact: true }).click();
  await maya.getByRole('menuitem', { name: /^Merge/ }).click();
  await maya.keyboard.type(duplicate);
  await maya.getByRole('option', { name: duplicate }).click();
  await maya.getByRole('dialog').getByRole('button', { name: 'Merge the two' }).click();
  await expect(line(duplicate)).toHaveCount(0);
  await goTo(maya, gone);
  await expect(panel(maya).getByRole('button', { name: survivor, exact: true })).toBeVisible();
  await maya.keyboard.press('Control+z');
  await expect(line(duplicate)).toBeVisible();
});

test('a view is saved and pinned, and its pin is removed with it', async () => {
  const rail = maya.getByRole('navigation', { name: 'Main' });
  const more = async (act: string) => {
    await maya.getByRole('button', { name: 'More for this list' }).click();
    await maya.getByRole('menuitem', { name: act }).click();
  };
  await goTo(maya, '/list/crm/deal?kind=grid&sort=value.desc');
  await focusGrid(maya);
  await maya.keyboard.press('v');
  const panelOfView = maya.getByRole('complementary', { name: /view/i });
  await panelOfView.getByRole('textbox', { name: 'Name' }).fill('Largest first');
  await panelOfView.getByRole('button', { name: /^Save as new/ }).click();
  await expect(maya.getByRole('button', { name: 'Largest first', pressed: true })).toBeVisible();
  await more('Pin this view');
  await goTo(maya, '/');
  await rail.getByText('Largest first').click();
  await expect(maya.getByRole('columnheader', { name: /^Value/ })).toHaveAttribute('aria-sort', 'descending');
  await more('Edit this view');
  await panelOfView.getByRole('button', { name: 'Delete this view' }).click();
  await expect(maya.getByRole('button', { name: 'Largest first' })).toHaveCount(0);
});

test('a filter that leaves nothing names itself, and is cleared with a press', async () => {
  const where = encodeURIComponent(JSON.stringify({ field: 'name', op: 'is', value: 'No deal is called this' }));
  await goTo(maya, `/list/crm/deal?kind=grid&where=${where}`);
  await expect(maya.getByRole('main')).toContainText('No deal is called this');
  await maya
    .getByRole('main')
    .getByRole('button', { name: /^(Clear|Show)/ })
    .first()
    .click();
  await expect(maya.getByRole('grid').getByRole('row').nth(2)).toBeVisible();
});

test('names of 200 letters and of other scripts stay in their places on narrow windows', async () => {
  const long = `${'Extraordinarily long name '.repeat(8)}`.slice(0, 200);
  for (const name of [long, 'مشروع الإضاءة في الميناء الشمالي']) {
    await goTo(maya, '/list/crm/deal');
    await maya.getByRole('button', { name: /^New deal/ }).click();
    const dialog = maya.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
    await dialog.getByRole('button', { name: /^Add the deal/ }).click();
    await expect(dialog).toBeHidden();
  }
  await maya.setViewportSize({ width: 420, height: 800 });
  for (const address of [
    '/',
    '/list/crm/deal',
    '/list/crm/deal?kind=grid',
    '/reports',
    '/reports/dashboard/crm/sales',
    '/reports/targets',
    '/queue',
    '/sync',
    '/import',
  ]) {
    await goTo(maya, address);
    await expect(maya.getByRole('main')).not.toBeEmpty();
    expect(await maya.evaluate(() => document.documentElement.scrollWidth), address).toBeLessThanOrEqual(420);
  }
  await maya.setViewportSize({ width: 1440, height: 900 });
  await board(maya);
  const card = maya.getByRole('article', { name: /الميناء/ });
  await card.scrollIntoViewIfNeeded();
  expect(
    await card
      .locator('[dir=auto]')
      .first()
      .evaluate((element) => getComputedStyle(element).direction),
  ).toBe('rtl');
});

/** Whether nothing covers or clips the element: its corners are seen, and its text fits. */
const isWhole = (element: Element): boolean => {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  const corners = [left + 3, right - 3].flatMap((x) => [top + 3, bottom - 3].map((y) => [x, y] as const));
  return (
    corners.every(([x, y]) => element.contains(document.elementFromPoint(x, y))) &&
    element.scrollWidth <= element.clientWidth
  );
};

test('an error in a cell is readable whole in the first and the last row, in wide and in narrow windows', async () => {
  for (const width of [1440, 1024, 420]) {
    await maya.setViewportSize({ width, height: 800 });
    await goTo(maya, '/list/crm/deal?kind=grid');
    const grid = maya.getByRole('grid');
    const heads = grid.getByRole('columnheader', { name: /^(Account|Value|Closes)/ });
    await expect(heads.first()).toBeVisible();
    for (const place of await heads.evaluateAll((all) => all.map((head) => Number(head.ariaColIndex) - 2)))
      for (const end of ['Control+Home', 'Control+End']) {
        await grid.focus();
        for (const key of [end, 'ArrowRight', 'Home', ...Array<string>(place).fill('ArrowRight')])
          await maya.keyboard.press(key);
        await expect(grid.locator(`[data-active][data-place="${place}"]`)).toBeVisible();
        await maya.keyboard.type('xq');
        await grid.locator('[data-editing] input').press('Tab');
        await expect(maya.getByRole('alert')).toBeVisible();
        await expect.poll(() => maya.getByRole('alert').evaluate(isWhole)).toBe(true);
        await maya.keyboard.press('Escape');
      }
  }
  await maya.setViewportSize({ width: 1440, height: 900 });
});

test('the lines of the sync page have room for their sentences at any width', async () => {
  await board(alex);
  await firstCard(alex, 'negotiation').click();
  await expect(panel(alex).getByRole('button', { name: /^Value:/ })).toBeVisible();
  relay.cut();
  await setValue(alex, '43000');
  await goTo(alex, '/sync');
  // The first item is an act; the others are its changes.
  const line = alex.getByRole('region', { name: 'Changes to send' }).getByRole('listitem').first();
  const sentence = line.locator('strong');
  await expect(sentence).toBeVisible();
  for (const width of [1440, 1024, 420]) {
    await alex.setViewportSize({ width, height: 800 });
    // The time, the icon and the button take no more than 30 % of the line, once the window has its new width.
    const share = () =>
      line.evaluate((element) => {
        const words = element.querySelector('strong')?.getBoundingClientRect().width ?? 0;
        return words / element.getBoundingClientRect().width;
      });
    await expect.poll(share, { message: `${width}` }).toBeGreaterThan(0.7);
  }
  await alex.setViewportSize({ width: 1440, height: 900 });
  relay.step();
  await alex.getByRole('button', { name: 'Try now' }).click();
  await expect(syncSign(alex)).toContainText('Up to date', { timeout: 20_000 });
});

test('[K-5] a device that is too old for its server says so over every page, and continues to work', async () => {
  relay.pose('/sync/', {
    status: 426,
    code: 'sync/client-too-old',
    detail: 'This version of Outpost is too old for the server.',
  });
  await goTo(alex, '/sync');
  await alex.getByRole('button', { name: 'Try now' }).click();
  await expect(alex.getByText(/Outpost must be updated before/)).toBeVisible({ timeout: 20_000 });
  await board(alex);
  await expect(alex.getByText(/Outpost must be updated before/)).toBeVisible();
  relay.step();
  await goTo(alex, '/sync');
  await alex.getByRole('button', { name: 'Try now' }).click();
  await expect(syncSign(alex)).toContainText('Up to date', { timeout: 20_000 });
});

test('[A-2] a person who may only read sees that, and why, wherever something could be changed', async () => {
  const other = await openApp('browser', server.url);
  const { page } = other;
  try {
    await signInOnPage(page, { server: server.url, ...called('vera') });
    await untilUpToDate(page);
    await board(page);
    await expect(page.getByRole('button', { name: /^New deal/ })).toHaveCount(0);
    await expect(firstCard(page, 'engaging').getByRole('img', { name: /Your role reads deals/ })).toBeVisible();
    await drag(page, firstCard(page, 'engaging'), column(page, 'proposal'));
    await expect(page.getByRole('note').filter({ hasText: 'Your role reads deals' })).toBeVisible();
    await expect(panel(page)).toHaveCount(0); // the press was the beginning of a drag and opens nothing
    await firstCard(page, 'engaging').click();
    await expect(panel(page).getByRole('button', { name: /^Value:/ })).toHaveCount(0);
    await expect(
      panel(page)
        .getByText(/An administrator can/)
        .first(),
    ).toBeVisible();
    await expect(panel(page).getByRole('button', { name: /^Log a call/ })).toHaveAttribute('aria-disabled', 'true');
    await goTo(page, '/list/crm/deal?kind=grid');
    await page.getByRole('gridcell').nth(2).dblclick();
    await expect(page.getByRole('grid').getByRole('note').filter({ hasText: 'Your role reads deals' })).toBeVisible();
    await goTo(page, '/import');
    await expect(page.getByText('Importing adds records.')).toBeVisible();
  } finally {
    await other.close();
  }
});

test('the theme that was chosen stays on the locked page', async () => {
  await alex.getByTitle(/: settings$/).click();
  await alex.getByRole('dialog').getByText('Dark', { exact: true }).click();
  await expect(alex.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await alex.getByRole('button', { name: 'Lock' }).click();
  await expect(alex.getByRole('button', { name: 'Unlock' })).toBeVisible();
  await alex.reload();
  await expect(alex.getByRole('button', { name: 'Unlock' })).toBeVisible();
  await expect(alex.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await alex.getByLabel(/^Password/).fill(called('alex').password);
  await alex.getByRole('button', { name: 'Unlock' }).click();
  await expect(syncSign(alex)).toBeVisible();
});

test('a session that was ended says so, and offers to sign in again', async () => {
  relay.pose('/', { status: 401, code: 'access/session-ended', detail: 'Your session was ended by an administrator.' });
  await goTo(alex, '/sync');
  await alex.getByRole('button', { name: 'Try now' }).click();
  await expect(alex.getByRole('main').getByRole('button', { name: 'Sign in again' }).first()).toBeVisible({
    timeout: 20_000,
  });
  relay.step();
});
