import { type Locator, type Page, expect } from '@playwright/test';

/** The keyboard of a person who uses nothing else, and counts. */
export type PressedKeys = {
  /** Presses keys one after another; a combination is one press. */
  readonly press: (...keys: readonly string[]) => Promise<void>;
  /** Types words that only the person knows: a name, an amount, the words of a search. They do not count as presses. */
  readonly type: (words: string) => Promise<void>;
  /** Presses a key until the focus is on an element or in it, at most `most` times. */
  readonly pressUntil: (key: string, wanted: Locator, most: number) => Promise<void>;
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
    async pressUntil(key, wanted, most) {
      const isThere = () => wanted.evaluate((element) => element.contains(document.activeElement));
      for (let tries = 0; tries < most && !(await isThere()); tries += 1) await press(key);
      expect(await isThere(), `${most} presses of ${key} lead to ${String(wanted)}`).toBe(true);
    },
    count: () => presses,
  };
}
