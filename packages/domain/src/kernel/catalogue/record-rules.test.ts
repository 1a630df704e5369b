import { describe, expect, it } from 'vitest';
import { catalogueOf } from './catalogue.ts';
import { derived } from '../entities/derived.ts';
import { entity } from '../entities/entity.ts';
import { idOf } from '../ids.ts';
import { money, number, percent, ref, text } from '../entities/fields.ts';
import { titleToken } from '../text/title-words.ts';
import {
  checkRecord,
  searchTokensOf,
  searchWordsOf,
  taken,
  titleOf,
  upgradedFields,
  withDerived,
} from './record-rules.ts';
import type { JsonValue } from '../json.ts';
import { isPeopleName, peopleNamed, unknownPerson, unknownTeam } from '../acts/people-named.ts';
import type { StoredRecord } from '../entities/record.ts';
import { givenRecord } from '../../testing/given-record.ts';
import { rule } from '../entities/rule.ts';
import { upgradedEdit } from '../acts/upgraded-edit.ts';

const offer = entity(idOf('test/offer'), {
  schema: 3,
  label: { one: 'Offer', many: 'Offers' },
  title: 'name',
  fields: {
    name: text({ required: true }),
    code: text({ searched: true, label: 'Short code' }),
    about: ref(idOf('test/offer')),
    price: money(),
    share: percent({ min: 0, max: 100 }),
    pieces: number({ min: 1 }),
    state: text({ merge: 'server', maxChars: 3 }),
    twice: number({ merge: 'derived' }),
  },
  unique: [['name', 'code']],
  upgrades: {
    2: ({ title = null, ...rest }) => (title === null ? rest : { ...rest, name: title }),
    3: (fields) => ('pieces' in fields ? { ...fields, pieces: Number(fields['pieces']) * 10 } : fields),
  },
});
const catalogue = catalogueOf([
  {
    name: 'test',
    version: 1,
    entities: [offer],
    rules: [
      rule(offer, {
        id: 'T-1',
        check: ({ record: { fields } }) =>
          fields.share === 13 ? { message: 'Not thirteen.', field: 'share' } : undefined,
      }),
      rule(offer, {
        id: 'T-2',
        check: ({ record: { fields } }) => (fields.code === 'none' ? { message: 'Not none.' } : undefined),
      }),
    ],
    derived: [
      derived(offer, 'twice', ({ record: { fields } }) =>
        fields.pieces === undefined ? undefined : fields.pieces * 2,
      ),
    ],
    roles: [],
  },
]);
const record = (fields: Readonly<Record<string, JsonValue>>, more: Partial<StoredRecord> = {}): StoredRecord =>
  givenRecord(offer, fields as never, { id: 'a', ...more }); // also values that the kind does not allow

describe('the rules of a record', () => {
  it('[S-4d] name the broken rule, and the field to correct where there is one', () => {
    expect(checkRecord(catalogue, offer, record({ name: 'A', share: 13 }))).toMatchObject({
      code: 'records/invalid',
      message: 'Not thirteen.',
      details: { rule: 'T-1', field: 'share' },
    });
    const other = checkRecord(catalogue, offer, record({ name: 'A', code: 'none' }));
    expect(other?.details).toEqual({ rule: 'T-2' });
    expect(checkRecord(catalogue, offer, record({ name: 'A' }))).toBeUndefined();
  });
  it('[S-4d] are not applied to a deleted record, or to fields that the server writes', () => {
    expect(checkRecord(catalogue, offer, record({}))?.message).toBe('Name must be filled in.');
    expect(checkRecord(catalogue, offer, record({}, { life: 'deleted' }))).toBeUndefined();
    expect(checkRecord(catalogue, offer, record({ name: 'A', state: 'too long' }))).toBeUndefined();
  });
  it('[K-2] bound numbers by their field', () => {
    expect(checkRecord(catalogue, offer, record({ name: 'A', pieces: 0 }))?.message).toMatch(/^Pieces /);
    expect(checkRecord(catalogue, offer, record({ name: 'A', share: 100.5 }))?.message).toMatch(/^Share /);
    expect(checkRecord(catalogue, offer, record({ name: 'A', pieces: 1, share: 100 }))).toBeUndefined();
  });
  it('[S-4e] name the fields by which another record is the same', () => {
    expect(taken(offer, ['name', 'code'])).toMatchObject({
      code: 'records/taken',
      message: 'Another offer has the same name and short code already.',
      details: { fields: ['name', 'code'] },
    });
    expect(taken(offer, ['gone']).message).toBe('Another offer has the same gone already.');
  });
  it('[T-16] compute derived fields again, remove empty ones, and return an unchanged record as it is', () => {
    expect(withDerived(catalogue, offer, record({ pieces: 2, twice: 9 })).fields).toEqual({ pieces: 2, twice: 4 });
    expect(withDerived(catalogue, offer, record({ twice: 9 })).fields).toEqual({});
    const plain = entity(idOf('test/plain'), { label: offer.label, title: 'name', fields: { name: text() } });
    const same = record({ name: 'A' });
    expect(withDerived(catalogue, plain, same)).toBe(same);
  });
  it('[Q-4] find a record by its title and its searched fields', () => {
    expect(searchTokensOf(offer, { name: 'Blue', code: 'x1', state: 'red' })).toEqual([
      'blue',
      titleToken('blue'),
      'x1',
    ]);
    expect(searchTokensOf(offer, { name: null })).toEqual([]);
  });
  it('[Q-4] have the words of their title only as marked words on a device, even if another field has the same words', () => {
    expect(searchWordsOf(offer, { name: 'Blue', code: 'x1', state: 'red' })).toBe(`${titleToken('blue')} x1`);
    expect(searchWordsOf(offer, { name: 'Blue', code: 'blue' })).toBe(`${titleToken('blue')} blue`);
    expect(searchWordsOf(offer, { name: null })).toBe('');
  });
  it('name a record by its title, or state that it has none', () => {
    expect(titleOf(offer, record({ name: 'Blue' }))).toBe('Blue');
    for (const fields of [{ name: '' }, {}, { name: 7 }]) expect(titleOf(offer, record(fields))).toBe('Unnamed offer');
  });
});

describe('[K-5] an older schema', () => {
  it('is upgraded step by step, from its own number', () => {
    expect(upgradedFields(offer, { title: 'A', pieces: 2 }, 1)).toEqual({ name: 'A', pieces: 20 });
    expect(upgradedFields(offer, { name: 'A', pieces: 2 }, 2)).toEqual({ name: 'A', pieces: 20 });
    expect(upgradedFields(offer, { name: 'A', pieces: 2 }, 3)).toEqual({ name: 'A', pieces: 2 });
    expect(upgradedFields({ ...offer, schema: 5 }, { pieces: 2 }, 3)).toEqual({ pieces: 2 });
  });
  it('is upgraded on both sides of a change, and left empty where a side has no value', () => {
    const edit = { id: 'a', entity: offer.name, seen: 0, fields: { title: ['A', 'B'], pieces: [1, null] } as never };
    expect(upgradedEdit(offer, edit, 1)).toEqual({ ...edit, fields: { name: ['A', 'B'], pieces: [10, 0] } });
    const first = { ...edit, fields: { title: [null, 'B'] } as never };
    expect(upgradedEdit(offer, first, 1)).toEqual({ ...edit, fields: { name: [null, 'B'] } });
  });
  it('is upgraded in a creation from the number that the creation contains', () => {
    const create = { fields: { title: 'A', pieces: 1 }, ownerId: null, teamId: null, sharedWith: [], schema: 1 };
    expect(upgradedEdit(offer, { id: 'a', entity: offer.name, create }, 3)).toEqual({
      id: 'a',
      entity: offer.name,
      create: { ...create, schema: 3, fields: { name: 'A', pieces: 10 } },
    });
  });
});

describe('the people and teams of an edit', () => {
  const [ann, ben, team] = [1, 2, 3].map((n) => `00000000-0000-7000-8000-00000000000${n}`) as [string, string, string];
  it('are those that the record did not have before', () => {
    expect(
      peopleNamed({
        id: 'a',
        entity: offer.name,
        seen: 0,
        fields: { ownerId: [ann, ben], teamId: [null, team], sharedWith: [[ann], [ann, ben]], name: ['x', ann] },
      }),
    ).toEqual([
      { name: 'ownerId', id: ben },
      { name: 'teamId', id: team },
      { name: 'sharedWith', id: ben },
    ]);
    expect(peopleNamed({ id: 'a', entity: offer.name, seen: 0, fields: { ownerId: [ann, null] } })).toEqual([]);
  });
  it('are all that a creation names, if they are ids', () => {
    const create = { fields: {}, ownerId: ann, teamId: null, sharedWith: [ben, 'nobody'], schema: 1 };
    expect(peopleNamed({ id: 'a', entity: offer.name, create })).toEqual([
      { name: 'ownerId', id: ann },
      { name: 'sharedWith', id: ben },
    ]);
  });
  it('are refused by their place in the envelope when they do not exist', () => {
    expect(unknownPerson('ownerId', ann)).toMatchObject({ code: 'records/unknown-person', details: { field: 'ownerId', id: ann } }); // prettier-ignore
    expect(unknownPerson('sharedWith', ann).message).toMatch(/^One of those it is shared with is not a person/);
    expect(unknownTeam(team)).toMatchObject({ code: 'records/unknown-team', details: { field: 'teamId', id: team } });
    expect(['ownerId', 'teamId', 'sharedWith', 'life', 'name'].filter(isPeopleName)).toEqual(['ownerId', 'teamId', 'sharedWith']); // prettier-ignore
  });
});
