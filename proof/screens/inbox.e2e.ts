import { phoneText } from '@outpost/domain/kernel/entities/field-types';
import { zonesOfNumber } from '@outpost/domain/kernel/messages/hours/receiver-zones';
import { sendingHours } from '@outpost/domain/kernel/messages/hours/sending-hours';
import { TwilioServer, signedByTwilio, twilioAccount } from '@outpost/sync-server/testing/texts/twilio-server';
import { type Page, expect, test } from '@playwright/test';
import { findFreePort } from '../../scripts/free-port.ts';
import { signInToApi } from '../testbed/api-client.ts';
import { type AppWindow, goTo, openApp, signInOnPage, syncSign, untilUpToDate } from '../testbed/app-windows.ts';
import { type FaultyNetwork, openFaultyNetwork } from '../testbed/faulty-network.ts';
import { inspectScreen } from '../testbed/inspect-screen.ts';
import { type OutpostServer, accountWithRole, startOutpostServer } from '../testbed/outpost-server.ts';

// A text comes in. It is answered from the inbox without a network, and the conversation is closed. The next text opens it again.

const twilio = new TwilioServer();
const ourNumber = '+14155550101';
/** Only a server with an https address takes texts. The provider signs for that address. */
const publicUrl = 'https://crm.example.com';
const env: NodeJS.ProcessEnv = {
  TWILIO_ACCOUNT_SID: twilioAccount.account,
  TWILIO_AUTH_TOKEN: twilioAccount.token,
  TWILIO_FROM: twilioAccount.from,
  OUTPOST_PUBLIC_URL: publicUrl,
};
/** Numbers in Denver, Vienna and Tokyo. At any time texts may go to one of them for half an hour. */
const numbers = ['+13035550164', '+436601234567', '+819012345678'];
const isOpen = (number: string, inMs: number): boolean =>
  sendingHours(zonesOfNumber(number), new Date(Date.now() + inMs).toISOString()).isOpen;
const number = numbers.find((one) => isOpen(one, 0) && isOpen(one, 1_800_000)) ?? '';
/** The server's address on this machine. */
let local = '';
let server: OutpostServer;
let network: FaultyNetwork;
let opened: AppWindow;
let page: Page;
let sids = 0;
async function comesIn(words: string): Promise<void> {
  const form = { AccountSid: twilioAccount.account, MessageSid: `SM${String((sids += 1)).padStart(32, 'e')}`, From: number, To: ourNumber, Body: words, NumMedia: '0' }; // prettier-ignore
  const answer = await fetch(new URL('/texts/incoming', local), signedByTwilio(`${publicUrl}/texts/incoming`, form));
  expect(answer.status).toBe(200);
}

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  env['TWILIO_URL'] = await twilio.start();
  const port = await findFreePort(20_460 + 50 * Number(process.env['TEST_PARALLEL_INDEX'] ?? 0));
  local = `http://127.0.0.1:${port}`;
  server = await startOutpostServer({ port, env });
  const { orgId } = await signInToApi({ server: local, ...accountWithRole(server, 'admin') });
  env['TWILIO_TEXT_SENDERS'] = JSON.stringify({ [orgId]: ourNumber });
  await server.killAndRestart(); // reads the setting
  network = await openFaultyNetwork(local);
  opened = await openApp('browser', network.url);
  page = opened.page;
  page.setDefaultTimeout(20_000);
  await signInOnPage(page, { server: network.url, ...accountWithRole(server, 'admin') });
  await untilUpToDate(page);
});
test.afterAll(async () => {
  await opened.close();
  await network.close();
  await server.stop();
  await twilio.close();
});

test('[INB-2] [INB-7] [INB-8] a text that comes in is taken, answered without a network, closed, and comes back', async () => {
  await comesIn('Could the installer come on the second?');
  await goTo(page, '/inbox');
  await page.getByRole('button', { name: /^Nobody’s/ }).click();
  const list = page.getByRole('navigation', { name: 'Conversations' });
  const line = list.getByRole('button', { name: /Could the installer come on the second/ });
  await expect(line).toBeVisible({ timeout: 40_000 });
  await line.click();
  const thread = page.getByRole('region', { name: phoneText(number) }).or(page.getByRole('region', { name: number }));
  await expect(thread.getByText('Could the installer come on the second?')).toBeVisible();
  await page.keyboard.press('a');
  await expect(thread.getByRole('button', { name: 'Yours' })).toBeVisible();
  await page.getByRole('button', { name: /^Mine/ }).click();
  await line.click();
  network.cut();
  await page.keyboard.press('r');
  await page.keyboard.type('2 December works for us.');
  await inspectScreen(page, 'inbox-reply');
  await page.keyboard.press('Control+Enter');
  await expect(list.getByText('On this device, to send')).toBeVisible();
  await inspectScreen(page, 'inbox-unsent');
  await page.keyboard.press('Escape');
  await page.keyboard.press('e');
  await expect(line).toBeHidden();
  expect(twilio.taken).toEqual([]);
  network.restore();
  await expect(syncSign(page)).toContainText('Up to date', { timeout: 40_000 });
  await expect.poll(() => twilio.taken, { timeout: 40_000 }).toMatchObject([{ To: number, From: ourNumber, Body: '2 December works for us.' }]); // prettier-ignore
  await page.getByRole('button', { name: /^Closed/ }).click();
  await expect(list.getByText('You: 2 December works for us.')).toBeVisible();
  await comesIn('Great, thank you');
  await page.getByRole('button', { name: /^Mine/ }).click();
  await expect(list.getByText('Great, thank you')).toBeVisible({ timeout: 40_000 });
  await inspectScreen(page, 'inbox-back');
});
