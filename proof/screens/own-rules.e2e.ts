import { type Locator, type Page, expect, test } from '@playwright/test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnOutpost } from '../../apps/desktop/src/cli/testing/run-outpost.ts';
import { type AppWindow, goTo, openApp, signInOnPage, untilUpToDate } from '../testbed/app-windows.ts';
import { inspectScreen } from '../testbed/inspect-screen.ts';
import { type OutpostServer, accountWithRole, startOutpostServer } from '../testbed/outpost-server.ts';

// An administrator gives a kind of the organisation's own its rules: stages with conditions, a time, and what makes two alike.

let server: OutpostServer;
let window: AppWindow | undefined;
let folder: string;
let page: Page;
test.describe.configure({ mode: 'serial' });
test.use({ trace: 'off' });
test.beforeAll(async () => {
  server = await startOutpostServer();
  folder = await mkdtemp(join(tmpdir(), 'outpost-cli-'));
  const { email, password } = accountWithRole(server, 'admin');
  const outpost = async (words: readonly string[], stdin = '') => {
    const ended = await spawnOutpost(words, { folder, profile: folder, password, stdin });
    if (ended.exit !== 0) throw new Error(`outpost ${words.join(' ')}: ${ended.error}${ended.out}`);
  };
  await outpost(['sign-in', '--server', server.url, '--email', email]);
  await outpost(['sync']);
  await outpost(['act', '-'], JSON.stringify(definitions));
  await outpost(['sync']);
  window = await openApp('browser', server.url);
  page = window.page;
  page.setDefaultTimeout(20_000);
  await signInOnPage(page, { server: server.url, email, password });
  await untilUpToDate(page);
});
test.afterAll(async () => {
  await window?.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const definitions = {
  label: 'Added repairs',
  edits: [
    {
      entity: 'custom-object',
      create: { fields: { name: 'repair', label: 'Repair', labelMany: 'Repairs', icon: 'wrench', stages: 'state' } },
    },
    ...[
      {
        name: 'state',
        label: 'State',
        type: 'choice',
        options: [
          { value: 'reported', label: 'Reported' },
          { value: 'in-work', label: 'In work' },
          { value: 'done', label: 'Done', outcome: 'won' },
        ],
      },
      { name: 'price', label: 'Price', type: 'money' },
      { name: 'plannedOn', label: 'Planned on', type: 'date' },
      { name: 'phone', label: 'Phone', type: 'phone' },
    ].map((fields) => ({ entity: 'field-definition', create: { fields: { forEntity: 'own/repair', ...fields } } })),
  ],
};

/** Picks an option of an input with a list. */
async function pick(within: Locator, label: string, option: string): Promise<void> {
  await within.getByLabel(label, { exact: true }).click();
  await page.getByRole('option', { name: option, exact: true }).locator('visible=true').click();
}

test('[PLT-54] its dialog takes the time of its records, and the fields by which two are alike', async () => {
  await goTo(page, '/settings/kinds');
  await page.getByRole('button', { name: 'Repairs' }).click();
  const dialog = page.getByRole('dialog', { name: 'Repairs' });
  await pick(dialog, 'Time', 'Planned on');
  await pick(dialog, 'Alike by', 'Phone');
  await inspectScreen(page, 'own-kind-roles');
  await page.keyboard.press('Escape');
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText('in calendars; duplicates are found')).toBeVisible();
});

test('[PLT-53] its stages get conditions on the page of stages', async () => {
  await goTo(page, '/settings/stages?of=own/repair');
  const stages = page.getByRole('list', { name: 'Stages of repairs' });
  await stages.getByText('Rules of Done:').click();
  const done = stages.locator('details', { hasText: 'Rules of Done:' });
  await pick(done, 'Asks for', 'Price');
  await pick(done, 'Comes from', 'In work');
  await done.getByRole('checkbox', { name: 'New repairs may begin here' }).click();
  await inspectScreen(page, 'own-kind-stage-rules');
  await expect(done).toContainText('asks for Price; comes from In work; no start of new ones');
});

test('[PLT-53] a record follows them: it is asked for the price, and comes from the stage before only', async () => {
  await goTo(page, '/list/own/repair');
  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog', { name: 'New repair' });
  await dialog.getByLabel('Name').fill('Boiler of Mr Hallam');
  await pick(dialog, 'State', 'Reported');
  await dialog.getByLabel('Phone').fill('+44 20 7946 0991');
  await page.keyboard.press('Control+Enter');
  const panel = page.getByRole('complementary');
  await expect(panel.getByRole('heading', { level: 2, name: 'Boiler of Mr Hallam' })).toBeVisible();
  const done = panel.getByRole('button', { name: 'Done', exact: true });
  await expect(done).toHaveAttribute('aria-disabled', 'true');
  await expect(done).toHaveAttribute('title', /step to Done does not start there. From there it can go to In work/);
  await panel.getByRole('button', { name: 'In work', exact: true }).click();
  await expect(done).not.toHaveAttribute('aria-disabled', 'true');
  await done.click();
  const asked = page.getByRole('dialog');
  await expect(asked.getByLabel('Price')).toBeVisible();
  await inspectScreen(page, 'own-kind-move-asks');
  await asked.getByLabel('Price').fill('120');
  await page.keyboard.press('Control+Enter');
  await expect(asked).toBeHidden();
  await expect(panel.getByText('$120').first()).toBeVisible();
});

test('[PLT-54] a second one with the same number is announced as a possible duplicate, and the calendar shows it', async () => {
  await page.keyboard.press('Escape');
  await expect(page.getByRole('complementary')).toBeHidden(); // the list has the keys again
  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog', { name: 'New repair' });
  await dialog.getByLabel('Name').fill('Boiler Hallam');
  await dialog.getByLabel('Phone').fill('+44 20 7946 0991');
  await dialog.getByRole('textbox', { name: 'Planned on' }).fill('today');
  await expect(dialog.getByRole('button', { name: 'Open Boiler of Mr Hallam' })).toBeVisible();
  await inspectScreen(page, 'own-kind-near');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('heading', { level: 2, name: 'Boiler Hallam' })).toBeVisible();
  await goTo(page, '/list/own/repair?kind=calendar');
  await expect(page.getByRole('article', { name: /^Boiler Hallam/ }).first()).toBeVisible();
  await inspectScreen(page, 'own-kind-calendar');
});
