import { describe, expect, it } from 'vitest';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld } from '../../testing/sales-world.ts';
import { changeEdit, made } from '../../testing/test-server.ts';
import { bringUpToOwnFields } from './write-anew.ts';

const given = givenServer();
const renewals = { forEntity: 'crm/deal', value: 'renewals', label: 'Renewals' };
const due = { forEntity: 'crm/deal', value: 'due', label: 'Due', like: 'prospecting', pipelines: ['renewals'] };

describe("a tenant's pipelines", () => {
  it('[PLT-16] [Q-1] find and count the records without a pipeline in the first one, those from before the second too', async () => {
    const w = await makeSalesWorld(given.test);
    const [old, fresh, again, pipeline, stage] = [w.id(), w.id(), w.id(), w.id(), w.id()];
    await w.mia.do([w.deal(old)]);
    expect((await w.mia.do([made(pipeline, 'platform/pipeline', renewals)])).refused[pipeline]).toBeDefined(); // a member
    expect((await w.ann.do([made(pipeline, 'platform/pipeline', renewals)])).status).toBe('accepted');
    expect((await w.ann.do([made(stage, 'platform/stage', due)])).status).toBe('accepted');
    while (await bringUpToOwnFields(given.test.server.tenancy, w.tenant.orgId));
    await w.mia.do([w.deal(fresh)]);
    expect((await w.mia.do([w.deal(again, { pipeline: 'renewals', stage: 'due' })])).refused).toEqual({});
    const keyOf = async (id: string) =>
      (await w.tenant.rows<{ k_pipeline: string }>('select k_pipeline from store.crm_deal where id = $1', [id]))[0]
        ?.k_pipeline;
    expect([await keyOf(old), await keyOf(fresh), await keyOf(again)]).toEqual(['0000 main', '0000 main', '0001~ renewals']); // prettier-ignore
    await w.mia.do([w.set(again, { name: ['Deal', 'Renamed'] })]);
    expect(await keyOf(again)).toBe('0001~ renewals');
    await w.mia.do([w.set(again, { pipeline: ['renewals', null] })]);
    expect(await keyOf(again)).toBe('0000 main');
  });

  it('[PLT-16] accept a record in a stage of another pipeline: a device with older definitions could not know', async () => {
    const w = await makeSalesWorld(given.test);
    const [deal, pipeline, stage] = [w.id(), w.id(), w.id()];
    await w.ann.do([made(pipeline, 'platform/pipeline', renewals), made(stage, 'platform/stage', due)]);
    await w.mia.do([w.deal(deal)]);
    expect((await w.mia.do([w.set(deal, { stage: ['prospecting', 'due'] })])).status).toBe('accepted');
    expect((await w.mia.do([w.set(deal, { stage: ['due', 'proposal'] })])).status).toBe('accepted');
  });

  it('[PLT-16] the first is not retired, and a retired one is kept by its records', async () => {
    const w = await makeSalesWorld(given.test);
    const [deal, pipeline, main] = [w.id(), w.id(), w.id()];
    await w.ann.do([made(pipeline, 'platform/pipeline', renewals)]);
    const retired = { forEntity: 'crm/deal', value: 'main', retired: true };
    expect((await w.ann.do([made(main, 'platform/pipeline', retired)])).refused[main]).toBeDefined();
    await w.mia.do([w.deal(deal, { pipeline: 'renewals' })]);
    expect((await w.ann.do([changeEdit(pipeline, 'platform/pipeline', { retired: [null, true] })])).status).toBe('accepted'); // prettier-ignore
    expect((await w.mia.do([w.set(deal, { name: ['Deal', 'Still here'] })])).status).toBe('accepted');
  });
});
