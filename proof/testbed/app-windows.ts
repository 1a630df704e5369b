import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replicaFlags } from '@outpost/desktop/main/replica-flags';
import { authenticatorCode } from '@outpost/sync-server/identity/testing/authenticator';
import {
  type Browser,
  type ElectronApplication,
  type Locator,
  type Page,
  _electron,
  chromium,
  expect,
} from '@playwright/test';
import { findChromium } from '../../scripts/find-chromium.ts';
import { findElectron } from '../../scripts/find-electron.ts';
import { root } from '../../scripts/run-command.ts';
import { startNodeProgram } from '../../scripts/start/child-program.ts';
import { accountWithRole, startOutpostServer } from './outpost-server.ts';

/** The app as one person uses it: a window, and a replica with its own profile. */
export type AppWindow = {
  readonly page: Page;
  /** The folder in which the device keeps all its data. */
  readonly profile: string;
  /** Kills the process of the replica, as a crash would, and opens the app again on the same profile. */
  readonly crashAndReopen: () => Promise<AppWindow>;
  readonly close: () => Promise<void>;
};

/** The shell in which a window is opened. */
export type ShellName = 'browser' | 'electron';

/**
 * Opens the app on a new profile. The device knows the server at `serverUrl`. `isTrusting`: the browser takes certificates that
 * sign themselves, only in the browser shell.
 */
export async function openApp(shell: ShellName, serverUrl: string, { isTrusting = false } = {}): Promise<AppWindow> {
  const profile = await mkdtemp(join(tmpdir(), 'outpost-device-'));
  return shell === 'browser' ? openInBrowserShell(serverUrl, profile, isTrusting) : openInElectron(serverUrl, profile);
}

async function openInBrowserShell(serverUrl: string, profile: string, isTrusting: boolean): Promise<AppWindow> {
  const shell = startNodeProgram('browser shell', {
    script: 'apps/desktop/out/main/browser-shell.js',
    flags: replicaFlags,
    env: { ...process.env, OUTPOST_SERVER_URL: serverUrl, OUTPOST_PROFILE_DIR: profile },
    logFile: join(profile, 'shell.log'),
  });
  const { url } = await shell.ready;
  const found = findChromium();
  const browser: Browser = await chromium.launch(
    found ? { ...found, args: [...found.args], env: { ...found.env } } : {},
  );
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, ignoreHTTPSErrors: isTrusting });
  await page.goto(url);
  const end = async () => {
    await browser.close();
    await shell.stop();
  };
  return {
    page,
    profile,
    crashAndReopen: async () => {
      await end();
      return openInBrowserShell(serverUrl, profile, isTrusting);
    },
    close: async () => {
      await end();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/** The command that starts the unpacked Electron app for a profile. Playwright or a test runs it. */
export function electronAppCommand(
  serverUrl: string,
  profile: string,
): { readonly executablePath: string; readonly args: string[]; readonly env: Record<string, string> } {
  const executablePath = findElectron();
  if (!executablePath) throw new Error('There is no Electron on this machine');
  return {
    executablePath,
    // Chromium needs these arguments as root and without a graphics card. People's machines need neither.
    args: [join(root, 'apps/desktop'), ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-gpu'],
    env: { ...definedOf(process.env), OUTPOST_SERVER_URL: serverUrl, OUTPOST_PROFILE_DIR: profile },
  };
}

/**
 * Playwright's own preload for Electron, which delays the app until Playwright is connected. Playwright adds it only to the
 * Electron that it finds by itself. Without it, `launch` of our Electron hung when the window opened while Playwright was
 * connecting (3 of 40 starts here).
 */
function playwrightPreload(): string {
  const inTest = createRequire(createRequire(import.meta.url).resolve('@playwright/test/package.json'));
  const inRunner = createRequire(inTest.resolve('playwright/package.json'));
  return join(inRunner.resolve('playwright-core/package.json'), '../lib/server/electron/loader.js');
}

/** The options of a start in Electron. */
export type ElectronStart = {
  /** CommonJS scripts that the main process loads before the app. */
  readonly preload?: readonly string[];
  /** Further variables of the app's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** The link into the app that it is started for. */
  readonly link?: string;
};

/** Opens the app in Electron and also gives access to Electron's main process, for tests of features that only Electron has. */
export async function openInElectron(
  serverUrl: string,
  profile: string,
  { preload = [], env = {}, link }: ElectronStart = {},
): Promise<AppWindow & { readonly electron: ElectronApplication }> {
  const command = electronAppCommand(serverUrl, profile);
  const loaded = [playwrightPreload(), ...preload].flatMap((script) => ['-r', script]);
  const app = await _electron.launch({
    ...command,
    args: [...loaded, ...command.args, ...(link === undefined ? [] : [link])],
    env: { ...command.env, ...env },
  });
  const page = await app.firstWindow();
  await page.setViewportSize({ width: 1440, height: 900 });
  return {
    page,
    profile,
    electron: app,
    crashAndReopen: async () => {
      app.process().kill('SIGKILL');
      await new Promise((resolve) => app.process().once('exit', resolve));
      return openInElectron(serverUrl, profile, { preload, env });
    },
    close: async () => {
      await app.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

const definedOf = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

/** Signs a person in on the sign-in page that the window shows. */
export async function signInOnPage(
  page: Page,
  { server, email, password }: { readonly server: string; readonly email: string; readonly password: string },
): Promise<void> {
  const serverField = page.getByLabel('Server');
  if (await serverField.isVisible()) await serverField.fill(server);
  await page.getByLabel('Work e-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Adds the authenticator app whose secret the page shows, and returns the secret. */
export async function addShownApp(page: Page): Promise<string> {
  const secret = ((await page.getByText(/^([A-Z2-7]{4} ?){8}$/).textContent()) ?? '').replaceAll(/\s/g, '');
  await page
    .getByRole('textbox', { name: /^Code (that the app shows|from your authenticator app)/ })
    .fill(authenticatorCode(secret, Date.now()));
  await page.keyboard.press('Enter');
  return secret;
}

/** The corner of the rail that says whether everything is sent and received. */
export const syncSign = (page: Page): Locator => page.getByRole('navigation', { name: 'Main' }).getByRole('status');

/** Waits until the device has sent and received everything, also for the first time. */
export const untilUpToDate = (page: Page): Promise<void> =>
  expect(syncSign(page)).toContainText('Up to date', { timeout: 60_000 });

/** Has the device synchronise now, by the palette: the delay before its next try grows while the server cannot be reached. */
export async function syncNow(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Sync now');
  await page.getByRole('option', { name: 'Sync now', exact: true }).click();
}

/** Opens an address of the app in its window: "/list/crm/deal". */
export const goTo = (page: Page, address: string): Promise<void> =>
  page.evaluate((hash) => void (location.hash = hash), address);

/**
 * Starts a server with the demo, signs its administrator in on a new device, and opens a list when the device is up to date.
 * `address`: that of the list, as `goTo` takes it. `close` also stops the server.
 */
export async function openListSignedIn(address: string): Promise<Pick<AppWindow, 'page' | 'close'>> {
  const server = await startOutpostServer();
  const app = await openApp('browser', server.url);
  const { page } = app;
  await signInOnPage(page, { server: server.url, ...accountWithRole(server, 'admin') });
  page.setDefaultTimeout(10_000);
  await untilUpToDate(page);
  await goTo(page, address);
  return {
    page,
    close: async () => {
      await app.close();
      await server.stop();
    },
  };
}

/** Puts the focus on the page's grid once it shows rows, as a person does who presses a key because of what they see. */
export async function focusGrid(page: Page): Promise<void> {
  const grid = page.getByRole('main').getByRole('grid');
  await expect(grid.getByRole('gridcell').first()).toBeVisible();
  await grid.focus();
}
