import { expect, test } from '@playwright/test';
import { type AppWindow, openApp, signInOnPage } from '../testbed/app-windows.ts';
import { type OutpostServer, accountWithRole, startOutpostServer } from '../testbed/outpost-server.ts';

// The narrowest window that the app allows is 380 px wide. No part of a screen may be outside of it.

let server: OutpostServer;
let app: AppWindow;
test.beforeAll(async () => {
  server = await startOutpostServer();
  app = await openApp('browser', server.url);
});
test.afterAll(async () => {
  await app.close();
  await server.stop();
});

const places = [
  '/',
  '/list/crm/deal?kind=board',
  '/list/crm/deal?kind=grid',
  '/list/crm/task?kind=calendar',
  '/calendar',
  '/import',
  '/sync',
  '/settings/packs',
  '/settings/kinds',
  '/settings/fields',
  '/settings/people',
  '/settings/roles',
  '/settings/teams',
  '/settings/journal',
  '/settings/audit-reports',
  '/settings/person-data',
  '/settings/directory',
  '/settings/who-can-see',
  '/settings/organisation',
  '/settings/profile',
  '/settings/activity',
  '/setup',
  '/help',
  '/capture',
];

test('no screen is cut off in a window of 380 px', async () => {
  const { page } = app;
  await signInOnPage(page, { server: server.url, ...accountWithRole(server, 'admin') });
  await expect(page.getByRole('navigation', { name: 'Main' }).getByRole('status')).toContainText('Up to date', {
    timeout: 30_000,
  });
  await page.setViewportSize({ width: 380, height: 700 });
  for (const place of places) {
    await page.evaluate((to) => {
      window.location.hash = to;
    }, place);
    await expect(page.getByRole('heading').first()).toBeVisible();
    await page.evaluate(() => document.fonts.ready);
    const cut = () =>
      page.evaluate(() => {
        const scrolls = (element: Element) => ['auto', 'scroll'].includes(getComputedStyle(element).overflowX);
        const isInScroller = (element: Element) => {
          for (let above = element.parentElement; above; above = above.parentElement) if (scrolls(above)) return true;
          return false;
        };
        const all = [...document.querySelectorAll('body *')];
        const beside = all.filter((element) => {
          const { left, right, width, height } = element.getBoundingClientRect();
          return width > 1 && height > 1 && left >= 0 && right > window.innerWidth + 1 && !isInScroller(element);
        });
        // Boards, grids and strips of tabs scroll sideways by intent. A whole page does not.
        const sideways = all.filter(
          (element) =>
            scrolls(element) &&
            element.scrollWidth > element.clientWidth + 1 &&
            element.clientHeight > window.innerHeight / 2 &&
            !element.matches('[role="application"], [role="grid"], [role="treegrid"]') &&
            element.querySelector('table') === null,
        );
        return [...beside, ...sideways].map(({ tagName, className, textContent }) =>
          `${tagName} ${className} ${textContent}`.slice(0, 80),
        );
      });
    await expect.poll(cut, place).toEqual([]);
  }
});

test('a line of the snackbar covers no dialog in a narrow window', async () => {
  const { page } = app;
  const dialog = page.getByRole('dialog');
  const line = page.getByRole('status').filter({ hasText: 'Added' });
  await page.evaluate(() => void (window.location.hash = '/list/crm/deal?kind=grid'));
  for (const width of [380, 420]) {
    await page.setViewportSize({ width, height: 560 });
    await page.getByRole('button', { name: /^New deal/ }).click();
    await dialog.getByRole('textbox', { name: 'Name' }).fill(`Narrow ${width}`);
    await page.keyboard.press('Control+Enter');
    await expect(line).toContainText(`Narrow ${width}`);
    await line.hover(); // it stays as long as the pointer is on it
    await page.goBack();
    await page.evaluate(() => void (window.location.hash = '/list/crm/deal?kind=grid'));
    await page.keyboard.press('c');
    await expect(dialog).toBeVisible();
    const edges = () =>
      page.evaluate(() => {
        const box = (element: Element | null | undefined) => element?.getBoundingClientRect();
        const dialogs = [...document.querySelectorAll('[role="dialog"][aria-modal="true"]')];
        const snack = [...document.querySelectorAll('[role="status"] > div')].find((each) =>
          each.textContent.includes('Narrow'),
        );
        return [(box(dialogs[0])?.height ?? 0) > 300, (box(dialogs[0])?.bottom ?? 9_999) <= (box(snack)?.top ?? 0)];
      });
    await expect.poll(edges).toEqual([true, true]);
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await line.getByRole('button', { name: 'Close' }).click();
  }
});
