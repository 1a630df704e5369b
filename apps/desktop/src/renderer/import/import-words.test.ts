import { describe, expect, it } from 'vitest';
import { mainKindOf, typeWord } from './import-words.ts';

describe('the words of an import', () => {
  it('[E-2] name the content of a column in plain words', () => {
    expect(['ref', 'flag', 'instant', 'text'].map(typeWord)).toEqual(['link', 'yes or no', 'time', 'text']);
    expect(typeWord('of a newer build')).toBe('of a newer build');
  });

  it('lead to the kind with the most imported records', () => {
    const creates = { 'crm/product': 7, 'crm/deal': 8_800, 'crm/account': 85 };
    expect(mainKindOf({ creates, changes: {} })).toBe('crm/deal');
    expect(mainKindOf({ creates: { 'crm/product': 7, 'crm/deal': 0 }, changes: {} })).toBe('crm/product');
    expect(mainKindOf({ creates: { 'crm/product': 7 }, changes: { 'crm/contact': 9 } })).toBe('crm/contact');
    expect(mainKindOf({ creates: {}, changes: {} })).toBeUndefined();
  });
});
