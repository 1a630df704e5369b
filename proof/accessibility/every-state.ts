import { expect, test } from '@playwright/test';
import { type AppWindow, type ShellName, openApp, signInOnPage } from '../testbed/app-windows.ts';
import { inspectScreen } from '../testbed/inspect-screen.ts';
import { type OutpostServer, accountNamed, startOutpostServer } from '../testbed/outpost-server.ts';
import { type PosingRelay, openPosingRelay } from '../testbed/posing-relay.ts';
import { accountStates } from './account-states.ts';
import { definitionStates } from './definition-states.ts';
import { dialogStates } from './dialog-states.ts';
import { settingsStates } from './settings-states.ts';
import { type State, type StateScreen, stateScreen } from './state-screen.ts';
import { workStates } from './work-states.ts';

// The pages of settings, dialogs and states that `every-screen.ts` leaves out: axe finds nothing on them, and `npm run test:long`
// takes their pictures for the contact sheet.

let server: OutpostServer;
let relay: PosingRelay;
let app: AppWindow;
let screen: StateScreen;

async function signInAs(name: string): Promise<void> {
  await signInOnPage(screen.page, { server: relay.url, ...accountNamed(server, name) });
  await expect(screen.sign()).toContainText('Up to date', { timeout: 60_000 });
}

/** The screens of an organisation without records. */
const emptyStates = ({ at }: StateScreen): readonly State[] => [
  at('empty-home', '/', /First steps/),
  at('empty-board', '/list/crm/deal?kind=board', /No deals yet/),
  at('empty-grid', '/list/crm/contact?kind=grid', /No contacts yet/),
  at('empty-list', '/list/crm/account?kind=list', /No accounts/),
  at('empty-calendar', '/list/crm/task?kind=calendar&span=week', /No tasks|Mon/),
  at('empty-map', '/list/crm/account?kind=map', /No accounts/),
  at('empty-reports', '/reports/dashboard/crm/sales', /Win rate/),
  at('empty-targets', '/reports/targets', /Year/),
  at('empty-search', '/search?text=deal', /No record matches/),
  at('empty-notifications', '/notifications', /You are up to date|Nothing/),
  at('empty-queue', '/queue', 'Nothing to work through'),
  at('empty-sync', '/sync', 'On this device'),
];

/** Registers the tests of every state in a shell. */
export function testEveryState(shell: ShellName): void {
  test.use({ trace: 'off' });
  test.beforeAll(async () => {
    server = await startOutpostServer();
    relay = await openPosingRelay(server.url);
  });
  test.afterAll(async () => {
    await relay.close();
    await server.stop();
  });
  test.beforeEach(async () => {
    test.setTimeout(900_000);
    app = await openApp(shell, relay.url);
    screen = stateScreen(app.page);
    app.page.setDefaultTimeout(10_000);
  });
  test.afterEach(async () => {
    relay.step();
    await app.close();
  });

  test('the pages of settings, and the first run', async () => {
    await signInAs('adam');
    await screen.inspectAll(settingsStates(screen));
  });

  test('dialogs, menus, records and their empty states', async () => {
    await signInAs('adam');
    await screen.inspectAll(dialogStates(screen));
  });

  test('the account, the plan, keys, the directory and own fields, as the owner', async () => {
    await signInAs('olivia');
    await screen.inspectAll([...accountStates(screen), ...definitionStates(screen)]);
  });

  test('pickers, errors beside fields, messages, and the ends of long work', async () => {
    await signInAs('adam');
    await screen.inspectAll(workStates(screen));
  });

  test('an organisation without records', async () => {
    await signInAs('hugo');
    const { page, dialog, press, grid, inspectAll } = screen;
    for (const kind of ['task', 'activity', 'deal', 'lead', 'contact', 'account']) {
      await grid(`crm/${kind}`);
      await press('Control+a');
      await page
        .getByRole('toolbar', { name: 'Selected records' })
        .getByRole('button', { name: /^Delete/ })
        .click();
      await expect(dialog().getByRole('button', { name: /^Delete \d/ })).toBeEnabled({ timeout: 20_000 });
      await press('Control+Enter');
      await expect(page.getByRole('dialog')).toHaveCount(0, { timeout: 20_000 });
    }
    await inspectAll(emptyStates(screen));
  });

  test('a person who only reads', async () => {
    await signInAs('vera');
    const { at, firstRecord, inspectAll } = screen;
    await inspectAll([
      at('reader-home', '/', /New for you/),
      at('reader-board', '/list/crm/deal?kind=board', 'Prospecting'),
      at('reader-import', '/import', 'Importing adds records.'),
      at('reader-people', '/settings/people', /administrator/i),
      { name: 'reader-record', open: () => firstRecord('crm/deal') },
    ]);
  });

  test('offline, refused, too old and ended', async () => {
    await signInAs('alex');
    const { page, main, sign, go, press, at, firstRecord, inspectAll } = screen;
    relay.cut();
    await expect(sign()).toContainText('Offline', { timeout: 30_000 });
    await inspectAll([
      at('offline-home', '/', 'Tasks'),
      at('offline-map', '/list/crm/account?kind=map', /on the map/),
      {
        name: 'offline-record',
        open: async () => {
          await firstRecord('crm/deal');
          await main()
            .getByRole('button', { name: /^Value:/ })
            .click();
          await press('Control+a');
          await page.keyboard.type('43210');
          await press('Enter');
          await expect(sign()).toContainText('1 change to send');
        },
      },
      at('offline-journal', '/settings/journal', /./),
      at('offline-audit-reports', '/settings/audit-reports', /./),
    ]);
    relay.pose('/sync/push', { status: 403, code: 'access/forbidden', detail: 'You may not change this deal.' });
    await inspectAll([
      {
        name: 'sync-refused',
        open: async () => {
          await go('/sync');
          await main().getByRole('button', { name: 'Try now' }).click();
          await page.waitForTimeout(2_000);
        },
      },
    ]);
    relay.pose('/sync/', {
      status: 426,
      code: 'sync/client-too-old',
      detail: 'This version of Outpost is too old for the server.',
    });
    await inspectAll([
      {
        name: 'too-old',
        open: async () => {
          await go('/sync');
          await main().getByRole('button', { name: 'Try now' }).click();
          await expect(page.getByText(/Outpost must be updated before/)).toBeVisible({ timeout: 20_000 });
        },
      },
    ]);
    relay.pose('/', {
      status: 401,
      code: 'access/session-ended',
      detail: 'Your session was ended by an administrator.',
    });
    await inspectAll([
      {
        name: 'session-ended',
        open: async () => {
          await go('/sync');
          await main().getByRole('button', { name: 'Try now' }).click();
          await expect(main().getByRole('button', { name: 'Sign in again' }).first()).toBeVisible({ timeout: 20_000 });
        },
      },
    ]);
  });

  test('printed: a record, a dashboard and a list', async () => {
    await signInAs('maya');
    const { page, main, go, firstRecord } = screen;
    for (const [name, open] of [
      ['print-record', () => firstRecord('crm/deal')],
      [
        'print-dashboard',
        async () => {
          await go('/reports/dashboard/crm/sales');
          await expect(main().getByRole('img', { name: /^How much did we win/ })).toBeVisible();
        },
      ],
    ] as const) {
      await open();
      await page.emulateMedia({ media: 'print' });
      await inspectScreen(page, name, { isBrief: true, isPrinted: true });
      await page.emulateMedia({ media: 'screen' });
    }
  });
}
