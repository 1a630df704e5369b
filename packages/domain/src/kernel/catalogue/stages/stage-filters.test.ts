import { describe, expect, it } from 'vitest';
import { account } from '../../../packs/crm/entities/account.entity.ts';
import { filtersWith } from './stage-filters.ts';
import { type KindViews, views } from '../views.ts';

const before = [
  { value: 'new', label: 'New', outcome: 'open' },
  { value: 'talks', label: 'Talks', outcome: 'open' },
  { value: 'won', label: 'Won', outcome: 'won' },
] as const;
const added = { value: 'visit', label: 'Visit', outcome: 'open' } as const;
const stages = { entity: account.name, field: 'sector', before, now: [...before, added] };
const viewsWith = (value: readonly string[]): ReadonlyMap<string, KindViews> => {
  const where = { field: 'sector' as const, op: 'one-of' as const, value: [...value] };
  return new Map([[account.name, views(account, { lists: [{ id: 'a', name: 'A', where, sort: 'name.asc' }] })]]);
};
const valuesIn = (found: ReadonlyMap<string, KindViews>): unknown => found.get(account.name)?.lists[0]?.where;

describe('[PLT-9] a declared filter', () => {
  it('for all open stages gets the tenant’s stages, and one for some of them, or for more, stays unchanged', () => {
    const valueOf = (value: readonly string[]) => valuesIn(filtersWith(viewsWith(value), stages));
    expect(valueOf(['talks', 'new'])).toMatchObject({ value: ['new', 'talks', 'visit'] });
    expect(valueOf(['new'])).toMatchObject({ value: ['new'] });
    expect(valueOf(['new', 'talks', 'won'])).toMatchObject({ value: ['new', 'talks', 'won'] });
  });
});
