import { type Page, expect, test } from '@playwright/test';
import {
  type AppWindow,
  goTo,
  openApp,
  signInOnPage,
  syncNow,
  syncSign,
  untilUpToDate,
} from '../testbed/app-windows.ts';
import { inspectScreen } from '../testbed/inspect-screen.ts';
import { type OutpostServer, accountWithRole, startOutpostServer } from '../testbed/outpost-server.ts';
import { type PosingRelay, openPosingRelay } from '../testbed/posing-relay.ts';

// A pipeline of the organisation (PLT-16), from the administrator who adds it offline to the board of a person who only reads.

let server: OutpostServer;
let relay: PosingRelay;
let windows: readonly AppWindow[] = [];
let admin: Page;
let viewer: Page;
test.describe.configure({ mode: 'serial' });
test.use({ trace: 'off' });
test.beforeAll(async () => {
  server = await startOutpostServer();
  relay = await openPosingRelay(server.url);
  windows = await Promise.all([openApp('browser', relay.url), openApp('browser', server.url)]);
  const [a, b] = windows;
  if (!a || !b) throw new Error('Two windows were opened');
  [admin, viewer] = [a.page, b.page];
  await Promise.all([
    signInOnPage(admin, { server: relay.url, ...accountWithRole(server, 'admin') }),
    signInOnPage(viewer, { server: server.url, ...accountWithRole(server, 'viewer') }),
  ]);
  for (const page of [admin, viewer]) {
    page.setDefaultTimeout(15_000);
    await untilUpToDate(page);
  }
});
test.afterAll(async () => {
  await Promise.all(windows.map((one) => one.close()));
  await relay.close();
  await server.stop();
});

const switcher = (page: Page) => page.getByRole('radiogroup', { name: 'Pipeline' });
const board = (page: Page) => page.getByRole('application', { name: 'Deals by stage' });

test('[PLT-16] an administrator adds a pipeline and two stages of it, offline', async () => {
  relay.cut();
  await goTo(admin, '/settings/stages');
  await admin.getByLabel('Name of the new pipeline').fill('Partners');
  await admin.keyboard.press('Enter');
  await expect(admin.getByText('No open stage belongs to it yet')).toBeVisible();
  for (const name of ['Signed up', 'Onboarding']) {
    await admin.getByLabel('Name of the new stage').fill(name);
    await admin.getByRole('combobox', { name: 'Belongs to' }).click();
    await admin.getByRole('option', { name: 'Partners' }).click();
    await admin.getByRole('button', { name: 'Add the stage' }).click();
    await expect(admin.getByRole('textbox', { name: `Name of ${name}` })).toBeVisible();
  }
  await inspectScreen(admin, 'pipelines-settings');
});

test('[PLT-16] the board has the pipeline beside those of the demo; a deal is made in it and moved by the keyboard', async () => {
  await goTo(admin, '/list/crm/deal?kind=board');
  await expect(switcher(admin).getByRole('radio')).toHaveCount(3);
  await expect(board(admin)).toContainText('Prospecting');
  await expect(board(admin)).not.toContainText('Renewal offered');
  await switcher(admin).getByText('Partners', { exact: true }).click();
  await expect(board(admin)).toContainText('Signed up');
  await expect(board(admin)).not.toContainText('Prospecting');
  await admin.keyboard.press('c');
  const dialog = admin.getByRole('dialog', { name: 'New deal' });
  await expect(dialog.getByRole('combobox', { name: 'Pipeline' })).toHaveValue('Partners');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('A first partner');
  await admin.keyboard.press('Control+Enter');
  await expect(admin.getByRole('complementary', { name: 'A first partner' })).toBeVisible();
  await admin.keyboard.press('Escape');
  await board(admin).focus();
  await admin.keyboard.press('ArrowDown');
  await admin.keyboard.press('2');
  await expect(admin.getByText('Moved A first partner to Onboarding').first()).toBeAttached();
  await inspectScreen(admin, 'pipelines-board');
  await expect(syncSign(admin)).toContainText('5 changes to send');
  relay.step();
  await syncNow(admin);
  await expect(syncSign(admin)).toContainText('Up to date');
});

test('[PLT-16] somebody else’s device has the pipeline, its stages and the deal, by the address that was shared', async () => {
  await expect(syncSign(viewer)).toContainText('Up to date');
  const where = encodeURIComponent(JSON.stringify({ field: 'pipeline', op: 'is', value: 'partners' }));
  await goTo(viewer, `/list/crm/deal?kind=board&where=${where}`);
  await expect(board(viewer)).toContainText('Onboarding');
  await goTo(viewer, '/list/crm/deal?kind=grid&group=pipeline');
  await expect(viewer.getByRole('treegrid', { name: 'Deals' })).toContainText('New business');
  await goTo(viewer, '/settings/stages');
  await expect(viewer.getByText('Only administrators change stages.')).toBeVisible();
});
