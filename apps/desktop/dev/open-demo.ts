import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type Page, chromium } from '@playwright/test';
import { findChromium } from '../../../scripts/find-chromium.ts';

/** A page on the demo, signed in by default, and its errors. */
export type DemoPage = {
  readonly page: Page;
  readonly browser: Browser;
  readonly complaints: string[];
  readonly switchTo: (what: 'offline' | 'online' | 'refuse-next') => Promise<void>;
  /** Takes a picture; returns its path. */
  readonly shot: (name: string) => Promise<string>;
  readonly end: () => Promise<void>;
};

/** The folder of the pictures. */
export const pictureFolder = join(tmpdir(), 'outpost-look');

/** Starts a separate demo and opens it in Chromium. */
export async function openDemo({
  width = 1440,
  height = 900,
  scheme = 'light',
  deals = 600,
  role = 'admin',
  port = 4800,
  signsIn = true,
}: {
  width?: number;
  height?: number;
  scheme?: 'light' | 'dark';
  deals?: number;
  role?: string;
  port?: number;
  signsIn?: boolean;
} = {}): Promise<DemoPage> {
  const folder = process.env['DEMO_PAGE']; // another build of the page, for use while other runs build into out/
  const pageFolder = folder === undefined ? [] : [folder];
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'serve-demo.ts'), String(deals), role, String(port), ...pageFolder],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const url = await new Promise<string>((resolve) => {
    child.stdout.on('data', (data: Buffer) => resolve(data.toString().trim()));
  });
  const found = findChromium();
  if (!found) throw new Error('No Chromium on this machine: see scripts/find-chromium.ts');
  const browser = await chromium.launch({
    executablePath: found.executablePath,
    args: [...found.args],
    env: found.env,
  });
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) =>
    complaints.push(
      `thrown: ${error.stack ?? error.message}${error.cause instanceof Error ? ` because ${error.cause.stack ?? ''}` : ''}`,
    ),
  );
  await page.goto(url);
  if (signsIn) {
    await page.getByLabel('Server').fill('demo.example');
    await page.getByLabel('Work e-mail').fill('ilse@fenwright.example');
    await page.getByLabel('Password', { exact: true }).fill('demo');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await page
      .getByText(/Up to date/)
      .first()
      .waitFor({ timeout: 20_000 })
      .catch(() => {});
  }
  return {
    page,
    browser,
    complaints,
    switchTo: async (what) => {
      await fetch(`http://127.0.0.1:${port + 1}/${what}`);
    },
    shot: async (name) => {
      const path = join(pictureFolder, `${name}.png`);
      await page.screenshot({ path });
      return path;
    },
    end: async () => {
      await browser.close();
      child.kill();
    },
  };
}
