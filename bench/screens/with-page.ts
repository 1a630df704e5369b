import { type Page, chromium } from '@playwright/test';
import { fetchChromium, findChromium } from '../../scripts/find-chromium.ts';
import { addTiming } from './page-timing.ts';

/** Opens a window of 1440 × 900 px whose page has the timing functions, runs `work` in it, and closes the browser. */
export async function withPage<T>(work: (page: Page) => Promise<T>): Promise<T> {
  const found = findChromium() ?? fetchChromium();
  if (!found) throw new Error('There is no Chromium here, and none could be downloaded. Name one in CHROMIUM.');
  const browser = await chromium.launch({ ...found, args: [...found.args], env: { ...found.env } });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.addInitScript(addTiming);
    return await work(page);
  } finally {
    await browser.close();
  }
}
