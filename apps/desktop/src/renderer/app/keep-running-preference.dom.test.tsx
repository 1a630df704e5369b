import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { givenShell, openOwnSettings } from '../testing/given-shell.tsx';

installDomLayout();
afterEach(cleanup);
const name = /^Keep running in the tray/;

describe('the preference to keep running in the tray', () => {
  it('is on, and is turned off for this computer', async () => {
    const { ask, say } = await givenShell();
    await openOwnSettings();
    const control = await screen.findByRole<HTMLInputElement>('switch', { name });
    expect(control.checked).toBe(true);
    fireEvent.click(control);
    expect(ask).toHaveBeenCalledWith({ kind: 'keep-running', isOn: false });
    say({ keepRunning: { isOn: false, hasTray: true } });
    expect(screen.getByRole<HTMLInputElement>('switch', { name }).checked).toBe(false);
  });

  it('says that the app quits on a desktop without a tray', async () => {
    await givenShell({ keepRunning: { isOn: true, hasTray: false } });
    await openOwnSettings();
    expect((await screen.findByRole<HTMLInputElement>('switch', { name })).disabled).toBe(true);
    expect(screen.getByText(/shows no tray, so Outpost quits/)).toBeDefined();
  });

  it('is not shown on macOS', async () => {
    await givenShell({ keepRunning: null });
    await openOwnSettings();
    await screen.findByRole('switch', { name: /^Quick capture/ });
    expect(screen.queryByRole('switch', { name })).toBeNull();
  });
});
