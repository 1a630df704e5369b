import { useContext, useLayoutEffect, useRef } from 'react';
import { type Shortcut, ShortcutsContext } from './shortcuts-context.ts';

// Dialogs, menus and other portals handle their own keys: Esc closes them and not the screen below.
const FIELDS =
  'input:not([type="checkbox"]):not([type="radio"]), textarea, select, [contenteditable=""], [contenteditable="true"], [data-takes-keys], [data-portal], [role="dialog"], [role="menu"], [role="listbox"]';

/** The keys that the nearest part around an element takes: all keys, keys without Ctrl or Alt (`plain`), or only those that it uses (`own`). */
const keysTakenAt = (target: EventTarget | null): 'all' | 'plain' | 'own' | undefined => {
  const part = target instanceof Element ? target.closest(FIELDS) : null;
  const taken = part?.getAttribute('data-takes-keys');
  return taken === 'plain' || taken === 'own' ? taken : part === null ? undefined : 'all';
};

/**
 * Whether this element handles keys itself: a field, a cell that takes text, an open menu. A list whose keys are its `own` stops
 * those that it uses, and leaves the others to the page.
 */
export function isTyping(target: EventTarget | null): boolean {
  const taken = keysTakenAt(target);
  return taken === 'all' || taken === 'plain';
}

/**
 * Whether this element handles only keys without Ctrl or Alt: a cell of a grid, in which typing starts an edit. Ctrl+Z acts
 * there as everywhere else.
 */
const takesPlainKeysOnly = (target: EventTarget | null): boolean => keysTakenAt(target) === 'plain';

const hasModifier = (keys: string): boolean => keys.includes('mod+') || keys.includes('alt+');

/** Whether a dialog covers the page. Nothing else may open over it: Esc would close one and leave the person in the other. */
export const isDialogOpen = (): boolean => document.querySelector('[role="dialog"][aria-modal="true"]') !== null;

/** Whether the shortcut is a single letter or digit. Such shortcuts can be turned off (WCAG 2.1.4). */
export const isSingleKey = (keys: string): boolean =>
  !keys.includes('mod+') && !keys.includes('alt+') && !/^(escape|enter|arrow\w+)$/.test(keys);

/**
 * Returns the press in the notation of shortcuts: 'mod+k', 'shift+x', 'g', '?'. Shift is named only with letters, because '?'
 * already implies it.
 */
export function pressOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string {
  const key = event.key.toLowerCase();
  const withShift = event.shiftKey && (key.length > 1 || /\p{L}/u.test(key));
  return `${event.ctrlKey || event.metaKey ? 'mod+' : ''}${event.altKey ? 'alt+' : ''}${withShift ? 'shift+' : ''}${key}`;
}

const CHORD_MS = 1200; // the time between the two keys of 'g h'; with a longer time, a forgotten G would consume the next key

/**
 * Collects presses and returns the shortcut that they complete. A single key acts only when no field has the focus, no
 * dialog covers the page and `singleKeys` is on. Later entries take precedence, so an inner screen can override a key.
 */
export function createShortcutMatcher() {
  let first = '';
  let firstAt = 0;
  return (event: KeyboardEvent, shortcuts: readonly Shortcut[], singleKeys: boolean): Shortcut | undefined => {
    if (event.defaultPrevented || event.isComposing || ['Shift', 'Control', 'Meta', 'Alt'].includes(event.key))
      return undefined;
    const press = pressOf(event);
    const isCovered = isDialogOpen(); // also while nothing in the dialog has the focus
    const typing = isCovered || isTyping(event.target);
    const takesCombinations = isCovered || (typing && !takesPlainKeysOnly(event.target));
    const usable = shortcuts.filter(({ keys, inFields }) => {
      if (isSingleKey(keys)) return singleKeys && !typing;
      return inFields === true || !(hasModifier(keys) ? takesCombinations : typing);
    });
    const chord = first !== '' && event.timeStamp - firstAt < CHORD_MS ? `${first} ${press}` : '';
    first = '';
    const found =
      usable.findLast((shortcut) => shortcut.keys === chord) ?? usable.findLast((shortcut) => shortcut.keys === press);
    if (found) return found;
    if (usable.some((shortcut) => shortcut.keys.startsWith(`${press} `))) {
      first = press;
      firstAt = event.timeStamp;
    }
    return undefined;
  };
}

/** Binds shortcuts while the calling component is mounted. The list of shortcuts (`?`) shows them. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const registry = useContext(ShortcutsContext);
  const latest = useRef(shortcuts);
  // Both before the next key: a shortcut acts on what the person sees.
  useLayoutEffect(() => {
    latest.current = shortcuts;
  });
  useLayoutEffect(() => registry.add(() => latest.current), [registry]);
}
