import { describe, expect, it } from 'vitest';
import { dana, me } from '../testing/given-record.ts';
import { fieldsFilter, filterOfAddress, searchAddressSchema, toggled, toggledField } from './search-address.ts';

const read = (address: object) => searchAddressSchema.parse(address);

describe('the address of a search', () => {
  it('has several owners, and reads the one owner of an earlier address', () => {
    expect(read({ owner: ['me', dana, null] }).owner).toEqual(['me', dana, null]);
    expect(read({ owner: 'me' }).owner).toEqual(['me']);
  });

  it('leaves out parts that it cannot read, and keeps the others', () => {
    expect(read({ text: 'harbour', owner: ['somebody'], changed: 'ever', fields: { stage: [7] } })).toEqual({
      text: 'harbour',
    });
  });

  it('adds a value and removes it again', () => {
    expect(toggled(undefined, 'me')).toEqual(['me']);
    expect(toggled(['me'], null)).toEqual(['me', null]);
    expect(toggled(['me'], 'me')).toBeUndefined();
    expect(toggledField({ stage: ['won'] }, 'insured', false)).toEqual({ stage: ['won'], insured: [false] });
    expect(toggledField({ stage: ['won'] }, 'stage', 'won')).toBeUndefined();
  });

  it('asks for one of the values of each facet, and for all facets together', () => {
    expect(filterOfAddress({})).toBeUndefined();
    expect(filterOfAddress({ owner: ['me', me], changed: 'today', fields: { stage: ['won', null] } })).toEqual({
      and: [
        {
          and: [
            { field: 'ownerId', op: 'one-of', value: ['@me', me] },
            { field: 'updatedAt', op: 'within', value: { direction: 'last', count: 1, unit: 'day' } },
          ],
        },
        {
          or: [
            { field: 'stage', op: 'is', value: 'won' },
            { field: 'stage', op: 'is-empty' },
          ],
        },
      ],
    });
    expect(fieldsFilter({ insured: [true, false] })).toEqual({
      or: [
        { field: 'insured', op: 'is', value: true },
        { field: 'insured', op: 'is', value: false },
      ],
    });
  });

  it('leaves out the values of one field, to count its other values', () => {
    expect(fieldsFilter({ stage: ['won'], forecast: ['commit'] }, 'stage')).toEqual({
      field: 'forecast',
      op: 'is',
      value: 'commit',
    });
  });
});
