import type { KeepRunning } from '../bridge/shell/shell-port.ts';
import type { shellChoices } from './shell-choices.ts';

/** The parts of the main process that the end of the last window needs. */
export type LastWindowPorts = {
  readonly platform: NodeJS.Platform;
  readonly choices: ReturnType<typeof shellChoices>;
  /** Whether the app has made an icon for the tray. */
  readonly hasIcon: () => boolean;
  /** Asks whether the desktop shows such icons now. */
  readonly hasTrayHost: () => Promise<boolean>;
  /** Whether a window of the app is in view. */
  readonly isInView: () => boolean;
  /** Tells the person that the app keeps running. Returns the person's answer. */
  readonly tell: () => Promise<'keep' | 'quit'>;
  readonly quit: () => void;
  /** Called when another state is known. */
  readonly changed: () => void;
};

/** The effect of closing the last window. */
export type LastWindow = {
  /** Asks for the desktop's tray, for the state that pages show. Call it after the first window is drawn: it starts a program. */
  readonly start: () => void;
  /** The state for pages. Null on macOS, which keeps programs without windows in the dock. */
  readonly now: () => KeepRunning | null;
  /** Whether the last window is only hidden, so that its page goes on with reminders. */
  readonly isHiddenOnClose: () => boolean;
  /** Call it when the last window was hidden: quits where the desktop shows no tray, and tells the person once. */
  readonly hidden: () => Promise<void>;
  /** Call it before the app ends for another reason: a command to quit, the end of the session, an update. */
  readonly end: () => void;
};

/**
 * Decides what happens when the last window is closed. The window is hidden where the person can find the app again: in
 * the dock of macOS, or in the tray if the person wants it. Otherwise the app quits.
 */
export function lastWindow(ports: LastWindowPorts): LastWindow {
  const { platform, choices } = ports;
  const state = { isEnding: false, hasTray: platform !== 'linux' };
  const look = async () => {
    state.hasTray = ports.hasIcon() && (await ports.hasTrayHost());
    ports.changed();
  };
  const hidden = async () => {
    if (platform === 'darwin') return;
    await look(); // the desktop's tray may have come or gone since the start
    if (state.isEnding || ports.isInView()) return;
    if (!state.hasTray) return ports.quit();
    if (choices.now().wasTold) return;
    choices.set({ wasTold: true });
    if ((await ports.tell()) === 'quit') ports.quit();
  };
  return {
    start: () => {
      if (platform === 'linux') void look();
    },
    now: () => (platform === 'darwin' ? null : { isOn: choices.now().keepsRunning, hasTray: state.hasTray }),
    isHiddenOnClose: () =>
      !state.isEnding && (platform === 'darwin' || (ports.hasIcon() && choices.now().keepsRunning)),
    hidden,
    end: () => {
      state.isEnding = true;
    },
  };
}
