import { protocolVersion } from '@outpost/domain/sync/protocol';
import { randomUUID } from 'node:crypto';
import { type Page, expect, test } from '@playwright/test';
import { type AppWindow, goTo, openApp, type ShellName, signInOnPage, syncSign } from '../testbed/app-windows.ts';
import { type FaultyNetwork, openFaultyNetwork } from '../testbed/faulty-network.ts';
import { inspectScreen } from '../testbed/inspect-screen.ts';
import { type OutpostServer, accountWithRole, startOutpostServer } from '../testbed/outpost-server.ts';
import { smallSales } from '../testbed/small-sales.ts';

// Axe finds nothing on any screen, in both themes and both layouts. Everything works by keyboard, and without motion for people
// who prefer none.

let server: OutpostServer;
let network: FaultyNetwork;
let app: AppWindow;
let page: Page;
const [wide, narrow] = [
  { width: 1440, height: 900 },
  { width: 420, height: 800 },
];
const main = () => page.getByRole('main');
const sign = () => syncSign(page);
const person = () => accountWithRole(server, 'manager');

const inspect = (name: string) => inspectScreen(page, name);
/** Opens a place by its address, like a link in a message. */
const go = (address: string) => goTo(page, address);

/** Presses Tab until the focus reaches the element: everything must be reachable this way. */
async function tabTo(selector: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`60 presses of Tab did not lead to ${selector}`);
}

/** Calls the server as one of the demo's people. */
async function asPerson<T>(
  role: string,
  path: string,
  init: { readonly method: string; readonly body: object },
): Promise<T> {
  const headers = { 'content-type': 'application/json', 'outpost-protocol': `${protocolVersion}` };
  const ask = async (at: string, method: string, body: object, more = {}) =>
    (await (
      await fetch(`${server.url}${at}`, { method, headers: { ...headers, ...more }, body: JSON.stringify(body) })
    ).json()) as unknown;
  const { email, password } = accountWithRole(server, role);
  const device = { id: randomUUID(), name: 'A test' };
  const signedIn = await ask('/auth/sign-in', 'POST', { email, password, device });
  const { accessToken } = signedIn as { readonly accessToken: string };
  return (await ask(path, init.method, init.body, { authorization: `Bearer ${accessToken}` })) as T;
}

/** Registers the tests of every screen in a shell. */
export function testEveryScreen(shell: ShellName): void {
  test.describe.configure({ mode: 'serial' });
  test.use({ trace: 'off' }); // snapshots of some hundred inspections would take longer than the inspections
  test.beforeAll(async () => {
    server = await startOutpostServer();
    network = await openFaultyNetwork(server.url);
    app = await openApp(shell, network.url);
    ({ page } = app);
  });
  test.afterAll(async () => {
    await app.close();
    await network.close();
    await server.stop();
  });

  test('signing in: the page, and its messages about errors', async () => {
    await expect(page.getByLabel('Work e-mail')).toBeVisible();
    await inspect('sign-in');
    await signInOnPage(page, { server: network.url, email: person().email, password: 'not the password' });
    await expect(page.getByText('not right')).toBeVisible();
    await inspect('sign-in-refused');
  });

  test('every screen, in both themes and both widths', async () => {
    test.setTimeout(300_000);
    await signInOnPage(page, { server: network.url, ...person() });
    await expect(sign()).toContainText('Up to date', { timeout: 30_000 });
    await expect(main().getByRole('heading').first()).toBeVisible();
    await inspect('home');
    await go('/list/crm/deal');
    await expect(page.getByRole('application').getByRole('article').first()).toBeVisible();
    await inspect('board');
    await page.getByRole('application').focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('complementary').getByRole('heading', { level: 2 }).first()).toBeVisible();
    await inspect('record-beside-board');
    await page.keyboard.press('Escape');
    await go('/list/crm/deal?kind=grid');
    await expect(main().getByRole('grid')).toBeVisible();
    await inspect('grid');
    await go('/list/crm/deal?kind=list&group=stage');
    await expect(main().getByRole('treegrid').getByRole('rowheader').first()).toBeVisible();
    await inspect('list');
    for (const span of ['week', 'day', 'month', 'agenda']) {
      await go(`/list/crm/task?kind=calendar&span=${span}`);
      await expect(page.getByRole('application').getByRole('article').first()).toBeVisible();
      await inspect(`calendar-${span}`);
    }
    await go('/calendar?who=everyone');
    await expect(page.getByRole('application')).toBeVisible();
    await inspect('calendar');
    await go('/list/crm/account');
    await expect(main().getByRole('grid')).toBeVisible();
    await inspect('accounts');
    await go('/list/crm/account?kind=map');
    await expect(main().getByRole('option').first()).toBeVisible();
    await inspect('map');
    await main().getByRole('listbox').press('ArrowDown');
    await expect(main().getByRole('button', { name: 'Near here' })).toBeVisible();
    await inspect('map-selected');
    await main().getByRole('button', { name: 'Add to round' }).click();
    await main().getByRole('button', { name: 'Add nearest 2' }).click();
    const round = main().getByRole('listbox', { name: 'Round today' });
    await expect(round.getByRole('option')).toHaveCount(3);
    await inspect('map-round');
    await main().getByRole('button', { name: 'Plan in calendar' }).click();
    await expect(page.getByRole('dialog').getByRole('list')).toBeVisible();
    await inspect('map-round-plan');
    await page.keyboard.press('Escape');
    await main().getByRole('button', { name: 'Change the round' }).click();
    await page.getByRole('menuitem', { name: 'Clear the round' }).click();
    await expect(round).toBeHidden();
    await go('/list/crm/deal?kind=grid&life=deleted');
    await inspect('empty');
    await go('/search?text=a');
    await expect(main().getByRole('region').first()).toBeVisible();
    await inspect('search');
    await go('/bin');
    await expect(main().getByText('The bin is empty')).toBeVisible();
    await inspect('bin-empty');
    await go('/reports');
    await expect(main().getByRole('group', { name: 'Dashboards' })).toBeVisible();
    await inspect('reports');
    await go('/reports/dashboard/crm/sales');
    await expect(main().getByRole('img', { name: /^How much did we win/ })).toBeVisible();
    await inspect('dashboard');
    await main().getByRole('button', { name: 'All as tables' }).click();
    await inspect('dashboard-as-tables');
    await go('/reports/targets');
    await expect(main().getByRole('grid')).toBeVisible();
    await inspect('targets');
    await go('/reports/report/crm/deal/forecast');
    await expect(main().getByRole('button', { name: 'Commit', exact: true })).toBeVisible();
    await inspect('report-forecast');
    await go('/list/crm/task?view=to-do');
    await main().getByRole('button', { name: 'More for this list' }).click();
    await page.getByRole('menuitem', { name: 'Work through these' }).click();
    await expect(
      main()
        .getByRole('status')
        .filter({ hasText: /^1 of / }),
    ).toBeVisible();
    await inspect('queue');
    await go('/reports/report/new?of=crm/deal');
    await expect(main().getByRole('img', { name: /^New report/ })).toBeVisible();
    await inspect('report-builder');
    for (const kind of ['Heat map', 'Pivot', 'Funnel', 'Leaderboard', 'Pie']) {
      if (kind === 'Heat map') await main().getByRole('button', { name: 'Group', exact: true }).click();
      if (kind === 'Funnel') await main().getByRole('button', { name: 'Remove group 2' }).click();
      await main().getByRole('button', { name: kind, exact: true }).click();
      await inspect(`report-${kind}`);
    }
    await go('/settings/stages');
    await expect(main().getByRole('list', { name: 'Stages of deals' })).toBeVisible();
    await inspect('stages');
    await go('/settings/pages');
    await expect(main().getByRole('list', { name: 'Page of deals' })).toBeVisible();
    await inspect('pages');
    await go('/import');
    await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
    await inspect('import-file');
    await page.locator('input[type="file"]').setInputFiles(
      Object.entries(smallSales().texts).map(([name, text]) => ({
        name,
        mimeType: 'text/csv',
        buffer: Buffer.from(text),
      })),
    );
    await expect(page.getByRole('button', { name: 'Dry run' })).toBeVisible();
    await inspect('import-columns');
    await page.getByRole('button', { name: 'Dry run' }).click();
    await expect(page.getByRole('heading', { name: 'Mend once, for all rows' })).toBeVisible();
    await inspect('import-dry-run');
    await go('/settings/fields');
    await expect(main().getByText('Only administrators add and change fields.')).toBeVisible();
    await inspect('settings-fields');
    await go('/help?page=lists');
    await expect(page.getByRole('article', { name: 'Lists and the grid' })).toBeVisible();
    await inspect('help');
    await go('/capture');
    await expect(page.getByRole('heading', { name: 'What do you want to note?' })).toBeVisible();
    await inspect('quick-capture');
    await go('/nowhere');
    await inspect('nowhere');
  });

  test('dialogs, the palette, the filter and the list of keys', async () => {
    test.setTimeout(180_000);
    await go('/list/crm/deal');
    await expect(page.getByRole('application')).toBeVisible();
    for (const [name, open] of [
      ['palette', () => page.keyboard.press('Control+k')],
      ['keys', () => page.keyboard.press('?')],
      ['new-deal', () => page.keyboard.press('c')],
      [
        'settings',
        () =>
          page
            .getByTitle(`${person().email}: settings`)
            .or(page.getByTitle(/: settings$/))
            .click(),
      ],
    ] as const) {
      await open();
      await expect(page.getByRole('dialog')).toBeVisible();
      await inspect(name);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toBeHidden();
    }
    await page.getByRole('button', { name: /^Filter/ }).click();
    await inspect('filter');
    await page.keyboard.press('Escape');
  });

  test('by the keyboard alone: to a deal, its next stage, a note, and undo', async () => {
    await page
      .getByRole('main')
      .evaluate(() => (document.activeElement instanceof HTMLElement ? document.activeElement.blur() : undefined));
    await page.keyboard.press('g');
    await page.keyboard.press('h');
    await expect(page).toHaveURL(/#\/$/);
    await page.keyboard.press('g');
    await page.keyboard.press('d');
    const board = page.getByRole('application');
    await expect(board.getByRole('article').first()).toBeVisible();
    await tabTo('[role="application"]');
    const focused = () =>
      board.evaluate(
        (element) =>
          document.getElementById(element.getAttribute('aria-activedescendant') ?? '')?.getAttribute('aria-label') ??
          '',
      );
    await expect.poll(focused).not.toBe('');
    const name = (await focused()).split(', ')[0] ?? '';

    // 1…9 move the active card, and the focus moves with it.
    await page.keyboard.press('3');
    await expect(
      page
        .getByRole('region', { name: 'Proposal' })
        .getByRole('article', { name: new RegExp(`^${name}`) })
        .first(),
    ).toBeVisible();
    await page.keyboard.press('Enter');
    const panel = page.getByRole('complementary');
    await expect(panel.getByRole('heading', { level: 2, name })).toBeVisible();
    await expect(panel.locator('[aria-current="step"]')).toContainText('Proposal');
    const note = panel.getByRole('textbox', { name: 'Write a note' });
    await expect(note).toBeVisible();
    await page.keyboard.press('n');
    await expect(note).toBeFocused();
    await page.keyboard.type('Written without a mouse');
    await page.keyboard.press('Control+Enter');
    await expect(panel.getByText('Written without a mouse')).toBeVisible();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+z');
    await expect(panel.getByText('Written without a mouse')).toBeHidden();
    await page.keyboard.press('Control+z');
    await expect(panel.locator('[aria-current="step"]')).not.toContainText('Proposal');
    await expect(page.getByText('An internal error occurred')).toHaveCount(0);
    await page.keyboard.press('Escape');
    await expect(panel).toBeHidden();
  });

  test('offline, with changes that wait: the sign, the record and the sync centre', async () => {
    test.setTimeout(120_000);
    network.cut();
    await expect(sign()).toContainText('Offline');
    await page.getByRole('application').focus();
    await page.keyboard.press('4');
    await expect(sign()).toContainText('1 change to send');
    await inspect('board-offline');
    await go('/sync');
    await expect(page.getByRole('heading', { name: '1 change to send' })).toBeVisible();
    await inspect('sync-offline');
    network.restore();
    await page.getByRole('button', { name: 'Try now' }).click();
    await expect(sign()).toContainText('Up to date', { timeout: 30_000 });
    await inspect('sync');
  });

  test('on a narrow window a bar at the bottom takes the rail’s place; a person who asks for less motion gets none', async () => {
    await page.setViewportSize(narrow);
    await go('/list/crm/deal');
    const bar = page.getByRole('navigation', { name: 'Main' });
    for (const name of ['Home', 'Deals', 'Search', 'Tasks', 'More'])
      await expect(bar.getByRole('button', { name, exact: true })).toBeVisible();
    const box = await bar.boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeCloseTo(narrow.height, 0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(narrow.width);

    const moving = () =>
      page.evaluate(() => {
        const seconds = (text: string) =>
          Math.max(
            ...text.split(',').map((part) => Number.parseFloat(part) * (part.trim().endsWith('ms') ? 0.001 : 1)),
          );
        return [...document.querySelectorAll('body *')].flatMap((element) => {
          const { transitionDuration, animationName, animationDuration } = getComputedStyle(element);
          return seconds(transitionDuration) > 0.01 || (animationName !== 'none' && seconds(animationDuration) > 0.01)
            ? [element.className]
            : [];
        });
      });
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    expect(await moving()).not.toEqual([]);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect(await moving()).toEqual([]);
    await page.setViewportSize(wide);
  });

  test('locked: the page names the safe data', async () => {
    await page.getByTitle(/: settings$/).click();
    await page.getByRole('button', { name: 'Lock' }).click();
    await expect(page.getByRole('button', { name: 'Unlock' })).toBeVisible();
    await inspect('locked');
  });

  test('a password that an administrator gave: choosing another, by the keyboard alone', async () => {
    test.setTimeout(180_000);
    const { email } = accountWithRole(server, 'viewer');
    const found = await asPerson<{ rows: { id: string }[] }>('owner', '/records/list', {
      method: 'POST',
      body: { entity: 'platform/person', where: { field: 'email', op: 'is', value: email } },
    });
    const given = 'given by an administrator';
    const path = `/admin/members/${found.rows[0]?.id ?? ''}/password`;
    expect(await asPerson('owner', path, { method: 'PUT', body: { password: given } })).toEqual({ done: true });
    const other = await openApp(shell, network.url);
    try {
      ({ page } = other);
      await signInOnPage(page, { server: network.url, email, password: given });
      await expect(page.getByRole('heading', { name: 'Choose your own password' })).toBeVisible();
      await expect(page.getByLabel('New password', { exact: true })).toBeFocused();
      await inspect('given-password');
      await page.keyboard.type('password12345');
      await page.keyboard.press('Tab'); // the eye
      await page.keyboard.press('Tab');
      await expect(page.getByLabel('New password again')).toBeFocused();
      await page.keyboard.type('password12345');
      await page.keyboard.press('Enter');
      await expect(page.getByText('one of the passwords that are tried first')).toBeVisible();
      await inspect('given-password-refused');
      for (const label of ['New password', 'New password again'])
        await page.getByLabel(label, { exact: true }).fill('nine dark yellow boats');
      await page.keyboard.press('Enter');
      await expect(sign()).toContainText('Up to date', { timeout: 30_000 });
    } finally {
      await other.close();
    }
  });

  test('an administrator cannot change the sign-in of a person with more rights, and the page says why', async () => {
    test.setTimeout(180_000);
    const other = await openApp(shell, network.url);
    try {
      ({ page } = other);
      await signInOnPage(page, { server: network.url, ...accountWithRole(server, 'admin') });
      await expect(sign()).toContainText('Up to date', { timeout: 30_000 });
      const owner = await asPerson<{ rows: { id: string }[] }>('owner', '/records/list', {
        method: 'POST',
        body: {
          entity: 'platform/person',
          where: { field: 'email', op: 'is', value: accountWithRole(server, 'owner').email },
        },
      });
      await go(`/list/platform/person?open=${owner.rows[0]?.id ?? ''}`);
      await expect(page.getByLabel(/may do more than you/).first()).toBeVisible();
      await inspect('person-above');
    } finally {
      await other.close();
    }
  });
}
