import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Page, expect } from '@playwright/test';
import { root } from '../../scripts/run-command.ts';

const looks = join(root, 'test-results/looks');

/** The width of a window and its colour scheme. */
type ScreenVariant = { readonly width: 1440 | 420; readonly colorScheme: 'light' | 'dark' };

/**
 * Saves a picture of the screen for people, `test-results/looks/<name>.<colours>.<width>.png`, and expects that axe finds no
 * serious fault on it.
 */
export async function inspectScreen(page: Page, name: string, { width, colorScheme }: ScreenVariant): Promise<void> {
  await mkdir(looks, { recursive: true });
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.screenshot({ path: join(looks, `${name}.${colorScheme}.${width}.png`) });
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode()
    .options({ resultTypes: ['violations'] })
    .analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect
    .soft(
      serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
      name,
    )
    .toEqual([]);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
}
