import { expect, it } from 'vitest';
import { certificateState } from './certificate-state.ts';

const now = Date.parse('2026-11-20T09:00:00.000Z');
const inDays = (days: number) => new Date(now + days * 86_400_000).toISOString();

it('[PLT-32] the app warns 30 days before the last certificate of a provider ends', () => {
  const state = (...days: readonly number[]) => certificateState(days.map(inDays), now)?.state;
  expect(state()).toBe(undefined);
  expect(state(31)).toBe('valid');
  expect(state(30)).toBe('ends-soon');
  expect(state(0.01)).toBe('ends-soon');
  expect(state(0)).toBe('ended');
  expect(state(-400)).toBe('ended');
  expect(state(-1, 200)).toBe('valid'); // the next one is entered already
  expect(state(200, -1)).toBe('valid');
  expect(state(-1, 20)).toBe('ends-soon');
});
