import { readFileSync } from 'node:fs';
import { type Page, expect, test } from '@playwright/test';
import { type AppWindow, goTo, openApp, signInOnPage, untilUpToDate } from '../testbed/app-windows.ts';
import { type HeadlessDevice, signInHeadless } from '../testbed/headless-device.ts';
import { type OutpostServer, accountNamed, accountWithRole, startOutpostServer } from '../testbed/outpost-server.ts';
import { awayFromFullMinute, type ScreenWork, totalOfCounts, watchWork } from '../testbed/screen-work.ts';

// Limits what a change by somebody else, and a pressed key, cost on each screen: calls to the replica, and components that React
// draws. All limits are counts. `screen-guards.e2e.ts` has those of the grid, and the questions of each screen.

let server: OutpostServer;
let app: AppWindow;
let owner: HeadlessDevice;
let page: Page;
let work: () => Promise<ScreenWork>;
const made: Record<string, string> = {};
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  test.setTimeout(400_000);
  server = await startOutpostServer();
  owner = await signInHeadless({ server: server.url, ...accountWithRole(server, 'owner') });
  const admin = await idOf('platform/person', { field: 'email', op: 'is', value: accountNamed(server, 'adam').email });
  const dueAt = new Date().toISOString();
  const place = { latitude: 48.2, longitude: 16.37 };
  const lead = { entity: 'crm/lead', create: { fields: { name: 'Guarded lead', status: 'new' } } };
  const created = (await act([
    { entity: 'crm/deal', create: { ownerId: admin, fields: { name: 'Guarded deal', stage: 'prospecting' } } },
    { entity: 'crm/task', create: { ownerId: admin, fields: { subject: 'Guarded task', dueAt } } },
    { entity: 'crm/account', create: { ownerId: admin, fields: { name: 'Guarded works', place } } },
    lead,
    lead,
  ])) as { readonly ids: readonly string[] };
  for (const [at, name] of ['deal', 'task', 'account', 'lead', 'deletedLead'].entries())
    made[name] = created.ids[at] ?? '';
  await act([{ entity: 'crm/lead', id: made['deletedLead'] ?? '', fields: { life: 'deleted' } }]);
  made['admin'] = admin;
  made['team'] = await idOf('platform/team', { field: 'name', op: 'is', value: 'North' });
  app = await openApp('browser', server.url);
  ({ page } = app);
  page.setDefaultTimeout(10_000);
  work = await watchWork(page);
  await signInOnPage(page, { server: server.url, ...accountNamed(server, 'adam') });
  await untilUpToDate(page);
});
test.afterAll(async () => {
  await app.close();
  await owner.remove();
  await server.stop();
});
const main = () => page.getByRole('main');
const go = (address: string) => goTo(page, address);

/** The owner of the organisation performs an act on another device, and sends it. */
async function act(edits: readonly object[]): Promise<unknown> {
  const done = await owner.ask(['act', '-'], JSON.stringify({ label: 'A change by somebody else', edits }));
  await owner.ask(['sync']);
  return done;
}
async function idOf(kind: string, where: object): Promise<string> {
  const { rows } = (await owner.ask(['list', kind, '--where', JSON.stringify(where)])) as { rows: { id: string }[] };
  return rows[0]?.id ?? '';
}

/** The most that something may cost: calls to the replica, and components by their names. `all`: components in all. */
type Most = Readonly<Record<string, number>> & { readonly calls: number };

/** Expects that work is within its limits. The message has all counts. */
function expectWithin({ calls, drawn }: Pick<ScreenWork, 'calls' | 'drawn'>, most: Most, name: string): void {
  const counted: Readonly<Record<string, number>> = {
    ...drawn,
    calls: totalOfCounts(calls),
    all: totalOfCounts(drawn),
  };
  const beyond = Object.entries(most).filter(([what, limit]) => (counted[what] ?? 0) > limit);
  expect.soft(beyond, `${name}: ${JSON.stringify({ calls, drawn })}`).toEqual([]);
}

/**
 * Returns the work of a screen for a change by somebody else, from the change until the screen is quiet again. A call that is
 * repeated counts once, because screens also ask by the clock.
 */
async function workOf(edit: object): Promise<Pick<ScreenWork, 'calls' | 'drawn'>> {
  await work();
  await act([edit]);
  const rounds: ScreenWork[] = [];
  for (;;) {
    rounds.push(await work());
    if (rounds.some(({ changes }) => changes > 0)) {
      const calls = rounds.map(({ different }) => different);
      const drawn = rounds.map((one) => one.drawn);
      return { calls: merged(calls, Math.max), drawn: merged(drawn, (one, other) => one + other) };
    }
    if (rounds.length > 60) throw new Error('the change did not come');
  }
}
function merged(
  all: readonly Readonly<Record<string, number>>[],
  how: (one: number, other: number) => number,
): Readonly<Record<string, number>> {
  const whole: Record<string, number> = {};
  for (const counts of all)
    for (const [name, count] of Object.entries(counts)) whole[name] = how(whole[name] ?? 0, count);
  return whole;
}

/** The most different questions of a screen that is opened. */
const questionGuards: Readonly<Record<string, number>> = {
  '/': 40,
  '/queue': 6,
  '/calculate/crm/line-price': 2,
  '/calendar?who=everyone': 8, // two kinds with events, their records without a time, and late tasks
  '/list/crm/account?kind=map': 18, // its map file is read in pieces
  '/reports/report/crm/deal/pipeline': 3,
  '/reports/targets': 5,
  '/record/deal': 17, // one of them for the sequences that it is in, one for the buttons of automations, one for what asks for approval
  '/import': 0,
  '/setup': 2,
  '/help': 0,
  '/duplicates/crm/account': 3,
  '/settings/snippets': 1, // a page of the crm pack: the snippets by shortcut
  '/settings/templates': 6, // a page of the crm pack: the list, the versions and the draft of the first, and the record that fills it in
  '/inbox': 20, // the folder, its newest messages, the counts, the open conversation with its record, person and facts
  '/campaigns': 1, // a page of the crm pack: the list
  '/settings/social': 1, // a page of the crm pack: the accounts
  '/settings/sequences': 5, // a page of the crm pack: the list, the counts of all, the versions and the records of the first, and the names of templates
};

/** The pages of the settings, with the most different questions of each one when it is opened. */
const settingsGuards: Readonly<Record<string, number>> = {
  '/settings/people': 4,
  '/settings/devices': 3, // own devices, those of people, the limits. An answer that the home page got before is not shown: it may lack a lost device
  '/settings/roles': 3,
  '/settings/who-can-see': 2,
  '/settings/teams': 1,
  '/settings/sign-in': 1,
  '/settings/directory': 1,
  '/settings/keys': 1,
  '/settings/journal': 2,
  '/settings/automations': 6, // the automations and versions of this device, the runs of all and of the first, its names, and the roles
  '/settings/assignment': 1,
  '/settings/webhooks': 1,
  '/settings/mailbox': 1,
  '/settings/webhooks-in': 1,
  '/settings/events': 3, // the streams, the events, and the sign-ins
  '/settings/mail-domains': 1,
  '/settings/queue': 1,
  '/settings/imports': 1,
  '/settings/audit-reports': 1,
  '/settings/person-data': 2,
  '/settings/activity': 2,
  '/settings/profile': 1,
  '/settings/security': 4,
  '/settings/organisation': 2,
  '/settings/plan': 2,
  '/settings/kinds': 2,
  '/settings/fields': 3,
  '/settings/stages': 4,
  '/settings/pages': 17, // its preview is the page of a record, whose questions are asked unless that page was open shortly before
  '/settings/packs': 2,
  '/settings/of-packs': 1,
};
const addressOf = (at: string): string => (at === '/record/deal' ? `/record/${made['deal'] ?? ''}` : at);

test('each page of the settings has a limit', () => {
  const routes = readFileSync(
    new URL('../../apps/desktop/src/renderer/app/settings-routes.ts', import.meta.url),
    'utf8',
  );
  const paths = [...routes.matchAll(/path: '(\/settings\/[^']+)'/g)].flatMap(([, path]) => path ?? []);
  expect(Object.keys(settingsGuards).toSorted()).toEqual(paths.toSorted());
});

test('no screen asks the replica for more than it shows', async () => {
  test.setTimeout(200_000);
  await work();
  for (const [at, most] of Object.entries({ ...questionGuards, ...settingsGuards })) {
    await go(addressOf(at));
    const { different } = await work();
    expect.soft(totalOfCounts(different), `${at} asks ${JSON.stringify(different)}`).toBeLessThanOrEqual(most);
  }
});

let renamed = 0;
/** Returns the edit that gives one of the records another name, different each time. */
const rename = (record: string, entity: string, field = 'name') => ({
  entity,
  id: made[record] ?? '',
  fields: { [field]: `Guarded ${record} ${(renamed += 1)}` },
});
const renameDeal = () => rename('deal', 'crm/deal');

/**
 * The parts of the frame. A change that comes draws the sync sign when its words change, and the number of unread
 * notifications when it changes. It draws no other part.
 */
const frame = { Gate: 0, Shell: 0, Rail: 0, ContactNotice: 0, SyncSign: 4, FrameUnread: 2, NewCount: 1 };
const renameTask = () => rename('task', 'crm/task', 'subject');
const renameTeam = () => rename('team', 'platform/team');
const deleteLead = () => ({ entity: 'crm/lead', id: made['lead'] ?? '', fields: { life: 'deleted' } });
const giveLead = () => ({
  entity: 'crm/lead',
  create: { ownerId: made['admin'] ?? '', fields: { name: 'Given lead', status: 'new' } },
});

/** Screens, each with a change to a record that it shows or counts. A calendar is also drawn at each minute. */
const changeGuards: readonly { readonly at: string; readonly edit: () => object; readonly most: Most }[] = [
  { at: '/list/crm/deal?kind=board', edit: renameDeal, most: { calls: 12, Board: 3, ColumnCard: 1, BoardCardFace: 1 } },
  { at: '/list/crm/task?kind=calendar&span=week', edit: renameTask, most: { calls: 6, Calendar: 3, EventBox: 1 } },
  { at: '/calendar?who=everyone', edit: renameTask, most: { calls: 8, Calendar: 4, EventBox: 1, LaneRow: 0 } },
  { at: '/list/crm/account?kind=map', edit: () => rename('account', 'crm/account'), most: { calls: 9, PlaceList: 2, PlaceLine: 1, MapView: 2 } }, // prettier-ignore
  { at: '/search?text=guarded', edit: renameDeal, most: { calls: 8, SearchPage: 3, KindHits: 12 } },
  {
    at: '/reports/dashboard/crm/sales',
    edit: renameDeal,
    most: { calls: 16, DashboardBar: 0, ReportView: 0, EChart: 0 },
  },
  { at: '/reports/report/crm/deal/pipeline', edit: renameDeal, most: { calls: 6, ReportView: 0, ReportPanel: 0 } },
  { at: '/record/deal', edit: renameDeal, most: { calls: 9, FieldRow: 10, Entry: 14 } },
  { at: '/', edit: renameTask, most: { calls: 40, HomePage: 2, HomeLine: 4 } },
  { at: '/queue', edit: renameTask, most: { calls: 6, QueuePage: 2 } },
  { at: '/sync', edit: renameDeal, most: { calls: 10, SyncPage: 1 } },
  { at: '/bin', edit: deleteLead, most: { calls: 6, BinPage: 2, BinLine: 3 } },
  { at: '/notifications', edit: giveLead, most: { calls: 6, NotificationsPage: 2, NotificationRow: 6 } },
  { at: '/settings/teams', edit: renameTeam, most: { calls: 5, Themed: 0, DataTable: 2 } },
  { at: '/settings/people', edit: renameTeam, most: { calls: 5, Themed: 0, DataTable: 4 } },
];

test('a change by somebody else asks and draws only what it concerns, on every screen', async () => {
  test.setTimeout(600_000);
  for (const { at, edit, most } of changeGuards) {
    await go(addressOf(at));
    await awayFromFullMinute(page);
    expectWithin(await workOf(edit()), { ...frame, ...most }, at);
  }
});

/** Screens, each with a way to the element that takes the keys, and two keys. The second is measured. */
const keyGuards: readonly {
  readonly name: string;
  readonly open: () => Promise<unknown>;
  readonly keys: readonly [string, string];
  readonly most: Most;
}[] = [
  {
    name: 'an arrow on the board',
    open: async () => {
      await go('/list/crm/deal?kind=board');
      await page.getByRole('application').focus();
    },
    keys: ['ArrowDown', 'ArrowDown'],
    most: { calls: 0, all: 140, BoardCardFace: 2 },
  },
  {
    name: 'an arrow in the calendar',
    open: async () => {
      await go('/list/crm/task?kind=calendar&span=week');
      await page.getByRole('application').focus();
    },
    keys: ['ArrowDown', 'ArrowDown'],
    most: { calls: 0, all: 70, Calendar: 1 },
  },
  {
    name: 'an arrow beside the map',
    open: async () => {
      await go('/list/crm/account?kind=map');
      await main().getByRole('listbox').focus();
    },
    keys: ['ArrowDown', 'ArrowDown'],
    most: { calls: 1, all: 300, PlaceList: 2, PlaceLine: 4 },
  },
  {
    name: 'a letter on the search page',
    open: async () => {
      await go('/search');
      await main().getByRole('searchbox').focus();
    },
    keys: ['g', 'u'],
    most: { calls: 22, all: 600, SearchPage: 30 }, // a list and a count for each kind
  },
  {
    name: 'a letter in the name of a report',
    open: async () => {
      await go('/reports/report/new?of=crm/deal');
      await main().getByRole('textbox', { name: 'Name', exact: true }).focus();
    },
    keys: ['a', 'b'],
    most: { calls: 1, all: 586 },
  },
  {
    name: 'a letter in the name of a dashboard',
    open: async () => {
      await go('/reports/dashboard/crm/sales');
      await main().getByRole('button', { name: 'Copy to change' }).click();
      await page
        .getByRole('complementary', { name: 'Edit dashboard' })
        .getByRole('textbox', { name: 'Name', exact: true })
        .focus();
    },
    keys: ['a', 'b'],
    most: { calls: 1, all: 142 },
  },
  {
    name: 'a letter in the name of a view',
    open: async () => {
      await go('/list/crm/deal?kind=grid');
      await expect(main().getByRole('grid')).toBeVisible();
      await page.keyboard.press('v');
      await page.getByRole('complementary').getByRole('textbox', { name: 'Name', exact: true }).focus();
    },
    keys: ['a', 'b'],
    most: { calls: 0, all: 646 },
  },
  {
    name: 'a letter in a field of a record',
    open: async () => {
      await go(`/record/${made['deal'] ?? ''}`);
      await main()
        .getByRole('button', { name: /^Name:/ })
        .click();
    },
    keys: ['a', 'b'],
    most: { calls: 1, all: 93 },
  },
  {
    name: 'a letter in a note on a record',
    open: async () => {
      await go(`/record/${made['deal'] ?? ''}`);
      await main().getByRole('textbox', { name: 'Write a note' }).focus();
    },
    keys: ['a', 'b'],
    most: { calls: 1, all: 173 },
  },
  {
    name: 'the next notification',
    open: async () => {
      await go('/notifications');
      await expect(main().getByRole('listitem').first()).toBeVisible();
    },
    keys: ['j', 'j'],
    most: { calls: 0, all: 10 },
  },
  {
    name: 'the next deleted record',
    open: async () => {
      await go('/bin');
      await expect(main().getByText('Guarded lead').first()).toBeVisible();
    },
    keys: ['j', 'k'],
    most: { calls: 0, all: 150, BinLine: 4 },
  },
  {
    name: 'a letter in the name of a new field',
    open: async () => {
      await go('/settings/fields');
      await expect(
        main()
          .getByText(/fields/)
          .first(),
      ).toBeVisible();
      await page.keyboard.press('c');
      await page.getByRole('dialog').getByRole('textbox', { name: 'Name', exact: true }).focus();
    },
    keys: ['a', 'b'],
    most: { calls: 0, all: 23 },
  },
];

test('a pressed key draws the part that it concerns, on every screen', async () => {
  test.setTimeout(600_000);
  for (const {
    name,
    open,
    keys: [first, second],
    most,
  } of keyGuards) {
    await open();
    await page.keyboard.press(first);
    await awayFromFullMinute(page);
    await work();
    await page.keyboard.press(second);
    expectWithin(await work(), most, name);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
  }
});
