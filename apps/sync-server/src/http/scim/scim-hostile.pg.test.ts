import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { usualBudgets } from '../guards/budgets.ts';
import { givenServer } from '../../testing/given-server.ts';
import { type DirectoryWorld, directoryWorld, users } from '../../testing/directory-world.ts';

const much = { requests: 1e9, seconds: 1 };
const given = givenServer({
  rates: { callerMinute: much, callerHour: much, tenant: much, address: much },
  budgets: usualBudgets,
});
let world: DirectoryWorld;
let [zoe, sales] = ['', ''];
/** The number of answers with each status. */
const statuses = new Map<number, number>();
beforeAll(async () => {
  world = await directoryWorld(given);
  ({ id: zoe } = await world.user());
  sales = await world.group('Sales', zoe);
});

const attributes = ['userName', 'externalId', 'active', 'displayName', 'name', 'name.givenName', 'emails', 'phoneNumbers', 'members', 'id', 'meta', 'schemas', '__proto__', 'constructor', 'prototype', '__proto__.polluted', 'constructor.prototype.polluted', 'toString', 'hasOwnProperty', 'urn:x:y', 'urn:ietf:params:scim:schemas:core:2.0:User:__proto__']; // prettier-ignore
const odd = fc.constantFrom<unknown>('', ' ', 'a\u0000b', '\ud800', '💥'.repeat(300), 'x'.repeat(5_000), "' or 1=1--", '%', '_', '\\', '"', '0190b1f2-7c00-7000-8000-000000000001', 'a@b', 'False', 'TRUE', '+1', 0, -1, 1e308, null, true, false, [], {}, [null], [[]], [{}], { value: null }, { value: { value: 'x' } }, [{ value: 1 }], [{ primary: 'True', value: [] }], { polluted: 1 }); // prettier-ignore
const value: fc.Arbitrary<unknown> = fc.oneof(
  { depthSize: 'small', maxDepth: 3 },
  odd,
  fc.dictionary(fc.constantFrom(...attributes, 'value', 'type', 'primary'), odd, { maxKeys: 5 }),
  fc.array(fc.oneof(odd, fc.dictionary(fc.constantFrom('value', 'type', 'primary', '__proto__'), odd)), {
    maxLength: 4,
  }),
  fc.jsonValue({ maxDepth: 3 }),
);
const rightComparison = fc
  .tuple(
    fc.constantFrom('userName', 'EXTERNALID', 'displayName', 'id'),
    fc.constantFrom('eq', 'NE', 'co', 'sw', 'ew', 'gt', 'le'),
    fc.constantFrom('"a"', '"%_\\\\"', '"💥"', '"\\u202e"'),
  ) // prettier-ignore
  .map((parts) => parts.join(' '));
const anyComparison = fc
  .tuple(
    fc.constantFrom(...attributes, 'emails.value', 'value', 'type'),
    fc.constantFrom('eq', 'NE', 'co', 'sw', 'ew', 'gt', 'le', 'pr', 'xx', ''),
    fc.constantFrom('"a"', '"a\\"b"', '"%"', "'a'", 'true', '1', 'null', '{}', '"\\u0000"', '"\\ud800"', ''),
  ) // prettier-ignore
  .map((parts) => parts.join(' '));
const comparison = fc.oneof({ weight: 2, arbitrary: rightComparison }, anyComparison);
const filterText: fc.Arbitrary<string> = fc.oneof(
  comparison,
  fc.array(comparison, { minLength: 2, maxLength: 6 }).map((all) => all.join(' and ')),
  comparison.map((one) => `not (${one})`),
  fc.tuple(fc.constantFrom(...attributes), comparison).map(([name, one]) => `${name}[${one}]`),
  fc.integer({ min: 1, max: 900 }).map((depth) => '('.repeat(depth)),
  fc.integer({ min: 1, max: 300 }).map((depth) => `${'not '.repeat(depth)}userName pr`),
  fc.string({ maxLength: 60, unit: 'binary' }),
);
const path = fc.oneof(
  fc.constantFrom(...attributes),
  fc.tuple(fc.constantFrom(...attributes), filterText, fc.constantFrom('', '.value', '.type', '.__proto__')).map(([name, filter, sub]) => `${name}[${filter}]${sub}`), // prettier-ignore
  fc.string({ maxLength: 40, unit: 'binary' }),
);
const rightOperation = fc.constantFrom(
  { op: 'Add', path: 'emails[type eq "work"].value', value: 'a@example.com' },
  { op: 'replace', path: 'displayName', value: '💥'.repeat(40) },
  { op: 'replace', path: 'title', value: { __proto__: { polluted: 1 }, a: [[]] } },
  {
    op: 'replace',
    value: JSON.parse('{"__proto__":{"polluted":1},"active":"True","constructor.prototype.polluted":1}') as unknown,
  },
  { op: 'remove', path: 'members[value eq "x" or value sw "y"]' },
  { op: 'add', path: 'externalId', value: '\u202e' },
  { op: 'remove', path: 'emails[toString pr]' },
);
const oddOperation = fc.record(
  {
    op: fc.constantFrom('add', 'Replace', 'remove', 'REMOVE', 'move', '', '__proto__'),
    path: fc.oneof(path, odd),
    value,
  },
  { requiredKeys: ['op'] },
);
const operation: fc.Arbitrary<unknown> = fc.oneof({ weight: 3, arbitrary: rightOperation }, oddOperation);

/** Sends a request and fails where the answer is a fault, is not in the form of SCIM, or reveals internals of the server. */
async function send(method: string, where: string, body?: unknown): Promise<void> {
  const reply = await given.test.fetch(`/scim/v2${where}`, { method, token: world.token, ...(body === undefined ? {} : { body }) });
  const text = await reply.text();
  statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
  const seen = { method, where, body, status: reply.status, text: text.slice(0, 300) };
  expect(reply.status < 500 ? '' : JSON.stringify(seen)).toBe('');
  if (reply.status >= 400) expect(JSON.parse(text)).toMatchObject({ schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'] });
  expect(/syntax error|postgres|select |\.ts:/i.test(text) ? JSON.stringify(seen) : '').toBe('');
} // prettier-ignore

describe('hostile input of a directory', () => {
  const runs = { numRuns: 200 };
  it('in filters and pages is refused', async () => {
    await fc.assert(
      fc.asyncProperty(filterText, fc.constantFrom('Users', 'Groups'), fc.string({ maxLength: 12 }), async (filter, kind, page) => {
        await send('GET', `/${kind}?filter=${encodeURIComponent(filter.toWellFormed())}&count=1`);
        await send('GET', `/${kind}?startIndex=${encodeURIComponent(page.toWellFormed())}&attributes=${encodeURIComponent(page.toWellFormed())}`);
      }),
      runs,
    ); // prettier-ignore
  });

  it('in operations is refused or left out, and no prototype is changed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { maxLength: 4 }), async (operations) => {
        const body = { Operations: operations };
        await send('PATCH', `${users}/${zoe}`, body);
        await send('PATCH', `/Groups/${sales}`, body);
        expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('polluted');
      }),
      runs,
    );
  });

  it('in whole resources and ids is refused or left out', async () => {
    const id = fc.constantFrom(zoe, '', 'x', '%00', '..%2f..', '0190b1f2-7c00-7000-8000-000000000001', '__proto__');
    await fc.assert(
      fc.asyncProperty(value, id, fc.constantFrom('Users', 'Groups'), async (body, named, kind) => {
        await send('POST', `/${kind}`, body);
        await send('PUT', `/${kind}/${named}`, body);
        await send('PATCH', `/${kind}/${named}`, body);
        await send('GET', `/${kind}/${named}`);
      }),
      runs,
    );
  });

  it('as text that is not JSON, or is deeply nested, is refused', async () => {
    for (const body of [
      '',
      '{',
      '"',
      'null',
      '[]',
      '1',
      '{"a":'.repeat(10_000),
      '['.repeat(50_000),
      `{"__proto__":{"polluted":1},"userName":"a"}`,
      '{"userName":"\\u0000"}',
      '{"Operations":{"length":1}}',
      '\ufeff{}',
    ])
      // prettier-ignore
      for (const where of ['POST /Users', 'POST /Groups', `PATCH ${users}/${zoe}`, `PUT /Groups/${sales}`]) {
        const [method = '', at = ''] = where.split(' ');
        await send(method, at, body);
      }
  });

  it('reaches the routes: no request is refused for its number, and some are carried out', () => {
    expect([...statuses.keys()].filter((status) => status === 429 || status === 401)).toEqual([]);
    expect(statuses.get(200) ?? 0).toBeGreaterThan(150);
  });
});
