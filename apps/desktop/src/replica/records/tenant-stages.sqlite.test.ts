import { listQuerySchema, summaryQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { stagesOf } from '@outpost/domain/kernel/entities/stages-of';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { describe, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import { type GivenTenant, givenMembership } from '../testing/given-tenant.ts';
import { addedRecord, performed } from '../testing/performed.ts';
import { givenDeal, ScriptedServer } from '../testing/scripted-server.ts';
import { ownDefinitionsOf } from '../questions/own-definitions.ts';

const survey = { forEntity: 'crm/deal', value: 'survey', label: 'Site survey', like: 'proposal' };
const deal = '0190b1f2-7c00-7000-8000-000000000d01';
const stageOf = (id: string, fields: Readonly<Record<string, string>>) => ({
  ...givenDeal(id, 2),
  entity: 'platform/stage',
  fields,
});
const inStage = (stage: string) =>
  listQuerySchema.parse({ entity: 'crm/deal', where: { field: 'stage', op: 'is', value: stage } });
const countIn = async ({ tenant }: GivenTenant, stage: string) => {
  const list = await tenant.questions.list(inStage(stage));
  return list.ok ? list.value.rows.length : list.code;
};

describe("a tenant's stages on a device", () => {
  it('[PLT-9] are made and used offline at once, and after a restart; screens get them', async () => {
    const device = await tenantForTest();
    expect(await countIn(device, 'survey')).toBe('query/invalid');
    await addedRecord(device, 'platform/stage', survey);
    const id = await addedRecord(device, 'crm/deal', { name: 'Acme', stage: 'prospecting' });
    await performed(device, 'Moved', [{ entity: 'crm/deal', id, fields: { stage: 'survey' } }]);
    expect(await countIn(device, 'survey')).toBe(1);
    const again = await device.reopen();
    expect(await countIn(again, 'survey')).toBe(1);
    expect(ownDefinitionsOf(again.tenant.device).stages).toMatchObject([{ fields: survey, isRemoved: false }]);
    const page = await again.tenant.questions.get({ id });
    expect(page.ok && page.value.ways.map(({ to }) => to)).toContain('negotiation');
  });

  it('[PLT-9] order a list by stage behind the stage that they are like, and count by themselves', async () => {
    const device = await tenantForTest();
    await addedRecord(device, 'platform/stage', survey);
    for (const stage of ['negotiation', 'survey', 'proposal'])
      await addedRecord(device, 'crm/deal', { name: stage, stage });
    const sort = [{ field: 'stage', direction: 'asc' as const }];
    const list = await device.tenant.questions.list(listQuerySchema.parse({ entity: 'crm/deal', sort }));
    expect(list.ok && list.value.rows.map(({ fields }) => fields['name'])).toEqual([
      'proposal',
      'survey',
      'negotiation',
    ]);
    const sums = await device.tenant.questions.summary(
      summaryQuerySchema.parse({ entity: 'crm/deal', groupBy: 'stage' }),
    );
    expect(sums.ok && sums.value.groups.map(({ value, count }) => [value, count])).toEqual([['proposal', 1], ['survey', 1], ['negotiation', 1]]); // prettier-ignore
  });

  it('[PLT-9] [K-5] a record in a stage that the device does not know yet is kept and shown, and found once the stage arrives', async () => {
    const server = new ScriptedServer();
    server.page({ rows: [{ record: { ...givenDeal(deal, 1), fields: { name: 'Early', stage: 'survey' } } }], head: 1 });
    const device = await tenantForTest({ transport: server.transport });
    await device.tenant.engine.now();
    const page = await device.tenant.questions.get({ id: deal });
    expect(page).toMatchObject({ ok: true, value: { record: { fields: { stage: 'survey' } } } });
    server.page({ rows: [{ record: stageOf('0190b1f2-7c00-7000-8000-000000000501', survey) }], head: 2 });
    await device.tenant.engine.now();
    await expect.poll(() => countIn(device, 'survey'), { timeout: 10_000 }).toBe(1);
    expect(device.faults).toEqual([]);
  });

  it('[PLT-9] [D-2a] a move that waits is shown by the stages that the device knows now', async () => {
    const server = new ScriptedServer();
    const definition = '0190b1f2-7c00-7000-8000-000000000501';
    server.page({ rows: [{ record: givenDeal(deal, 1) }, { record: stageOf(definition, survey) }], head: 2 });
    const device = await tenantForTest({ transport: server.transport });
    await device.tenant.replicator.pull();
    const shown = async () => {
      const page = await device.tenant.questions.get({ id: deal });
      if (!page.ok) throw new Error(page.message);
      const { stage, engagedOn } = page.value.record.fields;
      return { stage, isEngaged: engagedOn !== undefined };
    };
    await performed(device, 'Moved', [{ entity: 'crm/deal', id: deal, fields: { stage: 'survey' } }]);
    expect(await shown()).toEqual({ stage: 'survey', isEngaged: true }); // as a move to the stage that it is like
    server.page({ rows: [{ gone: definition, n: 3 }], head: 3 });
    await device.tenant.replicator.pull();
    expect(await shown()).toEqual({ stage: 'survey', isEngaged: false }); // this device does not know what a move to it sets
  });

  it('[PLT-9] [A-2] are changed by administrators alone', async () => {
    const device = await tenantForTest({ membership: givenMembership('member') });
    const answer = await device.tenant.acts.perform({
      label: 'Added',
      shape: 'together',
      edits: [{ entity: 'platform/stage', create: { fields: survey } }],
    });
    expect(answer.ok).toBe(false);
  });

  it('[PLT-10] an arranged page applies at once, and the pack’s page is there again without it', async () => {
    const device = await tenantForTest();
    const pages = () => device.tenant.device.catalogue.pages?.get('crm/deal');
    const layout = { forEntity: 'crm/deal', sections: [{ title: 'Money', fields: ['value'] }], hidden: ['source'] };
    const id = await addedRecord(device, 'platform/page-layout', layout);
    expect(pages()).toEqual({ sections: layout.sections, hidden: ['source'] });
    await performed(device, 'Reset', [{ entity: 'platform/page-layout', id, fields: { life: 'deleted' } }]);
    expect(pages()).toBeUndefined();
    expect(stagesOf(entityOf(device.tenant.device.catalogue, 'crm/deal'))?.field.options).toHaveLength(6);
  });
});
