import { type Page, expect, test } from '@playwright/test';
import { type AppWindow, goTo, openApp, untilUpToDate } from '../testbed/app-windows.ts';
import { inspectScreen } from '../testbed/inspect-screen.ts';
import { mailedText } from '../testbed/local-mails.ts';
import { type OutpostServer, startOutpostServer } from '../testbed/outpost-server.ts';

// A person registers an organisation at a server that was just started, and invites a colleague, who comes in by the e-mail.

let server: OutpostServer;
const windows: AppWindow[] = [];
let owner: Page;
const password = 'seven loud yellow boats';
const [mira, ola] = ['mira@nordwind.example', 'ola@nordwind.example'];
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  server = await startOutpostServer({ isForTrying: true });
  owner = await window();
});
test.afterAll(async () => {
  await Promise.all(windows.map((one) => one.close()));
  await server.stop();
});

async function window(): Promise<Page> {
  const opened = await openApp('browser', server.url);
  windows.push(opened);
  opened.page.setDefaultTimeout(10_000);
  return opened.page;
}
const codeFor = (email: string, form: RegExp) => mailedText(server, email, form);
/** Types the password where the server asks who somebody is: it does ten minutes after the sign-in. */
async function proveIfAsked(page: Page): Promise<void> {
  const proof = page.getByRole('dialog', { name: 'Show that it is you' });
  if (!(await proof.isVisible())) return;
  await proof.getByLabel('Your password').fill(password);
  await page.keyboard.press('Enter');
}
/** Opens the link of an invitation in a browser. Its page names the server and the code, and gives both to the app alone. */
async function openLinkOfMail(code: string): Promise<void> {
  const link = await codeFor(ola, /https?:\/\/\S+\/sign-in\/invited#\S+/);
  expect(link).toBe(`${server.url}/sign-in/invited#${code}`);
  const browser = await owner.context().browser()?.newPage();
  if (!browser) throw new Error('The app has no browser');
  const asked: string[] = [];
  browser.on('request', (request) => asked.push(`${request.url()} ${request.headers()['referer'] ?? ''}`));
  await browser.goto(link);
  const open = browser.getByRole('link', { name: 'Open Outpost' });
  await expect(open).toBeFocused();
  const { protocol, host } = new URL(server.url);
  expect(await open.getAttribute('href')).toBe(`outpost://invited/${protocol.slice(0, -1)}/${host}/${code}`);
  await expect(browser.getByText(code)).toBeVisible();
  expect(browser.url()).toBe(`${server.url}/sign-in/invited`); // the history of the browser does not keep the code
  expect(asked.length).toBeGreaterThan(1);
  expect(asked.filter((one) => one.replace(/#\S*/, '').includes(code))).toEqual([]);
  await inspectScreen(browser, 'invited-page');
  await browser.goto(`${server.url}/sign-in/invited#${code.slice(0, 9)}`);
  await expect(browser.getByText(/Open the link of the e-mail again/)).toBeVisible();
  await expect(open).toBeHidden();
  await inspectScreen(browser, 'invited-page-without-code', { isBrief: true });
  await browser.close();
}

test('a person registers an organisation with a code from the e-mail, and begins with its first steps', async () => {
  await owner.getByRole('button', { name: 'Register an organisation' }).click();
  await inspectScreen(owner, 'register');
  await owner.getByRole('textbox', { name: 'Work e-mail' }).fill(mira);
  await owner.keyboard.press('Enter');
  await owner
    .getByRole('textbox', { name: /Code from the e-mail/ })
    .fill(await codeFor(mira, /[A-Z2-9]{4}-[A-Z2-9]{4}/));
  await owner.getByRole('textbox', { name: 'Your name' }).fill('Mira Holt');
  await owner.getByLabel('New password', { exact: true }).fill(password);
  await owner.getByLabel('New password again').fill(password);
  await inspectScreen(owner, 'register-person');
  await owner.keyboard.press('Enter');
  await owner.getByRole('textbox', { name: 'Name of the organisation' }).fill('Nordwind');
  await inspectScreen(owner, 'register-organisation');
  await owner.getByRole('button', { name: 'Make the organisation' }).click();
  await untilUpToDate(owner);
  await expect(owner.getByText('Set up Nordwind')).toBeVisible();
});

test('[PLT-17] the first steps show the packs, invite two colleagues and take example data, by the keyboard', async () => {
  const title = (name: string) => owner.getByRole('heading', { level: 2, name });
  await goTo(owner, '/setup');
  await expect(title('Packs')).toBeVisible();
  await expect(owner.getByRole('heading', { level: 2, name: 'Installed' })).toBeVisible();
  await owner.keyboard.press('Control+Enter');
  await expect(title('People')).toBeFocused();
  const field = owner.getByRole('textbox', { name: 'E-mail address 1' });
  await field.focus();
  await owner.keyboard.type('ines@nordwind.example');
  await owner.keyboard.press('Enter');
  await owner.keyboard.type('jon@nordwind.example');
  await owner.getByRole('combobox', { name: 'Role of jon@nordwind.example' }).selectOption('Viewer');
  await inspectScreen(owner, 'setup-people');
  await owner.getByRole('button', { name: 'Skip for now' }).click();
  await expect(title('Bring your data')).toBeFocused();
  await owner.getByRole('button', { name: 'Leave, come back from Home' }).click();
  await owner.getByRole('button', { name: 'Go on where you were' }).click();
  await expect(title('Bring your data')).toBeVisible();
  await owner.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(owner.getByRole('textbox', { name: 'E-mail address 2' })).toHaveValue('jon@nordwind.example');
  await owner.getByRole('button', { name: /^Send 2 invitations and go on/ }).focus();
  await owner.keyboard.press('Control+Enter');
  await proveIfAsked(owner);
  await expect(title('Bring your data')).toBeVisible();
  for (const to of ['ines@nordwind.example', 'jon@nordwind.example']) await codeFor(to, /([A-Z2-9]{4}-){4}[A-Z2-9]{4}/);
  await owner.getByRole('button', { name: 'Fill with example data' }).click();
  await expect(owner.getByRole('button', { name: 'Remove the example data' })).toBeVisible({ timeout: 30_000 });
  await inspectScreen(owner, 'setup-data');
});

test('[PLT-17] its owner invites a colleague, who comes in with a name and a password of their own', async () => {
  await goTo(owner, '/settings/people');
  await owner.getByRole('button', { name: /^Invite/ }).click();
  const dialog = owner.getByRole('dialog', { name: 'Invite people' });
  await dialog.getByLabel('E-mail addresses').fill(ola);
  await inspectScreen(owner, 'invite-people');
  await owner.keyboard.press('Control+Enter');
  await expect(owner.getByRole('row', { name: /ola@nordwind\.example.*Invited/ })).toBeVisible();
  const code = await codeFor(ola, /([A-Z2-9]{4}-){4}[A-Z2-9]{4}/);
  await openLinkOfMail(code);
  const colleague = await window();
  await colleague.getByRole('button', { name: 'I have an invitation' }).click();
  await colleague.getByRole('textbox', { name: /Code from the e-mail/ }).fill(code);
  await inspectScreen(colleague, 'invitation');
  await colleague.keyboard.press('Enter');
  await expect(colleague.getByRole('heading', { name: 'Join Nordwind' })).toBeVisible();
  await colleague.getByRole('textbox', { name: /Your name/ }).fill('Ola Bekele');
  await colleague.getByLabel('New password', { exact: true }).fill(password);
  await colleague.getByLabel('New password again').fill(password);
  await inspectScreen(colleague, 'invitation-accepted');
  await colleague.keyboard.press('Enter');
  await untilUpToDate(colleague);
  await expect(owner.getByRole('row', { name: /Ola Bekele.*Member.*Active/ })).toBeVisible({ timeout: 90_000 });
});
