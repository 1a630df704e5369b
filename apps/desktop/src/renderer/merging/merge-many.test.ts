import { describe, expect, it } from 'vitest';
import { installedEntity } from '../records/entity-shape.ts';
import { givenShownRecord } from '../testing/given-record.ts';
import { mergeAllRequest, sharedAfterAll } from './merge-choice.ts';
import { fieldsOfMany, takenOfMany } from './merge-many.ts';

const account = installedEntity('crm/account');
const idOf = (last: number) => `0190b1f2-7c00-7000-8000-000000000d0${last}`;
const record = (last: number, fields: ReturnType<typeof givenShownRecord>['fields'], more: object = {}) =>
  givenShownRecord({ id: idOf(last), entity: 'crm/account', fields, ...more });
const records = [
  record(1, { name: 'Acme', sector: 'retail', tags: ['a'], about: 'First' }),
  record(2, { name: 'ACME', phone: '+15550101', tags: ['b'], about: 'First and more' }),
  record(3, { name: 'Acme Ltd', phone: '+15550102', tags: ['c', 'a'], about: 'Other' }),
];
const fieldsWith = (
  choice: Parameters<typeof fieldsOfMany>[2]['choice'] = {},
  fixed: (name: string) => string | undefined = () => undefined,
  stays = 0,
) => fieldsOfMany(account, { records, stays }, { choice, fixed });

describe('[S-4f] a merge of more than two records', () => {
  it('proposes the values of the record that stays, others if it has none, and all tags and long texts', () => {
    const fields = fieldsWith();
    expect(fields.map(({ name, kept }) => [name, kept])).toEqual([['name', 0], ['sector', 0], ['phone', 1], ['tags', 'all'], ['about', 'all']]); // prettier-ignore
    expect(takenOfMany(account, fields, 0)).toEqual({ phone: '+15550101', tags: ['a', 'b', 'c'], about: 'First and more\n\nOther' }); // prettier-ignore
  });

  it('takes the chosen values, even if another record stays; a fixed field stays as it is', () => {
    const chosen = fieldsWith({ name: 2, phone: 2, tags: 0, sector: 'all' }, (name) => (name === 'about' ? 'Not yours.' : undefined)); // prettier-ignore
    expect(takenOfMany(account, chosen, 0)).toEqual({ name: 'Acme Ltd', phone: '+15550102' });
    expect(takenOfMany(account, fieldsWith({ tags: 2 }, undefined, 2), 2)).toEqual({ sector: 'retail', about: 'Other\n\nFirst and more' }); // prettier-ignore
  });

  it('keeps a long text that only one of them has, and does not offer to keep all of one', () => {
    const two = [record(1, { name: 'Acme', about: null }), record(2, { name: 'Acme', about: 'News' })];
    const at = { records: two, stays: 0 };
    const [about] = fieldsOfMany(account, at, { choice: { about: 'all' }, fixed: () => undefined });
    expect(about).toMatchObject({ name: 'about', canKeepAll: false, kept: 1 });
    const [name] = fieldsWith({ name: 'all' }); // a name has one line: all names cannot be kept
    expect(name).toMatchObject({ name: 'name', kept: 0 });
  });

  it('is one act: the change of the record that stays, and the end of each other', () => {
    const [stays, ...others] = records;
    if (!stays) throw new Error('There are three');
    expect(mergeAllRequest(account, { stays, others }, { phone: '1' }).edits).toEqual([
      { entity: 'crm/account', id: idOf(1), fields: { phone: '1' } },
      { entity: 'crm/account', id: idOf(2), fields: { life: `merged:${idOf(1)}` } },
      { entity: 'crm/account', id: idOf(3), fields: { life: `merged:${idOf(1)}` } },
    ]);
  });

  it('shares the merged record with the people of all, without its owner', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((letter) => `0190b1f2-7c00-7000-8000-00000000000${letter}`);
    const [stays, ...others] = [record(1, {}, { ownerId: a, sharedWith: [] }), record(2, {}, { ownerId: b, sharedWith: [c] }), record(3, {}, { ownerId: a, sharedWith: [] })]; // prettier-ignore
    if (!stays || a === undefined) throw new Error('There are three');
    expect(sharedAfterAll(stays, others, a)).toEqual([b, c]);
  });
});
