import { AxeBuilder } from '@axe-core/playwright';
import { look } from './look.ts';

// Dialogs on records, deleting and restoring; and what axe says of each screen. `node dev/fourth-look.ts light|dark`.
const scheme = process.argv[2] === 'dark' ? 'dark' : 'light';
const seen = await look({ scheme, port: scheme === 'dark' ? 5900 : 5800 });
const { page, shot } = seen;
const audit = async (name: string) => {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  for (const found of violations)
    process.stdout.write(
      `${name}: ${found.id} (${found.impact ?? ''}) ${found.nodes.length} x, ${found.nodes[0]?.html.slice(0, 200) ?? ''} ${found.nodes[0]?.failureSummary?.split('\n')[1] ?? ''}\n`,
    );
};
const step = async (name: string, run: () => Promise<void>) => {
  try {
    await run();
    await page.waitForTimeout(500);
  } catch (error) {
    seen.complaints.push(`${name}: ${String(error).slice(0, 600)}`);
  }
  await shot(`four-${scheme}-${name}`);
  await audit(name).catch((error: unknown) => seen.complaints.push(`axe ${name}: ${String(error).slice(0, 200)}`));
};
const go = async (address: string) => {
  await page.evaluate((to) => {
    window.location.hash = to;
  }, address);
  await page.waitForTimeout(600);
};
await step('0-home', async () => {});
await step('1-board', async () => {
  await go('#/list/crm/deal');
});
await step('2-grid', async () => {
  await go('#/list/crm/account');
});
await step('3-account', async () => {
  await page.locator('[role=grid]').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForTimeout(600);
});
await step('4-share', async () => {
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await page.waitForTimeout(200);
  await page.keyboard.type('dana');
  await page.waitForTimeout(300);
  await page.keyboard.press('Enter');
  await page.waitForTimeout(300);
});
await step('5-merge', async () => {
  await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
  await page.waitForTimeout(300);
  await page.getByRole('complementary').getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: /Merge/ }).click();
  await page.waitForTimeout(200);
  await page.keyboard.type('wren');
  await page.waitForTimeout(300);
  await page.keyboard.press('Enter');
});
await step('6-full', async () => {
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await page.waitForTimeout(300);
  await page.getByRole('button', { name: /Open full/ }).click();
});
await step('7-deleted', async () => {
  await page.getByRole('complementary').getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: /Delete/ }).click();
  await go('#/list/crm/account?life=deleted');
  await page.waitForTimeout(500);
});
await step('8-deleted-record', async () => {
  await page.locator('[role=grid]').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
});
await step('9-email', async () => {
  await go('#/list/crm/contact');
  await page.locator('[role=grid]').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForTimeout(500);
  await page.getByRole('button', { name: 'E-mail', exact: true }).click();
});
await step('10-sync', async () => {
  await page.keyboard.press('Escape');
  await go('#/sync');
});
await step('11-reports', async () => {
  await go('#/reports');
  await page.waitForTimeout(1_000);
});
await step('12-import', async () => {
  await go('#/import');
});
await step('13-palette', async () => {
  await page.keyboard.press('Control+k');
  await page.waitForTimeout(200);
  await page.keyboard.type('go');
});
process.stdout.write(`${[...new Set(seen.complaints)].join('\n')}\n`);
await seen.end();
