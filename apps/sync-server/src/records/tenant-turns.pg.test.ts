import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { makeSalesWorld, type SalesWorld } from '../testing/sales-world.ts';
import { makeTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { makeTestServer, type TestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let test: TestServer;
let w: SalesWorld;
let other: SalesWorld;
beforeAll(async () => {
  database = await makeTestDatabase(inject('postgresUrl'));
  test = await makeTestServer(database.database);
  [w, other] = [await makeSalesWorld(test), await makeSalesWorld(test)];
});
afterAll(async () => {
  await test.server.close();
  await database.drop();
});

describe('a tenant whose writing takes long', () => {
  it('[E-3, P-4] holds up neither the reading nor the writing of other tenants, and loses no push that waits', async () => {
    const holder = new pg.Client({ connectionString: database.ownerUrl });
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
