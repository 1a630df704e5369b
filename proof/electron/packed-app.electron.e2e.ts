import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { type Page, expect, test } from '@playwright/test';
import { findFreePort } from '../../scripts/free-port.ts';
import { root } from '../../scripts/run-command.ts';
import { signInOnPage, syncSign, untilUpToDate } from '../testbed/app-windows.ts';
import { type OutpostServer, accountWithRole, startOutpostServer } from '../testbed/outpost-server.ts';
import { type PackedApp, packApp, startPackedApp } from '../testbed/packed-app.ts';

// Tests the delivered app: packed, with its fuses set, on a new device.

const { ENABLE, DISABLE } = FuseState;
/** The fuses that electron-builder.yml sets on purpose, with the reasons there. */
const wantedFuses: Readonly<Partial<Record<FuseV1Options, FuseState>>> = {
  [FuseV1Options.RunAsNode]: DISABLE,
  [FuseV1Options.EnableCookieEncryption]: ENABLE,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: DISABLE,
  [FuseV1Options.EnableNodeCliInspectArguments]: DISABLE,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: ENABLE,
  [FuseV1Options.OnlyLoadAppFromAsar]: ENABLE,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: DISABLE,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: DISABLE,
  [FuseV1Options.WasmTrapHandlers]: ENABLE, // Electron's own setting, which electron-builder 26 cannot change; it only concerns speed
};

let program = '';
let profile = '';
let app: PackedApp | undefined;
let server: OutpostServer | undefined;
test.describe.configure({ mode: 'serial' });
// The app quits during the test, as with real people. Playwright cannot close the trace of a closed browser, or take
// its last picture.
test.use({ trace: 'off', screenshot: 'off' });
test.beforeAll(async () => {
  test.setTimeout(180_000); // if nothing is built yet
  program = await packApp();
  profile = await mkdtemp(join(tmpdir(), 'outpost-packed-'));
  await mkdir(join(root, 'test-results/looks'), { recursive: true });
});
test.afterAll(async () => {
  await app?.kill();
  await server?.stop();
  await rm(profile, { recursive: true, force: true });
});

const look = (page: Page, name: string) =>
  page.screenshot({ path: join(root, `test-results/looks/packed-${name}.png`) });

test('every fuse of the packed app is set as decided', async () => {
  const {
    version: _,
    resetAdHocDarwinSignature: __,
    strictlyRequireAllFuses: ___,
    ...found
  } = await getCurrentFuseWire(program);
  expect(found).toEqual(wantedFuses);
});

test('a new device without a server names the problem, signs in once there is one, and works offline the next day', async () => {
  test.setTimeout(120_000);
  const port = await findFreePort(20_620);
  const url = `http://127.0.0.1:${port}`;
  app = await startPackedApp(program, profile);
  let { page } = app;
  await expect(page.getByRole('heading', { name: 'Sign in to Outpost' })).toBeVisible();
  await signInOnPage(page, { server: url, email: 'alex@fenwright.example', password: 'not known yet' });
  await expect(page.getByRole('alert')).toContainText('Signing in for the first time needs a network');
  await look(page, 'no-server');

  server = await startOutpostServer({ port });
  const member = accountWithRole(server, 'member');
  await signInOnPage(page, { server: url, ...member });
  await untilUpToDate(page);
  const deals = await showDeals(page);
  await look(page, 'deals');
  expect(await app.closeWindow(), 'the app quits with its window').toBe(0);

  await server.stop();
  server = undefined;
  app = await startPackedApp(program, profile);
  ({ page } = app);
  await page.getByLabel('Password', { exact: true }).fill(member.password);
  await look(page, 'locked');
  await page.getByRole('button', { name: 'Unlock' }).click();
  await expect(syncSign(page)).toContainText('Offline');
  expect(await showDeals(page)).toEqual(deals);
  expect(await app.closeWindow()).toBe(0);
});

/** Returns the names of the deals on the board, once they are loaded. */
async function showDeals(page: Page): Promise<readonly string[]> {
  await page.getByRole('link', { name: 'Deals', exact: true }).click();
  const cards = page.getByRole('application', { name: /deals/i }).getByRole('article');
  await expect(cards.first()).toBeVisible();
  return cards.allInnerTexts();
}
