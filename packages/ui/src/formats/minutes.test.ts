import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Minutes } from './minutes.ts';

const start = Date.parse('2026-11-20T09:00:45.500Z');
const minuteMs = 60_000;

beforeEach(() => void vi.useFakeTimers({ now: start }));
afterEach(() => void vi.useRealTimers());

const given = () => {
  const minutes = new Minutes(() => Date.now());
  const told: number[] = [];
  const follow = () => minutes.follow(() => told.push(Date.now()));
  return { minutes, told, follow };
};

it('a listener is called at the start of each minute', () => {
  const { minutes, told, follow } = given();
  follow();
  expect(minutes.read()).toBe(Date.parse('2026-11-20T09:00:00Z'));
  vi.advanceTimersByTime(2 * minuteMs);
  expect(told).toEqual([Date.parse('2026-11-20T09:01:00Z'), Date.parse('2026-11-20T09:02:00Z')]);
});

it('one timer serves all listeners, and none runs without them', () => {
  const { told, follow } = given();
  expect(vi.getTimerCount()).toBe(0);
  const leave = [follow(), follow(), follow()];
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(minuteMs);
  expect(told).toHaveLength(3);
  for (const one of leave) one();
  expect(vi.getTimerCount()).toBe(0);
  follow();
  expect(vi.getTimerCount()).toBe(1);
});

it('no timer stays where the last listener leaves as it is called', () => {
  const { minutes } = given();
  const leave = minutes.follow(() => leave());
  vi.advanceTimersByTime(minuteMs);
  expect(vi.getTimerCount()).toBe(0);
});

it('a listener is called soon after the computer has slept, and after its clock was set back', () => {
  const { told, follow } = given();
  follow();
  for (const jumpMs of [8 * 60 * minuteMs, -3 * 60 * minuteMs]) {
    vi.setSystemTime(Date.now() + jumpMs); // the timers do not notice
    vi.advanceTimersByTime(1_000);
  }
  expect(told).toHaveLength(2);
});
