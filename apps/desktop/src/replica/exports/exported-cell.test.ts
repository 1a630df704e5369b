import {
  address,
  choice,
  duration,
  geo,
  money,
  number,
  percent,
  ref,
  tags,
  text,
  type Field,
} from '@outpost/domain/kernel/entities/fields';
import { idOf } from '@outpost/domain/kernel/ids';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { describe, expect, it } from 'vitest';
import { exportedCellText, exportedCell, moneyParts } from './exported-cell.ts';

const account = '0190b1f2-7c00-7000-8000-000000000a01';
const refs = { [account]: { entity: 'crm/account', title: 'Acme', life: 'alive' } };
const textOf = (field: Field, value: JsonValue) => exportedCellText(exportedCell(field, value, refs));

describe('the text of an exported cell', () => {
  it('writes amounts as exact decimals of their currency', () => {
    expect(moneyParts({ amount: 105_400, currency: 'USD' })).toEqual({ amount: '1054.00', currency: 'USD' });
    expect(moneyParts({ amount: -5, currency: 'EUR' })).toEqual({ amount: '-0.05', currency: 'EUR' });
    expect(moneyParts({ amount: 1_200, currency: 'JPY' })).toEqual({ amount: '1200', currency: 'JPY' });
    expect(moneyParts({ amount: 1_234, currency: 'KWD' })).toEqual({ amount: '1.234', currency: 'KWD' });
    expect(moneyParts({ amount: 8_999_999_999_999_999, currency: 'USD' })?.amount).toBe('89999999999999.99');
    expect(textOf(money(), { amount: 100, currency: 'USD' })).toBe('1.00');
  });

  it('writes numbers without separators and without powers of ten', () => {
    expect(textOf(number({ decimals: 2 }), 1_234_567.5)).toBe('1234567.5');
    expect(textOf(number({ decimals: 7 }), 0.0000001)).toBe('0.0000001');
    expect(textOf(percent(), 12.5)).toBe('12.5%');
    expect(textOf(duration(), 3_725)).toBe('1:02:05');
  });

  it('writes choices and tags by label, or by value where a label is used twice', () => {
    const stages = choice([
      { value: 'won', label: 'Closed' },
      { value: 'lost', label: 'Closed' },
      { value: 'open', label: 'In talks' },
    ]);
    expect(textOf(stages, 'open')).toBe('In talks');
    expect(textOf(stages, 'lost')).toBe('lost');
    expect(textOf(tags({ options: [{ value: 'a', label: 'Alpha' }] }), ['a', 'b'])).toBe('Alpha, b');
  });

  it('[A-5] writes the name of a known record, and nothing for a record that the device does not hold', () => {
    const field = ref(idOf('crm/account'));
    expect(textOf(field, account)).toBe('Acme');
    expect(textOf(field, '0190b1f2-7c00-7000-8000-000000000a02')).toBe('');
  });

  it('writes values of several parts in one cell, and empty values as an empty cell', () => {
    expect(textOf(address(), { street: 'Main 1', city: 'Graz' })).toBe('Main 1, Graz');
    expect(textOf(geo(), { latitude: 48.2, longitude: 16.4 })).toBe('48.2, 16.4');
    expect(textOf(text(), null)).toBe('');
  });
});
