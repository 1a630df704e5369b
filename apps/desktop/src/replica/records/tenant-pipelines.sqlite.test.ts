import { type ListQuery, listQuerySchema, summaryQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { describe, expect, it } from 'vitest';
import { changeManySchema } from '../../bridge/change-many.ts';
import { changeMany } from '../acts/change-many.ts';
import { ownDefinitionsOf } from '../questions/own-definitions.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { type GivenTenant, givenMembership } from '../testing/given-tenant.ts';
import { addedRecord, performed } from '../testing/performed.ts';
import { givenDeal, ScriptedServer } from '../testing/scripted-server.ts';

const renewals = { forEntity: 'crm/deal', value: 'renewals', label: 'Renewals' };
const due = { forEntity: 'crm/deal', value: 'due', label: 'Due', like: 'prospecting', pipelines: ['renewals'] };
const deal = '0190b1f2-7c00-7000-8000-000000000d01';
const is = (value: string) => ({ field: 'pipeline', op: 'is', value }) as const;

const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');
const namesIn = async ({ tenant }: GivenTenant, where: unknown) => {
  const list = await tenant.questions.list(listQuerySchema.parse({ entity: 'crm/deal', where }));
  return list.ok ? list.value.rows.map(({ fields }) => textIn(fields['name'])).toSorted() : list.code;
};
const groupsBy = async ({ tenant }: GivenTenant, groupBy: string, where?: unknown) => {
  const asked = { entity: 'crm/deal', groupBy, ...(where === undefined ? {} : { where }) };
  const sums = await tenant.questions.summary(summaryQuerySchema.parse(asked));
  return sums.ok ? sums.value.groups.map(({ value, count }) => [value, count]) : sums.code;
};
const perform = (device: GivenTenant, id: string, fields: Readonly<Record<string, string | null>>) =>
  device.tenant.acts.perform({ label: 'Changed', shape: 'together', edits: [{ entity: 'crm/deal', id, fields }] });

describe("a tenant's pipelines on a device", () => {
  it('[PLT-16] [Q-1] find records without a pipeline in the first one, also those from before the second one and after a restart', async () => {
    const device = await tenantForTest();
    await addedRecord(device, 'crm/deal', { name: 'Old', stage: 'engaging' });
    await addedRecord(device, 'platform/pipeline', renewals);
    await addedRecord(device, 'platform/stage', due);
    await addedRecord(device, 'crm/deal', { name: 'New', stage: 'engaging' });
    await addedRecord(device, 'crm/deal', { name: 'Again', stage: 'due', pipeline: 'renewals' });
    await expect.poll(() => namesIn(device, is('main')), { timeout: 10_000 }).toEqual(['New', 'Old']);
    expect(await namesIn(device, is('renewals'))).toEqual(['Again']);
    expect(await namesIn(device, { field: 'pipeline', op: 'is-not', value: 'renewals' })).toEqual(['New', 'Old']);
    expect(await namesIn(device, { field: 'pipeline', op: 'is-empty' })).toEqual([]);
    expect(await groupsBy(device, 'pipeline')).toEqual([['main', 2], ['renewals', 1]]); // prettier-ignore
    expect(await groupsBy(device, 'stage', is('renewals'))).toEqual([['due', 1]]);
    const sort = [{ field: 'pipeline', direction: 'desc' as const }];
    const list = await device.tenant.questions.list(listQuerySchema.parse({ entity: 'crm/deal', sort }));
    expect(list.ok && list.value.rows[0]?.fields['name']).toBe('Again');
    const reopened = await device.reopen();
    expect(await namesIn(reopened, is('main'))).toEqual(['New', 'Old']);
    expect(ownDefinitionsOf(reopened.tenant.device).pipelines).toMatchObject([{ fields: renewals, isRemoved: false }]);
  });

  it('[PLT-16] a record that is taken out of its pipeline is in the first one again', async () => {
    const device = await tenantForTest();
    await addedRecord(device, 'platform/pipeline', renewals);
    const id = await addedRecord(device, 'crm/deal', { name: 'A', stage: 'engaging', pipeline: 'renewals' });
    await performed(device, 'Emptied', [{ entity: 'crm/deal', id, fields: { pipeline: null } }]);
    expect(await namesIn(device, is('main'))).toEqual(['A']);
    await performed(device, 'Renamed', [{ entity: 'crm/deal', id, fields: { name: 'B' } }]);
    expect(await namesIn(device, is('main'))).toEqual(['B']);
  });

  it('[PLT-16] a stage outside of the pipeline is refused where it is written, with the reason; the way out is open', async () => {
    const device = await tenantForTest();
    await addedRecord(device, 'platform/pipeline', renewals);
    await addedRecord(device, 'platform/stage', due);
    const id = await addedRecord(device, 'crm/deal', { name: 'A', stage: 'engaging' });
    expect(await perform(device, id, { stage: 'due' })).toMatchObject({
      ok: false,
      message: 'Due is not a stage of the pipeline Main pipeline.',
      details: { field: 'stage', rule: 'PLT-16' },
    });
    expect(await perform(device, id, { pipeline: 'renewals', stage: 'due' })).toMatchObject({ ok: true });
    expect(await perform(device, id, { pipeline: null })).toMatchObject({ ok: false });
    const page = await device.tenant.questions.get({ id });
    expect(page.ok && page.value.ways.map(({ to }) => to)).toContain('proposal');
  });

  it('[PLT-16] a change of many records leaves out those that it would put outside, with the reason', async () => {
    const device = await tenantForTest();
    await addedRecord(device, 'platform/pipeline', renewals);
    await addedRecord(device, 'platform/stage', due);
    await addedRecord(device, 'crm/deal', { name: 'A', stage: 'engaging' });
    await addedRecord(device, 'crm/deal', { name: 'B', stage: 'engaging', pipeline: 'renewals' });
    const { device: held, acts, questions } = device.tenant;
    const wish = { entity: 'crm/deal', change: { sets: { stage: 'due' } }, after: null, act: null };
    const parts = { device: held, acts, rows: (query: ListQuery) => questions.rows(query) };
    const tried = await changeMany(parts, changeManySchema.parse(wish));
    expect(tried).toMatchObject({ ok: true, value: { changed: 1, refused: [{ title: 'A', message: 'Due is not a stage of the pipeline Main pipeline.' }] } }); // prettier-ignore
  });

  it('[PLT-16] [K-5] a device without the definitions keeps and shows the record, and finds it once they arrive', async () => {
    const server = new ScriptedServer();
    const early = { ...givenDeal(deal, 1), fields: { name: 'Early', stage: 'due', pipeline: 'renewals' } };
    server.page({ rows: [{ record: early }], head: 1 });
    const device = await tenantForTest({ transport: server.transport });
    await device.tenant.engine.now();
    const page = await device.tenant.questions.get({ id: deal });
    expect(page).toMatchObject({ ok: true, value: { record: { fields: { pipeline: 'renewals' } } } });
    const definition = (id: string, entity: string, fields: Readonly<Record<string, string | readonly string[]>>) => ({
      record: { ...givenDeal(id, 2), entity, fields: fields as typeof early.fields },
    });
    server.page({
      rows: [
        definition('0190b1f2-7c00-7000-8000-000000000501', 'platform/stage', due),
        definition('0190b1f2-7c00-7000-8000-000000000502', 'platform/pipeline', renewals),
      ],
      head: 2,
    });
    await device.tenant.engine.now();
    await expect.poll(() => namesIn(device, is('renewals')), { timeout: 10_000 }).toEqual(['Early']);
    expect(device.faults).toEqual([]);
  });

  it('[PLT-16] [A-2] are added by administrators alone', async () => {
    const device = await tenantForTest({ membership: givenMembership('member') });
    const edits = [{ entity: 'platform/pipeline', create: { fields: renewals } }];
    expect((await device.tenant.acts.perform({ label: 'Added', shape: 'together', edits })).ok).toBe(false);
  });
});
