import { type Page, expect, test } from '@playwright/test';
import { type AppWindow, openApp, signIn } from './testbed/app-windows.ts';
import { type HeadlessDevice, signInHeadless } from './testbed/headless-device.ts';
import { inspectScreen } from './testbed/inspect-screen.ts';
import { type OutpostServer, accountOf, startOutpostServer } from './testbed/outpost-server.ts';

// An administrator gives a record to a member. The member sees it at the bell, opens it, and has read it on another device too.

let server: OutpostServer;
let admin: HeadlessDevice;
const windows: AppWindow[] = [];
let laptop: Page;
let desk: Page;
let member = '';
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  server = await startOutpostServer();
  admin = await signInHeadless({ server: server.url, ...accountOf(server, 'admin') });
  [laptop, desk] = [await memberWindow(), await memberWindow()];
  const { email } = accountOf(server, 'member');
  const where = JSON.stringify({ field: 'email', op: 'is', value: email });
  const { rows } = (await admin.ask(['list', 'platform/person', '--where', where])) as { rows: { id: string }[] };
  member = rows[0]?.id ?? '';
});
test.afterAll(async () => {
  await Promise.all(windows.map((one) => one.close()));
  await admin.remove();
  await server.stop();
});

async function memberWindow(): Promise<Page> {
  const opened = await openApp('browser', server.url);
  windows.push(opened);
  const { page } = opened;
  page.setDefaultTimeout(10_000);
  await page.context().grantPermissions(['notifications']);
  await page.addInitScript(() => {
    // Chromium without a screen shows no notification: the test reads what the page asked for.
    const shown: string[] = [];
    class Noted extends EventTarget {
      static permission = 'granted';
      constructor(title: string) {
        super();
        shown.push(title);
      }
      close() {}
    }
    Object.assign(window, { Notification: Noted, shownOutside: shown });
  });
  await signIn(page, { server: server.url, ...accountOf(server, 'member') });
  await page.reload();
  await expect(page.getByRole('navigation', { name: 'Main' }).getByRole('status')).toContainText('Up to date', { timeout: 40_000 }); // prettier-ignore
  return page;
}
const go = (page: Page, address: string) => page.evaluate((hash) => void (location.hash = hash), address);
const bell = (page: Page) => page.getByRole('navigation', { name: 'Main' }).getByTitle('Notifications');
const shownOutside = (page: Page) =>
  page.evaluate(() => (window as unknown as { shownOutside: string[] }).shownOutside);
const list = (page: Page) => page.getByRole('main');

/** The administrator makes a deal for the member, in one act. */
async function give(name: string): Promise<void> {
  const act = {
    label: `Made ${name}`,
    edits: [{ entity: 'crm/deal', create: { ownerId: member, fields: { name, stage: 'prospecting' } } }],
  };
  await admin.ask(['act', '-'], JSON.stringify(act));
  await admin.ask(['sync']);
}

test('the person reads everything, and asks the computer to show what comes to them', async () => {
  await bell(laptop).click();
  await laptop.getByRole('button', { name: 'Mark all read' }).click();
  await expect(laptop.getByText(/^Marked \d+ notifications? as read$/)).toBeVisible();
  await laptop.getByRole('button', { name: 'Preferences of notifications' }).click();
  const wish = laptop.getByRole('switch', { name: 'A record comes to me: shown by the computer' });
  await wish.focus();
  await laptop.keyboard.press('Space');
  await expect(wish).toBeChecked();
  await inspectScreen(laptop, 'notifications-preferences');
  await laptop.getByRole('button', { name: 'Close the preferences' }).click();
});

test('a record that an administrator gives is at the bell of both devices, and the computer shows it once', async () => {
  await give('Harbour hall sound');
  for (const page of [laptop, desk]) {
    await go(page, '/notifications?show=unread');
    await expect(list(page).getByRole('button', { name: /gave you Harbour hall sound/ })).toBeVisible({
      timeout: 20_000,
    });
    await expect.poll(() => shownOutside(page)).toEqual([expect.stringContaining('gave you Harbour hall sound')]);
  }
  await expect(bell(laptop)).toContainText(/[1-9]/);
  await inspectScreen(laptop, 'notifications');
});

test('[S-4] it is opened by the keyboard, and is read then on the other device', async () => {
  await go(laptop, '/notifications?show=unread&kind=assigned');
  await expect(list(laptop).getByRole('button', { name: /gave you Harbour hall sound/ })).toBeVisible();
  await laptop.keyboard.press('j');
  await laptop.keyboard.press('Enter');
  await expect(laptop.getByRole('heading', { name: 'Harbour hall sound' }).first()).toBeVisible();
  await go(desk, '/notifications?kind=assigned');
  const entry = list(desk).getByRole('listitem').filter({ hasText: 'gave you Harbour hall sound' });
  await expect(entry.getByRole('button', { name: 'Mark as not read' })).toBeVisible({ timeout: 20_000 });
  await expect(entry.getByText('Not read:')).toHaveCount(0);
  await desk.reload();
  await expect(entry).toBeVisible();
  expect(await shownOutside(desk)).toEqual([]); // once on a computer, over a restart of the window
});

test('what was read by mistake is unread again on both', async () => {
  const entry = (page: Page) => list(page).getByRole('listitem').filter({ hasText: 'gave you Harbour hall sound' });
  await entry(desk).getByRole('button', { name: 'Mark as not read' }).click();
  await expect(entry(desk).getByText('Not read:')).toHaveCount(1);
  await go(laptop, '/notifications?kind=assigned');
  await expect(entry(laptop).getByText('Not read:')).toHaveCount(1, { timeout: 20_000 });
  await go(laptop, '/notifications?kind=mentioned');
  await expect(laptop.getByRole('heading', { name: 'Nothing here' })).toBeVisible();
  await inspectScreen(laptop, 'notifications-none');
});

test('[T-19] a reminder comes at its time, and a repeated task that is done has a next one until that is undone', async () => {
  await go(laptop, '/list/crm/task?kind=grid');
  await laptop.getByRole('button', { name: /^New task/ }).click();
  const dialog = laptop.getByRole('dialog', { name: 'New task' });
  await dialog.getByRole('textbox', { name: 'Task' }).fill('Water the plants');
  await dialog.getByRole('textbox', { name: 'Due' }).fill('today 00:01');
  await dialog.getByRole('combobox', { name: 'Remind me' }).click();
  await laptop.getByRole('option', { name: 'When it is time' }).click();
  await dialog.getByRole('combobox', { name: 'Repeats' }).selectOption({ label: 'By weeks' });
  await expect(dialog.getByText('Every week.')).toBeVisible();
  await inspectScreen(laptop, 'task-repeated');
  await laptop.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
  for (const page of [laptop, desk]) {
    await go(page, '/notifications?kind=reminder');
    await expect(list(page).getByRole('button', { name: /Reminder: Water the plants/ })).toBeVisible({
      timeout: 20_000,
    });
  }
  await list(laptop)
    .getByRole('button', { name: /Reminder: Water the plants/ })
    .click();
  await laptop.getByRole('checkbox', { name: 'Done' }).first().click();
  await go(desk, '/notifications?kind=reminder');
  await expect(list(desk).getByRole('button', { name: /Water the plants/ })).toHaveCount(0, { timeout: 20_000 });
  const where = JSON.stringify({ field: 'subject', op: 'is', value: 'Water the plants' });
  const plants = (page: Page) => go(page, `/list/crm/task?kind=grid&where=${encodeURIComponent(where)}`);
  const rows = (page: Page) => page.getByRole('grid').getByRole('row').filter({ hasText: 'Water the plants' });
  await plants(desk);
  await expect(rows(desk)).toHaveCount(2);
  await laptop.keyboard.press('Control+z');
  await expect(rows(desk)).toHaveCount(1, { timeout: 20_000 });
});
