import { describe, expect, it } from 'vitest';
import { isNever, isPlainText, pushSelector, pushSort } from './mango-to-sql.ts';
import type { QuerySchema } from '../tables/schema-scalar.ts';

const schema: QuerySchema = {
  primaryPath: 'id',
  type: 'object',
  properties: {
    id: { type: 'string' },
    entity: { type: 'string' },
    name: { type: 'string' },
    age: { type: 'integer' },
    isActive: { type: 'boolean' },
    score: { type: ['number', 'null'] },
    city: { type: 'object', properties: { name: { type: 'string' } } },
    tags: { type: 'array' },
    odd: { type: ['string', 'number'] },
    'o’clock': { type: 'string' },
  },
  required: ['id', 'name'],
};
const ofDeals: QuerySchema = { ...schema, constants: { entity: 'crm/deal' }, heldApart: new Set(['city']) };
const [name, age, score] = ["data->>'$.name'", "data->>'$.age'", "data->>'$.score'"];

const pushed = (selector: Readonly<Record<string, unknown>>, of = schema) => {
  const { sql, params, isExact } = pushSelector(of, selector);
  return [sql, params, isExact ? 'exact' : 'matched after'];
};
const beyondSql = ['1', [], 'matched after'];
const everything = ['1', [], 'exact'];
const nothing = ['0', [], 'exact'];
const list = (length: number): readonly number[] => Array.from({ length }, (_, at) => at);

describe('a selector in SQL', () => {
  it.each<[string, Readonly<Record<string, unknown>>, string, readonly unknown[]]>([
    ['an equal text', { name: 'Ada' }, `${name} = ?`, ['Ada']],
    ['the same by its operator', { name: { $eq: 'Ada' } }, `${name} = ?`, ['Ada']],
    ['a deeper path', { 'city.name': 'Bonn' }, "data->>'$.city.name' = ?", ['Bonn']],
    ['the id', { id: 'p1' }, 'id = ?', ['p1']],
    ['true and false', { isActive: true }, "data->>'$.isActive' = ?", [1]],
    ['living documents, as the indexes express it', { _deleted: { $eq: false } }, 'deleted = 0', []],
    ['null, and absent values', { score: { $eq: null } }, `${score} is null`, []],
    ['several values', { age: { $in: [1, 2] } }, `(${age} in (?, ?))`, [1, 2]],
    ['several values and null', { age: { $in: [1, null] } }, `(${age} in (?) or ${age} is null)`, [1]],
    ['the values of its type', { age: { $in: [1, 'x', true] } }, `(${age} in (?))`, [1]],
    [
      'a long list',
      { age: { $in: list(1_000) } },
      `(${age} in (${list(1_000)
        .map(() => '?')
        .join(', ')}))`,
      list(1_000),
    ],
    ['another value', { name: { $ne: 'Ada' } }, `(${name} = ?) is not true`, ['Ada']],
    ['none of several', { name: { $nin: ['Ada', 'Eve'] } }, `((${name} in (?, ?))) is not true`, ['Ada', 'Eve']],
    ['not', { name: { $not: { $eq: 'Ada' } } }, `(${name} = ?) is not true`, ['Ada']],
    ['a range', { age: { $gt: 20, $lte: 40 } }, `(${age} > ?) and (${age} <= ?)`, [20, 40]],
    ['the other range', { age: { $gte: 20, $lt: 40 } }, `(${age} >= ?) and (${age} < ?)`, [20, 40]],
    ['an existing field', { name: { $exists: true } }, "json_type(data, '$.name') is not null", []],
    ['a missing field', { name: { $exists: false } }, "json_type(data, '$.name') is null", []],
    ['a whole number beyond 2^63', { age: 2 ** 63 }, `${age} = ?`, [2 ** 63]],
    ['one below -2^63', { age: -(2 ** 63) }, `${age} = ?`, [-(2 ** 63)]],
    ['a fraction', { score: 0.5 }, `${score} = ?`, [0.5]],
    ['all of a list', { $and: [{ age: 1 }, { name: 'Ada' }] }, `(${age} = ?) and (${name} = ?)`, [1, 'Ada']],
    ['one of a list', { $or: [{ age: 1 }, { name: 'Ada' }] }, `(${age} = ?) or (${name} = ?)`, [1, 'Ada']],
    [
      'none of a list',
      { $nor: [{ age: 1 }, { name: 'Ada' }] },
      `((${age} = ?) or (${name} = ?)) is not true`,
      [1, 'Ada'],
    ],
    ['the only possible branch', { $or: [{ age: 'x' }, { age: 1 }] }, `${age} = ?`, [1]],
    [
      'living documents, repeated in each branch',
      { _deleted: false, $or: [{ age: 1 }, { name: 'Ada' }] },
      `(deleted = 0) and (((deleted = 0) and (${age} = ?)) or ((deleted = 0) and (${name} = ?)))`,
      [1, 'Ada'],
    ],
    ['a condition beside one that is always true', { id: { $exists: true }, age: 1 }, `${age} = ?`, [1]],
  ])('compares %s without the matcher', (_name, selector, sql, params) => {
    expect(pushed(selector)).toEqual([sql, params, 'exact']);
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['a pattern', { name: { $regex: 'x' } }],
    ['a negated pattern', { name: { $not: { $regex: 'x' } } }],
    ['a path that may hold a list', { tags: 'x' }],
    ['one of several types', { odd: 'x' }],
    ['a field outside of the schema', { other: 1 }],
    ['an object', { name: { first: 'Ada' } }],
    ['an empty one', { name: {} }],
    ['an object as operand', { name: { $eq: {} } }],
    ['an undefined value', { name: { $eq: undefined } }],
    ['no number', { age: Number.NaN }],
    ['a text that SQLite cuts', { name: 'a\0b' }],
    ['a broken text', { name: { $gt: '\ud800' } }],
    ['a whole number that JSON rounds', { age: 2 ** 60 }],
    ['a list with one of these', { age: { $in: [1, 2 ** 60] } }],
    ['a list that is too long', { age: { $in: list(1_001) } }],
    ['a list operator without a list', { age: { $in: 1 } }],
    ['more than null', { age: { $gt: null } }],
    ['more than an object', { age: { $gt: {} } }],
    ['less than infinite', { age: { $lt: Number.POSITIVE_INFINITY } }],
    ['less than every text beyond the plain ones', { name: { $lt: '\uffff' } }],
    ['less than a text whose next one is not plain', { name: { $lt: '\ud7ff\uffff' } }],
    ['an empty $or', { $or: [] }],
    ['an $and that is not a list', { $and: 'x' }],
    ['a branch that is not a selector', { $or: ['x'] }],
    ['a pattern as one of two', { $or: [{ name: { $regex: 'x' } }, { age: 1 }] }],
    ['a $nor with a pattern', { $nor: [{ name: { $regex: 'x' } }] }],
    ['an operator outside of SQL', { $text: 'x' }],
  ])('leaves %s to the matcher', (_name, selector) => {
    expect(pushed(selector)).toEqual(beyondSql);
  });

  it('reduces the documents for the matcher', () => {
    expect(pushed({ age: 1, name: { $regex: 'x' } })).toEqual([`${age} = ?`, [1], 'matched after']);
    expect(pushed({ name: { $gte: 'x', $lte: 'x\uffff' } })).toEqual([
      `(${name} >= ?) and (${name} < ?)`,
      ['x', 'y'],
      'matched after',
    ]);
    for (const operator of ['$gt', '$gte'])
      expect(pushed({ name: { [operator]: 'x\uffff' } })).toEqual([`${name} >= ?`, ['x'], 'matched after']);
    for (const operator of ['$lt', '$lte'])
      expect(pushed({ name: { [operator]: 'ab😀' } })).toEqual([`${name} < ?`, ['ac'], 'matched after']);
  });

  it.each<[string, Readonly<Record<string, unknown>>, readonly unknown[]]>([
    ['a value of another kind', { age: 'x' }, nothing],
    ['more than one', { name: { $gt: 7 } }, nothing],
    ['an empty list', { age: { $in: [] } }, nothing],
    ['only values of another kind', { age: { $in: ['x'] } }, nothing],
    ['none of nothing', { age: { $nin: [] } }, everything],
    ['no value of another kind', { age: { $ne: 'x' } }, everything],
    ['not even an id', { id: { $exists: false } }, nothing],
    ['an id', { id: { $exists: true } }, everything],
    ['a contradiction', { age: 'x', name: 'Ada' }, nothing],
    ['an empty selector', {}, everything],
    ['a branch that always holds', { $or: [{ age: 1 }, { id: { $exists: true } }] }, everything],
    ['branches that never hold', { $or: [{ age: 'x' }, { name: 1 }] }, nothing],
    ['the value of all documents', { entity: 'crm/deal' }, everything],
    ['a value of no document', { entity: 'crm/lead' }, nothing],
    ['the value of all documents, among others', { entity: { $in: ['crm/lead', 'crm/deal'] } }, everything],
    ['null where all have it', { entity: null }, nothing],
    ['more than less', { entity: { $gt: 'crm/a' } }, everything],
    ['more than itself', { entity: { $gt: 'crm/deal' } }, nothing],
    ['at least itself', { entity: { $gte: 'crm/deal' } }, everything],
    ['at least more', { entity: { $gte: 'crm/x' } }, nothing],
    ['less than more', { entity: { $lt: 'crm/x' } }, everything],
    ['less than itself', { entity: { $lt: 'crm/deal' } }, nothing],
    ['at most itself', { entity: { $lte: 'crm/deal' } }, everything],
    ['at most less', { entity: { $lte: 'crm/a' } }, nothing],
    ['a value outside of the text', { 'city.name': 'Bonn' }, beyondSql],
  ])('is decided before there is any SQL where it requires %s', (_name, selector, expected) => {
    expect(pushed(selector, ofDeals)).toEqual(expected);
    expect(isNever(pushSelector(ofDeals, selector))).toBe(expected === nothing);
  });

  it('lists the fields that it fixes, and whether it uses the time of the last write', () => {
    const fixedBy = (selector: Readonly<Record<string, unknown>>, of = schema) => [...pushSelector(of, selector).fixed];
    expect(fixedBy({ age: { $eq: 1 }, $and: [{ name: { $eq: 'Ada' } }, { score: { $gt: 1 } }] })).toEqual([
      'age',
      'name',
    ]);
    for (const selector of [
      { score: { $eq: null } },
      { age: { $in: [1] } },
      { tags: { $eq: 'x' } },
      { $or: [{ age: { $eq: 1 } }] },
      { $and: 'x' },
      { $and: ['x'] },
    ])
      expect(fixedBy(selector)).toEqual([]);
    expect(fixedBy({}, ofDeals)).toEqual(['entity']);
    const asksByWrite = (selector: Readonly<Record<string, unknown>>) => pushSelector(schema, selector).asksByWrite;
    expect(asksByWrite({ age: 1 })).toBe(false);
    expect(asksByWrite({ $or: [{ age: 1 }, { '_meta.lwt': { $gt: 1 } }] })).toBe(true);
  });
});

describe('a sort in SQL', () => {
  const sorted = (sort: readonly Readonly<Record<string, string>>[], fixed: readonly string[] = []) =>
    pushSort(schema, sort, new Set(fixed));

  it('names text fields, whose order the caller must check', () => {
    expect(sorted([{ age: 'desc' }, { name: 'asc' }, { id: 'asc' }])).toEqual({
      sql: `${age} desc, ${name}, id`,
      textPaths: ['name', 'id'],
    });
  });
  it('leaves out fields with a single value', () => {
    expect(sorted([{ age: 'asc' }, { id: 'asc' }], ['age'])).toEqual({ sql: 'id', textPaths: ['id'] });
    expect(sorted([{ age: 'asc' }], ['age'])).toEqual({ sql: 'id', textPaths: [] });
  });
  it('is not possible in SQL where values may be lists, or both null and absent', () => {
    expect([sorted([{ tags: 'asc' }]), sorted([{ score: 'asc' }])]).toEqual([undefined, undefined]);
  });
  it('is RxDB’s order for text without characters from U+D800 on', () => {
    expect(['', 'ä\ud7ff', '\ue000', 'a😀'].map(isPlainText)).toEqual([true, true, false, false]);
  });
});
