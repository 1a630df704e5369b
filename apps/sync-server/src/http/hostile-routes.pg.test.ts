import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { usualBudgets } from './guards/budgets.ts';
import { givenServer } from '../testing/given-server.ts';
import { made, testPassword } from '../testing/test-server.ts';

const much = { requests: 1e9, seconds: 1 };
const given = givenServer({
  rates: { callerMinute: much, callerHour: much, tenant: much, address: much },
  budgets: usualBudgets,
});
type Json = Readonly<Record<string, unknown>>;
type Route = { readonly method: string; readonly path: string; readonly operation: Json };
let token = '';
/** Texts of another tenant, which no answer may contain. */
const ofOthers: string[] = [];
let components: Json = {};
const routes: Route[] = [];

/** Streams, and routes that would end the session of the test. */
const leftOut = new Set(['/sync/poke', '/auth/sign-out', '/api/v1/auth/logout', '/auth/password']);
/** Chosen: some seconds for all routes. */
const runsPerRoute = 20;

beforeAll(async () => {
  const others = await given.test.tenant();
  const max = await others.person('Maximilian Other', 'owner', { email: `max-${given.test.newId()}@other.example` });
  const deal = given.test.newId();
  await max.do([made(deal, 'crm/deal', { name: 'Deal of others', stage: 'prospecting' }, { ownerId: max.userId })]);
  ofOthers.push(others.orgId, max.userId, deal, 'Maximilian', 'Deal of others', 'other.example');
  const tenant = await given.test.tenant();
  const email = `ada-${given.test.newId()}@hostile.example`;
  await tenant.person('Ada', 'admin', { email });
  const signedIn = await given.test.fetch('/auth/sign-in', {
    body: { email, password: testPassword, device: { id: given.test.newId(), name: 'x' } },
  });
  token = ((await signedIn.json()) as { accessToken: string }).accessToken;
  const document = (await (await given.test.fetch('/openapi.json')).json()) as { paths: Record<string, Json>; components: Json };
  ({ components } = document);
  for (const [path, item] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(item))
      if (!leftOut.has(path)) routes.push({ method: method.toUpperCase(), path, operation: operation as Json });
}); // prettier-ignore

const nested = (depth: number, open: string, close: string): unknown => JSON.parse(`${open.repeat(depth)}1${close.repeat(depth)}`); // prettier-ignore
const hostile = fc.constantFrom<unknown>(
  '', '\u0000', 'a\u0000b', '\ud800', '__proto__', 'constructor', 'toString', '💥'.repeat(200), 'x'.repeat(20_000),
  "' or 1=1--", '../../etc/passwd', '%00', '@me', '9999-99-99T99:99:99.999Z', '-000001-01-01', '2026-02-30', '1e999',
  0, -1, 1e308, -1e308, 1.5, Number.MAX_SAFE_INTEGER, 2 ** 31, 2 ** 63, null, true, false, [], {}, [null], [[]],
  { $ref: '#' }, { length: 1e9 }, nested(60, '[', ']'), nested(60, '{"and":[', ']}'), nested(40, '{"not":', '}'),
  '0190b1f2-7c00-7000-8000-000000000001', '00000000-0000-0000-0000-000000000000', 'crm/deal', 'own/none', '=cmd()', '\u202e',
); // prettier-ignore

const resolved = (schema: Json): Json => {
  const ref = schema['$ref'];
  if (typeof ref !== 'string') return schema;
  const found = ref.split('/').slice(1).reduce<unknown>((at, name) => (at as Json)[name], { components }); // prettier-ignore
  return resolved((found ?? {}) as Json);
};

/** Returns values that fit a schema, each part of which may be hostile in place of that. */
function valueOf(schemaGiven: Json, depth = 0): fc.Arbitrary<unknown> {
  const schema = resolved(schemaGiven);
  return fc.oneof({ weight: 4, arbitrary: fittingOf(schema, depth) }, { weight: 1, arbitrary: hostile });
}
function fittingOf(schema: Json, depth: number): fc.Arbitrary<unknown> {
  const inner = (one: unknown): fc.Arbitrary<unknown> =>
    depth > 6 || typeof one !== 'object' || one === null ? hostile : valueOf(one as Json, depth + 1);
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

/** Bytes in place of JSON: other encodings, cut, and with keys that JSON.parse makes of their own. */
const rawBodies = fc.constantFrom<Uint8Array>(
  ...[
    '', '{', '[]', 'null', '"x"', '{"__proto__":{"isAdmin":true},"fields":{"__proto__":{"x":1}}}', '{"fields":{"constructor":{"prototype":1}}}',
    '{"a":1e999}', '{"limit":1e999}', '{"a":"\\ud800"}', '{"a":"\\u0000"}', '{"a":1,"a":2}', '\ufeff{}', `{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`,
  ].map((text) => new TextEncoder().encode(text)),
  Buffer.from('{"name":"x"}', 'utf16le'),
  new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  new Uint8Array([0x00]),
); // prettier-ignore

const inAddress = fc.oneof(
  fc.constantFrom('0190b1f2-7c00-7000-8000-000000000001', 'crm', 'deal', 'account', 'platform', 'person', 'me', '1'),
  hostile.map((one) => (typeof one === 'string' ? one : (JSON.stringify(one) ?? '')).slice(0, 2_000)),
  fc.constantFrom('%00', '%ff', '%c0%ae', '%', '..%2f..', '%ED%A0%80').map((raw) => ({ raw })),
);
const written = (part: string | { readonly raw: string }): string =>
  typeof part === 'object' ? part.raw : encodeURIComponent(part.toWellFormed());

function requestOf({ path, operation }: Route): fc.Arbitrary<{ address: string; body: Uint8Array | undefined; headers: Record<string, string> }> {
  const parameters = (operation['parameters'] ?? []) as readonly { readonly in: string; readonly name: string }[];
  const queries = parameters.filter((one) => one.in === 'query').map(({ name }) => name);
  const content = (operation['requestBody'] as { content?: Json } | undefined)?.content?.['application/json'] as { schema?: Json } | undefined;
  const parts = fc.array(inAddress, { minLength: 5, maxLength: 5 });
  const query = fc.record(Object.fromEntries(queries.map((name) => [name, inAddress])), { requiredKeys: [] });
  const json = content ? valueOf(content.schema ?? {}).map((one) => new TextEncoder().encode(JSON.stringify(one) ?? 'null')) : undefined;
  const body = json ? fc.oneof({ weight: 4, arbitrary: json }, { weight: 1, arbitrary: rawBodies }) : fc.constant(undefined);
  const headers = fc.record({ 'if-match': fc.constantFrom('"1"', '*', 'x', '""', `"${'9'.repeat(30)}"`), 'idempotency-key': fc.constantFrom('a', 'b', 'x'.repeat(255), 'a b') }, { requiredKeys: [] });
  return fc.tuple(parts, query, body, headers).map(([values, asked, sent, sentHeaders]) => {
    let place = 0;
    const filled = path.replaceAll(/\{\w+\}/g, () => written(values[(place += 1) - 1] ?? 'x'));
    const search = Object.entries(asked).map(([name, one]) => `${name}=${written(one ?? "")}`).join('&');
    return { address: `${filled}${search === '' ? '' : `?${search}`}`, body: sent, headers: sentHeaders };
  });
} // prettier-ignore

/** The status of `server/no-mail`: the server of this test sends no mail. */
const noMail = 501;

/** What tells of the server's inside: places in its code, its statements, and Postgres' own words. */
const inside = [/\.[cm]?[jt]s:\d+/, /node_modules/, /\b(?:from|into|update|join) (?:store|auth)\./i, /syntax error at|violates |does not exist$|invalid input syntax/]; // prettier-ignore
const leakIn = (text: string): string | undefined =>
  inside.find((one) => one.test(text))?.source ?? ofOthers.find((one) => text.includes(one));

describe('hostile input', () => {
  it('[E-2] gives no fault and tells nothing of the inside or of others at any route, whatever comes in its path, query, headers and body', async () => {
    const faults: string[] = [];
    const statuses = new Map<number, number>();
    for (const route of routes) {
      // The clock of this server stands still, so its budgets would never refill: on a slow machine each answer then took a second.
      given.test.advance(4_000);
      await fc.assert(
        fc.asyncProperty(requestOf(route), async ({ address, body, headers }) => {
          const answer = await given.test.server.app.request(address, {
            method: route.method,
            headers: { authorization: `Bearer ${token}`, 'outpost-protocol': '5', ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
            ...(body ? { body: Buffer.from(body) } : {}),
          });
          const text = await answer.text();
          statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
          const leak = answer.status >= 500 && answer.status !== noMail ? `status ${answer.status}` : leakIn(text);
          if (leak !== undefined) faults.push(`${leak}: ${text.slice(0, 200)} of ` + `${route.method} ${address.slice(0, 200)} ${body ? Buffer.from(body).toString().slice(0, 300) : ''}`);
        }),
        { numRuns: runsPerRoute },
      );
    }
    expect([...new Set(faults)]).toEqual([]);
    expect([routes.length > 70, (statuses.get(200) ?? 0) > 50, (statuses.get(400) ?? 0) > 200]).toEqual([true, true, true]);
    expect(({} as Json)['isAdmin']).toBeUndefined();
  }, 120_000); // prettier-ignore
});
