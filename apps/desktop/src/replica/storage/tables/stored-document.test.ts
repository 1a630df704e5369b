import { describe, expect, it } from 'vitest';
import { documentFor } from '../scratch-replica.ts';
import { type AnyDocument, extraOf, RowShape, type RowValues, valueAt } from './stored-document.ts';

const implied = { primaryPath: 'id', same: { entity: 'crm/deal' } };
const shape = new RowShape(['ownerId', 'life', 'keys.stage', 'keys.amount'], implied);
const usual = { life: 'alive', teamId: null, sharedWith: [], inherited: null };
const deal = (parts: Readonly<Record<string, unknown>>): AnyDocument => ({
  ...documentFor({ id: 'd1', entity: 'crm/deal' }),
  ...parts,
});

/** Returns the row of a document as SQLite would return it. */
const rowOf = (document: AnyDocument, by: RowShape): RowValues => [
  1,
  String(document['id']),
  document._deleted ? 1 : 0,
  document._rev,
  document._meta.lwt,
  extraOf(document),
  by.data(structuredClone(document)),
  ...by.values(document).map((value) => (typeof value === 'bigint' ? Number(value) : value)),
];
const dataOf = (document: AnyDocument): unknown => JSON.parse(shape.data(structuredClone(document)));

describe('a document as a row', () => {
  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['with all usual values', { ...usual, ownerId: 'u1', keys: { stage: 'won', amount: 7.5 } }],
    ['without an envelope', {}],
    ['with a part of one', { life: 'deleted', teamId: null }],
    ['with another envelope', { ...usual, life: 'merged:x', teamId: 't1', sharedWith: ['u2'], inherited: ['t'] }],
    ['with empty keys', { ...usual, keys: {} }],
    ['with keys that no column holds', { ...usual, keys: { stage: 'won', other: 1 } }],
    ['with such keys alone', { ...usual, keys: { other: 1 } }],
    ['with keys that are null', { ...usual, keys: { stage: null, amount: 1 } }],
    ['with texts that SQLite would cut or mend', { ...usual, keys: { stage: 'a\0b', amount: 1 }, ownerId: '\ud800' }],
    ['with keys that are no plain values', { ...usual, keys: { stage: ['won'], amount: true } }],
    ['with keys that are no object', { ...usual, keys: 'none' }],
    ['of another kind than the table', { entity: 'crm/lead' }],
    ['that is deleted', { ...usual, _deleted: true }],
    ['with metadata of plugins', { ...usual, _meta: { lwt: 5.5, plugin: { seen: true } } }],
    ['with attachments', { ...usual, _attachments: { note: { digest: 'x', length: 1, type: 'text/plain' } } }],
  ])('%s is the same when it is read again', (_name, parts) => {
    const document = deal(parts);
    expect(shape.read(rowOf(document, shape))).toEqual(document);
    const plain = new RowShape([], implied);
    expect(plain.read(rowOf(document, plain))).toEqual(document);
  });

  it('[D-2] omits values of its row and its table, and usual values, from its text', () => {
    expect(dataOf(deal({ ...usual, ownerId: 'u1', keys: { stage: 'won', amount: 7 } }))).toEqual({ ownerId: 'u1' });
    expect(dataOf(deal({ ...usual, keys: {} }))).toEqual({ keys: {} });
    expect(dataOf(deal({ ...usual, keys: { stage: 'won', other: 1 } }))).toEqual({ keys: { other: 1 } });
    expect(dataOf(deal({ life: 'alive', sharedWith: [] }))).toEqual({ '-': ['teamId', 'inherited'] });
    expect(dataOf(deal({ ...usual, life: 'deleted' }))).toEqual({ life: 'deleted' });
    expect(extraOf(deal({}))).toBeNull();
  });

  it('binds integers as such, and no value that a column would change', () => {
    const valuesOf = (stage: unknown, amount: unknown) => shape.values(deal({ keys: { stage, amount } })).slice(2);
    expect(valuesOf('won', 7)).toEqual(['won', 7n]);
    expect(valuesOf(7.5, 2 ** 60)).toEqual([7.5, 2 ** 60]);
    expect(valuesOf(true, Number.NaN)).toEqual([null, null]);
    expect(valuesOf('a\0b', '\ud800')).toEqual([null, null]);
    expect(shape.columns).toBe(
      'seq, id, deleted, rev, lwt, extra, data, "owner^id", "life", "keys.stage", "keys.amount"',
    );
  });

  it('gives each document separate lists', () => {
    const row = rowOf(deal(usual), shape);
    const [one, two] = [shape.read(row), shape.read(row)];
    expect(one['sharedWith']).not.toBe(two['sharedWith']);
  });

  it('returns the value at a path', () => {
    const document = { name: 'Ada', city: { zip: 7 }, none: null };
    const values = ['name', 'city.zip', 'city.name', 'name.length', 'none.x', 'city'].map((path) =>
      valueAt(document, path),
    );
    expect(values).toEqual(['Ada', 7, undefined, undefined, undefined, { zip: 7 }]);
  });
});
