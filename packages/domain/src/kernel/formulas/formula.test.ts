import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { date, email, type Field, flag, instant, money, number, percent, ref, tags, text } from '../entities/fields.ts';
import { checkValue } from '../catalogue/record-rules.ts';
import { untypedEntity } from '../entities/entity.ts';
import { idOf } from '../ids.ts';
import type { JsonValue } from '../json.ts';
import { FormulaReader, mostFormulaChars } from './formula.ts';
import { formulaFunctions } from './formula-functions.ts';
import { problemText } from './formula-problem.ts';

const fields: Readonly<Record<string, Field>> = {
  name: text({ label: 'Name' }),
  value: number({ decimals: 6, label: 'Value' }),
  share: percent({ label: 'Share' }),
  price: money({ label: 'Price' }),
  cost: money({ label: 'Cost' }),
  won: flag({ label: 'Won' }),
  closesOn: date({ label: 'Closes on' }),
  seenAt: instant({ label: 'Seen' }),
  words: tags({ label: 'Words' }),
  account: ref(idOf('crm/account'), { label: 'Account' }),
  mail: email({ label: 'E-mail' }),
  type: text({ label: 'Type' }),
};
const record: Readonly<Record<string, JsonValue>> = {
  name: 'Acme',
  value: 7,
  share: 12.5,
  price: { amount: 10_000, currency: 'EUR' },
  cost: { amount: 3_333, currency: 'EUR' },
  won: true,
  closesOn: '2026-01-31',
  seenAt: '2026-01-31T12:00:00.000Z',
  words: ['vip'],
  account: '01890000-0000-7000-8000-000000000001',
};
const reader = new FormulaReader(fields);
const holders: Readonly<Record<string, Field>> = {
  text: text(),
  number: number({ decimals: 6 }),
  percent: percent(),
  flag: flag(),
  money: money(),
  date: date(),
  instant: instant(),
};

function worked(expression: string, values: Readonly<Record<string, JsonValue>> = record): JsonValue | undefined {
  const read = reader.read(expression);
  if (!read.ok) throw new Error(problemText(expression, read.problem));
  const holder = holders[read.formula.resultTypes[0] ?? ''];
  return holder && read.formula.work(holder, values);
}
function refusal(expression: string): string {
  const read = reader.read(expression);
  return read.ok ? 'no refusal' : problemText(expression, read.problem);
}

describe('a formula', () => {
  it.each<[string, JsonValue | undefined]>([
    ['value * 2 + 1', 15],
    ['value / 2', 3.5],
    ['1 / 4 * value', 1.75],
    ['value % 4', 3],
    ['0.1 + 0.2', 0.3],
    ['round(1.005, 2)', 1.01],
    ['round(-2.5)', -3],
    ['-value', -7],
    ['value == 7', true],
    ['value in [1, 7]', true],
    ['"vip" in words', true],
    ['length(words)', 1],
    ['price - cost', { amount: 6_667, currency: 'EUR' }],
    ['price * 0.1', { amount: 1_000, currency: 'EUR' }],
    ['price * share / 100', { amount: 1_250, currency: 'EUR' }],
    ['price / 3', { amount: 3_333, currency: 'EUR' }],
    ['round((price - cost) / price * 100, 1)', 66.7],
    ['amount(price) + 1', 101],
    ['money(12.345, "EUR")', { amount: 1_235, currency: 'EUR' }],
    ['money(5, "JPY")', { amount: 5, currency: 'JPY' }],
    ['currency(price)', 'EUR'],
    ['max(price, cost) == price', true],
    ['won ? price : cost', { amount: 10_000, currency: 'EUR' }],
    ['name + " " + text(value)', 'Acme 7'],
    ['name.startsWith("Ac") && !name.contains("z")', true],
    ['left(name, 2) + right(name, 1)', 'Ace'],
    ['closesOn + 30', '2026-03-02'],
    ['addMonths(closesOn, 1)', '2026-02-28'],
    ['closesOn - date("2026-01-01")', 30],
    ['daysBetween(date("2026-01-01"), closesOn)', 30],
    ['year(closesOn) * 100 + month(closesOn)', 202_601],
    ['closesOn > date("2026-01-01")', true],
    ['date(seenAt)', '2026-01-31'],
    ['isEmpty(account)', false],
    ['isEmpty(mail) ? name : mail', 'Acme'],
    ['orElse(mail, "none")', 'none'],
  ])('%s is %j', (expression, result) => {
    expect(worked(expression)).toEqual(result);
  });

  it.each<[string]>([
    ['mail + "x"'], // a field is empty
    ['value / 0'],
    ['price / 0'],
    ['price + money(1, "USD")'], // two currencies
    ['date("2026-02-30")'],
    ['money(1, "Euro")'],
    ['addDays(closesOn, 1e300)'],
    ['name.contains("z") ? name : ""'],
    ['9007199254740993 * 1000000'], // larger than any number field
  ])('%s has no result, and its field stays empty', (expression) => {
    expect(worked(expression)).toBeUndefined();
  });

  it('reads an empty flag as no and empty tags as none, and knows which are empty', () => {
    expect([worked('won', {}), worked('"a" in words', {}), worked('isEmpty(words)', {}), worked('isEmpty(name)', {})]).toEqual([false, false, true, true]); // prettier-ignore
    expect(worked('isEmpty(value) || value > 3', {})).toBe(true);
    expect(worked('orElse(value, 0) + orElse(share, 1)', { share: 5 })).toBe(5);
  });
  it('says which fields it reads, and which fields can hold its result', () => {
    const read = reader.read('won ? value * 2 : value + share');
    expect(read).toMatchObject({ ok: true, formula: { uses: ['won', 'value', 'share'], resultTypes: ['number', 'percent'] } }); // prettier-ignore
  });
  it('cuts a text to its field, never inside a character', () => {
    const holder = text({ maxChars: 3 });
    const read = reader.read('name + name');
    const cut = read.ok ? read.formula.work(holder, { name: 'ab😀' }) : undefined;
    expect(cut).toBe('ab');
    const half = reader.read('left(name, 1) + "x"');
    expect(half.ok && half.formula.work(text(), { name: '😀' })).toBe('\ufffdx'); // no store takes half of a pair
  });
});

describe('an expression that is not a formula', () => {
  it.each([
    ['value + valeu', 'Column 9: unknown field "valeu". Did you mean "value"?'],
    ['Price', 'Column 1: unknown field "Price". Did you mean "price"?'],
    ['value\n  + valeu', 'Line 2, column 5: unknown field "valeu". Did you mean "value"?'],
    ['rond(value)', 'Column 1: unknown function "rond". Did you mean "round"?'],
    ['size(name)', 'Column 1: unknown function "size". Did you mean "length"?'],
    ['now()', 'Column 1: formulas have no "now". A stored value does not follow the clock: compare the date in a filter or a view instead.'], // prettier-ignore
    ['', 'Column 1: the formula is empty.'],
    ['value +', 'Column 8: the formula ends too early: a value is missing.'],
    ['value * (2 + 3', 'Column 15: a closing bracket ")" is missing here.'],
    ['value +* 2', 'Column 8: "*" is not allowed here.'],
    ['value = 3', 'Column 7: write "==" to compare two values.'],
    ['name + "abc', 'Column 8: a closing quotation mark is missing.'],
    ['name + value', 'Column 1: "+" does not work between a text and a number. Write text(…) around the value that is not a text.'], // prettier-ignore
    ['price + 3', 'Column 1: "+" does not work between an amount of money and a number.'],
    ['-name', 'Column 1: "-" is not allowed before a text.'],
    ['round("x")', 'Column 1: round cannot take a text. Write round(number, places).'],
    ['won ? 1 : "x"', 'Column 1: both results must be of one kind, and they are a number and a text.'],
    ['orElse(value, "x")', 'Column 15: both results must be of one kind, and they are a number and a text.'],
    ['value ? 1 : 2', 'Column 1: write a yes or no before the "?", such as a comparison.'],
    ['value && won', 'Column 1: "&&" and "||" join two values that are yes or no.'],
    ['value == null', 'Column 10: write isEmpty(field) to ask whether a field is empty.'],
    ['words', 'Column 1: the result is a list, and no field holds that.'],
    ['account', 'Column 1: the result is a value without parts, and no field holds that.'],
    ['account.name', 'Column 1: a formula reads the fields of its own record. Fields of another record would disclose it to people who may not see it.'], // prettier-ignore
    ['trim(name).trim()', 'Column 1: write trim(…) around the value.'],
    ['type + "x"', 'Column 1: "type" is a reserved word, so formulas cannot read this field.'],
    ['{"a": 1}', 'Column 1: "{" is not allowed here.'],
    ['1u', 'Column 1: write a number without letters, or a text in quotation marks.'],
  ])('%j is refused with its place and reason', (expression, said) => {
    expect(refusal(expression)).toBe(said);
  });

  it('has nothing that repeats, matches patterns or reads a clock', () => {
    for (const hostile of [
      '[1, 2].map(x, x * 2).size() > 1',
      '[1, 2].all(x, x > 1)',
      'name.matches("(a+)+$")',
      'name.split("").join(name)',
      'cel.bind(x, name + name, x + x)',
      'timestamp("2026-01-01T00:00:00Z").getHours()',
      'duration("1h")',
    ])
      expect(refusal(hostile)).toMatch(/^Column \d+: /u);
  });
  it('is refused where it is too long, too deep or too large', () => {
    expect(refusal(`value${' + 1'.repeat(mostFormulaChars)}`)).toContain('at most 2000 characters');
    expect(refusal(`value${' + 1'.repeat(400)}`)).toContain('too large');
    expect(refusal(`${'('.repeat(300)}value${')'.repeat(300)}`)).toContain('too large');
    expect(refusal(`${'!'.repeat(900)}won`)).toContain('too large');
  });
});

const parts = [...Object.keys(fields), ...formulaFunctions.map(({ name }) => name), ...'()+-*/%<>=!?:,.&|[]"\'{} \n0129'.split(''), '==', '&&', '||', ' in ', '1.5', '"x"', 'null', 'true', '0x', '1e9']; // prettier-ignore
const anyExpression = fc.oneof(
  fc.string({ maxLength: 60, unit: 'binary' }),
  fc.array(fc.constantFrom(...parts), { maxLength: 40 }).map((words) => words.join('')),
);
const anyValues = fc.record(
  {
    name: fc.string({ maxLength: 400, unit: 'binary' }),
    value: fc.double({ noNaN: true, noDefaultInfinity: true }),
    share: fc.double({ min: -100, max: 100, noNaN: true }),
    price: fc.record({ amount: fc.integer({ min: -9e15, max: 9e15 }), currency: fc.constantFrom('EUR', 'JPY', 'KWD') }),
    cost: fc.record({ amount: fc.integer({ min: -9e15, max: 9e15 }), currency: fc.constantFrom('EUR', 'JPY') }),
    won: fc.boolean(),
    closesOn: fc.constantFrom('0001-01-01', '2024-02-29', '9999-12-31'),
    words: fc.array(fc.string(), { maxLength: 5 }),
  },
  { requiredKeys: [] },
);

describe('any text', () => {
  it('is read or refused at a place inside it, and its results are valid values of their fields', () => {
    const seen = { read: 0, refused: 0 };
    fc.assert(
      fc.property(anyExpression, anyValues, (expression, values) => {
        const read = reader.read(expression);
        if (!read.ok) {
          seen.refused += 1;
          const { start, end } = read.problem;
          return 0 <= start && start <= end && end <= expression.length;
        }
        seen.read += 1;
        return read.formula.resultTypes.every((type) =>
          isValid(type, read.formula.work(holders[type] ?? text(), values)),
        );
      }),
      { numRuns: 3_000 },
    );
    expect(Math.min(seen.read, seen.refused)).toBeGreaterThan(20);
  });
  it('gives results that its field accepts, from formulas of every kind over any values', () => {
    const some = ['name', 'left(name, 1)', 'right(name + name, 3)', 'value * value', 'value / share', 'price * value', 'price / share', 'price + cost', 'closesOn + value', 'addMonths(closesOn, value)', 'text(value)', 'round(value, share)', 'money(value, "KWD")', 'amount(price)', 'value % share', 'abs(price)']; // prettier-ignore
    fc.assert(
      fc.property(fc.constantFrom(...some), anyValues, (expression, values) => {
        const read = reader.read(expression);
        if (!read.ok) return false;
        return read.formula.resultTypes.every((type) =>
          isValid(type, read.formula.work(holders[type] ?? text(), values)),
        );
      }),
      { numRuns: 3_000 },
    );
  });
});

/** Whether both stores take the value: valid for its field, whole Unicode, no control characters, no -0. */
function isValid(type: string, value: JsonValue | undefined): boolean {
  if (value === undefined) return true;
  const field = holders[type];
  const kind = untypedEntity('own/x', { label: { one: 'X', many: 'Xs' }, title: 'x', fields: { x: field ?? text() } });
  if (typeof value === 'string' && (!value.isWellFormed() || value.includes('\0'))) return false;
  return !Object.is(value, -0) && checkValue(kind, 'x', value) === undefined;
}
