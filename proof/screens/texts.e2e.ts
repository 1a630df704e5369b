import { phoneText } from '@outpost/domain/kernel/entities/field-types';
import { zonesOfNumber } from '@outpost/domain/kernel/messages/hours/receiver-zones';
import { sendingHours } from '@outpost/domain/kernel/messages/hours/sending-hours';
import { TwilioServer, twilioAccount } from '@outpost/sync-server/testing/texts/twilio-server';
import { type Page, expect, test } from '@playwright/test';
import { signInToApi } from '../testbed/api-client.ts';
import { type AppWindow, goTo, openApp, signInOnPage, syncSign, untilUpToDate } from '../testbed/app-windows.ts';
import { type FaultyNetwork, openFaultyNetwork } from '../testbed/faulty-network.ts';
import { inspectScreen } from '../testbed/inspect-screen.ts';
import { type OutpostServer, accountWithRole, startOutpostServer } from '../testbed/outpost-server.ts';

// A person writes a text without a network. It goes out once when the network is back.

const twilio = new TwilioServer();
const env: NodeJS.ProcessEnv = {
  TWILIO_ACCOUNT_SID: twilioAccount.account,
  TWILIO_AUTH_TOKEN: twilioAccount.token,
  TWILIO_FROM: twilioAccount.from,
};
/** Numbers in Denver, Vienna and Tokyo. At any time texts may go to one of them for half an hour, and not to another. */
const numbers = ['+13035550164', '+436601234567', '+819012345678'];
const isOpen = (number: string, inMs: number): boolean =>
  sendingHours(zonesOfNumber(number), new Date(Date.now() + inMs).toISOString()).isOpen;
const halfHourMs = 1_800_000;
const awake = numbers.find((number) => isOpen(number, 0) && isOpen(number, halfHourMs)) ?? '';
const asleep = numbers.find((number) => !isOpen(number, 0) && !isOpen(number, halfHourMs)) ?? '';
let server: OutpostServer;
let network: FaultyNetwork;
let opened: AppWindow;
let page: Page;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  env['TWILIO_URL'] = await twilio.start();
  server = await startOutpostServer({ env });
  const { orgId } = await signInToApi({ server: server.url, ...accountWithRole(server, 'admin') });
  env['TWILIO_TEXT_SENDERS'] = JSON.stringify({ [orgId]: '+14155550101' });
  await server.killAndRestart(); // reads the setting
  network = await openFaultyNetwork(server.url);
  opened = await openApp('browser', network.url);
  page = opened.page;
  page.setDefaultTimeout(10_000);
  await signInOnPage(page, { server: network.url, ...accountWithRole(server, 'admin') });
  await untilUpToDate(page);
});
test.afterAll(async () => {
  await opened.close();
  await network.close();
  await server.stop();
  await twilio.close();
});

test('[MSG-10] [MSG-15] a text is written by the keyboard without a network, counted, and sent once the network is back', async () => {
  await goTo(page, '/list/crm/contact?kind=grid');
  await expect(page.getByRole('grid', { name: 'Contacts' })).toBeVisible();
  await page.keyboard.press('c');
  const made = page.getByRole('dialog', { name: 'New contact' });
  await made.getByLabel('Name', { exact: true }).fill('Orla Dunmere');
  await page.keyboard.press('Tab');
  await made.getByLabel('Phone', { exact: true }).fill(awake);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Control+Enter');
  await expect(made).toBeHidden();
  await expect(page.getByRole('heading', { name: 'Orla Dunmere' })).toBeVisible();
  network.cut();
  await page.keyboard.press('w');
  const dialog = page.getByRole('dialog', { name: 'Write a text' });
  await expect(dialog.getByLabel('Number')).toHaveValue(phoneText(awake));
  await dialog.getByLabel('Text', { exact: true }).pressSequentially('We come on Thursday at nine 🙂');
  await expect(dialog).toContainText('30 characters, 1 part, room for 40 more. Parts are shorter');
  await inspectScreen(page, 'text-composer');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
  await expect(
    page.getByText(`You wrote a text to ${phoneText(awake)}, is sent once it has reached the server`),
  ).toBeVisible();
  expect(twilio.taken).toEqual([]);
  network.restore();
  await expect(page.getByText(`You sent a text to ${phoneText(awake)}`)).toBeVisible({ timeout: 40_000 });
  expect(twilio.taken).toMatchObject([{ To: awake, From: '+14155550101', Body: 'We come on Thursday at nine 🙂' }]);
  await inspectScreen(page, 'text-sent');
  await expect(syncSign(page)).toContainText('Up to date', { timeout: 40_000 });
});

test('[CRM-12] a text that waits is taken back, and never sent', async () => {
  network.cut();
  await page.keyboard.press('w');
  const dialog = page.getByRole('dialog', { name: 'Write a text' });
  await dialog.getByLabel('Text', { exact: true }).fill('Not this one');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
  await page.getByRole('button', { name: 'Do not send it' }).click();
  await expect(page.getByText('it is not sent: somebody took it back')).toBeVisible();
  network.restore();
  await expect(syncSign(page)).toContainText('Up to date', { timeout: 40_000 });
  expect(twilio.taken).toHaveLength(1);
});

test('[MSG-30] a text outside of the receiver’s hours says what it waits for, and is not sent', async () => {
  await page.keyboard.press('w');
  const dialog = page.getByRole('dialog', { name: 'Write a text' });
  await dialog.getByLabel('Number').fill(asleep);
  await dialog.getByLabel('Text', { exact: true }).fill('Good morning');
  await expect(dialog).toContainText('it waits for 8:00 in');
  await inspectScreen(page, 'text-hours');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
  await expect(page.getByText(`You wrote a text to ${phoneText(asleep)}, waits for 8:00 in`)).toBeVisible();
  await expect(syncSign(page)).toContainText('Up to date', { timeout: 40_000 });
  await inspectScreen(page, 'text-waits');
  expect(twilio.taken).toHaveLength(1);
});
