import { expect, test } from '@playwright/test';
import { type AppWindow, goTo, openApp, signInOnPage, untilUpToDate } from '../testbed/app-windows.ts';
import { type HeadlessDevice, signInHeadless } from '../testbed/headless-device.ts';
import { type OutpostServer, accountWithRole, startOutpostServer } from '../testbed/outpost-server.ts';

// A member wins a large deal on their own computer. The demo's automation makes the task and tells them, and an administrator reads the run.

let server: OutpostServer;
let opened: AppWindow;
let seller: HeadlessDevice;
test.beforeAll(async () => {
  server = await startOutpostServer();
  opened = await openApp('browser', server.url);
  seller = await signInHeadless({ server: server.url, ...accountWithRole(server, 'member') });
});
test.afterAll(async () => {
  await opened.close();
  await seller.remove();
  await server.stop();
});

test('[AUT-9] a won deal starts the automation, whose run the administrator reads and pauses', async () => {
  const { page } = opened;
  await signInOnPage(page, { server: server.url, ...accountWithRole(server, 'admin') });
  await untilUpToDate(page);
  await goTo(page, '/settings/automations');
  const details = page.getByRole('region', { name: 'Large deal won' });
  await expect(details.getByText('A deal is changed')).toBeVisible();
  await expect(details.getByText(/^Make a task: Task “Call to say thanks: {name}”/)).toBeVisible();
  await expect(details.getByText('Nothing has started it yet.')).toBeVisible();

  const id = '01a22383-7e17-74f3-885c-a4ce4e9b4c01';
  const value = { amount: 12_345_600, currency: 'USD' };
  const create = { fields: { name: 'Museum, audio guide', stage: 'negotiation', value, source: 'Fair' } };
  const act = (label: string, edit: object) => seller.ask(['act', '-'], JSON.stringify({ label, edits: [{ entity: 'crm/deal', id, ...edit }] })); // prettier-ignore
  await act('Added a deal', { create });
  await seller.ask(['sync']);
  await act('Won it', { fields: { stage: 'won', closedOn: new Date().toISOString().slice(0, 10) } });
  await seller.ask(['sync']);

  const run = details.getByRole('button', { name: /Museum, audio guide/ });
  await expect(run).toBeVisible({ timeout: 40_000 });
  await run.click();
  const log = page.getByRole('region', { name: 'Log of the run' });
  await expect(log.getByText(/^Waits until/)).toBeVisible();
  await log.getByRole('button', { name: 'Do not wait' }).click();
  await expect(page.getByText('The step is skipped')).toBeVisible();
  await expect(log.getByText('The filter matched')).toBeVisible({ timeout: 40_000 });

  await details.getByRole('button', { name: 'Dry run' }).click();
  const dry = page.getByRole('region', { name: /^What would it have done/ });
  await expect(dry.getByText('Museum, audio guide')).toBeVisible();
  await details.getByRole('button', { name: 'Pause' }).click();
  await expect(details.getByText(/^Paused since/)).toBeVisible();

  await seller.ask(['sync']);
  const told = JSON.stringify(await seller.ask(['list', 'notice']));
  expect(told).toContain('Call to say thanks within two days');
});
