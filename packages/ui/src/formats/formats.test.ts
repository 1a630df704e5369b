import { describe, expect, it } from 'vitest';
import { createFormats } from './formats.ts';
import { fieldText } from '../fields/field-text.ts';

const formats = createFormats({ locale: 'en-GB', timeZone: 'Europe/London', currency: 'USD' });

describe('formats', () => {
  it('writes money without empty cents, with cents where there are any, and other currencies by their full name', () => {
    expect(formats.money({ amount: 4_680_000, currency: 'USD' })).toBe('$46,800');
    expect(formats.money({ amount: 4_680_050, currency: 'USD' })).toBe('$46,800.50');
    expect(formats.money({ amount: 4_680_000, currency: 'USD' }, { decimals: 'always' })).toBe('$46,800.00');
    expect(formats.money({ amount: 120_000_000, currency: 'USD' }, { compact: true })).toBe('$1.2m');
    expect(formats.money({ amount: 500, currency: 'JPY' })).toBe('JP¥500');
  });
  it('names the days around today', () => {
    expect(formats.day('2026-11-19', '2026-11-19')).toBe('Today, Thu 19 Nov');
    expect(formats.day('2026-11-18', '2026-11-19')).toBe('Yesterday, Wed 18 Nov');
    expect(formats.day('2025-11-18', '2026-11-19')).toContain('2025');
  });
  it('writes lengths, parts and relative times', () => {
    expect(formats.duration(5400)).toBe('1\u00A0h 30\u00A0min');
    expect(formats.percent(12.5)).toBe('12.5\u00A0%');
    expect(formats.relative('2026-11-19T09:55:00Z', Date.parse('2026-11-19T10:00:00Z'))).toBe('5 minutes ago');
    expect(formats.plural(1, 'change', 'changes')).toBe('1 change');
    expect(formats.plural(1240, 'change', 'changes')).toBe('1,240 changes');
  });
  it('[A-5] shows an invisible reference as such, without its id', () => {
    const spec = { id: 'owner', label: 'Owner', kind: 'ref', search: async () => [], nameOf: () => undefined } as const;
    expect(fieldText(spec, '0198-secret', formats)).toBe('Not shared with you');
  });
});
