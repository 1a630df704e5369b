import { describe, expect, it } from 'vitest';
import { passHorizon } from '../records/erase/horizon.ts';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../testing/sales-world.ts';
import type { TestDevice } from '../testing/test-server.ts';

const given = givenServer();

const asManager = (w: SalesWorld) => [{ role: 'manager', teamId: w.teams.t1 }];
const asMember = (w: SalesWorld) => [{ role: 'member', teamId: w.teams.t2 }];

/** Returns the ids that the device's next pages report as gone. */
async function goneOnPages(device: TestDevice, limit?: number): Promise<readonly string[]> {
  const gone: string[] = [];
  for (let isMore = true; isMore;) {
    const page = await device.page(limit);
    if (page.kind !== 'page') throw new Error(page.kind);
    gone.push(...page.rows.flatMap((row) => ('gone' in row ? [row.id] : [])));
    isMore = !page.done;
  }
  return gone;
}

describe('a token that was lost and gained again', () => {
  it.each([1, 1_000])(
    '[A-5] [A-4] does not name records that came and left in between, and reports those that the person had seen, in pages of %i',
    async (limit) => {
      const w = await makeSalesWorld(given.test);
      const [seen, unseen, erased] = [w.id(), w.id(), w.id()];
      await w.ann.do([w.deal(seen), w.deal(erased)]);
      await w.max.pull();
      expect(w.max.holds('crm/deal')).toEqual([seen, erased].sort());

      await w.tenant.setRoles(w.max.userId, asMember(w));
      await w.ann.do([w.deal(unseen)]);
      await w.ann.do([seen, unseen].map((id) => w.set(id, { teamId: [w.teams.t1, null] })));
      await w.ann.do([w.set(erased, { life: ['alive', 'deleted'] })]);
      await w.tenant.setRoles(w.max.userId, asManager(w));

      const told = await goneOnPages(w.max, limit);
      expect(told).toContain(seen);
      expect(told).not.toContain(unseen);
      expect(w.max.holds('crm/deal')).toEqual([erased]); // deleted, but visible
    },
  );

  it('[A-5] [K-6] reports a record that was erased in between, if the person had seen it', async () => {
    const w = await makeSalesWorld(given.test);
    const [seen, unseen] = [w.id(), w.id()];
    await w.ann.do([w.deal(seen)]);
    const deleted = await w.ann.do([w.set(seen, { life: ['alive', 'deleted'] })]);
    expect(deleted.status).toBe('accepted');
    await w.max.pull();
    expect(w.max.holds('crm/deal')).toEqual([seen]);

    await w.tenant.setRoles(w.max.userId, asMember(w));
    const floor = w.max.at?.n ?? 0;
    await w.ann.do([w.deal(unseen)]);
    expect(await passHorizon(given.test.server.tenancy, w.tenant.orgId, floor)).toBe(1);
    await w.ann.do([w.set(unseen, { teamId: [w.teams.t1, null] })]);
    await w.tenant.setRoles(w.max.userId, asManager(w));

    expect(await goneOnPages(w.max)).toEqual([seen]);
    expect(w.max.holds('crm/deal')).toEqual([]);
  });
});

describe('a token that is gained during the gain of another', () => {
  it.each([1, 2, 5])(
    '[A-4] [T-28] [S-9] shows no record as gone that has come under it, and ends up to date, in pages of %i',
    async (limit) => {
      const w = await makeSalesWorld(given.test);
      const deals = Array.from({ length: 6 }, () => w.id());
      const [moved = '', ...others] = deals;
      await w.ann.do(deals.map((id) => w.deal(id)));
      await w.ann.do([w.deal(w.id(), {}, { ownerId: w.moe.userId, teamId: w.teams.t2 })]);
      await w.tenant.setRoles(w.max.userId, asMember(w));
      await w.ann.do([w.set(moved, { sharedWith: [[], [w.max.userId]] })]);
      await w.max.pull();
      expect(w.max.holds('crm/deal')).toEqual([moved]);

      await w.tenant.setRoles(w.max.userId, asManager(w));
      await w.max.page(limit); // the gain of team one has begun
      await w.tenant.setRoles(w.max.userId, [...asManager(w), { role: 'manager', teamId: w.teams.t2 }]);
      await w.ann.do([w.set(moved, { teamId: [w.teams.t1, w.teams.t2], sharedWith: [[w.max.userId], []] })]);
      expect(await goneOnPages(w.max, limit)).toEqual([]);
      expect(w.max.holds('crm/deal')).toEqual(expect.arrayContaining([moved, ...others]));
      expect(w.max.held.get(moved)?.through).toEqual([`crm/deal@team:${w.teams.t2}`]);
    },
  );
});
