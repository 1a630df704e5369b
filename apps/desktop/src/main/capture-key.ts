import { readFileSync, writeFileSync } from 'node:fs';
import { globalShortcut } from 'electron';
import type { MainLog } from './main-log.ts';

/** The key that opens the quick capture from every program. */
export const captureAccelerator = 'CommandOrControl+Shift+Space';

/** The choice of the person on this device, kept in a file of a single word. */
export type CaptureKey = { readonly isOn: () => boolean; readonly set: (isOn: boolean) => void };

/**
 * Takes the key from the system, unless the person has turned it off. Another program may have it: then it stays off, and the menu
 * shows that.
 */
export function captureKey(
  file: string,
  { capture, log }: { readonly capture: () => void; readonly log: MainLog },
): CaptureKey {
  const take = () => {
    if (!globalShortcut.register(captureAccelerator, capture)) log('capture-key-taken', {});
  };
  if (wordIn(file) !== 'off') take();
  return {
    isOn: () => globalShortcut.isRegistered(captureAccelerator),
    set: (isOn) => {
      globalShortcut.unregister(captureAccelerator);
      if (isOn) take();
      try {
        writeFileSync(file, isOn ? 'on' : 'off');
      } catch {
        log('capture-choice-not-kept', {}); // a full disk: the choice lasts until the end of the app
      }
    },
  };
}

function wordIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return ''; // the first start
  }
}
