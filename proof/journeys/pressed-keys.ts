import { type Page, expect } from '@playwright/test';

/** The keyboard of a person who uses nothing else, and counts. */
export type PressedKeys = {
  /** Presses keys one after another; a combination is one press. */
  readonly press: (...keys: readonly string[]) => Promise<void>;
  /** Types words that only the person knows: a name, an amount, the words of a search. They are no steps. */
  readonly type: (words: string) => Promise<void>;
  /** Presses a key until the focus is on an element, at most `most` times. */
  readonly pressUntil: (key: string, selector: string, most?: number) => Promise<void>;
  /** The presses so far. */
  readonly count: () => number;
};

/** Returns the keyboard of a page. */
export function pressedKeys(page: Page): PressedKeys {
  let presses = 0;
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) {
      await page.keyboard.press(key);
      presses += 1;
    }
  };
  return {
    press,
    type: (words) => page.keyboard.type(words),
    async pressUntil(key, selector, most = 40) {
      const isThere = () =>
        page.evaluate((wanted) => document.activeElement?.closest(wanted) != null, selector);
      for (let tries = 0; tries < most; tries += 1) {
        if (await isThere()) return;
        await press(key);
      }
      expect(await isThere(), `${most} presses of ${key} lead to ${selector}`).toBe(true);
    },
    count: () => presses,
  };
}
