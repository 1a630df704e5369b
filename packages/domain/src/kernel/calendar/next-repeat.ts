import ICAL from 'ical.js';
import { readRepeat, type RepeatRule, writeRepeat } from './repeat-rule.ts';
import { instantOf, wallTimeOf } from './wall-time.ts';

/** E-3: so many times are looked at. Chosen: a daily record that nobody has marked as done for 13 years. */
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
  const days = ICAL.Recur.fromString(fullRule(rule, day)).iterator(ICAL.Time.fromDateString(day));
  for (let step = 0, times = 1; step < mostSteps; step += 1) {
    const found = days.next() as ICAL.Time | null; // null at the end of a rule, which its types leave out
    if (!found) return undefined;
    const next = found.toString().slice(0, 10);
    if (next <= day) continue;
    times += 1;
    if (ends && ('until' in ends ? next > ends.until : times > ends.times)) return undefined;
    if (isPast(next)) continue;
    const left = ends && 'times' in ends ? { times: ends.times - times + 1 } : ends;
    return { at: timeOn(next), rule: writeRepeat({ ...rule, ...(left ? { ends: left } : {}) }) };
  }
  return undefined;
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
