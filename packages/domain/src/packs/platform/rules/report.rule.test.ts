import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../kernel/json.ts';
import { givenRecord } from '../../../testing/given-record.ts';
import { report } from '../entities/report.entity.ts';
import { reportIsReadable } from './report.rule.ts';

const count: JsonValue = [{ name: 'Deals', fn: 'count' }];
const breach = (fields: Readonly<Record<string, JsonValue>>) =>
  reportIsReadable.check({
    record: givenRecord(report, { name: 'Won', forEntity: 'crm/deal', chart: 'bar', measures: count, ...fields }),
  });

describe('[PLT-2] a report', () => {
  it.each<readonly [string, Parameters<typeof breach>[0], string | undefined]>([
    ['with a measure alone', {}, undefined],
    ['with a field that no longer exists', { groups: [{ field: 'gone' }] }, undefined],
    ['with a kind of chart of another build', { chart: 'sankey' }, undefined],
    [
      'with a period that is compared',
      { period: { field: 'closedOn', span: 'this-month', compare: 'before' } },
      undefined,
    ],
    ['with fixed days', { period: { field: 'closedOn', span: { from: '2026-01-01', to: '2026-12-31' } } }, undefined],
    ['with no measure', { measures: [] }, 'measures'],
    [
      'with two measures of one name',
      {
        measures: [
          { name: 'A', fn: 'count' },
          { name: 'A', fn: 'count' },
        ],
      },
      'measures',
    ],
    ['with a sum of nothing', { measures: [{ name: 'A', fn: 'sum' }] }, 'measures'],
    ['with three groups', { groups: [{ field: 'a' }, { field: 'b' }, { field: 'c' }] }, 'groups'],
    ['with one group twice', { groups: [{ field: 'a' }, { field: 'a' }] }, 'groups'],
    ['with words for a filter', { where: 'stage is won' }, 'where'],
    [
      'with days that end before they begin',
      { period: { field: 'a', span: { from: '2026-02-01', to: '2026-01-01' } } },
      'period',
    ],
    [
      'with a day that is in no calendar',
      { period: { field: 'a', span: { from: '2026-02-30', to: '2026-03-01' } } },
      'period',
    ],
    ['with an unknown option', { options: { colour: 'red' } }, 'options'],
  ])('%s', (_of, fields, field) => {
    expect(breach(fields)?.field).toBe(field);
  });

  it('is refused with the reason', () => {
    expect(breach({ measures: [] })?.message).toBe(
      'The measures of this report cannot be read: a report measures something, at least {"name":"Records","fn":"count"}.',
    );
  });
});
