import { readDeepLink } from '@outpost/desktop/bridge/shell/deep-link';
import { type Page, expect, test } from '@playwright/test';
import { z } from 'zod';
import { signInToApi } from '../testbed/api-client.ts';
import { type AppWindow, goTo, openApp, signInOnPage, untilUpToDate } from '../testbed/app-windows.ts';
import { type HeadlessDevice, signInHeadless } from '../testbed/headless-device.ts';
import { inspectScreen } from '../testbed/inspect-screen.ts';
import { mailedText } from '../testbed/local-mails.ts';
import { type OutpostServer, accountNamed, accountWithRole, startOutpostServer } from '../testbed/outpost-server.ts';

// An administrator looks at the devices of people, gets a mail about the one that Alex has lost, and wipes Carl's, which has no screen.

let server: OutpostServer;
let app: AppWindow;
let page: Page;
let lost: HeadlessDevice;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  server = await startOutpostServer({ isForTrying: true });
  app = await openApp('browser', server.url);
  page = app.page;
  page.setDefaultTimeout(10_000);
});
test.afterAll(async () => {
  await app.close();
  await lost.remove();
  await server.stop();
});

const add = (name: string) =>
  lost.ask(['act', '-'], JSON.stringify({ label: `Added ${name}`, edits: [{ entity: 'account', create: { fields: { name } } }] })); // prettier-ignore
const row = () => page.getByRole('group', { name: 'Devices of people' }).getByRole('row', { name: /Carl Medina/ });
const openDevices = async () => {
  await goTo(page, '/settings/devices');
  await page.reload();
};

test('[D-5] the list shows the acts that a device had not sent at its last contact, and a panel its details', async () => {
  lost = await signInHeadless({ server: server.url, ...accountNamed(server, 'carl') });
  await signInOnPage(page, { server: server.url, ...accountWithRole(server, 'admin') });
  await untilUpToDate(page); // prettier-ignore
  await add('Kept Ltd');
  await lost.ask(['sync']); // tells the number first, and then sends the act
  await openDevices();
  await expect(row()).toHaveCount(1);
  await expect(row().getByRole('cell').nth(1)).toHaveText('1');
  await expect(row()).toContainText('Active');
  await row().getByRole('button').focus();
  await page.keyboard.press('Enter');
  const panel = page.getByRole('complementary').filter({ hasText: 'Last contact' });
  await expect(panel.getByText(/^1 act at its last contact/)).toBeVisible();
  await inspectScreen(page, 'device-panel');
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
  await inspectScreen(page, 'devices');
});

test('[D-5] a person reports a device as lost: the administrator gets a mail whose link opens the devices of that person', async () => {
  const alex = await signInToApi({ server: server.url, ...accountNamed(server, 'alex') });
  const { sessions } = z
    .object({ sessions: z.array(z.object({ id: z.string(), personId: z.string() })) })
    .parse(await alex.get('/me/sessions'));
  const [device] = sessions;
  await alex.post(`/me/sessions/${device?.id}/lost`, {});
  const link = await mailedText(server, accountWithRole(server, 'admin').email, /https?:\/\/\S+\/sign-in\/open#\S+/u);
  const browser = await page.context().browser()?.newPage();
  if (!browser) throw new Error('The app has no browser');
  await browser.goto(link);
  const open = browser.getByRole('link', { name: 'Open Outpost' });
  await expect(open).toBeFocused();
  await inspectScreen(browser, 'open-page');
  const target = readDeepLink((await open.getAttribute('href')) ?? '')?.target;
  expect(target).toEqual({ kind: 'devices', person: device?.personId });
  await browser.goto(link.slice(0, -1));
  await expect(browser.getByText(/Open the link of the e-mail again/)).toBeVisible();
  await expect(open).toBeHidden();
  await inspectScreen(browser, 'open-page-without-target', { isBrief: true });
  await browser.close();
  await goTo(page, `/settings/devices?person=${device?.personId}`);
  await expect(page.getByRole('row', { name: /A program.*Reported lost/ })).toBeVisible();
  await openDevices();
});

test('[D-5] a lost device is wiped: it is marked as such after its next contact, with the acts that it handed over', async () => {
  await add('Unsent Ltd');
  await row().getByRole('button').click();
  await page.getByRole('button', { name: /^Wipe .* of Carl Medina$/ }).click();
  const dialog = page.getByRole('dialog', { name: /^Wipe .* of Carl Medina$/ });
  await inspectScreen(page, 'device-wipe-asked', { isBrief: true });
  await dialog.getByRole('button', { name: /^End and wipe/ }).click();
  await expect(dialog).toBeHidden();
  await expect(row()).toContainText('To be wiped at its next contact');
  await inspectScreen(page, 'device-to-wipe', { isBrief: true });
  await lost.run(['sync']);
  await openDevices();
  await expect(row()).toContainText('Wiped');
  await expect(row()).toContainText('1 handed over');
  await row().getByRole('button').click();
  const steps = page.getByRole('region', { name: 'Wipe' }).getByRole('listitem');
  await expect(steps).toHaveCount(4);
  await expect(steps.filter({ hasText: 'not yet' })).toHaveCount(0);
  await page.getByRole('button', { name: /^1 handed over/ }).click();
  await expect(page.getByRole('dialog').getByText('Added Unsent Ltd')).toBeVisible();
  await inspectScreen(page, 'device-handed-over', { isBrief: true });
  await page.keyboard.press('Escape');
  await page.getByRole('combobox', { name: 'State' }).selectOption({ label: 'Wiped 1' });
  await expect(page.getByRole('group', { name: 'Devices of people' }).getByRole('row')).toHaveCount(2);
});
