import type { AddressInfo } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { auditReportSchema, type SignedDocument } from '@outpost/domain/kernel/audit/audit-report';
import { zonesOfNumber } from '@outpost/domain/kernel/messages/hours/receiver-zones';
import { sendingHours } from '@outpost/domain/kernel/messages/hours/sending-hours';
import { verifyExport } from '@outpost/sync-server/journal/verifier/verify-export';
import { TwilioServer, signedByTwilio, twilioAccount } from '@outpost/sync-server/testing/texts/twilio-server';
import { type HookReceiver, startReceiver } from '@outpost/sync-server/testing/webhook-world';
import { type Page, expect, test } from '@playwright/test';
import { SMTPServer } from 'smtp-server';
import { Webhook } from 'standardwebhooks';
import { findFreePort } from '../../scripts/free-port.ts';
import { type ApiClient, signInToApi } from '../testbed/api-client.ts';
import { type AppWindow, goTo, openApp, signInOnPage, syncSign, untilUpToDate } from '../testbed/app-windows.ts';
import { type FaultyNetwork, openFaultyNetwork } from '../testbed/faulty-network.ts';
import { type HeadlessDevice, signInHeadless } from '../testbed/headless-device.ts';
import { inspectScreen } from '../testbed/inspect-screen.ts';
import { type OutpostServer, accountWithRole, startOutpostServer } from '../testbed/outpost-server.ts';

// A person on a train writes a text, an e-mail of a template, and starts a sequence. Back on the network each goes out once. The answer stops
// the sequence and lands on the deal. An automation of the office makes a task, tells the manager, and posts a webhook that a stranger's
// library verifies. The office reads it all in a signed report.

const at = 'https://crm.example.com';
/** The number of the organisation. */
const ourNumber = '+14155550101';
const twilio = new TwilioServer();
/** Numbers in Denver, Vienna and Tokyo. At any time texts may go to one of them for half an hour. */
const isOpen = (number: string, inMs: number): boolean =>
  sendingHours(zonesOfNumber(number), new Date(Date.now() + inMs).toISOString()).isOpen;
const number = ['+13035550164', '+436601234567', '+819012345678'].find((one) => isOpen(one, 0) && isOpen(one, 1_800_000)) ?? ''; // prettier-ignore
const mails: { readonly to: readonly string[]; readonly raw: string }[] = [];
const smtp = new SMTPServer({
  disabledCommands: ['AUTH', 'STARTTLS'],
  onData(stream, session, done) {
    void textOf(stream).then((raw) => {
      mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), raw });
      done();
    });
  },
});
const ids = {
  contact: '01a22383-7e17-74f3-885c-a4ce4e9b4d01',
  deal: '01a22383-7e17-74f3-885c-a4ce4e9b4d02',
  sequence: '01a22383-7e17-74f3-885c-a4ce4e9b4d03',
  version: '01a22383-7e17-74f3-885c-a4ce4e9b4d04',
  automation: '01a22383-7e17-74f3-885c-a4ce4e9b4d05',
  live: '01a22383-7e17-74f3-885c-a4ce4e9b4d06',
} as const;
let receiver: HookReceiver;
/** The server's address on this machine. Its public address is the one that Twilio signs. */
let local = '';
let server: OutpostServer;
let network: FaultyNetwork;
let opened: AppWindow;
let page: Page;
let office: HeadlessDevice;
let manager: HeadlessDevice;
let api: ApiClient;
let secret = '';
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  await new Promise<void>((listening) => smtp.listen(0, '127.0.0.1', listening));
  receiver = await startReceiver();
  const port = await findFreePort(20_440 + 50 * Number(process.env['TEST_PARALLEL_INDEX'] ?? 0));
  local = `http://127.0.0.1:${port}`;
  const env: NodeJS.ProcessEnv = {
    SMTP_URL: `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}`,
    MAIL_FROM: 'Fenwright <crm@fenwright.example>',
    TWILIO_ACCOUNT_SID: twilioAccount.account,
    TWILIO_AUTH_TOKEN: twilioAccount.token,
    TWILIO_FROM: twilioAccount.from,
    TWILIO_URL: await twilio.start(),
    OUTPOST_PUBLIC_URL: at,
    OUTPOST_TRUSTED_HOSTS: `127.0.0.1:${receiver.port}`,
  };
  server = await startOutpostServer({ port, env });
  const admin = accountWithRole(server, 'admin');
  const { orgId } = await signInToApi({ server: local, ...admin });
  env['TWILIO_TEXT_SENDERS'] = JSON.stringify({ [orgId]: ourNumber });
  await server.killAndRestart(); // reads the setting
  network = await openFaultyNetwork(local);
  [office, manager, api] = [
    await signInHeadless({ server: local, ...admin }),
    await signInHeadless({ server: local, ...accountWithRole(server, 'manager') }),
    await signInToApi({ server: local, ...admin }),
  ];
  opened = await openApp('browser', network.url);
  page = opened.page;
  page.setDefaultTimeout(10_000);
});
test.afterAll(async () => {
  await Promise.all([opened.close(), office.remove(), manager.remove()]);
  await network.close();
  await server.stop();
  await Promise.all([twilio.close(), receiver.close(), new Promise<void>((closed) => smtp.close(() => closed()))]);
});

/** The e-mails to the customer. People also get e-mails about their new devices. */
const sentMails = () => mails.filter(({ to }) => to.includes('orla@dunmere.example'));

/** Performs an act on a device and sends it. */
async function act(device: HeadlessDevice, label: string, edits: readonly object[]): Promise<void> {
  await device.ask(['act', '-'], JSON.stringify({ label, edits }));
  await device.ask(['sync']);
}
const made = (entity: string, id: string, fields: object) => ({ entity, id, create: { fields } });

test('the office writes a sequence, and an automation that answers incoming texts', async () => {
  await act(office, 'Wrote a sequence', [
    made('crm/sequence', ids.sequence, { name: 'Until they answer', about: 'crm/deal', purpose: 'contract' }),
  ]);
  await act(office, 'Wrote its steps', [
    made('crm/sequence-version', ids.version, {
      name: 'Until they answer, version 1',
      sequence: ids.sequence,
      steps: [
        { id: 'text', kind: 'text', words: 'Hello {{ deal.contact.firstName }}, did the offer for {{ deal.name }} arrive?' },
        { id: 'wait', kind: 'wait', count: 1, unit: 'hour' },
        { id: 'call', kind: 'task', subject: 'Call about the offer', days: 0 },
      ],
    }),
  ]); // prettier-ignore
  const hook = (await api.post('/api/v1/webhooks', {
    name: 'ERP',
    url: receiver.urlOf(),
    grants: ['*:*@org'],
    sends: [{ entity: 'crm/product' }],
    content: 'full',
  })) as { readonly id: string; readonly secret: { readonly secret: string } };
  secret = hook.secret.secret;
  await act(office, 'Wrote an automation', [
    made('platform/automation', ids.automation, { name: 'A text comes in', live: ids.live }),
    made('platform/automation-version', ids.live, {
      name: 'A text comes in, version 1',
      automation: ids.automation,
      number: 1,
      forEntity: 'crm/activity',
      trigger: { kind: 'change', on: ['created'], after: { field: 'direction', op: 'is', value: 'in' } },
      steps: [
        { id: 'task', kind: 'create', entity: 'crm/task', set: { subject: { text: 'Answer: {subject}' }, about: { of: 'about' }, ownerId: { of: 'ownerId' }, dueAt: { days: 1 } } },
        { id: 'manager', kind: 'tell', to: { role: 'manager' }, words: 'A customer answered: {subject}' },
        { id: 'erp', kind: 'webhook', endpoint: hook.id },
      ],
    }),
  ]); // prettier-ignore
});

test('[MSG-10] [MSG-24] [SEQ-4] a person on a train writes a text and an e-mail of a template, and starts a sequence', async () => {
  await signInOnPage(page, { server: network.url, ...accountWithRole(server, 'member') });
  await untilUpToDate(page);
  const seller = await signInHeadless({ server: local, ...accountWithRole(server, 'member') });
  await act(seller, 'Added a deal', [
    made('crm/contact', ids.contact, { name: 'Orla Dunmere', mobile: number, email: 'orla@dunmere.example' }),
    made('crm/deal', ids.deal, { name: 'Boathouse lighting', stage: 'proposal', contact: ids.contact, value: { amount: 4_200_000, currency: 'USD' } }),
  ]); // prettier-ignore
  await seller.remove();
  await untilUpToDate(page);
  await goTo(page, `/record/${ids.deal}`);
  await expect(page.getByRole('heading', { name: 'Boathouse lighting' })).toBeVisible({ timeout: 20_000 });
  network.cut();

  await page.keyboard.press('w');
  const written = page.getByRole('dialog', { name: 'Write a text' });
  await written.getByLabel('Text', { exact: true }).fill('I am on the train. The offer comes by e-mail.');
  await page.keyboard.press('Control+Enter');
  await expect(written).toBeHidden();

  await page.getByRole('button', { name: 'Use a template' }).first().click();
  const choice = page.getByRole('dialog', { name: 'Use a template' });
  await choice.getByRole('button', { name: 'After the proposal' }).click();
  await expect(choice.getByText('Boathouse lighting').first()).toBeVisible();
  await page.keyboard.press('Control+Enter');
  const letter = page.getByRole('dialog', { name: 'Write an e-mail' });
  await expect(letter.getByLabel('To')).toHaveValue('orla@dunmere.example');
  await page.keyboard.press('Control+Enter');
  await expect(letter).toBeHidden();

  await page.getByRole('button', { name: 'Start a sequence' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Start a sequence' });
  await dialog.getByRole('button', { name: 'Until they answer' }).click();
  await expect(dialog.getByLabel('Words of step 1')).toHaveValue('Hello Orla, did the offer for Boathouse lighting arrive?'); // prettier-ignore
  await inspectScreen(page, 'train-sequence');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
  await inspectScreen(page, 'train-offline');
  expect([twilio.taken, sentMails()]).toEqual([[], []]);
});

test('[MSG-10] [SEQ-2] back on the network each message goes out once', async () => {
  network.restore();
  await expect.poll(() => [twilio.taken.length, sentMails().length], { timeout: 60_000 }).toEqual([2, 1]);
  expect(twilio.taken.map(({ To, Body }) => [To, Body])).toEqual([
    [number, 'I am on the train. The offer comes by e-mail.'],
    [number, 'Hello Orla, did the offer for Boathouse lighting arrive?'],
  ]);
  expect(sentMails()[0]?.raw).toContain('Boathouse lighting');
  await expect(syncSign(page)).toContainText('Up to date', { timeout: 40_000 });
  await expect(page.getByText(/^You sent a text to/).first()).toBeVisible({ timeout: 40_000 });
  await inspectScreen(page, 'train-sent');
});

test('[MSG-13] [SEQ-3] the answer lands on the deal and stops the sequence', async () => {
  const members = { AccountSid: twilioAccount.account, MessageSid: `SM${'7'.repeat(32)}`, From: number, To: ourNumber, Body: 'Yes, it arrived. Call me on Monday.', NumMedia: '0' }; // prettier-ignore
  const reply = await fetch(new URL('/texts/incoming', local), signedByTwilio(`${at}/texts/incoming`, members));
  expect(reply.status).toBe(200);
  await expect(page.getByText('Yes, it arrived. Call me on Monday.').first()).toBeVisible({ timeout: 40_000 });
  await expect(page.getByText(/Stopped: they answered/).first()).toBeVisible({ timeout: 40_000 });
});

test('[AUT-3] [AUT-12] the automation makes the task, tells the manager, and posts a webhook that a stranger verifies', async () => {
  await expect(page.getByText('Answer: Yes, it arrived. Call me on Monday.').first()).toBeVisible({ timeout: 40_000 });
  await inspectScreen(page, 'train-answered');
  await expect
    .poll(async () => {
      await manager.ask(['sync']);
      return JSON.stringify(await manager.ask(['list', 'notice']));
    })
    .toContain('A customer answered: Yes, it arrived.');
  await expect.poll(() => receiver.got.length, { timeout: 40_000 }).toBe(1);
  const [{ headers, body } = { headers: {}, body: '' }] = receiver.got;
  const event = new Webhook(secret).verify(body, headers as Record<string, string>);
  expect(event).toMatchObject({ type: 'automation.step', data: { entity: 'crm/activity' } });
});

test('[MSG-33] [MSG-34] the office reads every message in a signed report', async () => {
  const ask = async (): Promise<SignedDocument> =>
    (await api.post('/api/v1/audit/reports', {
      kind: 'messages',
      from: new Date(Date.now() - 3_600_000).toISOString(),
      until: new Date(Date.now() + 60_000).toISOString(),
    })) as SignedDocument; // the answer of the route
  const linesOf = ({ content }: SignedDocument) => auditReportSchema.parse(JSON.parse(content)).messages.lines;
  let document = await ask();
  await expect.poll(async () => linesOf((document = await ask())).length, { timeout: 40_000 }).toBe(3);
  const told = linesOf(document).map(({ channel, state, receiver: to, author }) => [channel, state, to, author?.name]);
  const agent = told[0]?.[3];
  expect(agent).toMatch(/\w/); // also of the text that the sequence wrote
  expect(told.map((line) => line.join(', ')).toSorted()).toEqual([
    `email, sent, orla@dunmere.example, ${agent}`,
    `text, sent, ${number}, ${agent}`,
    `text, sent, ${number}, ${agent}`,
  ]);
  const jwks = await (await fetch(new URL('/.well-known/journal-jwks.json', local))).text();
  const checked = (file: string) => verifyExport({ file: Buffer.from(file), signature: document.signature, jwks });
  expect(await checked(document.content)).toMatchObject({ kind: 'messages', problems: [] });
  expect((await checked(document.content.replace('"sent"', '"lost"'))).problems).not.toEqual([]);
});
