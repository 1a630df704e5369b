import { seriesDays } from '@outpost/domain/kernel/calendar/next-repeat';
import ICAL from 'ical.js';
import type { Component } from './components.ts';
import type { ContentLine } from './content-lines.ts';
import { parseProperty, type Property, propertyName } from './property.ts';
import { addTo, type ContentRow, type LeftOut } from './rows.ts';
import type { Zones } from './zones.ts';

/** The parts of a calendar that become tables, with their components and columns in their order. */
export const calendarParts = [
  {
    name: 'Events',
    component: 'VEVENT',
    columns: ['Subject', 'Starts', 'Ends', 'Length', 'Description', 'Location', 'About', 'With', 'Attendees', 'Organizer', 'Kind', 'Status', 'Repeats', 'Series rule', 'Series', 'Tags', 'Website', 'UID'], // prettier-ignore
  },
  {
    name: 'Tasks',
    component: 'VTODO',
    columns: ['Subject', 'Due', 'Starts', 'Done', 'Priority', 'Description', 'Location', 'Status', 'Repeats', 'Tags', 'Website', 'UID'], // prettier-ignore
  },
] as const;
type CalendarPart = (typeof calendarParts)[number];

const wanted = new Set(['summary', 'dtstart', 'dtend', 'due', 'duration', 'description', 'location', 'attendee', 'organizer', 'status', 'rrule', 'rdate', 'exdate', 'recurrence-id', 'categories', 'url', 'uid', 'priority', 'percent-complete', 'completed']); // prettier-ignore
/** The properties that contain no information about the event. The plan does not count them among those that are left out. */
const silent = new Set(['dtstamp', 'created', 'last-modified', 'sequence', 'transp', 'class', '']);

type Moment = {
  /** A cell that the import reads: a day, an instant, or a local time without a zone. */
  readonly text: string;
  readonly isDay: boolean;
  /** Milliseconds; of a local time as if it were UTC. Undefined for a value that is no time. */
  readonly ms: number | undefined;
};

type Properties = ReadonlyMap<string, readonly (Property & { readonly line: ContentLine })[]>;
export type EventContext = {
  readonly part: CalendarPart;
  readonly zones: Zones;
  readonly leftOut: LeftOut;
  /** Times of repeated events that have an event of their own (`ChangedTimes`). */
  readonly changed: ChangedTimes;
  /** The first day from which times of repeated events become rows. */
  readonly seriesFrom: string;
};

/** The times of repeated events that the file has as events of their own, by the event's UID. They are collected before the rows. */
export class ChangedTimes {
  readonly #moments = new Map<string, (Property & { readonly line: ContentLine })[]>();

  add(component: Component): void {
    const all = propertiesOf(component);
    const [uid] = all.get('uid')?.[0]?.values ?? [];
    const [changed] = all.get('recurrence-id') ?? [];
    if (uid !== undefined && changed) addTo(this.#moments, uid, changed);
  }

  of(uid: string, zones: Zones): readonly Moment[] {
    return (this.#moments.get(uid) ?? []).map((property) => momentOf(property, zones));
  }
}

/** Returns the properties of a component that rows are made of. Adds the others to `leftOut`. */
function propertiesOf(component: Component, leftOut?: LeftOut): Properties {
  const all = new Map<string, (Property & { readonly line: ContentLine })[]>();
  for (const line of component.lines) {
    const name = propertyName(line.text);
    if (!wanted.has(name)) {
      if (!silent.has(name)) leftOut?.add(name.toUpperCase());
      else if (name === '') leftOut?.add('unreadable line');
      continue;
    }
    const property = parseProperty(line, 'icalendar');
    if (property === undefined) leftOut?.add('unreadable line');
    else addTo(all, name, { ...property, line });
  }
  return all;
}

/**
 * Returns the rows of an event or a task (RFC 5545, section 3.6). A time of a zone becomes an instant. A time without a zone
 * stays a local time, which the import reads in the organisation's zone. A time of an unknown zone stays as written, so that its
 * row is refused. A repeated event has a row for each of its times (`seriesDays`), without those that the file leaves out or
 * changes. An event with a rule that is not supported becomes one row at its first time, and its description says so. Adds to
 * `leftOut` the properties that the rows do not contain.
 */
export function eventRows(component: Component, context: EventContext): readonly ContentRow[] {
  const { part, zones, leftOut } = context;
  const all = propertiesOf(component, leftOut);
  leftOut.add('attachment', component.mediaCount);
  const series = part.component === 'VEVENT' ? seriesOf(all, context) : undefined;
  if (!series) return [rowOf(all, { part, zones, leftOut })];
  if (series.goesOn) leftOut.add('end of a repeated event');
  return series.starts.map((starts) => rowOf(all, { part, zones, leftOut, series: { ...series, starts } }));
}

type Series = { readonly uid: string; readonly rule: string; readonly first: Moment };
type SeriesTimes = Series & { readonly starts: readonly Moment[]; readonly goesOn: boolean };

/** Returns the times of a repeated event; undefined for any other, and for one whose times cannot be computed. */
function seriesOf(all: Properties, { zones, changed, seriesFrom }: EventContext): SeriesTimes | undefined {
  const [start] = all.get('dtstart') ?? [];
  const [rule, ...others] = rulesOf(all);
  const [uid = ''] = all.get('uid')?.[0]?.values ?? [];
  if (!start || rule === undefined || others.length > 0 || uid === '' || all.has('rdate')) return undefined;
  const first = momentOf(start, zones);
  const [value = ''] = start.values;
  if (first.ms === undefined) return undefined;
  const days = seriesDays(rule, value.slice(0, 10), seriesFrom);
  if (!days) return undefined;
  const away = [
    ...(all.get('exdate') ?? []).flatMap((one) =>
      one.values.map((each) => momentOf({ ...one, values: [each] }, zones)),
    ),
    ...changed.of(uid, zones),
  ];
  const isAway = (starts: Moment) => away.some(({ ms, isDay }) => ms === starts.ms && isDay === starts.isDay);
  const starts = days.days
    .map((day) => momentOf({ ...start, values: [`${day}${value.slice(10)}`] }, zones))
    .filter((one) => !isAway(one));
  return starts.length === 0 ? undefined : { uid, rule: days.rule, first, starts, goesOn: days.goesOn };
}

type RowContext = Pick<EventContext, 'part' | 'zones' | 'leftOut'> & {
  readonly series?: Series & { readonly starts: Moment };
};

/** Returns one row: of the event itself, or of one time of its series. */
function rowOf(all: Properties, { part, zones, leftOut, series }: RowContext): ContentRow {
  const first = (name: string) => all.get(name)?.[0];
  const text = (name: string): string => first(name)?.values.join(',').trim() ?? '';
  const moment = (name: string): Moment | undefined => {
    const property = first(name);
    return property && momentOf(property, zones);
  };
  const row = new Map<string, string>();
  const put = (column: string, value: string): void => {
    if (value !== '' && (part.columns as readonly string[]).includes(column)) row.set(column, value);
  };
  const repeats = series ? '' : repetitionOf(all);
  const said = repeats === '' || repeats === oneOfSeries ? '' : `Repeats (${repeats}). Only this time was imported.`;
  const starts = series?.starts ?? moment('dtstart');
  put('Subject', text('summary'));
  put('Starts', starts?.text ?? '');
  put('Description', [text('description'), said].filter((one) => one !== '').join('\n\n'));
  put('Location', text('location'));
  put('Status', text('status'));
  if (part.component === 'VTODO') put('Repeats', repeats);
  put('Series rule', series?.rule ?? '');
  put('Series', series?.uid ?? '');
  put('Tags', (all.get('categories') ?? []).flatMap(({ values }) => values).map((tag) => tag.replaceAll(';', ',').trim()).join(';')); // prettier-ignore
  put('Website', text('url'));
  put('UID', text('uid'));
  if (part.component === 'VTODO') {
    const due = moment('due') ?? endByLength(starts, text('duration'));
    put('Due', due?.text ?? '');
    const isDone = /^COMPLETED$/iu.test(text('status')) || text('percent-complete') === '100' || first('completed') !== undefined; // prettier-ignore
    put('Done', isDone ? 'yes' : 'no');
    put('Priority', priorityOf(Number(text('priority'))));
    return row;
  }
  put('Kind', 'Meeting');
  const ends = moment('dtend');
  const [from, to] = [series?.first.ms, ends?.ms];
  // The end is as far from each time of a series as from the first.
  const endsThen = starts && from !== undefined && to !== undefined ? later(starts, to - from) : ends;
  putEnd(put, { starts, ends: endsThen, length: text('duration'), leftOut });
  const attendees = all.get('attendee') ?? [];
  const organizer = first('organizer');
  const other = attendees.find(({ values }) => values[0]?.toLowerCase() !== organizer?.values[0]?.toLowerCase()) ?? organizer; // prettier-ignore
  put('With', other ? nameOf(other) : '');
  put('About', other ? nameOf(other) : '');
  put('Attendees', attendees.map(nameOf).join(', '));
  put('Organizer', organizer ? nameOf(organizer) : '');
  return row;
}

const oneOfSeries = 'one of a repeated event';

/** Returns the rules of a repeated event as written. */
const rulesOf = (all: Properties): readonly string[] =>
  (all.get('rrule') ?? []).map(({ line }) => line.text.slice(line.text.indexOf(':') + 1).trim());

/**
 * Returns the rule of a repeated event as written. For a single event of a series it returns that fact, and for all other events
 * an empty text.
 */
function repetitionOf(all: Properties): string {
  const rules = rulesOf(all);
  if (rules.length > 0) return rules.join(', ');
  if (all.has('rdate')) return 'on several days';
  return all.has('recurrence-id') ? oneOfSeries : '';
}

/** ical.js writes times as "2026-11-22T10:00:00Z" and days as "2026-11-22", also impossible ones. */
function momentOf({ values, params, line }: Property & { readonly line: ContentLine }, zones: Zones): Moment {
  const [value = ''] = values;
  if (/^\d{4}-\d\d-\d\d$/u.test(value)) return { text: value, isDay: true, ms: msOf(`${value}T00:00:00Z`) };
  const [, local, utc] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(Z?)$/u.exec(value) ?? [];
  if (local === undefined)
    return { text: line.text.slice(line.text.lastIndexOf(':') + 1), isDay: false, ms: undefined };
  if (utc === 'Z') return { text: value, isDay: false, ms: msOf(value) };
  const [zone] = params.get('tzid') ?? [];
  if (zone === undefined) return { text: local, isDay: false, ms: msOf(`${local}Z`) };
  const instant = zones.instant(local, zone);
  if (instant === undefined) return { text: `${local.replace('T', ' ')} ${zone}`, isDay: false, ms: undefined };
  return { text: instant, isDay: false, ms: msOf(instant) };
}

function msOf(instant: string): number | undefined {
  const ms = Date.parse(instant);
  return Number.isNaN(ms) ? undefined : ms;
}

const dayMs = 86_400_000;

/**
 * Writes the end and the length. An event of whole days ends on its last day here, as people say it; the file has the day after.
 */
function putEnd(
  put: (column: string, value: string) => void,
  { starts, ends, length, leftOut }: { readonly starts: Moment | undefined; readonly ends: Moment | undefined; readonly length: string; readonly leftOut: LeftOut }, // prettier-ignore
): void {
  const end = ends ?? endByLength(starts, length) ?? (starts?.isDay === true ? later(starts, dayMs) : undefined);
  if (end === undefined) return;
  if (starts?.ms === undefined || end.ms === undefined) return put('Ends', end.text);
  const span = end.ms - starts.ms;
  if (span < 0 || starts.isDay !== end.isDay) return leftOut.add('end before its start');
  put('Ends', (starts.isDay && span >= dayMs ? later(end, -dayMs) : end).text);
  if (span > 0) put('Length', span % 60_000 === 0 ? `${span / 60_000} min` : `${span / 1_000} s`);
}

/** Returns the moment after a DURATION; undefined where the start or the DURATION is missing or cannot be read. */
function endByLength(starts: Moment | undefined, length: string): Moment | undefined {
  if (starts?.ms === undefined || length === '') return undefined;
  try {
    return later(starts, ICAL.Duration.fromString(length).toSeconds() * 1_000);
  } catch {
    return undefined; // ical.js reports a malformed duration only by an exception
  }
}

/** Returns the moment this much later, in the same form: a day, an instant, or a local time. */
function later({ isDay, ms = 0, text }: Moment, moreMs: number): Moment {
  const at = new Date(ms + moreMs);
  if (Number.isNaN(at.getTime())) return { isDay, ms: undefined, text };
  const written = at.toISOString();
  return { isDay, ms: ms + moreMs, text: isDay ? written.slice(0, 10) : text.endsWith('Z') ? written : written.slice(0, 19) }; // prettier-ignore
}

/** RFC 5545, section 3.8.1.9: 1 to 4 are high, 5 is normal, 6 to 9 are low. */
function priorityOf(number: number): string {
  if (!(number >= 1 && number <= 9)) return '';
  return number < 5 ? 'High' : number === 5 ? 'Normal' : 'Low';
}

/** Returns the name of a person of an event, or the address without one. */
const nameOf = ({ params, values }: Property): string =>
  params.get('cn')?.[0]?.trim() || (values[0] ?? '').replace(/^mailto:/iu, '').trim();
