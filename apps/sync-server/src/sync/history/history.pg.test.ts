import { usd } from '@outpost/domain/testing/usd';
import { describe, expect, it } from 'vitest';
import { tokensOf } from '@outpost/domain/kernel/access/access';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { readAsker } from '../../access/asker.ts';
import { inTenant } from '../../db/database.ts';
import { loadRecords } from '../../records/load/load.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { askHistory } from './record-history.ts';

const given = givenServer();

const ofDeal = (world: SalesWorld, device: 'mia' | 'moe' | 'max', id: string) =>
  world[device].history.filter((row) => row.id === id).map(({ label }) => label);

describe('history on devices', () => {
  it('[S-9] a device gets the history of its records, oldest first, after the records themselves', async () => {
    const w = await makeSalesWorld(given.test);
    const d1 = w.id();
    await w.mia.do([w.deal(d1)], { label: 'Made it' });
    await w.ann.do([w.set(d1, { value: [usd(5), usd(6)] })], { label: 'Raised it' });
    await w.mia.pull();
    expect(ofDeal(w, 'mia', d1)).toEqual(['Made it', 'Raised it']);
    expect(w.mia.history.find((row) => row.label === 'Made it')).toMatchObject({
      kind: 'created',
      by: w.mia.userId,
      changed: { stage: [null, 'prospecting'], ownerId: [null, w.mia.userId] },
    });
  });

  it('[S-9] nothing from before the person had access: not by sharing, not by a new role', async () => {
    const w = await makeSalesWorld(given.test);
    const d1 = w.id();
    await w.mia.do([w.deal(d1)], { label: 'Made it' });
    await w.mia.do([w.set(d1, { name: ['Deal', 'Secret'] })], { label: 'Before' });
    await w.moe.pull();
    await w.mia.do([w.set(d1, { sharedWith: [[], [w.moe.userId]] })], { label: 'Shared it' });
    await w.mia.do([w.set(d1, { name: ['Secret', 'Open'] })], { label: 'After' });
    await w.moe.pull();
    expect(ofDeal(w, 'moe', d1)).toEqual(['Shared it', 'After']);
    const vic = w.vic.userId;
    await w.tenant.setRoles(vic, [{ role: 'manager', teamId: w.teams.t1 }, { role: 'viewer', teamId: w.teams.t2 }]); // prettier-ignore
    const newcomer = await w.tenant.person('Nia', 'member', { teamId: w.teams.t2 });
    await w.tenant.setRoles(newcomer.userId, [{ role: 'manager', teamId: w.teams.t1 }]);
    await w.mia.do([w.set(d1, { name: ['Open', 'Later'] })], { label: 'Since' });
    await newcomer.pull();
    expect(newcomer.holds('crm/deal')).toContain(d1);
    expect(newcomer.history.filter((row) => row.id === d1).map(({ label }) => label)).toEqual(['Since']);
  });

  it('[S-9] a new device begins 90 days back; older history comes on demand, as far as the person may see it', async () => {
    const w = await makeSalesWorld(given.test);
    const d1 = w.id();
    await w.mia.do([w.deal(d1)], { label: 'Long ago' });
    given.test.advance(91 * 86_400_000);
    await w.mia.do([w.set(d1, { name: ['Deal', 'New'] })], { label: 'Now' });
    await w.mia.pull();
    expect(ofDeal(w, 'mia', d1)).toEqual(['Now']);
    const ask = (userId: string) =>
      askHistory(given.test.server.tenancy, { orgId: w.tenant.orgId, userId, entity: 'crm/deal', id: d1, limit: 1 });
    expect(await ask(w.mia.userId)).toMatchObject({ ok: true, value: { more: true, rows: [{ label: 'Now' }] } });
    const older = await askHistory(given.test.server.tenancy, {
      orgId: w.tenant.orgId,
      userId: w.mia.userId,
      entity: 'crm/deal',
      id: d1,
      limit: 5,
      before: w.mia.history.at(-1)?.n ?? 0,
    });
    expect(older).toMatchObject({ ok: true, value: { more: false, rows: [{ label: 'Long ago' }] } });
    expect(await ask(w.moe.userId)).toMatchObject({ ok: false, code: 'records/not-found' });
  });

  it('[S-9] a person who loses and regains a role gets no history of the time between', async () => {
    const w = await makeSalesWorld(given.test);
    const d1 = w.id();
    await w.mia.do([w.deal(d1)], { label: 'Made it' });
    await w.max.pull();
    await w.tenant.setRoles(w.max.userId, []);
    await w.mia.do([w.set(d1, { name: ['Deal', 'Hidden'] })], { label: 'Between' });
    await w.tenant.setRoles(w.max.userId, [{ role: 'manager', teamId: w.teams.t1 }]);
    await w.mia.do([w.set(d1, { name: ['Hidden', 'Seen'] })], { label: 'After' });
    await w.max.pull();
    expect(ofDeal(w, 'max', d1)).toEqual(['Made it', 'After']);
  });
});

describe('the feed', () => {
  it('[A-3] files every record under exactly the tokens that may see it, after any change', async () => {
    const w = await makeSalesWorld(given.test);
    const deals = Array.from({ length: 4 }, w.id);
    const [d1 = '', d2 = '', d3 = '', d4 = ''] = deals;
    await w.ann.do([
      w.deal(d1),
      w.deal(d2),
      w.deal(d3),
      w.deal(d4),
      w.task(w.id(), d1, { ownerId: w.moe.userId }),
      w.task(w.id(), d1),
      w.task(w.id(), d2),
    ]);
    await w.ann.push([
      w.ann.act([w.set(d1, { ownerId: [w.mia.userId, w.moe.userId], teamId: [w.teams.t1, w.teams.t2] })]),
      w.ann.act([w.set(d1, { sharedWith: [[], [w.mia.userId, w.vic.userId]] })]),
      w.ann.act([w.set(d1, { ownerId: [w.moe.userId, w.mia.userId] })]),
      w.ann.act([w.set(d2, { life: ['alive', `merged:${d3}`] })]),
      w.ann.act([w.set(d4, { life: ['alive', 'deleted'] })]),
    ]);
    const feed = await w.tenant.rows<{ id: string; token: string; n: number; gone: boolean }>(
      'select id, token, n, gone from store.feed order by id, token',
    );
    const rows = Map.groupBy(feed, (row) => row.id);
    await inTenant(given.test.database, { orgId: w.tenant.orgId, mode: 'snapshot' }, async (tx) => {
      const { tenant } = await readAsker(tx, {
        orgId: w.tenant.orgId,
        userId: w.ann.userId,
        installed: given.test.server.tenancy.installed,
      });
      const records = await loadRecords(tx, tenant, [...rows.keys()]);
      expect(records.size).toBeGreaterThan(15);
      for (const [id, record] of records) {
        const filed = rows.get(id)?.filter((row) => !row.gone) ?? [];
        expect(filed.map((row) => row.token)).toEqual(
          record ? tokensOf(entityOf(tenant.catalogue, record.entity), record) : [],
        );
        for (const row of rows.get(id) ?? [])
          expect(row.n).toBeGreaterThanOrEqual(row.gone ? 1 : (record?.version ?? 0));
      }
    });
  });
});
