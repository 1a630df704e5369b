import { readFileSync, writeFileSync } from 'node:fs';
import { globalShortcut } from 'electron';
import { type CaptureKeys, captureAccelerators } from '../bridge/shell/shell-port.ts';
import type { MainLog } from './main-log.ts';

/** The choice of the person on this device, kept in a file of two words: whether the keys act, and which ones. */
export type CaptureKey = {
  readonly now: () => CaptureKeys;
  readonly set: (change: Partial<Pick<CaptureKeys, 'isOn' | 'accelerator'>>) => void;
};

/** The part of Electron's `globalShortcut` that is used. */
export type Shortcuts = Pick<typeof globalShortcut, 'register' | 'unregister'>;

/**
 * Registers the keys of quick capture with the system, unless the person has turned them off. If another program has
 * them, they do not act, and the menu and the preferences say so. `changed` is called after each change.
 */
export function captureKey(
  file: string,
  {
    capture,
    log,
    changed = () => undefined,
    shortcuts = globalShortcut,
  }: {
    readonly capture: () => void;
    readonly log: MainLog;
    readonly changed?: () => void;
    readonly shortcuts?: Shortcuts;
  },
): CaptureKey {
  const state = { ...choiceIn(file), isTaken: false };
  const take = () => {
    state.isTaken = state.isOn && !shortcuts.register(state.accelerator, capture);
    if (state.isTaken) log('capture-key-taken', {});
  };
  take();
  return {
    now: () => ({ ...state }),
    set: (change) => {
      shortcuts.unregister(state.accelerator);
      Object.assign(state, change);
      take();
      try {
        writeFileSync(file, `${state.isOn ? 'on' : 'off'} ${state.accelerator}`);
      } catch {
        log('capture-choice-not-kept', {}); // a full disk: the choice lasts until the end of the app
      }
      changed();
    },
  };
}

/** Reads the choice. At the first start, and for keys that this build does not offer: on, with the usual keys. */
function choiceIn(file: string): Pick<CaptureKeys, 'isOn' | 'accelerator'> {
  const [word, keys] = wordsIn(file);
  return {
    isOn: word !== 'off',
    accelerator: captureAccelerators.find((known) => known === keys) ?? captureAccelerators[0],
  };
}

function wordsIn(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').trim().split(' ');
  } catch {
    return []; // the first start
  }
}
