import { describe, expect, it } from 'vitest';
import {
  clockChangeOn,
  instantAt,
  instantOf,
  isSecondShowing,
  minutesBetween,
  minutesLater,
  offsetMinutes,
  sameTimeDaysLater,
  wallTimeOf,
} from './wall-time.ts';

const berlin = 'Europe/Berlin';
const newYork = 'America/New_York';
const kathmandu = 'Asia/Kathmandu';

describe('a wall time', () => {
  it.each([
    ['2026-11-20T09:00:00.000Z', berlin, { day: '2026-11-20', minute: 600 }],
    ['2026-07-20T22:30:00.000Z', berlin, { day: '2026-07-21', minute: 30 }],
    ['2026-11-20T03:15:00.000Z', newYork, { day: '2026-11-19', minute: 1335 }],
    ['2026-11-20T09:00:00.000Z', kathmandu, { day: '2026-11-20', minute: 885 }],
  ])('at %s in %s is the day and minute of that zone', (instant, zone, wall) => {
    expect(wallTimeOf(instant, zone)).toEqual(wall);
    expect(instantOf(wall, zone)).toBe(instant);
  });

  it('counts minutes outside of the day into the day before or after it', () => {
    expect(instantOf({ day: '2026-11-20', minute: 1440 }, kathmandu)).toBe('2026-11-20T18:15:00.000Z');
    expect(instantOf({ day: '2026-11-20', minute: -15 }, 'UTC')).toBe('2026-11-19T23:45:00.000Z');
  });

  it('does not exist in the hour over which the clocks go forward, and becomes the time after it', () => {
    expect(instantOf({ day: '2026-03-29', minute: 150 }, berlin)).toBe('2026-03-29T01:30:00.000Z');
    expect(wallTimeOf('2026-03-29T01:30:00.000Z', berlin)).toEqual({ day: '2026-03-29', minute: 210 });
    expect(instantOf({ day: '2026-03-08', minute: 150 }, newYork)).toBe('2026-03-08T07:30:00.000Z');
  });

  it('exists twice in the hour over which the clocks go back, and means the first', () => {
    expect(instantOf({ day: '2026-10-25', minute: 150 }, berlin)).toBe('2026-10-25T00:30:00.000Z');
    expect(isSecondShowing('2026-10-25T00:30:00.000Z', berlin)).toBe(false);
    expect(isSecondShowing('2026-10-25T01:30:00.000Z', berlin)).toBe(true);
    expect(isSecondShowing('2026-11-01T06:30:00.000Z', newYork)).toBe(true);
    expect(wallTimeOf('2026-10-25T01:30:00.000Z', berlin)).toEqual({ day: '2026-10-25', minute: 150 });
  });
});

describe('steps in time', () => {
  it('of minutes are real minutes: four of 15 lead through the hour that exists twice', () => {
    expect(minutesLater('2026-10-25T00:30:00.000Z', 60)).toBe('2026-10-25T01:30:00.000Z');
    expect(minutesBetween('2026-03-29T00:00:00.000Z', '2026-03-29T01:30:00.000Z')).toBe(90);
  });

  it('of days keep the wall time over a change of clocks', () => {
    const saturday = '2026-03-28T08:00:00.000Z'; // 9:00 in Berlin
    expect(sameTimeDaysLater(saturday, 1, berlin)).toBe('2026-03-29T07:00:00.000Z');
    expect(sameTimeDaysLater('2026-03-28T01:30:00.000Z', 1, berlin)).toBe('2026-03-29T01:30:00.000Z'); // 2:30 becomes 3:30
    expect(sameTimeDaysLater('2026-10-31T13:00:00.000Z', 7, newYork)).toBe('2026-11-07T14:00:00.000Z');
  });
});

describe('a change of clocks', () => {
  it.each([
    ['2026-03-29', berlin, { kind: 'skipped', from: 120, to: 180 }],
    ['2026-10-25', berlin, { kind: 'repeated', from: 120, to: 180 }],
    ['2026-03-08', newYork, { kind: 'skipped', from: 120, to: 180 }],
    ['2026-11-01', newYork, { kind: 'repeated', from: 60, to: 120 }],
    ['2026-10-04', 'Australia/Lord_Howe', { kind: 'skipped', from: 120, to: 150 }],
    ['2023-03-26', 'America/Asuncion', undefined], // at its midnight the clock shows the evening before again
    ['2026-11-20', berlin, undefined],
    ['2026-03-28', berlin, undefined],
    ['2026-11-20', kathmandu, undefined],
  ] as const)('on %s in %s is known with its times', (day, zone, change) => {
    expect(clockChangeOn(day, zone)).toEqual(change);
  });

  it('changes the distance from UTC', () => {
    expect(offsetMinutes('2026-03-29T00:59:00.000Z', berlin)).toBe(60);
    expect(offsetMinutes('2026-03-29T01:00:00.000Z', berlin)).toBe(120);
    expect(offsetMinutes('2026-11-20T00:00:00.000Z', kathmandu)).toBe(345);
  });
});

it('a clock in New York shows half past four where UTC shows half past nine, in winter', () => {
  expect(wallTimeOf('2026-11-20T09:30:00.000Z', 'America/New_York')).toEqual({
    day: '2026-11-20',
    minute: 4 * 60 + 30,
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
