import type { Money } from '@outpost/domain/kernel/entities/fields';
import { currencyDigits } from '../formats/formats.ts';

/** Symbols that people type for a currency. "$" means the field's own currency where that is a dollar. */
const symbols: readonly (readonly [string, string])[] = [
  ['US$', 'USD'],
  ['C$', 'CAD'],
  ['A$', 'AUD'],
  ['€', 'EUR'],
  ['£', 'GBP'],
  ['¥', 'JPY'],
  ['₹', 'INR'],
  ['₪', 'ILS'],
  ['₩', 'KRW'],
];

const scales: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, mn: 1e6, mio: 1e6, b: 1e9, bn: 1e9 };

function separators(locale: string): { readonly group: string; readonly decimal: string } {
  const parts = new Intl.NumberFormat(locale).formatToParts(12345.6);
  const of = (type: string, otherwise: string) => parts.find((part) => part.type === type)?.value ?? otherwise;
  return { group: of('group', ','), decimal: of('decimal', '.') };
}

/**
 * Parses a number as people write it: signs, grouping, a trailing k or m, brackets for a negative number. If the text contains
 * both "." and ",", the later one is the decimal mark. A lone mark has the locale's meaning, but "1.5" is also understood where
 * "," is the decimal mark.
 */
export function parseNumber(typed: string, locale: string): number | undefined {
  let text = typed
    .trim()
    .replace(/[\u00A0\u202F\s'’_]/gu, '')
    .replace(/[−–]/gu, '-');
  const isNegative = /^\(.*\)$/u.test(text) || text.startsWith('-');
  text = text.replace(/^[-+(]+|\)$/gu, '');
  const scale = /^(.*\d[.,]?)([kmb]|mn|mio|bn)\.?$/iu.exec(text);
  if (scale) text = scale[1] ?? text;
  if (!/^[\d.,]+$/u.test(text) || !/\d/u.test(text)) return undefined;
  const { group, decimal } = separators(locale);
  const lastDot = text.lastIndexOf('.');
  const lastComma = text.lastIndexOf(',');
  let mark = decimal;
  if (lastDot >= 0 && lastComma >= 0) mark = lastDot > lastComma ? '.' : ',';
  else if (!text.includes(decimal)) {
    const other = group === '.' || group === ',' ? group : decimal === ',' ? '.' : ',';
    const isGrouping = new RegExp(`^\\d{1,3}([${other}]\\d{3})+$`, 'u').test(text);
    if (text.includes(other) && !isGrouping) mark = other; // "1.5" in a locale with decimal commas cannot be grouping
  }
  const [whole = '', fraction, ...more] = text.split(mark);
  if (more.length > 0) return undefined; // two decimal marks: not a number
  const digits = whole.replace(/[.,]/gu, '');
  if (/[.,]/u.test(fraction ?? '')) return undefined;
  const value =
    Number(`${digits === '' ? '0' : digits}.${fraction === undefined || fraction === '' ? '0' : fraction}`) *
    (scale ? (scales[(scale[2] ?? '').toLowerCase()] ?? 1) : 1);
  return Number.isFinite(value) ? (isNegative && value !== 0 ? -value : value) : undefined;
}

/**
 * Parses a sum: "$46,800", "46.8k", "EUR 500", "500 €". A sum without a currency has the field's currency. Digits beyond the
 * currency's own are rounded.
 */
export function parseMoney(typed: string, currency: string, locale: string): Money | undefined {
  let text = typed.trim();
  let named = currency;
  const code = /(?:^|[\s\d])([A-Za-z]{3})(?:$|[\s\d])/u.exec(text)?.[1]?.toUpperCase();
  const known = code !== undefined && Intl.supportedValuesOf('currency').includes(code) ? code : undefined;
  if (known !== undefined) {
    named = known;
    text = text.replace(new RegExp(known, 'iu'), '');
  } else {
    const symbol = symbols.find(([sign]) => text.includes(sign));
    if (symbol) {
      named = symbol[1];
      text = text.replace(symbol[0], '');
    } else text = text.replace('$', '');
  }
  const value = parseNumber(text, locale);
  if (value === undefined) return undefined;
  // Multiplying in binary would lose precision: 1.005 * 100 gives 100.49999. A text with an exponent, "1.005e2", is read exactly.
  const amount = Math.round(Number(`${Math.abs(value)}e${currencyDigits(named)}`));
  return Number.isSafeInteger(amount) ? { amount: value < 0 ? -amount : amount, currency: named } : undefined;
}
