import { installedCatalogue, installedPacks } from '@outpost/domain/installed-packs';
import { catalogueOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { madeId } from '@outpost/domain/kernel/catalogue/kinds-upgrade';
import { job } from '@outpost/domain/packs/workshop/entities/job.entity';
import { demoDevice, demoJob, demoWorkshop } from '@outpost/domain/packs/workshop/fixtures/demo-workshop';
import { warrantyOfJobs } from '@outpost/domain/packs/workshop/upgrades/warranty-of-jobs';
import { describe, expect, it } from 'vitest';
import { prepareTenant } from '../../tenancy/prepare-tenant.ts';
import { givenServer } from '../../testing/given-server.ts';
import { changeEdit, made, makeTestServer, TestDevice, TestTenant } from '../../testing/test-server.ts';

const site = givenServer();

/** The build before: a job has its warranty itself. */
const jobBefore = { ...job, schema: 1, fields: { ...job.fields, ...warrantyOfJobs.was } };
const before = catalogueOf(
  installedPacks.map((pack) => ({
    ...pack,
    entities: pack.entities.map((kind) => (kind.name === job.name ? jobBefore : kind)),
    upgrades: [],
  })),
);

describe('[T-27] a workshop that version 1 has worked in', () => {
  it('finds the warranties of its jobs as claims of any author, once', async () => {
    const old = await makeTestServer(site.test.database, { installed: before });
    const tenant = await old.tenant();
    const ann = await tenant.person('Ann', 'admin');
    await ann.do([made(old.newId(), 'platform/installed-pack', { pack: 'workshop', release: 1 })]);
    await ann.do(demoWorkshop.map((edit) => ({ ...edit, create: { ...edit.create, schema: 1 } })));
    await ann.do([changeEdit(demoJob, job.name, { warrantyBy: [null, 'Vaillant'], rmaNumber: [null, 'R-1'] })]);
    await old.server.close();
    const start = (installed = installedCatalogue) =>
      prepareTenant({ ...site.test.server.tenancy, installed, log: { warn: (one: unknown) => void refused.push(one) } }, tenant.orgId); // prettier-ignore
    const refused: unknown[] = [];
    await start(before);
    await start();
    await start();
    const claim = madeId(warrantyOfJobs, demoJob);
    const now = new TestTenant(site.test, tenant.orgId);
    expect(await now.fields('workshop/job', demoJob)).not.toHaveProperty('warrantyBy');
    const claims = () => now.rows(`select fields from store.workshop_warranty_claim where id = '${claim}'`);
    const first = { name: 'Warranty', job: demoJob, manufacturer: 'Vaillant', reference: 'R-1', status: 'open' };
    expect(await claims()).toEqual([{ fields: first }]);
    // A laptop of version 1 comes back: its change of a job's warranty reaches the claim, and its new job makes one.
    const laptop = new TestDevice(now, ann.userId);
    const other = site.test.newId();
    const job2 = { name: 'Second', device: demoDevice, status: 'received', rmaNumber: 'R-9' };
    await laptop.do([changeEdit(demoJob, job.name, { rmaNumber: ['R-1', 'R-2'] }), made(other, job.name, job2)]);
    expect(await claims()).toEqual([{ fields: { ...first, reference: 'R-2' } }]);
    expect(await now.fields('workshop/job', other)).toEqual({ name: 'Second', device: demoDevice, status: 'received' });
    expect((await now.rows('select count(*)::int as count from store.workshop_warranty_claim where fields ? $1', ['reference']))).toEqual([{ count: 2 }]); // prettier-ignore
    expect(refused).toEqual([]);
  });
});
