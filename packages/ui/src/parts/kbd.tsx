import classes from './kbd.module.css';

const names: Readonly<Record<string, string>> = {
  escape: 'Esc',
  enter: 'Enter',
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  shift: 'Shift',
  alt: 'Alt',
  tab: 'Tab',
  pageup: 'Page up',
  pagedown: 'Page down',
  home: 'Home',
  end: 'End',
  backspace: 'Backspace',
  delete: 'Delete',
  ' ': 'Space',
};

const onMac = (): boolean => typeof navigator !== 'undefined' && /mac/i.test(navigator.userAgent);

/** Formats a shortcut for reading: 'mod+k' → "Ctrl K" ("⌘ K" on a Mac), 'g h' → "G then H". */
export function keyWords(keys: string, mac = onMac()): string {
  const one = (press: string) =>
    press
      .split('+')
      .filter((part) => part !== '')
      .map((part) => (part === 'mod' ? (mac ? '⌘' : 'Ctrl') : (names[part] ?? part.toUpperCase())))
      .join(' ') || '+';
  return keys === ' ' ? 'Space' : keys.split(' ').map(one).join(' then ');
}

/** A key in the style of a keyboard key. */
export function Kbd({ keys }: { readonly keys: string }) {
  return <kbd className={classes.kbd}>{keyWords(keys)}</kbd>;
}
