import { act, fireEvent, screen } from '@testing-library/react';
import { vi } from 'vitest';
import type { ShellState } from '../../bridge/shell/shell-port.ts';
import { givenSession, renderApp } from './render-app.tsx';

/** The state of Electron's main process on a computer on which the person has chosen nothing. */
export const usualShell: ShellState = {
  kind: 'state',
  captureKeys: { isOn: true, accelerator: 'CommandOrControl+Shift+Space', isTaken: false },
  keepRunning: { isOn: true, hasTray: true },
  spelling: {
    isOn: true,
    isOfSystem: false,
    languages: [
      { id: 'de', isChosen: false },
      { id: 'en-GB', isChosen: true },
    ],
  },
  update: null,
  isLinkTaker: false,
};

/** Opens the app in Electron with a state of the shell. `ask` gets the page's messages, and `say` changes the state. */
export async function givenShell(change: Partial<ShellState> = {}, session = givenSession()) {
  const ask = vi.fn();
  const now = { state: { ...usualShell, ...change } };
  const watchers = new Set<() => void>();
  const shell = {
    openFile: () => Promise.resolve(null),
    follow: () => () => {},
    pass: () => {},
    ask,
    state: () => now.state,
    watch: (listener: () => void) => {
      watchers.add(listener);
      return () => void watchers.delete(listener);
    },
  };
  await renderApp({ ports: { shell }, session });
  const say = (next: Partial<ShellState>) =>
    act(() => {
      now.state = { ...now.state, ...next };
      for (const watcher of watchers) watcher();
    });
  return { ask, say };
}

/** Opens the dialog of the person's settings. */
export const openOwnSettings = async () => fireEvent.click(await screen.findByRole('button', { name: /Ilse Torvane/ }));
