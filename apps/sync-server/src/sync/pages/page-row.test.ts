import { expect, it } from 'vitest';
import { throughAmong } from './page-row.ts';

it('[A-3] [T-28] a row names the tokens of its record that the person holds: by their places, or to a device of wire 4 by their names', () => {
  const held = ['crm/account@org', 'crm/deal@team:1', 'crm/deal@user:1'];
  const tokens = ['crm/deal@user:1', 'crm/deal@user:2', 'crm/deal@team:1'];
  expect(throughAmong(held, 'places')(tokens)).toBe('[1,0]');
  expect(throughAmong(held, 'tokens')(tokens)).toBe('["crm/deal@user:1","crm/deal@team:1"]');
  expect(throughAmong(held, 'places')(['crm/deal@user:2'])).toBeUndefined();
});
