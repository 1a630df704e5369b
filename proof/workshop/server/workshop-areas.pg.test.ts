import { demoDevice, demoJob, demoWorkshop } from '@outpost/domain/packs/workshop/fixtures/demo-workshop';
import { beforeAll, describe, expect, it } from 'vitest';
import { givenServer } from '../../testing/given-server.ts';
import { changeEdit, made, type TestDevice, type TestTenant } from '../../testing/test-server.ts';

const site = givenServer();
let tenant: TestTenant;
let ann: TestDevice;
let kim: TestDevice;
const [harbour, hill] = ['0193a4d0-1000-7000-8000-000000000011', '0193a4d0-1000-7000-8000-000000000012'] as const;
const job = 'workshop/job';
const run = (): Promise<void> => site.test.server.runWorkers(tenant.orgId);
beforeAll(async () => {
  tenant = await site.test.tenant();
  ann = await tenant.person('Ann', 'admin');
  await ann.do([made(site.test.newId(), 'platform/installed-pack', { pack: 'workshop', release: 1 })]);
  await run();
  kim = await tenant.person('Kim', 'technician');
  await run();
  await ann.do([...demoWorkshop]);
  await ann.do([
    made(harbour, 'workshop/service-area', { name: 'Harbour' }),
    made(hill, 'workshop/service-area', { name: 'Hill' }),
  ]);
});

describe('[T-30] a technician of the workshop', () => {
  it('holds the jobs of the areas that they have chosen, and all of them without a choice', async () => {
    const [near, far] = [site.test.newId(), site.test.newId()];
    const fields = { name: 'On site', device: demoDevice, status: 'received' };
    await ann.do([made(near, job, { ...fields, area: harbour }), made(far, job, { ...fields, area: hill })]);
    await kim.pull();
    expect(kim.holds(job)).toEqual([demoJob, near, far].sort());
    const [mine] = await tenant.rows<{ id: string }>('select id from store.workshop_my_settings where owner_id = $1', [
      kim.userId,
    ]);
    const choose = (from: string[] | null, to: string[]) =>
      kim.do([changeEdit(mine?.id ?? '', 'workshop/my-settings', { areas: [from, to] })]);
    expect(await choose(null, [harbour])).toMatchObject({ status: 'accepted' });
    await kim.pull();
    expect(kim.holds(job)).toEqual([near]);
    await ann.do([changeEdit(far, job, { area: [hill, harbour] }), changeEdit(near, job, { area: [harbour, hill] })]);
    await kim.pull();
    expect(kim.holds(job)).toEqual([far]);
    await choose([harbour], []);
    await kim.pull();
    expect(kim.holds(job)).toEqual([demoJob, near, far].sort());
  });
});
