import { describe, expect, it } from 'vitest';
import { components } from './components.ts';
import { contentLines } from './content-lines.ts';
import { calendarParts, ChangedTimes, eventRows } from './event-rows.ts';
import { LeftOut } from './rows.ts';
import { Zones } from './zones.ts';

/** Returns the rows of a calendar's events or tasks, and the sentence about the values that they leave out. */
function read(lines: readonly string[], partName: 'Events' | 'Tasks' = 'Events') {
  const part = calendarParts.find(({ name }) => name === partName) ?? calendarParts[0];
  const leftOut = new LeftOut();
  const zones = new Zones();
  const found = [...components(contentLines([lines.join('\r\n')]), new Set(['VTIMEZONE', part.component]))];
  const changed = new ChangedTimes();
  for (const component of found)
    if (component?.name === 'VTIMEZONE') zones.add(component);
    else if (component) changed.add(component);
  const context = { part, zones, leftOut, changed, seriesFrom: '2026-08-24' };
  const rows = found.flatMap((component) =>
    component && component.name !== 'VTIMEZONE'
      ? eventRows(component, context).map((row) => Object.fromEntries(row))
      : [],
  );
  return { rows, said: leftOut.sentence() };
}
const event = (...lines: readonly string[]) => read(['BEGIN:VCALENDAR', 'VERSION:2.0', 'BEGIN:VEVENT', ...lines, 'END:VEVENT', 'END:VCALENDAR', '']); // prettier-ignore
const task = (...lines: readonly string[]) => read(['BEGIN:VCALENDAR', 'BEGIN:VTODO', ...lines, 'END:VTODO', 'END:VCALENDAR'], 'Tasks'); // prettier-ignore

describe('events', () => {
  it('[E-2] reads the example of RFC 5545, section 4: a zone that the file defines, and its organizer', () => {
    const { rows } = read([
      'BEGIN:VCALENDAR',
      'BEGIN:VTIMEZONE',
      'TZID:Own/New_York',
      'BEGIN:STANDARD',
      'DTSTART:19981025T020000',
      'TZOFFSETFROM:-0400',
      'TZOFFSETTO:-0500',
      'TZNAME:EST',
      'END:STANDARD',
      'BEGIN:DAYLIGHT',
      'DTSTART:19990404T020000',
      'TZOFFSETFROM:-0500',
      'TZOFFSETTO:-0400',
      'TZNAME:EDT',
      'END:DAYLIGHT',
      'END:VTIMEZONE',
      'BEGIN:VEVENT',
      'DTSTAMP:19980309T231000Z',
      'UID:guid-1.example.com',
      'ORGANIZER:mailto:mrbig@example.com',
      'ATTENDEE;RSVP=TRUE;ROLE=REQ-PARTICIPANT;CUTYPE=GROUP:',
      ' mailto:employee-A@example.com',
      'DESCRIPTION:Project XYZ Review Meeting',
      'CATEGORIES:MEETING',
      'CLASS:PUBLIC',
      'CREATED:19980309T130000Z',
      'SUMMARY:XYZ Project Review',
      'DTSTART;TZID=Own/New_York:19980312T083000',
      'DTEND;TZID=Own/New_York:19980312T093000',
      'LOCATION:1CP Conference Room 4350',
      'END:VEVENT',
      'BEGIN:VEVENT',
      'BEGIN:VALARM',
      'DESCRIPTION:Not this one',
      'END:VALARM',
      'SUMMARY:In winter',
      'DTSTART;TZID=Own/New_York:19981112T083000',
      'DURATION:PT45M',
      'END:VEVENT',
      'END:VCALENDAR',
    ]);
    expect(rows).toEqual([
      {
        Subject: 'XYZ Project Review',
        // The zone begins in October 1998. Before that, the offset before its first change applies.
        Starts: '1998-03-12T12:30:00.000Z',
        Ends: '1998-03-12T13:30:00.000Z',
        Length: '60 min',
        Description: 'Project XYZ Review Meeting',
        Location: '1CP Conference Room 4350',
        About: 'employee-A@example.com',
        With: 'employee-A@example.com',
        Attendees: 'employee-A@example.com',
        Organizer: 'mrbig@example.com',
        Kind: 'Meeting',
        Tags: 'MEETING',
        UID: 'guid-1.example.com',
      },
      {
        Subject: 'In winter',
        Starts: '1998-11-12T13:30:00.000Z',
        Ends: '1998-11-12T14:15:00.000Z',
        Length: '45 min',
        Kind: 'Meeting',
      },
    ]);
  });

  it.each([
    ['DTSTART:20261122T100000Z', '2026-11-22T10:00:00Z'],
    ['DTSTART;TZID=Europe/Vienna:20260722T100000', '2026-07-22T08:00:00.000Z'],
    ['DTSTART;TZID=Europe/Vienna:20261122T100030', '2026-11-22T09:00:30.000Z'],
    ['DTSTART:20261122T100000', '2026-11-22T10:00:00'],
    ['DTSTART;VALUE=DATE:20261122', '2026-11-22'],
    ['DTSTART;TZID=Mars/Base:20261122T100000', '2026-11-22 10:00:00 Mars/Base'],
    ['DTSTART:garbage', 'garbage'],
    ['DTSTART;TZID=Europe/Vienna:20261399T996100', '2026-13-99 99:61:00 Europe/Vienna'],
  ])('[E-2] %s is the cell %s', (line, cell) => {
    expect(event('SUMMARY:x', line).rows[0]?.['Starts']).toBe(cell);
  });

  it.each([
    ['DTSTART;VALUE=DATE:20261122', '', '2026-11-22', '1440 min'],
    ['DTSTART;VALUE=DATE:20261122', 'DTEND;VALUE=DATE:20261125', '2026-11-24', '4320 min'],
    ['DTSTART:20261122T100000', 'DURATION:PT1H30M', '2026-11-22T11:30:00', '90 min'],
    ['DTSTART:20261122T100000Z', 'DURATION:P1W', '2026-11-29T10:00:00.000Z', '10080 min'],
    ['DTSTART;TZID=Europe/Vienna:20261122T100000', 'DTEND;TZID=America/New_York:20261122T100000', '2026-11-22T15:00:00.000Z', '360 min'], // prettier-ignore
    ['DTSTART:20261122T100000Z', 'DTEND:20261122T100000Z', '2026-11-22T10:00:00Z', undefined],
    ['DTSTART:20261122T100000Z', 'DURATION:crap', undefined, undefined],
  ])('[E-2] %s with %s ends at %s and lasts %s', (start, end, ends, length) => {
    const [row] = event('SUMMARY:x', start, ...(end === '' ? [] : [end])).rows;
    expect([row?.['Ends'], row?.['Length']]).toEqual([ends, length]);
  });

  it('[E-2] a repeated event has a row for each of its times, over a change of clocks, without those that were left out or changed', () => {
    const weekly = ['UID:w1', 'SUMMARY:Weekly', 'DTSTART;TZID=Europe/Vienna:20261012T100000', 'DTEND;TZID=Europe/Vienna:20261012T103000', 'RRULE:FREQ=WEEKLY;COUNT=5', 'EXDATE;TZID=Europe/Vienna:20261019T100000']; // prettier-ignore
    const changed = ['UID:w1', 'SUMMARY:Weekly, later', 'RECURRENCE-ID;TZID=Europe/Vienna:20261102T100000', 'DTSTART;TZID=Europe/Vienna:20261102T140000']; // prettier-ignore
    const { rows, said } = read(['BEGIN:VCALENDAR', 'BEGIN:VEVENT', ...weekly, 'END:VEVENT', 'BEGIN:VEVENT', ...changed, 'END:VEVENT', 'END:VCALENDAR']); // prettier-ignore
    const rule = 'FREQ=WEEKLY;UNTIL=20261109';
    expect(rows).toMatchObject([
      { Starts: '2026-10-12T08:00:00.000Z', Ends: '2026-10-12T08:30:00.000Z', 'Series rule': rule, Series: 'w1' },
      { Starts: '2026-10-26T09:00:00.000Z', Ends: '2026-10-26T09:30:00.000Z', Length: '30 min', Series: 'w1' },
      { Starts: '2026-11-09T09:00:00.000Z' },
      { Subject: 'Weekly, later', Starts: '2026-11-02T13:00:00.000Z' },
    ]);
    expect([rows.length, rows[3]?.['Series'], said]).toEqual([4, undefined, null]);
  });

  it('[E-2] a repeated event without an end has its times of the next year; of an old one also those of the last months', () => {
    const rule = 'RRULE:FREQ=MONTHLY';
    const { rows, said } = event('UID:m1', 'SUMMARY:Monthly', 'DTSTART;VALUE=DATE:20190105', rule);
    expect(rows.map(({ Starts }) => Starts)).toEqual(['2026-09-05', '2026-10-05', '2026-11-05', '2026-12-05', '2027-01-05', '2027-02-05', '2027-03-05', '2027-04-05', '2027-05-05', '2027-06-05', '2027-07-05', '2027-08-05']); // prettier-ignore
    expect(said).toBe('Left out: 1 × end of a repeated event.');
  });

  it('[E-2] an event with a rule that is not repeated here is one row that says so, and a changed time is another row', () => {
    const hourly = 'FREQ=HOURLY;COUNT=3';
    expect(event('UID:h1', 'SUMMARY:Hourly', 'DTSTART:20261122T100000Z', 'DESCRIPTION:Agenda', `RRULE:${hourly}`).rows).toEqual([
      expect.objectContaining({ Description: `Agenda\n\nRepeats (${hourly}). Only this time was imported.` }),
    ]); // prettier-ignore
    expect(event('SUMMARY:Moved', 'RECURRENCE-ID:20261122T100000Z').rows).toEqual([
      { Subject: 'Moved', Kind: 'Meeting' },
    ]);
  });

  it('[E-2] is with the first attendee who is not the organizer, and names values without a column', () => {
    const { rows, said } = event(
      'SUMMARY:x',
      'ORGANIZER;CN=Me:mailto:me@example.com',
      'ATTENDEE;CN=Me:mailto:ME@example.com',
      'ATTENDEE;CN="Lovelace, Ada":mailto:ada@example.com',
      'ATTACH;ENCODING=BASE64;VALUE=BINARY:AAAA',
      'GEO:1;2',
      'DTSTART:20261122T100000Z',
      'DTEND:20261121T100000Z',
    );
    expect(rows).toMatchObject([{ With: 'Lovelace, Ada', Attendees: 'Me, Lovelace, Ada', Organizer: 'Me' }]);
    expect(said).toBe('Left out: 1 × GEO, 1 × attachment, 1 × end before its start.');
  });
});

describe('tasks', () => {
  it('[E-2] reads when they are due, their priority, and whether they are done', () => {
    expect(task('SUMMARY:Submit', 'DUE:20070709T130000Z', 'PRIORITY:1', 'STATUS:NEEDS-ACTION').rows).toEqual([
      { Subject: 'Submit', Due: '2007-07-09T13:00:00Z', Done: 'no', Priority: 'High', Status: 'NEEDS-ACTION' },
    ]);
    expect(task('SUMMARY:Old', 'DTSTART;VALUE=DATE:20070701', 'DURATION:P2D', 'PRIORITY:0', 'PERCENT-COMPLETE:100').rows).toEqual([
      { Subject: 'Old', Due: '2007-07-03', Starts: '2007-07-01', Done: 'yes' },
    ]); // prettier-ignore
  });
});

describe('hostile time zones', () => {
  it('[E-3] a rule that changes clocks each second is not followed, and its times stay as written', () => {
    const zone = (rule: string, count = 1) => [
      'BEGIN:VCALENDAR',
      'BEGIN:VTIMEZONE',
      'TZID:Own',
      ...Array.from({ length: count }, () => ['BEGIN:STANDARD', 'DTSTART:16010101T000000', 'TZOFFSETFROM:+0200', 'TZOFFSETTO:+0100', `RRULE:${rule}`, 'END:STANDARD']).flat(), // prettier-ignore
      'END:VTIMEZONE',
      'BEGIN:VEVENT',
      'SUMMARY:x',
      'DTSTART;TZID=Own:20261122T100000',
      'END:VEVENT',
      'END:VCALENDAR',
    ];
    const startOf = (...args: Parameters<typeof zone>) => read(zone(...args)).rows[0]?.['Starts'];
    const unread = '2026-11-22 10:00:00 Own';
    expect(startOf('FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10')).toBe('2026-11-22T09:00:00.000Z');
    expect(startOf('FREQ=SECONDLY')).toBe(unread);
    expect(startOf('FREQ=YEARLY;BYSECOND=0,1,2')).toBe(unread);
    expect(startOf('FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=1,2,3,4,5,6,7,8')).toBe(unread);
    expect(startOf('FREQ=YEARLY;BYDAY=SU')).toBe(unread);
    expect(startOf('FREQ=YEARLY', 9)).toBe(unread);
    expect(startOf('FREQ=NONSENSE')).toBe(unread);
    expect(startOf('FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=25,26,27,28,29,30,31', 8)).toBe('2026-11-22T09:00:00.000Z');
  });
});
