import { actSchema } from '@outpost/domain/kernel/acts/act';
import { madeId } from '@outpost/domain/kernel/catalogue/kinds-upgrade';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { groupsOf } from '@outpost/domain/sync/token-groups';
import { claimsOfJobs, sitesOfJobs, trialBuilds } from '@outpost/domain/testing/packs/kinds-upgrade-pack';
import { describe, expect, it } from 'vitest';
import { applyPage } from '../sync/answers/apply-page.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { type GivenTenant, givenPerson } from '../testing/given-tenant.ts';
import { addedRecord, performed } from '../testing/performed.ts';

type Fields = Readonly<Record<string, JsonValue>>;
const at = '2026-11-19T08:00:00.000Z';
const [one, two, three] = [1, 2, 3].map((n) => `0190b1f2-7c00-7000-8000-000000000e0${n}`) as [string, string, string];
const claimOf = (job: string): string => madeId(claimsOfJobs, job);
const sent = (id: string, fields: Fields, { entity = 'trial/job', version = 1 } = {}) => ({
  id, entity, schema: entity === 'trial/job' && version > 1 ? 2 : 1, version, life: 'alive', ownerId: givenPerson.id, teamId: null, sharedWith: [],
  inherited: entity === 'trial/claim' ? { ownerId: givenPerson.id, teamId: null, sharedWith: [] } : null, fields,
  createdAt: at, createdBy: givenPerson.id, updatedAt: at, updatedBy: givenPerson.id,
}); // prettier-ignore

/** Applies a complete page of the server. */
const received = ({ tenant: { device } }: GivenTenant, records: readonly ReturnType<typeof sent>[], n = 1) =>
  device.transact((write) =>
    applyPage(
      write,
      {
        kind: 'page', history: [], changesTokens: false, done: true, durable: n, remaining: 0,
        rows: records.map((record) => ({ id: record.id, n, record, through: [`${record.entity}@org`] })),
        tokens: groupsOf(['trial/job@org', 'trial/claim@org', 'trial/site@org']),
        next: { n, id: '~', tokens: 'digest', gain: null, history: n },
        head: { head: [n, 'h'], signature: '' },
      },
      { lookups: device.lookups, userId: givenPerson.id, now: at },
    ),
  ); // prettier-ignore

/** Closes the replica and opens its file with the build that has the upgrade. */
async function updated(old: GivenTenant): Promise<GivenTenant> {
  const now = await old.reopen(trialBuilds.now);
  const { device } = now.tenant;
  for (let turn = 0; device.memory.state.recordSchemas?.['trial/job'] !== 2 && turn < 500; turn += 1) {
    await device.lane.idle();
    await new Promise((resolve) => void setTimeout(resolve, 2)); // records are upgraded after the start, in the background
  }
  return now;
}
/** Returns the fields of each record of a kind by id, as lists show them. */
async function shown({ tenant }: GivenTenant, entity: string): Promise<ReadonlyMap<string, Fields>> {
  const list = await tenant.questions.list({ entity, life: 'alive', sort: [], limit: 50 });
  if (!list.ok) throw new Error(list.message);
  return new Map(list.value.rows.map(({ id, fields }) => [id, fields]));
}
const given = async () => {
  const old = await tenantForTest({ catalogue: trialBuilds.before });
  await received(old, [
    sent(one, { name: 'Boiler', hours: 2, warrantyBy: 'Vaillant', rma: 'R-1', place: 'Bern' }),
    sent(two, { name: 'Stove', rma: 'R-2' }),
    sent(three, { name: 'Sink' }),
  ]);
  return old;
};

describe('[T-27] [K-5] a device that is updated before it has synced', () => {
  it('shows moved fields in the other kind, and never sends them', async () => {
    let now = await given();
    for (let start = 0; start < 2; start += 1) {
      now = await updated(now);
      expect(await shown(now, 'trial/claim')).toEqual(
        new Map([
          [claimOf(one), { job: one, maker: 'Vaillant', number: 'R-1' }],
          [claimOf(two), { job: two, maker: 'Unknown', number: 'R-2' }],
        ]),
      );
      expect(await shown(now, 'trial/site')).toEqual(new Map([[madeId(sitesOfJobs, one), { name: 'Boiler', city: 'Bern' }]])); // prettier-ignore
      expect(now.tenant.replicator.nextBatch()).toEqual([]);
    }
    expect(now.faults).toEqual([]);
  });

  it('shows unsent edits in the other kind, and sends them as they were made', async () => {
    const old = await given();
    await performed(old, 'Sent in', [{ entity: 'trial/job', id: one, fields: { rma: 'R-5', hours: 3 } }]);
    await performed(old, 'Sent in', [{ entity: 'trial/job', id: three, fields: { rma: 'R-3' } }]);
    await performed(old, 'Named', [{ entity: 'trial/job', id: three, fields: { warrantyBy: 'Grohe', rma: 'R-4' } }]);
    const own = await addedRecord(old, 'trial/job', { name: 'Lamp', rma: 'R-8' });
    const now = await updated(old);
    expect(await shown(now, 'trial/claim')).toEqual(
      new Map([
        [claimOf(one), { job: one, maker: 'Vaillant', number: 'R-5' }],
        [claimOf(two), { job: two, maker: 'Unknown', number: 'R-2' }],
        [claimOf(three), { job: three, maker: 'Grohe', number: 'R-4' }],
        [claimOf(own), { job: own, maker: 'Unknown', number: 'R-8' }],
      ]),
    );
    const batch = now.tenant.replicator.nextBatch();
    expect(batch.map((act) => actSchema.safeParse(act).error?.message)).toEqual(batch.map(() => undefined));
    expect(batch.map(({ edits }) => edits[0])).toMatchObject([
      { id: one, fields: { rma: ['R-1', 'R-5'], hours: [4, 6] } },
      { id: three, fields: { rma: [null, 'R-3'] } },
      { id: three, fields: { warrantyBy: [null, 'Grohe'], rma: ['R-3', 'R-4'] } },
      { id: own, create: { fields: { name: 'Lamp', rma: 'R-8' } } },
    ]);
    await performed(now, 'Noted', [{ entity: 'trial/claim', id: claimOf(two), fields: { maker: 'AEG' } }]);
    expect((await shown(now, 'trial/claim')).get(claimOf(two))).toEqual({ job: two, maker: 'AEG', number: 'R-2' });
  });

  it("replaces its shown records by the server's, and drops those that the server does not have", async () => {
    const now = await updated(await given());
    const claim = sent(
      claimOf(one),
      { job: one, maker: 'Bosch', number: 'R-1' },
      { entity: 'trial/claim', version: 5 },
    );
    const jobs = [
      sent(one, { name: 'Boiler', hours: 4 }, { version: 4 }),
      sent(two, { name: 'Stove' }, { version: 6 }),
    ];
    await received(now, [claim, ...jobs], 7);
    expect(await shown(now, 'trial/claim')).toEqual(new Map([[claimOf(one), claim.fields]]));
    expect(await shown(now, 'trial/site')).toEqual(new Map());
    expect([...now.tenant.device.memory.acts.values()]).toEqual([]);
    const again = await updated(now);
    expect(await shown(again, 'trial/claim')).toEqual(new Map([[claimOf(one), claim.fields]]));
  });

  it('shows no moved fields where the server was updated first: its records came with the rows of the earlier build', async () => {
    const old = await given();
    const claim = sent(claimOf(one), { job: one, maker: 'Vaillant' }, { entity: 'trial/claim', version: 5 });
    await received(old, [claim, sent(one, { name: 'Boiler', hours: 4 }, { version: 4 })], 7);
    const now = await updated(old);
    expect(await shown(now, 'trial/claim')).toEqual(new Map([[claimOf(one), claim.fields], [claimOf(two), { job: two, maker: 'Unknown', number: 'R-2' }]])); // prettier-ignore
    expect([...now.tenant.device.memory.acts.values()].flatMap(({ act }) => act.edits)).toMatchObject([{ id: claimOf(two) }]); // prettier-ignore
  });

  it('[S-4c] undoes an act from before the update in the kind that has the value now', async () => {
    const old = await given();
    const { act } = await performed(old, 'Sent in', [{ entity: 'trial/job', id: one, fields: { rma: 'R-5' } }]);
    const now = await updated(old);
    const undone = await now.tenant.acts.undo(act);
    expect(undone.ok).toBe(true);
    expect((await shown(now, 'trial/claim')).get(claimOf(one))).toEqual({ job: one, maker: 'Vaillant', number: 'R-1' });
  });
});
