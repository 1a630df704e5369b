import { readFileSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { findChromium } from '../../../scripts/find-chromium.ts';

// Puts pictures side by side: `node dev/contact-sheet.ts OUT.png COLUMNS WIDTH PICTURE…`.
const [, , out = 'sheet.png', columns = '2', width = '1000', ...pictures] = process.argv;
const found = findChromium();
if (!found) throw new Error('No Chromium on this machine: see scripts/find-chromium.ts');
const browser = await chromium.launch({ executablePath: found.executablePath, args: [...found.args], env: found.env });
const page = await browser.newPage({ viewport: { width: Number(columns) * Number(width), height: 100 } });
const images = pictures
  .map(
    (path) => `<img width="${Number(width) - 6}" src="data:image/png;base64,${readFileSync(path).toString('base64')}">`,
  )
  .join('');
await page.setContent(
  `<body style="margin:0;display:grid;grid-template-columns:repeat(${columns},1fr);gap:6px;background:#f0f">${images}</body>`,
);
await page.waitForTimeout(300);
await page.screenshot({ path: out, fullPage: true });
await browser.close();
