import { describe, expect, it } from 'vitest';
import { reportSchema } from '../questions/list-query.ts';
import type { ReportDefinition } from './report-definition.ts';
import { groupFilter, measureFilter, reportQuestionOf, reportFilter } from './report-question.ts';

const won = { field: 'stage', op: 'is', value: 'won' } as const;
const definition: ReportDefinition = {
  entity: 'crm/deal',
  where: won,
  measures: [{ name: 'Won', fn: 'sum', field: 'value' }],
  groups: [{ field: 'product' }],
  period: { field: 'closedOn', span: 'this-quarter' },
  chart: 'bar',
  options: { order: 'largest', most: 5 },
};
const thisQuarter = { field: 'closedOn', op: 'within', value: 'this-quarter' };

describe('the query of a report', () => {
  it('asks for its records in its period, which a dashboard replaces and narrows', () => {
    const mine = { field: 'ownerId', op: 'is', value: '@me' } as const;
    const lastYear = { field: 'closedOn', op: 'within', value: 'last-year' };
    expect(reportFilter(definition)).toEqual({ and: [won, thisQuarter] });
    expect(reportFilter(definition, { span: 'last-year', where: mine })).toEqual({ and: [won, lastYear, mine] });
    expect(reportFilter({ where: won }, { span: 'last-year' })).toEqual(won);
    expect(reportFilter({})).toBe(undefined);
  });

  it('is a query that both engines answer, the largest group first', () => {
    const question = reportQuestionOf(definition, won);
    expect(reportSchema.safeParse(question).success).toBe(true);
    expect(question.sort).toEqual([{ by: 'Won', direction: 'desc' }]);
    const byTwo = { ...definition, groups: [{ field: 'product' }, { field: 'ownerId' }] };
    expect(reportQuestionOf(byTwo, undefined).sort).toEqual([]);
  });

  it('opens the records of a group: those with its value, within its days, or without a value', () => {
    expect(groupFilter({ field: 'product' }, 'p1')).toEqual({ field: 'product', op: 'is', value: 'p1' });
    expect(groupFilter({ field: 'closedOn', bucket: 'quarter' }, '2026-04-01')).toEqual({
      field: 'closedOn',
      op: 'between',
      value: ['2026-04-01', '2026-06-30'],
    });
    expect(groupFilter({ field: 'closedOn', bucket: 'quarter' }, null)).toEqual({ field: 'closedOn', op: 'is-empty' });
  });

  it('opens the records that a measure counts', () => {
    const closed = { field: 'stage', op: 'one-of', value: ['won', 'lost'] } as const;
    expect(measureFilter({ name: 'Win rate', fn: 'ratio', where: won, of: closed })).toEqual(closed);
    expect(measureFilter({ name: 'Deals', fn: 'count' })).toBe(undefined);
  });
});
