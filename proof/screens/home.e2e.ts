import { type Page, expect, test } from '@playwright/test';
import { type AppWindow, openApp, signInOnPage, untilUpToDate } from '../testbed/app-windows.ts';
import { inspectScreen } from '../testbed/inspect-screen.ts';
import { type OutpostServer, accountWithRole, startOutpostServer } from '../testbed/outpost-server.ts';

// The home pages of the roles with the demo's records. A manager narrows the page to a period and opens the records behind a
// reason to help.

let server: OutpostServer;
const windows: AppWindow[] = [];
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  server = await startOutpostServer();
});
test.afterAll(async () => {
  await Promise.all(windows.map((one) => one.close()));
  await server.stop();
});

/** Opens the home page of a person of the demo, with all their records. */
async function homeOf(role: string): Promise<Page> {
  const opened = await openApp('browser', server.url);
  windows.push(opened);
  const { page } = opened;
  page.setDefaultTimeout(10_000);
  await signInOnPage(page, { server: server.url, ...accountWithRole(server, role) });
  await untilUpToDate(page); // prettier-ignore
  await expect(page.getByRole('region', { name: 'New for you' })).toBeVisible();
  const steps = page.getByRole('button', { name: 'Hide the first steps' });
  if (await steps.isVisible()) await steps.click();
  return page;
}

/** Takes a picture of the whole page for people: the page scrolls inside the window. */
async function wholePage(page: Page, name: string): Promise<void> {
  for (const [width, height] of [
    [1440, 2600],
    [420, 5200],
  ] as const) {
    // prettier-ignore
    await page.setViewportSize({ width, height });
    await page.screenshot({ path: `test-results/looks/browser/${name}-whole-${width}.png` });
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

test('[T-20] a manager sees who needs help, narrows the page to a period, and opens the records behind a reason', async () => {
  test.setTimeout(240_000);
  const page = await homeOf('manager');
  const help = page.getByRole('region', { name: 'Who needs help?' });
  await expect(help.getByText(/^(\d+ of \d+ people|Nobody needs help.*)$/)).toBeVisible();
  await inspectScreen(page, 'home-manager');
  await wholePage(page, 'home-manager');
  await page.getByLabel('Period').selectOption('last-quarter');
  await expect.poll(() => page.evaluate(() => location.hash)).toContain('period=last-quarter');
  await expect(page.getByRole('region', { name: 'What moved' }).getByText('last quarter')).toBeVisible();
  await inspectScreen(page, 'home-manager-period');
  await page.getByLabel('Period').selectOption('');
  const reason = help.getByRole('button', { name: /overdue|quiet|usual|win rate/ }).first();
  if (await reason.isVisible()) {
    await reason.click();
    await expect(page.getByRole('main').getByRole('grid')).toBeVisible();
  }
});

for (const role of ['member', 'viewer', 'admin', 'owner'])
  test(`[T-20] axe finds nothing on the home page of the role ${role}`, async () => {
    test.setTimeout(180_000);
    const page = await homeOf(role);
    await inspectScreen(page, `home-${role}`);
    await wholePage(page, `home-${role}`);
  });
