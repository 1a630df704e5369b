import { authenticatorCode } from '@outpost/sync-server/identity/testing/authenticator';
import { type Page, expect, test } from '@playwright/test';
import { goTo, signInOnPage, untilUpToDate } from '../testbed/app-windows.ts';
import { inspectScreen } from '../testbed/inspect-screen.ts';
import { accountNamed, accountWithRole } from '../testbed/outpost-server.ts';
import { signInAtProvider } from '../testbed/provider-page.ts';
import { type ServerWithProvider, startServerWithProvider } from '../testbed/server-with-provider.ts';

// An owner lets the people of the organisation in by its identity provider, and then only by it. The provider is the
// certified `oidc-provider`, over TLS. A name server of the test proves the domain.

let given: ServerWithProvider;
let owner: Page;
/** The secret of the owner's authenticator app. */
let secret = '';
const groups = new Map([['zoe', ['bosses']]]);
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  given = await startServerWithProvider({
    claimsOf: (login) => ({ email: `${login}@fenwright.example`, email_verified: true, name: 'Zoe Berg', groups: groups.get(login) ?? [] }), // prettier-ignore
  });
  owner = await given.openWindow();
});
test.afterAll(() => given.close());
const codeAt = (ms: number) => authenticatorCode(secret, ms);

test('[PLT-23] an owner sets up the provider, whose redirect address is shown before', async () => {
  await signInOnPage(owner, { server: given.server.url, ...accountWithRole(given.server, 'owner') });
  await untilUpToDate(owner);
  await goTo(owner, '/settings/sign-in');
  await owner.getByRole('button', { name: 'Add a provider' }).first().click();
  const dialog = owner.getByRole('dialog', { name: 'Add an identity provider' });
  const redirect = await dialog.getByText(/\/sign-in\/oidc\/.*\/callback$/).textContent();
  given.idp.allow(redirect ?? '');
  await dialog.getByLabel('Name', { exact: true }).fill('Fenwright ID');
  await dialog.getByLabel('Address (issuer)').fill(given.idp.issuer);
  await dialog.getByLabel('Client ID').fill(given.idp.client.id);
  await dialog.getByLabel('Client secret').fill(given.idp.client.secret);
  await dialog.getByRole('button', { name: 'Test the connection' }).click();
  await expect(dialog.getByText(`The provider answers as ${given.idp.issuer}.`)).toBeVisible();
  await dialog.getByLabel('Role of people without a group below').selectOption('member');
  await dialog.getByLabel('Claim with groups').fill('groups');
  await dialog.getByLabel('Roles by group').fill('bosses = manager');
  await inspectScreen(owner, 'sso-add-provider');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(owner.getByText(redirect ?? '')).toBeVisible();
});

test('[PLT-23] the owner proves the domain by a TXT record', async () => {
  await owner.getByLabel('Another domain').fill('fenwright.example');
  await owner.getByRole('button', { name: 'Add the domain' }).click();
  const look = owner.getByRole('button', { name: /^Look for it/ });
  await look.click();
  await expect(owner.getByRole('alert')).toContainText('there is no TXT record');
  const record = await owner.getByText(/^outpost-domain=/).textContent();
  given.publish('_outpost.fenwright.example', record ?? '');
  await look.click();
  await expect(owner.getByText('Proved', { exact: true })).toBeVisible();
  await inspectScreen(owner, 'sso-settings');
});

test('[PLT-23, PLT-33] a person signs in by the provider, and gets the role of their group', async () => {
  const zoe = await given.openWindow();
  const serverField = zoe.getByLabel('Server');
  if (await serverField.isVisible()) await serverField.fill(given.server.url);
  await zoe.getByLabel('Work e-mail').fill('zoe@fenwright.example');
  await zoe.getByRole('button', { name: /Fenwright ID/ }).click();
  await zoe.getByLabel('Password for this device', { exact: true }).fill('seven loud yellow boats');
  await signInAtProvider(zoe, given.idp, { button: 'Continue with Fenwright ID', login: 'zoe' });
  await untilUpToDate(zoe);
  await goTo(owner, '/settings/people');
  await expect(owner.getByRole('row', { name: /Zoe Berg.*Manager/ })).toBeVisible({ timeout: 30_000 });
});

test('[PLT-23] the owner keeps a password with a second factor, and switches the others’ off', async () => {
  await goTo(owner, '/settings/security');
  await owner.getByRole('button', { name: 'Add an authenticator app' }).click();
  const dialog = owner.getByRole('dialog', { name: 'Add an authenticator app' });
  await dialog.getByLabel('Name').fill('Phone');
  await owner.keyboard.press('Enter');
  secret = ((await dialog.getByText(/^([A-Z2-7]{4} ?){8}$/).textContent()) ?? '').replaceAll(/\s/g, '');
  await dialog.getByLabel('Code that the app shows').fill(codeAt(Date.now()));
  await owner.keyboard.press('Enter');
  await expect(owner.getByRole('dialog', { name: /backup codes/i })).toBeVisible();
  await owner.keyboard.press('Escape');
  await goTo(owner, '/settings/sign-in');
  await owner.getByLabel('I keep my password').click();
  await expect(owner.getByLabel('I keep my password')).toBeChecked();
  const only = owner.getByLabel('People sign in by the identity provider only');
  await only.click({ force: true });
  await expect(only).toBeChecked();
  await expect(owner.getByText('By the identity provider only', { exact: true })).toBeVisible();
});

test('[PLT-23] the password of another person is refused from then on', async () => {
  const alex = await given.openWindow();
  await signInOnPage(alex, { server: given.server.url, ...accountNamed(given.server, 'alex') });
  await expect(alex.getByText(/lets its people in by its identity provider/)).toBeVisible();
  await inspectScreen(alex, 'sso-needed');
});

test('[PLT-23] the owner signs in by password and second factor while the provider is gone', async () => {
  await given.idp.close();
  const again = await given.openWindow();
  await signInOnPage(again, { server: given.server.url, ...accountWithRole(given.server, 'owner') });
  await expect(again.getByRole('heading', { name: 'One more step' })).toBeVisible();
  // A code works once, and the one that confirmed the app was used: the next one counts already.
  await again.getByLabel('Code from your authenticator app').fill(codeAt(Date.now() + 30_000));
  await again.keyboard.press('Enter');
  await untilUpToDate(again);
});
