import { describe, expect, it } from 'vitest';
import { heededWaitMs, retryAfterSeconds } from './retry-after.ts';

const read = (after: string, date?: string) =>
  retryAfterSeconds(new Headers({ 'retry-after': after, ...(date === undefined ? {} : { date }) }));

describe('the header retry-after', () => {
  it.each([
    ['120', 120],
    [' 0 ', 0],
    ['9999999999', 9_999_999_999],
  ])('[E-3] is read in seconds: %j', (after, seconds) => {
    expect(read(after)).toBe(seconds);
  });

  it.each([
    ['as it is written today', 'Fri, 20 Nov 2026 08:01:30 GMT'],
    ['in the form of RFC 850', 'Friday, 20-Nov-26 08:01:30 GMT'],
    ['in the form of asctime, which is UTC', 'Fri Nov 20 08:01:30 2026'],
  ])('[E-3] is read as a date %s, relative to the date of its own answer', (_, after) => {
    expect(read(after, 'Fri, 20 Nov 2026 08:00:00 GMT')).toBe(90);
  });

  it('[E-3] causes no wait where its date has passed', () => {
    expect(read('Fri, 20 Nov 2026 08:00:00 GMT', 'Fri, 20 Nov 2026 09:00:00 GMT')).toBe(0);
  });

  it.each([['-5'], ['1.5'], ['soon'], [''], ['0x10'], ['2026-11-20T08:01:30Z'], ['Fri, 99 Nov 2026 08:01:30 GMT']])(
    '[E-3] is ignored where it cannot be read: %j',
    (after) => {
      expect(read(after, 'Fri, 20 Nov 2026 08:00:00 GMT')).toBeUndefined();
    },
  );

  it("[E-3] is ignored as a date where the answer does not contain its sender's time", () => {
    expect(read('Fri, 20 Nov 2026 08:01:30 GMT')).toBeUndefined();
    expect(read('Fri, 20 Nov 2026 08:01:30 GMT', 'today')).toBeUndefined();
  });
});

describe('a wait that a server or proxy requests', () => {
  it.each([
    [90, 90_000],
    [0.5, 500],
    [9_999_999_999, 3_600_000],
    [Number.POSITIVE_INFINITY, 3_600_000],
    [-1, 0],
    [Number.NaN, 0],
    ['90', 0],
    [undefined, 0],
  ])('[E-3] of %j becomes %i ms: at most an hour', (seconds, ms) => {
    expect(heededWaitMs(seconds)).toBe(ms);
  });
});
