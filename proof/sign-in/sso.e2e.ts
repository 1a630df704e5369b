import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { authenticatorCode } from '@outpost/sync-server/identity/testing/authenticator';
import { startNameServer } from '@outpost/sync-server/identity/testing/name-server';
import { type RealProvider, startRealProvider } from '@outpost/sync-server/identity/testing/real-provider';
import { selfSigned } from '@outpost/sync-server/identity/testing/self-signed';
import { type Page, expect, test } from '@playwright/test';
import { type AppWindow, openApp, signInOnPage } from '../testbed/app-windows.ts';
import { inspectScreen } from '../testbed/inspect-screen.ts';
import { accountNamed, accountWithRole, type OutpostServer, startOutpostServer } from '../testbed/outpost-server.ts';
import { signInAtProvider } from '../testbed/provider-page.ts';

// An owner lets the people of the organisation in by its identity provider, and then only by it. The provider is the
// certified `oidc-provider`, over TLS. A name server of the test proves the domain.

const records = new Map<string, readonly string[]>();
let folder: string;
let idp: RealProvider;
let names: Awaited<ReturnType<typeof startNameServer>>;
let server: OutpostServer;
const windows: AppWindow[] = [];
let owner: Page;
/** The secret of the owner's authenticator app. */
let secret = '';
const groups = new Map([['zoe', ['bosses']]]);
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outpost-sso-'));
  const tls = selfSigned();
  const certificate = join(folder, 'provider.pem');
  await writeFile(certificate, tls.cert);
  names = await startNameServer(records);
  idp = await startRealProvider({
    tls,
    claimsOf: (login) => ({ email: `${login}@fenwright.example`, email_verified: true, name: 'Zoe Berg', groups: groups.get(login) ?? [] }), // prettier-ignore
  });
  idp.allow('https://localhost/unused');
  server = await startOutpostServer({
    isAtLocalhost: true,
    env: { OUTPOST_TRUSTED_HOSTS: idp.host, OUTPOST_NAME_SERVERS: names.address, NODE_EXTRA_CA_CERTS: certificate },
  });
  owner = await window();
});
test.afterAll(async () => {
  await Promise.all(windows.map((one) => one.close()));
  await server.stop();
  await idp.close();
  await names.close();
  await rm(folder, { recursive: true, force: true });
});

async function window(): Promise<Page> {
  const opened = await openApp('browser', server.url, { isTrusting: true }); // the provider's certificate signs itself
  windows.push(opened);
  opened.page.setDefaultTimeout(10_000);
  return opened.page;
}
const sign = (page: Page) => page.getByRole('navigation', { name: 'Main' }).getByRole('status');
const isIn = (page: Page) => expect(sign(page)).toContainText('Up to date', { timeout: 60_000 });
const goTo = (page: Page, place: string) => page.evaluate((to) => void (location.hash = to), place);
const codeAt = (ms: number) => authenticatorCode(secret, ms);

test('[PLT-23] an owner sets up the provider, whose redirect address is shown before', async () => {
  await signInOnPage(owner, { server: server.url, ...accountWithRole(server, 'owner') });
  await isIn(owner);
  await goTo(owner, '/settings/sign-in');
  await owner.getByRole('button', { name: 'Add a provider' }).first().click();
  const dialog = owner.getByRole('dialog', { name: 'Add an identity provider' });
  const redirect = await dialog.getByText(/\/sign-in\/oidc\/.*\/callback$/).textContent();
  idp.allow(redirect ?? '');
  await dialog.getByLabel('Name', { exact: true }).fill('Fenwright ID');
  await dialog.getByLabel('Address (issuer)').fill(idp.issuer);
  await dialog.getByLabel('Client ID').fill(idp.client.id);
  await dialog.getByLabel('Client secret').fill(idp.client.secret);
  await dialog.getByRole('button', { name: 'Test the connection' }).click();
  await expect(dialog.getByText(`The provider answers as ${idp.issuer}.`)).toBeVisible();
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
  records.set('_outpost.fenwright.example', [record ?? '']);
  await look.click();
  await expect(owner.getByText('Proved', { exact: true })).toBeVisible();
  await inspectScreen(owner, 'sso-settings');
});

test('[PLT-23, PLT-33] a person signs in by the provider, and gets the role of their group', async () => {
  const zoe = await window();
  const serverField = zoe.getByLabel('Server');
  if (await serverField.isVisible()) await serverField.fill(server.url);
  await zoe.getByLabel('Work e-mail').fill('zoe@fenwright.example');
  await zoe.getByRole('button', { name: /Fenwright ID/ }).click();
  await zoe.getByLabel('Password for this device', { exact: true }).fill('seven loud yellow boats');
  await signInAtProvider(zoe, idp, { button: 'Continue with Fenwright ID', login: 'zoe' });
  await isIn(zoe);
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
  const alex = await window();
  await signInOnPage(alex, { server: server.url, ...accountNamed(server, 'alex') });
  await expect(alex.getByText(/lets its people in by its identity provider/)).toBeVisible();
  await inspectScreen(alex, 'sso-needed');
});

test('[PLT-23] the owner signs in by password and second factor while the provider is gone', async () => {
  await idp.close();
  const again = await window();
  await signInOnPage(again, { server: server.url, ...accountWithRole(server, 'owner') });
  await expect(again.getByRole('heading', { name: 'One more step' })).toBeVisible();
  // A code works once, and the one that confirmed the app was used: the next one counts already.
  await again.getByLabel('Code from your authenticator app').fill(codeAt(Date.now() + 30_000));
  await again.keyboard.press('Enter');
  await isIn(again);
});
