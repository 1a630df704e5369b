import { demoJob, demoWorkshop } from '@outpost/domain/packs/workshop/fixtures/demo-workshop';
import { beforeAll, describe, expect, it } from 'vitest';
import { givenServer } from '../../testing/given-server.ts';
import { changeEdit, made, type TestDevice, type TestTenant } from '../../testing/test-server.ts';

const site = givenServer();
let tenant: TestTenant;
let ann: TestDevice;
let kim: TestDevice;
let max: TestDevice;
const kind = 'links/job-deal';
const [deal, joined, twice, installed] = ['21', '22', '23', '24'].map((end) => `0193a4d0-1000-7000-8000-0000000000${end}`) as [string, string, string, string]; // prettier-ignore
const joins = (id: string) => made(id, kind, { of: demoJob, with: deal });
const run = (): Promise<void> => site.test.server.runWorkers(tenant.orgId);
/** Ann removes the workshop, or installs it again. */
const setWorkshop = async (life: readonly ['alive' | 'deleted', 'alive' | 'deleted']): Promise<void> => {
  expect(await ann.do([changeEdit(installed, 'platform/installed-pack', { life: [...life] })])).toMatchObject({ status: 'accepted' }); // prettier-ignore
  await run();
};
beforeAll(async () => {
  tenant = await site.test.tenant();
  ann = await tenant.person('Ann', 'admin');
  await ann.do([made(deal, 'crm/deal', { name: 'A new robot', stage: 'prospecting' })]);
});

describe('[T-19] a job and a deal on the server', () => {
  it('are not joined in an organisation without the workshop', async () => {
    expect(await ann.do([joins(joined)])).toMatchObject({ status: 'refused' });
    expect(ann.tokens.filter((token) => token.startsWith('links/'))).toEqual([]);
  });

  it('are joined once, by a person who sees both, and seen with the role of the pack that joins them', async () => {
    await ann.do([made(installed, 'platform/installed-pack', { pack: 'workshop', release: 1 })]);
    await run();
    await ann.do([...demoWorkshop]);
    kim = await tenant.person('Kim', 'technician');
    max = await tenant.person('Max', 'technician');
    const roles = (...keys: readonly string[]) => keys.map((role) => ({ role, teamId: null }));
    await tenant.setRoles(max.userId, roles('technician', 'viewer'));
    await tenant.setRoles(kim.userId, roles('technician', 'job-deals'));
    await run();
    await ann.do([changeEdit(deal, 'crm/deal', { sharedWith: [[], [kim.userId, max.userId].sort()] })]);
    expect(await kim.do([joins(joined)])).toMatchObject({ refused: { [joined]: { code: 'records/not-found' } } }); // the deal
    await tenant.setRoles(kim.userId, roles('technician', 'viewer', 'job-deals'));
    expect(await kim.do([joins(joined)])).toMatchObject({ status: 'accepted' });
    expect(await kim.do([joins(twice)])).toMatchObject({ status: 'refused' });
    for (const one of [ann, kim, max]) await one.pull();
    expect([ann, kim, max].map((one) => one.holds(kind))).toEqual([[joined], [joined], []]);
  });

  it('are no longer joined once the workshop is removed, and again once it is back', async () => {
    await setWorkshop(['alive', 'deleted']);
    await ann.pull();
    expect([ann.holds(kind), ann.holds('workshop/job'), ann.holds('crm/deal')]).toEqual([[], [], [deal]]);
    expect(await ann.do([joins(twice)])).toMatchObject({ status: 'refused' });
    expect(await tenant.rows('select id from store.links_job_deal')).toHaveLength(1);
    await setWorkshop(['deleted', 'alive']);
    await ann.pull();
    expect([ann.holds(kind), ann.holds('workshop/job')]).toEqual([[joined], [demoJob]]);
  });
});
