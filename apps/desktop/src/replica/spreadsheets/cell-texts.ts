import { pointNumber, spreadsheetError } from '@outpost/domain/kernel/import/cells/workbook-marks';
import { dayClock, spanClock } from './clock-text.ts';
import type { NumberKind } from './number-formats.ts';
import { localMsOf } from './serial-days.ts';
import { cellTextOf } from './xml-text.ts';

/** A cell as a sheet has it: its type, its value, its formula, and how its number is shown. */
export type SheetCell = {
  readonly type: string;
  readonly value: string;
  readonly formula: string | null;
  readonly kind: NumberKind;
};

/** The facts about a workbook that its cells need. */
export type CellContext = { readonly is1904: boolean; readonly sharedText: (index: number) => string | undefined };

/** Excel computes and shows fifteen digits. Further digits are rounding errors of binary fractions. */
const excelDigits = 15;

/**
 * Returns a cell as text that the import's column readers take: numbers with a point and without powers of ten, dates as
 * "2026-11-22", times as "14:30:00", percentages as "12.5%". An error, and a formula without a result, become a cell that
 * is refused.
 */
export function sheetCellText({ type, value, formula, kind }: SheetCell, { is1904, sharedText }: CellContext): string {
  switch (type) {
    case 's': {
      const text = sharedText(Number(value));
      return text ?? spreadsheetError('missing text');
    }
    case 'inlineStr':
    case 'str':
      return cellTextOf(value);
    case 'b':
      return value === '1' || value === 'true' ? 'TRUE' : 'FALSE';
    case 'e':
      return spreadsheetError(value);
    case 'd':
      return value;
    default:
      if (value === '') return formula === null ? '' : spreadsheetError(`=${formula}`);
      return numberText(value, kind, is1904);
  }
}

function numberText(value: string, kind: NumberKind, is1904: boolean): string {
  const number = Number(value);
  if (!Number.isFinite(number)) return spreadsheetError(value);
  switch (kind) {
    case 'number':
      return pointNumber(plainNumber(number));
    case 'percent':
      return pointNumber(`${plainNumber(timesHundred(number))}%`);
    case 'span':
      return spanText(number) ?? plainNumber(number);
    case 'time':
      return number >= 0 && number < 1 ? timeOfDay(number) : dateText(number, is1904);
    case 'date':
      return dateText(number, is1904);
  }
}

/** Returns a number as people write it. Whole numbers keep all digits that a computer's number holds exactly. */
export function plainNumber(number: number): string {
  const rounded = Number.isSafeInteger(number) ? number : Number(number.toPrecision(excelDigits));
  const text = String(Math.abs(rounded));
  const [digits = '', power] = text.split('e');
  const sign = rounded < 0 ? '-' : '';
  if (power === undefined) return sign + text;
  const [whole = '', fraction = ''] = digits.split('.');
  const shift = Number(power);
  return shift < 0
    ? `${sign}0.${'0'.repeat(-shift - 1)}${whole}${fraction}`
    : `${sign}${whole}${fraction.padEnd(shift, '0')}`;
}

/** Multiplies without a binary fraction's error: 0.07 becomes 7, not 7.000000000000001. */
function timesHundred(number: number): number {
  const [digits = '', power = '0'] = String(number).split('e');
  return Number(`${digits}e${Number(power) + 2}`);
}

/** Returns hours, minutes and seconds of a span in days; undefined for a negative one. */
function spanText(days: number): string | undefined {
  if (days < 0) return undefined;
  return spanClock(Math.round(days * 86_400));
}

const timeOfDay = (days: number): string => dayClock(Math.min(Math.round(days * 86_400), 86_399));

/** Returns the date, and the time of day where the number has one. Returns the number itself where it is not a date. */
function dateText(serial: number, is1904: boolean): string {
  if (!is1904 && Math.floor(serial) === 60) return '1900-02-29'; // Excel shows this day; the reader of dates refuses it
  const localMs = localMsOf(serial, is1904);
  if (localMs === undefined) return plainNumber(serial);
  const [day = '', time = ''] = new Date(localMs).toISOString().split('T');
  if (localMs % 86_400_000 === 0) return day;
  return `${day} ${time.replace(/(?:\.000)?Z$/u, '')}`;
}
