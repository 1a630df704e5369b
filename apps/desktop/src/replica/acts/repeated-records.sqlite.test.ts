import { describe, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import { givenOrganisation, type GivenTenant } from '../testing/given-tenant.ts';
import { addedRecord, performed } from '../testing/performed.ts';

const dueAt = '2026-11-20T08:30:00.000Z'; // the clock is 08:00 on 20 November, a Friday

async function tasks(device: GivenTenant) {
  const list = await device.tenant.questions.list({ entity: 'crm/task', life: 'alive', sort: [{ field: 'dueAt', direction: 'asc' }], limit: 50 }); // prettier-ignore
  if (!list.ok) throw new Error(list.message);
  return list.value.rows.map(({ fields }) => [fields['dueAt'], fields['done'] ?? false, fields['repeat']]);
}
const given = () => tenantForTest({ organisation: { ...givenOrganisation, timeZone: 'Europe/Vienna' } });
const weekly = { subject: 'Call Acme', dueAt, repeat: 'FREQ=WEEKLY;BYDAY=MO,FR', remind: 'PT1H', priority: 'high' };

describe('[T-19] a repeated task', () => {
  it('that is done makes the next one in the same act, and one undo takes both back', async () => {
    const device = await given();
    const id = await addedRecord(device, 'crm/task', weekly);
    await performed(device, 'Done', [{ entity: 'crm/task', id, fields: { done: true } }]);
    expect(await tasks(device)).toEqual([
      [dueAt, true, weekly.repeat],
      ['2026-11-23T08:30:00.000Z', false, weekly.repeat],
    ]);
    const acts = [...device.tenant.device.memory.acts.values()];
    expect(acts.map(({ act }) => act.edits.length)).toEqual([1, 2]);
    expect(acts[1]?.act.edits[1]).toMatchObject({
      follows: id,
      create: { fields: { subject: 'Call Acme', remind: 'PT1H', priority: 'high' } },
    });
    expect((await device.tenant.acts.undoLast()).ok).toBe(true);
    expect(await tasks(device)).toEqual([[dueAt, false, weekly.repeat]]);
    expect((await device.tenant.acts.redoLast()).ok).toBe(true);
    expect((await tasks(device)).map(([at]) => at)).toEqual([dueAt, '2026-11-23T08:30:00.000Z']);
  });

  it('takes the values of the same act, and has no next one after its last time', async () => {
    const device = await given();
    const id = await addedRecord(device, 'crm/task', { ...weekly, repeat: 'FREQ=DAILY;COUNT=2' });
    await performed(device, 'Done', [{ entity: 'crm/task', id, fields: { done: true, subject: 'Call Acme Ltd' } }]);
    const [, second] = await tasks(device);
    expect(second).toEqual(['2026-11-21T08:30:00.000Z', false, 'FREQ=DAILY;COUNT=1']);
    const list = await device.tenant.questions.list({ entity: 'crm/task', where: { field: 'done', op: 'is-not', value: true }, life: 'alive', sort: [], limit: 5 }); // prettier-ignore
    const open = list.ok ? list.value.rows[0] : undefined;
    expect(open?.fields['subject']).toBe('Call Acme Ltd');
    await performed(device, 'Done', [{ entity: 'crm/task', id: open?.id ?? '', fields: { done: true } }]);
    expect(await tasks(device)).toHaveLength(2);
  });

  it('that is changed otherwise, or marked as done again, makes none', async () => {
    const device = await given();
    const id = await addedRecord(device, 'crm/task', weekly);
    await performed(device, 'Renamed', [{ entity: 'crm/task', id, fields: { subject: 'Call' } }]);
    expect(await tasks(device)).toHaveLength(1);
    await performed(device, 'Done', [{ entity: 'crm/task', id, fields: { done: true } }]);
    await performed(device, 'Renamed', [{ entity: 'crm/task', id, fields: { done: true, subject: 'Called' } }]);
    expect(await tasks(device)).toHaveLength(2);
  });

  it('[CRM-9] with a rule that cannot be read is refused with the reason', async () => {
    const device = await given();
    const made = await device.tenant.acts.perform({
      label: 'Added',
      shape: 'together',
      edits: [{ entity: 'crm/task', create: { fields: { ...weekly, repeat: 'every monday' } } }],
    });
    expect(made.ok ? '' : made.message).toContain('is not part of a rule');
  });
});
