import { look } from './look.ts';

// A walk through the main screens: `node dev/first-look.ts light|dark [width]`.
const scheme = process.argv[2] === 'dark' ? 'dark' : 'light';
const width = Number(process.argv[3] ?? 1440);
const name = `${scheme}-${width}`;
const seen = await look({
  scheme,
  width,
  height: width < 800 ? 800 : 900,
  port: 4800 + Math.floor(width / 10) + (scheme === 'dark' ? 400 : 0),
});
const { page, shot } = seen;
const go = async (address: string) => {
  await page.evaluate((to) => {
    window.location.hash = to;
  }, address);
  await page.waitForTimeout(700);
};
await page.waitForTimeout(1_000);
await shot(`${name}-home`);
await go('#/list/crm/deal');
await shot(`${name}-board`);
await go('#/list/crm/deal?kind=grid');
await shot(`${name}-grid`);
await go('#/list/crm/deal?view=open&kind=grid');
await shot(`${name}-grouped`);
await page
  .locator('[role=grid],[role=treegrid]')
  .focus({ timeout: 2_000 })
  .catch((error: unknown) => seen.complaints.push(String(error)));
await page.keyboard.press('ArrowDown');
await page.keyboard.press('ArrowDown');
await page.keyboard.press('Enter');
await page.waitForTimeout(800);
await shot(`${name}-record`);
await go('#/sync');
await shot(`${name}-sync`);
await go('#/reports');
await page.waitForTimeout(800);
await shot(`${name}-reports`);
await go('#/import');
await shot(`${name}-import`);
await go('#/list/crm/account');
await shot(`${name}-accounts`);
await go('#/');
await shot(`${name}-home2`);
process.stdout.write(`${[...new Set(seen.complaints)].join('\n')}\n`);
await seen.end();
