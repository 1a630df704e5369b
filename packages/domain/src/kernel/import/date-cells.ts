import { isCalendarDate } from '../field-types.ts';
import type { DateOrder } from './column-format.ts';
import { countOf } from './count-words.ts';

/**
 * What a cell says as a date: the day under each order (null: no day under it), the time of day behind it, and how it was
 * written. A cell that says the same either way has the same day in both.
 */
export type DateShape = {
  readonly dayFirst: string | null;
  readonly monthFirst: string | null;
  readonly time: string | null;
  /** Only then does the column's order matter. */
  readonly isNumeric: boolean;
  readonly hasDots: boolean;
  readonly hasShortYear: boolean;
  readonly isSerial: boolean;
};

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] as const;
const monthWord =
  /^(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?)\.?$/iu;
const timePart = String.raw`(?:(?:T|,?\s+)(\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[ap]\.?m\.?)?\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?))?`;
const yearFirst = new RegExp(String.raw`^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})${timePart}$`, 'iu');
const numeric = new RegExp(String.raw`^(\d{1,2})([-/. ])\s?(\d{1,2})\2\s?(\d{4}|\d{2})${timePart}$`, 'iu');
const dayMonthName = new RegExp(
  String.raw`^(?:\p{L}+,?\s+)?(\d{1,2})(?:st|nd|rd|th|\.)?[\s-]+(\p{L}+\.?),?[\s-]+(\d{4}|\d{2})${timePart}$`,
  'iu',
);
const monthNameDay = new RegExp(
  String.raw`^(?:\p{L}+,\s+)?(\p{L}+\.?)\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4}|\d{2})${timePart}$`,
  'iu',
);

/** Longer cells hold no date, and the patterns above are not meant for prose (E-3). */
const mostDateChars = 100;

/** Reads a cell's date under both orders; null where it is written like no date at all. Never rolls a day over. */
export function dateShape(cell: string): DateShape | null {
  if (cell.length > mostDateChars) return null;
  const text = cell.trim();
  const iso = yearFirst.exec(text);
  if (iso) return oneDay(dayOf(iso[1], iso[3], iso[4]), { time: iso[5] ?? null });
  const compact = /^(\d{4})(\d{2})(\d{2})$/u.exec(text);
  if (compact) return oneDay(dayOf(compact[1], compact[2], compact[3]), { time: null });
  const numbers = numeric.exec(text);
  if (numbers) {
    const [, first, separator, second, year, time] = numbers;
    return {
      dayFirst: dayOf(year, second, first),
      monthFirst: dayOf(year, first, second),
      time: time ?? null,
      isNumeric: true,
      hasDots: separator === '.',
      hasShortYear: year?.length === 2,
      isSerial: false,
    };
  }
  const named = dayMonthName.exec(text);
  if (named) return namedDay(named[2], { day: named[1], year: named[3], time: named[4] ?? null });
  const american = monthNameDay.exec(text);
  if (american) return namedDay(american[1], { day: american[2], year: american[3], time: american[4] ?? null });
  if (/^\d{5}$/u.test(text)) return serialDay(Number(text));
  return null;
}

function oneDay(
  day: string | null,
  more: { readonly time: string | null; readonly hasShortYear?: boolean; readonly isSerial?: boolean },
): DateShape {
  return {
    dayFirst: day,
    monthFirst: day,
    isNumeric: false,
    hasDots: false,
    hasShortYear: more.hasShortYear ?? false,
    isSerial: more.isSerial ?? false,
    time: more.time,
  };
}

function namedDay(
  word: string | undefined,
  parts: { readonly day: string | undefined; readonly year: string | undefined; readonly time: string | null },
): DateShape | null {
  if (word === undefined || !monthWord.test(word)) return null;
  const month = monthNames.findIndex((name) => word.toLowerCase().startsWith(name)) + 1;
  return oneDay(dayOf(parts.year, String(month), parts.day), {
    time: parts.time,
    hasShortYear: parts.year?.length === 2,
  });
}

/** A day's number in spreadsheets (1900 system), in the range of 1954 to 2100: five digits below are no dates that people keep. */
function serialDay(serial: number): DateShape | null {
  if (serial < 20_000 || serial > 73_415) return null;
  return oneDay(dateOfDays(serial - 25_569), { time: null, isSerial: true });
}

/** The calendar date `days` after 1970-01-01 (Hinnant's algorithm, as the domain has no clock and needs none for this). */
function dateOfDays(days: number): string {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${year}-${pad(month)}-${pad(day)}`;
}

const pad = (part: number | string): string => String(part).padStart(2, '0');

/** Years of two digits are 1970 to 2069, as most spreadsheets and Unix programs take them. */
function dayOf(year: string | undefined, month: string | undefined, day: string | undefined): string | null {
  if (year === undefined || month === undefined || day === undefined) return null;
  const full = year.length === 2 ? (Number(year) < 70 ? `20${year}` : `19${year}`) : year;
  const date = `${full}-${pad(month)}-${pad(day)}`;
  return Number(full) >= 1 && isCalendarDate(date) ? date : null;
}

/** What a column's dates say of their order, counted in rows. */
export type OrderEvidence = {
  readonly dayFirstOnly: number;
  readonly monthFirstOnly: number;
  readonly either: number;
  readonly dotted: number;
  readonly shortYears: number;
  readonly serials: number;
  readonly times: number;
};

/** The order of a column's dates and why; `isOpen` where a person should be asked, because the cells leave it open or contradict each other. */
export type OrderDecision = {
  readonly order: DateOrder;
  readonly why: string;
  readonly isOpen: boolean;
  readonly evidence: OrderEvidence;
};

/**
 * Decides which of day and month stands first, from all cells of a column (each with the number of rows that hold it). Rows
 * that only one order can read decide; where there are none, `hint` does (what the file's other columns say), then dots,
 * which mean day first; else it stays open, with month first as the proposal. Rows that contradict each other always leave it open.
 */
export function decideOrder(cells: ReadonlyMap<string, number>, hint: DateOrder | null): OrderDecision {
  const evidence = { dayFirstOnly: 0, monthFirstOnly: 0, either: 0, dotted: 0, shortYears: 0, serials: 0, times: 0 };
  for (const [cell, rowCount] of cells) {
    const shape = dateShape(cell);
    if (!shape) continue;
    if (shape.hasShortYear) evidence.shortYears += rowCount;
    if (shape.isSerial) evidence.serials += rowCount;
    if (shape.time !== null && !/^0?0:00(:00(\.0+)?)?\D*$/u.test(shape.time)) evidence.times += rowCount;
    if (!shape.isNumeric || shape.dayFirst === shape.monthFirst) continue;
    if (shape.monthFirst === null) evidence.dayFirstOnly += rowCount;
    else if (shape.dayFirst === null) evidence.monthFirstOnly += rowCount;
    else evidence.either += rowCount;
    if (shape.hasDots) evidence.dotted += rowCount;
  }
  const { dayFirstOnly, monthFirstOnly, either, dotted } = evidence;
  if (dayFirstOnly + monthFirstOnly > 0) {
    const order: DateOrder = dayFirstOnly > monthFirstOnly ? 'day-first' : 'month-first';
    const [most, least] = order === 'day-first' ? [dayFirstOnly, monthFirstOnly] : [monthFirstOnly, dayFirstOnly];
    const against = least === 0 ? '' : `, against ${least.toLocaleString('en')} that can only be the other`;
    return { order, why: `${countOf(most, 'row')} can only be that${against}`, isOpen: least > 0, evidence };
  }
  if (either === 0) return { order: hint ?? 'month-first', why: '', isOpen: false, evidence };
  if (hint !== null) return { order: hint, why: 'the other dates of the file are written so', isOpen: false, evidence };
  if (dotted === either)
    return { order: 'day-first', why: 'dates with dots have the day first', isOpen: false, evidence };
  return { order: 'month-first', why: 'nothing in the file tells', isOpen: true, evidence };
}
