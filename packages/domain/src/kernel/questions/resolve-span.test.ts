import { describe, expect, it } from 'vitest';
import { daysOf, instantsOf } from './resolve-span.ts';

/** A Friday, 20:30 in New York and already Saturday in Auckland. */
const now = '2026-11-21T01:30:00.000Z';
const newYork = { userId: 'u', now, timeZone: 'America/New_York' };
const auckland = { userId: 'u', now, timeZone: 'Pacific/Auckland' };

describe('[Q-2] relative dates', () => {
  it.each([
    ['today', '2026-11-20', '2026-11-21'],
    ['yesterday', '2026-11-19', '2026-11-20'],
    ['tomorrow', '2026-11-21', '2026-11-22'],
    ['this-week', '2026-11-16', '2026-11-23'],
    ['last-week', '2026-11-09', '2026-11-16'],
    ['next-week', '2026-11-23', '2026-11-30'],
    ['this-month', '2026-11-01', '2026-12-01'],
    ['last-month', '2026-10-01', '2026-11-01'],
    ['next-month', '2026-12-01', '2027-01-01'],
    ['this-quarter', '2026-10-01', '2027-01-01'],
    ['last-quarter', '2026-07-01', '2026-10-01'],
    ['next-quarter', '2027-01-01', '2027-04-01'],
    ['this-year', '2026-01-01', '2027-01-01'],
    ['last-year', '2025-01-01', '2026-01-01'],
    ['next-year', '2027-01-01', '2028-01-01'],
    ['past', undefined, '2026-11-20'],
    ['future', '2026-11-21', undefined],
  ] as const)('%s is from %s up to %s', (span, from, to) => {
    expect(daysOf(span, newYork)).toEqual({
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    });
  });

  it('are the days of the asker, wherever that is', () => {
    expect(daysOf('today', auckland)).toEqual({ from: '2026-11-21', to: '2026-11-22' });
    expect(instantsOf('today', newYork)).toEqual({ from: '2026-11-20T05:00:00.000Z', to: '2026-11-21T05:00:00.000Z' });
    expect(instantsOf('today', auckland)).toEqual({ from: '2026-11-20T11:00:00.000Z', to: '2026-11-21T11:00:00.000Z' });
  });

  it('begin a week on Monday, across the end of a year as well', () => {
    expect(daysOf('this-week', { ...newYork, now: '2027-01-03T12:00:00.000Z' })).toEqual({
      from: '2026-12-28',
      to: '2027-01-04',
    });
  });

  it('count units back to today and on from today', () => {
    expect(daysOf({ direction: 'last', count: 30, unit: 'day' }, newYork)).toEqual({
      from: '2026-10-22',
      to: '2026-11-21',
    });
    expect(daysOf({ direction: 'next', count: 2, unit: 'week' }, newYork)).toEqual({
      from: '2026-11-20',
      to: '2026-12-04',
    });
    expect(daysOf({ direction: 'last', count: 1, unit: 'quarter' }, newYork)).toEqual({
      from: '2026-08-21',
      to: '2026-11-21',
    });
  });

  it('split instants at the present moment into past and future', () => {
    expect(instantsOf('past', newYork)).toEqual({ to: now });
    expect(instantsOf('future', newYork)).toEqual({ from: now });
  });

  it('have only years of four digits, which sort as text', () => {
    expect(daysOf({ direction: 'last', count: 10_000, unit: 'year' }, newYork).from).toBe('0001-01-01');
    expect(daysOf({ direction: 'next', count: 10_000, unit: 'year' }, newYork).to).toBe('9999-12-31');
    expect(instantsOf({ direction: 'next', count: 10_000, unit: 'year' }, newYork).to).toBe('9999-12-31T05:00:00.000Z');
  });
});
