import type { DemoPage } from './open-demo.ts';

/** The name of a screen, and the steps that open it. */
export type ScreenStep = readonly [name: string, run: (seen: DemoPage) => Promise<unknown>];

/** Opens an address of the app. */
export const go =
  (address: string) =>
  async ({ page }: DemoPage) => {
    await page.keyboard.press('Escape');
    await page.evaluate((to) => {
      window.location.hash = to;
    }, address);
  };
/** Presses keys, one after the other. */
export const press =
  (...keys: readonly string[]) =>
  async ({ page }: DemoPage) => {
    for (const key of keys) await page.keyboard.press(key);
  };
/** Waits for half a second. */
export const wait: ScreenStep[1] = ({ page }) => page.waitForTimeout(500);
/** Types a text where the focus is. */
export const type =
  (text: string) =>
  ({ page }: DemoPage) =>
    page.keyboard.type(text);
/** Presses the last button of this name. */
export const click =
  (name: string | RegExp) =>
  ({ page }: DemoPage) =>
    page.getByRole('button', { name }).last().click();
/** Chooses an entry of the open menu. */
export const choose =
  (name: string) =>
  ({ page }: DemoPage) =>
    page.getByRole('menuitem', { name }).click();
/** Takes several steps, each after a pause. */
export const all =
  (...runs: readonly ScreenStep[1][]): ScreenStep[1] =>
  async (seen) => {
    for (const run of runs) {
      await run(seen);
      await seen.page.waitForTimeout(350);
    }
  };
