import { type Page, expect, test } from '@playwright/test';
import { type AppWindow, goTo, openApp, signInOnPage, untilUpToDate } from '../testbed/app-windows.ts';
import { type HeadlessDevice, signInHeadless } from '../testbed/headless-device.ts';
import { inspectScreen } from '../testbed/inspect-screen.ts';
import { type OutpostServer, accountWithRole, startOutpostServer } from '../testbed/outpost-server.ts';

// An administrator gives a record to a member. The member sees it at the bell, opens it, and has read it on another device too.
// The member follows another record, and gets its changes on both devices. A share with the member ends, and the
// record leaves their devices.

let server: OutpostServer;
let admin: HeadlessDevice;
const windows: AppWindow[] = [];
let laptop: Page;
let desk: Page;
let member = '';
/** The demo's member. */
const memberName = 'Alex Brandt';
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  server = await startOutpostServer();
  admin = await signInHeadless({ server: server.url, ...accountWithRole(server, 'admin') });
  [laptop, desk] = [await memberWindow(), await memberWindow()];
  member = await idOf('platform/person', 'email', accountWithRole(server, 'member').email);
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
    // Chromium without a screen shows no notification: the test reads the requests of the page.
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
  await signInOnPage(page, { server: server.url, ...accountWithRole(server, 'member') });
  await page.reload();
  await untilUpToDate(page); // prettier-ignore
  return page;
}
const bell = (page: Page) => page.getByRole('navigation', { name: 'Main' }).getByTitle('Notifications');
const shownOutside = (page: Page) =>
  page.evaluate(() => (window as unknown as { shownOutside: string[] }).shownOutside);
const list = (page: Page) => page.getByRole('main');

/** The administrator performs an act by the command line, and sends it. */
async function act(label: string, edit: object): Promise<void> {
  await admin.ask(['act', '-'], JSON.stringify({ label, edits: [edit] }));
  await admin.ask(['sync']);
}

/** Returns the id of the only record of a kind with a value, as the administrator's device has it. */
async function idOf(kind: string, field: string, value: string): Promise<string> {
  const where = JSON.stringify({ field, op: 'is', value });
  const { rows } = (await admin.ask(['list', kind, '--where', where])) as { rows: { id: string }[] };
  return rows[0]?.id ?? '';
}

/** The administrator makes a deal for the member, in one act. */
const give = (name: string) =>
  act(`Made ${name}`, { entity: 'crm/deal', create: { ownerId: member, fields: { name, stage: 'prospecting' } } });

test('the person reads everything, and lets the computer show notifications', async () => {
  await bell(laptop).click();
  await laptop.getByRole('button', { name: 'Mark all read' }).click();
  await expect(laptop.getByText(/^Marked \d+ notifications? as read$/)).toBeVisible();
  await laptop.getByRole('button', { name: 'Preferences of notifications' }).click();
  const wish = laptop.getByRole('switch', { name: 'A record is assigned to me: shown by the computer' });
  await wish.focus();
  await laptop.keyboard.press('Space');
  await expect(wish).toBeChecked();
  await inspectScreen(laptop, 'notifications-preferences');
  await laptop.getByRole('button', { name: 'Close the preferences' }).click();
});

test('a record that an administrator gives is at the bell of both devices, and the computer shows it once', async () => {
  await give('Harbour hall sound');
  for (const page of [laptop, desk]) {
    await goTo(page, '/notifications?show=unread');
    await expect(list(page).getByRole('button', { name: /gave you Harbour hall sound/ })).toBeVisible({
      timeout: 20_000,
    });
    await expect.poll(() => shownOutside(page)).toEqual([expect.stringContaining('gave you Harbour hall sound')]);
  }
  await expect(bell(laptop)).toContainText(/[1-9]/);
  await inspectScreen(laptop, 'notifications');
});

test('[S-4] the notification is opened by the keyboard, and is then read on the other device', async () => {
  await goTo(laptop, '/notifications?show=unread&kind=assigned');
  await expect(list(laptop).getByRole('button', { name: /gave you Harbour hall sound/ })).toBeVisible();
  await laptop.keyboard.press('j');
  await laptop.keyboard.press('Enter');
  await expect(laptop.getByRole('heading', { name: 'Harbour hall sound' }).first()).toBeVisible();
  await goTo(desk, '/notifications?kind=assigned');
  const entry = list(desk).getByRole('listitem').filter({ hasText: 'gave you Harbour hall sound' });
  await expect(entry.getByRole('button', { name: 'Mark as not read' })).toBeVisible({ timeout: 20_000 });
  await expect(entry.getByText('Not read:')).toHaveCount(0);
  await desk.reload();
  await expect(entry).toBeVisible();
  expect(await shownOutside(desk)).toEqual([]); // once on a computer, over a restart of the window
});

test('a notification that was read by mistake is unread again on both devices', async () => {
  const entry = (page: Page) => list(page).getByRole('listitem').filter({ hasText: 'gave you Harbour hall sound' });
  await entry(desk).getByRole('button', { name: 'Mark as not read' }).click();
  await expect(entry(desk).getByText('Not read:')).toHaveCount(1);
  await goTo(laptop, '/notifications?kind=assigned');
  await expect(entry(laptop).getByText('Not read:')).toHaveCount(1, { timeout: 20_000 });
  await goTo(laptop, '/notifications?kind=mentioned');
  await expect(laptop.getByRole('heading', { name: 'Nothing here' })).toBeVisible();
  await inspectScreen(laptop, 'notifications-none');
});

test('[T-19] a reminder comes at its time, and a repeated task that is done has a next one until that is undone', async () => {
  await goTo(laptop, '/list/crm/task?kind=grid');
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
    await goTo(page, '/notifications?kind=reminder');
    await expect(list(page).getByRole('button', { name: /Reminder: Water the plants/ })).toBeVisible({
      timeout: 20_000,
    });
  }
  await list(laptop)
    .getByRole('button', { name: /Reminder: Water the plants/ })
    .click();
  await laptop.getByRole('checkbox', { name: 'Done' }).first().click();
  await goTo(desk, '/notifications?kind=reminder');
  await expect(list(desk).getByRole('button', { name: /Water the plants/ })).toHaveCount(0, { timeout: 20_000 });
  const where = JSON.stringify({ field: 'subject', op: 'is', value: 'Water the plants' });
  const plants = (page: Page) => goTo(page, `/list/crm/task?kind=grid&where=${encodeURIComponent(where)}`);
  const rows = (page: Page) => page.getByRole('grid').getByRole('row').filter({ hasText: 'Water the plants' });
  await plants(desk);
  await expect(rows(desk)).toHaveCount(2);
  await laptop.keyboard.press('Control+z');
  await expect(rows(desk)).toHaveCount(1, { timeout: 20_000 });
});

test('[A-3c] the member follows a record, and a change by somebody else is at the bell of both devices', async () => {
  test.setTimeout(240_000);
  await give('Lantern quay lighting');
  const deal = await idOf('crm/deal', 'name', 'Lantern quay lighting');
  await goTo(laptop, `/record/${deal}`);
  await expect(laptop.getByRole('heading', { name: 'Lantern quay lighting' }).first()).toBeVisible({ timeout: 20_000 });
  await laptop.getByRole('button', { name: 'More', exact: true }).last().click();
  await laptop.getByRole('menuitem', { name: 'Follow', exact: true }).click();
  await expect(laptop.getByText('Following Lantern quay lighting', { exact: true })).toBeVisible();
  // The other device knows that the person follows it before somebody changes it.
  await goTo(desk, `/record/${deal}`);
  await expect(desk.getByRole('heading', { name: 'Lantern quay lighting' }).first()).toBeVisible({ timeout: 20_000 });
  await expect(async () => {
    await desk.getByRole('button', { name: 'More', exact: true }).last().click();
    await expect(desk.getByRole('menuitem', { name: 'Stop following' })).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await desk.keyboard.press('Escape');
  await act('Moved the closing date', { entity: 'crm/deal', id: deal, fields: { closesOn: '2027-03-31' } });
  for (const page of [laptop, desk]) {
    await goTo(page, '/notifications?kind=followed');
    await expect(list(page).getByRole('button', { name: /changed Lantern quay lighting/ })).toBeVisible({
      timeout: 40_000,
    });
  }
  await inspectScreen(laptop, 'notifications-followed');
});

test('[PLT-43] a share has an end: the member sees the record until then, and it is removed from their devices by itself', async () => {
  test.setTimeout(420_000);
  await act('Made Copper lane tower', { entity: 'crm/deal', create: { fields: { name: 'Copper lane tower', stage: 'prospecting' } } }); // prettier-ignore
  const deal = await idOf('crm/deal', 'name', 'Copper lane tower');
  const opened = await openApp('browser', server.url);
  windows.push(opened);
  const boss = opened.page;
  boss.setDefaultTimeout(10_000);
  await signInOnPage(boss, { server: server.url, ...accountWithRole(server, 'admin') });
  await untilUpToDate(boss); // prettier-ignore
  await goTo(desk, `/record/${deal}`);
  const gone = (page: Page) => page.getByRole('heading', { name: "This record isn't here" });
  await expect(gone(desk)).toBeVisible({ timeout: 20_000 });

  await goTo(boss, `/record/${deal}`);
  await boss.getByRole('button', { name: 'Share' }).first().click();
  const dialog = boss.getByRole('dialog', { name: 'Share Copper lane tower' });
  await dialog.getByRole('combobox', { name: 'Until' }).selectOption({ label: '1 week' });
  await dialog.getByLabel('With whom').click();
  await boss.keyboard.type(memberName);
  await boss.getByRole('option', { name: memberName }).first().click();
  const line = dialog.getByRole('listitem').filter({ hasText: memberName });
  await expect(line).toContainText('Their device removes it at its next contact.');
  await inspectScreen(boss, 'share-until');
  await dialog.getByRole('button', { name: 'Done' }).click();

  for (const page of [laptop, desk]) {
    await goTo(page, `/record/${deal}`);
    await expect(page.getByRole('heading', { name: 'Copper lane tower' }).first()).toBeVisible({ timeout: 40_000 });
    await expect(page.getByText(/\(until /).first()).toBeVisible();
  }
  await inspectScreen(desk, 'shared-with-me');

  // The end comes sooner: the administrator sets it a moment from now, by a program. The server ends it within a minute.
  await admin.ask(['sync']);
  const end = await idOf('platform/share-end', 'person', member);
  await act('Ends sooner', { entity: 'platform/share-end', id: end, fields: { endsAt: new Date(Date.now() + 2_000).toISOString() } }); // prettier-ignore
  for (const page of [laptop, desk]) await expect(gone(page)).toBeVisible({ timeout: 120_000 });
  await inspectScreen(desk, 'share-ended');
  await expect(boss.getByText(/\(until /)).toHaveCount(0, { timeout: 20_000 });
});
