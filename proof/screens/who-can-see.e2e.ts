import { expect, test } from '@playwright/test';
import { type AppWindow, focusGrid, openApp, signInOnPage, untilUpToDate } from '../testbed/app-windows.ts';
import { inspectScreen } from '../testbed/inspect-screen.ts';
import { type OutpostServer, accountWithRole, startOutpostServer } from '../testbed/outpost-server.ts';

// An administrator asks who sees a record, sees the rights of one of these people, and finds the look in the journal.

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

test('[A-2] an administrator sees who sees a record and why, and that question is in the journal', async () => {
  const { page } = app;
  const go = (place: string) =>
    page.evaluate((to) => {
      window.location.hash = to;
    }, place);
  await page.setViewportSize({ width: 1440, height: 900 }); // the panel is beside the list
  await signInOnPage(page, { server: server.url, ...accountWithRole(server, 'admin') });
  await untilUpToDate(page);
  await go('/list/crm/deal?kind=grid');
  await focusGrid(page);
  await page.keyboard.press('Enter');
  const panel = page.getByRole('complementary');
  await panel.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Who can see it' }).click();

  const seen = page.getByRole('complementary', { name: /Who sees it\? \d+ (person|people)/ });
  const people = seen.getByRole('listitem');
  await expect(people.first()).toBeVisible();
  expect(await people.count()).toBeGreaterThan(1);
  await seen.getByRole('button', { pressed: false }).first().focus();
  await page.keyboard.press('Enter');
  const answer = page.getByRole('main').getByRole('region').filter({ hasText: 'Which grants decide?' }).first();
  await expect(answer.getByRole('status')).toContainText(/sees it/);
  await expect(answer.getByText('decides').first()).toBeVisible();
  const asSeen = page.getByRole('region', { name: /^As .* sees it/ });
  await expect(asSeen.getByText('Owner')).toBeVisible();
  await inspectScreen(page, 'who-can-see');
  await page.getByRole('button', { name: /^Give access/ }).focus();
  await page.keyboard.press('Enter');
  const giving = page.getByRole('dialog', { name: 'Give access' });
  await inspectScreen(page, 'give-access', { isBrief: true });
  await giving.getByRole('button', { name: 'Share it' }).click();
  await expect(page.getByRole('dialog', { name: /^Share / })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^With an end/ }).click();
  await expect(page.getByText('No access has an end')).toBeVisible();

  await go('/settings/journal');
  const chart = page.getByRole('region', { name: /^Entries a day in/ });
  // Until the answer is here, a second status says that the server is asked.
  await expect(chart.getByRole('status').filter({ hasText: /[1-9][\d,]* today/ })).toBeVisible();
  await expect(chart.getByRole('img')).toBeVisible();
  await chart.getByRole('button', { name: 'As a table' }).focus();
  await page.keyboard.press('Enter');
  await chart.getByRole('row').nth(1).getByRole('button').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'From' })).not.toHaveValue('');
  // The server writes these entries in batches, and the list asks again when the page is opened again.
  await expect(async () => {
    await go('/settings/people');
    await go('/settings/journal');
    await expect(page.getByRole('row').filter({ hasText: 'Looked at the rights of others' }).first()).toBeVisible({
      timeout: 5_000,
    });
  }).toPass({ timeout: 60_000 });

  await page.keyboard.press('j');
  const entry = page.getByRole('complementary', { name: /^No\. / });
  const first = await entry.getAttribute('aria-label');
  await page.keyboard.press('j');
  await expect(entry).not.toHaveAttribute('aria-label', first ?? '');
  await expect(entry.getByRole('list', { name: 'Hashes' }).getByText('follows the one before')).toHaveCount(3);
  await page.getByRole('button', { name: 'Check the chain' }).click();
  await expect(page.getByText(/^The journal is whole: /)).toBeVisible({ timeout: 20_000 });
  await inspectScreen(page, 'journal-entry');
});
