import { type Page, expect, test } from '@playwright/test';
import { type AppWindow, type Shell, openApp, signIn } from '../testbed/app-windows.ts';
import { inspectScreen } from '../testbed/inspect-screen.ts';
import { type OutpostServer, accountNamed, startOutpostServer } from '../testbed/outpost-server.ts';
import { type PosingRelay, openPosingRelay } from '../testbed/posing-relay.ts';

// The pages of settings, dialogs and states that `every-screen.ts` leaves out: axe finds nothing on them, and `npm run test:long`
// takes their pictures for the contact sheet.

let server: OutpostServer;
let relay: PosingRelay;
let app: AppWindow;
let page: Page;

const main = () => page.getByRole('main');
const dialog = () => page.getByRole('dialog').last();
const sign = () => page.getByRole('navigation', { name: 'Main' }).getByRole('status');
const go = (address: string) => page.evaluate((hash) => void (location.hash = hash), address);
const press = async (...keys: readonly string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};

/** A screen in a state: its name, and how a person comes to it. `end` leaves it, so that the next one can be opened. */
type State = {
  readonly name: string;
  readonly open: () => Promise<unknown>;
  readonly end?: () => Promise<unknown>;
};

/** Returns a state that an address leads to, once the text is there. */
const at = (name: string, address: string, shows: RegExp | string): State => ({
  name,
  open: async () => {
    await go(address);
    await expect(main().getByText(shows).first()).toBeVisible();
  },
});

/** Leaves dialogs, menus and panels. */
const leave = async () => {
  await press('Escape', 'Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
};

/** Opens each state and inspects it. A state that cannot be opened is a failure of its own, and the others are still looked at. */
async function inspectAll(states: readonly State[]): Promise<void> {
  for (const { name, open, end } of states)
    await test.step(name, async () => {
      try {
        await open();
        await inspectScreen(page, name, { isBrief: true });
        await end?.();
      } catch (cause) {
        expect.soft(String(cause).slice(0, 600), `${name} could not be opened`).toBe('');
        await press('Escape', 'Escape', 'Escape');
      }
    });
}

/** Opens the list of a kind as a grid, and puts the focus on its first row. */
async function grid(kind: string, more = ''): Promise<void> {
  await go(`/list/${kind}?kind=grid${more}`);
  await expect(main().getByRole('grid').getByRole('row').nth(1)).toBeVisible();
  await main().getByRole('grid').focus();
  await press('Home');
}

/** Opens the first record of a list on a page of its own. */
async function firstRecord(kind: string): Promise<void> {
  await grid(kind);
  await press('Enter');
  await expect(page.getByRole('complementary').getByRole('heading', { level: 2 }).first()).toBeVisible();
  await main().getByRole('grid').focus();
  await press('Enter');
  await expect(main().getByRole('grid')).toBeHidden();
}

async function signInAs(name: string): Promise<void> {
  await signIn(page, { server: relay.url, ...accountNamed(server, name) });
  await expect(sign()).toContainText('Up to date', { timeout: 60_000 });
}

const settings: readonly State[] = [
  at('settings-people', '/settings/people', 'Active'),
  {
    name: 'person',
    open: async () => {
      await main()
        .getByRole('row', { name: /Maya Okafor/ })
        .getByRole('button')
        .click();
      await expect(dialog()).toBeVisible();
    },
    end: leave,
  },
  at('settings-roles', '/settings/roles', 'What they may do, and with whose records'),
  {
    name: 'new-role',
    open: async () => {
      await press('c');
      await expect(page.getByRole('dialog', { name: 'New role' })).toBeVisible();
    },
    end: leave,
  },
  at('settings-teams', '/settings/teams', 'North'),
  {
    name: 'new-team',
    open: async () => {
      await press('c');
      await expect(dialog()).toBeVisible();
    },
    end: leave,
  },
  at('settings-journal', '/settings/journal', /This is the journal on the server/),
  at('settings-stages', '/settings/stages', /stages?/i),
  at('settings-pages', '/settings/pages', 'Details'),
  at('settings-packs', '/settings/packs', /version/i),
  at('settings-organisation', '/settings/organisation', /currency/i),
  at('setup', '/setup', 'Getting started'),
  at('setup-data', '/setup?step=import', /A file/),
  {
    name: 'tour',
    open: async () => {
      await go('/setup?step=help');
      await main().getByRole('button', { name: 'Begin the tour' }).click();
      await expect(page.getByRole('button', { name: 'Leave the tour' })).toBeVisible();
    },
    end: async () => page.getByRole('button', { name: 'Leave the tour' }).click(),
  },
  at('settings-own-fields', '/settings/fields', /fields/),
  {
    name: 'new-field-formula',
    open: async () => {
      await press('c');
      await dialog().getByRole('textbox', { name: 'Name' }).fill('Net value');
      await dialog().getByRole('combobox', { name: 'Holds' }).click();
      await page.getByRole('option', { name: /^Formula/ }).click();
      await dialog().getByRole('textbox', { name: 'Formula' }).fill('value * 0.8');
      await expect(
        dialog()
          .getByText(/USD|\$/)
          .first(),
      ).toBeVisible();
    },
  },
  {
    name: 'new-field-formula-wrong',
    open: async () => {
      await dialog().getByRole('textbox', { name: 'Formula' }).fill('valeu * 0.8');
      await expect(dialog().getByText(/valeu/).last()).toBeVisible();
    },
    end: leave,
  },
];

const dialogs: readonly State[] = [
  {
    name: 'grid-selected',
    open: async () => {
      await grid('crm/deal');
      await press('x', 'j', 'x', 'j', 'x');
      await expect(page.getByRole('toolbar', { name: 'Selected records' })).toBeVisible();
    },
  },
  {
    name: 'change-many',
    open: async () => {
      await press('e');
      await expect(dialog().getByLabel('Field')).toBeFocused();
      await page.keyboard.type('Tags');
      await press('Enter');
      await dialog().getByLabel('Tags').focus();
      await page.keyboard.type('Autumn fair');
      await press('Enter');
      await expect(dialog().getByText('will change')).toBeVisible();
    },
    end: leave,
  },
  {
    name: 'delete-many',
    open: async () => {
      await page
        .getByRole('toolbar', { name: 'Selected records' })
        .getByRole('button', { name: /^Delete/ })
        .click();
      await expect(dialog().getByText('will change')).toBeVisible();
    },
    end: async () => {
      await press('Control+Enter');
      await expect(page.getByRole('dialog')).toHaveCount(0);
    },
  },
  at('bin', '/bin', /Deleted|deleted/),
  {
    name: 'merge-many',
    open: async () => {
      await grid('crm/account');
      await press('x', 'j', 'x', 'j', 'x');
      await page.getByRole('button', { name: 'Merge the 3' }).click();
      await expect(dialog()).toBeVisible();
    },
    end: leave,
  },
  {
    name: 'export',
    open: async () => {
      await go('/list/crm/deal?kind=grid');
      await main().getByRole('button', { name: 'More for this list' }).click();
      await page.getByRole('menuitem', { name: 'Export…' }).click();
      await expect(dialog()).toBeVisible();
    },
    end: leave,
  },
  {
    name: 'list-menu',
    open: async () => {
      await main().getByRole('button', { name: 'More for this list' }).click();
      await expect(page.getByRole('menu')).toBeVisible();
    },
    end: leave,
  },
  {
    name: 'view-editor',
    open: async () => {
      await go('/list/crm/deal?view=closing&kind=grid');
      await expect(main().getByRole('grid')).toBeVisible();
      await press('v');
      await expect(page.getByRole('complementary').getByRole('textbox', { name: 'Name' })).toBeVisible();
    },
    end: () => press('Escape'),
  },
  {
    name: 'filter-with-conditions',
    open: async () => {
      const where = { and: [{ field: 'value', op: 'gte', value: { amount: 5_000_000, currency: 'USD' } }, { field: 'closesOn', op: 'within', value: 'this-month' }] }; // prettier-ignore
      await go(`/list/crm/deal?kind=grid&where=${encodeURIComponent(JSON.stringify(where))}`);
      await expect(main().getByRole('grid')).toBeVisible();
      await press('f');
    },
    end: leave,
  },
  {
    name: 'filtered-to-nothing',
    open: async () => {
      const where = { field: 'name', op: 'is', value: 'Nothing is called so' };
      await go(`/list/crm/deal?kind=grid&where=${encodeURIComponent(JSON.stringify(where))}`);
      await expect(main().getByText('No deal matches')).toBeVisible();
    },
  },
  { name: 'record', open: () => firstRecord('crm/deal') },
  {
    name: 'record-menu',
    open: async () => {
      await main().getByRole('button', { name: 'More', exact: true }).last().click();
      await expect(page.getByRole('menu')).toBeVisible();
    },
    end: () => press('Escape'),
  },
  {
    name: 'share',
    open: async () => {
      await firstRecord('crm/deal');
      await main().getByRole('button', { name: 'Share' }).first().click();
      await expect(dialog()).toBeVisible();
    },
    end: leave,
  },
  {
    name: 'log-a-call',
    open: async () => {
      await firstRecord('crm/deal');
      await press('l');
      await expect(dialog()).toBeVisible();
    },
    end: leave,
  },
  {
    name: 'new-task',
    open: async () => {
      await firstRecord('crm/deal');
      await press('t');
      await expect(dialog()).toBeVisible();
    },
    end: leave,
  },
  {
    name: 'earlier-values',
    open: async () => {
      await firstRecord('crm/deal');
      await press('h');
      await expect(dialog()).toBeVisible();
    },
    end: leave,
  },
  { name: 'record-account', open: () => firstRecord('crm/account') },
  {
    name: 'place-picker',
    open: async () => {
      await go('/list/crm/account?kind=map');
      await main().getByRole('listbox').press('ArrowDown');
      await press('Enter');
      await page.locator('[data-field-value="place"]').first().click();
      await page.getByRole('button', { name: /on the map$/ }).click();
      await expect(page.getByRole('dialog', { name: /on the map$/ })).toBeVisible();
    },
    end: leave,
  },
  {
    name: 'lost-asks',
    open: async () => {
      await go('/list/crm/deal?kind=board');
      await page.getByRole('application').focus();
      await press('6');
      await expect(page.getByRole('dialog', { name: 'Move to Lost' })).toBeVisible();
    },
    end: leave,
  },
  {
    name: 'move-menu',
    open: async () => {
      await page.getByRole('application').focus();
      await press('m');
      await expect(page.getByRole('menu')).toBeVisible();
    },
    end: leave,
  },
  {
    name: 'calendar-in-other-programs',
    open: async () => {
      await go('/calendar');
      await main().getByRole('button', { name: 'In other programs' }).click();
      await expect(dialog()).toBeVisible();
    },
    end: leave,
  },
  {
    name: 'palette-found',
    open: async () => {
      await go('/');
      await press('Control+k');
      await page.keyboard.type('hallam');
      await expect(page.getByRole('option').first()).toBeVisible();
    },
    end: leave,
  },
  {
    name: 'palette-nothing',
    open: async () => {
      await press('Control+k');
      await page.keyboard.type('>xqzzy');
      await expect(page.getByText(/Nothing on this device/)).toBeVisible();
    },
    end: leave,
  },
  at('help-start', '/help', /Start here/),
  at('search-empty', '/search', 'Find any record'),
  at('search-nothing', '/search?text=xqzzy', 'No record matches'),
  at('calculation', '/calculate/crm/line-price', /price/i),
  {
    name: 'wallboard',
    open: async () => {
      await go('/reports/dashboard/crm/sales?wall=true');
      await expect(page.getByRole('img', { name: /^How much did we win/ })).toBeVisible();
    },
    end: () => press('Escape'),
  },
  {
    name: 'dashboard-edited',
    open: async () => {
      await go('/reports/dashboard/crm/sales');
      await main().getByRole('button', { name: 'Copy to change' }).click();
      await expect(page.getByRole('complementary', { name: 'Edit dashboard' })).toBeVisible();
    },
  },
  {
    name: 'dashboard-empty',
    open: async () => {
      await go('/reports');
      await main().getByRole('button', { name: 'New dashboard' }).click();
      await expect(page.getByRole('complementary', { name: 'Edit dashboard' })).toBeVisible();
    },
  },
  ...['reports/report', 'record'].map((path) => ({
    name: `${path === 'record' ? path : 'report'}-gone`,
    open: async () => {
      await go(`/${path}/0190b1f2-7c00-7000-8000-00000000ffff`);
      await expect(main().getByRole('heading', { level: 1 })).toBeVisible();
    },
  })),
  at('notifications-of-admin', '/notifications', 'Notifications'),
  {
    name: 'export-everything',
    open: async () => {
      await go('/sync');
      await main().getByRole('button', { name: 'Export everything…' }).click();
      await expect(dialog()).toBeVisible();
    },
    end: leave,
  },
];

/** The screens of an organisation without records. */
const empty: readonly State[] = [
  at('empty-home', '/', /First steps/),
  at('empty-board', '/list/crm/deal?kind=board', /No deals yet/),
  at('empty-grid', '/list/crm/contact?kind=grid', /No contacts yet/),
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
export function testEveryState(shell: Shell): void {
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
    ({ page } = app);
    page.setDefaultTimeout(10_000);
  });
  test.afterEach(async () => {
    relay.step();
    await app.close();
  });

  test('the pages of settings, and the first run', async () => {
    await signInAs('adam');
    await inspectAll(settings);
  });

  test('dialogs, menus, records and what they say when there is nothing', async () => {
    await signInAs('adam');
    await inspectAll(dialogs);
  });

  test('an organisation without records', async () => {
    await signInAs('hugo');
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
    await inspectAll(empty);
  });

  test('a person who only reads', async () => {
    await signInAs('vera');
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
