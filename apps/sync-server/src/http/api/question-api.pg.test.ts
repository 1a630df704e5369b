import { installedCatalogue } from '@outpost/domain/installed-packs';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { withoutSealed } from '@outpost/domain/kernel/catalogue/sealed-group';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { CompiledQuery, QueryGround } from '@outpost/domain/kernel/query/query-engine';
import { compileNearSearch, compileSearch, withNear } from '@outpost/domain/kernel/query/search/compile-search';
import { compileReport } from '@outpost/domain/kernel/query/sums/compile-report';
import { compileSummary } from '@outpost/domain/kernel/query/sums/compile-summary';
import type { Result } from '@outpost/domain/kernel/refusal';
import { type QueryStore, sqliteStore } from '@outpost/domain/testing/query-stores';
import { randomReport, randomSummary } from '@outpost/domain/testing/random-questions';
import { seededRandom } from '@outpost/domain/testing/seeded-random';
import { beforeAll, describe, expect, it } from 'vitest';
import { givenServer } from '../../testing/given-server.ts';
import { made, type TestDevice, testPassword, type TestTenant } from '../../testing/test-server.ts';
import { usualBudgets } from '../guards/budgets.ts';

const much = { requests: 1e9, seconds: 1 };
const given = givenServer({ rates: { callerMinute: much, callerHour: much, tenant: much, address: much } });
type Body = Readonly<Record<string, unknown>>;
type Answer = { readonly status: number; readonly body: Body };
type User = { readonly device: TestDevice; readonly token: string };
const seed = 20261124;
const catalogue = withoutSealed(installedCatalogue);
const deals = '/records/crm/deal';
let tenant: TestTenant;
let ann: User;
let mia: User;
let moe: User;
let other: User;
let hidden = '';

async function user(of: TestTenant, name: string, role: string, teamId: string | null = null): Promise<User> {
  const email = `${name}-${given.test.newId()}@fenwright.example`;
  const device = await of.person(name, role, { email, teamId });
  const signedIn = await given.test.fetch('/auth/sign-in', {
    body: { email, password: testPassword, device: { id: given.test.newId(), name: 'Laptop' } },
  });
  return { device, token: ((await signedIn.json()) as { accessToken: string }).accessToken };
}
async function ask(token: string, path: string, body: unknown): Promise<Answer> {
  const answer = await given.test.fetch(`/api/v1${path}`, { token, body });
  return { status: answer.status, body: (await answer.json()) as Body };
}

beforeAll(async () => {
  tenant = await given.test.tenant();
  const [t1, t2] = [await tenant.team('T1'), await tenant.team('T2')];
  ann = await user(tenant, 'ann', 'admin');
  mia = await user(tenant, 'mia', 'member', t1);
  moe = await user(tenant, 'moe', 'member', t2);
  other = await user(await given.test.tenant('Other'), 'oda', 'admin');
  const random = seededRandom(seed);
  const id = (): string => given.test.newId();
  const owners = [
    { ownerId: mia.device.userId, teamId: t1 },
    { ownerId: moe.device.userId, teamId: t2 },
    { ownerId: ann.device.userId, teamId: null },
  ];
  const accounts = owners.map((owner) => ({ id: id(), owner }));
  await ann.device.do(accounts.map(({ id: account, owner }, place) => made(account, 'crm/account', { name: `Ardent ${place}` }, owner))); // prettier-ignore
  await ann.device.do(
    Array.from({ length: 60 }, (_, place) => {
      const fields = {
        name: `${random.pick(['Harbour', 'Crane', 'Quay'])} ${place}`,
        stage: 'prospecting',
        value: { amount: random.below(100_000), currency: random.pick(['USD', 'USD', 'EUR']) },
        account: random.pick(accounts).id,
      };
      return made(id(), 'crm/deal', fields, random.pick(owners));
    }),
  );
  hidden = id();
  await ann.device.do([made(hidden, 'crm/deal', { name: 'Zanzibar tunnel', stage: 'prospecting', value: { amount: 77_700, currency: 'CHF' } }, owners[1])]); // prettier-ignore
  await other.device.do([made(id(), 'crm/deal', { name: 'Zanzibar of others', stage: 'prospecting', value: { amount: 1, currency: 'CHF' } }, { ownerId: other.device.userId })]); // prettier-ignore
});

const kinds = ['crm/account', 'crm/deal', 'platform/person', 'platform/team'] as const;
/** Returns the records of these kinds on a person's device, as the device stores them. */
async function heldBy({ token }: User): Promise<ReadonlyMap<string, readonly StoredRecord[]>> {
  const held = await Promise.all(
    kinds.map(async (kind) => {
      const { body } = await ask(token, `/records/${kind}/query`, { life: 'any', limit: 1_000 });
      return [kind, body['records'] as readonly StoredRecord[]] as const;
    }),
  );
  return new Map(held);
}
const groundOn = ({ device }: User): QueryGround => ({
  catalogue,
  engine: { dialect: 'sqlite' },
  asking: { userId: device.userId, now: new Date(given.test.clock.nowMs()).toISOString(), timeZone: 'UTC' },
  currency: 'USD',
});
/** Returns the answer of the device's engine as JSON, or the code of its refusal. */
async function onDevice<T>(store: QueryStore, compiled: Result<CompiledQuery<T>>): Promise<unknown> {
  return compiled.ok ? JSON.parse(JSON.stringify(await store.ask(compiled.value))) : compiled.code;
}
const told = ({ status, body }: Answer): unknown => (status === 200 ? body : body['code']);

describe('sums and reports by the API', () => {
  it(`[PLT-42] [Q-5] are equal to those of the device of each person, for random questions (seed ${seed})`, async () => {
    let [counted, refused] = [0, 0];
    const counts = new Set<number>();
    for (const [place, who] of [ann, mia, moe].entries()) {
      const records = await heldBy(who);
      counts.add(records.get('crm/deal')?.length ?? 0);
      const store = sqliteStore(catalogue, records);
      const named = [...records].map(([kind, of]) => [kind, of.map(({ id }) => id)] as const);
      const ids = new Map([...named, ['sample/person', records.get('platform/person')?.map(({ id }) => id) ?? []]]);
      const world = { catalogue, entity: entityOf(catalogue, 'crm/deal'), ids };
      for (let number = 0; number < 60; number += 1) {
        const random = seededRandom(seed + place * 1_000 + number);
        const { entity: _, ...summary } = randomSummary(random, world);
        const { entity: __, ...report } = randomReport(random, world);
        const compiledSummary = compileSummary(groundOn(who), { ...summary, entity: 'crm/deal' });
        const compiledReport = compileReport(groundOn(who), { ...report, entity: 'crm/deal' });
        const sums = told(await ask(who.token, `${deals}/summary`, summary));
        expect([summary, sums]).toEqual([summary, await onDevice(store, compiledSummary)]); // a failure names the question
        const rows = told(await ask(who.token, `${deals}/report`, report));
        expect([report, rows]).toEqual([report, await onDevice(store, compiledReport)]);
        if (typeof sums === 'string') refused += 1;
        else counted += 1;
      }
      await store.close();
    }
    expect([counts.size, counted > 150, refused < 30]).toEqual([3, true, true]);
  }, 60_000);

  it('[PLT-42] [A-5] count nothing out of sight, and name no group of it', async () => {
    const all = { groupBy: 'stage', sums: ['value'] };
    const sumsOf = async ({ token }: User): Promise<string> => JSON.stringify(await ask(token, `${deals}/summary`, all)); // prettier-ignore
    expect(await sumsOf(moe)).toContain('CHF');
    expect(await sumsOf(mia)).not.toContain('CHF');
    expect(await ask(other.token, `${deals}/summary`, all)).toMatchObject({ body: { groups: [{ count: 1 }], more: false } }); // prettier-ignore
    const countOf = async (who: User, where: object): Promise<unknown> =>
      (await ask(who.token, `${deals}/summary`, { where })).body;
    const missing = { field: 'id', op: 'is', value: given.test.newId() };
    expect(await countOf(mia, { field: 'id', op: 'is', value: hidden })).toEqual(await countOf(mia, missing));
    expect(await countOf(moe, { field: 'id', op: 'is', value: hidden })).toMatchObject({ groups: [{ count: 1 }] });
    const byAccount = { groupBy: [{ field: 'account.name' }], measures: [{ name: 'n', fn: 'count' }] };
    const { body } = await ask(mia.token, `${deals}/report`, byAccount);
    const names = (body['rows'] as readonly { readonly groups: readonly unknown[] }[]).map(
      ({ groups: [name] }) => name,
    );
    expect(names).toContain('Ardent 0');
    expect(names).not.toContain('Ardent 1'); // an account of another team
  });

  it('[PLT-42] [A-1] by a key have its grants alone', async () => {
    const grants = { name: 'Figures', grants: ['crm/deal:read@org'] };
    const { key } = (await ask(ann.token, '/keys', grants)).body as { readonly key: string };
    const [mine, hers] = [await ask(key, `${deals}/summary`, {}), await ask(ann.token, `${deals}/summary`, {})];
    expect([mine.status, mine.body]).toEqual([200, hers.body]);
    const accounts = await ask(key, '/records/crm/account/summary', {});
    expect(accounts.body).toEqual({ groups: [{ value: null, count: 0, sums: {} }], more: false });
    const hits = (await ask(key, '/records/search', { text: 'ardent' })).body;
    expect(hits).toEqual({ hits: [] });
  });
});

describe('the search of the API', () => {
  it('[PLT-42] [Q-4] finds the same records as the device of the person, in the same order', async () => {
    for (const who of [ann, mia, moe]) {
      const store = sqliteStore(catalogue, await heldBy(who));
      for (const text of ['harbour', 'har', 'crane 1', 'haarbour', 'ardent', 'zanzibar', 'nothing at all', ' ']) {
        const question = { text, entities: ['crm/account', 'crm/deal'], limit: 20 };
        const exact = compileSearch(groundOn(who), question);
        const near = compileNearSearch(groundOn(who), question);
        if (!exact.ok || !near.ok) throw new Error('The question is good');
        const hits = withNear(await store.ask(exact.value), await store.ask(near.value), question.limit);
        const asked = await ask(who.token, '/records/search', { text, kinds: question.entities, limit: 20 });
        const found = asked.body['hits'] as readonly Body[];
        const brief = (one: Body, kind: unknown) => [kind, one['id'], one['title'], one['how']];
        expect([text, found.map((one) => brief(one, one['kind']))]).toEqual([
          text,
          hits.map((one) => brief(one, one.entity)),
        ]);
      }
      await store.close();
    }
  });

  it('[PLT-42] [A-5] finds nothing out of sight, in all kinds and in a kind of the tenant’s own', async () => {
    const search = async ({ token }: User, more: object = {}) =>
      (await ask(token, '/records/search', { text: 'zanzibar', ...more })).body['hits'] as readonly Body[];
    expect((await search(moe)).map(({ title }) => title)).toEqual(['Zanzibar tunnel']);
    expect([await search(mia), (await search(other)).map(({ title }) => title)]).toEqual([[], ['Zanzibar of others']]);
    const boat = { name: 'boat', label: 'Boat', labelMany: 'Boats' };
    await ann.device.do([made(given.test.newId(), 'platform/custom-object', boat)]);
    await ann.device.do([made(given.test.newId(), 'own/boat', { name: 'Zanzibar clipper' }, { ownerId: ann.device.userId })]); // prettier-ignore
    expect((await search(ann, { kinds: ['own/boat'] })).map(({ kind, title }) => [kind, title])).toEqual([
      ['own/boat', 'Zanzibar clipper'],
    ]);
    expect(await ask(other.token, '/records/search', { text: 'zanzibar', kinds: ['own/boat'] })).toMatchObject({
      status: 422,
      body: { code: 'records/unknown-entity' },
    });
  });
});

describe('questions that are not understood', () => {
  it.each([
    [`${deals}/summary`, { groupBy: 'no-field' }, 400, 'request/invalid'],
    [`${deals}/summary`, { groupBy: 'noField' }, 400, 'query/invalid'],
    [`${deals}/summary`, { sums: ['name'] }, 400, 'query/invalid'],
    [`${deals}/summary`, { entity: 'crm/account' }, 400, 'request/invalid'],
    [`${deals}/summary`, { life: 'gone' }, 400, 'request/invalid'],
    ['/records/crm/no-such-thing/summary', {}, 422, 'records/unknown-entity'],
    [`${deals}/report`, {}, 400, 'request/invalid'],
    [`${deals}/report`, { measures: [] }, 400, 'request/invalid'],
    [`${deals}/report`, { measures: [{ name: 'n', fn: 'sum', field: 'noField' }] }, 400, 'query/invalid'],
    ['/records/crm/contact-identity/report', { measures: [{ name: 'n', fn: 'count' }] }, 422, 'records/unknown-entity'],
    ['/records/search', {}, 400, 'request/invalid'],
    ['/records/search', { text: 'x'.repeat(201) }, 400, 'request/invalid'],
    ['/records/search', { text: 'x', kinds: ['crm/no-such-thing'] }, 422, 'records/unknown-entity'],
  ])('[PLT-42] [E-2] are refused with the reason: %s %j', async (path, body, status, code) => {
    const answer = await given.test.fetch(`/api/v1${path}`, { token: ann.token, body });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/problem+json']);
    expect(await answer.json()).toMatchObject({ code, status });
  });
});

describe('the time of questions by the API', () => {
  const slow = givenServer({
    budgets: { ...usualBudgets, person: { ...usualBudgets.person, questionMs: { burst: 0, perSecond: 0.001 } } },
  });
  it.each([
    [`${deals}/summary`, {}],
    [`${deals}/report`, { measures: [{ name: 'n', fn: 'count' }] }],
    ['/records/search', { text: 'harbour' }],
  ])('[PLT-42] [E-3] is charged to the caller, who is refused when the budget is overdrawn: %s', async (path, body) => {
    const email = `tim-${slow.test.newId()}@fenwright.example`;
    const there = await slow.test.tenant();
    await there.person('Tim', 'admin', { email });
    const signedIn = await slow.test.fetch('/auth/sign-in', { body: { email, password: testPassword, device: { id: slow.test.newId(), name: 'x' } } }); // prettier-ignore
    const { accessToken: token } = (await signedIn.json()) as { readonly accessToken: string };
    const statuses: number[] = [];
    for (let round = 0; round < 2; round += 1)
      statuses.push((await slow.test.fetch(`/api/v1${path}`, { token, body })).status);
    expect(statuses).toEqual([200, 429]);
  });
});
