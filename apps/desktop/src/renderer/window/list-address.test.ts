import { describe, expect, it } from 'vitest';
import { both, listSearchSchema, readSort, writeSort } from './list-address.ts';

describe('the address of a list', () => {
  it('[E-2] is read part by part; unknown or invalid parts are dropped', () => {
    const where = { field: 'stage', op: 'is', value: 'won' };
    expect(listSearchSchema.parse({ kind: 'grid', view: 'mine', where, sort: 7, open: 'x', evil: true })).toEqual({
      kind: 'grid',
      view: 'mine',
      where,
      open: 'x',
    });
    expect(listSearchSchema.parse({ where: { nonsense: 1 } }).where).toBeUndefined();
    expect([readSort('value.desc'), readSort('value'), readSort('x;drop.asc')]).toEqual([
      { field: 'value', direction: 'desc' },
      undefined,
      undefined,
    ]);
  });

  it('[Q-2] has orders by the distance from a place on the earth', () => {
    const byDistance = { field: 'place', direction: 'asc', from: { latitude: -48.2082, longitude: 16.3738 } } as const;
    expect(writeSort(byDistance)).toBe('place.asc@-48.2082,16.3738');
    expect(readSort(writeSort(byDistance))).toEqual(byDistance);
    expect([readSort('place.asc@95,16'), readSort('place.asc@48.2'), readSort('place.asc@a,b')]).toEqual([undefined, undefined, undefined]); // prettier-ignore
  });

  it('joins a view and a filter', () => {
    const one = { field: 'a', op: 'is-empty' } as const;
    expect([both(undefined, one), both(one, undefined), both(one, one)]).toEqual([one, one, { and: [one, one] }]);
  });
});
