import type { DecimalSign } from './column-format.ts';
import { type CellAnswer, type CellChange, type CellRefusal, refuseCell, shown } from './refuse-cell.ts';
import { countWithNoun } from '../../text/count-words.ts';
import { currencyOf, minorUnitDigits } from '../../text/currencies.ts';
import { type NumberShape, readDecimal, shiftDecimal } from './number-cells.ts';

/** Doubles represent integers exactly up to this number. The kernel's money allows the same number of minor units. */
const mostExact = 9e15;

/** Reads an amount into integer minor units. A symbol or code in the cell overrides `currency`, the column's currency. */
export function readMoney(
  cell: string,
  column: { readonly sign: DecimalSign; readonly powerOfTen: number; readonly currency: string },
): CellAnswer {
  const read = readDecimal(cell, column.sign);
  if (!read || read.shape.percent)
    return refuseCell(
      'not-a-number',
      `“${shown(cell)}” is not a sum of money`,
      'A number such as 1234.50, or an empty cell.',
    );
  const currency = read.shape.currency === null ? column.currency : currencyOf(read.shape.currency, column.currency);
  if (currency === null) {
    return refuseCell(
      'unknown-currency',
      `“${read.shape.currency}” is not a known currency`,
      'A code of ISO 4217 such as USD, or the number alone.',
    );
  }
  const power = read.shape.powerOfTen === 0 ? column.powerOfTen : read.shape.powerOfTen; // "1.5 Mio" has its own power of ten
  const minor = wholeNumber(shiftDecimal(read.decimal, power + minorUnitDigits(currency)));
  if (minor === null) {
    const digits = minorUnitDigits(currency);
    return refuseCell(
      'too-many-decimals',
      `“${shown(cell)}” has more decimals than ${currency} has`,
      `At most ${countWithNoun(digits, 'decimal')}; numbers are not rounded.`,
    );
  }
  if (Math.abs(minor) > mostExact)
    return refuseCell(
      'too-many-digits',
      `“${shown(cell)}” is more than can be kept exactly`,
      `At most ${mostExact / 100} of a currency with cents.`,
    );
  return { ok: true, value: { amount: minor, currency }, ...toldOf(read.shape) };
}

/**
 * Returns which parts of the written number the value does not keep: a multiplying word, or leading zeros (as in part numbers).
 */
function toldOf({ powerOfTen, digits }: NumberShape): { readonly told?: CellChange } {
  if (powerOfTen !== 0) return { told: 'written-out' };
  return /^0\d/u.test(digits.trim()) ? { told: 'zeros-left-out' } : {};
}

/** Reads a plain number. Refuses a number that a double cannot represent exactly. */
export function readNumber(
  cell: string,
  column: { readonly sign: DecimalSign; readonly powerOfTen: number; readonly decimals: number },
): CellAnswer {
  const read = readDecimal(cell, column.sign);
  if (!read || read.shape.percent) return notANumber(cell);
  if (read.shape.currency !== null)
    return refuseCell(
      'not-a-number',
      `“${shown(cell)}” is a sum of money, and this field keeps plain numbers`,
      'The number alone.',
    );
  const power = read.shape.powerOfTen === 0 ? column.powerOfTen : read.shape.powerOfTen;
  const answer = exactNumber(cell, { decimal: shiftDecimal(read.decimal, power), decimals: column.decimals });
  return answer.ok ? { ...answer, ...toldOf(read.shape) } : answer;
}

/** Reads a percentage: 12.5 for "12,5 %", and for 0.125 in a column of fractions. */
export function readPercent(
  cell: string,
  column: { readonly sign: DecimalSign; readonly unit: 'percent' | 'fraction'; readonly decimals: number },
): CellAnswer {
  const read = readDecimal(cell, column.sign);
  if (!read || read.shape.currency !== null || read.shape.powerOfTen !== 0) return notANumber(cell);
  const isFraction = column.unit === 'fraction' && !read.shape.percent;
  return exactNumber(cell, {
    decimal: isFraction ? shiftDecimal(read.decimal, 2) : read.decimal,
    decimals: column.decimals,
  });
}

function notANumber(cell: string): CellRefusal {
  if (/^[\d.,]+e[+-]?\d+$/iu.test(cell.trim())) {
    return refuseCell(
      'not-a-number',
      `“${shown(cell)}” was shortened by a spreadsheet; its last digits are lost`,
      'The whole number, written out.',
    );
  }
  return refuseCell('not-a-number', `“${shown(cell)}” is not a number`, 'A number such as 1234.5, or an empty cell.');
}

function exactNumber(
  cell: string,
  { decimal, decimals }: { readonly decimal: string; readonly decimals: number },
): CellAnswer {
  const fraction = (decimal.split('.')[1] ?? '').replace(/0+$/u, '');
  if (fraction.length > decimals) {
    const right =
      decimals === 0 ? 'A whole number.' : `At most ${countWithNoun(decimals, 'decimal')}; numbers are not rounded.`;
    return refuseCell('too-many-decimals', `“${shown(cell)}” has more decimals than this field keeps`, right);
  }
  if (decimal.replace(/\D/gu, '').replace(/^0+/u, '').length > 15) {
    return refuseCell(
      'too-many-digits',
      `“${shown(cell)}” has more digits than a number keeps exactly`,
      'Import account numbers and other identifiers into a text field.',
    );
  }
  return { ok: true, value: Number(decimal) + 0 }; // "+ 0" turns -0 into 0
}

/** Returns the integer equal to a decimal, or null where its fraction is not zero. */
function wholeNumber(decimal: string): number | null {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return /[1-9]/u.test(fraction) ? null : Number(whole) + 0;
}
