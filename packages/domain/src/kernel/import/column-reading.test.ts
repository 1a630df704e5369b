import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  choice,
  date,
  duration,
  email,
  flag,
  instant,
  money,
  number,
  percent,
  phone,
  tags,
  text,
  type Field,
} from '../fields.ts';
import { cellReader } from './cell-readers.ts';
import { decideColumn, decideColumns } from './column-reading.ts';
import { plainDecimal, shiftDecimal } from './number-cells.ts';

const seed = 20261122;
const context = { currency: 'USD', timeZone: 'Europe/Vienna', country: 'AT' };
const noHints = { decimalSign: null, dateOrder: null };
const counted = (cells: readonly string[]) =>
  new Map(cells.map((cell) => [cell, cells.filter((other) => other === cell).length]));

/** Decides the column from its cells and reads them: values, or the reasons of refusals. */
function readColumn(field: Field, ...cells: readonly string[]) {
  const decision = decideColumn({ field, cells: counted(cells) }, noHints);
  const read = cellReader(field, decision.format, context);
  return {
    decision,
    values: cells.map((cell) => ((answer) => (answer.ok ? answer.value : answer.reason))(read(cell))),
  };
}

describe('numbers of a column', () => {
  it.each([
    ['1,234.5', '.', '1234.5'],
    ['1.234,5', ',', '1234.5'],
    ["1'234'567.80", '.', '1234567.80'],
    ['12,34,567', '.', '1234567'],
    ['1 234 567,8', ',', '1234567.8'],
    ['0,99', ',', '0.99'],
    ['.5', '.', '0.5'],
    ['007', '.', '7'],
    ['1,23', '.', null],
    ['1,2345', '.', null],
    ['1,234,56', '.', null],
    ['1.2.3', '.', null],
    ['0,123', '.', null],
    ['1,234 567', '.', null],
  ] as const)('[E-2] reads %s with decimal sign %s as %s', (digits, sign, decimal) =>
    expect(plainDecimal(digits, sign)).toBe(decimal),
  );

  it('[E-2] leaves a question where groups of three are all there is, and says what is proposed', () => {
    const { decision, values } = readColumn(number({ decimals: 3 }), '1.200', '12.345', '3');
    expect(values).toEqual([1200, 12345, 3]);
    expect(decision.question?.answers.map(({ label }) => label)).toEqual([
      'Decimal point: 1,234.5',
      'Decimal comma: 1.234,5',
    ]);
  });

  it('[E-2] takes the answer from the other columns of the file before it asks', () => {
    const decisions = decideColumns([
      { field: number(), cells: counted(['1.200']) },
      { field: money(), cells: counted(['3,5']) },
    ]);
    expect(decisions[0]).toMatchObject({
      format: { decimalSign: ',' },
      question: null,
      why: 'the other columns of the file are written so',
    });
  });

  it('[E-2] reads money into minor units of the currency that the cell or the column names', () => {
    expect(
      readColumn(money(), '(99.95)', '$1,000', '€ 12.50', 'JPY 500', '12 CHF', '1.005', '5%', 'XYZ 3', '-0').values,
    ).toEqual([
      { amount: -9995, currency: 'USD' },
      { amount: 100_000, currency: 'USD' },
      { amount: 1250, currency: 'EUR' },
      { amount: 500, currency: 'JPY' },
      { amount: 1200, currency: 'CHF' },
      'too-many-decimals',
      'not-a-number',
      'unknown-currency',
      { amount: 0, currency: 'USD' },
    ]);
  });

  it('[E-2] reads a column in millions exactly', () => {
    const read = cellReader(money(), { kind: 'number', decimalSign: '.', powerOfTen: 6 }, context);
    expect(read('1100.04')).toEqual({ ok: true, value: { amount: 110_004_000_000, currency: 'USD' } });
    expect(shiftDecimal('-0.0004', 6)).toBe('-400');
    expect(shiftDecimal('12.5', -3)).toBe('0.0125');
  });

  it('[E-2] asks whether 0.5 is a half or half a percent, and only then', () => {
    expect(readColumn(percent(), '0.5', '.25').decision.question?.answers).toHaveLength(2);
    expect(readColumn(percent(), '0.5', '.25').values).toEqual([50, 25]);
    expect(readColumn(percent(), '50%', '12.5 %', '7').values).toEqual([50, 12.5, 7]);
  });

  it('[E-2] refuses what is no number, or more than a number keeps, and says what would be right', () => {
    expect(readColumn(number(), '1e3', 'NaN', '1/2', '9007199254740993', '1.5', 'n/a', ' ').values).toEqual([
      'not-a-number',
      'not-a-number',
      'not-a-number',
      'too-many-digits',
      'too-many-decimals',
      'not-a-number',
      null,
    ]);
    expect(readColumn(number({ min: 0, max: 10 }), '11').values).toEqual(['invalid-value']);
  });

  it(`[E-2] reads back any column of amounts from any country's writing, seed ${seed}`, () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1e9, max: 1e9 }), { minLength: 1, maxLength: 30 }),
        fc.constantFrom('en-US', 'de-DE', 'de-CH', 'fr-FR', 'en-IN', 'sv-SE'),
        (cents, locale) => {
          const format = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 });
          const { values } = readColumn(money(), ...cents.map((amount) => format.format(amount / 100)));
          expect(values).toEqual(cents.map((amount) => ({ amount, currency: 'USD' })));
        },
      ),
      { seed, numRuns: 300 },
    );
  });
});

describe('dates of a column', () => {
  it('[E-2] decides by the rows that only one order can read, and refuses the days that do not exist', () => {
    const { decision, values } = readColumn(date(), '1/31/2017', '3/1/2017', '2/30/2017', '2017-03-04', '');
    expect(decision).toMatchObject({ label: 'month/day/year', why: '1 row can only be that', question: null });
    expect(values).toEqual(['2017-01-31', '2017-03-01', 'not-a-date', '2017-03-04', null]);
    expect(cellReader(date(), decision.format, context)('2/30/2017')).toMatchObject({
      message: '“2/30/2017” is not a day',
      right: 'February 2017 has 28 days.',
    });
    expect(cellReader(date(), decision.format, context)('31/1/2017')).toMatchObject({
      right: '2017-01-31 if that is what it means.',
    });
  });

  it('[E-2] asks when nothing tells, takes dots for day first, and says what it makes of short years and day numbers', () => {
    expect(readColumn(date(), '3/4/2024').decision.question).not.toBeNull();
    expect(readColumn(date(), '03.04.2024')).toMatchObject({ values: ['2024-04-03'], decision: { question: null } });
    expect(readColumn(date(), '31/12/69', '1/1/70', '45356').decision.notes).toEqual([
      '2 years of two digits are read as 1970 to 2069',
      '1 number of five digits is read as a spreadsheet’s day number',
    ]);
    expect(readColumn(date(), '31/12/69', '1/1/70', '45356').values).toEqual([
      '2069-12-31',
      '1970-01-01',
      '2024-03-05',
    ]);
    expect(readColumn(date(), '2024-03-04 14:30').decision.notes).toEqual(['1 time of day is left out']);
  });

  it.each(['MARCH1', '3-4', '1-2', '2e5', '2024', '00/00/0000', 'soon', '12345678', '5 Foo 2024'])(
    '[E-2] takes %s for no date',
    (cell) => {
      expect(readColumn(date(), cell).values).toEqual(['not-a-date']);
    },
  );

  it(`[E-2] reads back any column of dates once one day is past the twelfth, seed ${seed}`, () => {
    const days = fc
      .date({ min: new Date('1971-01-01'), max: new Date('2068-12-31'), noInvalidDate: true })
      .map((day) => day.toISOString().slice(0, 10));
    fc.assert(
      fc.property(
        fc.array(days, { minLength: 1, maxLength: 40 }),
        fc.record({
          order: fc.constantFrom('dmy', 'mdy'),
          sign: fc.constantFrom('/', '-', '.'),
          isShort: fc.boolean(),
        }),
        (isoDays, { order, sign, isShort }) => {
          const all = [...isoDays, '2024-05-31'];
          const cells = all.map((day) => {
            const [year = '', month, dayOfMonth] = day.split('-');
            return [
              ...(order === 'dmy' ? [dayOfMonth, month] : [month, dayOfMonth]),
              isShort ? year.slice(2) : year,
            ].join(sign);
          });
          expect(readColumn(date(), ...cells).values).toEqual(all);
        },
      ),
      { seed, numRuns: 300 },
    );
  });

  it('[E-3] is through with a page of prose in a moment, whatever the field', () => {
    const prose = `1${' '.repeat(150_000)}x`;
    for (const field of [number(), money(), percent(), date(), instant(), duration(), email(), flag(), phone()]) {
      const { values } = readColumn(field, prose);
      expect(typeof values[0]).toBe('string'); // the reason of a refusal
    }
  });

  it('[E-2] reads moments with their zone, or in the person’s', () => {
    expect(
      readColumn(
        instant(),
        '2024-07-01T12:00:00+02:00',
        '2024-07-01 12:00',
        '7/31/2024 2:05 pm',
        '2024-07-01',
        '2024-07-01 25:00',
      ).values,
    ).toEqual([
      '2024-07-01T10:00:00.000Z',
      '2024-07-01T10:00:00.000Z',
      '2024-07-31T12:05:00.000Z',
      '2024-06-30T22:00:00.000Z',
      'not-a-time',
    ]);
  });
});

describe('cells of other types', () => {
  it('[K-2] reads each type, an empty cell as nothing, and refuses the rest', () => {
    const stages = choice([
      { value: 'won', label: 'Closed won' },
      { value: 'in-progress', label: 'Under way' },
    ]);
    expect(readColumn(text(), '00501', ' =1+1 ', '').values).toEqual(['00501', ' =1+1 ', null]);
    expect(readColumn(email(), 'Ada <ada@example.com>', 'mailto:b@example.com', 'a@b, c@d', 'none').values).toEqual([
      'ada@example.com',
      'b@example.com',
      'not-an-email',
      'not-an-email',
    ]);
    expect(
      readColumn(phone(), '+43 1 5877470', '01 5877470', 'tel:+12025550100', 'BusinessPhone', '0049301234567').values,
    ).toEqual(['+4315877470', '+4315877470', '+12025550100', 'BusinessPhone', '+49301234567']);
    expect(readColumn(flag(), 'TRUE', 'no', 'Ja', '0', 'maybe').values).toEqual([
      true,
      false,
      true,
      false,
      'not-yes-or-no',
    ]);
    expect(readColumn(stages, 'WON', 'closed  won', 'In Progress', 'lost').values).toEqual([
      'won',
      'won',
      'in-progress',
      'not-a-choice',
    ]);
    expect(readColumn(tags(), 'b; a;b , B').values).toEqual([['a', 'b']]);
    expect(readColumn(duration(), '1:30', '90 min', '1h30m', 'PT1H30M', '1,5 h', '90', '2 days').values).toEqual([
      5400,
      5400,
      5400,
      5400,
      5400,
      'not-a-duration',
      172_800,
    ]);
  });
});
