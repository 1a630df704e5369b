import { look } from './look.ts';

// What acts look like: offline, waiting, refused, undone; the palette, a new record, the locked page. `node dev/second-look.ts light|dark`.
const scheme = process.argv[2] === 'dark' ? 'dark' : 'light';
const seen = await look({ scheme, port: scheme === 'dark' ? 5300 : 5200 });
const { page, shot, switchTo } = seen;
const step = async (name: string, run: () => Promise<void>) => {
  try {
    await run();
    await page.waitForTimeout(500);
  } catch (error) {
    seen.complaints.push(`${name}: ${String(error).slice(0, 600)}`);
  }
  await shot(`two-${scheme}-${name}`);
};
const go = async (address: string) => {
  await page.evaluate((to) => {
    window.location.hash = to;
  }, address);
  await page.waitForTimeout(600);
};
await switchTo('offline');
await go('#/list/crm/deal');
await step('1-moved', async () => {
  await page
    .getByRole('listitem')
    .filter({ hasText: 'No next step' })
    .first()
    .click({ position: { x: 120, y: 90 } })
    .catch(() => {});
  await page.keyboard.press('Escape');
  await page
    .locator('[tabindex="0"][aria-label*="by stage" i], [role=region][aria-label*="by stage" i]')
    .first()
    .focus()
    .catch(() => {});
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('3');
});
await step('2-lost-asks', async () => {
  await page.keyboard.press('6');
});
await step('3-lost', async () => {
  await page
    .getByRole('dialog')
    .getByLabel(/Why it was lost/)
    .click();
  await page.getByRole('option', { name: 'Price' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Move to Lost' }).click();
});
await step('4-sync-offline', async () => {
  await go('#/sync');
});
await step('5-palette', async () => {
  await page.keyboard.press('Control+k');
  await page.keyboard.type('ball aud');
  await page.waitForTimeout(300);
});
await step('6-record', async () => {
  await page.keyboard.press('Enter');
});
await step('7-note', async () => {
  await page.keyboard.press('n');
  await page.keyboard.type('South wall takes recessed brackets only.\nMarked on sheet A-4.');
  await page.keyboard.press('Control+Enter');
});
await step('8-call', async () => {
  await page.getByRole('button', { name: /Log a call/ }).click();
});
await step('9-new-deal', async () => {
  await page.keyboard.press('Escape');
  await go('#/list/crm/deal?kind=grid');
  await page.keyboard.press('c');
});
await step('10-filter', async () => {
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.press('f');
});
await step('11-shortcuts', async () => {
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
});
await step('12-settings', async () => {
  await page.keyboard.press('Escape');
  await page
    .getByRole('button', { name: /Ilse Torvane: settings|Ilse Torvane/ })
    .last()
    .click();
});
await step('13-refused', async () => {
  await page.keyboard.press('Escape');
  await switchTo('refuse-next');
  await switchTo('online');
  await go('#/sync');
  await page.getByRole('button', { name: 'Try now' }).click();
  await page.waitForTimeout(1_500);
});
await step('14-mend', async () => {
  await page.getByRole('button', { name: 'Mend' }).click();
});
await step('15-replaced', async () => {
  await page.keyboard.press('Escape');
  await page
    .getByRole('button', { name: /energy monitoring|audio/ })
    .first()
    .click();
});
await step('16-locked', async () => {
  await page
    .getByRole('button', { name: /Ilse Torvane: settings|Ilse Torvane/ })
    .last()
    .click();
  await page.getByRole('dialog').getByRole('button', { name: 'Lock' }).click();
});
await step('17-locked-wrong', async () => {
  await page.getByLabel('Password', { exact: true }).fill('wrong');
  await page.keyboard.press('Enter');
});
await step('18-another', async () => {
  await page.getByRole('button', { name: 'Another person' }).click();
});
process.stdout.write(`${[...new Set(seen.complaints)].join('\n')}\n`);
await seen.end();
