import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Page, expect, test } from '@playwright/test';
import { spawnOutpost } from '../../apps/desktop/src/cli/testing/run-outpost.ts';
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
import { type OutpostServer, accountNamed, accountWithRole, startOutpostServer } from '../testbed/outpost-server.ts';
import { type PosingRelay, openPosingRelay } from '../testbed/posing-relay.ts';

// An own kind of record, from the act that defines it to the people who use it and those who may not see it.

let server: OutpostServer;
let relay: PosingRelay;
let windows: readonly AppWindow[] = [];
let folder: string;
let alex: Page;
let carl: Page;
test.describe.configure({ mode: 'serial' });
test.use({ trace: 'off' });
test.beforeAll(async () => {
  server = await startOutpostServer();
  relay = await openPosingRelay(server.url);
  folder = await mkdtemp(join(tmpdir(), 'outpost-cli-'));
  windows = await Promise.all([openApp('browser', relay.url), openApp('browser', server.url)]);
  const [a, b] = windows;
  if (!a || !b) throw new Error('Two windows were opened');
  [alex, carl] = [a.page, b.page];
  // Members of two teams: Alex of North, Carl of South.
  await Promise.all([
    signInOnPage(alex, { server: relay.url, ...accountNamed(server, 'alex') }),
    signInOnPage(carl, { server: server.url, ...accountNamed(server, 'carl') }),
  ]);
  for (const page of [alex, carl]) {
    page.setDefaultTimeout(20_000);
    await untilUpToDate(page);
  }
});
test.afterAll(async () => {
  await Promise.all(windows.map((one) => one.close()));
  await relay.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Runs an administrator's command on a device of their own. Returns the output. */
async function outpost(words: readonly string[], stdin = ''): Promise<string> {
  const { password } = accountWithRole(server, 'admin');
  const ended = await spawnOutpost(words, { folder, profile: folder, password, stdin });
  if (ended.exit !== 0) throw new Error(`outpost ${words.join(' ')}: ${ended.error}${ended.out}`);
  return ended.out;
}
/** The kind and its fields in one act, with a link from it and one to it. */
const definitions = {
  label: 'Added vehicles',
  edits: [
    {
      entity: 'custom-object',
      create: { fields: { name: 'vehicle', label: 'Vehicle', labelMany: 'Vehicles', icon: 'truck' } },
    },
    ...[
      { forEntity: 'own/vehicle', name: 'plate', label: 'Plate', type: 'text', searched: true },
      {
        forEntity: 'own/vehicle',
        name: 'fuel',
        label: 'Fuel',
        type: 'choice',
        options: [
          { value: 'diesel', label: 'Diesel' },
          { value: 'electric', label: 'Electric' },
        ],
      },
      { forEntity: 'own/vehicle', name: 'account', label: 'Account', type: 'ref', targets: ['crm/account'] },
      { forEntity: 'crm/account', name: 'vehicle', label: 'Loan vehicle', type: 'ref', targets: ['own/vehicle'] },
    ].map((fields) => ({ entity: 'field-definition', create: { fields } })),
  ],
};

const rail = (page: Page) => page.getByRole('navigation', { name: 'Main' });
const panel = (page: Page) => page.getByRole('complementary');
const grid = (page: Page, name: string) => page.getByRole('grid', { name });
const named = (page: Page, list: string, name: string) =>
  grid(page, list).getByRole('button', { name, exact: true }).first();

test('[K-3] an act defines a kind of record, and other people’s rails have it without a reload', async () => {
  await expect(rail(alex).getByRole('group', { name: 'Your own' })).toHaveCount(0);
  const { email } = accountWithRole(server, 'admin');
  await outpost(['sign-in', '--server', server.url, '--email', email]);
  await outpost(['sync']);
  await outpost(['act', '-'], JSON.stringify(definitions));
  await outpost(['sync']);
  for (const page of [alex, carl])
    await expect(
      rail(page).getByRole('group', { name: 'Your own' }).getByRole('link', { name: 'Vehicles' }),
    ).toBeVisible();
  expect(await outpost(['list', 'vehicles'])).toContain('No vehicles.');
});

test('[K-3] a person adds a record of it offline, finds it by search and links it to an account', async () => {
  relay.cut();
  await rail(alex).getByRole('link', { name: 'Vehicles' }).click();
  await expect(alex.getByText('No vehicles yet')).toBeVisible();
  await inspectScreen(alex, 'own-kind-empty');
  await goTo(alex, '/list/crm/account');
  const account = (await grid(alex, 'Accounts').locator('[role=row] button[dir=auto]').first().textContent()) ?? '';
  await rail(alex).getByRole('link', { name: 'Vehicles' }).click();
  await alex.keyboard.press('c');
  const dialog = alex.getByRole('dialog', { name: 'New vehicle' });
  await dialog.getByLabel('Name').fill('Blue van');
  await dialog.getByLabel('Plate').fill('OP 4711');
  await dialog.getByLabel('Fuel').click();
  await alex.getByRole('option', { name: 'Electric' }).click();
  await dialog.getByLabel('Account').click();
  await alex.keyboard.type(account.slice(0, 6));
  await alex.getByRole('option', { name: account }).first().click();
  await alex.keyboard.press('Control+Enter');
  await expect(panel(alex).getByRole('heading', { level: 2, name: 'Blue van' })).toBeVisible();
  await inspectScreen(alex, 'own-kind-record');

  await alex.keyboard.press('Control+k');
  await alex.keyboard.type('4711');
  await expect(alex.getByRole('option', { name: /^Blue van/ })).toBeVisible();
  await alex.keyboard.press('Escape');

  await goTo(alex, '/list/crm/account');
  await named(alex, 'Accounts', account).click();
  await expect(panel(alex).getByRole('button', { name: 'Blue van', exact: true })).toBeVisible(); // the record that refers to this account
  await panel(alex)
    .getByRole('button', { name: /^Loan vehicle:/ })
    .click();
  await alex.keyboard.type('Blue');
  await alex
    .getByRole('option', { name: /^Blue van/ })
    .first()
    .click();
  await expect(panel(alex).getByText('Blue van').first()).toBeVisible();
  await inspectScreen(alex, 'own-kind-linked');
  await expect(syncSign(alex)).toContainText('2 changes to send');
  relay.step();
  await syncNow(alex);
  await expect(syncSign(alex)).toContainText('Up to date');
});

test('[A-2] it is listed for people who may see it, and not for a member of another team', async () => {
  await goTo(alex, '/list/own/vehicle');
  await expect(named(alex, 'Vehicles', 'Blue van')).toBeVisible();
  await expect(grid(alex, 'Vehicles').getByText('Electric')).toBeVisible();
  await inspectScreen(alex, 'own-kind-list');
  await outpost(['sync']);
  expect(await outpost(['search', '4711'])).toContain('Blue van');
  await rail(carl).getByRole('link', { name: 'Vehicles' }).click();
  await expect(syncSign(carl)).toContainText('Up to date');
  await expect(carl.getByText('No vehicles yet')).toBeVisible();
});
