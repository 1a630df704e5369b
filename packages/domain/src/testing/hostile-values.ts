import fc from 'fast-check';

type Json = Readonly<Record<string, unknown>>;

const nested = (depth: number, open: string, close: string): unknown => JSON.parse(`${open.repeat(depth)}1${close.repeat(depth)}`); // prettier-ignore
/** Values that fit no field, and malicious values that fit one. */
export const hostile = fc.constantFrom<unknown>(
  '', '\u0000', 'a\u0000b', '\ud800', '__proto__', 'constructor', 'toString', '💥'.repeat(200), 'x'.repeat(20_000),
  "' or 1=1--", '../../etc/passwd', '%00', '@me', '9999-99-99T99:99:99.999Z', '-000001-01-01', '2026-02-30', '1e999',
  0, -1, 1e308, -1e308, 1.5, Number.MAX_SAFE_INTEGER, 2 ** 31, 2 ** 63, null, true, false, [], {}, [null], [[]],
  { $ref: '#' }, { length: 1e9 }, nested(60, '[', ']'), nested(60, '{"and":[', ']}'), nested(40, '{"not":', '}'),
  '0190b1f2-7c00-7000-8000-000000000001', '00000000-0000-0000-0000-000000000000', 'crm/deal', 'own/none', '=cmd()', '\u202e',
); // prettier-ignore

const resolved = (schema: Json, root: Json): Json => {
  const ref = schema['$ref'];
  if (typeof ref !== 'string') return schema;
  const found = ref
    .split('/')
    .slice(1)
    .reduce<unknown>((at, name) => (at as Json)[name], root); // a reference within the document
  return resolved((found ?? {}) as Json, root);
};

type Generating = {
  /** The document in which references are looked up. */
  readonly root: Json;
  /** The number of fitting parts for each hostile one. */
  readonly fitting: number;
};

/** Returns values that fit a JSON schema, except that any part may be replaced by a hostile value. */
export const hostileValues = (
  schema: Json,
  { root = schema, fitting = 4 }: Partial<Generating> = {},
): fc.Arbitrary<unknown> => valueOf(schema, { root, fitting }, 0);

function valueOf(schema: Json, given: Generating, depth: number): fc.Arbitrary<unknown> {
  const fitting = fittingOf(resolved(schema, given.root), given, depth);
  return fc.oneof({ weight: given.fitting, arbitrary: fitting }, { weight: 1, arbitrary: hostile });
}

function fittingOf(schema: Json, given: Generating, depth: number): fc.Arbitrary<unknown> {
  const inner = (one: unknown): fc.Arbitrary<unknown> =>
    depth > 6 || typeof one !== 'object' || one === null ? hostile : valueOf(one as Json, given, depth + 1);
  if ('const' in schema) return fc.constant(schema['const']);
  if (Array.isArray(schema['enum'])) return fc.constantFrom<unknown>(...(schema['enum'] as readonly unknown[]));
  const choices = (schema['anyOf'] ?? schema['oneOf']) as readonly unknown[] | undefined;
  if (choices) return fc.oneof(...choices.map(inner));
  const type = Array.isArray(schema['type']) ? (schema['type'] as readonly string[])[0] : schema['type'];
  if (type === 'object') {
    const properties = Object.entries((schema['properties'] ?? {}) as Json);
    const own = fc.record(Object.fromEntries(properties.map(([name, one]) => [name, inner(one)])), {
      requiredKeys: [],
    });
    const more = schema['additionalProperties'];
    const extra = fc.dictionary(fc.constantFrom('name', 'stage', '__proto__', 'constructor', 'ownerId', '', 'a b', '\u0000'), typeof more === 'object' && more !== null ? inner(more) : hostile, { maxKeys: 2 }); // prettier-ignore
    return fc.tuple(own, extra, fc.boolean()).map(([a, b, isWide]) => (isWide ? { ...a, ...b } : a));
  }
  if (Array.isArray(schema['prefixItems']))
    return fc.tuple(...(schema['prefixItems'] as readonly unknown[]).map(inner));
  if (type === 'array') return fc.array(inner(schema['items'] ?? {}), { maxLength: 3 });
  if (type === 'integer') return fc.integer();
  if (type === 'number') return fc.double();
  if (type === 'boolean') return fc.boolean();
  if (type === 'null') return fc.constant(null);
  const pattern = typeof schema['pattern'] === 'string' ? schema['pattern'] : '';
  if (pattern.includes('[0-9a-f]{8}') || schema['format'] === 'uuid') return fc.constant('0190b1f2-7c00-7000-8000-000000000001'); // prettier-ignore
  return type === 'string' ? fc.oneof(fc.string(), fc.constantFrom('crm/deal', 'crm/account', 'name', 'x')) : hostile;
}
