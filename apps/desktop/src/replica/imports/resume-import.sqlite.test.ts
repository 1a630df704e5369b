import { accept } from '@outpost/domain/kernel/refusal';
import { describe, expect, it } from 'vitest';
import { type ImportPlan, type ImportProgress, importPlanSchema } from '../../bridge/import-plan.ts';
import { recordCountOf } from '../../bridge/records-of-summary.ts';
import { giveImport } from '../testing/give-import.ts';
import { tenantForTest } from '../testing/for-test.ts';
import type { GivenTenant } from '../testing/given-tenant.ts';
import { realTime } from '../testing/real-time.ts';
import { importHandlers } from './imports.ts';
import type { WriteRamp } from './run-import.ts';

function ok<T>(result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string }): T {
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

/** Makes the imports of one process; their memory ends with the process. */
function importsOf({ tenant }: GivenTenant, ramp?: WriteRamp) {
  const listeners = new Set<(progress: ImportProgress) => void>();
  const calls = importHandlers({
    tenant: () => accept(tenant),
    ports: { ...tenant.device.ports, ...realTime },
    ramp,
    tell: (progress) => {
      for (const listener of listeners) listener(progress);
    },
  });
  const planOf = async (content: string, recipe = 'entity:crm/contact'): Promise<ImportPlan> => {
    const importId = await giveImport(calls, [{ name: 'people.csv', content }]);
    return importPlanSchema.parse(ok(await calls['imports.open']({ importId, recipe })));
  };
  const run = async (importId: string, stopAt = Number.POSITIVE_INFINITY): Promise<ImportProgress> => {
    const end = new Promise<ImportProgress>((resolve) => {
      listeners.add((progress) => {
        if (progress.state === 'running' && progress.done >= stopAt) void calls['imports.cancel']({ importId });
        if (!['planned', 'reading', 'running'].includes(progress.state)) resolve(progress);
      });
    });
    ok(await calls['imports.run']({ importId }));
    return end.finally(() => listeners.clear());
  };
  const count = async () => {
    const summary = await tenant.questions.summary({ entity: 'crm/contact', life: 'alive', sums: [] });
    return recordCountOf(ok(summary));
  };
  const acts = () => [...tenant.device.memory.acts.values()].map(({ act }) => act);
  return { calls, listeners, planOf, run, count, acts };
}

const people = (count: number) =>
  `Full name,E-mail\n${Array.from({ length: count }, (_, index) => `Person ${index},p${index}@example.com`).join('\n')}\n`;

describe('an import that was stopped', () => {
  it('[S-4c] [D-2] continues in another process after its last record, in the same group, and is undone and redone as one', async () => {
    const device = await tenantForTest();
    const first = importsOf(device);
    const plan = await first.planOf(people(900));
    expect(plan.earlier).toBeNull();
    const stopped = await first.run(plan.importId, 500);
    expect(stopped).toMatchObject({ state: 'cancelled', done: 500, total: 900 });

    const reopened = await device.reopen();
    const second = importsOf(reopened);
    const rest = await second.planOf(people(900));
    expect(rest.earlier).toMatchObject({ group: stopped.group, done: 500, total: 900, goesOn: true });
    expect(rest.counts).toMatchObject({ rowsRead: 900, creates: { 'crm/contact': 400 }, changes: {}, refused: 0 });
    expect(await second.run(rest.importId)).toMatchObject({
      state: 'done',
      done: 400,
      group: stopped.group,
      message: 'Imported 400 contacts, after 500 before. They can be undone as one.',
    });
    expect(await second.count()).toBe(900);
    expect(new Set(second.acts().map(({ group }) => group))).toEqual(new Set([stopped.group]));
    expect((await second.planOf(people(900))).earlier).toBeNull();

    const undone = ok(await reopened.tenant.acts.undoGroup(stopped.group ?? ''));
    expect(undone.acts).toBe(9);
    expect(undone.group).not.toBe(stopped.group);
    expect(await second.count()).toBe(0);
    expect(ok(await reopened.tenant.acts.undoGroup(undone.group)).acts).toBe(9);
    expect(await second.count()).toBe(900);
  });

  it('[D-2] writes more acts at once as it grows, each of them complete, and continues after the last write', async () => {
    const device = await tenantForTest();
    const ramp = { mostActs: 3, recordsBeforeMore: 100 };
    const first = importsOf(device, ramp);
    const plan = await first.planOf(people(900));
    const writes: number[] = [];
    first.listeners.add(({ done }) => writes.push(done));
    expect(await first.run(plan.importId, 600)).toMatchObject({ state: 'cancelled', done: 600 });
    expect([...new Set(writes)]).toEqual([0, 100, 300, 600]);

    const second = importsOf(await device.reopen(), ramp);
    const rest = await second.planOf(people(900));
    expect(rest.counts).toMatchObject({ creates: { 'crm/contact': 300 } });
    expect(await second.run(rest.importId)).toMatchObject({ state: 'done', done: 300 });
    expect([await second.count(), second.acts().length]).toEqual([900, 9]);
  });

  it('[S-4] keeps the later changes of a person to its records, deletions too', async () => {
    const device = await tenantForTest();
    const first = importsOf(device);
    const plan = await first.planOf(people(300));
    await first.run(plan.importId, 200);
    const [changed = '', deleted = ''] = first.acts()[0]?.edits.map(({ id }) => id) ?? [];
    ok(
      await device.tenant.acts.perform({
        label: 'Changed by hand',
        shape: 'together',
        edits: [
          { entity: 'crm/contact', id: changed, fields: { name: 'Renamed by hand' } },
          { entity: 'crm/contact', id: deleted, fields: { life: 'deleted' } },
        ],
      }),
    );
    const second = importsOf(await device.reopen());
    const rest = await second.planOf(people(300));
    expect(rest.counts).toMatchObject({ creates: { 'crm/contact': 100 }, changes: {}, refused: 0 });
    expect(await second.run(rest.importId)).toMatchObject({ state: 'done', done: 100 });
    expect(await second.count()).toBe(299);
  });

  it('[E-2] counts as another import with a different file or different choices, and reports that', async () => {
    const device = await tenantForTest();
    const first = importsOf(device);
    const plan = await first.planOf(people(300));
    const stopped = await first.run(plan.importId, 100);
    expect((await first.planOf(people(301))).earlier).toBeNull();
    const same = await first.planOf(people(300));
    expect(same.earlier?.goesOn).toBe(true);
    const other = ok(
      await first.calls['imports.change']({
        importId: same.importId,
        mapping: [{ file: 'people.csv', column: 'E-mail', field: null }],
        mends: {},
        readings: {},
        matching: {},
      }),
    );
    expect(other.earlier).toMatchObject({ group: stopped.group, goesOn: false });
    const end = await first.run(same.importId);
    expect(end.group).not.toBe(stopped.group);
    expect(await first.count()).toBe(300);
  });

  it('[D-2] continues the newer one of two stopped imports of the same files, with its choices', async () => {
    const device = await tenantForTest();
    const first = importsOf(device);
    await first.run((await first.planOf(people(300))).importId, 100);
    const other = await first.planOf(people(300));
    ok(
      await first.calls['imports.change']({
        importId: other.importId,
        mapping: [{ file: 'people.csv', column: 'E-mail', field: null }],
        mends: {},
        readings: {},
        matching: { 'crm/contact': [] },
      }),
    );
    const newer = await first.run(other.importId, 200);
    expect(newer.state).toBe('cancelled');
    const second = importsOf(await device.reopen());
    const rest = await second.planOf(people(300));
    expect(rest.earlier).toMatchObject({ group: newer.group, done: 200, goesOn: true });
    expect(rest.files[0]?.columns.find(({ header }) => header === 'E-mail')?.field).toBeNull();
  });

  it('[S-4c] starts from the beginning after an undo', async () => {
    const device = await tenantForTest();
    const first = importsOf(device);
    const plan = await first.planOf(people(300));
    const stopped = await first.run(plan.importId, 100);
    expect(ok(await device.tenant.acts.undoGroup(stopped.group ?? '')).acts).toBe(1);
    const again = await first.planOf(people(300));
    expect(again.earlier).toBeNull();
    expect(again.counts.creates).toEqual({ 'crm/contact': 300 });
    const end = await first.run(again.importId);
    expect(end).toMatchObject({ state: 'done', done: 300 });
    expect(end.group).not.toBe(stopped.group);
    expect(await first.count()).toBe(300);
  });
});
