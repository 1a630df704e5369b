import type { ColumnFormat, ColumnQuestion, DecimalSign } from './column-format.ts';
import { hasPointMark, withoutMarks } from './workbook-marks.ts';
import { countWithNoun } from '../../text/count-words.ts';

/** A cell that contains one number: the digits and separators, and the text around them. */
export type NumberShape = {
  readonly negative: boolean;
  /** The symbol or code of a currency, as written. */
  readonly currency: string | null;
  readonly percent: boolean;
  readonly digits: string;
  /** The power of ten that a word after the number adds: 6 for "1.5 Mio", 3 for "12k", 0 without a word. */
  readonly powerOfTen: number;
};

const currencySign = String.raw`US\$|CA\$|C\$|AU\$|A\$|NZ\$|S\$|HK\$|MX\$|R\$|[$€£¥₹₩₺₽₴₪฿₫]|Fr\.?|Kč|kr\.?|zł|Ft|[A-Z]{3}`;
const before = new RegExp(String.raw`^(${currencySign})\s*`, 'u');
const after = new RegExp(String.raw`\s*(${currencySign})$`, 'u');

/**
 * Words that multiply the number before them. "Billion" is left out, because it means different numbers in English and German.
 * "M" is left out, because it is a thousand in accounts and a million elsewhere.
 */
const multiplier =
  /(?<=\d)\s*(?:(k|tsd|tausend|thousand)|(mio|mill|million(?:en|s|es)?|millones|milioni|mn|mln)|(mrd|milliarden?|milliards?|bn))\.?$/iu;

/** Longer cells contain no number, and the patterns below are not meant for long texts (E-3). */
const mostNumberChars = 100;

/** Splits a number's cell into its parts. Returns null for any other cell: words, exponents, fractions, two numbers. */
export function numberShape(cell: string): NumberShape | null {
  if (cell.length > mostNumberChars || !/\d/u.test(cell)) return null;
  let rest = withoutMarks(cell).trim().replace(/[−–‐]/gu, '-');
  let negative = false;
  const bracketed = /^\((.+)\)$/u.exec(rest);
  if (bracketed) {
    negative = true;
    rest = (bracketed[1] ?? '').trim();
  }
  let currency: string | null = null;
  let percent = false;
  let powerOfTen = 0;
  // Sign, currency and number occur in any order: "-€ 5", "€-5", "5- EUR", "+5 %".
  for (let round = 0; round < 3; round += 1) {
    const signed = /^([+-])\s*/u.exec(rest) ?? /\s*([+-])$/u.exec(rest);
    if (signed && !negative) {
      negative = signed[1] === '-';
      rest = rest.replace(signed[0], '');
    }
    const words = powerOfTen === 0 ? multiplier.exec(rest) : null;
    if (words) {
      powerOfTen = words[1] === undefined ? (words[2] === undefined ? 9 : 6) : 3;
      rest = rest.slice(0, words.index);
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
  if (!/^[\d.,'’\s_]*\d[\d.,'’\s_]*$/u.test(rest)) return null;
  // A fourth decimal makes "1.234" a number that only a decimal point allows.
  const digits = hasPointMark(cell) ? `${rest}0` : rest;
  return { negative, currency, percent, digits, powerOfTen };
}

const groupSigns = { '.': String.raw`[,'’\s_]`, ',': String.raw`[.'’\s_]` } as const;
const wholePattern = (sign: DecimalSign): RegExp =>
  new RegExp(
    String.raw`^(?:\d*|[1-9]\d{0,2}(${groupSigns[sign]})\d{3}(?:\1\d{3})*|[1-9]\d?(${groupSigns[sign]})(?:\d{2}\2)*\d{3})$`,
    'u',
  );
const patterns = { '.': wholePattern('.'), ',': wholePattern(',') } as const;

/**
 * Returns the digits as a plain decimal ("1234567.89"), read with this decimal sign, or null where that is impossible. Groups
 * must have three digits, or follow the Indian pattern 12,34,567, all with the same separator. Fractions keep their zeros.
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
 * Returns a cell's number as a plain decimal with its sign, read with the column's decimal sign. A cell that is valid
 * only with the other sign is read with that one. Returns null for a cell that is not a number. "-0" gives "0".
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

/** Moves the decimal point: `shiftDecimal('12.5', -2)` returns "0.125". Exact, because it works on the text. */
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

/** The evidence in a column's numbers for their decimal sign, counted in rows. */
export type SignEvidence = {
  /** Rows that are valid with only one sign. */
  readonly pointOnly: number;
  readonly commaOnly: number;
  /** Rows that are valid with both signs but give different numbers, by the separator of their groups. */
  readonly pointGroups: number;
  readonly commaGroups: number;
  /** The first cell that is valid with both signs, to show in a question. */
  readonly example: string | null;
};

/** The decimal sign of a column, the reason, and whether the cells leave it open. */
export type SignDecision = {
  readonly sign: DecimalSign;
  readonly why: string;
  readonly isOpen: boolean;
  readonly evidence: SignEvidence;
};

/** The input for deciding a column's sign: its own cells, the file's other columns, and the number of decimals in its field. */
export type SignGround = {
  readonly evidence: SignEvidence;
  readonly hint: DecimalSign | null;
  /** 2 for money: then "1.200" is unlikely to mean 1.2, even if the other cells use another sign. */
  readonly mostDecimals: number;
};

/**
 * Decides a column's decimal sign. Cells that are valid with only one sign decide. Without such cells `hint` decides.
 * Otherwise groups of three digits are read as thousands, and the question stays open. It also stays open where the
 * decision would read groups of three as decimals that the field does not keep ("€ 1.200" next to "12.50").
 */
export function decideSign({ evidence, hint, mostDecimals }: SignGround): SignDecision {
  const { pointOnly, commaOnly, pointGroups, commaGroups } = evidence;
  const ambiguous = pointGroups + commaGroups;
  /** Returns how many rows would have three decimals although the field keeps fewer. */
  const against = (sign: DecimalSign): number => (mostDecimals >= 3 ? 0 : sign === '.' ? pointGroups : commaGroups);
  if (pointOnly + commaOnly > 0) {
    const sign = pointOnly >= commaOnly ? '.' : ',';
    const [most, least] = sign === '.' ? [pointOnly, commaOnly] : [commaOnly, pointOnly];
    const why =
      least === 0
        ? `${countWithNoun(most, 'row')} can only be that`
        : `${countWithNoun(most, 'row')} can only be that, against ${least.toLocaleString('en')}`;
    return { sign, why, isOpen: (least > 0 && ambiguous > 0) || against(sign) > 0, evidence };
  }
  if (ambiguous === 0) return { sign: '.', why: '', isOpen: false, evidence };
  if (hint !== null && against(hint) === 0)
    return { sign: hint, why: 'the other columns of the file are written this way', isOpen: false, evidence };
  const sign = pointGroups > commaGroups ? ',' : '.';
  return { sign, why: 'groups of three digits are usually thousands', isOpen: true, evidence };
}

/** Returns the question for an open sign. `formatFor` makes the column's format for either answer. */
export function signQuestion(decision: SignDecision, formatFor: (sign: DecimalSign) => ColumnFormat): ColumnQuestion {
  const { evidence } = decision;
  const meant = evidence.example === null ? '' : ` What does “${evidence.example}” mean?`;
  const text =
    evidence.pointOnly > 0 && evidence.commaOnly > 0
      ? `Some rows are written with a decimal point and some with a decimal comma.${meant}`
      : `Is the sign in these numbers a decimal sign, or does it separate thousands?${meant}`;
  const label = (sign: DecimalSign): string => {
    const read = evidence.example === null ? null : readDecimal(evidence.example, sign);
    const general = sign === '.' ? 'Decimal point: 1,234.5' : 'Decimal comma: 1.234,5';
    return read ? `${general}, so it is ${Number(read.decimal).toLocaleString('en')}` : general;
  };
  return {
    text,
    answers: [
      { label: label('.'), format: formatFor('.'), rowCount: evidence.pointOnly },
      { label: label(','), format: formatFor(','), rowCount: evidence.commaOnly },
    ],
  };
}
