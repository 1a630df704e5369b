import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { makeSalesWorld, type SalesWorld } from '../testing/sales-world.ts';
import { makeTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { makeTestServer, type TestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let test: TestServer;
let w: SalesWorld;
beforeAll(async () => {
  database = await makeTestDatabase(inject('postgresUrl'));
  test = await makeTestServer(database.database);
  w = await makeSalesWorld(test);
});
afterAll(async () => {
  await test.server.close();
  await database.drop();
});

describe('what merges', () => {
  it('[E-3, S-4d] a record is shared with a bounded number of people, however many edits come together', async () => {
    const deal = w.id();
    await w.mia.do([w.deal(deal)]);
    const people = () => Array.from({ length: 300 }, () => w.id()).sort();
    const [first, second] = [people(), people()];
    expect((await w.mia.do([w.set(deal, { sharedWith: [[], first] })])).status).toBe('accepted');
    const more = await w.mia.do([w.set(deal, { sharedWith: [[], second] })]);
    expect(Object.values(more.refused)).toMatchObject([{ code: 'records/invalid', details: { field: 'sharedWith' } }]);
    const fewer = await w.mia.do([w.set(deal, { sharedWith: [first, second] })]);
    expect(fewer.status).toBe('accepted');
  });
});
