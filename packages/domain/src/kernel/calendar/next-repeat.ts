import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import { readRepeat, type RepeatRule, writeRepeat } from './repeat-rule.ts';
import { instantOf, wallTimeOf } from './wall-time.ts';

/** E-3: the most times that are looked at. Chosen: a daily record that nobody has marked as done for 13 years. */
const mostSteps = 5_000;

/** A repeated record: its time (an instant, or a day) and its rule as it is stored. */
export type Repeated = { readonly at: string; readonly rule: string };

/**
 * Returns the time of the record that follows a repeated one, and its rule; undefined where none follows, or the rule can't be read.
 * It is the first time of the rule after both the record's own time and `now` (an instant): times that were missed are skipped, and
 * count. A clock in the zone shows the same time of day as before, also over a change of clocks.
 */
export function nextRepeat({ at, rule: text }: Repeated, now: string, timeZone: string): Repeated | undefined {
  const read = readRepeat(text);
  if (!read.ok) return undefined;
  const { ends, ...rule } = read.rule;
  const isDay = at.length === 10;
  const { day, minute } = isDay ? { day: at, minute: 0 } : wallTimeOf(at, timeZone);
  const timeOn = (next: string) => (isDay ? next : instantOf({ day: next, minute }, timeZone));
  const isPast = (next: string) => (isDay ? next < wallTimeOf(now, timeZone).day : timeOn(next) <= now);
  let times = 1;
  for (const next of daysAfter(rule, day)) {
    times += 1;
    if (ends && ('until' in ends ? next > ends.until : times > ends.times)) return undefined;
    if (isPast(next)) continue;
    const left = ends && 'times' in ends ? { times: ends.times - times + 1 } : ends;
    return { at: timeOn(next), rule: writeRepeat({ ...rule, ...(left ? { ends: left } : {}) }) };
  }
  return undefined;
}

/** E-3. Chosen: more meetings than anybody plans at once, and as far ahead as calendars are kept. */
export const [mostInSeries, monthsOfSeries] = [100, 12];

/** The days of a series, the rule with its last day as its end, and whether the rule goes on after that day. */
export type SeriesDays = { readonly days: readonly string[]; readonly rule: string; readonly goesOn: boolean };

/**
 * Returns all days of a rule whose records are made in one act, from its first day, or from `notBefore`, up to its end.
 * These are at most 100 days, within 12 months. Undefined where the rule cannot be read, or has no day there.
 */
export function seriesDays(text: string, day: string, notBefore = day): SeriesDays | undefined {
  const read = readRepeat(text);
  if (!read.ok) return undefined;
  const { ends, ...rule } = read.rule;
  const from = notBefore > day ? notBefore : day;
  const last = Temporal.PlainDate.from(from).add({ months: monthsOfSeries }).toString();
  const days: string[] = [];
  let goesOn = false;
  let times = 0;
  for (const next of daysFrom(rule, day)) {
    times += 1;
    if (ends && ('until' in ends ? next > ends.until : times > ends.times)) break;
    goesOn = next > last || days.length >= mostInSeries;
    if (goesOn) break;
    if (next >= from) days.push(next);
  }
  const until = days.at(-1);
  return until === undefined ? undefined : { days, rule: writeRepeat({ ...rule, ends: { until } }), goesOn };
}

function* daysFrom(rule: RepeatRule, day: string): Generator<string, void> {
  yield day;
  yield* daysAfter(rule, day);
}

/**
 * Returns all times of a series that begins at this time (an instant, or a day), the first included. A clock in the zone shows the
 * same time of day at each, also over a change of clocks.
 */
export function seriesTimes(
  { at, rule }: Repeated,
  timeZone: string,
): { readonly times: readonly string[]; readonly rule: string } | undefined {
  const isDay = at.length === 10;
  const { day, minute } = isDay ? { day: at, minute: 0 } : wallTimeOf(at, timeZone);
  const series = seriesDays(rule, day);
  const [, ...later] = series?.days ?? [];
  return series && { times: [at, ...later.map((next) => (isDay ? next : instantOf({ day: next, minute }, timeZone)))], rule: series.rule }; // prettier-ignore
}

/** Yields the days of a rule after a day, in order; it ignores the end of the rule. */
function* daysAfter(rule: RepeatRule, day: string): Generator<string, void> {
  const days = ICAL.Recur.fromString(fullRule(rule, day)).iterator(ICAL.Time.fromDateString(day));
  for (let step = 0; step < mostSteps; step += 1) {
    const found = days.next() as ICAL.Time | null; // null at the end of a rule, which its types leave out
    if (!found) return;
    const next = found.toString().slice(0, 10);
    if (next > day) yield next;
  }
}

/**
 * Returns the rule with the day that it takes from the record's time. The library moves a day that a month lacks to the next month
 * where the rule does not name it; RFC 5545 skips the month.
 */
function fullRule(rule: RepeatRule, day: string): string {
  const text = writeRepeat(rule);
  const [, month, dayOfMonth] = day.split('-').map(Number);
  if (rule.unit === 'month' && rule.monthDay === undefined) return `${text};BYMONTHDAY=${dayOfMonth ?? 1}`;
  return rule.unit === 'year' ? `${text};BYMONTH=${month ?? 1};BYMONTHDAY=${dayOfMonth ?? 1}` : text;
}
