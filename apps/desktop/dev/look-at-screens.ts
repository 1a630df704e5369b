import { mkdirSync } from 'node:fs';
import { contactSheet } from './contact-sheet.ts';
import { openDemo, pictureFolder } from './open-demo.ts';
import { all, choose, click, go, press, type, type ScreenStep, wait } from './screen-steps.ts';

// Takes pictures of every screen in its states, and makes a contact sheet of each set, for visual checks. Usage: `vite build -c
// renderer.vite.config.ts`, then `node dev/look-at-screens.ts [light dark narrow slim empty viewer]` (all sets by default).
// DEMO_PAGE=<folder> uses another build of the page. Prints the page's errors.

const onBoard = (...keys: readonly string[]) =>
  all(({ page }) => page.getByRole('application').focus(), press('ArrowDown', ...keys));
const inGrid = (...keys: readonly string[]) =>
  all(({ page }) => page.locator('[role=grid],[role=treegrid]').focus(), press(...keys));
/** Opens the settings: by the person in the rail, or, in a narrow window, by the person in the menu of the bottom bar. */
const settings: ScreenStep[1] = async ({ page }) => {
  const person = page.getByTitle(/: settings$/);
  if ((await person.count()) > 0) return person.first().click();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem').last().click();
};
/** Opens the dialog of a new field, and chooses the kind of its values. */
const newField =
  (holds: RegExp): ScreenStep[1] =>
  async ({ page }) => {
    await page.keyboard.press('c');
    await page.getByRole('textbox', { name: 'Name' }).fill('Net value');
    await page.getByRole('combobox', { name: 'Holds' }).click();
    await page.getByRole('option', { name: holds }).click();
  };
const pick =
  (label: string, option: string): ScreenStep[1] =>
  async ({ page }) => {
    await page.getByRole('combobox', { name: label }).click();
    await page.getByRole('option', { name: option }).click();
  };
const formula =
  (text: string): ScreenStep[1] =>
  ({ page }) =>
    page.getByRole('textbox', { name: 'Formula' }).fill(text);
/** Opens the menu of a record. A narrow window has a second "More" in its bottom bar. */
const recordMenu: ScreenStep[1] = ({ page }) =>
  page.getByRole('main').getByRole('button', { name: 'More' }).last().click();
const nothing = encodeURIComponent(JSON.stringify({ field: 'name', op: 'is', value: 'Nothing is called so' }));

/** The deals with a history (`demo-history.ts`). */
const openAndMine = encodeURIComponent(
  JSON.stringify({
    and: [
      { field: 'ownerId', op: 'is', value: '@me' },
      { field: 'stage', op: 'one-of', value: ['engaging', 'proposal', 'negotiation'] },
    ],
  }),
);

/** An area over the middle of the demo's accounts. */
const drawnArea = encodeURIComponent(
  JSON.stringify({
    field: 'place',
    op: 'in-area',
    value: {
      corners: [[40.55, -74.3], [40.8, -74.35], [40.95, -74.1], [40.9, -73.8], [40.7, -73.6], [40.6, -73.85]].map(([latitude, longitude]) => ({ latitude, longitude })), // prettier-ignore
    },
  }),
);

const everyScreen: readonly ScreenStep[] = [
  ['home', go('#/')],
  [
    'home-figures',
    all(
      go('#/'),
      wait,
      ({ page }) => page.getByRole('heading', { name: /^(This quarter|Administration)$/ }).scrollIntoViewIfNeeded(),
      wait,
    ),
  ],
  ['inbox', all(go('#/inbox'), wait, wait)],
  ['inbox-snooze', all(press('z'), wait)],
  ['board', all(press('Escape'), go('#/list/crm/deal?kind=board'))],
  ['grid', go('#/list/crm/deal?kind=grid')],
  ['grouped', go('#/list/crm/deal?view=open&kind=grid')],
  ['pinned-view', go('#/list/crm/deal?view=closing&kind=grid')],
  ['view-panel', all(go('#/list/crm/deal?view=closing&kind=grid&sort=value.desc'), press('v'))],
  [
    'view-saved',
    all(
      ({ page }) =>
        page.getByRole('complementary').getByRole('textbox', { name: 'Name' }).fill('Largest that close now'),
      ({ page }) =>
        page
          .getByRole('complementary')
          .getByRole('button', { name: /^Save as new/ })
          .click(),
    ),
  ],
  ['view-changed', all(({ page }) => page.getByRole('combobox', { name: 'Group by' }).selectOption('stage'))],
  ['view-closed', press('v')],
  ['map', all(go('#/list/crm/account?kind=map'), wait, wait, wait)],
  ['map-card', all(({ page }) => page.getByRole('listbox').press('ArrowDown'), wait)],
  [
    'map-round',
    all(
      ({ page }) => page.getByRole('button', { name: 'Add to round' }).click(),
      ({ page }) => page.getByRole('button', { name: 'Add nearest 2' }).click(),
      ({ page }) => page.getByRole('button', { name: 'Add nearest 2' }).click(),
      wait,
    ),
  ],
  ['map-round-plan', all(click('Plan in calendar'), wait)],
  [
    'map-round-cleared',
    all(press('Escape'), click('Change the round'), ({ page }) =>
      page.getByRole('menuitem', { name: 'Clear the round' }).click(),
    ),
  ],
  ['map-circle', all(({ page }) => page.getByRole('button', { name: 'Near here' }).click(), wait, wait)],
  ['map-area', all(go(`#/list/crm/account?kind=map&where=${drawnArea}`), wait, wait, wait)],
  ['map-open', all(({ page }) => page.getByRole('listbox').press('ArrowDown'), press('Enter'), wait)],
  [
    'map-pick',
    all(
      press('Escape'),
      go('#/list/crm/account?kind=map'),
      wait,
      ({ page }) => page.getByRole('listbox').press('ArrowDown'),
      press('Enter'),
      wait,
      ({ page }) => page.locator('[data-field-value="place"]').first().click(),
      ({ page }) => page.getByRole('button', { name: /on the map$/ }).click(),
      wait,
      wait,
    ),
  ],
  ['map-filter', all(press('Escape'), press('Escape'), click('Filter'), wait)],
  ['nearest', all(press('Escape'), go('#/list/crm/account?kind=grid&sort=place.asc%4040.7,-74'), wait)],
  [
    'merge-many',
    all(
      go('#/list/crm/account?kind=grid'),
      wait,
      ({ page }) => page.getByRole('grid').focus(),
      press('x'),
      press('ArrowDown'),
      press('x'),
      press('ArrowDown'),
      press('x'),
      ({ page }) => page.getByRole('button', { name: 'Merge the 3' }).click(),
      wait,
    ),
  ],
  [
    'map-missing',
    all(
      press('Escape'),
      go('#/list/crm/account?kind=map'),
      wait,
      ({ page }) => page.getByRole('button', { name: 'show', exact: true }).click(),
      wait,
    ),
  ],
  ['export', all(go('#/list/crm/deal?kind=grid'), click('More for this list'), choose('Export…'))],
  ['leads', go('#/list/crm/lead')],
  ['tasks', go('#/list/crm/task')],
  [
    'task-repeated',
    all(go('#/list/crm/task'), press('c'), wait, ({ page }) =>
      page.getByRole('combobox', { name: 'Repeats' }).selectOption('week'),
    ),
  ],
  ['calendar-week', all(press('Escape'), go('#/list/crm/task?kind=calendar&span=week'))],
  ['calendar-day', go('#/list/crm/activity?kind=calendar&span=day')],
  ['calendar-month', go('#/list/crm/activity?kind=calendar&span=month')],
  ['calendar-agenda', go('#/list/crm/task?kind=calendar&span=agenda')],
  ['calendar', go('#/calendar')],
  ['calendar-move', onBoard('j', 'p', 'ArrowDown', 'ArrowRight')],
  ['calendar-new', all(press('Escape', 'n'))],
  ['people', go('#/list/platform/person')],
  ['account', all(go('#/list/crm/account?kind=grid'), inGrid('ArrowDown', 'Enter'))],
  [
    'account-timeline',
    all(go('#/list/crm/account?kind=grid'), inGrid('ArrowDown', 'Enter'), press('Enter'), wait, click(/^With /), wait),
  ],
  [
    'note-written',
    all(
      ({ page }) => page.getByRole('textbox', { name: 'Write a note' }).click(),
      type('## Survey'),
      press('Enter'),
      type('South wall **first**, then see [the plan](https://example.com/plan)'),
      press('Enter'),
      type('- [x] brackets'),
      press('Enter'),
      type('cables'),
      press('Enter', 'Enter'),
      type('Can you check, @da'),
      wait,
    ),
  ],
  ['note-mentions', all(press('Enter'), wait, press('Control+Enter'), wait)],
  [
    'field-in-markdown',
    all(
      ({ page }) => page.getByRole('button', { name: 'Company' }).click(),
      click(/empty field/),
      ({ page }) => page.getByRole('button', { name: /^About:/ }).click(),
      wait,
      type('**Bold** start'),
      wait,
    ),
  ],
  [
    'calculation',
    all(
      go('#/calculate/crm/line-price'),
      type('3'),
      press('Tab'),
      type('19.99'),
      press('Tab'),
      type('10'),
      press('Tab'),
    ),
  ],
  ['beside', all(go('#/list/crm/deal?kind=grid'), inGrid('ArrowDown', 'Enter'))],
  ['record', press('Enter')],
  ['moves', recordMenu],
  ['moves-in-palette', all(press('Escape', 'Control+k'), type('>move'))],
  ['queue', all(go('#/'), wait, click('Work through'), wait, wait)],
  ['reports', all(go('#/reports'), wait)],
  ['targets', all(go('#/reports/targets'), wait, wait)],
  ['targets-by-month', all(go('#/reports/targets?unit=month'), wait, wait)],
  ['report-by-hour', all(go('#/reports/report/crm/activity/when'), wait)],
  ['dashboard', all(go('#/reports/dashboard/crm/sales'), wait, wait)],
  ['dashboard-tables', all(click('All as tables'), wait)],
  ['dashboard-wall', all(go('#/reports/dashboard/crm/sales?wall=true'), wait)],
  ['dashboard-copied', all(go('#/reports/dashboard/crm/sales'), wait, click('Copy to change'), wait, wait)],
  ['report-declared', all(go('#/reports/report/crm/deal/won-by-person'), wait)],
  ['report-funnel', all(go('#/reports/report/crm/deal/pipeline'), wait)],
  ['report-new', all(go('#/reports/report/new?of=crm/deal'), wait)],
  [
    'report-two-groups',
    all(
      click(/^Group$/),
      ({ page }) => page.getByRole('combobox', { name: 'Group by' }).last().selectOption('account.sector'),
      ({ page }) => page.getByRole('combobox', { name: 'Measure' }).selectOption('sum'),
      wait,
    ),
  ],
  ['report-heat-map', all(click('Heat map'), wait)],
  ['report-pivot', all(click('Pivot'), wait)],
  ['report-areas', all(click('Areas'), wait)],
  ['report-pie', all(click('Remove group 2'), click('Pie'), wait)],
  ['report-gone', all(go('#/reports/report/0190b1f2-7c00-7000-8000-00000000ffff'), wait)],
  ['import', go('#/import')],
  ['notifications', all(go('#/notifications'), wait)],
  ['notifications-preferences', all(go('#/notifications?preferences=true'), wait)],
  ['sync', go('#/sync')],
  ['export-everything', click('Export everything…')],
  ['filtered', go(`#/list/crm/deal?kind=grid&where=${nothing}`)],
  ['deleted', go('#/list/crm/deal?kind=grid&life=deleted')],
  ['stages', all(go('#/settings/stages'), wait)],
  [
    'stage-added',
    all(
      ({ page }) => page.getByRole('textbox', { name: 'Name of the new stage' }).fill('Site survey'),
      click('Add the stage'),
      wait,
    ),
  ],
  [
    'pipeline-added',
    all(
      ({ page }) => page.getByRole('textbox', { name: 'Name of the new pipeline' }).fill('Renewals'),
      click('Add the pipeline'),
      wait,
      ({ page }) => page.getByRole('group', { name: 'Pipelines of Engaging' }).getByRole('button').first().click(),
      wait,
    ),
  ],
  [
    'pipeline-of-record',
    all(go('#/list/crm/deal?kind=board'), wait, ({ page }) => page.getByRole('application').focus(), press('ArrowDown', 'ArrowRight', 'Enter'), wait), // prettier-ignore
  ],
  ['pipeline-change', all(click(/Change it/), wait)],
  ['stages-on-board', all(go('#/list/crm/deal?kind=board'), wait)],
  ['pages', all(go('#/settings/pages'), wait)],
  [
    'page-columns',
    all(
      go('#/settings/pages?of=crm%2Faccount'),
      wait,
      ({ page }) =>
        page.getByRole('group', { name: 'Related lists' }).getByRole('button', { name: 'Deals', exact: true }).click(),
      click('Move column Closes up'),
      wait,
    ),
  ],
  ['duplicates', all(go('#/duplicates/crm/contact'), wait, wait, press('x'), wait)],
  ['setup', all(go('#/setup'), wait)],
  ['setup-data', all(go('#/setup?step=import'), wait)],
  ['setup-tour', all(go('#/setup?step=help'), wait, click('Begin the tour'), wait, click('Next'), wait)],
  ['setup-left', click('Leave the tour')],
  ['organisation', all(go('#/settings/organisation'), wait)],
  ['plan', all(go('#/settings/plan'), wait)],
  ['delete-organisation', all(go('#/settings/plan'), wait, click(/^Delete /), wait)],
  ['organisation-switcher', all(press('Escape'), go('#/'), wait, click('Fenwright Systems'), wait)],
  ['packs', go('#/settings/packs')],
  ['settings-of-packs', go('#/settings/of-packs')],
  ['field-formula', all(press('Escape'), go('#/settings/fields'), wait, newField(/^Formula/), formula('value * 0.8'))],
  ['field-formula-error', all(formula('valeu * 0.8'), wait)],
  ['field-formula-names', all(formula('value * '), type('clo'), wait)],
  [
    'field-roll-up',
    all(
      press('Escape'),
      go('#/settings/fields?of=crm%2Faccount'),
      wait,
      newField(/^Roll-up/),
      pick('Related records', 'Deals, by Account'),
      pick('Figure', 'Sum'),
      pick('Of the field', 'Value'),
    ),
  ],
  ['field-roll-up-listed', all(press('Control+Enter'), wait)],
  ['record-with-roll-up', all(go('#/list/crm/account?kind=grid'), inGrid('ArrowDown', 'Enter'), press('Enter'), wait)],
  ['change-email', all(press('Escape'), go('#/'), settings, click('Change e-mail'), wait)],
  ['devices', all(go('#/settings/devices'), wait)],
  ['wipe-device', all(click('Wipe this device'), wait)],
  ['sign-out-others', all(press('Escape'), click('Sign out the others'), wait)],
  ['keys', all(go('#/settings/keys'), wait)],
  ['keys-new', all(go('#/settings/keys'), wait, ({ page }) => page.getByRole('button', { name: 'New key' }).click())],
  ['administer-people', all(press('Escape'), go('#/settings/people'), wait)],
  ['invite-people', all(go('#/settings/people'), wait, press('c'), wait, type('v.ames@fenwright.example, marlo@fenwright, lior.b@fenwright.example'))], // prettier-ignore
  ['add-person', all(press('Escape'), go('#/settings/people?add=true'), wait, type('Mira Holt'), press('Tab'), type('mira@fenwright.example'))], // prettier-ignore
  ['first-password', all(press('Control+Enter'), wait)],
  ['password-given', all(press('Control+Enter'), wait)],
  ['person', all(press('Escape'), go('#/settings/people'), wait, click(/Marlo Oyeva/), wait)],
  ['take-away', all(click('Take away…'), wait)],
  ['roles', all(press('Escape'), go('#/settings/roles'), wait)],
  [
    'role-changed',
    all(
      ({ page }) => page.getByRole('button', { name: /^Deals, See:/ }).click(),
      ({ page }) => page.getByRole('menuitem', { name: /^All/ }).click(),
      wait,
    ),
  ],
  ['reaches', all(({ page }) => page.getByRole('button', { name: /^Leads, Change:/ }).click(), wait)],
  ['written-out', all(press('Escape'), click(/^Write out/), wait, click('Discard'))],
  ['new-role', all(press('c'), wait)],
  ['teams', all(press('Escape'), go('#/settings/teams'), wait)],
  ['remove-team', all(click(/^Remove North/), wait)],
  ['settings-sign-in', all(press('Escape'), go('#/settings/sign-in'), wait)],
  [
    'settings-saml',
    all(
      click('Add a provider'),
      wait,
      ({ page }) => page.getByRole('combobox', { name: 'Kind of provider' }).selectOption('saml'),
      ({ page }) =>
        page.getByRole('textbox', { name: 'Metadata of the provider' }).fill('https://idp.example/metadata'),
      click('Read the metadata'),
      wait,
    ),
  ],
  ['directory', all(press('Escape'), go('#/settings/directory'), wait)],
  ['directory-token', all(press('Escape'), go('#/settings/directory'), wait, click('Make a token'), wait)],
  ['directory-group', all(press('Escape'), go('#/settings/directory'), wait, click(/of Field engineers/), wait)],
  ['journal', all(press('Escape'), go('#/settings/journal'), wait)],
  ['audit-reports', all(press('Escape'), go('#/settings/audit-reports'), wait)],
  ['person-data', all(press('Escape'), go('#/settings/person-data'), wait)],
  ['journal-entry', all(press('Escape'), go('#/settings/journal'), wait, click(/^Details of/), wait)],
  ['gone', go('#/record/0190b1f2-7c00-7000-8000-00000000ffff')],
  ['nowhere', go('#/list/crm/unicorn')],
  ['palette', all(go('#/'), press('Control+k'), type('lobby li'))],
  ['palette-empty', all(press('Escape', 'Control+k'), wait)],
  ['palette-account', all(press('Escape', 'Control+k'), type('hallam'), wait)],
  ['palette-mistyped', all(press('Escape', 'Control+k'), type('halalm'), wait)],
  ['palette-views', all(press('Escape', 'Control+k'), type('closing'), wait)],
  ['shortcuts', all(press('Escape'), press('?'))],
  ['help', all(press('Escape'), go('#/help?page=lists'), wait)],
  ['help-search', all(({ page }) => page.getByRole('searchbox', { name: 'Search in the help' }).fill('undo'), wait)],
  ['settings', all(press('Escape'), settings)],
  ['search-empty', go('#/search')],
  [
    'search',
    all(
      ({ page }) => page.getByRole('searchbox').fill('ball a'),
      ({ page }) => page.waitForTimeout(500),
    ),
  ],
  [
    'earlier-values',
    all(
      go(`#/list/crm/deal?kind=grid&sort=externalKey.asc&where=${openAndMine}`),
      inGrid('ArrowDown', 'Enter'),
      press('h'),
    ),
  ],
  [
    'bin',
    all(
      go('#/list/crm/deal?kind=grid'),
      ({ page }) => page.getByText('Ballroom').first().waitFor(),
      inGrid('ArrowDown', 'x', 'ArrowDown', 'x'),
      click(/^Delete/),
      ({ page }) => page.getByRole('button', { name: /^Delete \d/ }).waitFor(),
      press('Control+Enter'),
      ({ page }) => page.getByRole('dialog').waitFor({ state: 'detached' }),
      go('#/bin'),
      press('j', 'x'),
    ),
  ],
];

/** The states with waiting and refused acts, the locked page, and the dialogs. */
const states: readonly ScreenStep[] = [
  ['filter', all(go('#/list/crm/deal?kind=grid'), press('f'))],
  ['new-deal', all(go('#/list/crm/deal?kind=grid'), press('c'))],
  ['create-account', all(type('Refit'), press('Tab'), type('Prentice Yachts'))],
  ['created-account', press('Enter')],
  ['unread-name', all(press('Tab'), type('Gizmo 9000'), press('Tab'))],
  ['task', all(click('Cancel'), inGrid('ArrowDown', 'Enter'), press('t'), type('Send the price'), press('Tab'), type('tomorrow 9:00'), press('Tab', 'Tab'))], // prettier-ignore
  ['empty-call', all(press('Escape'), press('Escape'), inGrid('ArrowDown', 'Enter'), press('l'), click('Log the call'))], // prettier-ignore
  [
    'offline-moved',
    all(press('Escape'), go('#/list/crm/deal?kind=board'), ({ switchTo }) => switchTo('offline'), onBoard('3')),
  ],
  ['lost-asks', onBoard('6')],
  ['offline-home', go('#/')],
  ['offline-sync', all(go('#/sync'), click('Try now'))],
  [
    'refused',
    all(
      ({ switchTo }) => switchTo('refuse-next'),
      ({ switchTo }) => switchTo('online'),
      click('Try now'),
      ({ page }) => page.waitForTimeout(1_200),
    ),
  ],
  ['mend', click('Mend')],
  ['locked', all(press('Escape'), settings, click('Lock'))],
  ['locked-wrong', all(({ page }) => page.getByLabel('Password', { exact: true }).fill('wrong'), press('Enter'))],
  ['locked-tries', async (screen) => { for (let n = 0; n < 4; n += 1) await all(({ page }) => page.getByLabel('Password', { exact: true }).fill('wrong'), press('Enter'), wait)(screen); }], // prettier-ignore
  ['another', click('Another person')],
  ['invitation', click('I have an invitation')],
  ['invitation-found', all(type('K7PM-X2QD-9FGH-AB34-PQRS'), press('Enter'), wait)],
  ['register', all(click('Back to sign in'), click('Register an organisation'))],
  ['register-person', all(press('Enter'), wait)],
  [
    'register-organisation',
    all(
      type('K7PM-X2QD'),
      ({ page }) => page.getByRole('textbox', { name: 'Your name' }).fill('Ilse'),
      ({ page }) => page.getByLabel('New password', { exact: true }).fill('seven loud yellow boats'),
      ({ page }) => page.getByLabel('New password again').fill('seven loud yellow boats'),
      press('Enter'),
    ),
  ],
];

const sets: Readonly<
  Record<string, { options: Parameters<typeof openDemo>[0]; steps: readonly ScreenStep[]; columns: number }>
> = {
  light: { options: { port: 4800 }, steps: [...everyScreen, ...states], columns: 4 },
  dark: { options: { port: 4810, scheme: 'dark' }, steps: [...everyScreen, ...states], columns: 4 },
  narrow: { options: { port: 4820, width: 420, height: 800 }, steps: everyScreen, columns: 7 },
  slim: { options: { port: 4850, width: 380, height: 700 }, steps: everyScreen, columns: 7 },
  empty: { options: { port: 4830, deals: 0 }, steps: everyScreen, columns: 4 },
  viewer: { options: { port: 4840, role: 'viewer' }, steps: everyScreen, columns: 4 },
};

mkdirSync(pictureFolder, { recursive: true });
const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'));
/** --only=people,roles: only pictures of these screens. */
const only = process.argv
  .find((word) => word.startsWith('--only='))
  ?.slice('--only='.length)
  .split(',');
for (const [name, { options, steps, columns }] of Object.entries(sets)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const seen = await openDemo(options);
  seen.page.setDefaultTimeout(4_000);
  const pictures: string[] = [];
  for (const [index, [step, run]] of steps.entries()) {
    if (only && !only.includes(step)) continue;
    await run(seen).catch((error: unknown) => seen.complaints.push(`${step}: ${String(error).slice(0, 400)}`));
    await seen.page.waitForTimeout(600);
    pictures.push(await seen.shot(`${name}-${String(index + 1).padStart(2, '0')}-${step}`));
  }
  await contactSheet(seen.browser, `${pictureFolder}/${name}.png`, {
    pictures,
    columns,
    width: columns > 4 ? 300 : 480,
  });
  process.stdout.write(
    `${pictureFolder}/${name}.png\n${[...new Set(seen.complaints)].map((one) => `  ${one}\n`).join('')}`,
  );
  await seen.end();
}
