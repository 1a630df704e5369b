import { appPath } from '@outpost/domain/kernel/access/api-path';
import { hostileValues } from '@outpost/domain/testing/hostile-values';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { usualBudgets } from './guards/budgets.ts';
import { givenServer } from '../testing/given-server.ts';
import { made, testPassword, type TestTenant } from '../testing/test-server.ts';
import { inAddress, leakIn, noMail, rawBodies, timedAnswer, written } from './testing/hostile-input.ts';

const much = { requests: 1e9, seconds: 1 };
const given = givenServer({
  rates: { callerMinute: much, callerHour: much, tenant: much, address: much },
  budgets: usualBudgets,
});
type Json = Readonly<Record<string, unknown>>;
type Route = { readonly method: string; readonly path: string; readonly operation: Json };
/** The asker, and the number of their requests to each route. Chosen: all routes take some seconds. */
const askers = { administrator: 14, member: 6, program: 6, nobody: 4 } as const;
type Asker = keyof typeof askers;
const tokens: Record<Asker, string> = { administrator: '', member: '', program: '', nobody: '' };
/** Texts of another tenant, which no answer may contain. */
const ofOthers: string[] = [];
let components: Json = {};
const routes: Route[] = [];

/** Streams, and routes that would end the session of the test: these, and the same routes under `/api/v1`. */
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
      if (!leftOut.has(path) && !leftOut.has(appPath(path))) routes.push({ method: method.toUpperCase(), path, operation: operation as Json });
}); // prettier-ignore

function requestOf({ path, operation }: Route): fc.Arbitrary<{ address: string; body: Uint8Array | undefined; headers: Record<string, string> }> {
  const parameters = (operation['parameters'] ?? []) as readonly { readonly in: string; readonly name: string }[];
  const queries = parameters.filter((one) => one.in === 'query').map(({ name }) => name);
  const content = (operation['requestBody'] as { content?: Json } | undefined)?.content?.['application/json'] as { schema?: Json } | undefined;
  const parts = fc.array(inAddress, { minLength: 5, maxLength: 5 });
  const query = fc.record(Object.fromEntries(queries.map((name) => [name, inAddress])), { requiredKeys: [] });
  const json = content ? hostileValues(content.schema ?? {}, { root: { components } }).map((one) => new TextEncoder().encode(JSON.stringify(one) ?? 'null')) : undefined;
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
