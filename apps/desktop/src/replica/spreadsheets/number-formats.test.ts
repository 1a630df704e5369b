import { describe, expect, it } from 'vitest';
import { numberKind } from './number-formats.ts';

describe('the kinds of number formats', () => {
  it('include the built-in ones', () => {
    expect([0, 1, 2, 9, 10, 14, 20, 22, 46, 49].map((id) => numberKind(id, undefined))).toEqual([
      'number', 'number', 'number', 'percent', 'percent', 'date', 'time', 'date', 'span', 'number',
    ]); // prettier-ignore
  });

  it('are read from the codes of a workbook, without their texts, colours and currencies', () => {
    const kinds = {
      'yyyy-mm-dd': 'date',
      'dd/mm/yyyy hh:mm': 'date',
      '[$-409]mmmm d, yyyy;@': 'date',
      mmm: 'date',
      'h:mm AM/PM': 'time',
      'mm:ss.0': 'time',
      '[h]:mm:ss': 'span',
      '[mm]:ss': 'span',
      '0.00%': 'percent',
      '#,##0 "days"': 'number',
      '[$USD] #,##0.00': 'number',
      '[Red]0.00': 'number',
      '0.00E+00': 'number',
      General: 'number',
      '0\\d': 'number',
      '_($* #,##0.00_);_($* (#,##0.00);_($* "-"??_);_(@_)': 'number',
    };
    for (const [code, kind] of Object.entries(kinds)) expect([code, numberKind(164, code)]).toEqual([code, kind]);
  });
});
