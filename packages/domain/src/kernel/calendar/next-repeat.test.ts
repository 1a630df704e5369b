import { describe, expect, it } from 'vitest';
import { nextRepeat } from './next-repeat.ts';

const zone = 'Europe/Vienna';
const early = '2026-01-01T00:00:00.000Z';
const next = (at: string, rule: string, now = early) => nextRepeat({ at, rule }, now, zone)?.at;

describe('the next time of a repeated record', () => {
  it.each([
    ['FREQ=DAILY', '2026-11-20', '2026-11-21'],
    ['FREQ=DAILY;INTERVAL=10', '2026-11-25', '2026-12-05'],
    ['FREQ=WEEKLY;BYDAY=MO,WE', '2026-11-23', '2026-11-25'], // a Monday
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE', '2026-11-25', '2026-12-07'],
    ['FREQ=WEEKLY', '2026-11-20', '2026-11-27'],
    ['FREQ=MONTHLY;BYMONTHDAY=31', '2026-01-31', '2026-03-31'], // February has no such day
    ['FREQ=MONTHLY;BYMONTHDAY=-1', '2026-01-31', '2026-02-28'],
    ['FREQ=MONTHLY;BYDAY=2TU', '2026-11-10', '2026-12-08'],
    ['FREQ=MONTHLY;BYDAY=-1FR', '2026-11-20', '2026-11-27'],
    ['FREQ=MONTHLY', '2026-01-31', '2026-03-31'],
    ['FREQ=MONTHLY;INTERVAL=2', '2026-11-20', '2027-01-20'],
    ['FREQ=YEARLY;INTERVAL=2', '2026-11-20', '2028-11-20'],
    ['FREQ=YEARLY', '2028-02-29', '2032-02-29'],
  ])('%s after %s is %s', (rule, at, expected) => {
    expect(next(at, rule)).toBe(expected);
  });

  it('is at the same time of day over a change of clocks', () => {
    expect(next('2026-03-28T08:00:00.000Z', 'FREQ=DAILY')).toBe('2026-03-29T07:00:00.000Z'); // 09:00 in Vienna
    expect(next('2026-10-24T07:00:00.000Z', 'FREQ=DAILY')).toBe('2026-10-25T08:00:00.000Z');
    expect(next('2026-03-28T01:30:00.000Z', 'FREQ=DAILY')).toBe('2026-03-29T01:30:00.000Z'); // 02:30 does not exist: 03:30
  });

  it('is never one that was missed', () => {
    expect(next('2026-11-02T08:00:00.000Z', 'FREQ=WEEKLY', '2026-11-20T12:00:00.000Z')).toBe(
      '2026-11-23T08:00:00.000Z',
    );
    expect(next('2026-11-18', 'FREQ=DAILY', '2026-11-20T12:00:00.000Z')).toBe('2026-11-20');
  });

  it('ends on its day, and after its number of times, missed ones included', () => {
    expect(next('2026-11-20', 'FREQ=WEEKLY;UNTIL=20261127')).toBe('2026-11-27');
    expect(next('2026-11-27', 'FREQ=WEEKLY;UNTIL=20261127')).toBeUndefined();
    const counted = nextRepeat({ at: '2026-11-20', rule: 'FREQ=DAILY;COUNT=3' }, early, zone);
    expect(counted).toEqual({ at: '2026-11-21', rule: 'FREQ=DAILY;COUNT=2' });
    expect(next('2026-11-20', 'FREQ=DAILY;COUNT=1')).toBeUndefined();
    expect(nextRepeat({ at: '2026-11-16', rule: 'FREQ=DAILY;COUNT=6' }, '2026-11-20T12:00:00.000Z', zone)).toEqual({ at: '2026-11-20', rule: 'FREQ=DAILY;COUNT=2' }); // prettier-ignore
  });

  it('does not exist for a rule that cannot be read', () => {
    expect(next('2026-11-20', 'sometimes')).toBeUndefined();
  });
});
