import { spawn } from 'node:child_process';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { systemUserId } from '@outpost/domain/engine/act/author';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/database.ts';
import { givenServer } from '../../testing/given-server.ts';
import type { TestTenant } from '../../testing/test-server.ts';
import { setPlan } from './plan.ts';
import { resumeOrganisation, suspendOrganisation } from './suspend.ts';

const given = givenServer();
let tenant: TestTenant;
beforeEach(async () => {
  tenant = await given.test.tenant();
});

type Noted = { readonly class: string; readonly action: string; readonly person: string; readonly payload: string };
/** Returns the entries of operators' orders in the tenant's journal, in order. */
async function noted() {
  await given.test.server.runWorkers(tenant.orgId);
  const rows = await tenant.rows<Noted>(
    `select e.class, e.action, e.person, j.payload from store.journal j join store.audit_entry e on e.org_id = j.org_id and e.n = j.n
     where e.action in ('organisation/suspended', 'organisation/resumed', 'plan/changed') order by e.n`,
  );
  return rows.map(({ payload, ...row }) => {
    const { label, event } = JSON.parse(payload) as {
      readonly label: string;
      readonly event: { readonly at: string; readonly details: object };
    };
    return { ...row, label, at: event.at, details: event.details };
  });
}
const now = () => new Date(given.test.clock.nowMs()).toISOString();
/** Runs the command like an operator. Returns its exit code. */
async function command(...args: readonly string[]): Promise<number | null> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'start.ts'), ...args], {
    env: { PATH: process.env['PATH'] ?? '', DATABASE_URL: given.database.ownerUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await text(child.stdout);
  return ended;
}

describe('[PLT-21] the entries of the journal about an operator’s orders', () => {
  it('tell that the organisation was suspended and opened again, by whom and when, once for each change', async () => {
    const { tenancy } = given.test.server;
    const by = { orderedBy: 'Rosa, ticket 4711' };
    const suspendedAt = now();
    const twice = [await suspendOrganisation(tenancy, tenant.orgId, by), await suspendOrganisation(tenancy, tenant.orgId, by)]; // prettier-ignore
    given.test.advance(60_000);
    const resumedAt = now();
    const again = [await resumeOrganisation(tenancy, tenant.orgId, by), await resumeOrganisation(tenancy, tenant.orgId, by)]; // prettier-ignore
    expect([twice, again]).toEqual([[true, false], [true, false]]); // prettier-ignore
    const common = { class: 'security', person: systemUserId, details: by };
    expect(await noted()).toEqual([
      { ...common, action: 'organisation/suspended', label: 'Organisation suspended by the operator', at: suspendedAt },
      { ...common, action: 'organisation/resumed', label: 'Organisation opened again by the operator', at: resumedAt },
    ]);
  });

  it('tell the plan and the limits before and after a change, and nothing where nothing changes', async () => {
    const { tenancy } = given.test.server;
    const { orgId } = tenant;
    const small = { orgId, plan: 'small', quotas: { records: 1_000, people: 25 }, orderedBy: 'rosa' };
    expect([await setPlan(tenancy, small), await setPlan(tenancy, small)]).toEqual([true, true]);
    expect(await setPlan(tenancy, { orgId, plan: 'team', quotas: {} })).toBe(true);
    const common = { class: 'compliance', action: 'plan/changed', person: systemUserId, label: 'Changed the plan of the organisation', at: now() }; // prettier-ignore
    expect(await noted()).toEqual([
      {
        ...common,
        details: { from: 'self-hosted', to: 'small', formerLimits: 'none', limits: 'people=25, records=1000', orderedBy: 'rosa' }, // prettier-ignore
      },
      { ...common, details: { from: 'small', to: 'team', formerLimits: 'people=25, records=1000', limits: 'none' } },
    ]);
  });

  it('are written with the change or not at all', async () => {
    const { tenancy } = given.test.server;
    const { orgId } = tenant;
    /** A database that is lost as the entry is written. */
    const broken: Database = {
      ...tenancy.database,
      transaction: (mode, work) =>
        tenancy.database.transaction(mode, (tx) =>
          work({
            ...tx,
            query: (statement, parameters) =>
              statement.includes('store.note_event')
                ? Promise.reject(new Error('The connection is lost.'))
                : tx.query(statement, parameters),
          }),
        ),
    };
    const ports = { database: broken, clock: tenancy.clock };
    for (const change of [
      () => suspendOrganisation(ports, orgId),
      () => setPlan(ports, { orgId, plan: 'small', quotas: {} }),
    ])
      await expect(change()).rejects.toThrow('The connection is lost.');
    expect(await tenant.rows('select plan, suspended_at from store.tenants')).toEqual([
      { plan: 'self-hosted', suspended_at: null },
    ]);
    expect(await noted()).toEqual([]);
  });

  it('name the person who ran the command, or the name that the command was given', async () => {
    const organisation = ['--organisation', tenant.orgId];
    expect(await command('plan', ...organisation, '--name', 'small', '--limit', 'people=25')).toBe(0);
    expect(await command('suspend', ...organisation, '--ordered-by', 'Rosa, ticket 4711')).toBe(0);
    expect(await command('resume', ...organisation)).toBe(0);
    given.test.advance(Math.max(0, Date.now() - given.test.clock.nowMs())); // the command has the clock of the machine
    expect((await noted()).map(({ action, details }) => [action, details])).toMatchObject([
      ['plan/changed', { to: 'small', limits: 'people=25', orderedBy: userInfo().username }],
      ['organisation/suspended', { orderedBy: 'Rosa, ticket 4711' }],
      ['organisation/resumed', { orderedBy: userInfo().username }],
    ]);
  });
});
