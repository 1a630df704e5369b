import type { WeekDay } from '@outpost/domain/kernel/calendar/calendar-days';
import type { Money } from '@outpost/domain/kernel/entities/fields';
import { type LocaleWeek, weekOfLocale } from './week-of-locale.ts';

/**
 * The settings of a person's formats: BCP 47 locale, IANA time zone, and the currency that is written with its short symbol.
 * `weekStart`: the first day of the week where it is not that of the locale.
 */
export type FormatSettings = {
  readonly locale: string;
  readonly timeZone: string;
  readonly currency?: string | undefined;
  readonly weekStart?: WeekDay | undefined;
};

/** Formats values for one person. All functions are pure: the present is a parameter. */
export type Formats = {
  readonly locale: string;
  readonly timeZone: string;
  readonly currency: string;
  /** The first day of the week, and the days of the weekend. */
  readonly week: LocaleWeek;
  /** "$46,800", cents only where there are any; `compact` "$1.2M"; `decimals: 'always'` "$46,800.00". */
  readonly money: (value: Money, how?: { readonly compact?: boolean; readonly decimals?: 'auto' | 'always' }) => string;
  readonly number: (value: number, decimals?: number) => string;
  /** `12.5` → "12.5 %". */
  readonly percent: (value: number, decimals?: number) => string;
  /** A calendar date: "4 Dec 2026" in the locale's order, the month always as a word. */
  readonly date: (day: string) => string;
  /** An instant with date, time and, where `zone` is true, the zone's name. */
  readonly instant: (at: string, zone?: boolean) => string;
  readonly time: (at: string) => string;
  /** "5 minutes ago", "in 3 days"; from seconds to years. */
  readonly relative: (at: string, now: number) => string;
  /** "Today, Thu 19 Nov", "Yesterday, …", "Wed 18 Nov", with the year when it isn't this one. `day` and `today` are calendar dates. */
  readonly day: (day: string, today: string) => string;
  /** `5400` → "1 h 30 min". */
  readonly duration: (seconds: number) => string;
  readonly count: (value: number) => string;
  readonly list: (words: readonly string[]) => string;
  /** "1 change", "3 changes": the number and the right word. */
  readonly plural: (value: number, one: string, other: string) => string;
  /** Returns the calendar date of an instant in the person's zone. */
  readonly dayOf: (at: string | number) => string;
};

const SPACE = '\u00A0'; // between a number and its unit, so that they stay on one line

/** Returns the number of digits behind the point of a currency: 2 for USD, 0 for JPY. */
export function currencyDigits(currency: string): number {
  const known = digitsOf.get(currency);
  if (known !== undefined) return known;
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
  digitsOf.set(currency, maximumFractionDigits);
  return maximumFractionDigits;
}
const digitsOf = new Map<string, number>(); // a format takes longer to make than to use

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

/** Makes a value at its first use. An Intl formatter takes some milliseconds, and a screen needs few of them. */
function whenNeeded<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** Builds the formats of one person. Keep the result, which makes the costly Intl objects inside once. */
export function createFormats(settings: FormatSettings): Formats {
  const { locale, timeZone } = settings;
  const home = settings.currency ?? 'USD';
  const ofLocale = weekOfLocale(locale);
  const week = settings.weekStart === undefined ? ofLocale : { ...ofLocale, start: settings.weekStart };
  const kept = new Map<string, Intl.NumberFormat>();
  const numbers = (key: string, options: Intl.NumberFormatOptions): Intl.NumberFormat => {
    const known = kept.get(key);
    if (known) return known;
    const made = new Intl.NumberFormat(locale, options);
    kept.set(key, made);
    return made;
  };
  const plainNumber = (value: number, decimals?: number) =>
    numbers(
      `n${decimals ?? ''}`,
      decimals === undefined
        ? { maximumFractionDigits: 6 }
        : { minimumFractionDigits: decimals, maximumFractionDigits: decimals },
    ).format(value);
  const dates = whenNeeded(
    () => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }),
  );
  const weekdays = whenNeeded(
    () =>
      new Intl.DateTimeFormat(locale, {
        weekday: 'short',
        day: 'numeric',
        month: 'short',
        timeZone: 'UTC',
      }),
  );
  const weekdaysWithYear = whenNeeded(
    () =>
      new Intl.DateTimeFormat(locale, {
        weekday: 'short',
        day: 'numeric',
        month: 'short',
        year: 'numeric',
        timeZone: 'UTC',
      }),
  );
  const instants = whenNeeded(
    () =>
      new Intl.DateTimeFormat(locale, {
        day: 'numeric',
        month: 'short',
        year: 'numeric',
        hour: 'numeric',
        minute: '2-digit',
        timeZone,
      }),
  );
  const instantsWithZone = whenNeeded(
    () =>
      new Intl.DateTimeFormat(locale, {
        day: 'numeric',
        month: 'short',
        year: 'numeric',
        hour: 'numeric',
        minute: '2-digit',
        timeZone,
        timeZoneName: 'short',
      }),
  );
  const times = whenNeeded(() => new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit', timeZone }));
  const dayParts = whenNeeded(
    () => new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone }),
  );
  const relative = whenNeeded(() => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
  const lists = whenNeeded(() => new Intl.ListFormat(locale, { style: 'long', type: 'conjunction' }));
  const plurals = whenNeeded(() => new Intl.PluralRules(locale));
  const atUtc = (day: string) => new Date(`${day}T00:00:00Z`);

  return {
    locale,
    timeZone,
    currency: home,
    week,
    money(value, how = {}) {
      const digits = currencyDigits(value.currency);
      const options: Intl.NumberFormatOptions = {
        style: 'currency',
        currency: value.currency,
        currencyDisplay: value.currency === home ? 'narrowSymbol' : 'symbol', // "$" is unambiguous in the home currency only; otherwise "US$" is written
        ...(how.compact
          ? { notation: 'compact', maximumFractionDigits: 2 }
          : how.decimals === 'always'
            ? {}
            : { trailingZeroDisplay: 'stripIfInteger' }),
      };
      return numbers(`m${value.currency}${how.compact ? 'c' : (how.decimals ?? 'auto')}`, options).format(
        value.amount / 10 ** digits,
      );
    },
    number: plainNumber,
    percent: (value, decimals) =>
      `${decimals === undefined ? numbers('p', { maximumFractionDigits: 3 }).format(value) : plainNumber(value, decimals)}${SPACE}%`,
    date: (day) => dates().format(atUtc(day)),
    instant: (at, zone) => (zone ? instantsWithZone() : instants()).format(new Date(at)),
    time: (at) => times().format(new Date(at)),
    relative(at, now) {
      const seconds = (Date.parse(at) - now) / 1000;
      const [unit, length] = steps.find(([, size]) => Math.abs(seconds) >= size) ?? (['second', 1] as const);
      return relative().format(Math.round(seconds / length), unit);
    },
    day(day, today) {
      const words = (day.slice(0, 4) === today.slice(0, 4) ? weekdays() : weekdaysWithYear()).format(atUtc(day));
      const away = Math.round((atUtc(day).getTime() - atUtc(today).getTime()) / 86_400_000);
      if (Math.abs(away) > 1) return words;
      const name = relative().format(away, 'day');
      return `${name.charAt(0).toLocaleUpperCase(locale)}${name.slice(1)}, ${words}`;
    },
    duration(seconds) {
      const hours = Math.floor(seconds / 3600);
      const minutes = Math.floor((seconds % 3600) / 60);
      const rest = Math.round(seconds % 60);
      const parts = [
        hours > 0 ? `${hours}${SPACE}h` : '',
        minutes > 0 ? `${minutes}${SPACE}min` : '',
        rest > 0 && hours === 0 ? `${rest}${SPACE}s` : '',
      ].filter((part) => part !== '');
      return parts.length === 0 ? `0${SPACE}min` : parts.join(' ');
    },
    count: (value) => plainNumber(value, 0),
    list: (words) => lists().format(words),
    plural: (value, one, other) => `${plainNumber(value, 0)} ${plurals().select(value) === 'one' ? one : other}`,
    dayOf: (at) => dayParts().format(new Date(at)),
  };
}
