import { describe, expect, it } from 'vitest';
import { installedEntity } from '../records/entity-shape.ts';
import { givenShownRecord } from '../testing/given-record.ts';
import { comparedFields, type MergeChoice, mergeRequest, sharedAfter, takenValues } from './merge-choice.ts';

const account = installedEntity('crm/account');
const stays = givenShownRecord({
  id: 'a',
  entity: 'crm/account',
  ownerId: 'ana',
  sharedWith: ['moe'],
  fields: { name: 'Acme', tags: ['vip'], sector: 'retail', about: 'Has two houses.', website: 'acme.example' },
});
const goes = givenShownRecord({
  id: 'b',
  entity: 'crm/account',
  ownerId: 'dana',
  sharedWith: ['zoe'],
  fields: { name: 'ACME Ltd', tags: ['north', 'vip'], sector: 'retail', phone: '+15550142', about: 'Pays late.' },
});
const pair = { stays, goes };
const free = () => undefined;
const compared = (choice: MergeChoice = {}, fixed: (field: string) => string | undefined = free) =>
  comparedFields(account, pair, { choice, fixed });
const taken = (...args: Parameters<typeof compared>) => takenValues(account, compared(...args));

describe('a merge of two records [S-4f]', () => {
  it('proposes the values of the record that stays, those of the other if it has none, and both texts and tags', () => {
    expect(compared().map(({ name, side }) => [name, side])).toEqual([
      ['name', 'stays'],
      ['website', 'stays'],
      ['phone', 'goes'],
      ['tags', 'both'],
      ['about', 'both'],
      ['ownerId', 'stays'],
    ]);
    expect(taken()).toEqual({ phone: '+15550142', tags: ['north', 'vip'], about: 'Has two houses.\n\nPays late.' });
  });

  it('takes the values that a person chooses, and can empty a field', () => {
    const choice = {
      name: 'goes',
      website: 'goes',
      phone: 'stays',
      tags: 'goes',
      about: 'stays',
      ownerId: 'goes',
    } as const;
    expect(taken(choice)).toEqual({ name: 'ACME Ltd', website: null, tags: ['north', 'vip'], ownerId: 'dana' });
    expect(taken({ tags: 'stays', about: 'stays', phone: 'stays' })).toEqual({});
  });

  it('keeps a fixed field after any choice, and after an impossible one', () => {
    const fixed = (field: string) => (field === 'phone' ? 'Written by Outpost.' : undefined);
    const [phone] = compared({ phone: 'goes' }, fixed).filter(({ name }) => name === 'phone');
    expect(phone).toMatchObject({ side: 'stays', sides: ['stays'], fixed: 'Written by Outpost.' });
    expect(taken({ name: 'both' })).not.toHaveProperty('name');
  });

  it('keeps a text that contains the other once', () => {
    const longer = { ...goes, fields: { ...goes.fields, about: 'Has two houses. Pays late.' } };
    const fields = comparedFields(account, { stays, goes: longer }, { choice: {}, fixed: free });
    expect(takenValues(account, fields)).toMatchObject({ about: 'Has two houses. Pays late.' });
  });

  it('is shared with everyone who saw either record, and with the former owner', () => {
    expect(sharedAfter(pair, 'ana')).toEqual(['dana', 'moe', 'zoe']);
    expect(sharedAfter(pair, 'dana')).toEqual(['ana', 'moe', 'zoe']);
    expect(sharedAfter({ stays, goes: { ...goes, ownerId: 'ana', sharedWith: ['moe'] } }, 'ana')).toBeUndefined();
  });

  it('is one act of all or nothing, whose label names neither record', () => {
    expect(mergeRequest(account, pair, { phone: '+15550142' })).toEqual({
      label: 'Merged two accounts', // everybody who sees the surviving record reads this label with each record that is repointed to it
      edits: [
        { entity: 'crm/account', id: 'a', fields: { phone: '+15550142' } },
        { entity: 'crm/account', id: 'b', fields: { life: 'merged:a' } },
      ],
    });
    expect(mergeRequest(account, pair, {}).edits).toHaveLength(1);
  });
});
