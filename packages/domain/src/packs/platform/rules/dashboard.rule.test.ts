import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../kernel/json.ts';
import { givenRecord } from '../../../testing/given-record.ts';
import { dashboard } from '../entities/dashboard.entity.ts';
import { dashboardIsReadable } from './dashboard.rule.ts';

const breachOf = (fields: Readonly<Record<string, JsonValue>>) =>
  dashboardIsReadable.check({ record: givenRecord(dashboard, { name: 'Sales', ...fields }) })?.field;
const id = '0190b1f2-7c00-7000-8000-0000000000c1';

describe('[PLT-3] a dashboard', () => {
  it.each<readonly [string, Parameters<typeof breachOf>[0], string | undefined]>([
    ['without reports', {}, undefined],
    [
      'with a saved report and a declared one',
      {
        tiles: [
          { report: id, width: 2 },
          { report: 'crm/deal/won', width: 1 },
        ],
      },
      undefined,
    ],
    ['with the newest year', { period: 'newest-year' }, undefined],
    [
      'with a report twice',
      {
        tiles: [
          { report: id, width: 2 },
          { report: id, width: 1 },
        ],
      },
      'tiles',
    ],
    ['with a report of a width that no page has', { tiles: [{ report: id, width: 5 }] }, 'tiles'],
    ['with a report without an id', { tiles: [{ report: 'Won', width: 1 }] }, 'tiles'],
    ['with a period that nobody knows', { period: 'this-century' }, 'period'],
  ])('%s', (_of, fields, field) => {
    expect(breachOf(fields)).toBe(field);
  });
});
