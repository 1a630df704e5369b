import { type Page, expect, test } from '@playwright/test';
import { type AppWindow, goTo, openApp, signInOnPage, syncSign, untilUpToDate } from '../testbed/app-windows.ts';
import { inspectScreen } from '../testbed/inspect-screen.ts';
import { type OutpostServer, accountWithRole, startOutpostServer } from '../testbed/outpost-server.ts';
import { type PosingRelay, openPosingRelay } from '../testbed/posing-relay.ts';

// An administrator makes a role, adds a colleague with it, and takes the access away again. The colleague works meanwhile.

let server: OutpostServer;
let relay: PosingRelay;
const windows: AppWindow[] = [];
let admin: Page;
let nia: Page;
let given = '';
const nias = { email: 'nia.bekele@fenwright.example', own: 'nine dark yellow boats' };
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  server = await startOutpostServer();
  relay = await openPosingRelay(server.url);
  admin = await window(relay.url);
  await signInOnPage(admin, { server: relay.url, ...accountWithRole(server, 'admin') });
  await untilUpToDate(admin);
});
test.afterAll(async () => {
  await Promise.all(windows.map((one) => one.close()));
  await relay.close();
  await server.stop();
});

async function window(url: string): Promise<Page> {
  const opened = await openApp('browser', url);
  windows.push(opened);
  opened.page.setDefaultTimeout(10_000);
  return opened.page;
}
const focusedName = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
/** Presses a key until the focused cell has this name. */
async function walkTo(page: Page, key: string, name: RegExp): Promise<void> {
  for (let step = 0; step < 60 && !name.test(await focusedName(page)); step += 1) await page.keyboard.press(key);
  expect(await focusedName(page)).toMatch(name);
}

test('[A-1] a role of one’s own is made and given a right by the keyboard alone', async () => {
  await goTo(admin, '/settings/roles');
  await expect(admin.getByRole('grid', { name: 'Rights of Member' })).toBeVisible();
  await inspectScreen(admin, 'roles');
  await admin.keyboard.press('c');
  const dialog = admin.getByRole('dialog', { name: 'New role' });
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await admin.keyboard.type('Site lead');
  await admin.keyboard.press('Control+Enter');
  const grid = admin.getByRole('grid', { name: 'Rights of Site lead' });
  await expect(grid).toBeVisible();
  await grid.getByRole('button', { name: /^Every kind, See/ }).focus();
  await walkTo(admin, 'ArrowDown', /^Deals, See: Shared/);
  await admin.keyboard.press('Enter');
  await expect(admin.getByRole('menu')).toBeVisible();
  await inspectScreen(admin, 'roles-choices');
  await admin.keyboard.press('End');
  await admin.keyboard.press('Enter');
  await expect(grid.getByRole('button', { name: 'Deals, See: All, was Shared' })).toBeFocused();
  await expect(admin.getByText('1 right changed, not saved yet. Nobody has this role.')).toBeVisible();
  await admin.keyboard.press('Control+Enter');
  await expect(admin.getByText('Changed 1 right of Site lead', { exact: true })).toBeVisible();
  await expect(grid.getByRole('button', { name: 'Deals, See: All', exact: true })).toBeVisible();
});

test('a colleague is added with that role by the keyboard, and gets a first password that is shown once', async () => {
  await admin.keyboard.press('Control+k');
  await admin.keyboard.type('add a person');
  await expect(admin.getByRole('option', { name: /Add a person/ }).first()).toBeVisible();
  await admin.keyboard.press('Enter');
  const dialog = admin.getByRole('dialog', { name: 'Add a person' });
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await admin.keyboard.type('Nia Bekele');
  await admin.keyboard.press('Tab');
  await admin.keyboard.type(nias.email);
  await admin.keyboard.press('Tab');
  await expect(dialog.getByRole('textbox', { name: 'Role' }).or(dialog.getByRole('combobox', { name: 'Role' })).first()).toBeFocused(); // prettier-ignore
  await admin.keyboard.press('Control+a');
  await admin.keyboard.type('Site');
  await admin.keyboard.press('Enter');
  await inspectScreen(admin, 'add-person');
  await admin.keyboard.press('Control+Enter');
  const next = admin.getByRole('dialog', { name: 'Let Nia Bekele sign in' });
  given = await next.getByRole('textbox', { name: 'Password' }).inputValue();
  await admin.keyboard.press('Control+Enter');
  await expect(next.getByText(given)).toBeVisible();
  await inspectScreen(admin, 'password-given');
  await next.getByRole('button', { name: 'Done' }).click();
  await expect(admin.getByText(given)).toHaveCount(0);
  await expect(admin.getByRole('row', { name: /Nia Bekele.*Site lead.*Has not signed in/ })).toBeVisible();
  await inspectScreen(admin, 'people');
});

test('[A-2] the colleague chooses a password and sees the records of the role: every deal, no lead of others, no page of people', async () => {
  nia = await window(server.url);
  await signInOnPage(nia, { server: server.url, email: nias.email, password: given });
  await expect(nia.getByRole('heading', { name: 'Choose your own password' })).toBeVisible();
  for (const label of ['New password', 'New password again'])
    await nia.getByLabel(label, { exact: true }).fill(nias.own);
  await nia.keyboard.press('Enter');
  await untilUpToDate(nia);
  await goTo(nia, '/list/crm/deal?kind=grid');
  await expect(nia.getByRole('grid', { name: 'Deals' }).getByRole('row').nth(9)).toBeVisible();
  await goTo(nia, '/list/crm/lead?kind=grid');
  await expect(nia.getByRole('heading', { level: 2, name: /No leads/ }).first()).toBeVisible();
  await goTo(nia, '/settings/roles');
  await expect(nia.getByText('Only administrators change roles')).toBeVisible();
  await inspectScreen(nia, 'roles-refused');
  await goTo(admin, '/settings/people');
  await admin.reload();
  await expect(admin.getByRole('row', { name: /Nia Bekele.*Active.*1 device/ })).toBeVisible();
});

test('a role’s page shows the effect of a change on the colleague before it is saved', async () => {
  await goTo(admin, '/settings/roles');
  await admin
    .getByRole('group', { name: 'Roles' })
    .getByRole('button', { name: /^Site lead/ })
    .click();
  const panel = admin.getByRole('complementary', { name: 'What could this person see?' });
  await expect(panel.getByText('Nia Bekele would see the same records.')).toBeVisible();
  await admin.getByRole('button', { name: /^Leads, See: Shared/ }).click();
  await admin.getByRole('menuitem', { name: /^All/ }).click();
  await expect(panel.getByText(/^Nia Bekele would see [\d,]+ leads more\.$/)).toBeVisible();
  await admin.getByRole('button', { name: 'Discard' }).click();
  await expect(panel.getByText('Nia Bekele would see the same records.')).toBeVisible();
});

test('without the server a person waits to be sent, and the password is given from the row later', async () => {
  relay.cut();
  await expect(syncSign(admin)).toContainText('Offline', { timeout: 30_000 });
  await goTo(admin, '/settings/people?add=true');
  const dialog = admin.getByRole('dialog', { name: 'Add a person' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Omar Reyes');
  await dialog.getByRole('textbox', { name: 'E-mail' }).fill('omar.reyes@fenwright.example');
  await admin.keyboard.press('Control+Enter');
  const next = admin.getByRole('dialog', { name: 'Let Omar Reyes sign in' });
  await expect(next.getByRole('note')).toContainText('never stored on this device');
  await admin.keyboard.press('Control+Enter');
  await expect(next.getByText(/waits to be sent/).first()).toBeVisible();
  await next.getByRole('button', { name: 'Later' }).click();
  const row = admin.getByRole('row', { name: /Omar Reyes.*No password yet/ });
  await expect(row).toBeVisible();
  relay.step();
  await untilUpToDate(admin);
  await row.getByRole('button').click();
  await admin.getByRole('button', { name: 'Give a first password' }).click();
  await next.getByRole('button', { name: /^Give this password/ }).click();
  await expect(next.getByText('can sign in to')).toBeVisible();
  await next.getByRole('button', { name: 'Done' }).click();
  await expect(admin.getByRole('row', { name: /Omar Reyes.*Has not signed in/ })).toBeVisible();
});

test('[A-2] the colleague’s access is removed: their session ends immediately, and their device is wiped', async () => {
  await admin
    .getByRole('row', { name: /Nia Bekele/ })
    .getByRole('button')
    .click();
  await admin.getByRole('button', { name: 'Take away…' }).click();
  const dialog = admin.getByRole('dialog', { name: 'Take away Nia Bekele’s access' });
  await expect(dialog.getByText(/They own no records/)).toBeVisible();
  await inspectScreen(admin, 'take-away');
  await dialog.getByRole('button', { name: /^Suspend Nia Bekele/ }).click();
  await expect(admin.getByRole('row', { name: /Nia Bekele.*Suspended/ })).toBeVisible();
  await expect(nia.getByRole('heading', { name: 'This device was wiped' })).toBeVisible({ timeout: 30_000 });
  await expect(nia.getByText('Everything had been sent before.')).toBeVisible();
  await inspectScreen(nia, 'wiped');
});

test('[P-5] the journal shows the administrator’s changes with old and new values, and its chain is whole', async () => {
  await goTo(admin, '/settings/journal');
  const suspended = admin.getByRole('row').filter({ hasText: 'Suspended Nia Bekele' });
  await expect(suspended).toContainText(/Status.*Active.*Suspended/);
  await expect(admin.getByRole('row').filter({ hasText: 'Changed 1 right of Site lead' })).toBeVisible();
  await expect(admin.getByText(given)).toHaveCount(0);
  await admin.getByRole('button', { name: 'Check the chain' }).click();
  await expect(admin.getByText(/^The journal is whole: [\d,]+ rows checked/)).toBeVisible();
  await inspectScreen(admin, 'journal');
});
