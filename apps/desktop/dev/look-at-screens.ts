import { mkdirSync } from 'node:fs';
import { contactSheet } from './contact-sheet.ts';
import { openDemo, pictureFolder, type DemoPage } from './open-demo.ts';

// Takes pictures of every screen in its states, and makes a contact sheet of each set, for visual checks: `vite build -c
// renderer.vite.config.ts`, then `node dev/look-at-screens.ts [light dark narrow empty viewer]` (all sets by default).
// DEMO_PAGE=<folder> uses another build of the page. Prints the page's errors.

type Step = readonly [name: string, run: (seen: DemoPage) => Promise<unknown>];

const go =
  (address: string) =>
  async ({ page }: DemoPage) => {
    await page.keyboard.press('Escape');
    await page.evaluate((to) => {
      window.location.hash = to;
    }, address);
  };
const press =
  (...keys: readonly string[]) =>
  async ({ page }: DemoPage) => {
    for (const key of keys) await page.keyboard.press(key);
  };
const type =
  (text: string) =>
  ({ page }: DemoPage) =>
    page.keyboard.type(text);
const click =
  (name: string | RegExp) =>
  ({ page }: DemoPage) =>
    page.getByRole('button', { name }).last().click();
const all =
  (...runs: readonly Step[1][]): Step[1] =>
  async (seen) => {
    for (const run of runs) {
      await run(seen);
      await seen.page.waitForTimeout(350);
    }
  };
const onBoard = (...keys: readonly string[]) =>
  all(({ page }) => page.getByRole('application').focus(), press('ArrowDown', ...keys));
const inGrid = (...keys: readonly string[]) =>
  all(({ page }) => page.locator('[role=grid],[role=treegrid]').focus(), press(...keys));
/** Opens the settings: by the person in the rail, or, in a narrow window, by the person in the menu of the bottom bar. */
const settings: Step[1] = async ({ page }) => {
  const person = page.getByTitle(/: settings$/);
  if ((await person.count()) > 0) return person.first().click();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem').last().click();
};
/** Opens the menu of a record. A narrow window has a second "More" in its bottom bar. */
const recordMenu: Step[1] = ({ page }) => page.getByRole('main').getByRole('button', { name: 'More' }).last().click();
const nothing = encodeURIComponent(JSON.stringify({ field: 'name', op: 'is', value: 'Nothing is called so' }));

const everyScreen: readonly Step[] = [
  ['home', go('#/')],
  ['board', go('#/list/crm/deal?kind=board')],
  ['grid', go('#/list/crm/deal?kind=grid')],
  ['grouped', go('#/list/crm/deal?view=open&kind=grid')],
  ['pinned-view', go('#/list/crm/deal?view=closing&kind=grid')],
  ['leads', go('#/list/crm/lead')],
  ['tasks', go('#/list/crm/task')],
  ['people', go('#/list/platform/person')],
  ['account', all(go('#/list/crm/account?kind=grid'), inGrid('ArrowDown', 'Enter'))],
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
  ['reports', all(go('#/reports'), ({ page }) => page.waitForTimeout(800))],
  ['import', go('#/import')],
  ['sync', go('#/sync')],
  ['filtered', go(`#/list/crm/deal?kind=grid&where=${nothing}`)],
  ['deleted', go('#/list/crm/deal?kind=grid&life=deleted')],
  ['packs', go('#/settings/packs')],
  ['settings-of-packs', go('#/settings/of-packs')],
  ['gone', go('#/record/0190b1f2-7c00-7000-8000-00000000ffff')],
  ['nowhere', go('#/list/crm/unicorn')],
  ['palette', all(go('#/'), press('Control+k'), type('lobby li'))],
  ['shortcuts', all(press('Escape'), press('?'))],
  ['settings', all(press('Escape'), settings)],
];

/** The states with waiting and refused acts, the locked page, and the dialogs. */
const states: readonly Step[] = [
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
  ['another', click('Another person')],
];

const sets: Readonly<
  Record<string, { options: Parameters<typeof openDemo>[0]; steps: readonly Step[]; columns: number }>
> = {
  light: { options: { port: 4800 }, steps: [...everyScreen, ...states], columns: 4 },
  dark: { options: { port: 4810, scheme: 'dark' }, steps: [...everyScreen, ...states], columns: 4 },
  narrow: { options: { port: 4820, width: 420, height: 800 }, steps: everyScreen, columns: 7 },
  empty: { options: { port: 4830, deals: 0 }, steps: everyScreen, columns: 4 },
  viewer: { options: { port: 4840, role: 'viewer' }, steps: everyScreen, columns: 4 },
};

mkdirSync(pictureFolder, { recursive: true });
const wanted = process.argv.slice(2);
for (const [name, { options, steps, columns }] of Object.entries(sets)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const seen = await openDemo(options);
  seen.page.setDefaultTimeout(4_000);
  const pictures: string[] = [];
  for (const [index, [step, run]] of steps.entries()) {
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
