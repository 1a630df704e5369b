import { usd } from '@outpost/domain/testing/usd';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { keysOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { beforeAll, describe, expect, it } from 'vitest';
import { inTenant } from '../../db/database.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { amendmentOf } from './amend-records.ts';
import { loadRecords } from '../load/load.ts';
import type { Tenant } from '../../catalogue/tenant.ts';
import { writeRecords } from './write-batch.ts';
import { writeFeed } from './write-feed.ts';

const given = givenServer();
const deal = entityOf(installedCatalogue, 'crm/deal');
let w: SalesWorld;
let tenant: Tenant;

beforeAll(async () => {
  w = await makeSalesWorld(given.test);
  tenant = {
    orgId: w.tenant.orgId,
    installed: installedCatalogue,
    catalogue: installedCatalogue,
    definitions: [],
    filedByMonth: {},
  };
});

async function madeDeal(): Promise<StoredRecord> {
  const id = w.id();
  await w.mia.do([w.deal(id, { value: usd(100), tags: ['a'] })]);
  return present(id);
}

async function present(id: string): Promise<StoredRecord> {
  const found = await inTenant(given.test.database, { orgId: w.tenant.orgId, mode: 'snapshot' }, (tx) =>
    loadRecords(tx, tenant, [id]),
  );
  const record = found.get(id);
  if (!record) throw new Error('not there');
  return record;
}

const write = (before: StoredRecord | undefined, now: StoredRecord): Promise<void> =>
  inTenant(given.test.database, { orgId: w.tenant.orgId, mode: 'write' }, (tx) =>
    writeRecords(tx, tenant, [{ before, now }]),
  );

const changed = (record: StoredRecord, fields: StoredRecord['fields']): StoredRecord => ({
  ...record,
  version: record.version + 1,
  updatedAt: '2030-01-01T00:00:00.000Z',
  updatedBy: w.moe.userId,
  fields,
});

describe('a changed record', () => {
  it('[P-1] reads the same whether its row was amended or written whole, with its keys', async () => {
    const before = await madeDeal();
    const { tags: _, ...without } = before.fields;
    const states: readonly (readonly [StoredRecord, boolean])[] = [
      [changed(before, { ...before.fields, name: 'Ångström', value: usd(7) }), true],
      [changed(before, { ...before.fields, about: 'Call them.\nSoon.', tags: ['b', 'c'] }), true],
      [changed(before, without), false],
      [changed(before, { ...without, name: 'Two at once' }), false],
      [{ ...changed(before, before.fields), ownerId: w.moe.userId }, false],
      [{ ...changed(before, before.fields), sharedWith: [w.moe.userId] }, false],
      [{ ...changed(before, before.fields), life: 'deleted' }, false],
      [{ ...changed(before, before.fields), schema: 9 }, false],
      [changed(before, { ...before.fields, ofAnOlderBuild: 1 }), false],
    ];
    let last = before;
    for (const [now, isAmended] of states) {
      expect(amendmentOf(tenant, before, now) !== undefined).toBe(isAmended);
      await write(last, before); // back to its first state
      await write(before, now);
      expect(await present(before.id)).toEqual(now);
      const [row] = await w.tenant.rows('select keys, k_name, k_value from store.crm_deal where id = $1', [before.id]);
      const keys = keysOf(deal, now.fields);
      expect(row).toEqual({ keys, k_name: keys['name'], k_value: keys['value'] ?? null });
      last = now;
    }
    expect(amendmentOf(tenant, undefined, before)).toBeUndefined();
  });

  it('[P-4] fails its whole transaction where its row is missing, and is never dropped', async () => {
    const before = await madeDeal();
    const gone = { ...before, id: w.id() };
    await expect(write(gone, changed(gone, { ...gone.fields, name: 'Nobody' }))).rejects.toThrow('null value');
  });

  it('[A-3] is filed again under its tokens, also where its feed row is missing', async () => {
    const { id } = await madeDeal();
    const feed = () =>
      w.tenant.rows<{ token: string; n: number; gone: boolean; since: number }>(
        'select token, n, gone, since from store.feed where id = $1 order by token',
        [id],
      );
    const before = await feed();
    const [first, ...others] = before;
    if (!first || others.length === 0) throw new Error('not filed');
    const row = (token: string, gained: number | null) => ({
      token,
      id,
      entity: 'crm/deal',
      n: 900,
      gone: false,
      gained,
    });
    await inTenant(given.test.database, { orgId: w.tenant.orgId, mode: 'write' }, async (tx) => {
      await tx.query('delete from store.feed where org_id = $1 and id = $2 and token = $3', [w.tenant.orgId, id, first.token]); // prettier-ignore
      await writeFeed(tx, w.tenant.orgId, [
        ...before.map(({ token }) => row(token, null)),
        row('crm/deal@user:x', 800),
      ]);
    });
    expect(await feed()).toEqual(
      [
        { ...first, n: 900, since: 900 },
        ...others.map((other) => ({ ...other, n: 900 })),
        { token: 'crm/deal@user:x', n: 900, gone: false, since: 800 },
      ].sort((a, b) => (a.token < b.token ? -1 : 1)),
    );
  });
});
