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
} from '../../entities/fields.ts';
import { cellReader } from '../cells/cell-readers.ts';
import { decideColumn, decideColumns } from './column-reading.ts';
import { tallyOf } from './column-tally.ts';
import { pointNumber, spreadsheetError } from '../cells/workbook-marks.ts';
import { plainDecimal, shiftDecimal } from '../cells/number-cells.ts';

const seed = 20261122;
const context = { currency: 'USD', timeZone: 'Europe/Vienna', country: 'AT' };
const noHints = { decimalSign: null, dateOrder: null };
const counted = (cells: readonly string[]) =>
  tallyOf(new Map(cells.map((cell) => [cell, cells.filter((other) => other === cell).length])));

/** Decides the column from its cells and reads them: returns the values, or the reasons of the refusals. */
function readColumn(field: Field, ...cells: readonly string[]) {
  const decision = decideColumn({ field, tally: counted(cells) }, noHints);
  const read = cellReader(field, decision.format, context);
  return {
    decision,
    values: cells.map((cell) => ((answer) => (answer.ok ? answer.value : answer.reason))(read(cell))),
  };
}

it('[E-2] the figures of a column show the cells of a workbook without their marks, and keep the meaning of the marks', () => {
  const { examples, signs, fits } = counted([pointNumber('1.234'), spreadsheetError('#REF!'), '1.234']);
  expect(examples).toEqual(['1.234', '#REF!']);
  expect([fits.number, signs.pointOnly, signs.pointGroups]).toEqual([2, 1, 1]);
});

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

  it('[E-2] leaves a question where there are only groups of three, with a proposal', () => {
    const { decision, values } = readColumn(number({ decimals: 3 }), '1.200', '12.345', '3');
    expect(values).toEqual([1200, 12345, 3]);
    expect(decision.question?.answers.map(({ label }) => label)).toEqual([
      'Decimal point: 1,234.5, so it is 1.2',
      'Decimal comma: 1.234,5, so it is 1,200',
    ]);
  });

  it('[E-2] decides by the other columns of the file before it asks', () => {
    const decisions = decideColumns([
      { field: number(), tally: counted(['1.200']) },
      { field: money(), tally: counted(['3,5']) },
    ]);
    expect(decisions[0]).toMatchObject({
      format: { decimalSign: ',' },
      question: null,
      why: 'the other columns of the file are written this way',
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

  it('[E-2] refuses a cell that is not a number, or exceeds its precision, with a hint', () => {
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
  it('[E-2] decides by the rows that are valid under one order only, and refuses days that do not exist', () => {
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

  it('[E-2] asks without evidence, reads dots as day first, and reports short years and day numbers', () => {
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
    '[E-2] does not read %s as a date',
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

  it('[E-3] reads a page of prose quickly, whatever the field', () => {
    const prose = `1${' '.repeat(150_000)}x`;
    for (const field of [number(), money(), percent(), date(), instant(), duration(), email(), flag(), phone()]) {
      const { values } = readColumn(field, prose);
      expect(typeof values[0]).toBe('string'); // the reason of a refusal
    }
  });

  it('[E-2] reads moments in their own zone, or in the person’s', () => {
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

describe('cells that can be read in two ways', () => {
  it('[E-2] asks about three digits after the sign where other amounts of the column have it as decimal sign: € 1.200 is not 1.20', () => {
    const { decision } = readColumn(money(), '€ 1.200', '12.50', '99.95');
    expect(decision.question?.text).toContain('What does “€ 1.200” mean?');
    const [point, comma] = decision.question?.answers ?? [];
    const readAs = (format: typeof decision.format) => cellReader(money(), format, context)('€ 1.200');
    expect(readAs(point?.format ?? decision.format)).toMatchObject({ value: { amount: 120 } });
    expect(readAs(comma?.format ?? decision.format)).toMatchObject({ value: { amount: 120_000 } });
    expect(readColumn(money(), '1,200', '12,50').decision.question).not.toBeNull();
    // Three decimals are usual where the field keeps them, or the column is in millions.
    expect(readColumn(number({ decimals: 3 }), '1.200', '12.5').decision.question).toBeNull();
    const inMillions = decideColumn({ field: money(), tally: counted(['1.200', '12.50']), powerOfTen: 6 }, noHints);
    expect(inMillions.question).toBeNull();
  });

  it('[E-2] does not let another column turn groups of three into decimals', () => {
    const [first] = decideColumns([
      { field: money(), tally: counted(['1.200', '3.400']) },
      { field: money(), tally: counted(['12.50']) },
    ]);
    expect(first?.question).not.toBeNull();
  });

  it('[E-2] shows in the question a cell that is valid under both orders', () => {
    expect(readColumn(date(), '31/1/2024', '1/31/2024', '03/04/2024').decision.question).not.toBeNull();
    expect(readColumn(date(), '03/04/2024').decision.question?.text).toContain('This column has “03/04/2024”.');
  });

  it('[E-2] reads 12 am as midnight and 12 pm as noon', () => {
    const read = cellReader(instant(), { kind: 'date', order: 'month-first' }, { ...context, timeZone: 'UTC' });
    const times = ['12:00 am', '12:05 AM', '1:00 am', '11:59 am', '12:00 pm', '12:30 p.m.', '1:00 pm', '11:59 PM'];
    expect(times.map((time) => read(`7/31/2024 ${time}`))).toEqual(
      ['00:00', '00:05', '01:00', '11:59', '12:00', '12:30', '13:00', '23:59'].map((time) => ({
        ok: true,
        value: `2024-07-31T${time}:00.000Z`,
      })),
    );
    expect(['0:30 am', '13:00 pm', '12:60 am'].map((time) => read(`7/31/2024 ${time}`).ok)).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe('reading reports its changes', () => {
  const told = (field: Field, ...cells: readonly string[]) => {
    const read = cellReader(field, decideColumn({ field, tally: counted(cells) }, noHints).format, context);
    return cells.map((cell) => {
      const answer = read(cell);
      return answer.ok ? (answer.told ?? null) : answer.reason;
    });
  };

  it('[E-2] for numbers: multiplying words are written out, leading zeros left out', () => {
    expect(readColumn(number(), '1.5 Mio', '12k', '3 Tsd.', '2 Mrd', '7').values).toEqual([
      1_500_000, 12_000, 3_000, 2_000_000_000, 7,
    ]);
    expect(readColumn(money(), '1,5 Mio. €', '€ 2,25 Mio', '300,00').values).toEqual([
      { amount: 150_000_000, currency: 'EUR' },
      { amount: 225_000_000, currency: 'EUR' },
      { amount: 30_000, currency: 'USD' },
    ]);
    // The word in the cell overrides the column's own thousands or millions.
    const inMillions = cellReader(money(), { kind: 'number', decimalSign: '.', powerOfTen: 6 }, context);
    expect(inMillions('1.5 Mio')).toMatchObject({ value: { amount: 150_000_000 }, told: 'written-out' });
    expect(readColumn(number(), '1 Billion', '5 M').values).toEqual(['not-a-number', 'not-a-number']);
    expect(told(number(), '007', '7', '0', '1.5 Mio')).toEqual(['zeros-left-out', null, null, 'written-out']);
  });

  it('[E-2] for dates: names of months in seven languages, times, short years and day numbers', () => {
    expect(
      readColumn(date(), '3. März 1980', '1er août 2024', '5 de mayo de 2024', '12 Jänner 2024', '7 mrt 2024').values,
    ).toEqual(['1980-03-03', '2024-08-01', '2024-05-05', '2024-01-12', '2024-03-07']);
    expect(
      told(date(), '2024-03-04 14:30', '2024-03-04 00:00:00', '3/4/2024 12:00:00 AM', '31/12/69', '45356'),
    ).toEqual(['time-left-out', null, null, 'short-year', 'day-number']);
  });

  it('[E-2] for addresses and tags: the name next to an e-mail address, a repeated tag', () => {
    expect(told(email(), 'Ada <ada@example.com>', '<ada@example.com>', 'ada@example.com')).toEqual([
      'name-left-out',
      null,
      null,
    ]);
    expect(told(tags(), 'a; b', 'a; A')).toEqual([null, 'tag-twice']);
  });

  it.each([
    ['+43 1 5877470 ext. 12', '+4315877470;ext=12', null],
    ['+43 1 5877470 DW 12', '+4315877470;ext=12', null],
    ['+1 (415) 555-0142 x22', '+14155550142;ext=22', null],
    ['tel:+1-415-555-0142;ext=5', '+14155550142;ext=5', null],
    ['+44 (0)20 7946 0000', '+442079460000', null],
    ['+43 1 5877470 (Anna)', '+43 1 5877470 (Anna)', 'kept-as-text'],
    ['Anna +43 1 5877470', 'Anna +43 1 5877470', 'kept-as-text'],
    ['+43 664 1234567, privat', '+43 664 1234567, privat', 'kept-as-text'],
    ['+1 415 555 0142 or +1 415 555 0143', '+1 415 555 0142 or +1 415 555 0143', 'kept-as-text'],
    ['1-800-FLOWERS', '1-800-FLOWERS', 'kept-as-text'],
    ['+43 1 5877470 / +43 1 5877471', '+43 1 5877470 / +43 1 5877471', null],
    ['555-0100', '555-0100', null],
  ])('[K-2] keeps the whole telephone number %s, as %s', (cell, value, change) => {
    const read = cellReader(phone(), { kind: 'plain' }, { currency: 'EUR', timeZone: 'UTC' });
    expect(read(cell)).toEqual({ ok: true, value, ...(change === null ? {} : { told: change }) });
  });

  it('[K-2] refuses a telephone number with more text than the field keeps, instead of cutting it', () => {
    const read = cellReader(phone(), { kind: 'plain' }, context);
    expect(read(`+43 1 5877470 ${'ask for Anna '.repeat(6)}`)).toMatchObject({ ok: false, reason: 'invalid-value' });
  });
});

describe('the twelve hours of each half of a day', () => {
  it.each([
    ['12:00 am', '00:00'],
    ['12:30 am', '00:30'],
    ['12:59 AM', '00:59'],
    ['1:00 am', '01:00'],
    ['11:59 a.m.', '11:59'],
    ['12:00 pm', '12:00'],
    ['12:30 p.m.', '12:30'],
    ['12:59pm', '12:59'],
    ['1:00 pm', '13:00'],
    ['11:59 pm', '23:59'],
    ['00:30', '00:30'],
    ['12:30', '12:30'],
  ])('[E-2] %s is %s', (written, clock) => {
    expect(readColumn(instant(), `2024-07-01 ${written} Z`).values).toEqual([`2024-07-01T${clock}:00.000Z`]);
  });
  it.each(['0:30 am', '13:00 pm', '13:00 am', '24:00', '12:60 pm'])('[E-2] %s is not a time', (written) => {
    expect(readColumn(instant(), `2024-07-01 ${written} Z`).values).toEqual(['not-a-time']);
  });
});

describe('cells of other types', () => {
  it('[K-2] reads each type, an empty cell as null, and refuses the rest', () => {
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
