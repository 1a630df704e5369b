import { act, render, screen } from '@testing-library/react';
import { memo } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createFormats } from './formats.ts';
import { FormatsProvider, useFormats, useNowMs } from './formats-context.tsx';

const start = Date.parse('2026-11-20T09:00:30Z');

beforeEach(() => void vi.useFakeTimers({ now: start }));
afterEach(() => void vi.useRealTimers());

const Changed = memo(function Changed() {
  const now = useNowMs();
  return useFormats().relative('2026-11-20T09:00:00Z', now);
});

it('words that depend on the time follow it, where nothing else draws them again', () => {
  const value = { formats: createFormats({ locale: 'en-US', timeZone: 'UTC' }), now: () => Date.now() };
  render(
    <FormatsProvider value={value}>
      <Changed />
    </FormatsProvider>,
  );
  expect(screen.getByText('30 seconds ago')).toBeTruthy();
  act(() => void vi.advanceTimersByTime(120_000));
  expect(screen.getByText('2 minutes ago')).toBeTruthy();
});
