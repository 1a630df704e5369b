import { expect, test } from '@playwright/test';
import { type AppWindow, goTo, openApp, signInOnPage, untilUpToDate } from '../testbed/app-windows.ts';
import { type HeadlessDevice, signInHeadless } from '../testbed/headless-device.ts';
import { type OutpostServer, accountWithRole, startOutpostServer } from '../testbed/outpost-server.ts';
import { watchWork } from '../testbed/screen-work.ts';

// An open dashboard shows a deal that another device has won, because the replica tells the page of the change.

let server: OutpostServer;
let opened: AppWindow;
let other: HeadlessDevice;
test.beforeAll(async () => {
  server = await startOutpostServer();
  opened = await openApp('browser', server.url);
  other = await signInHeadless({ server: server.url, ...accountWithRole(server, 'member') });
});
test.afterAll(async () => {
  await opened.close();
  await other.remove();
  await server.stop();
});

const cents = 12_345_600;

test('[D-3] the figures of an open dashboard follow a deal that another device has won', async () => {
  const { page } = opened;
  await signInOnPage(page, { server: server.url, ...accountWithRole(server, 'owner') });
  await untilUpToDate(page);
  await goTo(page, '/reports/dashboard/crm/sales');
  const work = await watchWork(page);
  const won = page.getByRole('region', { name: 'Won', exact: true });
  const figure = won.getByRole('button', { name: /^\$[\d,]+$/ });
  await expect(figure).toBeVisible();
  const before = Number((await figure.textContent())?.replaceAll(/\D/g, ''));
  const deals = Number(/Deals (\d+)/.exec((await won.textContent()) ?? '')?.[1]);
  await work();

  const navigated: string[] = [];
  page.on('framenavigated', (frame) => navigated.push(frame.url()));
  const fields = { name: 'Won elsewhere', stage: 'won', value: { amount: cents, currency: 'USD' }, closedOn: new Date().toISOString().slice(0, 10) }; // prettier-ignore
  await other.ask(
    ['act', '-'],
    JSON.stringify({ label: 'Won it', edits: [{ entity: 'crm/deal', create: { fields } }] }),
  );
  await other.ask(['sync']);
  await expect(figure).toHaveText(`$${(before + cents / 100).toLocaleString('en-US')}`);
  await expect(won).toContainText(`Deals ${deals + 1}`);

  // The page was told of the change, and asked each of its questions once for each message.
  const { calls, different, changes } = await work();
  expect(navigated).toEqual([]);
  expect(changes).toBeGreaterThan(0);
  for (const [name, count] of Object.entries(calls))
    expect(count, name).toBeLessThanOrEqual((different[name] ?? 0) * changes);
});
