import { describe, expect, it } from 'vitest';
import { type DeviceReport, reportHeaders, reportIn } from './device-report.ts';

const readFrom = (headers: Readonly<Record<string, string>>) => reportIn((name) => headers[name]);
const nothing = { unsent: null, held: null, head: null };
const hash = '0f'.repeat(32);

describe('the report of a device', () => {
  it('is the same after it was written to headers and read from them', () => {
    const report = { unsent: 7, held: { records: 38_204, files: 212 }, head: [4_182_901, hash] } satisfies DeviceReport;
    expect(readFrom(reportHeaders(report))).toEqual(report);
    expect(readFrom(reportHeaders(nothing))).toEqual(nothing);
  });

  it.each([
    ['0', 0],
    ['7', 7],
    ['999999999', 100_000_000],
  ])('has %s unsent acts as %d', (text, unsent) => {
    expect(readFrom({ 'outpost-unsent': text })).toEqual({ ...nothing, unsent });
  });

  it.each(['', '-1', '1.5', '7 acts', '1e9', '12345678901'])('does not have "%s" as a number of acts', (text) => {
    expect(readFrom({ 'outpost-unsent': text })).toEqual(nothing);
  });

  it.each(['', '3', '3 ', '3 4 5', 'a b', '-3 4'])('does not have "%s" as numbers of records and files', (text) => {
    expect(readFrom({ 'outpost-held': text })).toEqual(nothing);
  });

  it.each(['', hash, '0', '3 genesis', `-1 ${hash}`, `3 ${hash}0`, `3 ${hash.toUpperCase()}`])(
    'does not have "%s" as a head',
    (text) => {
      expect(readFrom({ 'outpost-head': text })).toEqual(nothing);
    },
  );
});
