import { instantOf } from '@outpost/domain/kernel/calendar/wall-time';
import ICAL from 'ical.js';
import type { Component } from './components.ts';
import { parseProperty, propertyName } from './property.ts';

/** E-3, chosen: rules of summer time need two of them, and a history of rules a few more. */
const mostObservances = 8;
const mostZones = 100;
/**
 * How many values each part of a rule of changing clocks may have: "the Sunday that is one of 7 days of a month". With other rules
 * ical.js could count every second of a century.
 */
const mostValues: Readonly<Record<string, number>> = { FREQ: 1, BYMONTH: 1, BYDAY: 1, BYMONTHDAY: 7, UNTIL: 1, COUNT: 1, INTERVAL: 1, WKST: 1 }; // prettier-ignore
/** Windows writes rules since 1601. */
const firstYear = 1_600;
/** E-3, chosen: ical.js counts all changes up to a time. */
const lastYear = 2_200;

type ClockTime = { readonly year: number; readonly month: number; readonly day: number; readonly hour: number; readonly minute: number; readonly second: number }; // prettier-ignore

/** Turns local times into instants: by the time zones that a file defines, and by the well-known names of zones. */
export class Zones {
  readonly #defined = new Map<string, Component>();
  readonly #clocks = new Map<string, ((local: string) => string) | undefined>();

  /** Takes a VTIMEZONE of the file. If two have one name, the first counts. */
  add(zone: Component): void {
    const line = zone.lines.find(({ text }) => propertyName(text) === 'tzid');
    const name = line && parseProperty(line, 'icalendar')?.values[0];
    if (name !== undefined && !this.#defined.has(name) && this.#defined.size < mostZones) this.#defined.set(name, zone);
  }

  /** Returns the instant of a local time ("2026-11-22T10:00:00") in a zone; undefined for an unknown zone or time. */
  instant(local: string, zone: string): string | undefined {
    try {
      if (!this.#clocks.has(zone) && this.#clocks.size < mostZones) {
        this.#clocks.set(zone, undefined); // stays so where its definition is malformed
        this.#clocks.set(zone, this.#clockOf(zone));
      }
      return this.#clocks.get(zone)?.(local);
    } catch {
      return undefined; // ical.js reports a malformed zone, and Temporal an impossible time, only by an exception
    }
  }

  /**
   * A well-known name has the newest rules, so it takes precedence over the file's own definition. Names of Windows
   * exist only in the file.
   */
  #clockOf(name: string): ((local: string) => string) | undefined {
    if (isKnown(name))
      return (local) => {
        const { hour, minute, second } = clockTimeOf(local);
        const instant = instantOf({ day: local.slice(0, 10), minute: hour * 60 + minute }, name);
        return instant.replace(/:00\.000Z$/u, `:${String(second).padStart(2, '0')}.000Z`);
      };
    const defined = this.#defined.get(name);
    if (!defined || !isHarmless(defined)) return undefined;
    const component = new ICAL.Component(ICAL.parse.component(defined.lines.map(({ text }) => text).join('\r\n')) as []); // prettier-ignore
    const zone = new ICAL.Timezone({ component, tzid: name });
    const { firstMs, offsetSeconds } = beforeAllChanges(component);
    return (local) => {
      const given = clockTimeOf(local);
      if (given.year > lastYear) throw new RangeError('No rule is followed so far');
      const ms = Date.parse(`${local}Z`);
      if (ms < firstMs) return new Date(ms - offsetSeconds * 1_000).toISOString();
      return new Date(ICAL.Time.fromData({ ...given, isDate: false }, zone).toUnixTime() * 1_000).toISOString();
    };
  }
}

/** Returns the local time of a zone's first change, and the offset before it, for which ical.js has zero. */
function beforeAllChanges(zone: ICAL.Component): { readonly firstMs: number; readonly offsetSeconds: number } {
  const changes = zone.getAllSubcomponents().map((change) => ({
    firstMs: Date.parse(`${String(change.getFirstPropertyValue('dtstart'))}Z`),
    offsetSeconds: secondsOf(String(change.getFirstPropertyValue('tzoffsetfrom'))),
  }));
  const [first] = changes.toSorted((one, other) => one.firstMs - other.firstMs);
  if (!first || changes.some(({ firstMs, offsetSeconds }) => Number.isNaN(firstMs + offsetSeconds)))
    throw new RangeError('The zone has no first change');
  return first;
}

/** Returns an offset ("-04:00", "+05:30:00") in seconds; NaN for any other text. */
function secondsOf(offset: string): number {
  const [, sign, hours, minutes, seconds = '0'] = /^([+-])(\d\d):(\d\d)(?::(\d\d))?$/u.exec(offset) ?? [];
  return sign === undefined
    ? Number.NaN
    : (sign === '-' ? -1 : 1) * (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds));
}

function clockTimeOf(local: string): ClockTime {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = local.split(/[-T:]/u).map(Number);
  if (hour > 23 || minute > 59 || second > 59) throw new RangeError('No such time of day');
  return { year, month, day, hour, minute, second };
}

function isKnown(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false; // Intl reports an unknown zone only by an exception
  }
}

/** Whether the definition of a zone is small and changes by days of months, as all real ones do. */
function isHarmless({ lines }: Component): boolean {
  const observances = lines.filter(({ text }) => /^BEGIN:(?:STANDARD|DAYLIGHT)\s*$/iu.test(text));
  if (observances.length === 0 || observances.length > mostObservances || lines.length > 300) return false;
  return lines.every(({ text }) => {
    if (text.length > 2_000) return false;
    const value = text.slice(text.indexOf(':') + 1).toUpperCase();
    const name = propertyName(text);
    if (name === 'dtstart') return Number(value.slice(0, 4)) >= firstYear;
    return name !== 'rrule' || isRuleOfClocks(value);
  });
}

function isRuleOfClocks(rule: string): boolean {
  const parts = new Map(rule.trim().split(';').map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1).split(',')] as const)); // prettier-ignore
  const isDivided = parts.has('BYDAY') || parts.has('BYMONTHDAY');
  return (
    parts.get('FREQ')?.[0] === 'YEARLY' &&
    (parts.has('BYMONTH') || !isDivided) &&
    [...parts].every(([name, values]) => values.length <= (mostValues[name] ?? 0))
  );
}
