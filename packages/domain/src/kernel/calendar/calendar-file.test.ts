import ICAL from 'ical.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Temporal } from 'temporal-polyfill';
import { type CalendarEntry, calendarEnd, calendarLines, calendarStart } from './calendar-file.ts';

const now = '2026-11-23T08:00:00.000Z';
const changedAt = '2026-11-20T08:30:00.000Z';
const call: CalendarEntry = { id: 'a', title: 'Call Ada', at: '2026-11-24T15:00:00.000Z', lastsSeconds: 1_800, isDone: undefined, repeat: undefined, changedAt }; // prettier-ignore
const task: CalendarEntry = { ...call, id: 'b', title: 'Send papers', lastsSeconds: undefined, isDone: false };
const newYork = { timeZone: 'America/New_York', now };

function parsed(
  entries: readonly CalendarEntry[],
  as: 'tasks' | 'events',
  timeZone = newYork.timeZone,
): ICAL.Component {
  const text = [calendarStart('Mia', { timeZone, now }), ...entries.map((entry) => calendarLines(entry, { timeZone, as })), calendarEnd].join(''); // prettier-ignore
  return new ICAL.Component(ICAL.parse(text) as never);
}
const lines = (entry: CalendarEntry, as: 'tasks' | 'events' = 'tasks') =>
  calendarLines(entry, { timeZone: newYork.timeZone, as }).trim().split('\r\n');

describe('a calendar file', () => {
  it('has an event with its time as an instant, its length and its link', () => {
    expect(lines({ ...call, link: 'outpost://open/x' })).toEqual(['BEGIN:VEVENT', 'UID:a@outpost', 'DTSTAMP:20261120T083000Z', 'SUMMARY:Call Ada', 'URL:outpost://open/x', 'DTSTART:20261124T150000Z', 'DURATION:PT30M', 'END:VEVENT']); // prettier-ignore
  });

  it('has a task with its due time and state, as an event where tasks are not shown', () => {
    expect(lines(task)).toEqual(['BEGIN:VTODO', 'UID:b@outpost', 'DTSTAMP:20261120T083000Z', 'SUMMARY:Send papers', 'DUE:20261124T150000Z', 'STATUS:NEEDS-ACTION', 'END:VTODO']); // prettier-ignore
    expect(lines({ ...task, isDone: true })).toContain('STATUS:COMPLETED');
    expect(lines({ ...task, isDone: true }, 'events')).toEqual(expect.arrayContaining(['BEGIN:VEVENT', 'SUMMARY:✓ Send papers', 'DTSTART:20261124T150000Z'])); // prettier-ignore
    expect(lines({ ...task, at: '2026-11-24' }, 'events')).toContain('DTSTART;VALUE=DATE:20261124');
  });

  it('has a repeated entry at the time that the clock in the zone shows, over a change of clocks', () => {
    const weekly = { ...task, at: '2027-03-10T14:00:00.000Z', repeat: 'FREQ=WEEKLY' }; // 9:00 in New York, before the change on March 14
    expect(lines(weekly)).toEqual(expect.arrayContaining(['DTSTART;TZID=America/New_York:20270310T090000', 'DUE;TZID=America/New_York:20270310T090000', 'RRULE:FREQ=WEEKLY'])); // prettier-ignore
    expect(lines({ ...weekly, isDone: true }).join()).not.toContain('RRULE');
    const calendar = parsed([weekly], 'events');
    const zone = new ICAL.Timezone(calendar.getFirstSubcomponent('vtimezone'));
    const event = new ICAL.Event(calendar.getFirstSubcomponent('vevent') ?? undefined);
    const times = event.iterator();
    const instants = [times.next(), times.next()].map((time) => {
      const local = time.clone();
      local.zone = zone;
      return local.convertToZone(ICAL.Timezone.utcTimezone).toString();
    });
    expect(instants).toEqual(['2027-03-10T14:00:00Z', '2027-03-17T13:00:00Z']);
  });

  it('keeps every letter of a title, in lines of at most 75 bytes', () => {
    const letter = fc.constantFrom('a', 'ß', '李', '🎉', ' ', ',', ';', ':', '"', '\\', '\n', '=');
    fc.assert(
      fc.property(fc.string({ unit: letter, minLength: 1, maxLength: 200 }), (title) => {
        const written = calendarLines({ ...call, title }, { timeZone: 'UTC', as: 'events' });
        expect(new ICAL.Component(ICAL.parse(written) as never).getFirstPropertyValue('summary')).toBe(title);
        for (const line of written.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(76);
      }),
      { seed: 20261123, numRuns: 300 },
    );
  });

  it.each(['America/New_York', 'Europe/Vienna', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Africa/Casablanca', 'UTC'])(
    'contains the changes of clocks in %s',
    (timeZone) => {
      const zone = new ICAL.Timezone(parsed([], 'events', timeZone).getFirstSubcomponent('vtimezone'));
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 10 * 365 * 24 }), (hours) => {
          const instant = Temporal.Instant.from('2025-01-01T00:30:00Z').add({ hours });
          const shown = instant.toZonedDateTimeISO(timeZone);
          const local = ICAL.Time.fromDateTimeString(shown.toPlainDateTime().toString({ fractionalSecondDigits: 0 }));
          // A time that the clock shows twice has two instants.
          const twice = shown.toPlainDateTime().toZonedDateTime(timeZone, { disambiguation: 'earlier' }).epochMilliseconds !== shown.toPlainDateTime().toZonedDateTime(timeZone, { disambiguation: 'later' }).epochMilliseconds; // prettier-ignore
          if (!twice) expect(zone.utcOffset(local)).toBe(shown.offsetNanoseconds / 1e9);
        }),
        { seed: 20261123, numRuns: 500 },
      );
    },
  );
});
