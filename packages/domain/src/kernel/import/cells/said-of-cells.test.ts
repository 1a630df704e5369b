import { describe, expect, it } from 'vitest';
import { type Field, date, duration, geo, instant, json, money, number, percent, tags } from '../../entities/fields.ts';
import { cellReader } from './cell-readers.ts';
import type { ColumnFormat } from './column-format.ts';
import { decideColumn } from '../columns/column-reading.ts';
import { tallyOf } from '../columns/column-tally.ts';
import { plainDecimal, readDecimal, shiftDecimal } from './number-cells.ts';

const points: ColumnFormat = { kind: 'number', decimalSign: '.', powerOfTen: 0 };
const dayFirst = { kind: 'date', order: 'day-first' } as const;
const monthFirst = { kind: 'date', order: 'month-first' } as const;

/** Returns the message and the hint for a refused cell, otherwise its value. */
function said(field: Field, format: ColumnFormat, cell: string): unknown {
  const answer = cellReader(field, format, { currency: 'USD', timeZone: 'Europe/Vienna', country: 'AT' })(cell);
  return answer.ok ? answer.value : [answer.message, answer.right];
}

describe('the message for a refused number', () => {
  const refused = [
    [number(), '12e3', 'was shortened by a spreadsheet; its last digits are lost', 'The whole number, written out.'],
    [number(), '1.2E+15', 'was shortened by a spreadsheet; its last digits are lost', 'The whole number, written out.'],
    [number(), '1.2E-5', 'was shortened by a spreadsheet; its last digits are lost', 'The whole number, written out.'],
    [number(), 'about 12e3', 'is not a number', 'A number such as 1234.5, or an empty cell.'],
    [number(), '12e3 pieces', 'is not a number', 'A number such as 1234.5, or an empty cell.'],
    [number(), '5%', 'is not a number', 'A number such as 1234.5, or an empty cell.'],
    [number(), '€ 5', 'is a sum of money, and this field keeps plain numbers', 'The number alone.'],
    [number(), '1.5', 'has more decimals than this field keeps', 'A whole number.'],
    [
      number({ decimals: 2 }),
      '1.505',
      'has more decimals than this field keeps',
      'At most 2 decimals; numbers are not rounded.',
    ],
    [
      number(),
      '1234567890123456',
      'has more digits than a number keeps exactly',
      'Import account numbers and other identifiers into a text field.',
    ],
    [money(), 'a lot, 5', 'is not a sum of money', 'A number such as 1234.50, or an empty cell.'],
    [money(), '5%', 'is not a sum of money', 'A number such as 1234.50, or an empty cell.'],
    [money(), '1.005', 'has more decimals than USD has', 'At most 2 decimals; numbers are not rounded.'],
    [money(), 'JPY 1.5', 'has more decimals than JPY has', 'At most 0 decimals; numbers are not rounded.'],
    [
      money(),
      '90000000000000.01',
      'is more than can be kept exactly',
      'At most 90000000000000 of a currency with cents.',
    ],
    [
      money(),
      '-90000000000000.01',
      'is more than can be kept exactly',
      'At most 90000000000000 of a currency with cents.',
    ],
    [percent(), '€ 5', 'is not a number', 'A number such as 1234.5, or an empty cell.'],
    [percent(), '5k', 'is not a number', 'A number such as 1234.5, or an empty cell.'],
  ] as const;
  it.each(refused.map(([field, cell, why, right]) => ({ type: field.type, field, cell, why, right })))(
    '[E-2] $type: $cell $why',
    ({ field, cell, why, right }) => {
      const format: ColumnFormat =
        field.type === 'percent' ? { kind: 'percent', decimalSign: '.', unit: 'percent' } : points;
      expect(said(field, format, cell)).toEqual([`“${cell}” ${why}`, right]);
    },
  );

  it('[E-2] keeps fifteen digits of a number, and nine quadrillion cents', () => {
    expect(said(number(), points, '123456789012345')).toBe(123_456_789_012_345);
    expect(said(number(), points, '000000123456789012345')).toBe(123_456_789_012_345);
    expect(said(number({ decimals: 1 }), points, '1.500')).toBe(1.5);
    expect(said(money(), points, '90000000000000.00')).toEqual({ amount: 9e15, currency: 'USD' });
    expect(said(money(), points, '1.2300')).toEqual({ amount: 123, currency: 'USD' });
  });

  it('[E-2] reads a fraction as percent only where the cell has no sign of its own', () => {
    const fractions: ColumnFormat = { kind: 'percent', decimalSign: '.', unit: 'fraction' };
    expect(['0.5', '50%', '-0.25', '0'].map((cell) => said(percent({ decimals: 2 }), fractions, cell))).toEqual([
      50, 50, -25, 0,
    ]);
  });
});

describe('the notations of a number', () => {
  it.each([
    ['-€ 5', '-5'],
    ['€-5', '-5'],
    ['5- EUR', '-5'],
    ['5-', '-5'],
    ['+5', '5'],
    ['(5)', '-5'],
    ['(-5)', null],
    ['( € 5 )', '-5'],
    ['−5', '-5'],
    ['-0.00', '0.00'],
    ['5 Kč', '5'],
    ['US$ 5', '5'],
    ['5,5', '5.5'],
    ['1.234.567', '1234567'],
    ['5 5', null],
    ['--5', null],
    ['5%%', null],
    ['5 € $', null],
    ['.', null],
    ['', null],
  ])('[E-2] %s is %s', (cell, decimal) => {
    expect(readDecimal(cell, '.')?.decimal ?? null).toBe(decimal);
  });

  it('[E-2] a repeated sign is not a decimal sign, and only digits follow one', () => {
    expect([plainDecimal('1.2.3', '.'), plainDecimal('1.', '.'), plainDecimal('1.2 3', '.')]).toEqual([
      null,
      null,
      null,
    ]);
    expect([plainDecimal('', '.'), plainDecimal('.0', '.'), plainDecimal('00.50', '.')]).toEqual([null, '0.0', '0.50']);
  });

  it('[E-2] moving the point by any number of places, to either side, loses no digit', () => {
    expect(
      ([0, 1, 2, 3, -1, -2, -3, -5] as const).map((power) => [power, shiftDecimal('-12.34', power)] as const),
    ).toEqual([
      [0, '-12.34'],
      [1, '-123.4'],
      [2, '-1234'],
      [3, '-12340'],
      [-1, '-1.234'],
      [-2, '-0.1234'],
      [-3, '-0.01234'],
      [-5, '-0.0001234'],
    ]);
    expect([shiftDecimal('0.05', 2), shiftDecimal('0.05', 1), shiftDecimal('7', 3)]).toEqual(['5', '0.5', '7000']);
  });
});

describe('the message for a refused date', () => {
  const aDate = 'A date such as 2026-11-20, or an empty cell.';
  const refused = [
    [dayFirst, '31/2/2017', 'is not a day', 'February 2017 has 28 days.'],
    [monthFirst, '2/31/2016', 'is not a day', 'February 2016 has 29 days.'],
    [dayFirst, '2017-04-31', 'is not a day', 'April 2017 has 30 days.'],
    [monthFirst, '2017-12-32', 'is not a day', 'December 2017 has 31 days.'],
    [monthFirst, '2017-13-32', 'is not a day', aDate],
    [dayFirst, '0/0/0000', 'is not a day', aDate],
    [dayFirst, '31/2/17', 'is not a day', aDate],
    [dayFirst, 'soon', 'is not a date', aDate],
    [
      dayFirst,
      '1/31/2017',
      'is not a day when the day comes first, as in this column',
      '2017-01-31 if that is what it means.',
    ],
    [
      monthFirst,
      '31/1/2017',
      'is not a day when the month comes first, as in this column',
      '2017-01-31 if that is what it means.',
    ],
  ] as const;
  it.each(refused.map(([format, cell, why, right]) => ({ order: format, cell, why, right })))(
    '[E-2] $order.order: $cell $why',
    ({ order, cell, why, right }) => {
      expect(said(date(), order, cell)).toEqual([`“${cell}” ${why}`, right]);
      expect(said(instant(), order, cell)).toEqual([`“${cell}” ${why}`, right]);
    },
  );

  it('[E-2] an invalid time of day is refused with valid examples', () => {
    for (const time of ['24:00', '12:60', '12:00:60', '13:00 pm', '0:00 am'])
      expect(said(instant(), dayFirst, `2024-07-01 ${time}`)).toEqual([
        `“2024-07-01 ${time}” has no time of day that exists`,
        'A time such as 14:30 or 2:30 pm.',
      ]);
  });
});

describe('moments with a zone, and without', () => {
  it.each([
    ['2024-07-01T12:00:00+02:00', '2024-07-01T10:00:00.000Z'],
    ['2024-07-01T12:00:00+0200', '2024-07-01T10:00:00.000Z'],
    ['2024-07-01 12:00 -0730', '2024-07-01T19:30:00.000Z'],
    ['2024-07-01 12:00 gmt', '2024-07-01T12:00:00.000Z'],
    ['2024-07-01 12:00utc', '2024-07-01T12:00:00.000Z'],
    ['2024-07-01T12:00:59.5Z', '2024-07-01T12:00:59.500Z'],
    ['2024-07-01 0:00', '2024-06-30T22:00:00.000Z'],
    ['2024-01-01 23:59', '2024-01-01T22:59:00.000Z'],
    ['2024-03-31 02:30', '2024-03-31T01:30:00.000Z'], // skipped by the clock change: the offset before the change applies
    ['2024-10-27 02:30', '2024-10-27T00:30:00.000Z'], // occurs twice: the first of the two
  ])('[E-2] reads %s as %s', (cell, value) => {
    expect(said(instant(), dayFirst, cell)).toBe(value);
  });

  it('[E-2] reports what reading adds to a day, for instants and dates, and that a date has no time of day', () => {
    const told = (field: Field, cell: string): unknown => {
      const answer = cellReader(field, dayFirst, { currency: 'USD', timeZone: 'UTC' })(cell);
      return answer.ok ? (answer.told ?? null) : answer.reason;
    };
    const cells = ['31/12/69 10:00', '31/12/69', '45356', '2024-07-01 10:00', '2024-07-01 0:00', '2024-07-01'];
    expect(cells.map((cell) => told(instant(), cell))).toEqual([
      'short-year',
      'short-year',
      'day-number',
      null,
      null,
      null,
    ]);
    expect(cells.map((cell) => told(date(), cell))).toEqual([
      'time-left-out',
      'short-year',
      'day-number',
      'time-left-out',
      null,
      null,
    ]);
  });
});

describe('places, JSON and day numbers', () => {
  const plain: ColumnFormat = { kind: 'plain' };
  it('[E-2] a place is latitude and longitude with any separator, and nothing else', () => {
    const vienna = { latitude: 48.2082, longitude: -16.3738 };
    for (const cell of ['48.2082, -16.3738', ' 48.2082;-16.3738 ', '48.2082 -16.3738'])
      expect(said(geo(), plain, cell)).toEqual(vienna);
    for (const cell of ['48.2082', '48.2082x-16.3738', '1, 2, 3', 'Vienna', '1234, 5'])
      expect(said(geo(), plain, cell)).toEqual([
        `“${cell}” is not a place`,
        'Latitude and longitude in degrees, such as 48.2082, 16.3738.',
      ]);
  });

  it('[E-2] JSON is read as JSON, or refused', () => {
    expect(said(json(), plain, '{"size": 3}')).toEqual({ size: 3 });
    expect(said(json(), plain, '{size: 3}')).toEqual(['“{size: 3}” is not JSON', 'A JSON value, such as {"size": 3}.']);
  });

  it('[E-2] five digits are a spreadsheet day number from 1954 to 2100, and not a date otherwise', () => {
    expect(['20000', '73415'].map((cell) => said(date(), dayFirst, cell))).toEqual(['1954-10-03', '2100-12-31']);
    for (const cell of ['19999', '73416', '99999'])
      expect(said(date(), dayFirst, cell)).toEqual([
        `“${cell}” is not a date`,
        'A date such as 2026-11-20, or an empty cell.',
      ]);
  });
});

describe('the decision about a column of numbers', () => {
  const decided = (field: Field, cells: readonly string[], decimalSign: '.' | ',' | null = null) =>
    decideColumn({ field, tally: tallyOf(new Map(cells.map((cell) => [cell, 1]))) }, { decimalSign, dateOrder: null });

  it('[E-2] is empty where every cell is read alike, with any format of the other columns', () => {
    expect(decided(number(), ['5', '70'], ',')).toMatchObject({ label: 'decimal point', why: '', question: null });
  });

  it('[E-2] contains the sign and the reason', () => {
    expect(decided(money(), ['1,5', '2,75'])).toMatchObject({ label: 'decimal comma', why: '2 rows can only be that' });
    expect(decided(money(), ['1.5', '2.75', '3,5'])).toMatchObject({
      label: 'decimal point',
      why: '2 rows can only be that, against 1',
    });
  });

  it('[E-2] asks for the unit of percentages only where none is above one, by the sign of the column', () => {
    const questions = [
      ['0.5', '0.25'],
      ['0.5', '1'],
      ['0.5', '1.5'],
      ['0,5', '1,5'],
      ['0,5', '0,25'],
    ].map((cells) => decided(percent({ decimals: 2 }), cells).question !== null);
    expect(questions).toEqual([true, true, false, false, true]);
  });

  it('[E-2] distinguishes percentages with and without a sign where there are both', () => {
    const notes = [
      ['50%', '7'],
      ['50%', '7', '8'],
      ['50%', '12.5 %'],
      ['50', '7'],
    ].map((cells) => decided(percent({ decimals: 2 }), cells).notes);
    expect(notes).toEqual([
      ['1 cell without a percent sign is read as percent too'],
      ['2 cells without a percent sign are read as percent too'],
      [],
      [],
    ]);
  });
});

describe('durations and tags', () => {
  it('[E-2] a duration has minutes and seconds below sixty, and any number of hours', () => {
    const read = (cell: string): unknown => said(duration(), { kind: 'plain' }, cell);
    expect(['0:00', '1:30', '1:30:45', '100:59:59'].map(read)).toEqual([0, 5_400, 5_445, 363_599]);
    for (const cell of ['1:60', '1:30:60', '1:3', '1:30:4', ':30'])
      expect(read(cell)).toEqual([
        expect.any(String),
        'Hours and minutes such as 1:30, or a number with its unit such as 90 min.',
      ]);
  });

  it('[E-2] accepts a tag of a list by its value or label, and refuses others with the list', () => {
    const ranks = tags({
      options: [
        { value: 'gold', label: 'Golden' },
        { value: 'tin', label: 'Of tin' },
      ],
    });
    expect(said(ranks, { kind: 'plain' }, 'GOLDEN; tin')).toEqual(['gold', 'tin']);
    expect(said(ranks, { kind: 'plain' }, 'gold; lead')).toEqual([
      '“lead” is not one of the tags',
      'Any of: Golden, Of tin.',
    ]);
    expect(said(tags(), { kind: 'plain' }, 'gold; lead')).toEqual(['gold', 'lead']);
  });
});
