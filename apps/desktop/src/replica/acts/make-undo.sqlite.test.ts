import { beforeEach, describe, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import { type GivenTenant, givenMembership, givenPerson } from '../testing/given-tenant.ts';
import { addedRecord, performed } from '../testing/performed.ts';

type Edit = Parameters<GivenTenant['tenant']['acts']['perform']>[0]['edits'][number];

let device: GivenTenant;
let deal: string;
beforeEach(async () => {
  device = await tenantForTest();
  deal = await addedRecord(device, 'crm/deal', { name: 'Acme', stage: 'prospecting' });
});

const set = (fields: Extract<Edit, { fields: unknown }>['fields'], id = deal, entity = 'crm/deal'): Edit => ({ entity, id, fields }); // prettier-ignore
const done = async (...edits: readonly Edit[]): Promise<string> => (await performed(device, 'Done', [...edits])).act;
const undo = (act: string) => device.tenant.acts.undo(act);
const shown = async (id = deal) => {
  const got = await device.tenant.questions.get({ id });
  if (!got.ok) throw new Error(got.message);
  return got.value.record;
};

describe('the undo of an act', () => {
  it('[S-4c] restores every field and the envelope, and restores deleted records', async () => {
    const team = await addedRecord(device, 'platform/team', { name: 'North' });
    const act = await done(set({ name: 'Beta', teamId: team, sharedWith: [givenPerson.id] }));
    expect(await undo(act)).toMatchObject({ ok: true, value: { ids: [deal] } });
    expect(await shown()).toMatchObject({ teamId: null, sharedWith: [], fields: { name: 'Acme' } });
    const deleted = await done(set({ life: 'deleted' }));
    expect((await shown()).life).toBe('deleted');
    expect((await undo(deleted)).ok).toBe(true);
    expect((await shown()).life).toBe('alive');
  });

  it('[S-4c] keeps later changes, and is refused where nothing is left', async () => {
    const act = await done(set({ name: 'Beta', stage: 'engaging' }));
    await done(set({ name: 'Gamma' }));
    expect((await undo(act)).ok).toBe(true);
    expect((await shown()).fields).toMatchObject({ name: 'Gamma', stage: 'prospecting' });
    expect(await undo(act)).toMatchObject({ ok: false, code: 'undo/nothing', details: { act } });
    expect(await undo(deal)).toMatchObject({ ok: false, code: 'undo/unknown', details: { act: deal } });
  });

  it('[S-4c] is possible where the record, its parent, its owner or its team was deleted since', async () => {
    const [person, team] = [
      await addedRecord(device, 'platform/person', { name: 'Zoe', status: 'active' }),
      await addedRecord(device, 'platform/team', { name: 'North' }),
    ];
    const note = await addedRecord(device, 'crm/activity', {
      about: `crm/deal:${deal}`,
      kind: 'note',
      subject: 'Hello',
    });
    await done(set({ ownerId: person, teamId: team }));
    const taken = await done(set({ ownerId: givenPerson.id }));
    const left = await done(set({ teamId: null }));
    await done(set({ life: 'deleted' }, person, 'platform/person'), set({ life: 'deleted' }, team, 'platform/team'));
    expect([(await undo(taken)).ok, (await undo(left)).ok]).toEqual([true, true]);
    expect(await shown()).toMatchObject({ ownerId: person, teamId: team });

    const other = await addedRecord(device, 'crm/deal', { name: 'Other', stage: 'prospecting' });
    const moved = await done(set({ about: `crm/deal:${other}` }, note, 'crm/activity'));
    const before = await done(set({ name: 'Before' }));
    const renamed = await done(set({ name: 'Beta', life: 'deleted' }));
    expect(await undo(before)).toMatchObject({ code: 'undo/nothing' }); // the name was changed since
    const staged = await done(set({ life: 'alive', stage: 'engaging' }));
    await done(set({ life: 'deleted' }));
    expect((await undo(staged)).ok).toBe(true);
    expect((await shown()).life).toBe('deleted');
    expect((await undo(moved)).ok).toBe(true);
    expect((await shown(note)).fields['about']).toBe(`crm/deal:${deal}`);
    expect((await undo(renamed)).ok).toBe(true);
  });

  it('[A-2] is refused where the person may not make the opposite change, and so is that of its group', async () => {
    const group = device.tenant.device.ports.ids.newId();
    for (const name of ['Beta', 'Gamma'])
      await device.tenant.acts.perform({ label: 'Renamed', shape: 'each', group, edits: [set({ name })] });
    await device.tenant.hold([givenMembership('viewer')]);
    const denied = { ok: false, code: 'access/denied', details: { action: 'update' } };
    const { acts } = device.tenant;
    expect(await acts.undoGroup(group)).toMatchObject(denied);
    expect(await acts.undoLast()).toMatchObject(denied);
    expect((await shown()).fields['name']).toBe('Gamma');
  });

  it('[S-4c] of a group skips acts that are already undone', async () => {
    const group = device.tenant.device.ports.ids.newId();
    const made: string[] = [];
    for (const fields of [{ name: 'Beta' }, { stage: 'engaging' }]) {
      const act = await device.tenant.acts.perform({ label: 'Changed', shape: 'each', group, edits: [set(fields)] });
      made.push(act.ok ? act.value.act : '');
    }
    await undo(made[0] ?? '');
    expect(await device.tenant.acts.undoGroup(group)).toMatchObject({ ok: true, value: { acts: 1 } });
    expect((await shown()).fields).toMatchObject({ name: 'Acme', stage: 'prospecting' });
    expect(await device.tenant.acts.undoGroup(group)).toMatchObject({
      ok: false,
      code: 'undo/nothing',
      details: { act: group },
    });
  });

  it('[S-4c] [S-4f] first restores records to which others refer', async () => {
    const task = await addedRecord(device, 'crm/task', { subject: 'Call', about: `crm/deal:${deal}` });
    const act = await done(set({ life: 'deleted' }, task, 'crm/task'), set({ name: 'Beta' }));
    const undone = await undo(act);
    expect(undone.ok && undone.value.ids).toEqual([task, deal]);
  });

  it('is refused where there is nothing to undo or redo', async () => {
    const { acts } = device.tenant;
    expect((await acts.undoLast()).ok).toBe(true);
    expect(await acts.undoLast()).toMatchObject({ ok: false, code: 'undo/nothing', message: expect.stringContaining('in this session') as string }); // prettier-ignore
    expect(await acts.redoLast()).toMatchObject({ ok: true, value: { label: 'Added' } });
    expect(await acts.redoLast()).toMatchObject({ ok: false, code: 'undo/nothing', message: 'There is nothing to do again.' }); // prettier-ignore
    const renamed = await done(set({ name: 'Beta' }));
    await done(set({ name: 'Gamma' }));
    await undo(renamed);
    const { newId } = device.tenant.device.ports.ids;
    expect(await acts.mend(newId(), {})).toMatchObject({ ok: false, code: 'records/not-found' });
    expect(await acts.setDiscarded(newId(), true)).toMatchObject({ ok: false, code: 'records/not-found' });
    expect(await acts.restoreReplaced(7, 'name')).toMatchObject({ ok: false, code: 'records/not-found', details: { id: '7:name' } }); // prettier-ignore
    expect(await acts.keepReplaced(7, 'name')).toMatchObject({ ok: false, code: 'records/not-found' });
  });
});
