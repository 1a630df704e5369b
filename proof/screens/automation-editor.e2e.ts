import { expect, type Page, test } from '@playwright/test';
import { type AppWindow, goTo, openApp, signInOnPage, untilUpToDate } from '../testbed/app-windows.ts';
import { type HeadlessDevice, signInHeadless } from '../testbed/headless-device.ts';
import { type OutpostServer, accountWithRole, startOutpostServer } from '../testbed/outpost-server.ts';

// An administrator writes an automation by the keyboard, has it run over the journal, puts it live, and a colleague's change starts it.

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

/** Takes a picture for whoever looks at the screens, where the environment names a folder. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['OUTPOST_PICTURES'];
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png` });
}

test('[AUT-11] an automation is written by the keyboard, tried on the journal, put live, and started by a change', async () => {
  test.setTimeout(180_000);
  const { page } = opened;
  page.setDefaultTimeout(10_000);
  const { keyboard } = page;
  await signInOnPage(page, { server: server.url, ...accountWithRole(server, 'admin') });
  await untilUpToDate(page);
  await goTo(page, '/settings/automations');
  await page.getByRole('button', { name: 'New automation' }).focus();
  await keyboard.press('Enter');
  const list = page.getByRole('list', { name: 'Steps of the automation' });
  const current = list.locator('[aria-current="true"]');
  await expect(current).toContainText('No name yet');
  await picture(page, 'empty');

  // The name.
  await current.focus();
  await keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await keyboard.type('Fair deals');
  await keyboard.press('Escape');
  await expect(current).toBeFocused();

  // A step that makes a task.
  await keyboard.press('End');
  await keyboard.press('a');
  await expect(page.locator('[role="menu"] :focus')).toHaveCount(1);
  await page.getByRole('menuitem', { name: 'Make a record' }).press('Enter');
  await expect(current).toContainText('Choose the kind of record to make.');
  const kind = page.getByRole('combobox', { name: 'Kind of the new record' });
  await kind.focus();
  await keyboard.type('Task');
  await expect(kind).toHaveValue('crm/task');
  await keyboard.press('Tab');
  const subject = page.getByRole('textbox', { name: 'Task', exact: true });
  await subject.focus();
  await keyboard.type('Follow up: {name}');
  await page.getByRole('combobox', { name: 'One more field' }).focus();
  await keyboard.type('About');
  await expect(list).toContainText('Task “Follow up: {name}” and About the deal');
  await page.getByRole('textbox', { name: 'Task', exact: true }).focus();
  await keyboard.press('Escape');
  await expect(current).toBeFocused();

  // A step that tells the owner: it is moved in front of the other one and back.
  await keyboard.press('a');
  await expect(page.locator('[role="menu"] :focus')).toHaveCount(1);
  await page.getByRole('menuitem', { name: 'Tell somebody' }).press('Enter');
  const words = page.getByRole('textbox', { name: 'What they are told' });
  await words.focus();
  await keyboard.type('{name} came from a fair.');
  await keyboard.press('Escape');
  await expect(current).toBeFocused();
  await keyboard.press('Alt+ArrowUp');
  await expect(list.getByRole('button').nth(3)).toContainText('Tell the owner');
  await keyboard.press('Control+z');
  await expect(list.getByRole('button').nth(4)).toContainText('Tell the owner');

  // The condition: the source is empty or not.
  await list.getByRole('button', { name: /^Always/ }).focus();
  await keyboard.press('Enter');
  await page.getByRole('button', { name: 'Build the conditions' }).press('Enter');
  const builder = page.getByRole('dialog', { name: 'Build the conditions' });
  await builder.getByRole('combobox', { name: 'Field' }).selectOption({ label: 'Source' });
  await builder.getByRole('combobox', { name: 'Operator' }).selectOption('is');
  await builder.getByRole('textbox').fill('Fair');
  await keyboard.press('Escape');
  await expect(list).toContainText('Source: Fair');
  await picture(page, 'written');

  await page.getByRole('button', { name: 'Save as version 1' }).press('Enter');
  await expect(page.getByText('Saved version 1 of Fair deals')).toBeVisible();
  await untilUpToDate(page);
  await page.getByRole('button', { name: 'Dry run' }).press('Enter');
  await expect(page.getByRole('region', { name: /^What would it have done/ }).getByText(/^From /)).toBeVisible();
  await picture(page, 'dry-run');
  await page.getByRole('button', { name: 'Put version 1 live' }).press('Enter');
  await picture(page, 'put-live');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Put it live/ })
    .press('Enter');
  await expect(page.getByText('live, version 1')).toBeVisible();
  await untilUpToDate(page);

  const id = '01a22383-7e17-74f3-885c-a4ce4e9b4c02';
  const create = { fields: { name: 'Aquarium, guide', stage: 'negotiation', source: 'Fair' } };
  const act = (label: string, edit: object) => seller.ask(['act', '-'], JSON.stringify({ label, edits: [{ entity: 'crm/deal', id, ...edit }] })); // prettier-ignore
  await act('Added a deal', { create });
  await seller.ask(['sync']);
  await act('Renamed it', { fields: { name: 'Aquarium, audio guide' } });
  await seller.ask(['sync']);
  await expect(async () => {
    await seller.ask(['sync']);
    expect(JSON.stringify(await seller.ask(['list', 'task']))).toContain('Follow up: Aquarium, audio guide');
    expect(JSON.stringify(await seller.ask(['list', 'notice']))).toContain('Aquarium, audio guide came from a fair.');
  }).toPass({ timeout: 60_000 });

  // Another version: the editor says what differs.
  await list.getByRole('button', { name: /Tell the owner/ }).click();
  await keyboard.press('d');
  await list.getByRole('button', { name: /Make a task/ }).click();
  await picture(page, 'changed');
  await page.getByRole('button', { name: /from live$/ }).click();
  await expect(page.getByRole('region', { name: 'Differences' })).toContainText('New: Tell the owner');
  await picture(page, 'versions');
  if (process.env['OUTPOST_PICTURES'] !== undefined) {
    await page.emulateMedia({ colorScheme: 'dark' });
    await picture(page, 'dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 420, height: 900 });
    await picture(page, 'narrow');
    await page.setViewportSize({ width: 1100, height: 800 });
    await picture(page, 'middle');
    await page.setViewportSize({ width: 1440, height: 900 });
  }
  await page.getByRole('button', { name: 'All automations' }).click();
  await expect(page.getByRole('region', { name: 'Fair deals' })).toBeVisible();
  await picture(page, 'list');
});
