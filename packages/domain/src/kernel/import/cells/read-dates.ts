import { Temporal } from 'temporal-polyfill';
import type { DateOrder } from './column-format.ts';
import { type CellAnswer, type CellChange, type CellRefusal, refuseCell, shown } from './refuse-cell.ts';
import { type DateShape, dateShape } from './date-cells.ts';

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/**
 * Reads a calendar date with the column's order. A time of day after it is dropped; the column's decision contains a
 * note about it.
 */
export function readDate(cell: string, order: DateOrder): CellAnswer {
  const shape = dateShape(cell);
  const day = shape ? dayOf(shape, order) : null;
  if (!shape || day === null) return refuseDate(cell, { shape, order });
  const told = shape.time !== null && !shape.isMidnight ? ('time-left-out' as const) : toldOfDay(shape);
  return { ok: true, value: day, ...(told === undefined ? {} : { told }) };
}

/** Returns which changes the reading of the day makes to the written text. */
function toldOfDay({ hasShortYear, isSerial }: DateShape): CellChange | undefined {
  return hasShortYear ? 'short-year' : isSerial ? 'day-number' : undefined;
}

/**
 * Reads an instant. A cell without a zone is read in `timeZone`. A local time that a clock change skips or repeats follows RFC
 * 5545: the offset before the change. A date without a time means the start of that day.
 */
export function readInstant(
  cell: string,
  column: { readonly order: DateOrder; readonly timeZone: string },
): CellAnswer {
  const shape = dateShape(cell);
  const day = shape ? dayOf(shape, column.order) : null;
  if (!shape || day === null) return refuseDate(cell, { shape, order: column.order });
  const time = shape.time === null ? { clock: '00:00', zone: '' } : timeOf(shape.time);
  if (time === null)
    return refuseCell(
      'not-a-time',
      `“${shown(cell)}” has no time of day that exists`,
      'A time such as 14:30 or 2:30 pm.',
    );
  const instant =
    time.zone === ''
      ? Temporal.PlainDateTime.from(`${day}T${time.clock}`).toZonedDateTime(column.timeZone).toInstant()
      : Temporal.Instant.from(`${day}T${time.clock}${time.zone}`);
  const told = toldOfDay(shape);
  return { ok: true, value: instant.toString({ fractionalSecondDigits: 3 }), ...(told === undefined ? {} : { told }) };
}

function dayOf(shape: DateShape, order: DateOrder): string | null {
  return order === 'day-first' ? shape.dayFirst : shape.monthFirst;
}

function timeOf(written: string): { readonly clock: string; readonly zone: string } | null {
  const parts =
    /^(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d{1,9})?))?\s*(?:([ap])\.?m\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/iu.exec(
      written,
    );
  if (!parts) return null;
  const [, hours, minutes, seconds = '00', half, zone = ''] = parts;
  if (half !== undefined && (Number(hours) < 1 || Number(hours) > 12)) return null;
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  if (hour > 23 || Number(minutes) > 59 || Number(seconds) >= 60) return null;
  const offset = /^(Z|UTC|GMT)$/iu.test(zone) ? 'Z' : zone.replace(/^([+-]\d{2})(\d{2})$/u, '$1:$2');
  return { clock: `${String(hour).padStart(2, '0')}:${minutes}:${seconds}`, zone: offset };
}

function refuseDate(
  cell: string,
  { shape, order }: { readonly shape: DateShape | null; readonly order: DateOrder },
): CellRefusal {
  const written = `“${shown(cell)}”`;
  if (!shape)
    return refuseCell('not-a-date', `${written} is not a date`, 'A date such as 2026-11-20, or an empty cell.');
  const other = order === 'day-first' ? shape.monthFirst : shape.dayFirst;
  if (other !== null) {
    const way = order === 'day-first' ? 'day' : 'month';
    return refuseCell(
      'not-a-date',
      `${written} is not a day when the ${way} comes first, as in this column`,
      `${other} if that is what it means.`,
    );
  }
  return refuseCell('not-a-date', `${written} is not a day`, whyNoDay(cell, order));
}

/** Returns "February 2017 has 28 days" where the month can be recognised, otherwise a description of a valid date. */
function whyNoDay(cell: string, order: DateOrder): string {
  const [first = 0, second = 0, third = 0] = (cell.match(/\d+/gu) ?? []).map(Number);
  const yearFirst = first > 31;
  const year = yearFirst ? first : third;
  const month = yearFirst || order === 'day-first' ? second : first;
  const name = months[month - 1];
  if (name === undefined || year < 1_000) return 'A date such as 2026-11-20, or an empty cell.';
  return `${name} ${year} has ${Temporal.PlainYearMonth.from({ year, month }).daysInMonth} days.`;
}
