import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { describe, expect, it } from 'vitest';
import { addressWithArea, areaIn, withArea, withoutAreas } from './area-filter.ts';

const open: Filter = { field: 'stage', op: 'is', value: 'open' };
const circle = { latitude: 48.2, longitude: 16.4, metres: 5_000 };
const near: Filter = { field: 'place', op: 'near', value: circle };
const box = { west: 16, south: 48, east: 17, north: 49 };

describe('the area of a list', () => {
  it('is the one that its filter names for the place, however deep in a conjunction', () => {
    expect(areaIn({ and: [open, { and: [near] }] }, 'place')).toEqual(circle);
    expect(areaIn({ and: [open, near] }, 'home')).toBe(undefined);
    expect(areaIn({ or: [open, near] }, 'place')).toBe(undefined); // it does not narrow the list
    expect(areaIn({ field: 'place', op: 'near', value: 'wrong' }, 'place')).toBe(undefined);
  });

  it('takes the place of another one, and leaves the rest of the filter', () => {
    expect(withArea({ and: [near, open] }, 'place', box)).toEqual({ and: [open, { field: 'place', op: 'in-area', value: box }] }); // prettier-ignore
    expect(withArea(undefined, 'place', circle)).toEqual(near);
    expect(withoutAreas({ and: [near, open] }, 'place')).toEqual(open);
    expect(withoutAreas(near, 'place')).toBe(undefined);
  });

  it('is in the address, which replaces the filter of a view only if the view has an area of its own', () => {
    expect(addressWithArea({ where: open, address: {} }, 'place', circle)).toEqual({ where: near });
    const both: Filter = { and: [open, near] };
    expect(addressWithArea({ where: both, address: {} }, 'place', undefined)).toEqual({ where: open, instead: true });
    expect(addressWithArea({ where: both, address: { where: near } }, 'place', undefined)).toEqual({
      where: undefined,
    });
  });
});
