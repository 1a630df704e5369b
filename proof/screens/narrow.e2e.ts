import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { root } from '../../scripts/run-command.ts';
import { type AppWindow, focusGrid, goTo, openApp, signInOnPage, untilUpToDate } from '../testbed/app-windows.ts';
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
  '/list/crm/deal?kind=list',
  '/list/crm/task?kind=calendar',
  '/list/crm/account?kind=map',
  '/list/platform/person',
  '/calendar',
  '/calendar?span=month&who=everyone',
  '/calendar?span=agenda&who=everyone',
  '/notifications',
  '/search?text=a',
  '/bin',
  '/queue',
  '/duplicates/crm/contact',
  '/calculate/crm/line-price',
  '/reports',
  '/reports/report/new?of=crm/deal',
  '/reports/report/crm/deal/pipeline',
  '/reports/report/crm/deal/forecast',
  '/reports/targets',
  '/reports/dashboard/crm/sales',
  '/import',
  '/sync',
  '/settings/packs',
  '/settings/of-packs',
  '/settings/kinds',
  '/settings/fields',
  '/settings/stages',
  '/settings/pages',
  '/settings/people',
  '/settings/devices',
  '/settings/roles',
  '/settings/teams',
  '/settings/sign-in',
  '/settings/keys',
  '/settings/journal',
  '/settings/automations',
  '/settings/automations?edit=new',
  '/settings/assignment',
  '/settings/assignment?edit=new',
  '/settings/snippets',
  '/settings/templates',
  '/inbox',
  '/settings/sequences',
  '/settings/social',
  '/campaigns',
  '/settings/webhooks',
  '/settings/mailbox',
  '/settings/webhooks-in',
  '/settings/events',
  '/settings/mail-domains',
  '/settings/queue',
  '/settings/imports',
  '/settings/audit-reports',
  '/settings/person-data',
  '/settings/directory',
  '/settings/who-can-see',
  '/settings/organisation',
  '/settings/plan',
  '/settings/security',
  '/settings/profile',
  '/settings/activity',
  '/setup',
  '/help',
  '/help?page=lists',
  '/capture',
  '/nowhere',
];

/** Runs in the page: returns the parts that are outside of the window, and the pages that scroll sideways. */
function cutParts(): readonly string[] {
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
}

test('every address of the app is looked at in a narrow window', async () => {
  const files = ['router.tsx', 'settings-routes.ts'].map((file) => join(root, 'apps/desktop/src/renderer/app', file));
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  const paths = texts.flatMap((text) => [...text.matchAll(/path: '(\/[^']*)'/gu)].map((hit) => hit[1] ?? ''));
  expect(paths.length).toBeGreaterThanOrEqual(40);
  const isHere = (path: string) => {
    const pattern = new RegExp(`^${path.replaceAll(/\$\w+/gu, '[^/?]+').replaceAll(/\$/gu, '.+')}(\\?|$)`, 'u');
    return places.some((place) => pattern.test(place));
  };
  expect(paths.filter((path) => !isHere(path))).toEqual(['/record/$id']); // it is opened below from a list
});

test('no screen is cut off in a window of 380 px', async () => {
  const { page } = app;
  test.setTimeout(180_000);
  await signInOnPage(page, { server: server.url, ...accountWithRole(server, 'admin') });
  await untilUpToDate(page);
  await page.setViewportSize({ width: 380, height: 700 });
  for (const place of places) {
    await goTo(page, place);
    await expect(page.getByRole('heading').first()).toBeVisible();
    await page.evaluate(() => document.fonts.ready);
    await expect.soft(async () => expect(await page.evaluate(cutParts), place).toEqual([])).toPass({ timeout: 5_000 });
  }
  for (const kind of ['crm/deal', 'crm/account', 'crm/contact', 'crm/task', 'crm/activity', 'crm/product']) {
    await goTo(page, `/list/${kind}?kind=grid`);
    await focusGrid(page);
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible();
    await expect.soft(async () => expect(await page.evaluate(cutParts), kind).toEqual([])).toPass({ timeout: 5_000 });
  }
});

test('a line of the snackbar covers no dialog in a narrow window', async () => {
  const { page } = app;
  const dialog = page.getByRole('dialog');
  const line = page.getByRole('status').filter({ hasText: 'Added' });
  await goTo(page, '/list/crm/deal?kind=grid');
  for (const width of [380, 420]) {
    await page.setViewportSize({ width, height: 560 });
    await page.getByRole('button', { name: /^New deal/ }).click();
    await dialog.getByRole('textbox', { name: 'Name' }).fill(`Narrow ${width}`);
    await page.keyboard.press('Control+Enter');
    await expect(line).toContainText(`Narrow ${width}`);
    await line.hover(); // it stays as long as the pointer is on it
    await page.goBack();
    await goTo(page, '/list/crm/deal?kind=grid');
    await focusGrid(page);
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
