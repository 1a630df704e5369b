import { type Page, expect, test } from '@playwright/test';
import { inspectScreen } from '../testbed/inspect-screen.ts';
import { focusGrid, goTo, syncSign } from '../testbed/app-windows.ts';

/**
 * A screen in a state: its name, and how a person comes to it. `end` leaves it, so that the next one can be opened. `isWhole`: it
 * differs so much by width that every commit inspects all variants.
 */
export type State = {
  readonly name: string;
  readonly isWhole?: true;
  readonly open: () => Promise<unknown>;
  readonly end?: () => Promise<unknown>;
};

/** A page of the app, and how states of it are reached and inspected. */
export type StateScreen = ReturnType<typeof stateScreen>;

export function stateScreen(page: Page) {
  const main = () => page.getByRole('main');
  const dialog = () => page.getByRole('dialog').last();
  const sign = () => syncSign(page);
  const go = (address: string) => goTo(page, address);
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  /** Opens the list of a kind as a grid, and puts the focus on its first row. */
  const grid = async (kind: string, more = '') => {
    await go(`/list/${kind}?kind=grid${more}`);
    await focusGrid(page);
    await press('Home');
  };
  return {
    page,
    main,
    dialog,
    sign,
    go,
    press,
    grid,
    /** Returns a state that an address leads to, once the text is visible. */
    at: (name: string, address: string, shows: RegExp | string): State => ({
      name,
      open: async () => {
        await go(address);
        await expect(main().getByText(shows).first()).toBeVisible();
      },
    }),
    /** Leaves dialogs, menus and panels. */
    leave: async () => {
      await press('Escape', 'Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
    },
    /** Opens the first record of a list on a page of its own. */
    firstRecord: async (kind: string) => {
      await grid(kind);
      await press('Enter');
      await expect(page.getByRole('complementary').getByRole('heading', { level: 2 }).first()).toBeVisible();
      await focusGrid(page);
      await press('Enter');
      await expect(main().getByRole('grid')).toBeHidden();
    },
    /** Opens each state and inspects it. A state that cannot be opened is a failure of its own, and the others are still looked at. */
    inspectAll: async (states: readonly State[]) => {
      for (const { name, isWhole, open, end } of states)
        await test.step(name, async () => {
          try {
            await open();
            await inspectScreen(page, name, { isBrief: isWhole !== true });
            await end?.();
          } catch (cause) {
            expect.soft(String(cause).slice(0, 600), `${name} could not be opened`).toBe('');
            await press('Escape', 'Escape', 'Escape');
          }
        });
    },
  };
}
