import { describe, expect, it } from 'vitest';
import { idSchema } from '../../ids.ts';
import { rowIds } from './row-ids.ts';

const group = '01a1f7f8-3000-7503-9e4b-e182efb42aad';
const places = [
  { file: 'teams.csv', entity: 'platform/person' },
  { file: 'teams.csv', entity: 'platform/team' },
  { file: 'deals.csv', entity: 'crm/deal' },
];
const at = (row: number, file = 'deals.csv') => ({ file, row, line: row + 1 });

describe("the ids of an import's rows", () => {
  it('[K-1] are UUIDs of version 7 and of the time of their group, and ascend with the rows', () => {
    const idOf = rowIds(group, places);
    const ids = [1, 2, 9, 10, 255, 256, 1_000_000, 4_294_967_295].map((row) => idOf(at(row), 'crm/deal'));
    for (const id of ids) {
      expect(idSchema.safeParse(id).success).toBe(true);
      expect(id).toMatch(/^01a1f7f8-3000-7503-[89ab]/);
    }
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('[S-4c] are the same for the same row of the same group, and others for another row, kind, file or group', () => {
    const one = rowIds(group, places)(at(7), 'crm/deal');
    expect(rowIds(group, places)(at(7), 'crm/deal')).toBe(one);
    const others = [
      rowIds(group, places)(at(8), 'crm/deal'),
      rowIds(group, places)(at(7, 'teams.csv'), 'platform/person'),
      rowIds(group, places)(at(7, 'teams.csv'), 'platform/team'),
      rowIds('01a1f7f8-3000-7503-9e4b-e282efb42aad', places)(at(7), 'crm/deal'),
      rowIds('01a1f7f8-3000-7504-9e4b-e182efb42aad', places)(at(7), 'crm/deal'),
      rowIds('01a1f7f8-3001-7503-9e4b-e182efb42aad', places)(at(7), 'crm/deal'),
    ];
    expect(new Set([one, ...others]).size).toBe(7);
    expect(() => rowIds(group, places)(at(1), 'platform/team')).toThrow('no rows of platform/team');
  });
});
