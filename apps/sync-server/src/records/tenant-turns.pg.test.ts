import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../testing/sales-world.ts';

const given = givenServer();
let w: SalesWorld;
let other: SalesWorld;
beforeAll(async () => {
  [w, other] = [await makeSalesWorld(given.test), await makeSalesWorld(given.test)];
});

describe('a tenant with long writes', () => {
  it('[E-3, P-4] delays neither reads nor writes of other tenants, and loses no waiting push', async () => {
    const holder = new pg.Client({ connectionString: given.database.ownerUrl });
    await holder.connect();
    await holder.query('begin');
    await holder.query('select 1 from store.clock where org_id = $1 for update', [w.tenant.orgId]);
    const devices = Array.from({ length: 30 }, () => w.mia.twin()); // more than the server has connections
    const pushes = devices.map((device) => device.do([w.deal(w.id())]));
    await other.moe.pull();
    expect((await other.mia.do([other.deal(other.id())])).status).toBe('accepted');
    await holder.query('commit');
    await holder.end();
    expect(new Set((await Promise.all(pushes)).map(({ status }) => status))).toEqual(new Set(['accepted']));
  });
});
