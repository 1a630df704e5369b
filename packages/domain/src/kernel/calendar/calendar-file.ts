import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';

/** The content of a calendar file about one record. `at`: an instant, or a day. */
export type CalendarEntry = {
  readonly id: string;
  readonly title: string;
  readonly at: string;
  readonly lastsSeconds: number | undefined;
  /** Undefined for kinds whose records cannot be done. */
  readonly isDone: boolean | undefined;
  /** A rule of RFC 5545. */
  readonly repeat: string | undefined;
  readonly changedAt: string;
  /** An address that opens the record. */
  readonly link?: string;
};

const lineEnd = '\r\n';

/** Returns the beginning of a calendar file (RFC 5545), with the zone in which its repeated entries count their days. */
export function calendarStart(
  name: string,
  { timeZone, now }: { readonly timeZone: string; readonly now: string },
): string {
  const calendar = new ICAL.Component('vcalendar');
  calendar.addPropertyWithValue('version', '2.0');
  calendar.addPropertyWithValue('prodid', '-//Outpost//Calendar//EN');
  calendar.addPropertyWithValue('x-wr-calname', name);
  calendar.addSubcomponent(zoneOf(timeZone, now));
  const text = calendar.toString();
  return text.slice(0, text.lastIndexOf('END:VCALENDAR'));
}

/** The end of a calendar file. */
export const calendarEnd = `END:VCALENDAR${lineEnd}`;

/**
 * Returns the lines of an entry. `as`: `tasks` writes a record that can be done as a task (VTODO), for a file.
 * `events` writes every record as an event, for subscribed calendars, which show no tasks: its title then says
 * whether it is done.
 */
export function calendarLines(
  entry: CalendarEntry,
  { timeZone, as }: { readonly timeZone: string; readonly as: 'tasks' | 'events' },
): string {
  const isTask = as === 'tasks' && entry.isDone !== undefined;
  const component = new ICAL.Component(isTask ? 'vtodo' : 'vevent');
  component.addPropertyWithValue('uid', `${entry.id}@outpost`);
  component.addPropertyWithValue('dtstamp', utc(entry.changedAt));
  component.addPropertyWithValue('summary', !isTask && entry.isDone === true ? `✓ ${entry.title}` : entry.title);
  if (entry.link !== undefined) component.addPropertyWithValue('url', entry.link);
  const isDay = entry.at.length === 10;
  // The days of a rule are counted by the clock in the zone; all other times are instants.
  const isLocal = entry.repeat !== undefined && !isDay;
  const put = (name: string, at: string): void => {
    const property = component.addPropertyWithValue(
      name,
      isDay ? ICAL.Time.fromDateString(at) : isLocal ? wall(at, timeZone) : utc(at),
    );
    if (isLocal) property.setParameter('tzid', timeZone);
  };
  // A rule counts from DTSTART, so a repeated task has both.
  if (!isTask || entry.repeat !== undefined) put('dtstart', entry.at);
  if (isTask) put('due', entry.at);
  else if (entry.lastsSeconds !== undefined && !isDay)
    component.addPropertyWithValue('duration', ICAL.Duration.fromSeconds(entry.lastsSeconds));
  if (entry.repeat !== undefined && entry.isDone !== true)
    component.addPropertyWithValue('rrule', ICAL.Recur.fromString(entry.repeat));
  if (isTask) component.addPropertyWithValue('status', entry.isDone === true ? 'COMPLETED' : 'NEEDS-ACTION');
  return component.toString() + lineEnd;
}

/** Calendars count whole seconds. */
const utc = (instant: string): ICAL.Time => ICAL.Time.fromDateTimeString(`${instant.slice(0, 19)}Z`);
const wall = (instant: string, timeZone: string): ICAL.Time => {
  const shown = Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDateTime();
  return ICAL.Time.fromDateTimeString(shown.toString({ fractionalSecondDigits: 0 }));
};

/** Chosen: the years before and after the file's own, for which it names the changes of clocks. */
const [yearsBefore, yearsAfter] = [2, 10];

/** Returns the changes of clocks of a zone (RFC 5545, section 3.6.5), each as an observance of its own. */
function zoneOf(timeZone: string, now: string): ICAL.Component {
  const zone = new ICAL.Component('vtimezone');
  zone.addPropertyWithValue('tzid', timeZone);
  const present = Temporal.Instant.from(now).toZonedDateTimeISO(timeZone);
  const first = present.subtract({ years: yearsBefore });
  const last = present.add({ years: yearsAfter });
  const observe = (from: Temporal.ZonedDateTime, to: Temporal.ZonedDateTime, start: Temporal.PlainDateTime): void => {
    const part = new ICAL.Component(to.offsetNanoseconds > from.offsetNanoseconds ? 'daylight' : 'standard');
    part.addPropertyWithValue('dtstart', ICAL.Time.fromDateTimeString(start.toString({ fractionalSecondDigits: 0 })));
    part.addPropertyWithValue('tzoffsetfrom', ICAL.UtcOffset.fromString(from.offset));
    part.addPropertyWithValue('tzoffsetto', ICAL.UtcOffset.fromString(to.offset));
    zone.addSubcomponent(part);
  };
  observe(first, first, Temporal.PlainDateTime.from('1970-01-01T00:00:00'));
  for (let change = first.getTimeZoneTransition('next'); change && Temporal.ZonedDateTime.compare(change, last) < 0;) {
    const before = change.subtract({ nanoseconds: 1 });
    // An observance begins at the time that the clock shows before the change.
    const shown = change.toInstant().add({ nanoseconds: before.offsetNanoseconds }).toZonedDateTimeISO('UTC');
    if (before.offset !== change.offset) observe(before, change, shown.toPlainDateTime());
    change = change.getTimeZoneTransition('next');
  }
  return zone;
}
