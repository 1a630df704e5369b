import { daysShown } from '@outpost/domain/kernel/calendar/calendar-days';
import { describe, expect, it } from 'vitest';
import { givenEvent } from '../testing/given-event.ts';
import { barsOf, bookedMinutes, eventsByDay, piecesByDay } from './day-pieces.ts';

const berlin = 'Europe/Berlin';
const timed = (start: string, minutes: number | null, id = start) =>
  givenEvent({ id, time: { isAllDay: false, start, minutes } });
const days = (day: string, count: number, id = day) => givenEvent({ id, time: { isAllDay: true, day, days: count } });
const on = (day: string, zone: string, ...events: Parameters<typeof piecesByDay>[0]) =>
  (piecesByDay(events, [day], zone).get(day) ?? []).map(({ from, to }) => [from, to]);

describe('the pieces of a day', () => {
  it('are where the clock of the zone shows them', () => {
    const event = timed('2026-11-20T08:00:00.000Z', 90);
    expect(on('2026-11-20', berlin, event)).toEqual([[540, 630]]);
    expect(on('2026-11-20', 'Asia/Kathmandu', event)).toEqual([[825, 915]]);
    expect(on('2026-11-20', 'America/New_York', event)).toEqual([[180, 270]]);
  });

  it('of an event without a length are drawn as half an hour', () => {
    expect(on('2026-11-20', 'UTC', timed('2026-11-20T08:00:00.000Z', null))).toEqual([[480, 510]]);
  });

  it('of an event over midnight are one on each day', () => {
    const event = timed('2026-11-20T22:30:00.000Z', 180);
    const byDay = piecesByDay([event], ['2026-11-20', '2026-11-21'], 'UTC');
    expect([...byDay.values()].flat()).toMatchObject([
      { from: 1350, to: 1440, isStart: true, isEnd: false },
      { from: 0, to: 90, isStart: false, isEnd: true },
    ]);
    const untilMidnight = piecesByDay([timed('2026-11-20T23:00:00.000Z', 60)], ['2026-11-20', '2026-11-21'], 'UTC');
    expect(untilMidnight.get('2026-11-21')).toEqual([]);
  });

  it('end by the clock over the hour that does not exist', () => {
    expect(on('2026-03-29', berlin, timed('2026-03-29T00:30:00.000Z', 60))).toEqual([[90, 210]]); // 1:30 to 3:30
    expect(on('2026-03-08', 'America/New_York', timed('2026-03-08T06:30:00.000Z', 60))).toEqual([[90, 210]]);
  });

  it('keep their real length where the clocks go back below them', () => {
    expect(on('2026-10-25', berlin, timed('2026-10-25T00:45:00.000Z', 45))).toEqual([[165, 210]]); // 2:45 to 2:30, the second time
    expect(on('2026-11-01', 'America/New_York', timed('2026-11-01T06:30:00.000Z', 60))).toEqual([[90, 150]]);
  });

  it('count overlapping time once as booked, tasks not at all', () => {
    const both = [
      timed('2026-11-20T08:00:00.000Z', 60),
      timed('2026-11-20T08:30:00.000Z', 60),
      givenEvent({ ...timed('2026-11-20T12:00:00.000Z', null), canResize: false, look: 'task' }),
    ];
    const pieces = piecesByDay(both, ['2026-11-20'], 'UTC').get('2026-11-20') ?? [];
    expect(bookedMinutes(pieces)).toBe(90);
    expect(bookedMinutes(pieces, 9 * 60)).toBe(30);
  });
});

describe('bars over days', () => {
  const week = daysShown('week', '2026-11-18', 1);

  it('take the first row that is free on all of their days, and are cut at the ends', () => {
    const bars = barsOf([days('2026-11-14', 4, 'a'), days('2026-11-18', 2, 'b'), days('2026-11-17', 2, 'c'), days('2026-11-22', 3, 'd')], week, 'UTC'); // prettier-ignore
    expect(bars.map(({ event, row, first, days: length, isCutBefore, isCutAfter }) => [event.id, row, first, length, isCutBefore, isCutAfter])).toEqual([
      ['a', 0, 0, 2, true, false],
      ['c', 1, 1, 2, false, false],
      ['b', 0, 2, 2, false, false],
      ['d', 0, 6, 1, false, true],
    ]); // prettier-ignore
  });

  it('hold events of a day and more, and none outside of the shown days', () => {
    const long = timed('2026-11-17T08:00:00.000Z', 2 * 1_440);
    expect(barsOf([long, timed('2026-11-17T08:00:00.000Z', 60, 'short'), days('2026-11-30', 1)], week, 'UTC')).toMatchObject([{ event: long, first: 1, days: 3 }]); // prettier-ignore
    expect(piecesByDay([long], week, 'UTC').get('2026-11-17')).toEqual([]);
  });
});

describe('events by day', () => {
  it('have whole days first, and each event on each of its days', () => {
    const byDay = eventsByDay(
      [timed('2026-11-20T08:00:00.000Z', 60, 'late'), days('2026-11-19', 2, 'both'), timed('2026-11-20T07:00:00.000Z', null, 'early')],
      ['2026-11-19', '2026-11-20'],
      'UTC',
    ); // prettier-ignore
    expect([...byDay].map(([day, events]) => [day, events.map(({ id }) => id)])).toEqual([
      ['2026-11-19', ['both']],
      ['2026-11-20', ['both', 'early', 'late']],
    ]);
  });
});
