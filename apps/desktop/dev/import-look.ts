import { look } from './look.ts';

// The import of given files: `node dev/import-look.ts FOLDER`, with the four sales files in it.
const folder = process.argv[2] ?? '';
const seen = await look({ deals: 0, port: 5400 });
const { page, shot, switchTo } = seen;
await switchTo('offline');
await page.evaluate(() => {
  window.location.hash = '#/import';
});
await page.waitForTimeout(400);
await page
  .locator('input[type=file]')
  .setInputFiles(
    ['accounts.csv', 'products.csv', 'sales_teams.csv', 'sales_pipeline.csv'].map((name) => `${folder}/${name}`),
  );
await page
  .getByRole('heading', { name: /Deals/ })
  .first()
  .waitFor({ timeout: 30_000 })
  .catch((error: unknown) => seen.complaints.push(String(error)));
await shot('import-2-columns');
await page.getByRole('button', { name: 'Dry run' }).click();
await page.waitForTimeout(500);
await shot('import-3-dry-run');
await page.getByRole('button', { name: /^Import [\d,]+/ }).click();
await page.waitForTimeout(900);
await shot('import-4-running');
await page
  .getByRole('button', { name: 'Show the deals' })
  .waitFor({ timeout: 120_000 })
  .catch((error: unknown) => seen.complaints.push(String(error)));
await shot('import-5-done');
await page.getByRole('button', { name: 'Show the deals' }).click();
await page.waitForTimeout(1_500);
await shot('import-6-board');
await page.evaluate(() => {
  window.location.hash = '#/reports';
});
await page.waitForTimeout(2_500);
await shot('import-7-reports');
await page.evaluate(() => {
  window.location.hash = '#/sync';
});
await page.waitForTimeout(1_500);
await shot('import-8-sync');
await page.evaluate(() => {
  window.location.hash = '#/list/crm/deal?kind=grid';
});
await page.waitForTimeout(1_000);
const grid = page.getByRole('grid');
const started = Date.now();
for (let turn = 0; turn < 40; turn += 1) {
  await grid.evaluate((element) => {
    element.scrollTop += 6_000;
  });
  await page.waitForTimeout(16);
}
process.stdout.write(`40 jumps of 6,000 px in ${Date.now() - started} ms\n`);
await shot('import-9-scrolling');
await page.waitForTimeout(300);
await shot('import-10-scrolled');
process.stdout.write(`${[...new Set(seen.complaints)].join('\n')}\n`);
await seen.end();
