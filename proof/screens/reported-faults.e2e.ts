import { type Page, expect, test } from '@playwright/test';
import { type AppWindow, goTo, openApp, signInOnPage, syncSign, untilUpToDate } from '../testbed/app-windows.ts';
import { pdfPages } from '../../apps/desktop/src/renderer/testing/pdf-pages.ts';
import { noteDrawnTexts, overlapsOfTexts } from '../testbed/drawn-texts.ts';
import { inspectScreen } from '../testbed/inspect-screen.ts';
import { type OutpostServer, accountNamed, startOutpostServer } from '../testbed/outpost-server.ts';
import { type PosingRelay, openPosingRelay } from '../testbed/posing-relay.ts';

// Faults that people reported. Each test fails when its fault returns. Alex works, and Maya, his manager, changes his records.

let server: OutpostServer;
let relay: PosingRelay;
let windows: readonly AppWindow[] = [];
let alex: Page;
let maya: Page;
test.use({ trace: 'off' });
test.beforeAll(async () => {
  test.setTimeout(180_000);
  server = await startOutpostServer();
  relay = await openPosingRelay(server.url);
  windows = await Promise.all([openApp('browser', relay.url), openApp('browser', server.url)]);
  const [a, b] = windows;
  if (!a || !b) throw new Error('Two windows were opened');
  [alex, maya] = [a.page, b.page];
  await signInOnPage(alex, { server: relay.url, ...accountNamed(server, 'alex') });
  await signInOnPage(maya, { server: server.url, ...accountNamed(server, 'maya') });
  for (const page of [alex, maya]) {
    page.setDefaultTimeout(10_000);
    await untilUpToDate(page);
  }
});
test.afterAll(async () => {
  await Promise.all(windows.map((one) => one.close()));
  await relay.close();
  await server.stop();
});

const main = () => alex.getByRole('main');
const grid = () => alex.getByRole('grid');
const panel = (page = alex) => page.getByRole('complementary');
const dialog = () => alex.getByRole('dialog').last();
const lines = () => alex.locator('[role="status"] > div').filter({ has: alex.getByRole('button', { name: 'Close' }) });
const press = async (...keys: readonly string[]) => {
  for (const key of keys) await alex.keyboard.press(key);
};
const closed = () => expect(alex.getByRole('dialog')).toHaveCount(0);
/** Opens the grid of a kind, and puts the focus on its first row. */
async function list(kind: string, more = ''): Promise<void> {
  await goTo(alex, `/list/${kind}?kind=grid${more}`);
  await expect(grid().getByRole('row').nth(1)).toBeVisible();
  await grid().focus();
  await press('Home', 'ArrowLeft', 'Home'); // from a cell, where an earlier test ended: its first cell, the whole row, the first row
}
/** Adds a deal of Alex, opens it beside the list, and returns its address. */
async function addDeal(name: string): Promise<string> {
  await list('crm/deal');
  await press('c');
  await dialog().getByRole('textbox', { name: 'Name' }).fill(name);
  await press('Control+Enter');
  await closed();
  await expect(panel().getByRole('heading', { level: 2, name })).toBeVisible();
  return (await alex.evaluate(() => location.hash)).slice(1);
}
/** Adds a deal, and waits until Maya has it open beside her list. */
async function addDealForBoth(name: string): Promise<string> {
  const address = await addDeal(name);
  await expect(syncSign(alex)).toContainText('Up to date', { timeout: 20_000 });
  await goTo(maya, address);
  await expect(panel(maya).getByRole('heading', { level: 2, name })).toBeVisible({ timeout: 20_000 });
  return address;
}

test('undo by the keyboard works while a cell of the grid has the focus, and the focus stays there', async () => {
  await addDeal('Undone in a cell');
  await list('crm/deal', '&search=Undone%20in');
  await press('ArrowRight');
  await alex.keyboard.type('Undone in another');
  await press('Enter');
  await expect(grid().getByText('Undone in another')).toBeVisible();
  await press('Control+z');
  await expect(grid().getByText('Undone in a cell')).toBeVisible();
  await expect(grid().getByText('Undone in another')).toHaveCount(0);
  expect(await grid().evaluate((element) => element.contains(document.activeElement))).toBe(true);
});

test('J shows the next record in the open panel, and columns are chosen beside it', async () => {
  await list('crm/deal');
  await press('Enter');
  const heading = panel().getByRole('heading', { level: 2 }).first();
  await expect(panel().getByText(/^1 of \d/)).toBeVisible(); // it knows its neighbours in the list
  const before = await heading.innerText();
  await press('j');
  await expect(heading).not.toHaveText(before);
  const second = await heading.innerText();
  await alex.getByRole('button', { name: 'Choose columns' }).click();
  const column = alex.getByRole('checkbox', { name: 'Source' });
  const was = await column.isChecked();
  await column.press(' ');
  await expect(column).toBeFocused();
  await expect(column).toBeChecked({ checked: !was });
  const down = alex.getByRole('button', { name: 'Move Stage down' });
  await down.press('Enter');
  await expect(down).toBeFocused();
  await press('Escape');
  await expect(column).toBeHidden();
  await expect(heading).toHaveText(second);
  await press('Escape');
  await expect(panel()).toHaveCount(0);
  await expect(grid().getByRole('columnheader', { name: 'Source' })).toHaveCount(was ? 0 : 1);
});

test('a company that was typed and not chosen is kept with a message, and nothing is added without it', async () => {
  await list('crm/contact');
  await press('c');
  await dialog().getByRole('textbox', { name: 'Name' }).fill('Orla Fenn');
  await dialog().getByRole('textbox', { name: 'Account' }).fill('Wholly unknown');
  await press('Escape', 'Tab');
  await expect(dialog().getByText(/^No record on this device has the name “Wholly unknown”/)).toBeVisible();
  await press('Control+Enter');
  await expect(dialog().getByRole('textbox', { name: 'Account' })).toHaveValue('Wholly unknown');
  await press('Escape', 'Escape');
  await closed();
});

test('a task takes “friday” as its time, and keeps what was typed when it is closed by Esc', async () => {
  await addDeal('Kept drafts');
  await press('t');
  await dialog().getByRole('textbox').first().fill('Send the price');
  await press('Tab');
  await alex.keyboard.type('friday');
  await press('Tab');
  const due = dialog().getByRole('textbox', { name: 'Due' });
  await expect(due).toHaveValue(/Fri|\d{1,2}/);
  await expect(due).not.toHaveAttribute('aria-invalid', 'true');
  const read = await due.inputValue();
  await press('Escape');
  await closed();
  await press('t');
  await expect(dialog().getByRole('textbox').first()).toHaveValue('Send the price');
  await expect(due).toHaveValue(read);
  await press('Control+Enter');
  await closed();
  await expect(panel().getByText('Send the price').first()).toBeVisible();
});

test('an empty call is not logged; a logged one is called by its subject', async () => {
  await addDeal('Called about');
  await press('l');
  await expect(dialog().getByRole('toolbar', { name: 'Outcome' }).getByRole('button').first()).toBeFocused();
  await press('Control+Enter');
  await expect(
    dialog()
      .getByText(/must be filled in/)
      .first(),
  ).toBeVisible();
  await dialog().getByRole('textbox', { name: 'Subject' }).fill('Delivery');
  await press('Control+Enter');
  await closed();
  await expect(lines().filter({ hasText: 'Logged a call: Delivery' })).toBeVisible();
  await expect(alex.getByText(/Log the call:/)).toHaveCount(0);
});

test('messages are two at most, stay beside the open record, and the last one alone names the key of undo', async () => {
  await goTo(alex, '/list/crm/deal?kind=board');
  const board = alex.getByRole('application');
  await expect(board.getByRole('article').first()).toBeVisible();
  await board.focus();
  await press('Enter');
  await expect(panel().getByRole('heading', { level: 2 }).first()).toBeVisible();
  for (const [key, stage] of [
    ['2', 'Engaging'],
    ['3', 'Proposal'],
    ['4', 'Negotiation'],
  ] as const) {
    // prettier-ignore
    await board.focus();
    await press(key);
    await expect(lines().filter({ hasText: `to ${stage}` })).toBeVisible();
  }
  await expect(lines()).toHaveCount(2);
  await expect(lines().locator('kbd')).toHaveCount(1);
  await expect(lines().last().locator('kbd')).toHaveCount(1);
  const edges = await lines().evaluateAll((all) => all.map((line) => line.getBoundingClientRect().right));
  const left = await panel().evaluate((element) => element.getBoundingClientRect().left);
  expect(Math.max(...edges)).toBeLessThanOrEqual(left);
});

test('a day of closing that is past is marked in the record and in the grid; a yes or no is a checkbox', async () => {
  await addDeal('Closes in the past');
  await panel()
    .getByRole('button', { name: /^Closes/ })
    .click();
  await press('Control+a');
  await alex.keyboard.type('2 January 2026');
  await press('Enter');
  await expect(panel().getByRole('img', { name: 'Past' }).first()).toBeVisible();
  await list('crm/deal', '&search=Closes%20in');
  await expect(grid().getByRole('img', { name: 'Past' }).first()).toBeVisible();
  await list('crm/task', '&view=to-do');
  await press('Enter');
  const done = panel().getByRole('checkbox', { name: 'Done' });
  await expect(done).not.toBeChecked();
  await done.press(' ');
  await expect(done).toBeChecked();
  await press('Control+z');
  await expect(done).not.toBeChecked();
});

test('a selected record that somebody deletes leaves the selection', async () => {
  await addDealForBoth('Selected and deleted');
  await list('crm/deal', '&search=Selected%20and');
  await press('x');
  const bar = alex.getByRole('toolbar', { name: 'Selected records' });
  await expect(bar).toContainText('1 of 1');
  await panel(maya).getByRole('button', { name: 'More' }).click();
  await maya.getByRole('menuitem', { name: 'Delete deal' }).click();
  await expect(bar).toBeHidden({ timeout: 20_000 });
});

test('[S-5] a refused change of a record that was deleted or given away meanwhile says so, and how to go on', async () => {
  const given = await addDealForBoth('Given away');
  const deleted = await addDealForBoth('Deleted meanwhile');
  relay.cut();
  await expect(syncSign(alex)).toContainText('Offline', { timeout: 30_000 });
  for (const address of [given, deleted]) {
    await goTo(alex, address);
    await panel()
      .getByRole('button', { name: /^Value:/ })
      .click();
    await press('Control+a');
    await alex.keyboard.type('43210');
    await press('Enter');
  }
  await panel(maya).getByRole('button', { name: 'More' }).click();
  await maya.getByRole('menuitem', { name: 'Delete deal' }).click();
  await goTo(maya, given);
  await panel(maya).locator('[data-field-value="ownerId"]').click();
  await maya.keyboard.type('Carl');
  await expect(maya.getByRole('option', { name: /Carl Medina/ }).first()).toBeVisible();
  await maya.keyboard.press('Enter');
  await expect(panel(maya).getByText(/Owner/).first()).toBeVisible();
  await expect(syncSign(maya)).toContainText('Up to date', { timeout: 20_000 });
  await expect(panel(maya).getByText('Not shared with you')).toHaveCount(0); // the timeline names both owners
  relay.step();
  await goTo(alex, '/sync');
  await main().getByRole('button', { name: 'Try now' }).click();
  const tray = alex.getByRole('region', { name: 'Changes that need you' });
  await expect(tray.getByRole('button', { name: 'Mend' })).toHaveCount(2, { timeout: 20_000 });
  await inspectScreen(alex, 'sync-needs-you');
  for (const [name, says] of [
    ['Deleted meanwhile', /Maya Okafor deleted this deal/],
    ['Given away', /The owner is now Carl Medina|gave this deal to another owner|no longer shared with you/],
  ] as const) {
    const card = tray.getByRole('article').filter({ hasText: name });
    await card.getByRole('button', { name: 'Mend' }).click();
    await expect(dialog().getByText(says)).toBeVisible();
    await inspectScreen(alex, `mend-${name.split(' ')[0]?.toLowerCase() ?? ''}`, { isBrief: true });
    await press('Escape');
    await closed();
  }
});

test('the demo has tasks in the day, no call in the future, and one way to write a time', async () => {
  await list('crm/task');
  const times = [...(await grid().innerText()).matchAll(/\b(\d{1,2}):(\d\d)\s([AP]M)/gu)];
  expect(times.length).toBeGreaterThan(5);
  for (const [text, hour, , half] of times) {
    const ofDay = (Number(hour) % 12) + (half === 'PM' ? 12 : 0);
    expect(ofDay, text).toBeGreaterThanOrEqual(7);
    expect(ofDay, text).toBeLessThanOrEqual(19);
  }
  const now = new Date().toISOString();
  const where = { and: [{ field: 'kind', op: 'is', value: 'call' }, { field: 'happensAt', op: 'gt', value: now }] }; // prettier-ignore
  await goTo(alex, `/list/crm/activity?kind=grid&where=${encodeURIComponent(JSON.stringify(where))}`);
  await expect(main().getByText(/No activity matches/)).toBeVisible();
  for (const address of [
    '/',
    '/calendar?who=everyone',
    '/list/crm/task?kind=calendar&span=week',
    '/sync',
    '/notifications',
  ]) {
    await goTo(alex, address);
    await expect(main().getByRole('heading').first()).toBeVisible();
    await alex.waitForTimeout(400);
    const text = await alex.locator('body').innerText();
    expect(text.match(/.*\b(?:[01]?\d|2[0-3]):[0-5]\d\b(?!:|\s?[AP]M).*/u), address).toBeNull();
  }
});

test('a hyphen in a word is narrower than a digit, also where figures are tabular', async () => {
  await addDeal('Roof-top re-fit');
  let examined = 0;
  for (const address of [
    '/list/crm/deal?kind=grid&search=Roof-top',
    '/list/crm/deal?kind=board&search=Roof-top',
    '/search?text=Roof-top',
  ]) {
    await goTo(alex, address);
    await expect(main().getByText('Roof-top re-fit').first()).toBeVisible();
    const widths = await main()
      .getByText('Roof-top re-fit')
      .evaluateAll((all) =>
        all.flatMap((element) => {
          const node = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode();
          const at = node?.textContent?.indexOf('-') ?? -1;
          if (!node || at < 0) return [];
          const range = document.createRange();
          range.setStart(node, at);
          range.setEnd(node, at + 1);
          const digit = document.createElement('span');
          digit.textContent = '0';
          element.append(digit);
          const both = [range.getBoundingClientRect().width, digit.getBoundingClientRect().width] as const;
          digit.remove();
          return [both];
        }),
      );
    for (const [hyphen, digit] of widths) expect(hyphen, address).toBeLessThan(digit * 0.85);
    examined += widths.length;
  }
  expect(examined).toBeGreaterThanOrEqual(3);
});

test('a printed record has its words and none of its buttons', async () => {
  await goTo(alex, '/list/crm/deal?kind=board');
  const board = alex.getByRole('application');
  await expect(board.getByRole('article').first()).toBeVisible();
  await board.focus();
  await alex.keyboard.press('Enter');
  const asked = ['Add files', 'Share', /empty fields?$/u].map((name) =>
    panel().getByRole('button', { name, exact: true }),
  );
  for (const button of asked) await expect(button).toBeVisible();
  await alex.emulateMedia({ media: 'print' });
  for (const button of asked) await expect(button).toBeHidden();
  await expect(panel().locator('kbd:visible')).toHaveCount(0);
  await expect(panel().getByText('New business', { exact: true })).toBeVisible();
  await expect(panel().getByText('No files yet.')).toBeVisible();
  await alex.emulateMedia({ media: 'screen' });
  await alex.keyboard.press('Escape');
});

test('what is printed has no rail, and goes on over several pages', async () => {
  for (const [address, least] of [
    ['/reports/dashboard/crm/sales', 1],
    ['/help?page=lists', 2],
  ] as const) {
    await goTo(alex, address);
    await expect(main().getByRole('heading').first()).toBeVisible();
    await alex.emulateMedia({ media: 'print' });
    await expect(alex.getByRole('navigation', { name: 'Main' })).toBeHidden();
    const pdf = (await alex.pdf({ format: 'A4' })).toString('latin1');
    await alex.emulateMedia({ media: 'screen' });
    expect(pdf.match(/\/Type\s*\/Page\b(?!s)/gu)?.length ?? 0, address).toBeGreaterThanOrEqual(least);
  }
});

test('a printed list has all its rows on several pages, each below the head, and a printed board all its cards', async () => {
  /** Presses the key of printing, and returns the names on the sheet and the texts of the pages. */
  const printed = async () => {
    await maya.evaluate(() => {
      // Its dialog would wait for a person. The sheet is whole when it opens.
      window.print = () => document.querySelector('[data-printed]')?.setAttribute('data-whole', '');
    });
    await maya.keyboard.press('Control+p');
    const names = maya.locator('[data-whole] tbody tr:not([data-heading]) td:first-child');
    await expect(names.first()).toBeAttached();
    const onSheet = await names.allTextContents();
    const pages = await pdfPages(new Uint8Array(await maya.pdf({ format: 'A4' })));
    await expect(names).toHaveCount(0); // the sheet is removed after the print
    return { onSheet, pages: pages.map((page) => page.replaceAll(/\s+/gu, ' ')) };
  };
  await goTo(maya, '/list/crm/activity?kind=grid');
  const rows = maya.getByRole('grid');
  await expect(rows.getByRole('rowheader').first()).toBeVisible();
  const count = Number(await rows.getAttribute('aria-rowcount')) - 1;
  const drawn = await rows.getByRole('rowheader').count();
  expect(count, 'the list is longer than its window').toBeGreaterThan(drawn);
  const first = await rows.getByRole('rowheader').first().innerText();
  await rows.focus();
  await maya.keyboard.press('End');
  const last = rows.locator(`[aria-rowindex="${count + 1}"]`).getByRole('rowheader');
  await expect(last).toBeVisible();
  const end = await last.innerText();
  const { onSheet, pages } = await printed();
  expect(onSheet).toHaveLength(count);
  expect(pages.length).toBeGreaterThan(1);
  expect(pages[0]).toContain(first);
  expect(pages.at(-1)).toContain(end);
  for (const page of pages) expect(page).toContain('Outcome');
  expect(pages.join(' ')).not.toContain('Notifications');

  await goTo(maya, '/list/crm/deal?kind=board');
  await expect(maya.getByRole('article').first()).toBeVisible();
  const cards = await maya.getByRole('article').count();
  const board = await printed();
  expect(board.onSheet.length).toBeGreaterThan(cards);
  const text = board.pages.join(' ');
  for (const name of [board.onSheet[0], board.onSheet.at(-1)]) expect(text).toContain(name);
});

test('labels of bars do not overlap, in wide and in narrow windows', async () => {
  await alex.evaluate(noteDrawnTexts);
  await alex.emulateMedia({ reducedMotion: 'reduce' });
  let examined = 0;
  for (const address of ['/reports/dashboard/crm/sales?period=own', '/reports/report/new?of=crm/deal'])
    for (const width of [1440, 420]) {
      await alex.setViewportSize({ width, height: 900 });
      await goTo(alex, '/');
      await goTo(alex, address);
      await expect(main().getByRole('img').first()).toBeVisible();
      await alex.waitForTimeout(1_000);
      const { drawn, overlapping } = await alex.evaluate(overlapsOfTexts);
      examined += drawn;
      expect.soft(overlapping, `${address} ${width}`).toEqual([]);
    }
  await alex.setViewportSize({ width: 1440, height: 900 });
  expect(examined).toBeGreaterThan(40);
});
