import { foldText } from '../../text/fold-text.ts';
import { isCalendarDate } from '../../entities/field-types.ts';
import type { DateOrder } from './column-format.ts';
import { countWithNoun } from '../../text/count-words.ts';

/**
 * A cell read as a date: the day under each order (null: no such day), the time of day after it, and its notation. An unambiguous
 * cell has the same day under both orders.
 */
export type DateShape = {
  readonly dayFirst: string | null;
  readonly monthFirst: string | null;
  readonly time: string | null;
  /** Whether the column's order decides how to read this cell. */
  readonly isNumeric: boolean;
  readonly hasDots: boolean;
  readonly hasShortYear: boolean;
  readonly isSerial: boolean;
  /** The time of day is midnight, which spreadsheets add to dates. No information is lost without it. */
  readonly isMidnight: boolean;
};

/** 0:00 and 12:00 am, with or without seconds. */
const midnight =
  /^(?:0?0:00(?::00(?:\.0+)?)?(?!\s*[ap]\.?m)|12:00(?::00(?:\.0+)?)?\s*a\.?m\.?)\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/iu;
const startsDay = (time: string | null | undefined): boolean => typeof time === 'string' && midnight.test(time);

/**
 * Month names as files write them, folded: long and short forms in English, German, French, Spanish, Italian, Portuguese and
 * Dutch.
 */
const monthWords: readonly string[] = [
  'jan january januar janner janvier janv enero ene gennaio gen janeiro januari',
  'feb february februar feber fevrier fev fevr febrero febbraio fevereiro februari',
  'mar march marz mrz maerz mars marzo marco maart mrt',
  'apr april avril avr abril abr aprile',
  'may mai mayo maggio mag maio mei',
  'jun june juni juin junio giugno giu junho',
  'jul july juli juillet juil julio luglio lug julho',
  'aug august aout agosto ago augustus',
  'sep sept september septembre septiembre setiembre settembre set setembro',
  'oct october oktober okt octobre octubre ottobre ott outubro out',
  'nov november novembre noviembre novembro',
  'dec december dezember dez decembre diciembre dic dicembre dezembro',
];
const monthOf: ReadonlyMap<string, number> = new Map(
  monthWords.flatMap((words, index) => words.split(' ').map((word) => [word, index + 1] as const)),
);
const timePart = String.raw`(?:(?:T|,?\s+)(\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[ap]\.?m\.?)?\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?))?`;
const yearFirst = new RegExp(String.raw`^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})${timePart}$`, 'iu');
const numeric = new RegExp(String.raw`^(\d{1,2})([-/. ])\s?(\d{1,2})\2\s?(\d{4}|\d{2})${timePart}$`, 'iu');
const dayMonthName = new RegExp(
  String.raw`^(?:\p{L}+,?\s+)?(\d{1,2})(?:st|nd|rd|th|er|\.)?[\s-]+(?:de\s+)?(\p{L}+\.?),?[\s-]+(?:de\s+)?(\d{4}|\d{2})${timePart}$`,
  'iu',
);
const monthNameDay = new RegExp(
  String.raw`^(?:\p{L}+,\s+)?(\p{L}+\.?)\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4}|\d{2})${timePart}$`,
  'iu',
);

/** Longer cells contain no date, and the patterns above are not meant for long texts (E-3). */
const mostDateChars = 100;

/**
 * Reads a cell's date under both orders; returns null where the cell does not look like a date. Never rolls over to the next
 * month.
 */
export function dateShape(cell: string): DateShape | null {
  if (cell.length > mostDateChars || !/\d/u.test(cell)) return null;
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
      isMidnight: startsDay(time),
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
    isMidnight: startsDay(more.time),
  };
}

function namedDay(
  word: string | undefined,
  parts: { readonly day: string | undefined; readonly year: string | undefined; readonly time: string | null },
): DateShape | null {
  const month = word === undefined ? undefined : monthOf.get(foldText(word).replace(/\.$/u, ''));
  if (month === undefined) return null;
  return oneDay(dayOf(parts.year, String(month), parts.day), {
    time: parts.time,
    hasShortYear: parts.year?.length === 2,
  });
}

/**
 * Reads a spreadsheet's day number (1900 system) from 1954 to 2100. Smaller numbers of five digits are dates that files hardly
 * contain.
 */
function serialDay(serial: number): DateShape | null {
  if (serial < 20_000 || serial > 73_415) return null;
  return oneDay(dateOfDays(serial - 25_569), { time: null, isSerial: true });
}

/** Returns the calendar date `days` after 1970-01-01 (Hinnant's algorithm; the domain has no clock and needs none for this). */
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

/** Years of two digits mean 1970 to 2069, as in most spreadsheets and Unix programs. */
function dayOf(year: string | undefined, month: string | undefined, day: string | undefined): string | null {
  if (year === undefined || month === undefined || day === undefined) return null;
  const full = year.length === 2 ? (Number(year) < 70 ? `20${year}` : `19${year}`) : year;
  const date = `${full}-${pad(month)}-${pad(day)}`;
  return Number(full) >= 1 && isCalendarDate(date) ? date : null;
}

/** The evidence in a column's dates for their order, counted in rows. */
export type OrderEvidence = {
  readonly dayFirstOnly: number;
  readonly monthFirstOnly: number;
  readonly either: number;
  readonly dotted: number;
  readonly shortYears: number;
  readonly serials: number;
  readonly times: number;
  /** The first cell that is valid under both orders, to show in a question. */
  readonly example: string | null;
};

/**
 * The order of a column's dates and the reason. `isOpen`: a person should be asked, because the cells leave the order open or
 * contradict each other.
 */
export type OrderDecision = {
  readonly order: DateOrder;
  readonly why: string;
  readonly isOpen: boolean;
  readonly evidence: OrderEvidence;
};

/**
 * Decides from all rows whether day or month comes first in a column. Rows that are valid under only one order decide. Without
 * such rows `hint` decides (the order of the file's other columns), then dots, which mean day first. Otherwise the order stays
 * open, with month first as the proposal. Contradicting rows always leave it open.
 */
export function decideOrder(evidence: OrderEvidence, hint: DateOrder | null): OrderDecision {
  const { dayFirstOnly, monthFirstOnly, either, dotted } = evidence;
  if (dayFirstOnly + monthFirstOnly > 0) {
    const order: DateOrder = dayFirstOnly > monthFirstOnly ? 'day-first' : 'month-first';
    const [most, least] = order === 'day-first' ? [dayFirstOnly, monthFirstOnly] : [monthFirstOnly, dayFirstOnly];
    const against = least === 0 ? '' : `, against ${least.toLocaleString('en')} that can only be the other`;
    return { order, why: `${countWithNoun(most, 'row')} can only be that${against}`, isOpen: least > 0, evidence };
  }
  if (either === 0) return { order: hint ?? 'month-first', why: '', isOpen: false, evidence };
  if (hint !== null)
    return { order: hint, why: 'the other dates of the file are written this way', isOpen: false, evidence };
  if (dotted === either)
    return { order: 'day-first', why: 'dates with dots have the day first', isOpen: false, evidence };
  return { order: 'month-first', why: 'nothing in the file shows it', isOpen: true, evidence };
}
