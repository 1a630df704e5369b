import { readFileSync } from 'node:fs';
import type { Browser } from '@playwright/test';

/** Joins pictures into one, with `columns` pictures in a row, each `width` pixels wide. */
export async function contactSheet(
  browser: Browser,
  out: string,
  { pictures, columns, width }: { pictures: readonly string[]; columns: number; width: number },
): Promise<void> {
  const page = await browser.newPage({ viewport: { width: columns * width, height: 100 } });
  const images = pictures.map(
    (path) => `<img width="${width - 6}" src="data:image/png;base64,${readFileSync(path).toString('base64')}">`,
  );
  await page.setContent(
    `<body style="margin:0;display:grid;grid-template-columns:repeat(${columns},1fr);gap:6px;background:#f0f">${images.join('')}</body>`,
  );
  await page.waitForFunction(() => [...document.images].every((image) => image.complete));
  await page.screenshot({ path: out, fullPage: true });
  await page.close();
}
