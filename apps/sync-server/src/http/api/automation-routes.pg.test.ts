import { beforeEach, describe, expect, it } from 'vitest';
import { putLive, taskStep, tellStep, workerOf } from '../../testing/automation-world.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { changeEdit } from '../../testing/test-server.ts';
import { type WebhookAdministrator, webhookAdministrator } from '../../testing/webhook-world.ts';

const much = { requests: 1e9, seconds: 1 };
const given = givenServer({ rates: { callerMinute: much, callerHour: much, tenant: much, address: much } });
let w: SalesWorld;
let ann: WebhookAdministrator;
beforeEach(async () => {
  w = await makeSalesWorld(given.test);
  ann = await webhookAdministrator(given.test, w.tenant);
});

const work = () => workerOf(given.test).run(w.tenant.orgId);
const path = '/api/v1/automations';
type Listed = { readonly automations: readonly { readonly id: string; readonly name: string; readonly isLive: boolean; readonly paused: object | null; readonly runs: Readonly<Record<string, number>> }[] }; // prettier-ignore
type Runs = { readonly runs: readonly { readonly id: string; readonly n: number; readonly status: string; readonly step: string | null }[]; readonly more: boolean }; // prettier-ignore
type Log = { readonly run: { readonly status: string }; readonly lines: readonly { readonly step: string | null; readonly outcome: string; readonly by: string | null }[] }; // prettier-ignore
const runsOf = async (id: string, query = '') => (await ann.ask<Runs>(`GET ${path}/${id}/runs${query}`)).body;

describe('[AUT-8] the API of automations', () => {
  it('lists automations with their version, state and numbers of runs', async () => {
    const { id, version } = await putLive(w);
    const draft = w.id();
    await w.ann.do([{ id: draft, entity: 'platform/automation', create: { schema: 1, ownerId: null, teamId: null, sharedWith: [], fields: { name: 'A draft' } } }]); // prettier-ignore
    await w.mia.do([w.deal(w.id(), { source: 'Call' })]);
    await work();
    const { status, body } = await ann.ask<Listed>(`GET ${path}`);
    expect(status).toBe(200);
    expect(body.automations).toMatchObject([
      { id: draft, name: 'A draft', isLive: false, version: null },
      { id, name: 'Next steps', isLive: true, paused: null, version: { id: version, number: 1, madeBy: w.ann.userId, definition: { entity: 'crm/deal' } }, runs: { done: 1, refused: 0 } },
    ]); // prettier-ignore
  });

  it('lists runs by state and page by page, and shows the log of one', async () => {
    const { id } = await putLive(w, { steps: [taskStep, { id: 'wait', kind: 'wait', count: 1, unit: 'day' }] });
    for (let n = 0; n < 3; n += 1) await w.mia.do([w.deal(w.id(), { source: 'Call' })]);
    await work();
    const first = await runsOf(id, '?limit=2');
    expect(first).toMatchObject({ more: true, runs: [{ status: 'waiting', step: 'wait' }, { status: 'waiting' }] });
    const second = await runsOf(id, `?limit=2&before=${first.runs[1]?.n ?? 0}`);
    expect(second).toMatchObject({ more: false, runs: [{ status: 'waiting' }] });
    expect((await runsOf(id, '?status=done')).runs).toEqual([]);
    const log = await ann.ask<Log>(`GET ${path}/${id}/runs/${first.runs[0]?.id ?? ''}`);
    expect(log.body.lines).toMatchObject([{ step: 'task', outcome: 'done', by: null }, { step: 'wait', outcome: 'waits' }]); // prettier-ignore
  });

  it('pauses and resumes: changes in between start nothing, and runs stand still', async () => {
    const { id } = await putLive(w, { steps: [{ id: 'wait', kind: 'wait', count: 1, unit: 'hour' }, taskStep] });
    await w.mia.do([w.deal(w.id(), { source: 'Call' })]);
    await work();
    expect((await ann.ask(`POST ${path}/${id}/pause`, {})).status).toBe(200);
    await w.mia.do([w.deal(w.id(), { source: 'Call' })]);
    given.test.advance(3_700_000);
    await work();
    expect((await runsOf(id)).runs.map(({ status }) => status)).toEqual(['waiting']);
    expect((await ann.ask<Listed>(`GET ${path}`)).body.automations[0]?.paused).toMatchObject({ why: 'person' });
    expect((await ann.ask(`POST ${path}/${id}/resume`, {})).status).toBe(200);
    await work();
    expect((await runsOf(id)).runs.map(({ status }) => status)).toEqual(['done']);
  });

  it('lets a person try a refused step again, skip it, or cancel the run, once each', async () => {
    const boss = await w.tenant.person('Boss', 'admin');
    const steps = [{ id: 'wait', kind: 'wait', count: 1, unit: 'hour' }, taskStep, tellStep];
    const { id } = await putLive(w, { steps }, boss);
    for (let n = 0; n < 3; n += 1) await w.mia.do([w.deal(w.id(), { source: 'Call' })]);
    await work();
    const roles = { admin: [{ role: 'admin', teamId: null }], viewer: [{ role: 'viewer', teamId: w.teams.t1 }] };
    await w.ann.do([changeEdit(boss.userId, 'platform/person', { memberships: [roles.admin, roles.viewer] })]);
    given.test.advance(3_700_000);
    await work();
    const { runs } = await runsOf(id, '?status=refused');
    expect(runs.map(({ step }) => step)).toEqual(['task', 'task', 'task']);
    const [one = '', other = '', last = ''] = runs.map((run) => run.id);
    const decide = (run: string, decision: string) => ann.ask(`POST ${path}/${id}/runs/${run}/decide`, { decision });
    expect((await decide(last, 'try-again')).status).toBe(200);
    await work();
    expect((await runsOf(id, '?status=refused')).runs).toHaveLength(3); // the maker still lacks the right
    await w.ann.do([changeEdit(boss.userId, 'platform/person', { memberships: [roles.viewer, roles.admin] })]);
    expect((await decide(one, 'try-again')).status).toBe(200);
    expect((await decide(other, 'skip')).status).toBe(200);
    expect((await decide(last, 'cancel')).status).toBe(200);
    expect((await decide(last, 'cancel')).status).toBe(422);
    await work();
    expect((await runsOf(id)).runs.map(({ status }) => status)).toEqual(['done', 'done', 'cancelled']);
    expect(await w.tenant.rows(`select id from store.crm_task`)).toHaveLength(1);
    const log = await ann.ask<Log>(`GET ${path}/${id}/runs/${other}`);
    expect(log.body.lines.find(({ outcome }) => outcome === 'skipped')).toMatchObject({ step: 'task', by: ann.userId });
  });

  it('refuses people who may not administer automations, and runs of another automation', async () => {
    const { id } = await putLive(w);
    const other = await putLive(w, { name: 'Other' });
    await w.mia.do([w.deal(w.id(), { source: 'Call' })]);
    await work();
    const [run] = (await runsOf(id)).runs;
    expect((await ann.ask(`GET ${path}/${other.id}/runs/${run?.id ?? ''}`)).status).toBe(404);
    const max = await webhookAdministrator(given.test, w.tenant, { name: 'Max', role: 'manager' });
    for (const route of [`GET ${path}`, `GET ${path}/${id}/runs`]) expect((await max.ask(route)).status).toBe(403);
    expect((await max.ask(`POST ${path}/${id}/pause`, {})).status).toBe(403);
  });
});

describe('[AUT-7] a dry run on history', () => {
  it('says what a version would have done, with the values of each time, and writes nothing', async () => {
    const deals = [w.id(), w.id()];
    await w.mia.do([w.deal(deals[0] ?? '', { source: 'A' })]);
    await w.mia.do([w.deal(deals[1] ?? '')]);
    await w.mia.do([w.set(deals[1] ?? '', { source: [null, 'B'] })]);
    await w.mia.do([w.set(deals[1] ?? '', { source: ['B', null] })]);
    const branch = { id: 'is-a', kind: 'branch', where: { field: 'source', op: 'is', value: 'A' }, yes: [tellStep], no: [] }; // prettier-ignore
    const { version } = await putLive(w, { steps: [taskStep, { id: 'wait', kind: 'wait', count: 3, unit: 'day' }, branch] }); // prettier-ignore
    const before = await w.tenant.rows('select count(*) as n from store.journal');
    const { status, body } = await ann.ask(`POST ${path}/dry-run`, { version, days: 30 });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      isWhole: true,
      starts: 2,
      unmet: 0,
      steps: { task: 2, wait: 2, 'is-a': 2, tell: 1 },
      examples: [{ record: deals[1], steps: ['task', 'wait', 'is-a'] }, { record: deals[0], steps: ['task', 'wait', 'is-a', 'tell'] }], // prettier-ignore
    });
    expect(await w.tenant.rows('select count(*) as n from store.journal')).toEqual(before);
    expect(await w.tenant.rows('select id from store.automation_run')).toEqual([]);
    expect((await ann.ask(`POST ${path}/dry-run`, { version: w.id(), days: 30 })).status).toBe(404);
    expect((await ann.ask(`POST ${path}/dry-run`, { version, days: 91 })).status).toBe(400);
  });

  it('agrees with the runs that the same changes start', async () => {
    const { id, version } = await putLive(w, { conditions: { field: 'source', op: 'is-not', value: 'b' } });
    const deals = Array.from({ length: 4 }, () => w.id());
    for (const deal of deals) await w.mia.do([w.deal(deal)]);
    for (const [place, deal] of deals.entries())
      await w.mia.do([w.set(deal, { source: [null, 'abcd'.charAt(place)] })]);
    await w.mia.do([w.set(deals[0] ?? '', { source: ['a', null] })]);
    await w.mia.do([w.set(deals[0] ?? '', { source: [null, 'z'] })]);
    await work();
    const { body } = await ann.ask<{ starts: number; unmet: number }>(`POST ${path}/dry-run`, { version, days: 1 });
    const { runs } = await runsOf(id);
    expect([runs.length, runs.filter(({ status }) => status === 'ended').length]).toEqual([5, 1]);
    expect([body.starts, body.unmet]).toEqual([5, 1]);
  });
});
