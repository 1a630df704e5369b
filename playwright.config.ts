import { defineConfig } from '@playwright/test';
import { findChromium } from './scripts/find-chromium.ts';

const chromium = findChromium();

/**
 * The few user journeys with the most value, in the real app with a real server. `*.e2e.ts` run in the browser shell,
 * `*.electron.e2e.ts` in Electron.
 */
export default defineConfig({
  testDir: '.',
  globalSetup: './proof/testbed/seeded-demo.ts',
  testIgnore: ['**/node_modules/**', '**/out/**', '**/release/**'],
  outputDir: 'test-results/playwright', // emptied with every run; test-results/looks, the screenshots for people, is not
  fullyParallel: false, // each file starts its own server and windows
  workers: 1, // with two on two cores fewer tests ended in the same time, and four in 28 ran out of their waits
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  reporter: 'list',
  use: {
    screenshot: 'only-on-failure',
    trace: 'off', // recording took 18 % of the time of eight tests: `--trace retain-on-failure` records a run that needs it
    viewport: { width: 1440, height: 900 },
    launchOptions: chromium ? { ...chromium, args: [...chromium.args], env: { ...chromium.env } } : {},
  },
  projects: [
    { name: 'browser', testMatch: '**/*.e2e.ts', testIgnore: ['**/*.electron.e2e.ts', '**/node_modules/**'] },
    { name: 'electron', testMatch: '**/*.electron.e2e.ts', testIgnore: '**/node_modules/**' },
  ],
});
