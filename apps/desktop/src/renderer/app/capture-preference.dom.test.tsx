import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { givenShell, openOwnSettings, usualShell } from '../testing/given-shell.tsx';
import { givenSession, renderApp } from '../testing/render-app.tsx';

installDomLayout();
afterEach(cleanup);

describe('the preference of quick capture', () => {
  it('turns the keys off and chooses others', async () => {
    const { ask } = await givenShell();
    await openOwnSettings();
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
    await givenShell({ captureKeys: { ...usualShell.captureKeys, isTaken: true } });
    await openOwnSettings();
    expect(await screen.findByText(/Another program uses these keys/)).toBeDefined();
  });

  it('is not shown in a browser', async () => {
    await renderApp({});
    await openOwnSettings();
    await screen.findByRole('switch', { name: /^Single keys act/ });
    expect(screen.queryByRole('switch', { name: /^Quick capture/ })).toBeNull();
  });
});

describe('the notice of a newer version', () => {
  it('is shown when the version is ready, and restarts the app only on request', async () => {
    const { ask, say } = await givenShell({}, givenSession({ unsent: 2 }));
    await screen.findByRole('navigation', { name: 'Main' });
    expect(screen.queryByText(/is ready/)).toBeNull();
    say({ update: { version: '1.2.0' } });
    expect(screen.getByText(/Outpost 1\.2\.0 is ready\. Changes that are not sent yet stay/)).toBeDefined();
    expect(ask).not.toHaveBeenCalled();
    fireEvent.click(screen.getByRole('button', { name: 'Restart to update' }));
    expect(ask).toHaveBeenCalledWith({ kind: 'restart' });
  });

  it('is hidden until the next version when the person puts it off', async () => {
    const { say } = await givenShell({ update: { version: '1.2.0' } });
    fireEvent.click(await screen.findByRole('button', { name: 'Later' }));
    expect(screen.queryByText(/is ready/)).toBeNull();
    say({ update: { version: '1.3.0' } });
    expect(screen.getByText(/Outpost 1\.3\.0 is ready/)).toBeDefined();
  });
});
