import { describe, expect, it } from 'vitest';
import { addDays, daysBetween, startOfDay } from './days.ts';

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
