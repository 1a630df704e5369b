import { assertNever } from '@outpost/domain/kernel/assert-never';
import { guardForSpreadsheet, unguardFromSpreadsheet } from '@outpost/domain/kernel/import/files/guard-for-spreadsheet';
import { offsetClock } from '../spreadsheets/clock-text.ts';
import { localClock, type LocalTime } from '../spreadsheets/local-clock.ts';
import { serialOf } from '../spreadsheets/serial-days.ts';
import { cellXmlText } from '../spreadsheets/xml-text.ts';
import { exportedCellText, type ExportedCell } from './exported-cell.ts';
import type { XlsxStyles } from './xlsx-styles.ts';

/** First characters that turn a typed text into a formula. */
const formulaLike = /^\s*[=+\-@＝＋－＠]/u;

const secondsOfDay = 86_400;
/** Excel keeps fifteen digits of a number, and writes zeros in place of the others when a person edits it. */
const mostDigits = 15;

/** Writers of the XML of a cell; `name` is its place, as in "A1". */
export type XlsxCells = {
  readonly title: (name: string, text: string) => string;
  /** Returns '' for an empty cell. */
  readonly cell: (name: string, cell: ExportedCell) => string;
};

/**
 * Returns the writers of a sheet's cells. No cell is a formula. A value that a number of a spreadsheet cannot hold is
 * written as text. Examples are a number of more than 15 digits, a date before March 1900, and the second of two
 * instants with the same local time.
 */
export function xlsxCells(styles: XlsxStyles, timeZone: string): XlsxCells {
  const local = localClock(timeZone);
  const text = (name: string, written: string, style = 0): string =>
    `<c r="${name}"${style === 0 ? '' : ` s="${style}"`} t="inlineStr"><is><t xml:space="preserve">${cellXmlText(restorable(written))}</t></is></c>`;
  const number = (name: string, value: number | string, style: number): string =>
    `<c r="${name}"${style === 0 ? '' : ` s="${style}"`}><v>${value}</v></c>`;
  const time = (name: string, at: string): string => {
    const ms = Date.parse(at);
    if (Number.isNaN(ms)) return text(name, at);
    const there = local(ms);
    const serial = serialOf(there.localMs);
    if (serial === undefined) return text(name, at);
    return there.isRepeat ? text(name, withOffset(there, at)) : number(name, serial, styles.instant());
  };
  const write = (name: string, cell: ExportedCell): string => {
    switch (cell.type) {
      case 'text':
        if (cell.text === '') return '';
        return text(name, cell.text, formulaLike.test(cell.text) ? styles.quotedText() : 0);
      case 'number':
        if (digitsOf(cell.decimal) > mostDigits) return text(name, cell.decimal);
        return number(name, cell.decimal, styles.number(cell.places));
      case 'money':
        if (digitsOf(cell.decimal) > mostDigits) return text(name, cell.decimal);
        return number(name, cell.decimal, styles.money(cell.currency));
      case 'percent':
        if (digitsOf(cell.decimal) > mostDigits) return text(name, exportedCellText(cell));
        return number(name, Number(`${cell.decimal}e-2`), styles.percent(cell.places));
      case 'flag':
        return `<c r="${name}" t="b"><v>${cell.value ? 1 : 0}</v></c>`;
      case 'day': {
        const serial = serialOf(Date.parse(`${cell.at}T00:00:00Z`));
        return serial === undefined || Number.isNaN(serial) ? text(name, cell.at) : number(name, serial, styles.day());
      }
      case 'instant':
        return time(name, cell.at);
      case 'duration':
        return number(name, cell.seconds / secondsOfDay, styles.duration());
      default:
        return assertNever(cell);
    }
  };
  return { title: (name, written) => text(name, written, styles.header()), cell: write };
}

/** Returns how many digits of a decimal a spreadsheet has to keep. */
const digitsOf = (decimal: string): number => decimal.replace(/^-?0*\.?0*|\./gu, '').length;

/**
 * Returns a text as the import restores it. The import removes the guard of an exported CSV file, also from a workbook that a person
 * made of such a file. So a text that looks guarded gets a guard here.
 */
export const restorable = (text: string): string =>
  unguardFromSpreadsheet(text) === text ? text : guardForSpreadsheet(text);

/** Returns "2026-10-25T02:30:00.000+01:00", or the instant in UTC where its offset has seconds. */
function withOffset({ localMs, offsetMs }: LocalTime, at: string): string {
  const minutes = offsetMs / 60_000;
  return Number.isInteger(minutes) ? new Date(localMs).toISOString().replace('Z', offsetClock(minutes)) : at;
}
