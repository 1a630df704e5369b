import { describe, expect, it } from 'vitest';
import { installedCatalogue, installedPacks } from '../../installed-packs.ts';
import { catalogueOf } from '../../kernel/catalogue/catalogue.ts';
import { madeId } from '../../kernel/catalogue/kinds-upgrade.ts';
import { withPacks } from '../../kernel/definitions/tenant-packs.ts';
import type { JsonValue } from '../../kernel/json.ts';
import { timeInState } from '../../kernel/catalogue/stages/time-in-state.ts';
import { day } from '../../kernel/entities/field-types.ts';
import { calculate } from '../../kernel/query/calculate.ts';
import { DecisionWorld, holding, make, record, set } from '../../testing/decision-world.ts';
import { givenRecord } from '../../testing/given-record.ts';
import { repairPrice } from './calculations/repair-price.ts';
import { stockMovement } from './entities/stock-movement.entity.ts';
import { demoBelt, demoDevice, demoJob, demoWorkshop } from './fixtures/demo-workshop.ts';
import { workshop } from './pack.ts';
import { warrantyOfJobs } from './upgrades/warranty-of-jobs.ts';
import { movesTheRightWay } from './rules/moves-the-right-way.rule.ts';

const catalogue = catalogueOf(installedPacks.map((pack) => (pack === workshop ? { ...pack, isOptional: undefined as never } : pack))); // prettier-ignore

/** The job after a move, or the refusal. */
function moved(
  fields: Readonly<Record<string, JsonValue>>,
  to: string,
  more: Parameters<typeof set>[1] = {},
  grants: readonly string[] = ['**:*@org'],
) {
  const world = new DecisionWorld();
  world.installed = catalogue;
  world.records.set(demoJob, record(demoJob, 'workshop/job', { name: 'Job', device: demoDevice, ...fields }));
  const edit = {
    ...set(demoJob, { status: [fields['status'] ?? null, to], ...more }, 'workshop/job'),
    day: '2026-11-20',
  };
  const { records, refused } = world.decide([edit], { by: holding(...grants) });
  return refused.get(demoJob) ?? records[0]?.record.fields;
}

describe('the workshop', () => {
  it('is a pack that a tenant has once it installs it', () => {
    expect(installedPacks).toContain(workshop);
    const without = withPacks(installedCatalogue, []);
    expect(without.entities.get('workshop/job')).toMatchObject({ isRemoved: true });
    expect([without.calculations.has('workshop/repair-price'), without.settings.has('workshop/settings')]).toEqual([
      false,
      false,
    ]);
  });

  it('[WRK-3] moves a job only by its steps, and the right to hand back is granted by name', () => {
    expect(moved({ status: 'received' }, 'ready')).toMatchObject({ code: 'workflow/no-such-move' });
    expect(moved({ status: 'received' }, 'diagnosed')).toMatchObject({ details: { field: 'diagnosis' } });
    expect(moved({ status: 'received' }, 'diagnosed', { diagnosis: [null, 'Belt'] })).toMatchObject({
      status: 'diagnosed',
    });
    expect(
      moved({ status: 'ready' }, 'handed-back', {}, ['workshop/job:read@org', 'workshop/job:update@org']),
    ).toMatchObject({
      code: 'access/denied',
    });
    expect(moved({ status: 'ready' }, 'handed-back')).toMatchObject({
      status: 'handed-back',
      handedBackOn: '2026-11-20',
    });
    expect(moved({ status: 'received' }, 'cancelled')).toMatchObject({ details: { field: 'cancelReason' } });
  });

  it('[WRK-3] [T-14] counts the days of a repair from its beginning, again after each rework, and those of a device that waits', () => {
    const jobs = catalogue.workflows.get('workshop/job');
    const timeOf = (
      fields: unknown, // of a record that moved
    ) => jobs && timeInState(jobs, { fields: fields as Record<string, JsonValue> }, { today: day('2026-12-02') });
    expect(timeOf(moved({ status: 'diagnosed' }, 'in-repair'))).toMatchObject({ days: 12, isTooLong: false });
    const worked = { status: 'ready', readyOn: '2026-11-10', begunOn: '2026-11-01' };
    expect(timeOf(worked)).toMatchObject({ days: 22, isTooLong: true });
    expect(timeOf(moved(worked, 'in-repair'))).toMatchObject({ state: 'in-repair', days: 12 });
    expect(timeOf(moved(worked, 'handed-back'))).toBeUndefined();
  });

  it('[WRK-1] lets no job be ready before somebody has tested the device', () => {
    const repaired = { status: 'in-repair', workDone: 'New belt' };
    expect(moved(repaired, 'ready')).toMatchObject({ details: { rule: 'WRK-1', field: 'testedBy' } });
    expect(moved({ ...repaired, testedBy: 'Kim' }, 'ready')).toMatchObject({ status: 'ready', readyOn: '2026-11-20' });
  });

  it('[WRK-2] lets parts go out for a job, and come in', () => {
    const said = (fields: Partial<Parameters<typeof movesTheRightWay.check>[0]['record']['fields']>) =>
      movesTheRightWay.check({ record: givenRecord(stockMovement, { note: 'x', part: demoBelt, ...fields }) })?.field;
    expect(said({ reason: 'used', quantity: 1, job: demoJob })).toBe('quantity');
    expect(said({ reason: 'used', quantity: -1 })).toBe('job');
    expect(said({ reason: 'used', quantity: -1, job: demoJob })).toBeUndefined();
    expect(said({ reason: 'received', quantity: -1 })).toBe('quantity');
    expect(said({ reason: 'counted', quantity: -1 })).toBeUndefined();
  });

  it('[WRK-4] lets nobody take a part that is not on hand', () => {
    const world = new DecisionWorld();
    world.installed = catalogue;
    world.records.set(
      demoJob,
      record(demoJob, 'workshop/job', { name: 'Job', device: demoDevice, status: 'in-repair' }),
    );
    world.records.set(demoBelt, record(demoBelt, 'workshop/part', { name: 'Belt' }));
    const came = '0193a4d0-1000-7000-8000-0000000000c1';
    const took = '0193a4d0-1000-7000-8000-0000000000c2';
    world.records.set(
      came,
      record(came, 'workshop/stock-movement', { note: 'In', part: demoBelt, quantity: 2, reason: 'received' }),
    );
    const take = (quantity: number) => {
      const edit = make(took, 'workshop/stock-movement', {
        note: 'Out',
        part: demoBelt,
        job: demoJob,
        quantity,
        reason: 'used',
      });
      return world.decide([edit], { by: holding('**:*@org') }).refused.get(took);
    };
    expect(take(-3)).toMatchObject({ details: { rule: 'WRK-4' } });
    expect(take(-2)).toBeUndefined();
  });

  it('[WRK-5] hands back no device while a claim is open', () => {
    const claim = (status: string) => {
      const world = new DecisionWorld();
      world.installed = catalogue;
      const id = '0193a4d0-1000-7000-8000-0000000000c3';
      world.records.set(demoJob, record(demoJob, 'workshop/job', { name: 'Job', device: demoDevice, status: 'ready' }));
      world.records.set(
        id,
        record(id, 'workshop/warranty-claim', { name: 'RMA', job: demoJob, manufacturer: 'V', status }),
      );
      const edit = set(demoJob, { status: ['ready', 'handed-back'] }, 'workshop/job');
      return world.decide([edit], { by: holding('**:*@org') }).refused.get(demoJob);
    };
    expect(claim('open')).toMatchObject({ details: { rule: 'WRK-5' } });
    expect(claim('granted')).toBeUndefined();
  });

  it('prices a repair by the settings of the workshop', () => {
    const usd = (amount: number) => ({ amount, currency: 'USD' });
    expect(calculate(repairPrice, { hours: 1.5, parts: usd(1_250) })).toMatchObject({
      value: { labour: usd(9_000), net: usd(10_250), gross: usd(12_300) },
    });
    const dear = { fields: { hourlyRate: usd(10_000), vat: 0 } };
    expect(calculate(repairPrice, { hours: 1 }, dear)).toMatchObject({ value: { gross: usd(10_000) } });
    expect(calculate(repairPrice, { hours: 1, isWarranty: true })).toMatchObject({ value: { gross: usd(0) } });
    expect(calculate(repairPrice, { hours: 1, parts: { amount: 1, currency: 'EUR' } })).toMatchObject({
      message: 'The workshop calculates in USD. Give the price of the parts in USD.',
    });
  });

  it('has fixtures that its own rules accept', () => {
    const world = new DecisionWorld();
    world.installed = catalogue;
    const edits = demoWorkshop.map(({ id, entity, create }) => make(id, entity, create.fields));
    expect([...world.decide(edits, { by: holding('**:*@org') }).refused]).toEqual([]);
  });

  it('[T-27] makes a claim of its own from the warranty that a job of version 1 had', () => {
    const world = new DecisionWorld();
    world.installed = catalogue;
    world.records.set(demoJob, record(demoJob, 'workshop/job', { name: 'Job', device: demoDevice, status: 'received' }, { schema: 2 })); // prettier-ignore
    const claim = madeId(warrantyOfJobs, demoJob);
    const edit = set(demoJob, { rmaNumber: [null, 'R-1'], fault: [null, 'Loud'] }, 'workshop/job');
    const { records } = world.decide([edit], { by: holding('**:*@org') });
    expect(records.map((one) => [one.record.id, one.record.fields])).toEqual([
      [demoJob, { name: 'Job', device: demoDevice, status: 'received', fault: 'Loud' }],
      [claim, { name: 'Warranty', job: demoJob, manufacturer: 'Unknown', reference: 'R-1', status: 'open' }],
    ]);
  });
});
