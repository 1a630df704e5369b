import { beforeAll, describe, expect, it } from 'vitest';
import { givenServer } from '../../testing/given-server.ts';
import { made } from '../../testing/test-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';

const given = givenServer();
let w: SalesWorld;
beforeAll(async () => {
  w = await makeSalesWorld(given.test);
});

describe('a merge of changes', () => {
  it('[E-3, S-4d] a record is shared with a bounded number of people, however many edits come together', async () => {
    const deal = w.id();
    await w.mia.do([w.deal(deal)]);
    const people = async (): Promise<string[]> => {
      const ids = Array.from({ length: 60 }, () => w.id()).sort();
      const hired = ids.map((id) => made(id, 'platform/person', { name: 'P', status: 'active', memberships: [] }));
      expect((await w.ann.do(hired)).status).toBe('accepted');
      return ids;
    };
    const [first, second] = [await people(), await people()];
    expect((await w.mia.do([w.set(deal, { sharedWith: [[], first] })])).status).toBe('accepted');
    const more = await w.mia.do([w.set(deal, { sharedWith: [[], second] })]);
    expect(Object.values(more.refused)).toMatchObject([{ code: 'records/invalid', details: { field: 'sharedWith' } }]);
    const fewer = await w.mia.do([w.set(deal, { sharedWith: [first, second] })]);
    expect(fewer.status).toBe('accepted');
  });
});
