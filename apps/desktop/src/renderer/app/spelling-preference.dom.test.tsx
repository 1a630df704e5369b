import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { givenShell, openOwnSettings, usualShell } from '../testing/given-shell.tsx';

installDomLayout();
afterEach(cleanup);
const name = /^Check spelling/;

describe('the preference of spelling', () => {
  it('turns the check off, and chooses its languages by their names', async () => {
    const { ask } = await givenShell();
    await openOwnSettings();
    fireEvent.click(await screen.findByRole('switch', { name }));
    expect(ask).toHaveBeenCalledWith({ kind: 'spelling', isOn: false });
    const languages = screen.getByRole('combobox', { name: 'Languages of the spelling' });
    fireEvent.click(languages);
    fireEvent.click(await screen.findByRole('option', { name: 'German', hidden: true }));
    expect(ask).toHaveBeenLastCalledWith({ kind: 'spelling', languages: ['en-GB', 'de'] });
  });

  it('says how to get a dictionary on a computer without one', async () => {
    await givenShell({ spelling: { ...usualShell.spelling, languages: [] } });
    await openOwnSettings();
    expect((await screen.findByRole<HTMLInputElement>('switch', { name })).disabled).toBe(true);
    expect(screen.getByText(/Install a Hunspell dictionary of your language/)).toBeDefined();
  });

  it('offers no languages on macOS, which finds them by itself', async () => {
    await givenShell({ spelling: { isOn: true, isOfSystem: true, languages: [] } });
    await openOwnSettings();
    expect((await screen.findByRole<HTMLInputElement>('switch', { name })).checked).toBe(true);
    expect(screen.queryByText('Languages of the spelling')).toBeNull();
  });
});
