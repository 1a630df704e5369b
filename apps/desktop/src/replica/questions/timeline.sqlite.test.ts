import { automationsId } from '@outpost/domain/kernel/automation/automation-kinds';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { compileList } from '@outpost/domain/kernel/query/lists/compile-list';
import { sqliteStore } from '@outpost/domain/testing/query-stores';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import type { ListQuery } from '@outpost/domain/kernel/questions/list-query';
import { accept } from '@outpost/domain/kernel/refusal';
import { describe, expect, it } from 'vitest';
import { type TimelineQuestion, timelineQuestionSchema } from '../../bridge/shapes/timeline-question.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { givenPerson, type GivenTenant } from '../testing/given-tenant.ts';
import { addedRecord, performed } from '../testing/performed.ts';
import { givenDeal, givenHistoryRow, ScriptedServer } from '../testing/scripted-server.ts';
import { readTimeline } from './timeline.ts';

const account = '0190b1f2-7c00-7000-8000-00000000ac01';
const deals = ['0190b1f2-7c00-7000-8000-000000000d01', '0190b1f2-7c00-7000-8000-000000000d02'] as const;
const stranger = '0190b1f2-7c00-7000-8000-000000000d09';

/** Makes an account with two deals, and a deal without an account; each deal has changes in the journal. */
async function given() {
  const server = new ScriptedServer();
  server.page({
    rows: [
      { record: { ...givenDeal(account, 1), entity: 'crm/account', fields: { name: 'Acme' } } },
      ...deals.map((id, place) => ({ record: { ...givenDeal(id, 2 + place), fields: { name: `Deal ${place + 1}`, stage: 'engaging', account } } })),
      { record: givenDeal(stranger, 4) },
    ],
    history: [
      givenHistoryRow(account, 1, { entity: 'crm/account', at: '2026-11-01T08:00:00.000Z', changed: { sector: [null, 'IT'] } }),
      givenHistoryRow(deals[0], 2, { at: '2026-11-03T08:00:00.000Z' }),
      givenHistoryRow(deals[1], 3, { at: '2026-11-02T08:00:00.000Z' }),
      givenHistoryRow(stranger, 4, { at: '2026-11-04T08:00:00.000Z' }),
    ],
    head: 4,
  }); // prettier-ignore
  const device = await tenantForTest({ transport: server.transport });
  await device.tenant.engine.now();
  return device;
}

const call = (about: string, happensAt: string | null, subject: string) => ({
  about,
  kind: 'call',
  subject,
  happensAt,
});
const ask = async ({ tenant }: GivenTenant, id: string, more: Partial<TimelineQuestion> = {}) => {
  const answer = await tenant.questions.timeline(timelineQuestionSchema.parse({ id, ...more }));
  if (!answer.ok) throw new Error(answer.message);
  return answer.value;
};
const told = ({ entries }: Awaited<ReturnType<typeof ask>>) =>
  entries.map((entry) => (entry.kind === 'change' ? `change ${entry.row.n}` : entry.record.fields['subject']));

describe('the timeline of a record', () => {
  it('has the calls, tasks and changes of related records where these are wanted, newest first, with their names', async () => {
    const device = await given();
    await addedRecord(device, 'crm/activity', call(`crm/account:${account}`, '2026-11-01T12:00:00.000Z', 'Own call'));
    await addedRecord(device, 'crm/activity', call(`crm/deal:${deals[0]}`, '2026-11-02T12:00:00.000Z', 'Call on deal'));
    await addedRecord(device, 'crm/activity', call(`crm/deal:${stranger}`, '2026-11-02T12:00:00.000Z', 'Another’s'));
    await addedRecord(device, 'crm/task', { about: `crm/deal:${deals[1]}`, subject: 'A task' });
    expect(told(await ask(device, account))).toEqual(['Own call', 'change 1']);
    const all = await ask(device, account, { withRelated: true });
    expect(told(all)).toEqual(['A task', 'change 2', 'Call on deal', 'change 3', 'Own call', 'change 1']);
    expect(all.related).toEqual({ count: 2, isAll: true });
    expect(deals.map((id) => all.refs[id]?.title)).toEqual(['Deal 1', 'Deal 2']);
    expect(all.entries.flatMap((entry) => ('parent' in entry ? [entry.parent] : []))).toEqual([deals[1], deals[0], account]); // prettier-ignore
  });

  it('names the automation or the service that made a record', async () => {
    const server = new ScriptedServer();
    const task = '0190b1f2-7c00-7000-8000-000000000d05';
    const made = { ...givenDeal(task, 2), entity: 'crm/task', createdBy: automationsId };
    server.page({
      rows: [
        { record: { ...givenDeal(deals[0], 1), fields: { name: 'Deal', stage: 'engaging' } } },
        { record: { ...made, fields: { about: `crm/deal:${deals[0]}`, subject: 'Answer' } } },
      ],
      head: 2,
    });
    const device = await tenantForTest({ transport: server.transport });
    await device.tenant.engine.now();
    expect((await ask(device, deals[0])).names).toMatchObject({ [automationsId]: 'An automation' });
  });

  it('has only the wanted kinds of entry, and says whether there are older ones', async () => {
    const device = await given();
    for (const day of [1, 2, 3])
      await addedRecord(
        device,
        'crm/activity',
        call(`crm/deal:${deals[0]}`, `2026-11-0${day}T12:00:00.000Z`, `Call ${day}`),
      );
    const calls = { withRelated: true, parts: ['crm/activity'], changes: false };
    expect(told(await ask(device, account, calls))).toEqual(['Call 3', 'Call 2', 'Call 1']);
    expect(await ask(device, account, { ...calls, limit: 2 })).toMatchObject({ more: true });
    expect(told(await ask(device, account, { ...calls, limit: 2 }))).toEqual(['Call 3', 'Call 2']);
    expect(await ask(device, account, { ...calls, limit: 3 })).toMatchObject({ more: false });
    await addedRecord(device, 'crm/task', {
      about: `crm/account:${account}`,
      subject: 'Call back',
      dueAt: '2025-01-01T09:00:00.000Z',
    });
    const newest = await ask(device, account, { withRelated: true, limit: 1 });
    expect(newest.entries).toHaveLength(1);
    expect(newest.filled.toSorted()).toEqual(['crm/activity', 'crm/task']);
    expect(await ask(device, account, { ...calls, withRelated: false })).toMatchObject({ filled: [] });
    expect(told(await ask(device, account, { withRelated: true, parts: [] }))).toEqual(['change 2', 'change 3', 'change 1']); // prettier-ignore
  });

  it('puts a record without an instant where it was created, and leaves out deleted ones', async () => {
    const device = await given();
    await addedRecord(device, 'crm/activity', call(`crm/account:${account}`, '2026-11-01T12:00:00.000Z', 'Dated'));
    await addedRecord(device, 'crm/activity', call(`crm/account:${account}`, null, 'Undated'));
    const gone = await addedRecord(device, 'crm/activity', call(`crm/account:${account}`, null, 'Gone'));
    await performed(device, 'Deleted', [{ entity: 'crm/activity', id: gone, fields: { life: 'deleted' } }]);
    expect(told(await ask(device, account, { changes: false }))).toEqual(['Undated', 'Dated']);
  });

  it('[D-3] is read by as many questions for many related records as for one, each along an index', async () => {
    const { catalogue, ports } = (await tenantForTest()).tenant.device;
    const asked: ListQuery[] = [];
    const related = (count: number) => Array.from({ length: count }, (_, place) => ({ ...givenDeal(`0190b1f2-7c00-7000-8000-${String(place).padStart(12, '0')}`, 1), inherited: null })); // prettier-ignore
    const countOf = async (count: number) => {
      asked.length = 0;
      const device = { catalogue, ports } as GivenTenant['tenant']['device']; // the timeline reads nothing else of it
      const rows = (query: ListQuery) => {
        asked.push(query);
        return Promise.resolve(accept({ rows: query.entity === 'crm/deal' ? (related(count) as never) : [] }));
      };
      const question = timelineQuestionSchema.parse({ id: account, withRelated: true });
      await readTimeline({ device, rows, historyOf: () => Promise.resolve([]) }, { id: account, entity: 'crm/account' }, question); // prettier-ignore
      return asked.length;
    };
    expect(await countOf(400)).toBe(await countOf(1));
    await countOf(400);
    const store = sqliteStore(installedCatalogue, new Map());
    const ground = { catalogue: installedCatalogue, engine: { dialect: 'sqlite' as const }, asking: { userId: givenPerson.id, now: '2026-11-20T09:00:00.000Z', timeZone: 'UTC' }, currency: 'USD' }; // prettier-ignore
    const plans = await Promise.all(
      asked.map(async (query) => {
        const compiled = compileList(ground, query);
        return compiled.ok ? (await store.plan(compiled.value)).filter((step) => / t( |$)/.test(step)) : ['refused'];
      }),
    );
    expect(asked.map(({ entity }) => entityOf(installedCatalogue, entity).name)).toContain('crm/task');
    expect(plans.flat().filter((step) => !/^SEARCH .*USING (COVERING )?INDEX/.test(step))).toEqual([]);
  });
});
