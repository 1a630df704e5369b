import { describe, expect, it } from 'vitest';
import { dayClock, offsetClock, spanClock } from './clock-text.ts';

describe('clocks as text', () => {
  it('write spans, times of day and offsets', () => {
    expect([0, 59, 60, 93_909, 360_000].map(spanClock)).toEqual([
      '0:00:00',
      '0:00:59',
      '0:01:00',
      '26:05:09',
      '100:00:00',
    ]);
    expect([0, 21_909, 86_399].map(dayClock)).toEqual(['00:00:00', '06:05:09', '23:59:59']);
    expect([0, 60, 345, -570, -30].map(offsetClock)).toEqual(['+00:00', '+01:00', '+05:45', '-09:30', '-00:30']);
  });
});
