import { type Page, expect, test } from '@playwright/test';
import { Webhook } from 'standardwebhooks';
import { type AppWindow, goTo, openApp, signInOnPage, syncSign } from '../testbed/app-windows.ts';
import { inspectScreen } from '../testbed/inspect-screen.ts';
import { type OutpostServer, accountWithRole, startOutpostServer } from '../testbed/outpost-server.ts';

// An administrator makes a source of webhooks with a sample, another program sends to it, and a delivery that failed is mended.

let server: OutpostServer;
let opened: AppWindow;
let page: Page;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  server = await startOutpostServer();
  opened = await openApp('browser', server.url);
  page = opened.page;
  page.setDefaultTimeout(10_000);
  await signInOnPage(page, { server: server.url, ...accountWithRole(server, 'admin') });
  await expect(syncSign(page)).toContainText('Up to date', { timeout: 40_000 });
});
test.afterAll(async () => {
  await opened.close();
  await server.stop();
});

const sample = { lead: { name: 'Ottoline Fairweather', email: 'ottoline@example.com' }, via: 'Website', budget: 1250 };
const told = { address: '', secret: '' };

/** Sends as the website does. Returns the status. */
async function send(id: string, payload: object): Promise<number> {
  const body = JSON.stringify(payload);
  const at = new Date(Math.floor(Date.now() / 1_000) * 1_000);
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(at.getTime() / 1_000),
    'webhook-signature': new Webhook(told.secret).sign(id, at, body),
  };
  return (await fetch(told.address, { method: 'POST', body, headers })).status;
}

test('[EVT-10] [EVT-13] a source is made of a sample, by the keyboard, and its secret is shown once', async () => {
  await goTo(page, '/settings/webhooks-in');
  await expect(page.getByText('Nothing is received yet')).toBeVisible();
  await inspectScreen(page, 'webhooks-in-empty');
  await page.getByRole('button', { name: 'New source' }).first().press('Enter');
  const dialog = page.getByRole('dialog', { name: 'New source' });
  await dialog.getByLabel('Name of the source').fill('Website');
  await dialog.getByLabel('A delivery becomes').selectOption({ label: 'Lead' });
  await dialog.getByRole('textbox', { name: 'Sample' }).fill(JSON.stringify(sample, null, 2));
  await expect(dialog.getByLabel('Name: place in the payload')).toHaveValue('lead.name');
  await dialog.getByLabel('Add a field').selectOption({ label: 'Source' });
  await dialog.getByLabel('Source: place in the payload').fill('via');
  await expect(dialog.getByText('In the sample: Ottoline Fairweather')).toBeVisible();
  await dialog.getByRole('button', { name: 'Try the sample' }).press('Enter');
  await expect(dialog.getByText('It would add a new lead. Nothing was written.')).toBeVisible();
  await inspectScreen(page, 'webhooks-in-editor');
  await page.keyboard.press('Control+Enter');
  const shown = page.getByRole('dialog', { name: 'The address and its secret' });
  told.address = (await shown.getByLabel('Address', { exact: true }).textContent()) ?? '';
  told.secret = (await shown.getByLabel('Secret', { exact: true }).textContent()) ?? '';
  expect(told.secret).toMatch(/^whsec_/);
  await shown.getByRole('button', { name: 'I have kept it' }).press('Enter');
});

test('[EVT-12] [EVT-13] what the program sends becomes a lead; a delivery that failed is tried again after the fields were mended', async () => {
  expect(await send('msg_1', sample)).toBe(202);
  expect(await send('msg_2', { ...sample, lead: { name: 'Barnaby Thistlewood', email: 'b@example.com' }, via: 'Pigeon' })).toBe(202); // prettier-ignore
  expect((await fetch(told.address, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })).status).toBe(404); // prettier-ignore
  await page.getByRole('button', { name: 'Applied', exact: true }).click(); // asks the server at once
  const table = page.getByRole('region', { name: 'Received' }).getByRole('table');
  await expect(table.getByText('Ottoline Fairweather')).toBeVisible();
  await page.getByRole('button', { name: 'Failed', exact: true }).click();
  await expect(table.getByText(/“Pigeon” is not one of the choices/)).toBeVisible();
  await table.getByRole('button', { name: /msg_2/ }).press('Enter');
  await expect(page.getByRole('region', { name: /^Delivery/ }).getByText('"via": "Pigeon"')).toBeVisible();
  await inspectScreen(page, 'webhooks-in');
  await page.getByRole('button', { name: 'Edit the fields' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Fields of Website' });
  await dialog.getByLabel('Source: where its value comes from').selectOption({ label: 'Always the same' });
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
  await page.getByRole('button', { name: 'Try it again' }).press('Enter');
  await expect(page.getByText('Nothing is in this state.')).toBeVisible();
  await page.getByRole('button', { name: 'Any', exact: true }).click();
  await expect(table.getByText('Barnaby Thistlewood')).toBeVisible();
});
