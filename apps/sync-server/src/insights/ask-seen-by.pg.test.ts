import { expect, it } from 'vitest';
import type { SeenBy } from '@outpost/domain/kernel/access/sight';
import { usualBudgets } from '../http/guards/budgets.ts';
import { askAuditLog } from '../journal/search/ask-audit-log.ts';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../testing/sales-world.ts';
import { testPassword, type TestDevice } from '../testing/test-server.ts';
import { askSeenBy } from './ask-seen-by.ts';

const given = givenServer();

async function seenBy(w: SalesWorld, id: string, entity = 'crm/deal'): Promise<SeenBy> {
  const answer = await askSeenBy(given.test.pullPorts, w.ann.asker, { entity, id });
  if (!answer.ok) throw new Error(answer.code);
  return answer.value;
}
const lines = ({ people }: SeenBy) =>
  people.map(({ name, reasons, actions }) => [
    name,
    [...new Set(reasons.map((reason) => ('reach' in reason ? reason.reach : reason.by)))].join(),
    actions.includes('delete'),
  ]);

async function salesWorld() {
  const w = await makeSalesWorld(given.test);
  const deal = w.id();
  await w.mia.do([w.deal(deal, { name: 'Harbour crane' })]);
  return { w, deal };
}

it('[A-2] the answer lists all people who see a record, by name, each with the reason and their other rights', async () => {
  const { w, deal } = await salesWorld();
  const seen = await seenBy(w, deal);
  expect(seen.count).toBe(seen.people.length);
  expect(lines(seen)).toEqual([
    ['Ann', 'everything', true],
    ['Max', 'team', true],
    ['Mia', 'owner', true],
    ['Vic', 'team', false],
  ]);
});

it('[A-2] the answer has a person with whom the record is shared, and no suspended person', async () => {
  const { w, deal } = await salesWorld();
  await w.mia.do([w.set(deal, { sharedWith: [[], [w.moe.userId]] })]);
  await w.ann.do([w.set(w.max.userId, { status: ['active', 'suspended'] }, 'platform/person')]);
  const names = lines(await seenBy(w, deal));
  expect(names.map(([name]) => name)).toEqual(['Ann', 'Mia', 'Moe', 'Vic']);
  expect(names[2]).toEqual(['Moe', 'shared', false]);
});

it('[A-2] the answer has the valid API keys that see the record, with the rights that their maker and their grants give', async () => {
  const { w, deal } = await salesWorld();
  const key = (
    name: string,
    maker: string,
    grants: readonly string[],
    { until = '2099-01-01T00:00:00.000Z', use = 'api' } = {},
  ) =>
    w.tenant.rows(
      `insert into auth.api_key (org_id, id, person_id, name, grants, made_at, expires_at, used_for)
       values ('${w.tenant.orgId}', '${w.id()}', '${maker}', '${name}', '${JSON.stringify(grants)}', '2026-11-01T00:00:00.000Z', '${until}', '${use}')`,
    );
  const all = ['crm/deal:read@org', 'crm/deal:update@org'];
  await key('ERP', w.ann.userId, all);
  await key('Mirror', w.ann.userId, ['crm/deal:read@org']);
  await key('Of a person who does not see it', w.moe.userId, all);
  await key('Tasks only', w.ann.userId, ['crm/task:read@org']);
  await key('Expired', w.ann.userId, all, { until: '2020-01-01T00:00:00.000Z' });
  await key('Directory', w.ann.userId, all, { use: 'directory' });
  const { machines } = await seenBy(w, deal);
  const madeBy = { id: w.ann.userId, name: 'Ann' };
  expect(machines).toMatchObject([
    { name: 'ERP', actions: ['update'], madeBy },
    { name: 'Mirror', actions: [], madeBy },
  ]);
});

it('[A-3] the answer has everybody for a kind that the whole organisation sees', async () => {
  const { w } = await salesWorld();
  const seen = await seenBy(w, w.teams.t1, 'platform/team');
  expect(seen.people.map(({ name }) => name)).toEqual(['Ann', 'Max', 'Mia', 'Moe', 'Vic']);
  expect(seen.people[3]?.reasons).toEqual([{ by: 'everyone' }]);
});

it('[A-5] the answer reveals nothing to people who do not administer others, and nothing of records of another organisation', async () => {
  const { w, deal } = await salesWorld();
  const ask = ({ asker }: TestDevice, id: string) => askSeenBy(given.test.pullPorts, asker, { entity: 'crm/deal', id });
  for (const person of [w.mia, w.max, w.moe]) expect(await ask(person, deal)).toMatchObject({ code: 'access/denied' });
  expect(await ask(w.moe, deal)).toEqual(await ask(w.moe, w.id()));
  const stranger = await (await given.test.tenant()).person('Sue', 'admin');
  expect(await ask(stranger, deal)).toEqual({ ...(await ask(w.ann, w.id())), details: { id: deal } });
});

it('[A-2] finds everybody among some thousand people, and lists the first thousand by name', async () => {
  const { w } = await salesWorld();
  const columns = await w.tenant.rows<{ name: string }>(
    `select quote_ident(column_name) as name from information_schema.columns
       where table_schema = 'store' and table_name = 'platform_person' and is_generated = 'NEVER'`,
  );
  const names = columns.map(({ name }) => name);
  const values = names.map((name) => ({ id: 'gen_random_uuid()', fields: `fields || jsonb_build_object('name', 'Z' || g)` })[name] ?? name); // prettier-ignore
  await w.tenant.rows(
    `insert into store.platform_person (${names.join()}) select ${values.join()} from store.platform_person, generate_series(1, 2500) g where id = '${w.mia.userId}'`,
  );
  const { people, count } = await seenBy(w, w.teams.t1, 'platform/team');
  expect([count, people.length, new Set(people.map(({ id }) => id)).size]).toEqual([2_505, 1_000, 1_000]);
  expect(people.slice(3, 6).map(({ name }) => name)).toEqual(['Moe', 'Vic', 'Z1']);
});

/** Signs in a new administrator at this server. Returns how their requests to a path are answered. */
async function signedIn({ test }: typeof given, w: SalesWorld) {
  const email = `ada-${w.id()}@fenwright.example`;
  const ada = await w.tenant.person('Ada', 'admin', { email });
  const answer = await test.fetch('/auth/sign-in', {
    body: { email, password: testPassword, device: { id: ada.device, name: 'Laptop' } },
  });
  const { accessToken: token } = (await answer.json()) as { accessToken: string };
  return { ada, post: (path: string, body: object) => test.fetch(path, { token, body }) };
}

it('[PLT-21] each question by the address writes a line to the journal', async () => {
  const { w, deal } = await salesWorld();
  const { ada, post } = await signedIn(given, w);
  const record = { entity: 'crm/deal', id: deal };
  const answers = await Promise.all([
    post('/access/seen-by', { record }),
    post('/access/explain', { record, person: w.moe.userId }),
    post('/access/explain', { record: { ...record, id: w.id() }, person: w.moe.userId }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 404]);
  await given.test.server.runWorkers(w.tenant.orgId);
  const found = await askAuditLog(given.test.server.tenancy, ada.asker, { action: 'access/looked-at', limit: 9 });
  expect(found).toMatchObject({ ok: true, value: { entries: [{ by: ada.userId, record: deal }, { by: ada.userId, record: deal }] } }); // prettier-ignore
  const about = found.ok ? found.value.entries.map((entry) => entry.about) : [];
  expect(new Set(about)).toEqual(new Set([null, w.moe.userId]));
});

const slow = givenServer({
  budgets: { ...usualBudgets, tenant: { ...usualBudgets.tenant, questionMs: { burst: 0, perSecond: 0.001 } } },
});
it.each(['/access/seen-by', '/access/explain', '/access/report'])(
  '[E-3] is charged to the budget of questions: %s',
  async (path) => {
    const w = await makeSalesWorld(slow.test);
    const { post } = await signedIn(slow, w);
    const record = { entity: 'platform/team', id: w.teams.t1 };
    const body = path === '/access/explain' ? { record, person: w.moe.userId } : { record };
    const statuses: number[] = [];
    for (let round = 0; round < 2; round += 1) statuses.push((await post(path, body)).status);
    expect(statuses).toEqual([200, 429]);
  },
);
