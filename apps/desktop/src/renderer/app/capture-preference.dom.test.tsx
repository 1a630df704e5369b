import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ShellState } from '../../bridge/shell/shell-port.ts';
import { givenSession, renderApp } from '../testing/render-app.tsx';

installDomLayout();
afterEach(cleanup);
const usual: ShellState = {
  kind: 'state',
  captureKeys: { isOn: true, accelerator: 'CommandOrControl+Shift+Space', isTaken: false },
  update: null,
  isLinkTaker: false,
};

/** Opens the app in Electron with a state of the shell. `say` changes the state. */
async function given(state: ShellState, session = givenSession()) {
  const ask = vi.fn();
  const now = { state, tell: () => {} };
  const shell = {
    openFile: () => Promise.resolve(null),
    follow: () => () => {},
    ask,
    state: () => now.state,
    watch: (listener: () => void) => {
      now.tell = listener;
      return () => {};
    },
  };
  await renderApp({ ports: { shell }, session });
  const say = (change: Partial<ShellState>) =>
    act(() => {
      now.state = { ...now.state, ...change };
      now.tell();
    });
  return { ask, say };
}
const openSettings = async () => fireEvent.click(await screen.findByRole('button', { name: /Ilse Torvane/ }));

describe('the preference of quick capture', () => {
  it('turns the keys off and chooses others', async () => {
    const { ask } = await given(usual);
    await openSettings();
    fireEvent.change(await screen.findByRole('combobox', { name: 'Keys of quick capture' }), {
      target: { value: 'Alt+Shift+N' },
    });
    fireEvent.click(screen.getByRole('switch', { name: /^Quick capture from every program/ }));
    expect(ask.mock.calls.map(([message]) => message as unknown)).toEqual([
      { kind: 'capture-keys', accelerator: 'Alt+Shift+N' },
      { kind: 'capture-keys', isOn: false },
    ]);
  });

  it('says that another program has the keys', async () => {
    await given({ ...usual, captureKeys: { ...usual.captureKeys, isTaken: true } });
    await openSettings();
    expect(await screen.findByText(/Another program uses these keys/)).toBeDefined();
  });

  it('is not shown in a browser', async () => {
    await renderApp({});
    await openSettings();
    await screen.findByRole('switch', { name: /^Single keys act/ });
    expect(screen.queryByRole('switch', { name: /^Quick capture/ })).toBeNull();
  });
});

describe('the notice of a newer version', () => {
  it('is shown when the version is ready, and restarts the app only on request', async () => {
    const { ask, say } = await given(usual, givenSession({ unsent: 2 }));
    await screen.findByRole('navigation', { name: 'Main' });
    expect(screen.queryByText(/is ready/)).toBeNull();
    say({ update: { version: '1.2.0' } });
    expect(screen.getByText(/Outpost 1\.2\.0 is ready\. Changes that are not sent yet stay/)).toBeDefined();
    expect(ask).not.toHaveBeenCalled();
    fireEvent.click(screen.getByRole('button', { name: 'Restart to update' }));
    expect(ask).toHaveBeenCalledWith({ kind: 'restart' });
  });

  it('is hidden until the next version when the person puts it off', async () => {
    const { say } = await given({ ...usual, update: { version: '1.2.0' } });
    fireEvent.click(await screen.findByRole('button', { name: 'Later' }));
    expect(screen.queryByText(/is ready/)).toBeNull();
    say({ update: { version: '1.3.0' } });
    expect(screen.getByText(/Outpost 1\.3\.0 is ready/)).toBeDefined();
  });
});
