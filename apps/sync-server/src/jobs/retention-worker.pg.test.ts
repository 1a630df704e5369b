import { randomBytes } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database, inTenant } from '../db/database.ts';
import { openAsRole } from '../db/open-as-role.ts';
import { noteEvent } from '../journal/events/note-event.ts';
import { givenServer } from '../testing/given-server.ts';
import { changeEdit, type TestDevice, type TestTenant } from '../testing/test-server.ts';
import { retentionWorker } from './retention-worker.ts';
import { serverWorkers } from './server-workers.ts';
import type { Worker } from './workers/workers.ts';

const given = givenServer();
const day = 86_400_000;
let eraser: Database | undefined;
let tenant: TestTenant;
let ada: TestDevice;

beforeEach(async () => {
  eraser ??= await openAsRole(given.database.ownerUrl, 'outpost_eraser');
  tenant = await given.test.tenant();
  ada = await tenant.person('Ada', 'admin');
  await given.test.server.runWorkers(tenant.orgId);
});
afterAll(() => eraser?.close());

function worker(): Worker {
  if (!eraser) throw new Error('no eraser');
  const { clock, installed } = given.test.server.tenancy;
  const { monotonic, keys } = given.test;
  return retentionWorker({ database: eraser, clock, monotonic, installed, random: randomBytes, signing: keys.signing });
}
/** Notes sign-ins of Ada, which are entries of the class security. */
async function noteSignIns(times: number, of = tenant): Promise<void> {
  const nowMs = given.test.clock.nowMs();
  await inTenant(given.test.database, { orgId: of.orgId, mode: 'write' }, async (tx) => {
    for (let time = 0; time < times; time += 1) await noteEvent(tx, of.orgId, { action: 'sign-in', nowMs, by: null });
  });
  await given.test.server.runWorkers(of.orgId);
}
async function keepSecurityFor(days: number): Promise<void> {
  const [row] = await tenant.rows<{ id: string }>('select id from store.platform_organisation');
  await ada.do([changeEdit(row?.id ?? '', 'platform/organisation', { securityDays: [null, days] })]);
}
const emptied = async (of = tenant) => (await of.rows('select n from store.journal where payload is null')).length;
const signInsLeft = async (of = tenant) =>
  (await of.rows(`select n from store.audit_entry where action = 'sign-in'`)).length;

describe('[PLT-21] the daily removal of old journal entries', () => {
  it('is one of the works of a server that has a connection of the erasing role, and of no other', () => {
    const { tenancy } = given.test.server;
    const ports = { ...tenancy, log: { info: () => undefined, warn: () => undefined, error: () => undefined }, monotonic: given.test.monotonic, keys: given.test.keys, blobs: undefined, schedules: [], followers: [], intents: [], mail: null, services: {}, messages: undefined, webhooks: { doing: 'sending webhooks' }, sources: { doing: 'applying deliveries' }, mailboxes: { doing: 'reading mailboxes' }, consumers: [] }; // prettier-ignore
    const doing = (more: object) => serverWorkers({ ...ports, ...more } as never).map((one) => one.doing); // the parts that the list reads
    expect(doing({ eraser })).toContain(worker().doing);
    expect(doing({})).not.toContain(worker().doing);
  });

  it('removes what the settings of each organisation say, and leaves the others as they are', async () => {
    const other = await given.test.tenant('Other');
    await noteSignIns(3);
    await noteSignIns(2, other);
    await keepSecurityFor(365);
    given.test.advance(366 * day);
    const runner = worker();
    expect(await runner.isDue?.()).toBe(true);
    for (const { orgId } of [tenant, other]) while ((await runner.run(orgId)) === 'more');
    expect([await signInsLeft(), await signInsLeft(other), await emptied(other)]).toEqual([0, 2, 0]);
    expect(await emptied()).toBeGreaterThanOrEqual(3);
  });

  it('is due once a day, and at the start of a server', async () => {
    const runner = worker();
    expect([await runner.isDue?.(), await runner.isDue?.()]).toEqual([true, false]);
    given.test.advance(day - 1);
    expect(await runner.isDue?.()).toBe(false);
    given.test.advance(1);
    expect([await runner.isDue?.(), await runner.isDue?.()]).toEqual([true, false]);
    expect(await worker().isDue?.()).toBe(true);
  });

  it('works in slices, so that other organisations come in between', async () => {
    await noteSignIns(700);
    await keepSecurityFor(365);
    given.test.advance(366 * day);
    const runner = worker();
    expect(await runner.run(tenant.orgId)).toBe('more');
    expect(await emptied()).toBe(500);
    while ((await runner.run(tenant.orgId)) === 'more');
    expect(await signInsLeft()).toBe(0);
  });

  it('is done by one server at a time: two at once empty each entry once', async () => {
    await noteSignIns(20);
    await keepSecurityFor(365);
    given.test.advance(366 * day);
    const [one, two] = await Promise.all([worker().run(tenant.orgId), worker().run(tenant.orgId)]);
    expect([one, two].toSorted()).toEqual(['done', 'more']);
    const erasures = await tenant.rows(`select n from store.journal where kind = 'erasure'`);
    expect(erasures).toHaveLength(1);
  });
});
