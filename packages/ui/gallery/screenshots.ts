// Builds the gallery, serves it under a strict Content Security Policy and keeps a picture of each page: light, dark, 420 px.
// node packages/ui/gallery/screenshots.ts <folder> [page …]      exits 1 when a page writes an error to the console
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { build, preview } from 'vite';
import { findChromium } from '../../../scripts/find-chromium.ts';
import { galleryBuild } from './gallery-build.ts';

const [folder = 'gallery-pictures', ...wanted] = process.argv.slice(2);
const found = findChromium();
if (!found) throw new Error('No Chromium on this machine: see scripts/find-chromium.ts');
mkdirSync(folder, { recursive: true });
await build(galleryBuild);
const server = await preview(galleryBuild);
const address = server.resolvedUrls?.local[0] ?? '';
const browser = await chromium.launch({ ...found, args: [...found.args], env: { ...found.env } });
const faults: string[] = [];
const index = await browser.newPage();
await index.goto(address);
const names = await index.locator('li a:first-child').allTextContents();
await index.close();
const views = [
  ['light', 1440, 900],
  ['dark', 1440, 900],
  ['420', 420, 800],
] as const;
for (const name of names.filter((page) => wanted.length === 0 || wanted.includes(page))) {
  for (const [view, width, height] of views) {
    const page = await browser.newPage({ viewport: { width, height } });
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') faults.push(`${name} ${view}: ${message.text()}`);
    });
    page.on('pageerror', (error) => faults.push(`${name} ${view}: ${error.message}`));
    await page.goto(`${address}?page=${name}&theme=${view === 'dark' ? 'dark' : 'light'}`);
    await page.evaluate(() => document.fonts.ready);
    await page.waitForTimeout(300); // charts and popovers have appeared by then
    await page.screenshot({ path: join(folder, `${name}.${view}.png`) });
    await page.close();
  }
}
await browser.close();
await server.close();
for (const fault of new Set(faults)) process.stderr.write(`${fault}\n`);
process.exitCode = faults.length > 0 ? 1 : 0;
