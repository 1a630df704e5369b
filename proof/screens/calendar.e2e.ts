import { type Page, expect, test } from '@playwright/test';
import { type AppWindow, goTo, openApp, signInOnPage, syncSign } from '../testbed/app-windows.ts';
import { type OutpostServer, accountNamed, startOutpostServer } from '../testbed/outpost-server.ts';

// The calendar by keys and by mouse, in a week of March 2027 without events.

let server: OutpostServer;
let opened: AppWindow;
let page: Page;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  server = await startOutpostServer();
  opened = await openApp('browser', server.url);
  page = opened.page;
  await signInOnPage(page, { server: server.url, ...accountNamed(server, 'alex') });
  page.setDefaultTimeout(10_000);
  const sign = syncSign(page);
  await expect(sign).toContainText('Up to date', { timeout: 40_000 });
});
test.afterAll(async () => {
  await opened.close();
  await server.stop();
});

const go = (address: string) => goTo(page, address);
const calendar = () => page.getByRole('application');
const event = (name: RegExp) => calendar().getByRole('article', { name });
const address = () => page.evaluate(() => location.hash);
const week = '/list/crm/task?kind=calendar&day=2027-03-10';
/** The hours of a day of the shown week. */
const hours = (day: string) => calendar().locator(`[data-day="${day}"][data-hours]`);
/** The point at an hour of a day. The hour must be in sight. */
async function pointAt(day: string, hour: number): Promise<{ readonly x: number; readonly y: number }> {
  const box = await hours(day).boundingBox();
  if (!box) throw new Error(`${day} is not drawn`);
  return { x: box.x + box.width / 2, y: box.y + (hour / 24) * box.height };
}

test('the calendar is opened by the keyboard, which also moves through its weeks', async () => {
  await go('/list/crm/task?kind=grid');
  await expect(page.getByRole('grid')).toBeVisible();
  await page.keyboard.press('Shift+C');
  await expect(calendar()).toBeVisible();
  await calendar().focus();
  await page.keyboard.press('PageDown');
  await expect.poll(address).toMatch(/day=/);
  const next = await address();
  await page.keyboard.press('0');
  await expect.poll(address).not.toBe(next);
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await expect(page.getByRole('heading', { name: 'Calendar' })).toBeVisible();
  await expect(calendar()).toBeVisible();
});

test('a task is added at a slot, moved by keys, and put back by one key', async () => {
  await go(week);
  await expect(hours('2027-03-10')).toBeVisible();
  await calendar().focus();
  await page.keyboard.press('ArrowDown'); // 8:30 on Wednesday
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'New task' });
  await expect(dialog.getByLabel('Task')).toBeFocused();
  await expect(dialog.getByRole('textbox', { name: 'Due' })).toHaveValue(/8:30/);
  await page.keyboard.type('Plan the week');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
  await expect(event(/^Plan the week, Task, .*8:30/)).toBeVisible();
  await calendar().focus();
  await page.keyboard.press('j');
  await page.keyboard.press('p');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('status').filter({ hasText: /8:45/ })).toBeAttached();
  await page.keyboard.press('Enter');
  await expect(event(/^Plan the week, Task, Thu.*8:45/)).toBeVisible();
  await expect(page.getByText(/^Moved Plan the week to Thu/).first()).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(event(/^Plan the week, Task, Wed.*8:30/)).toBeVisible();
});

test('an event is dragged to another day and time, and Escape takes a drag back', async () => {
  const box = await event(/^Plan the week/).boundingBox();
  if (!box) throw new Error('The task is not drawn');
  const from = { x: box.x + 30, y: box.y + 5 };
  const to = await pointAt('2027-03-12', 11);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 5 });
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await expect(event(/^Plan the week, Task, Wed.*8:30/)).toBeVisible();
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y + 6, { steps: 5 });
  await page.mouse.up();
  await expect(event(/^Plan the week, Task, Fri.*11:00/)).toBeVisible();
  await expect(page.getByRole('complementary')).toHaveCount(0); // the release opened nothing
});

test('a finger that rests on an event moves it, and one that moves immediately scrolls', async () => {
  const finger = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', at?: { readonly x: number; readonly y: number }) =>
    finger.send('Input.dispatchTouchEvent', { type, touchPoints: at ? [at] : [] });
  const box = await event(/^Plan the week, Task, Fri/).boundingBox();
  if (!box) throw new Error('The task is not drawn');
  const from = { x: box.x + 30, y: box.y + 5 };
  await touch('touchStart', from);
  await touch('touchMove', { x: from.x, y: from.y + 60 });
  await touch('touchEnd');
  await expect(event(/^Plan the week, Task, Fri.*11:00/)).toBeVisible();
  await page.waitForTimeout(800); // the calendar comes to rest
  const again = await event(/^Plan the week, Task, Fri/).boundingBox();
  if (!again) throw new Error('The task is not drawn');
  const start = { x: again.x + 30, y: again.y + 5 };
  const end = await pointAt('2027-03-09', 10); // far from the edges, where the calendar scrolls along
  await touch('touchStart', start);
  await page.waitForTimeout(400);
  await touch('touchMove', { x: start.x - 20, y: start.y + 5 });
  await touch('touchMove', { x: end.x, y: end.y + 6 });
  await touch('touchEnd');
  await expect(event(/^Plan the week, Task, Tue.*10:00/)).toBeVisible();
});

test('a slot that is drawn with the mouse opens the form with its time and length', async () => {
  await go('/list/crm/activity?kind=calendar&day=2027-03-10');
  await expect(hours('2027-03-11')).toBeVisible();
  const [from, to] = [await pointAt('2027-03-11', 10), await pointAt('2027-03-11', 11.5)];
  await page.mouse.move(from.x, from.y + 2);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 5 });
  await page.mouse.up();
  const dialog = page.getByRole('dialog', { name: 'New activity' });
  await expect(dialog.getByRole('textbox', { name: 'When' })).toHaveValue(/10:00/);
  await dialog.getByRole('button', { name: 'Close' }).click(); // the list of records covers the buttons below
  await expect(dialog).toBeHidden();
});

/** The lane of unscheduled records beside the days, and a record in it. */
const lane = () => page.getByRole('region', { name: /^Unscheduled/ });
const inLane = (name: RegExp) => lane().getByRole('button', { name });

test('a time is removed by keys, and the record is planned again from the lane by keys; one undo reverts each', async () => {
  await go('/calendar?day=2027-03-10');
  await expect(event(/^Plan the week, Task, Tue.*10:00/)).toBeVisible();
  await calendar().focus();
  await page.keyboard.press('k'); // the event before the keyboard's first place, which is on Wednesday
  await page.keyboard.press('p');
  await page.keyboard.press('Delete');
  await expect(page.getByText('Removed the time of Plan the week').first()).toBeVisible();
  await expect(inLane(/^Plan the week\W+Task\W+unscheduled/)).toBeVisible();
  await expect(event(/^Plan the week/)).toBeHidden();
  await page.keyboard.press('u');
  await inLane(/^Plan the week/).focus();
  await page.keyboard.press('p');
  await expect(calendar()).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(event(/^Plan the week, Task, /)).toBeVisible();
  await expect(inLane(/^Plan the week/)).toBeHidden();
  await expect(page.getByText(/^Planned Plan the week for Tue/).first()).toBeVisible(); // the act is stored
  await page.keyboard.press('Control+z');
  await expect(inLane(/^Plan the week\W+Task\W+unscheduled/)).toBeVisible();
});

test('a record is dragged from the lane onto a day, and back into the lane', async () => {
  const drag = async (
    from: { readonly x: number; readonly y: number },
    to: { readonly x: number; readonly y: number },
  ) => {
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(from.x, to.y, { steps: 4 }); // beside the upper edge of the hours, near which they scroll
    await page.mouse.move(to.x, to.y, { steps: 8 });
    await page.mouse.up();
  };
  const middle = async (of: ReturnType<typeof inLane>) => {
    const box = await of.boundingBox();
    if (!box) throw new Error('It is not drawn');
    return { x: box.x + box.width / 2, y: box.y + Math.min(box.height / 2, 12) };
  };
  const onDay = async () => {
    const { x, y } = await pointAt('2027-03-11', 11); // a drag past the upper edge has scrolled the hours
    return { x, y: y + 6 };
  };
  await drag(await middle(inLane(/^Plan the week/)), await onDay());
  await expect(event(/^Plan the week, Task, Thu.*11:00/)).toBeVisible();
  await expect(inLane(/^Plan the week/)).toBeHidden();
  await drag(await middle(event(/^Plan the week/)), await middle(lane().getByRole('heading', { name: 'Unscheduled' })));
  await expect(inLane(/^Plan the week\W+Task\W+unscheduled/)).toBeVisible();
  await drag(await middle(inLane(/^Plan the week/)), await onDay());
  await expect(event(/^Plan the week, Task, Thu.*11:00/)).toBeVisible();
});

test('narrow windows show the agenda with the days of the week', async () => {
  await page.setViewportSize({ width: 420, height: 800 });
  await go(`/list/crm/task?kind=calendar&day=2027-03-08&span=month`);
  await expect(event(/^Plan the week/)).toBeVisible();
  await page.getByRole('button', { name: /March 13, 2027|13 March 2027/ }).click();
  await expect(event(/^Plan the week/)).toBeHidden();
  await expect(page.getByText(/^No tasks from/)).toBeVisible();
});
