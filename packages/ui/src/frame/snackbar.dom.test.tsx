import { act, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Snackbar, SnackbarProvider, useSnackbar } from './snackbar.tsx';
import { installDomLayout } from '../testing/dom-layout.tsx';
import { ThemeProvider } from '../theme/theme-provider.tsx';

installDomLayout();
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function givenSnackbar(): Snackbar {
  const held: { bar?: Snackbar } = {};
  const Hold = () => {
    held.bar = useSnackbar();
    return null;
  };
  render(
    <ThemeProvider colorScheme="light" locale="en-GB" timeZone="UTC" now={() => 0}>
      <SnackbarProvider>
        <Hold />
      </SnackbarProvider>
    </ThemeProvider>,
  );
  if (!held.bar) throw new Error('Nothing was drawn');
  return held.bar;
}

describe('lines that report an act', () => {
  it('are shown for eight seconds each, also in the place of a removed one', () => {
    const { show, drop } = givenSnackbar();
    act(() => show({ text: 'Moved Acme', about: 'act', onUndo: () => undefined }));
    act(() => void vi.advanceTimersByTime(7_000));
    act(() => {
      drop(['act']);
      show({ text: 'It was refused', tone: 'bad' });
    });
    expect(screen.queryByText('Moved Acme')).toBeNull();
    act(() => void vi.advanceTimersByTime(7_000));
    expect(screen.getByText('It was refused')).toBeDefined();
    act(() => void vi.advanceTimersByTime(2_000));
    expect(screen.queryByText('It was refused')).toBeNull();
  });

  it('offer the keys of undo only for the last act, and show two lines at most', () => {
    const { show } = givenSnackbar();
    for (const name of ['Acme', 'Brook', 'Hall'])
      act(() => show({ text: `Moved ${name}`, about: name, onUndo: () => undefined }));
    act(() => show({ text: 'The file was exported' }));
    expect(screen.queryByText('Moved Brook')).toBeNull();
    act(() => show({ text: 'Moved Iver', about: 'Iver', onUndo: () => undefined }));
    act(() => show({ text: 'Moved Jett', about: 'Jett', onUndo: () => undefined }));
    const keys = screen.getAllByRole('button', { name: /Undo/ }).map((button) => button.querySelectorAll('kbd').length > 0); // prettier-ignore
    expect(keys).toEqual([false, true]);
  });
});
