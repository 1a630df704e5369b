import { expect, it } from 'vitest';
import { groupLines, readGroupLines } from './group-lines.ts';

it('[PLT-23] the roles of groups are read and written, one a line', () => {
  const byGroup = { sales: 'member', 'cn=bosses,dc=example': 'manager' };
  expect(readGroupLines(groupLines(byGroup))).toEqual(byGroup);
  expect(readGroupLines(' \n')).toEqual({});
  expect(readGroupLines('sales')).toBe(undefined);
  expect(readGroupLines('= member')).toBe(undefined); // a group without a name
  expect(readGroupLines('sales = ')).toBe(undefined);
});
