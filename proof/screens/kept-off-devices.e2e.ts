import { expect, type Page, test } from '@playwright/test';
import { type AppWindow, goTo, openApp, signInOnPage, untilUpToDate } from '../testbed/app-windows.ts';
import { inspectScreen } from '../testbed/inspect-screen.ts';
import { accountNamed, accountWithRole, type OutpostServer, startOutpostServer } from '../testbed/outpost-server.ts';
import { openPosingRelay, type PosingRelay } from '../testbed/posing-relay.ts';

// An administrator keeps a kind of record off the devices of the organisation, and a member continues to work, online
// and offline.

let server: OutpostServer;
let relay: PosingRelay;
const windows: AppWindow[] = [];
let adam: Page;
let alex: Page;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  server = await startOutpostServer();
  relay = await openPosingRelay(server.url);
  [adam, alex] = [await window(server.url), await window(relay.url)];
  await signInOnPage(adam, { server: server.url, ...accountWithRole(server, 'admin') });
  await signInOnPage(alex, { server: relay.url, ...accountNamed(server, 'alex') });
  for (const page of [adam, alex]) await untilUpToDate(page);
});
test.afterAll(async () => {
  await Promise.all(windows.map((one) => one.close()));
  await relay.close();
  await server.stop();
});

async function window(url: string): Promise<Page> {
  const opened = await openApp('browser', url);
  windows.push(opened);
  opened.page.setDefaultTimeout(20_000);
  return opened.page;
}
const grid = (page: Page) => page.getByRole('grid', { name: 'Deals' });
const notKept = (page: Page) => page.getByRole('heading', { name: 'Deals are not kept on this device' });
const fromServer = (page: Page) => page.getByRole('group', { name: 'Deals from the server' });
const list = '/list/crm/deal?kind=grid';

test('[PLT-44] an administrator keeps deals off devices: having just signed in is proof enough', async () => {
  await goTo(alex, list);
  await expect(grid(alex)).toBeVisible();
  await goTo(adam, '/settings/organisation');
  const choice = adam
    .getByRole('region', { name: 'Kept off devices' })
    .getByRole('combobox', { name: 'Deals', exact: true });
  await choice.selectOption({ label: 'On no device' });
  await expect(choice).toHaveValue('everyone');
});

test('[A-6] the list of a member says so within seconds, and asks the server', async () => {
  await expect(notKept(alex)).toBeVisible({ timeout: 60_000 });
  await inspectScreen(alex, 'not-kept');
  await alex.getByRole('button', { name: 'Ask the server' }).click();
  await expect(fromServer(alex)).toBeVisible();
  await expect(alex.getByText(/^From the server: \d+ deals/)).toBeVisible();
  await inspectScreen(alex, 'not-kept-asked');
  await goTo(alex, '/');
  await expect(alex.getByText('Not kept on this device: Deals.')).toBeVisible();
});

test('[A-6] without a connection the deals are not available, and nothing incomplete is shown as whole', async () => {
  relay.cut();
  await goTo(alex, list);
  await expect(alex.getByText('They are not available without a connection.')).toBeVisible({ timeout: 60_000 });
  await expect(alex.getByRole('button', { name: 'Ask the server' })).toBeDisabled();
  relay.step();
});

test('[A-4] the deals come back when they are allowed again', async () => {
  const choice = adam
    .getByRole('region', { name: 'Kept off devices' })
    .getByRole('combobox', { name: 'Deals', exact: true });
  await choice.selectOption({ label: 'On all devices' });
  await expect(choice).toHaveValue('kept');
  await expect(grid(alex)).toBeVisible({ timeout: 60_000 });
  await expect(notKept(alex)).toBeHidden();
});

test('[A-6] an administrator keeps only old deals off devices: the list has the young ones, says so, and asks for all', async () => {
  test.setTimeout(240_000); // the server's work comes once a minute
  const choice = adam
    .getByRole('region', { name: 'Kept off devices' })
    .getByRole('combobox', { name: 'Deals', exact: true });
  await choice.selectOption({ label: 'Old ones on no device' });
  const age = adam.getByRole('combobox', { name: 'Deals that are old' });
  await expect(age).toHaveValue('12');
  await age.scrollIntoViewIfNeeded(); // into the pictures
  await inspectScreen(adam, 'kept-off-by-age');
  const says = alex.getByText(/^Only deals that were changed since /);
  await expect(says).toBeVisible({ timeout: 150_000 });
  await expect(grid(alex).getByRole('gridcell').first()).toBeVisible();
  await inspectScreen(alex, 'partly-kept');
  await alex.getByRole('button', { name: 'Ask the server for all' }).click();
  await expect(alex.getByText(/^From the server: \d+ deals.*older deals are not kept on this device/)).toBeVisible();
  await alex.getByRole('button', { name: 'Back to the deals on this device' }).click();
  await choice.selectOption({ label: 'On all devices' });
  await expect(says).toBeHidden({ timeout: 60_000 });
});
