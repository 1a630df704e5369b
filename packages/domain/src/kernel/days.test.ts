import { describe, expect, it } from 'vitest';
import { addDays, daysBetween, instantAt, startOfDay } from './days.ts';

describe('days', () => {
  it('are counted over months, years and leap days', () => {
    expect([addDays('2024-02-28', 1), addDays('2024-12-31', 1), addDays('2026-03-01', -1)]).toEqual([
      '2024-02-29',
      '2025-01-01',
      '2026-02-28',
    ]);
    for (let days = -4000; days < 4000; days += 37)
      expect(addDays(addDays('2026-11-20', days), -days)).toBe('2026-11-20');
  });

  it('are counted from one to another without regard to clocks', () => {
    expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2);
    expect(daysBetween('2026-03-30', '2026-02-28')).toBe(-30);
  });

  it('stay within years of four digits, which sort as text', () => {
    expect([addDays('9999-12-30', 5), addDays('0001-01-02', -5)]).toEqual(['9999-12-31', '0001-01-01']);
    expect([addDays('2026-11-20', 1e15), addDays('2026-11-20', -1e15)]).toEqual(['9999-12-31', '0001-01-01']);
  });

  it('are as long as a clock change makes them', () => {
    expect(startOfDay('2026-03-08', 'America/New_York')).toBe('2026-03-08T05:00:00.000Z');
    expect(startOfDay('2026-03-09', 'America/New_York')).toBe('2026-03-09T04:00:00.000Z');
  });
});

describe('the instant at which a clock shows a time', () => {
  it.each([
    ['2026-07-01', '12:00', 'Europe/London', '2026-07-01T11:00:00.000Z'],
    ['2026-10-25', '03:00', 'Europe/London', '2026-10-25T03:00:00.000Z'],
    ['2026-03-08', '23:30', 'America/Los_Angeles', '2026-03-09T06:30:00.000Z'],
    ['2026-03-07', '09:15', 'America/New_York', '2026-03-07T14:15:00.000Z'],
    ['2026-03-09', '09:15', 'America/New_York', '2026-03-09T13:15:00.000Z'],
  ])('%s %s in %s is %s', (day, time, zone, instant) => {
    expect(instantAt(day, time, zone)).toBe(instant);
  });

  it('is the moment after the gap for a time that the clock skips, and the first of two', () => {
    expect(instantAt('2026-03-29', '02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z');
    expect(instantAt('2026-10-25', '02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
  });
});
