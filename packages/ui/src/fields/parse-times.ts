import { isCalendarDate } from '@outpost/domain/kernel/entities/field-types';
import { instantAt } from '@outpost/domain/kernel/calendar/wall-time';
import { addDays } from '@outpost/domain/kernel/days';
import type { Formats } from '../formats/formats.ts';

type ParsedText = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly message: string };

const pad = (value: number) => String(value).padStart(2, '0');

const fold = (word: string) => word.toLowerCase().replace(/\.$/u, '').normalize('NFD').replace(/\p{M}/gu, '');

function namesOf(locale: string, how: 'month' | 'weekday'): readonly (readonly string[])[] {
  const count = how === 'month' ? 12 : 7;
  return Array.from({ length: count }, (_, index) => {
    const at = how === 'month' ? Date.UTC(2024, index, 1) : Date.UTC(2024, 0, 1 + index); // 1 Jan 2024 was a Monday
    return [locale, 'en'].flatMap((tongue) =>
      (['long', 'short'] as const).map((length) =>
        fold(new Intl.DateTimeFormat(tongue, { [how]: length, timeZone: 'UTC' }).format(at)),
      ),
    );
  });
}

const placeOf = (names: readonly (readonly string[])[], word: string): number => {
  const wanted = fold(word);
  return wanted.length < 3
    ? -1
    : names.findIndex((forms) =>
        forms.some((form) => form === wanted || (form.startsWith(wanted) && wanted.length >= 3)),
      );
};

/** Returns the order of day, month and year in the locale's numeric dates. */
function orderOf(locale: string): readonly ('year' | 'month' | 'day')[] {
  return new Intl.DateTimeFormat(locale)
    .formatToParts(0)
    .map((part) => part.type)
    .filter((type): type is 'year' | 'month' | 'day' => type === 'year' || type === 'month' || type === 'day');
}

const fullYear = (text: string | undefined, today: string): number => {
  if (text === undefined || text === '') return Number(today.slice(0, 4));
  return text.length <= 2 ? 2000 + Number(text) : Number(text);
};

const relatives: Readonly<Record<string, number>> = { today: 0, tomorrow: 1, yesterday: -1, now: 0 };

function spelled(text: string, today: string, locale: string): string | undefined {
  const relative = relatives[text.toLowerCase()];
  if (relative !== undefined) return addDays(today, relative);
  const ahead = /^(?:in\s+|\+)(\d+)\s*(d|days?|w|weeks?)$/iu.exec(text);
  if (ahead) return addDays(today, Number(ahead[1]) * (ahead[2]?.toLowerCase().startsWith('w') ? 7 : 1));
  const weekday = /^(next\s+)?(\p{L}{3,})$/iu.exec(text);
  if (weekday) {
    const place = placeOf(namesOf(locale, 'weekday'), weekday[2] ?? '');
    if (place >= 0) {
      const now = (new Date(today).getUTCDay() + 6) % 7; // Monday is 0
      return addDays(today, ((place - now + 6) % 7) + 1 + (weekday[1] === undefined ? 0 : 7));
    }
  }
  const months = namesOf(locale, 'month');
  const dayFirst = /^(?:\p{L}+,?\s+)?(\d{1,2})(?:st|nd|rd|th|\.)?\s*(\p{L}{3,}\.?),?\s*(\d{2,4})?$/iu.exec(text);
  const monthFirst = /^(?:\p{L}+,\s+)?(\p{L}{3,}\.?)\s*(\d{1,2})(?:st|nd|rd|th)?,?(?:\s+(\d{2,4}))?$/iu.exec(text);
  const [day, month, year] = dayFirst
    ? [dayFirst[1], dayFirst[2], dayFirst[3]]
    : monthFirst
      ? [monthFirst[2], monthFirst[1], monthFirst[3]]
      : [];
  if (day === undefined || month === undefined) return undefined;
  const place = placeOf(months, month);
  return place < 0 ? undefined : `${fullYear(year, today)}-${pad(place + 1)}-${pad(Number(day))}`;
}

/** Parses a day into 'YYYY-MM-DD'. It accepts ISO, the locale's numeric order, and words ("4 Dec", "fri", "tomorrow", "+3d"). */
export function parseDay(text: string, today: string, locale: string): ParsedText | undefined {
  const clean = text.trim();
  let day = spelled(clean, today, locale);
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/u.exec(clean);
  const numeric = /^(\d{1,4})[-/.\s](\d{1,2})(?:[-/.\s](\d{1,4}))?\.?$/u.exec(clean);
  if (iso) day = `${iso[1]}-${pad(Number(iso[2]))}-${pad(Number(iso[3]))}`;
  else if (day === undefined && numeric) {
    const order = orderOf(locale).filter((part) => numeric[3] !== undefined || part !== 'year');
    const given = Object.fromEntries(order.map((part, index) => [part, numeric[index + 1]]));
    day = `${fullYear(given['year'], today)}-${pad(Number(given['month']))}-${pad(Number(given['day']))}`;
  }
  return day !== undefined && isCalendarDate(day) ? { ok: true, value: day } : undefined;
}

/** Matches a time with its minutes, as it is written for editing: "14:30", "2:30 PM". */
export const clockPattern = /^\d{1,2}[:.h]\d{2}(?:\s*[ap]m)?$/iu;

/** Parses hours and minutes: "14:30", "2pm", "9.15". */
function parseClock(text: string): string | undefined {
  const found = /^(\d{1,2})(?:[:.h]?(\d{2}))?\s*(am|pm)?$/iu.exec(text.trim());
  if (!found) return undefined;
  const half = found[3]?.toLowerCase();
  const given = Number(found[1]);
  const minutes = Number(found[2] ?? 0);
  const isHour = half === undefined ? given <= 23 : given >= 1 && given <= 12;
  if (!isHour || minutes > 59) return undefined;
  const hours = half === undefined ? given : (given % 12) + (half === 'pm' ? 12 : 0); // 12 am is midnight at the day's start, 12 pm is noon
  return `${pad(hours)}:${pad(minutes)}`;
}

/** Chosen: the hour of a day without a time, which the field then shows. */
const hourOfDay = '09:00';

/**
 * Parses a day and a time in the person's zone into an instant in UTC. A time without a day means today, a day without a time
 * means nine in the morning.
 */
export function parseInstant(text: string, today: string, formats: Formats): ParsedText | undefined {
  const clean = text.trim();
  if (/^\d{4}-\d{2}-\d{2}T.*Z$/u.test(clean) && !Number.isNaN(Date.parse(clean)))
    return { ok: true, value: new Date(clean).toISOString() };
  const parts = /^(?:(.*?)[\s,T]+(?:at\s+)?)?(\d{1,2}[:.h]\d{2}(?:\s*[ap]m)?|\d{1,2}\s*[ap]m)$/iu.exec(clean);
  const clock = parts ? parseClock(parts[2] ?? '') : undefined;
  const at = (day: string, time: string) => ({ ok: true, value: instantAt(day, time, formats.timeZone) }) as const;
  if (!parts) {
    const day = parseDay(clean, today, formats.locale);
    return day?.ok ? at(day.value, hourOfDay) : undefined;
  }
  if (clock === undefined) return undefined;
  if (parts[1] === undefined || parts[1] === '') return at(today, clock);
  const day = parseDay(parts[1].replace(/,$/u, ''), today, formats.locale);
  return day?.ok ? at(day.value, clock) : undefined;
}

/** Parses a duration into seconds: "1 h 30 min", "1:30" (hours and minutes), "90m", "2d". A bare number means minutes. */
export function parseDuration(text: string): { readonly ok: true; readonly value: number } | undefined {
  const clean = text
    .trim()
    .toLowerCase()
    .replace(/\u00A0/gu, ' ');
  const clock = /^(\d+):([0-5]\d)$/u.exec(clean);
  if (clock) return { ok: true, value: Number(clock[1]) * 3600 + Number(clock[2]) * 60 };
  if (/^\d+([.,]\d+)?$/u.test(clean)) return { ok: true, value: Math.round(Number(clean.replace(',', '.')) * 60) };
  const sizes: Readonly<Record<string, number>> = { d: 86_400, h: 3_600, m: 60, s: 1 };
  const units = [...clean.matchAll(/(\d+(?:[.,]\d+)?)\s*(d|h|m|s)[a-z]*\.?/gu)];
  if (
    units.length === 0 ||
    clean.replace(/(\d+(?:[.,]\d+)?)\s*(d|h|m|s)[a-z]*\.?[\s,]*/gu, '').replace(/^and$/u, '') !== ''
  ) {
    const loose = /^(\d+)h(\d{1,2})$/u.exec(clean); // 1h30
    return loose ? { ok: true, value: Number(loose[1]) * 3600 + Number(loose[2]) * 60 } : undefined;
  }
  return {
    ok: true,
    value: Math.round(
      units.reduce(
        (sum, [, count, unit]) => sum + Number((count ?? '0').replace(',', '.')) * (sizes[unit ?? ''] ?? 0),
        0,
      ),
    ),
  };
}
