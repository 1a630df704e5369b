import { describe, expect, it } from 'vitest';
import { isQuiet, minuteOf, quietHoursOf, timeAtMinute } from './quiet-hours.ts';

describe('quiet hours', () => {
  it('are two times of day that differ', () => {
    expect(quietHoursOf({ quietFrom: '18:00', quietUntil: '08:00' })).toEqual({ from: 1080, until: 480 });
    expect(quietHoursOf({ quietFrom: '18:00' })).toBeUndefined();
    expect(quietHoursOf({ quietFrom: '18:00', quietUntil: '18:00' })).toBeUndefined();
    expect(quietHoursOf({ quietFrom: '24:00', quietUntil: '8:00' })).toBeUndefined();
    expect([minuteOf('00:00'), timeAtMinute(0), timeAtMinute(1439)]).toEqual([0, '00:00', '23:59']);
  });

  it.each([
    ['2026-11-20T16:59:00.000Z', false], // 17:59 in Vienna
    ['2026-11-20T17:00:00.000Z', true],
    ['2026-11-21T02:00:00.000Z', true], // after midnight
    ['2026-11-21T06:59:00.000Z', true],
    ['2026-11-21T07:00:00.000Z', false],
  ])('reach over midnight in the zone: %s is %s', (at, isIn) => {
    expect(isQuiet({ from: 1080, until: 480 }, at, 'Europe/Vienna')).toBe(isIn);
  });

  it('begin and end by the clock when it changes', () => {
    const night = { from: 120, until: 240 }; // 02:00 to 04:00; on 29 March 2026 the clock goes from 02:00 to 03:00 in Vienna
    expect(isQuiet(night, '2026-03-29T00:59:00.000Z', 'Europe/Vienna')).toBe(false); // 01:59
    expect(isQuiet(night, '2026-03-29T01:00:00.000Z', 'Europe/Vienna')).toBe(true); // 03:00
    expect(isQuiet(night, '2026-03-29T02:00:00.000Z', 'Europe/Vienna')).toBe(false); // 04:00
    expect(isQuiet(night, '2026-10-25T01:30:00.000Z', 'Europe/Vienna')).toBe(true); // 02:30 for the second time
  });

  it('of a day do not reach over midnight', () => {
    expect(isQuiet({ from: 720, until: 780 }, '2026-11-20T12:30:00.000Z', 'UTC')).toBe(true);
    expect(isQuiet({ from: 720, until: 780 }, '2026-11-20T13:00:00.000Z', 'UTC')).toBe(false);
  });
});
