import { describe, expect, it } from 'vitest';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld } from '../../testing/sales-world.ts';
import { changeEdit, made } from '../../testing/test-server.ts';

const given = givenServer();
const survey = { forEntity: 'crm/deal', value: 'survey', label: 'Site survey', like: 'proposal' };

describe("a tenant's stages", () => {
  it('[PLT-9] an added stage is a stage on the server: reached by its moves, with the values that they set, and sorted', async () => {
    const w = await makeSalesWorld(given.test);
    const [deal, stage] = [w.id(), w.id()];
    expect((await w.mia.do([w.deal(deal, { stage: 'survey' })])).refused[deal]).toMatchObject({
      code: 'records/invalid',
    });
    expect((await w.mia.do([made(stage, 'platform/stage', survey)])).refused[stage]).toBeDefined(); // a member
    expect((await w.ann.do([made(stage, 'platform/stage', survey)])).status).toBe('accepted');
    expect((await w.mia.do([w.deal(deal, { stage: 'prospecting', value: null })])).status).toBe('accepted');
    expect((await w.mia.do([w.set(deal, { stage: ['prospecting', 'survey'] })])).refused).toEqual({});
    const [row] = await w.tenant.rows<{ fields: Record<string, unknown>; keys: Record<string, unknown> }>(
      'select fields, keys from store.crm_deal where id = $1',
      [deal],
    );
    expect(row?.fields).toMatchObject({ stage: 'survey', engagedOn: expect.any(String) as string });
    expect(row?.keys).toMatchObject({ stage: '0002~ survey' });
    const won = await w.mia.do([w.set(deal, { stage: ['survey', 'won'] })]);
    expect(won.refused[deal]).toMatchObject({ message: expect.stringContaining('needs a value') as string });
    const other = await makeSalesWorld(given.test);
    const theirs = other.id();
    expect((await other.mia.do([other.deal(theirs, { stage: 'survey' })])).refused[theirs]).toBeDefined();
  });

  it('[PLT-9] a stage that rules name is not retired; a retired one is kept, and left by its moves', async () => {
    const w = await makeSalesWorld(given.test);
    const [won, stage, deal] = [w.id(), w.id(), w.id()];
    const retired = { forEntity: 'crm/deal', value: 'won', retired: true };
    expect((await w.ann.do([made(won, 'platform/stage', retired)])).refused[won]).toMatchObject({
      message: "Won can't be retired. Rules and reports count on it as the good end.",
    });
    await w.ann.do([made(stage, 'platform/stage', survey)]);
    expect((await w.mia.do([w.deal(deal, { stage: 'survey' })])).refused).toEqual({});
    expect((await w.ann.do([changeEdit(stage, 'platform/stage', { retired: [null, true] })])).status).toBe('accepted');
    expect((await w.mia.do([w.set(deal, { name: ['Deal', 'Still here'] })])).refused[deal]).toBeUndefined();
    expect((await w.mia.do([w.set(deal, { stage: ['survey', 'negotiation'] })])).status).toBe('accepted');
  });

  it('[PLT-10] a page is arranged by administrators alone, and once for each kind', async () => {
    const w = await makeSalesWorld(given.test);
    const [first, second] = [w.id(), w.id()];
    const layout = { forEntity: 'crm/deal', sections: [{ title: 'Money', fields: ['value'] }], hidden: ['source'] };
    expect((await w.mia.do([made(first, 'platform/page-layout', layout)])).refused[first]).toBeDefined();
    expect((await w.ann.do([made(first, 'platform/page-layout', layout)])).status).toBe('accepted');
    expect((await w.ann.do([made(second, 'platform/page-layout', layout)])).refused[second]).toBeDefined();
    const hidden = changeEdit(first, 'platform/page-layout', { hidden: [['source'], ['name']] });
    expect((await w.ann.do([hidden])).refused[first]).toMatchObject({ code: 'records/invalid' });
  });
});
