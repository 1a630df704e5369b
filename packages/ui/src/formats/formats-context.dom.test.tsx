import { act, render, screen } from '@testing-library/react';
import { memo, type ReactNode, useMemo } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createFormats } from './formats.ts';
import { FormatsProvider, useFormats, useMinute, useNowMs } from './formats-context.tsx';

const start = Date.parse('2026-11-20T09:00:30Z');

beforeEach(() => void vi.useFakeTimers({ now: start }));
afterEach(() => void vi.useRealTimers());

const Changed = memo(function Changed() {
  const now = useNowMs();
  return useFormats().relative('2026-11-20T09:00:00Z', now);
});

const InMemo = memo(function InMemo() {
  const minute = useMinute();
  return useMemo(() => new Date(minute).toISOString(), [minute]);
});

const draw = (parts: ReactNode) => {
  const value = { formats: createFormats({ locale: 'en-US', timeZone: 'UTC' }), now: () => Date.now() };
  return render(<FormatsProvider value={value}>{parts}</FormatsProvider>);
};

it('words that depend on the time follow it, where nothing else draws them again', () => {
  draw(<Changed />);
  expect(screen.getByText('30 seconds ago')).toBeTruthy();
  act(() => void vi.advanceTimersByTime(120_000));
  expect(screen.getByText('2 minutes ago')).toBeTruthy();
});

it('words in a memo follow the full minute', () => {
  draw(<InMemo />);
  expect(screen.getByText('2026-11-20T09:00:00.000Z')).toBeTruthy();
  act(() => void vi.advanceTimersByTime(30_000));
  expect(screen.getByText('2026-11-20T09:01:00.000Z')).toBeTruthy();
});

it('all components share one timer, which ends with the last of them', () => {
  const { unmount } = draw([...Array(5).keys()].map((key) => <Changed key={key} />));
  expect(vi.getTimerCount()).toBe(1);
  unmount();
  expect(vi.getTimerCount()).toBe(0);
});
