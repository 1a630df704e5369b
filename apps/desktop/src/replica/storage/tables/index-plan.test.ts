import { columnExpression } from '@outpost/domain/kernel/query/sqlite-expression';
import { describe, expect, it } from 'vitest';
import { indexName, indexStatements, isPlannedIndex, columnPathsOf } from './table-indexes.ts';

const plan = {
  entity: 'crm/deal',
  ends: ['keys.closedOn'],
  indexes: [
    { name: 'by stage', columns: ['keys.stage', { path: 'updatedAt', descending: true }], covers: ['keys.amount'] },
    { name: 'living', columns: ['id'], only: { path: 'life', op: '=', value: "al'ive" } },
  ],
} as const;

describe('the indexes of a plan', () => {
  it('[D-2] contain living records only, end with the id, and store covered values after it', () => {
    expect([...indexStatements('r_crm_deal', plan, columnExpression)]).toEqual([
      [
        'r_crm_deal__by_by_stage',
        'CREATE INDEX r_crm_deal__by_by_stage ON r_crm_deal ("keys.stage", "updated^at" desc, id, "keys.amount") WHERE deleted = 0',
      ],
      [
        'r_crm_deal__by_living',
        `CREATE INDEX r_crm_deal__by_living ON r_crm_deal (id) WHERE deleted = 0 AND "life" = 'al''ive'`,
      ],
      [
        'r_crm_deal__by__ends_of_keys_closedOn',
        `CREATE INDEX r_crm_deal__by__ends_of_keys_closedOn ON r_crm_deal (("keys.closed^on" || '')) WHERE deleted = 0 AND ("keys.closed^on" || '') IS NOT NULL`,
      ],
    ]);
  });

  it('are recognised by their names', () => {
    expect(isPlannedIndex('r_crm_deal', indexName('r_crm_deal', 'x'))).toBe(true);
    expect(isPlannedIndex('r_crm_deal', 'r_crm_deal__tombstones')).toBe(false);
    expect(isPlannedIndex('r_crm', indexName('r_crm_deal', 'x'))).toBe(false);
  });

  it('name all paths that need columns', () => {
    expect(columnPathsOf(plan)).toEqual(['keys.closedOn', 'keys.stage', 'updatedAt', 'keys.amount', 'id', 'life']);
    expect(columnPathsOf({ ...plan, columns: ['keys.amount'] })).toEqual(['keys.amount']);
    expect(columnPathsOf({ entity: 'crm/deal', indexes: [] })).toEqual([]);
  });
});
