import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { usualBudgets } from './guards/budgets.ts';
import { givenServer } from '../testing/given-server.ts';
import { made, testPassword, type TestTenant } from '../testing/test-server.ts';
import { hostile, inAddress, leakIn, noMail, rawBodies, timedAnswer, written } from './testing/hostile-input.ts';

const much = { requests: 1e9, seconds: 1 };
const given = givenServer({
  rates: { callerMinute: much, callerHour: much, tenant: much, address: much },
  budgets: usualBudgets,
});
type Json = Readonly<Record<string, unknown>>;
type Route = { readonly method: string; readonly path: string; readonly operation: Json };
/** The asker, and the number of their requests to each route. Chosen: some seconds for all routes. */
const askers = { administrator: 14, member: 6, program: 6, nobody: 4 } as const;
type Asker = keyof typeof askers;
const tokens: Record<Asker, string> = { administrator: '', member: '', program: '', nobody: '' };
/** Texts of another tenant, which no answer may contain. */
const ofOthers: string[] = [];
let components: Json = {};
const routes: Route[] = [];

/** Streams, and routes that would end the session of the test. */
const leftOut = new Set(['/sync/poke', '/auth/sign-out', '/api/v1/auth/logout', '/auth/password']);
async function signIn(tenant: TestTenant, role: string): Promise<string> {
  const email = `${role}-${given.test.newId()}@hostile.example`;
  await tenant.person('Ada', role, { email });
  const body = { email, password: testPassword, device: { id: given.test.newId(), name: 'x' } };
  return ((await (await given.test.fetch('/auth/sign-in', { body })).json()) as { accessToken: string }).accessToken;
}

beforeAll(async () => {
  const others = await given.test.tenant();
  const max = await others.person('Maximilian Other', 'owner', { email: `max-${given.test.newId()}@other.example` });
  const deal = given.test.newId();
  await max.do([made(deal, 'crm/deal', { name: 'Deal of others', stage: 'prospecting' }, { ownerId: max.userId })]);
  ofOthers.push(others.orgId, max.userId, deal, 'Maximilian', 'Deal of others', 'other.example');
  const tenant = await given.test.tenant();
  tokens.administrator = await signIn(tenant, 'admin');
  tokens.member = await signIn(tenant, 'member');
  const key = await given.test.fetch('/api/v1/keys', { token: tokens.administrator, body: { name: 'x', grants: ['**:*@org', '*:*@org'] } });
  tokens.program = ((await key.json()) as { key: string }).key;
  const document = (await (await given.test.fetch('/openapi.json')).json()) as { paths: Record<string, Json>; components: Json };
  ({ components } = document);
  for (const [path, item] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(item))
      if (!leftOut.has(path)) routes.push({ method: method.toUpperCase(), path, operation: operation as Json });
}); // prettier-ignore

const resolved = (schema: Json): Json => {
  const ref = schema['$ref'];
  if (typeof ref !== 'string') return schema;
  const found = ref.split('/').slice(1).reduce<unknown>((at, name) => (at as Json)[name], { components }); // prettier-ignore
  return resolved((found ?? {}) as Json);
};

/** Returns values that fit a schema, except that any part may be replaced by a hostile value. */
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

describe('hostile input', () => {
  it.each(Object.entries(askers) as readonly [Asker, number][])('[E-2] of asker %s causes no fault, takes no long time and reveals nothing internal or of others at any route, with any path, query, headers and body', async (asker, numRuns) => {
    const faults: string[] = [];
    const statuses = new Map<number, number>();
    for (const route of routes) {
      if (asker === 'program' && !route.path.startsWith('/api/v1/')) continue;
      // The clock of this server does not move, so its budgets would never refill: on a slow machine each answer then
      // took a second.
      given.test.advance(4_000);
      await fc.assert(
        fc.asyncProperty(requestOf(route), async ({ address, body, headers }) => {
          const { status, text, late } = await timedAnswer(async () => given.test.server.app.request(address, {
            method: route.method,
            headers: { ...(asker === 'nobody' ? {} : { authorization: `Bearer ${tokens[asker]}` }), 'outpost-protocol': '5', ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
            ...(body ? { body: Buffer.from(body) } : {}),
          }));
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          const leak = status >= 500 && status !== noMail ? `status ${status}` : (leakIn(text, ofOthers) ?? late);
          if (leak !== undefined) faults.push(`${leak}: ${text.slice(0, 200)} of ` + `${route.method} ${address.slice(0, 200)} ${body ? Buffer.from(body).toString().slice(0, 300) : ''}`);
        }),
        { numRuns },
      );
    }
    expect([...new Set(faults)]).toEqual([]);
    expect(routes.length).toBeGreaterThan(70);
    const least = asker === 'nobody' ? { 401: 200 } : asker === 'program' ? { 200: 10, 400: 50 } : { 200: 20, 400: 100 };
    for (const [status, count] of Object.entries(least)) expect([status, (statuses.get(Number(status)) ?? 0) >= count]).toEqual([status, true]);
    expect(({} as Json)['isAdmin']).toBeUndefined();
  }, 300_000); // prettier-ignore
});
