import { type Page, expect, test } from '@playwright/test';
import { type AppWindow, focusGrid, goTo, openApp, signInOnPage, untilUpToDate } from '../testbed/app-windows.ts';
import { type OutpostServer, accountNamed, startOutpostServer } from '../testbed/outpost-server.ts';
import {
  awayFromFullMinute,
  type ScreenWork,
  styledElements,
  totalOfCounts,
  watchWork,
} from '../testbed/screen-work.ts';

// Limits the questions of a screen to its replica and the components that React draws, so that neither grows unnoticed.

let server: OutpostServer;
let windows: readonly AppWindow[] = [];
let alex: Page;
let maya: Page;
let work: () => Promise<ScreenWork>;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  server = await startOutpostServer();
  windows = await Promise.all([openApp('browser', server.url), openApp('browser', server.url)]);
  const [a, b] = windows;
  if (!a || !b) throw new Error('Two windows were opened');
  [alex, maya] = [a.page, b.page];
  work = await watchWork(alex);
  await signInOnPage(alex, { server: server.url, ...accountNamed(server, 'alex') });
  await signInOnPage(maya, { server: server.url, ...accountNamed(server, 'maya') });
  for (const page of [alex, maya]) await untilUpToDate(page);
});
test.afterAll(async () => {
  await Promise.all(windows.map((one) => one.close()));
  await server.stop();
});

test('no screen asks more of the replica than it shows, and a screen that is shown again asks nothing', async () => {
  await work();
  const most = {
    '/list/crm/deal': 18, // a window and its cards for each stage, and the days of those cards in it
    '/list/crm/deal?kind=grid': 6,
    '/list/crm/task?kind=calendar&span=week': 8, // one for the fold of the lane of unscheduled records, one that counts all tasks where the week has none
    '/search?text=a': 22, // a list and a count for each kind
    '/reports': 2,
    '/reports/dashboard/crm/sales': 14, // one for each of its reports
    '/notifications': 2,
    '/sync': 4,
    '/bin': 34, // one for each kind
    '/settings/fields': 3,
  };
  for (const [address, calls] of Object.entries(most)) {
    await goTo(alex, address);
    const { different } = await work();
    expect.soft(totalOfCounts(different), `${address} asks ${JSON.stringify(different)}`).toBeLessThanOrEqual(calls);
  }
  for (const address of ['/list/crm/deal?kind=grid', '/reports/dashboard/crm/sales']) {
    await goTo(alex, address);
    expect.soft((await work()).calls, address).toEqual({});
  }
});

test('an arrow key in the grid draws the row that is left and the row that is reached', async () => {
  await goTo(alex, '/list/crm/deal?kind=grid');
  await focusGrid(alex);
  await alex.keyboard.press('ArrowDown');
  await work();
  await alex.keyboard.press('ArrowDown');
  const { calls, drawn } = await work();
  expect(calls).toEqual({});
  expect(drawn['DrawnRow']).toBe(2);
  expect(totalOfCounts(drawn)).toBeLessThanOrEqual(60);
});

test('a change by somebody else draws the row that it concerns, and asks once for the list', async () => {
  const row = alex.getByRole('grid').getByRole('row').nth(6);
  const name = await row.getByRole('rowheader').innerText();
  await goTo(maya, `/list/crm/deal?kind=grid&search=${encodeURIComponent(name)}`);
  await maya.getByRole('grid').getByRole('button', { name }).first().click();
  await work();
  const theirs = maya.getByRole('complementary');
  await theirs.getByRole('button', { name: /^Name:/ }).click();
  await maya.keyboard.press('End');
  await maya.keyboard.type(' again');
  await maya.keyboard.press('Enter');
  await expect(alex.getByRole('grid').getByText(`${name} again`)).toBeVisible({ timeout: 20_000 });
  const { calls, drawn } = await work();
  expect(drawn['DrawnRow']).toBe(1);
  expect(calls['records.list']).toBe(1);
  expect(totalOfCounts(calls)).toBeLessThanOrEqual(8);
});

test('a typed key draws the field and the parts that depend on it', async () => {
  /** Types a letter a second time, when all that opens with the first is open. */
  const typed = async () => {
    await alex.keyboard.press('a');
    await work();
    await alex.keyboard.press('b');
    return work();
  };
  await alex.keyboard.press('Control+k');
  const inPalette = await typed();
  expect.soft(inPalette.calls).toEqual({ 'records.search': 1 });
  expect.soft(totalOfCounts(inPalette.drawn)).toBeLessThanOrEqual(400); // the hits, with their pictures
  await alex.keyboard.press('Escape');
  await alex.keyboard.press('c');
  const inForm = await typed();
  expect.soft(inForm.calls).toEqual({ 'local.set': 1 }); // its draft
  expect.soft(inForm.drawn['DrawnRow']).toBe(undefined);
  expect.soft(totalOfCounts(inForm.drawn)).toBeLessThanOrEqual(330); // deals of the demo have a pipeline, too
  await alex.keyboard.press('Escape');
  await focusGrid(alex);
  await alex.keyboard.press('ArrowRight');
  const inCell = await typed();
  expect.soft(inCell.calls).toEqual({ 'local.set': 1 }); // its draft
  expect.soft(inCell.drawn['DrawnRow'] ?? 0).toBeLessThanOrEqual(1);
  expect.soft(totalOfCounts(inCell.drawn)).toBeLessThanOrEqual(80);
});

test('a frame of scrolling computes the styles of the rows that come into sight, and of no others', async () => {
  await goTo(alex, '/list/crm/activity?kind=grid');
  await alex.getByRole('grid').getByRole('row').nth(10).waitFor();
  await work();
  const counts = await styledElements(alex, () =>
    alex.getByRole('grid').evaluate(async (grid) => {
      for (let step = 0; step < 8; step += 1) {
        grid.scrollTop += 120; // three rows
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      }
    }),
  );
  const page = await alex.evaluate(() => document.querySelectorAll('*').length);
  expect(counts.length).toBeGreaterThan(3);
  expect(Math.max(...counts)).toBeLessThan(page / 4);
});

test('another filter draws the page of the list once, and not again with each answer', async () => {
  const named = (text: string) => encodeURIComponent(JSON.stringify({ field: 'name', op: 'contains', value: text }));
  await goTo(alex, `/list/crm/deal?kind=grid&where=${named('a')}`);
  await alex.getByRole('grid').getByRole('row').nth(2).waitFor();
  await awayFromFullMinute(alex);
  await work();
  await goTo(alex, `/list/crm/deal?kind=grid&where=${named('e')}`);
  const { calls, drawn } = await work();
  expect(calls['records.list']).toBe(1);
  expect(drawn['ListPage']).toBe(1);
  expect(drawn['EntityGrid'] ?? 0).toBeLessThanOrEqual(4); // the address, the questions, the rows, and the count
});
