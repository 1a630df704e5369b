import { authenticatorCode } from '@outpost/sync-server/identity/testing/authenticator';
import { type Page, expect, test } from '@playwright/test';
import { addShownApp, goTo, signInOnPage, untilUpToDate } from '../testbed/app-windows.ts';
import { mailedText } from '../testbed/local-mails.ts';
import { signInAtProvider } from '../testbed/provider-page.ts';
import { type ServerWithProvider, startServerWithProvider } from '../testbed/server-with-provider.ts';

// The whole way of a new organisation: from a server that was just started to a member with a role of the organisation's own and a
// second factor, who comes in by the organisation's identity provider alone. Each step uses only what the screens say.

let given: ServerWithProvider;
test.beforeAll(async () => {
  test.setTimeout(120_000);
  given = await startServerWithProvider({
    isForTrying: true,
    claimsOf: (login) => ({ email: `${login}@nordwind.example`, email_verified: true, name: 'Ola Bekele' }),
  });
});
test.afterAll(() => given.close());

const [mira, ola] = ['mira@nordwind.example', 'ola@nordwind.example'];
const password = 'seven loud yellow boats';
async function fillNewPassword(page: Page): Promise<void> {
  await page.getByLabel('New password', { exact: true }).fill(password);
  await page.getByLabel('New password again').fill(password);
  await page.keyboard.press('Enter');
}
test('[PLT-17, PLT-18, PLT-23] a new organisation gets members with roles of its own and second factors, who come in by its provider alone', async () => {
  test.setTimeout(300_000);
  const owner = await given.openWindow();

  await test.step('a person registers the organisation', async () => {
    await owner.getByRole('button', { name: 'Register an organisation' }).click();
    await owner.getByRole('textbox', { name: 'Work e-mail' }).fill(mira);
    await owner.keyboard.press('Enter');
    const code = await mailedText(given.server, mira, /[A-Z2-9]{4}-[A-Z2-9]{4}/);
    await owner.getByRole('textbox', { name: /Code from the e-mail/ }).fill(code);
    await owner.getByRole('textbox', { name: 'Your name' }).fill('Mira Holt');
    await fillNewPassword(owner);
    await owner.getByRole('textbox', { name: 'Name of the organisation' }).fill('Nordwind');
    await owner.getByRole('button', { name: 'Make the organisation' }).click();
    await untilUpToDate(owner);
  });

  await test.step('the owner makes a role that asks for a second factor', async () => {
    await goTo(owner, '/settings/roles');
    await expect(owner.getByRole('grid', { name: /^Rights of/ })).toBeVisible();
    await owner.keyboard.press('c');
    const dialog = owner.getByRole('dialog');
    await expect(dialog.getByRole('textbox', { name: 'Name' })).toBeFocused();
    await owner.keyboard.type('Installer');
    await owner.keyboard.press('Control+Enter');
    await expect(owner.getByRole('grid', { name: 'Rights of Installer' })).toBeVisible();
    await owner.getByLabel(/^Second factor at sign-in/).selectOption('app');
    await untilUpToDate(owner);
  });

  await test.step('the owner invites a colleague with that role', async () => {
    await goTo(owner, '/settings/people');
    await owner.getByRole('button', { name: /^Invite/ }).click();
    const dialog = owner.getByRole('dialog', { name: 'Invite people' });
    await dialog.getByLabel('E-mail addresses').fill(ola);
    await dialog.getByRole('combobox', { name: /Role/ }).first().fill('Installer');
    await owner.getByRole('option', { name: 'Installer' }).click();
    await owner.keyboard.press('Control+Enter');
    await expect(owner.getByRole('row', { name: /ola@nordwind\.example.*Invited/ })).toBeVisible();
  });

  const colleague = await given.openWindow();
  let secret = '';
  await test.step('the colleague comes in, and sets up the second factor that the role asks for', async () => {
    await colleague.getByRole('button', { name: 'I have an invitation' }).click();
    const code = await mailedText(given.server, ola, /([A-Z2-9]{4}-){4}[A-Z2-9]{4}/);
    await colleague.getByRole('textbox', { name: /Code from the e-mail/ }).fill(code);
    await colleague.keyboard.press('Enter');
    await colleague.getByRole('textbox', { name: /Your name/ }).fill('Ola Bekele');
    await fillNewPassword(colleague);
    await expect(colleague.getByRole('heading', { name: 'Set up a second factor' })).toBeVisible();
    await colleague.getByRole('button', { name: 'Add an authenticator app' }).click();
    secret = await addShownApp(colleague);
    await untilUpToDate(colleague);
    await expect(owner.getByRole('row', { name: /Ola Bekele.*Installer.*Active/ })).toBeVisible({ timeout: 90_000 });
  });

  await test.step('the owner sets up the provider and proves the domain', async () => {
    await goTo(owner, '/settings/sign-in');
    await owner.getByRole('button', { name: 'Add a provider' }).first().click();
    const dialog = owner.getByRole('dialog', { name: 'Add an identity provider' });
    given.idp.allow((await dialog.getByText(/\/sign-in\/oidc\/.*\/callback$/).textContent()) ?? '');
    await dialog.getByLabel('Name', { exact: true }).fill('Nordwind ID');
    await dialog.getByLabel('Address (issuer)').fill(given.idp.issuer);
    await dialog.getByLabel('Client ID').fill(given.idp.client.id);
    await dialog.getByLabel('Client secret').fill(given.idp.client.secret);
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(dialog).toBeHidden();
    await owner.getByLabel('Another domain').fill('nordwind.example');
    await owner.getByRole('button', { name: 'Add the domain' }).click();
    const record = await owner.getByText(/^outpost-domain=/).textContent();
    given.publish('_outpost.nordwind.example', record ?? '');
    await owner.getByRole('button', { name: /^Look for it/ }).click();
    await expect(owner.getByText('Proved', { exact: true })).toBeVisible();
  });

  await test.step('the owner keeps a password with a second factor, and lets the others in by the provider alone', async () => {
    await goTo(owner, '/settings/security');
    await owner.getByRole('button', { name: 'Add an authenticator app' }).click();
    await owner.keyboard.press('Enter');
    await addShownApp(owner);
    await expect(owner.getByRole('dialog', { name: /backup codes/i })).toBeVisible();
    await owner.keyboard.press('Escape');
    await goTo(owner, '/settings/sign-in');
    await owner.getByLabel('I keep my password').click();
    await expect(owner.getByLabel('I keep my password')).toBeChecked();
    const only = owner.getByLabel('People sign in by the identity provider only');
    await only.click({ force: true });
    await expect(only).toBeChecked();
  });

  await test.step('the colleague’s password is refused on another device, and the provider lets them in', async () => {
    const other = await given.openWindow();
    await signInOnPage(other, { server: given.server.url, email: ola, password });
    await expect(other.getByText(/lets its people in by its identity provider/)).toBeVisible();
    await other.getByRole('button', { name: /Nordwind ID/ }).click();
    await other.getByLabel('Password for this device', { exact: true }).fill(password);
    await signInAtProvider(other, given.idp, { button: 'Continue with Nordwind ID', login: 'ola' });
    await expect(other.getByRole('heading', { name: 'Show once that the account is yours' })).toBeVisible();
    await other.getByRole('button', { name: 'Send a code to my e-mail instead' }).click();
    await other
      .getByRole('textbox', { name: /^Code/ })
      .fill(await mailedText(given.server, ola, /[A-Z2-9]{4}-[A-Z2-9]{4}$/m));
    await other.keyboard.press('Enter');
    await expect(other.getByRole('heading', { name: 'One more step' })).toBeVisible(); // the role's second factor, also by the provider
    const code = authenticatorCode(secret, Date.now() + 30_000); // a code works once, and the one of now may be used
    await other.getByLabel('Code from your authenticator app').fill(code);
    await untilUpToDate(other);
    await expect(other.getByRole('button', { name: /^Ola Bekele/ })).toBeVisible();
  });
});
