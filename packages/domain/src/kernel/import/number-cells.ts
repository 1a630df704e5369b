import type { ColumnFormat, ColumnQuestion, DecimalSign } from './column-format.ts';
import { countOf } from './count-words.ts';

/** A cell that holds one number: what stands around it, and the digits and separators between. */
export type NumberShape = {
  readonly negative: boolean;
  /** Sign or code of a currency, as written. */
  readonly currency: string | null;
  readonly percent: boolean;
  readonly digits: string;
};

const currencySign = String.raw`US\$|CA\$|C\$|AU\$|A\$|NZ\$|S\$|HK\$|MX\$|R\$|[$€£¥₹₩₺₽₴₪฿₫]|Fr\.?|Kč|kr\.?|zł|Ft|[A-Z]{3}`;
const before = new RegExp(String.raw`^(${currencySign})\s*`, 'u');
const after = new RegExp(String.raw`\s*(${currencySign})$`, 'u');

/** Longer cells hold no number, and the patterns below are not meant for prose (E-3). */
const mostNumberChars = 100;

/** Takes a number's cell apart, or null where it holds anything else: words, exponents, fractions, two numbers. */
export function numberShape(cell: string): NumberShape | null {
  if (cell.length > mostNumberChars) return null;
  let rest = cell.trim().replace(/[−–‐]/gu, '-');
  let negative = false;
  const bracketed = /^\((.+)\)$/u.exec(rest);
  if (bracketed) {
    negative = true;
    rest = (bracketed[1] ?? '').trim();
  }
  let currency: string | null = null;
  let percent = false;
  // Sign, currency and number come in every order: "-€ 5", "€-5", "5- EUR", "+5 %".
  for (let round = 0; round < 3; round += 1) {
    const signed = /^([+-])\s*/u.exec(rest) ?? /\s*([+-])$/u.exec(rest);
    if (signed && !negative) {
      negative = signed[1] === '-';
      rest = rest.replace(signed[0], '');
    }
    const named: RegExpExecArray | null = currency === null ? (before.exec(rest) ?? after.exec(rest)) : null;
    if (named) {
      currency = named[1] ?? null;
      rest = rest.startsWith(named[0]) ? rest.slice(named[0].length) : rest.slice(0, -named[0].length);
    }
    if (!percent && rest.endsWith('%')) {
      percent = true;
      rest = rest.slice(0, -1).trim();
    }
  }
  return /^[\d.,'’\s_]*\d[\d.,'’\s_]*$/u.test(rest) ? { negative, currency, percent, digits: rest } : null;
}

const groupSigns = { '.': String.raw`[,'’\s_]`, ',': String.raw`[.'’\s_]` } as const;
const wholePattern = (sign: DecimalSign): RegExp =>
  new RegExp(
    String.raw`^(?:\d*|[1-9]\d{0,2}(${groupSigns[sign]})\d{3}(?:\1\d{3})*|[1-9]\d?(${groupSigns[sign]})(?:\d{2}\2)*\d{3})$`,
    'u',
  );
const patterns = { '.': wholePattern('.'), ',': wholePattern(',') } as const;

/**
 * The digits as a plain decimal ("1234567.89"), read with this decimal sign, or null where they can't be: groups must be of
 * three, or of the Indian pattern 12,34,567, all with the same sign. Fractions keep their zeros.
 */
export function plainDecimal(digits: string, sign: DecimalSign): string | null {
  const [whole = '', fraction, ...more] = digits.split(sign);
  if (more.length > 0 || !patterns[sign].test(whole)) return null;
  if (fraction !== undefined && !/^\d+$/u.test(fraction)) return null;
  if (whole === '' && fraction === undefined) return null;
  const bare = whole.replace(/\D/gu, '').replace(/^0+(?=\d)/u, '') || '0';
  return fraction === undefined ? bare : `${bare}.${fraction}`;
}

/**
 * A cell's number as a plain decimal with its sign, read with the column's decimal sign; a cell that can only be read with the
 * other sign is read so. Null where it is no number. "-0" is "0".
 */
export function readDecimal(
  cell: string,
  sign: DecimalSign,
): { readonly decimal: string; readonly shape: NumberShape } | null {
  const shape = numberShape(cell);
  if (!shape) return null;
  const decimal = plainDecimal(shape.digits, sign) ?? plainDecimal(shape.digits, sign === '.' ? ',' : '.');
  if (decimal === null) return null;
  return { decimal: shape.negative && /[1-9]/u.test(decimal) ? `-${decimal}` : decimal, shape };
}

/** Moves the decimal point: `shiftDecimal('12.5', -2)` is "0.125". Exact, on the text. */
export function shiftDecimal(decimal: string, power: number): string {
  if (power === 0) return decimal;
  const negative = decimal.startsWith('-');
  const [whole = '0', fraction = ''] = (negative ? decimal.slice(1) : decimal).split('.');
  const digits = power > 0 ? whole + fraction.padEnd(power, '0') : whole.padStart(1 - power, '0') + fraction;
  const point = power > 0 ? whole.length + power : Math.max(whole.length, 1 - power) + power;
  const left = digits.slice(0, point).replace(/^0+(?=\d)/u, '') || '0';
  const right = digits.slice(point);
  return `${negative ? '-' : ''}${left}${right === '' ? '' : `.${right}`}`;
}

/** What a column's numbers say of their decimal sign. */
type SignEvidence = {
  pointOnly: number;
  commaOnly: number;
  /** Rows that both signs read, differently, and what their groups would be parted by. */
  pointGroups: number;
  commaGroups: number;
};

/** The decimal sign of a column, why, and the question where the cells leave it open. */
export type SignDecision = {
  readonly sign: DecimalSign;
  readonly why: string;
  readonly isOpen: boolean;
  readonly evidence: Readonly<SignEvidence>;
};

/**
 * Decides a column's decimal sign from its cells (each with the number of rows that hold it). Cells that only one sign can
 * read decide; where there are none, `hint` does (what the file's other columns say); else groups of three are taken for
 * thousands, and the question stays open.
 */
export function decideSign(cells: ReadonlyMap<string, number>, hint: DecimalSign | null): SignDecision {
  const evidence: SignEvidence = { pointOnly: 0, commaOnly: 0, pointGroups: 0, commaGroups: 0 };
  for (const [cell, rowCount] of cells) {
    const shape = numberShape(cell);
    if (!shape) continue;
    const point = plainDecimal(shape.digits, '.');
    const comma = plainDecimal(shape.digits, ',');
    if (point === comma) continue;
    if (comma === null) evidence.pointOnly += rowCount;
    else if (point === null) evidence.commaOnly += rowCount;
    else if (shape.digits.includes('.')) evidence.pointGroups += rowCount;
    else evidence.commaGroups += rowCount;
  }
  const ambiguous = evidence.pointGroups + evidence.commaGroups;
  const { pointOnly, commaOnly } = evidence;
  if (pointOnly + commaOnly > 0) {
    const sign = pointOnly >= commaOnly ? '.' : ',';
    const [most, least] = sign === '.' ? [pointOnly, commaOnly] : [commaOnly, pointOnly];
    const why =
      least === 0
        ? `${countOf(most, 'row')} can only be that`
        : `${countOf(most, 'row')} can only be that, against ${least.toLocaleString('en')}`;
    return { sign, why, isOpen: least > 0 && ambiguous > 0, evidence };
  }
  if (ambiguous === 0) return { sign: '.', why: '', isOpen: false, evidence };
  if (hint !== null)
    return { sign: hint, why: 'the other columns of the file are written so', isOpen: false, evidence };
  const sign = evidence.pointGroups > evidence.commaGroups ? ',' : '.';
  return { sign, why: 'groups of three digits are usually thousands', isOpen: true, evidence };
}

/** The question that goes with an open sign. `formatFor` makes the column's format for either answer. */
export function signQuestion(decision: SignDecision, formatFor: (sign: DecimalSign) => ColumnFormat): ColumnQuestion {
  const { evidence } = decision;
  return {
    text:
      evidence.pointOnly + evidence.commaOnly > 0
        ? 'Some rows are written with a decimal point and some with a decimal comma. Which is meant where both can be?'
        : 'Is the sign in these numbers a decimal sign, or does it part thousands?',
    answers: [
      { label: 'Decimal point: 1,234.5', format: formatFor('.'), rowCount: evidence.pointOnly },
      { label: 'Decimal comma: 1.234,5', format: formatFor(','), rowCount: evidence.commaOnly },
    ],
  };
}
