import { openDemo } from './open-demo.ts';

// Measures the scrolling of the grid over many rows: `node dev/scroll-look.ts [deals]`. Prints the frames as the browser
// measured them.
const deals = Number(process.argv[2] ?? 8_800);
const seen = await openDemo({ deals, port: 5700 });
const { page } = seen;
await page
  .getByText(/Up to date/)
  .first()
  .waitFor({ timeout: 120_000 });
const run = async (address: string) => {
  await page.evaluate((to) => {
    window.location.hash = to;
  }, address);
  await page.locator('[role=grid],[role=treegrid]').waitFor();
  await page.getByText(new RegExp(`${deals.toLocaleString('en-US')} deals`)).waitFor({ timeout: 120_000 });
  await page.waitForTimeout(1_000);
  return page.evaluate(async () => {
    const grid = document.querySelector('[role=grid],[role=treegrid]');
    if (!grid) throw new Error('No grid');
    const frames: number[] = [];
    let blank = 0;
    let last = performance.now();
    for (let turn = 0; turn < 240; turn += 1) {
      grid.scrollTop += turn % 60 === 59 ? grid.scrollHeight / 5 : 160;
      await new Promise((resolve) => {
        requestAnimationFrame(resolve);
      });
      const at = performance.now();
      frames.push(at - last);
      last = at;
      if (grid.querySelector('[role=row][aria-busy]')) blank += 1;
    }
    frames.sort((left, right) => left - right);
    return {
      rows: grid.getAttribute('aria-rowcount'),
      medianMs: frames[120]?.toFixed(1),
      p95Ms: frames[228]?.toFixed(1),
      worstMs: frames[239]?.toFixed(1),
      framesWithBlankRows: blank,
    };
  });
};
process.stdout.write(`${JSON.stringify(await run('#/list/crm/deal?kind=grid'))}\n`);
process.stdout.write(`${JSON.stringify(await run('#/list/crm/deal?kind=grid&sort=value.desc'))}\n`);
process.stdout.write(`${JSON.stringify(await run('#/list/crm/deal?kind=grid&group=stage'))}\n`);
process.stdout.write(`${[...new Set(seen.complaints)].join('\n')}\n`);
await seen.end();
