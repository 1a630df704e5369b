import { readFile } from 'node:fs/promises';
import { type Page, expect, test } from '@playwright/test';
import { type AppWindow, goTo, openApp, signInOnPage, syncSign } from '../testbed/app-windows.ts';
import { inspectScreen } from '../testbed/inspect-screen.ts';
import { type OutpostServer, accountWithRole, startOutpostServer } from '../testbed/outpost-server.ts';
import { type PosingRelay, openPosingRelay } from '../testbed/posing-relay.ts';

// An owner saves the archive of the whole organisation from its settings; offline the app says why it is unavailable.

let server: OutpostServer;
let relay: PosingRelay;
let app: AppWindow;
let page: Page;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  server = await startOutpostServer();
  relay = await openPosingRelay(server.url);
  app = await openApp('browser', relay.url);
  ({ page } = app);
  page.setDefaultTimeout(15_000);
  await signInOnPage(page, { server: relay.url, ...accountWithRole(server, 'owner') });
  await expect(sign()).toContainText('Up to date', { timeout: 60_000 });
  await goTo(page, '/settings/organisation');
});
test.afterAll(async () => {
  await app.close();
  await relay.close();
  await server.stop();
});

const sign = () => syncSign(page);
const section = () => page.getByRole('region', { name: 'Archive of everything' });

test('[PLT-45b] an owner saves the archive by the keyboard, and it is a whole ZIP file with a signed list', async () => {
  await section().scrollIntoViewIfNeeded();
  await inspectScreen(page, 'organisation-archive');
  const saved = page.waitForEvent('download', { timeout: 60_000 });
  await section().getByRole('button', { name: 'Save the archive' }).focus();
  await page.keyboard.press('Enter');
  const file = await saved;
  expect(file.suggestedFilename()).toMatch(/ archive \d{4}-\d{2}-\d{2}\.zip$/);
  const bytes = await readFile(await file.path());
  expect(bytes.subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004');
  expect(bytes.subarray(-22, -18).toString('latin1')).toBe('PK\u0005\u0006');
  for (const part of ['records/crm-deal.jsonl', 'journal.jsonl', 'manifest.json.jws'])
    expect(bytes.includes(part), part).toBe(true);
  await expect(section().getByRole('status')).toHaveText(/^Saved .*\.zip, [\d.]+.*B\.$/);
  await inspectScreen(page, 'organisation-archive-saved', { isBrief: true });
});

test('[PLT-45b] an answer that the server refuses is shown, and saves nothing', async () => {
  relay.pose('/organisation/export', { status: 503, code: 'server/busy', detail: 'The server is busy. Try again.' });
  await section().getByRole('button', { name: 'Save the archive' }).click();
  await expect(section().getByRole('alert')).toContainText('Nothing was saved.');
  relay.step();
});

test('[PLT-45b] the archive is unavailable offline, with the reason', async () => {
  relay.cut();
  await expect(sign()).toContainText('Offline', { timeout: 60_000 });
  await expect(section().getByRole('note')).toHaveText('The server makes the archive, and this device is offline.');
  await expect(section().getByRole('button', { name: 'Save the archive' })).toHaveAttribute('aria-disabled', 'true');
  await inspectScreen(page, 'organisation-archive-offline', { isBrief: true });
});
