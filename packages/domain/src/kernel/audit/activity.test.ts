import { describe, expect, it } from 'vitest';
import { type ActivityCount, addedUp } from './activity.ts';

const one = (day: string, entity: string | null, what: ActivityCount['what'], count: number): ActivityCount => ({
  day,
  entity,
  what,
  count,
});

describe('[PLT-45] the activity of a person, of several answers', () => {
  it('is added up by day, kind and action, the newest day first', () => {
    expect(
      addedUp([
        one('2026-11-19', 'crm/deal', 'changed', 2),
        one('2026-11-20', 'crm/deal', 'changed', 1),
        one('2026-11-20', null, 'sign-in', 1),
        one('2026-11-20', 'crm/deal', 'created', 5),
        one('2026-11-19', 'crm/deal', 'changed', 3),
      ]),
    ).toEqual([
      one('2026-11-20', null, 'sign-in', 1),
      one('2026-11-20', 'crm/deal', 'changed', 1),
      one('2026-11-20', 'crm/deal', 'created', 5),
      one('2026-11-19', 'crm/deal', 'changed', 5),
    ]);
  });
});
