import { describe, expect, it } from 'vitest';
import { localMsOf, serialOf } from './serial-days.ts';

const at = (text: string): number => Date.parse(text);

describe('serial numbers of dates', () => {
  it('gives the numbers of ECMA-376 and reads them back', () => {
    expect(serialOf(at('1900-03-01T00:00:00Z'))).toBe(61);
    expect(serialOf(at('2026-11-22T12:00:00Z'))).toBe(46_348.5);
    for (const time of ['1900-03-01T00:00:00.000Z', '2026-10-25T02:30:00.123Z', '9999-12-31T23:59:59.999Z'])
      expect(new Date(localMsOf(serialOf(at(time)) ?? -1, false) ?? 0).toISOString()).toBe(time);
  });

  it('has no number before March 1900, and reads such numbers as Excel shows them', () => {
    expect(serialOf(at('1900-02-28T00:00:00Z'))).toBeUndefined();
    const day = (serial: number, is1904 = false) => {
      const ms = localMsOf(serial, is1904);
      return ms === undefined ? undefined : new Date(ms).toISOString().slice(0, 10);
    };
    expect([1, 59, 60, 61].map((serial) => day(serial))).toEqual(['1900-01-01', '1900-02-28', undefined, '1900-03-01']);
    expect([day(0), day(-1), day(2_958_466), day(Number.NaN)]).toEqual([undefined, undefined, undefined, undefined]);
    expect([day(0, true), day(1_462, true)]).toEqual(['1904-01-01', '1908-01-02']);
  });
});
