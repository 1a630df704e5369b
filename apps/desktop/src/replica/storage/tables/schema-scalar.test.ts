import { describe, expect, it } from 'vitest';
import { type QuerySchema, scalarAt } from './schema-scalar.ts';

const schema: QuerySchema = {
  primaryPath: 'key',
  type: 'object',
  properties: {
    name: { type: 'string' },
    must: { type: ['number', 'null'] },
    may: { type: ['null', 'number'] },
    whole: { type: 'integer' },
    isOn: { type: 'boolean' },
    city: { type: 'object', required: ['zip'], properties: { zip: { type: ['integer', 'null'] } } },
    tags: { type: 'array', properties: { first: { type: 'string' } } },
    both: { type: ['string', 'boolean'] },
    free: {},
    nothing: { type: 'null' },
  },
  required: ['must', 'city'],
  heldApart: new Set(['keys', 'life']),
  constants: { entity: 'crm/deal' },
};

describe('a field that SQL can compare', () => {
  it.each<[string, string, string]>([
    ['name', 'text', "data->>'$.name'"],
    ['must', 'number', "data->>'$.must'"],
    ['whole', 'number', "data->>'$.whole'"],
    ['isOn', 'boolean', "data->>'$.isOn'"],
    ['city.zip', 'number', "data->>'$.city.zip'"],
  ])('is the single value at %s', (path, kind, expression) => {
    expect(scalarAt(schema, path)).toMatchObject({ kind, expression, path: `$.${path}` });
  });

  it.each([
    'tags',
    'tags.first',
    'both',
    'free',
    'nothing',
    'name.length',
    'unknown',
    'city.unknown',
    'toString',
    'keys.a',
    'life',
  ])('does not exist at %s', (path) => expect(scalarAt(schema, path)).toBeUndefined());

  it("is a separate column for RxDB's own fields and for the primary key", () => {
    const column = { path: undefined, hasOneEmpty: true };
    expect(scalarAt(schema, 'key')).toEqual({ ...column, kind: 'text', expression: 'id' });
    expect(scalarAt(schema, '_deleted')).toEqual({ ...column, kind: 'boolean', expression: 'deleted' });
    expect(scalarAt(schema, '_rev')).toEqual({ ...column, kind: 'text', expression: 'rev' });
    expect(scalarAt(schema, '_meta.lwt')).toEqual({ ...column, kind: 'number', expression: 'lwt' });
    expect(scalarAt(schema, 'entity')).toMatchObject({ ...column, kind: 'text', constant: 'crm/deal' });
  });

  it('has only one form of empty where it is required, or never null', () => {
    const hasOneEmpty = (path: string) => scalarAt(schema, path)?.hasOneEmpty;
    expect(['name', 'must', 'may', 'city.zip'].map(hasOneEmpty)).toEqual([true, true, false, true]);
    const optionalCity: QuerySchema = { ...schema, required: ['must'] };
    expect(scalarAt(optionalCity, 'city.zip')?.hasOneEmpty).toBe(false);
  });
});
