import { describe, expect, it } from 'vitest';
import type { EventTime } from '../calendar-model.ts';
import { atWall, endingAt, isSameTime, laterByDays, laterByMinutes, longerBy, onDay } from './moved-time.ts';

const berlin = 'Europe/Berlin';
const at = (start: string, minutes: number | null = 60): EventTime => ({ isAllDay: false, start, minutes });
const day: EventTime = { isAllDay: true, day: '2026-11-20', days: 1 };

describe('a moved event', () => {
  it('keeps its wall time over days with a change of clocks', () => {
    expect(laterByDays(at('2026-03-28T08:00:00.000Z'), 1, berlin)).toEqual(at('2026-03-29T07:00:00.000Z'));
    expect(onDay(at('2026-10-24T07:00:00.000Z'), '2026-10-26', berlin)).toEqual(at('2026-10-26T08:00:00.000Z'));
    expect(onDay(at('2026-10-31T13:00:00.000Z'), '2026-11-01', 'America/New_York')).toEqual(
      at('2026-11-01T14:00:00.000Z'),
    );
  });

  it('moves by real minutes, so that both hours that the clock shows alike can be reached', () => {
    expect(laterByMinutes(at('2026-10-25T00:45:00.000Z'), 15)).toEqual(at('2026-10-25T01:00:00.000Z'));
  });

  it('is put on quarters of an hour, and after a gap of the clocks', () => {
    expect(atWall(at('2026-11-20T08:00:00.000Z'), { day: '2026-11-21', minute: 607 }, 'UTC')).toEqual(
      at('2026-11-21T10:00:00.000Z'),
    );
    expect(atWall(at('2026-03-28T08:00:00.000Z'), { day: '2026-03-29', minute: 150 }, berlin)).toEqual(
      at('2026-03-29T01:30:00.000Z'),
    );
  });

  it('is never shorter than a step, and takes a length from its drawing where it has none', () => {
    expect(longerBy(at('2026-11-20T08:00:00.000Z', 15), -1)).toMatchObject({ minutes: 15 });
    expect(longerBy(at('2026-11-20T08:00:00.000Z', null), 1)).toMatchObject({ minutes: 45 });
    expect(longerBy(day, 1)).toEqual({ ...day, days: 2 });
    expect(endingAt(at('2026-11-20T08:00:00.000Z'), { day: '2026-11-20', minute: 544 }, 'UTC')).toMatchObject({
      minutes: 60,
    });
    expect(endingAt(at('2026-11-20T08:00:00.000Z'), { day: '2026-11-20', minute: 100 }, 'UTC')).toMatchObject({
      minutes: 15,
    });
    expect(endingAt(at('2026-10-25T00:00:00.000Z'), { day: '2026-10-25', minute: 240 }, berlin)).toMatchObject({
      minutes: 180,
    }); // 2:00 to 4:00
  });

  it('keeps a length of more than a week until a person makes it shorter', () => {
    const long = at('2026-11-20T08:00:00.000Z', 20_160);
    expect(longerBy(long, 1)).toEqual(long);
    expect(longerBy(long, -1)).toMatchObject({ minutes: 20_145 });
    expect(longerBy(at('2026-11-20T08:00:00.000Z', 10_080), 1)).toMatchObject({ minutes: 10_080 });
  });

  it('of whole days has no minutes', () => {
    expect(laterByMinutes(day, 15)).toBe(day);
    expect(laterByDays(day, -1, berlin)).toEqual({ ...day, day: '2026-11-19' });
    expect(isSameTime(day, { ...day })).toBe(true);
    expect(isSameTime(day, at('2026-11-20T00:00:00.000Z'))).toBe(false);
  });
});
