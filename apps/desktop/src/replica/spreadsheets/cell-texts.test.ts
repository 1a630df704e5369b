import { refuseSpreadsheetError } from '@outpost/domain/kernel/import/cells/spreadsheet-errors';
import { describe, expect, it } from 'vitest';
import { sheetCellText, plainNumber } from './cell-texts.ts';
import type { NumberKind } from './number-formats.ts';

const context = { is1904: false, sharedText: (index: number) => ['zero', ' one '][index] };
const text = (type: string, value: string, formula: string | null = null) =>
  sheetCellText({ type, value, formula, kind: 'number' }, context);
const numeric = (kind: NumberKind, value: number, is1904 = false) =>
  sheetCellText({ type: 'n', value: String(value), formula: null, kind }, { ...context, is1904 });

describe('the cells of a sheet as texts', () => {
  it('writes numbers without powers of ten, and without rounding errors of binary fractions', () => {
    expect([123_456_789_012, 0.1 + 0.2, 0.7 + 0.1, 1.1 * 3, -0.000_001_5, 1e21, -2.5].map(plainNumber)).toEqual([
      '123456789012',
      '0.3',
      '0.8',
      '3.3',
      '-0.0000015',
      '1000000000000000000000',
      '-2.5',
    ]);
    expect(plainNumber(Number.MAX_SAFE_INTEGER)).toBe('9007199254740991');
    expect([0.07, 0.123, 1, 0.000_000_1].map((number) => numeric('percent', number))).toEqual([
      '7%',
      '12.3%',
      '100%',
      '0.00001%',
    ]);
  });

  it('writes dates, times and spans, in the 1900 and in the 1904 system', () => {
    expect(
      [46_348, 46_348.604_166_666_664, 46_348.5 + 0.123 / 86_400, 1, 60].map((number) => numeric('date', number)),
    ).toEqual(['2026-11-22', '2026-11-22 14:30:00', '2026-11-22 12:00:00.123', '1900-01-01', '1900-02-29']);
    expect([numeric('date', 0, true), numeric('date', 44_886, true)]).toEqual(['1904-01-01', '2026-11-22']);
    expect([numeric('time', 0.604_166_666_666_666_6), numeric('time', 46_348.25)]).toEqual([
      '14:30:00',
      '2026-11-22 06:00:00',
    ]);
    expect([numeric('span', 90_061 / 86_400), numeric('span', -1), numeric('date', -3)]).toEqual([
      '25:01:01',
      '-1',
      '-3',
    ]);
  });

  it('takes texts, flags and the results of formulas', () => {
    expect([
      text('s', '1'),
      text('inlineStr', '=1+1'),
      text('str', 'joined', 'A1&B1'),
      text('b', '1'),
      text('b', '0'),
    ]).toEqual([' one ', '=1+1', 'joined', 'TRUE', 'FALSE']);
    expect([text('n', '3', 'A1+2'), text('n', ''), text('d', '2026-11-22')]).toEqual(['3', '', '2026-11-22']);
  });

  it('[E-2] marks errors, and formulas without a result, so that the import refuses them', () => {
    const refused = [text('e', '#REF!'), text('n', '', 'A1*2'), text('s', '9'), text('n', 'x')].map(
      (cell) => refuseSpreadsheetError(cell)?.message,
    );
    expect(refused).toEqual([
      '“#REF!” is an error of the spreadsheet and not a value',
      'The formula “=A1*2” has no result in the file',
      '“missing text” is an error of the spreadsheet and not a value',
      '“x” is an error of the spreadsheet and not a value',
    ]);
    expect(refuseSpreadsheetError('#REF!')).toBeUndefined();
  });
});
