import { describe, expect, it } from 'vitest';
import type { ScheduleTrigger } from './automation-definition.ts';
import { daysDue, instantsDue, lastScheduled, scheduleMoments } from './due-moments.ts';

const berlin = 'Europe/Berlin'; // summer time from 29 March 2026, 2:00, to 25 October 2026, 3:00
const hourMs = 3_600_000;
const iso = (ms: number): string => new Date(ms).toISOString();

/** Returns spans of this length that follow each other from one instant to another, as scans of the server do. */
function spans(from: string, to: string, hours: number): readonly { readonly since: string; readonly until: string }[] {
  const found: { since: string; until: string }[] = [];
  for (let at = Date.parse(from); at < Date.parse(to); at += hours * hourMs)
    found.push({ since: iso(at), until: iso(at + hours * hourMs) });
  return found;
}

describe('[AUT-14] the moments of a date', () => {
  const before = { offset: -3, at: '09:00' };

  it('lie the days before it, at the time of day in the zone, also over a change of clocks', () => {
    const due = (since: string, until: string) => daysDue(before, { since, until }, berlin);
    expect(due('2026-03-28T08:00:00.000Z', '2026-03-29T08:00:00.000Z')).toEqual([
      { day: '2026-04-01', moment: '2026-03-29T07:00:00.000Z' },
    ]);
    expect(due('2026-03-27T08:00:00.000Z', '2026-03-28T08:00:00.000Z')).toEqual([
      { day: '2026-03-31', moment: '2026-03-28T08:00:00.000Z' },
    ]);
  });

  it.each([1, 5, 24, 31, 200])('are named once each by scans that follow each other every %i hours', (hours) => {
    for (const at of ['00:00', '02:30', '09:00', '23:59']) {
      const all = spans('2026-03-20T05:00:00.000Z', '2026-04-10T05:00:00.000Z', hours).flatMap((span) =>
        daysDue({ offset: 0, at }, span, berlin).map(({ day }) => day),
      );
      expect(new Set(all).size).toBe(all.length);
      for (let n = 21; n <= 31; n += 1) expect(all).toContain(`2026-03-${n}`);
    }
  });

  it('keep the time of day of a field with a time by days, and count real hours by hours', () => {
    const span = { since: '2026-03-29T10:00:00.000Z', until: '2026-03-29T11:00:00.000Z' };
    expect(instantsDue({ offset: 1, unit: 'day' }, span, berlin).until).toBe('2026-03-28T12:00:00.000Z');
    expect(instantsDue({ offset: 24, unit: 'hour' }, span, berlin).until).toBe('2026-03-28T11:00:00.000Z');
  });

  it.each([1, 3, 24])('of a field with a time have no gap and no overlap between scans every %i hours', (hours) => {
    for (const unit of ['day', 'hour'] as const) {
      const all = spans('2026-10-23T05:00:00.000Z', '2026-10-28T05:00:00.000Z', hours).map((span) => instantsDue({ offset: -2, unit }, span, berlin)); // prettier-ignore
      for (const [place, { since, until }] of all.entries()) {
        expect(since <= until).toBe(true);
        if (place > 0) expect(since).toBe(all[place - 1]?.until);
      }
    }
  });
});

describe('[AUT-15] the moments of a schedule', () => {
  const every = (more: Partial<ScheduleTrigger>): ScheduleTrigger => ({ kind: 'schedule', every: 'day', at: '02:30', most: 1, ...more }); // prettier-ignore
  const span = { since: '2026-01-27T12:00:00.000Z', until: '2026-03-02T12:00:00.000Z' };

  it.each<readonly [string, Partial<ScheduleTrigger>, readonly string[]]>([
    ['each Monday', { every: 'week', weekday: 1 }, ['2026-02-02', '2026-02-09', '2026-02-16', '2026-02-23', '2026-03-02']],
    ['the last day of a month that is shorter', { every: 'month', monthday: 31 }, ['2026-01-31', '2026-02-28']],
    ['the first of the month', { every: 'month', monthday: 1 }, ['2026-02-01', '2026-03-01']],
  ])('are %s', (_words, more, days) => {
    expect(scheduleMoments(every(more), span, 'UTC')).toEqual(days.map((day) => `${day}T02:30:00.000Z`));
  }); // prettier-ignore

  it('leave weekends out, and come once on the days on which the clocks change', () => {
    const moments = (from: string, to: string, more: Partial<ScheduleTrigger> = {}) => scheduleMoments(every(more), { since: `${from}T00:00:00.000Z`, until: `${to}T00:00:00.000Z` }, berlin); // prettier-ignore
    expect(moments('2026-03-27', '2026-03-31', { every: 'weekday' })).toEqual(['2026-03-27T01:30:00.000Z', '2026-03-30T00:30:00.000Z']); // prettier-ignore
    expect(moments('2026-03-28', '2026-03-30')).toEqual(['2026-03-28T01:30:00.000Z', '2026-03-29T01:30:00.000Z']);
    expect(moments('2026-10-24', '2026-10-26')).toEqual(['2026-10-24T00:30:00.000Z', '2026-10-25T00:30:00.000Z']);
  });

  it('are one for a server that was off for days, and none where none has come', () => {
    expect(lastScheduled(every({}), span, 'UTC')).toBe('2026-03-02T02:30:00.000Z');
    expect(lastScheduled(every({}), { since: '2026-03-02T02:30:00.000Z', until: span.until }, 'UTC')).toBeUndefined();
    expect(lastScheduled(every({}), { since: '2020-01-01T00:00:00.000Z', until: span.until }, 'UTC')).toBe('2026-03-02T02:30:00.000Z'); // prettier-ignore
  });
});
