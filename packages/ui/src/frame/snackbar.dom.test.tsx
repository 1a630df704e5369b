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
  it('stay for their own eight seconds, also in the place of one that was dropped', () => {
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
});
