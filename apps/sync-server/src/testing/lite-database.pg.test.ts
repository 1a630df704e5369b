import { usd } from '@outpost/domain/testing/usd';
import { describe, expect, it } from 'vitest';
import { makeLiteDatabase } from './lite-database.ts';
import { makeSalesWorld } from './sales-world.ts';
import { makeTestServer } from './test-server.ts';

// The whole server on a Postgres in the process, as in the simulation.
describe('the server on PGlite', () => {
  it('[S-2, S-6] decides, pulls, keeps its journal and its row security as on a real Postgres', async () => {
    const { database, lite } = await makeLiteDatabase();
    const test = await makeTestServer(database);
    const [w, other] = [await makeSalesWorld(test), await makeSalesWorld(test)];
    const [deal, task] = [w.id(), w.id()];
    await w.mia.do([w.deal(deal), w.task(task, deal)]);
    expect(await w.ann.do([w.set(deal, { value: [usd(4), usd(9)] })])).toMatchObject({ status: 'merged' });
    await w.max.pull();
    expect([w.max.holds('crm/deal'), w.max.holds('crm/task')]).toEqual([[deal], [task]]);
    await other.ann.pull();
    expect(other.ann.holds('crm/deal')).toEqual([]);
    expect(await other.tenant.rows('select id from store.crm_deal')).toEqual([]);
    const person = await w.tenant.person('Ada', 'admin', { email: 'ada@example.com' });
    const signedIn = await test.fetch('/auth/sign-in', {
      body: { email: 'ada@example.com', password: 'four quiet green hills', device: { id: person.device, name: 'x' } },
    });
    const { accessToken } = (await signedIn.json()) as { accessToken: string };
    expect(await (await test.fetch('/journal/verify', { token: accessToken })).json()).toMatchObject({ problems: [] });
    await test.server.close();
    await lite.close();
  });
});
