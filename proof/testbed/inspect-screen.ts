import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Page, expect, test } from '@playwright/test';
import axe, { type Result } from 'axe-core';
import { pictureFile } from '../../scripts/contact-sheet.ts';

/** Whether the tests run as `npm run test:long`. */
export const isLongEffort = process.env['OUTPOST_TEST_EFFORT'] === 'long';

/** The width of a window and its colour scheme. */
type ScreenVariant = { readonly width: 1440 | 1024 | 420; readonly colorScheme: 'light' | 'dark' };

const heights = { 1440: 900, 1024: 768, 420: 800 } as const;
/** Every commit inspects three variants, `npm run test:long` six. */
const everyVariant: readonly ScreenVariant[] = [
  { width: 1440, colorScheme: 'light' },
  { width: 1440, colorScheme: 'dark' },
  { width: 420, colorScheme: 'light' },
  ...(isLongEffort
    ? ([
        { width: 420, colorScheme: 'dark' },
        { width: 1024, colorScheme: 'light' },
        { width: 1024, colorScheme: 'dark' },
      ] as const)
    : []),
];

/** Chosen: longer than a map needs for its tiles. A part that is busy for longer is inspected as it is. */
const busyMs = 4_000;

/** Waits until the fonts are loaded and nothing on the page is busy, such as a map that draws itself again in other colours. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page
    .waitForFunction(() => document.querySelector('[aria-busy="true"]') === null, undefined, { timeout: busyMs })
    .catch(() => undefined);
}

/**
 * Returns what axe finds on a page. Axe is put into each page once. `AxeBuilder` puts it there for each inspection, which takes a
 * third of the inspection's time.
 */
async function violationsOn(page: Page): Promise<readonly Result[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run({
      resultTypes: ['violations'],
    }); // put there above
    return violations;
  });
}

/**
 * Saves pictures of the screen for people (`scripts/contact-sheet.ts`), one for each variant, and expects that axe finds nothing
 * on any of them. Ends with the window as tests use it: 1440 px, light. `isBrief`: only `npm run test:long` inspects all
 * variants, a commit the first one. `isPrinted`: only takes pictures, because nobody reads paper with a screen reader.
 */
export async function inspectScreen(
  page: Page,
  name: string,
  { isBrief = false, isPrinted = false }: { readonly isBrief?: boolean; readonly isPrinted?: boolean } = {},
): Promise<void> {
  const found: string[] = [];
  await page.mouse.move(0, 0); // so that no button shows its tip
  for (const { width, colorScheme } of isBrief && !isLongEffort ? everyVariant.slice(0, 1) : everyVariant) {
    await page.setViewportSize({ width, height: heights[width] });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await settle(page);
    const path = pictureFile({ shell: test.info().project.name, name, colorScheme, width });
    await mkdir(join(path, '..'), { recursive: true });
    await page.screenshot({ path });
    if (isPrinted) continue;
    const violations = await violationsOn(page);
    for (const { id, impact, nodes } of violations)
      for (const { target, failureSummary } of nodes)
        found.push(
          `${colorScheme} ${width} ${impact ?? ''} ${id}: ${target.join(' ')}: ${failureSummary?.replaceAll(/\s+/g, ' ') ?? ''}`,
        );
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
  expect.soft(found, name).toEqual([]);
}
