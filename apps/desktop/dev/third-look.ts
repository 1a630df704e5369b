import { look } from './look.ts';

// States: sign-in, wrong password, first sync, a viewer's record, deleted, filtered to nothing, keys. `node dev/third-look.ts light|dark`.
const scheme = process.argv[2] === 'dark' ? 'dark' : 'light';
const seen = await look({
  scheme,
  port: scheme === 'dark' ? 5600 : 5500,
  role: 'viewer',
  signsIn: false,
  deals: 9_000,
});
const { page, shot } = seen;
const step = async (name: string, run: () => Promise<void>) => {
  try {
    await run();
    await page.waitForTimeout(500);
  } catch (error) {
    seen.complaints.push(`${name}: ${String(error).slice(0, 600)}`);
  }
  await shot(`three-${scheme}-${name}`);
};
const go = async (address: string) => {
  await page.evaluate((to) => {
    window.location.hash = to;
  }, address);
  await page.waitForTimeout(600);
};
await step('1-sign-in', async () => {
  await page.getByLabel('Server').fill('demo.example');
  await page.getByLabel('Work e-mail').fill('ilse@fenwright.example');
});
await step('2-wrong', async () => {
  await page.getByLabel('Password', { exact: true }).fill('wrong');
  await page.keyboard.press('Enter');
});
await step('3-first-sync', async () => {
  await page.getByLabel('Password', { exact: true }).fill('demo');
  await page.keyboard.press('Enter');
  await page.getByRole('navigation').first().waitFor();
  await go('#/list/crm/deal?kind=grid');
});
await page
  .getByText(/Up to date/)
  .first()
  .waitFor({ timeout: 30_000 });
await step('4-viewer-grid', async () => {
  await page.locator('[role=grid]').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('x');
  await page.keyboard.type('abc');
});
await step('5-viewer-record', async () => {
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
});
await step('6-filtered', async () => {
  await go(
    `#/list/crm/deal?kind=grid&where=${encodeURIComponent(JSON.stringify({ field: 'name', op: 'is', value: 'Nothing is called so' }))}`,
  );
});
await step('7-deleted', async () => {
  await go('#/list/crm/deal?kind=grid&life=deleted');
});
await step('8-shortcuts', async () => {
  await go('#/');
  await page.locator('body').press('?');
});
await step('9-gone', async () => {
  await page.keyboard.press('Escape');
  await go('#/record/0190b1f2-7c00-7000-8000-00000000ffff');
});
await step('10-nowhere', async () => {
  await go('#/list/crm/unicorn');
});
await step('11-search', async () => {
  await go('#/list/crm/deal?kind=grid');
  await page.keyboard.press('/');
  await page.waitForTimeout(200);
  await page.keyboard.type('lighting gal');
});
await step('12-palette', async () => {
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.waitForTimeout(300);
  await page.keyboard.type('lobby li');
});
await step('13-people', async () => {
  await page.keyboard.press('Escape');
  await go('#/list/platform/person');
});
await step('14-leads', async () => {
  await go('#/list/crm/lead?kind=board');
});
process.stdout.write(`${[...new Set(seen.complaints)].join('\n')}\n`);
await seen.end();
