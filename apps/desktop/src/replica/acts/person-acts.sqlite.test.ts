import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import { type GivenTenant, givenMembership } from '../testing/given-tenant.ts';
import { addedRecord, performed } from '../testing/performed.ts';

const deal = (name: string, fields: Record<string, string | number | object> = {}) => ({
  entity: 'crm/deal',
  create: { fields: { name, stage: 'prospecting', ...fields } },
});
const wish = (label: string, edits: Parameters<GivenTenant['tenant']['acts']['perform']>[0]['edits']) => ({
  label,
  shape: 'together' as const,
  edits,
});

const made = async (device: GivenTenant, name: string) =>
  (await performed(device, `Added ${name}`, [deal(name)])).ids[0] ?? '';
async function shown({ tenant }: GivenTenant, id: string) {
  const got = await tenant.questions.get({ id });
  return got.ok ? got.value : undefined;
}

describe('acts on a device', () => {
  it('[S-4c] leaves an act that is not a step of the person out of Ctrl+Z', async () => {
    const device = await tenantForTest();
    const id = await made(device, 'Acme renewal');
    const edits = [{ entity: 'crm/deal', id, fields: { name: 'Acme' } }];
    const beside = await device.tenant.acts.perform({ ...wish('Marked', edits), isStep: false });
    expect(beside.ok).toBe(true);
    const undone = await device.tenant.acts.undoLast();
    expect(undone).toMatchObject({ ok: true, value: { label: 'Added Acme renewal' } });
  });

  it('[D-2] reads only the record that is changed', async () => {
    const device = await tenantForTest();
    const id = await made(device, 'Acme renewal');
    const find = vi.spyOn(device.tenant.device.database, 'find');
    await performed(device, 'Renamed', [{ entity: 'crm/deal', id, fields: { name: 'Acme' } }]);
    expect(find.mock.calls).toEqual([[[id]]]);
  });

  it('[D-2] bounds the log once after a series of acts was answered', async () => {
    const device = await tenantForTest();
    await setImmediate();
    const keep = vi.spyOn(device.tenant.device.database.file, 'keepLogBounded');
    await made(device, 'Acme renewal');
    await made(device, 'Beta renewal');
    expect(keep).not.toHaveBeenCalled();
    await setImmediate();
    expect(keep).toHaveBeenCalledOnce();
  });

  it('[D-2] performs acts in turn in one write, up to the first refused one, with the notes of each', async () => {
    const device = await tenantForTest();
    const write = vi.spyOn(device.tenant.device.database, 'write');
    const noted: number[] = [];
    const unknown = { entity: 'crm/deal', id: '01a00000-0000-7000-8000-000000000001', fields: { name: 'Nobody' } };
    const wishes = [[deal('One')], [deal('Two')], [deal('Three'), unknown], [deal('Four')]].map((edits, place) =>
      wish(`Act ${place}`, edits),
    );
    const answers = await device.tenant.acts.performInTurn(wishes, (_write, place) => noted.push(place));
    expect(answers.map(({ ok }) => ok)).toEqual([true, true, false]);
    expect([noted, write.mock.calls.length]).toEqual([[0, 1], 1]);
    const after = await device.reopen();
    const list = await after.tenant.questions.list({ entity: 'crm/deal', life: 'alive', sort: [], limit: 50 });
    expect(list.ok && list.value.rows.map((row) => row.fields['name'])).toEqual(['One', 'Two']);
    expect([...after.tenant.device.memory.acts.values()].map(({ act }) => act.label)).toEqual(['Act 0', 'Act 1']);
  });

  it('[D-2a] shows an act at once, also after a restart', async () => {
    const before = await tenantForTest();
    const id = await made(before, 'Acme renewal');
    const list = await before.tenant.questions.list({ entity: 'crm/deal', life: 'alive', sort: [], limit: 50 });
    expect(list.ok && list.value.rows.map((row) => row.fields['name'])).toEqual(['Acme renewal']);
    expect((await shown(before, id))?.waiting.map((entry) => entry.label)).toEqual(['Added Acme renewal']);
    const after = await before.reopen();
    expect((await shown(after, id))?.record.fields['name']).toBe('Acme renewal');
    expect([...after.tenant.device.memory.acts.values()].map((entry) => [entry.state, entry.act.number])).toEqual([
      ['waiting', 1],
    ]);
  });

  it('[S-4] adds the values that the person saw, and leaves out unchanged fields', async () => {
    const device = await tenantForTest();
    const id = await made(device, 'Acme');
    await performed(device, 'Renamed', [{ entity: 'crm/deal', id, fields: { name: 'Acme 2', stage: 'prospecting' } }]);
    const [, change] = [...device.tenant.device.memory.acts.values()];
    expect(change?.act.edits).toMatchObject([{ id, fields: { name: ['Acme', 'Acme 2'] }, seen: 0 }]);
  });

  it('[S-4b] names the unsent acts on which an edit depends', async () => {
    const device = await tenantForTest();
    const id = await made(device, 'Acme');
    await performed(device, 'Noted', [
      { entity: 'crm/activity', create: { fields: { about: `crm/deal:${id}`, kind: 'note', subject: 'Hello' } } },
    ]);
    const [made1, note] = [...device.tenant.device.memory.acts.values()];
    expect(note?.act.edits[0]?.after).toEqual([{ act: made1?.id, record: id }]);
  });

  it('[S-4b] names only the newest of the acts that wrote the same field, however many there are', async () => {
    const device = await tenantForTest();
    const id = await made(device, 'Acme');
    for (let time = 1; time <= 5; time += 1)
      await performed(device, 'Renamed', [{ entity: 'crm/deal', id, fields: { name: `Acme ${time}` } }]);
    await performed(device, 'Noted', [{ entity: 'crm/deal', id, fields: { about: 'x' } }]);
    await performed(device, 'Both', [{ entity: 'crm/deal', id, fields: { name: 'Acme', about: 'y' } }]);
    const acts = [...device.tenant.device.memory.acts.values()];
    const places = acts.map(({ act }) =>
      (act.edits[0]?.after ?? []).map((ground) => acts.findIndex((other) => other.id === ground.act)),
    );
    expect(places).toEqual([[], [0], [0, 1], [0, 2], [0, 3], [0, 4], [0], [0, 5, 6]]);
  });

  it('[S-2] commits acts that arrive together in one write, each decided separately', async () => {
    const device = await tenantForTest();
    const results = await Promise.all(
      ['One', '', 'Three'].map((name) => device.tenant.acts.perform(wish('Added', [deal(name)]))),
    );
    expect(results.map((result) => (result.ok ? 'ok' : result.code))).toEqual(['ok', 'records/invalid', 'ok']);
    expect([...device.tenant.device.memory.acts.values()].map((entry) => entry.act.number)).toEqual([1, 2]);
  });

  it('[A-2] refuses early an act that the person may not perform, and names the people who may', async () => {
    const admin = await tenantForTest();
    const id = await made(admin, 'Acme');
    await admin.tenant.hold([givenMembership('viewer', '0190b1f2-7c00-7000-8000-0000000000d1')]);
    const refused = await admin.tenant.acts.perform(
      wish('Renamed', [{ entity: 'crm/deal', id, fields: { name: 'Mine' } }]),
    );
    expect(refused.ok ? '' : refused.code).toBe('access/denied');
    const may = (await shown(admin, id))?.may.update;
    expect(may?.allowed).toBe(false);
    expect(may?.why).toBe('Your role reads deals and may not change them. An administrator can grant more.');
    expect((await shown(admin, id))?.record.fields['name']).toBe('Acme');
  });

  it('[S-4d] refuses an act that would make a record invalid, and leaves no trace of it', async () => {
    const device = await tenantForTest();
    const id = await made(device, 'Acme');
    const refused = await device.tenant.acts.perform(
      wish('Lost', [{ entity: 'crm/deal', id, fields: { stage: 'lost' } }]),
    );
    expect(refused.ok ? '' : refused.code).toBe('records/invalid');
    expect((await shown(device, id))?.record.fields['stage']).toBe('prospecting');
    expect(device.tenant.device.memory.acts.size).toBe(1);
  });

  it('[S-4c] undoes a waiting act by an act behind it, and redoes it', async () => {
    const device = await tenantForTest();
    const id = await made(device, 'Acme');
    await performed(device, 'Renamed', [{ entity: 'crm/deal', id, fields: { name: 'Acme 2' } }]);
    const undone = await device.tenant.acts.undoLast();
    expect(undone.ok && undone.value.label).toBe('Renamed');
    expect((await shown(device, id))?.record.fields['name']).toBe('Acme');
    expect((await device.tenant.acts.redoLast()).ok).toBe(true);
    expect((await shown(device, id))?.record.fields['name']).toBe('Acme 2');
    for (let step = 0; step < 2; step += 1) expect((await device.tenant.acts.undoLast()).ok).toBe(true);
    expect((await shown(device, id))?.record.life).toBe('deleted');
  });

  it('[S-4f] a merge of duplicates repoints the references that the device holds', async () => {
    const device = await tenantForTest();
    const kept = await made(device, 'Acme');
    const twin = await made(device, 'ACME');
    const note = await addedRecord(device, 'crm/activity', {
      about: `crm/deal:${twin}`,
      kind: 'note',
      subject: 'Hello',
    });
    const merged = await device.tenant.acts.perform(
      wish('Merged', [{ entity: 'crm/deal', id: twin, fields: { life: `merged:${kept}` } }]),
    );
    expect(merged.ok).toBe(true);
    expect((await shown(device, note))?.record.fields['about']).toBe(`crm/deal:${kept}`);
    const list = await device.tenant.questions.list({ entity: 'crm/deal', life: 'alive', sort: [], limit: 50 });
    expect(list.ok && list.value.rows.map((row) => row.id)).toEqual([kept]);
  });

  it('[S-4e] refuses a key that another record of this device has', async () => {
    const device = await tenantForTest();
    await performed(device, 'Added', [deal('One', { externalKey: 'K1' })]);
    const refused = await device.tenant.acts.perform(wish('Added', [deal('Two', { externalKey: 'k1' })]));
    expect(refused.ok ? '' : refused.code).toBe('records/taken');
  });

  it('[S-4c] undoes a group as one step, and closes it', async () => {
    const device = await tenantForTest();
    const group = device.tenant.device.ports.ids.newId();
    for (const name of ['One', 'Two', 'Three'])
      expect(
        (await device.tenant.acts.perform({ label: 'Imported', shape: 'each', group, edits: [deal(name)] })).ok,
      ).toBe(true);
    const undone = await device.tenant.acts.undoGroup(group);
    expect(undone.ok && undone.value.acts).toBe(3);
    const list = await device.tenant.questions.list({ entity: 'crm/deal', life: 'alive', sort: [], limit: 50 });
    expect(list.ok && list.value.rows).toEqual([]);
    expect([...device.tenant.device.memory.acts.values()].slice(3).map((entry) => entry.act.closes)).toEqual([
      group,
      group,
      group,
    ]);
  });

  it('[E-2] refuses a text that no server could store, and accepts a similar valid one', async () => {
    const device = await tenantForTest();
    const refused = await device.tenant.acts.perform(wish('Added', [deal('half \ud800 pair')]));
    expect(refused.ok ? '' : refused.code).toBe('request/invalid');
    expect(await made(device, 'typed \\u0000')).not.toBe('');
  });

  it('[Q-6] refuses a value in a derived field, at creation and in a change', async () => {
    const { tenant } = await tenantForTest();
    const lead = { name: 'Ada', company: 'Analytical', status: 'new' };
    const created = await tenant.acts.perform(
      wish('Added', [{ entity: 'crm/lead', create: { fields: { ...lead, score: 9 } } }]),
    );
    expect(created).toMatchObject({ code: 'access/denied', details: { field: 'score' } });
    const done = await tenant.acts.perform(wish('Added', [{ entity: 'crm/lead', create: { fields: lead } }]));
    if (!done.ok) throw new Error(done.message);
    const changed = await tenant.acts.perform(
      wish('Scored', [{ entity: 'crm/lead', id: done.value.ids[0] ?? '', fields: { score: 9 } }]),
    );
    expect(changed).toMatchObject({ code: 'access/denied', details: { field: 'score' } });
  });

  it('[A-5] refuses owners, teams and shares that are known not to exist, and leaves unknown ones to the server', async () => {
    const { tenant } = await tenantForTest({ membership: givenMembership('admin') });
    const { acts } = tenant;
    const one = async (entity: string, fields: Record<string, string>) => {
      const done = await acts.perform(wish('Added', [{ entity, create: { fields } }]));
      if (!done.ok) throw new Error(done.message);
      return done.value.ids[0] ?? '';
    };
    const team = await one('platform/team', { name: 'T1' });
    const person = await one('platform/person', { name: 'Moe', status: 'active' });
    const gone = await one('platform/person', { name: 'Gus', status: 'active' });
    await acts.perform(wish('Deleted', [{ entity: 'platform/person', id: gone, fields: { life: 'deleted' } }]));
    const unknown = '0190b1f2-7c00-7000-8000-0000000000ff';
    const make = (envelope: { ownerId?: string; teamId?: string; sharedWith?: string[] }) =>
      acts.perform(wish('Added', [{ entity: 'crm/deal', create: { fields: { name: 'D', stage: 'prospecting' }, ...envelope } }])); // prettier-ignore
    expect(await make({ ownerId: team })).toMatchObject({ code: 'records/unknown-person', details: { field: 'ownerId', id: team } }); // prettier-ignore
    expect(await make({ ownerId: gone })).toMatchObject({ code: 'records/unknown-person' });
    expect(await make({ teamId: person })).toMatchObject({
      code: 'records/unknown-team',
      details: { field: 'teamId' },
    });
    expect(await make({ sharedWith: [person, team] })).toMatchObject({ code: 'records/unknown-person', details: { field: 'sharedWith' } }); // prettier-ignore
    const fine = await make({ ownerId: person, teamId: team, sharedWith: [person] });
    expect(fine.ok).toBe(true);
    expect((await make({ ownerId: unknown })).ok).toBe(true);
    const [id = ''] = fine.ok ? fine.value.ids : [];
    const change = (fields: Record<string, string | string[]>) =>
      acts.perform(wish('Changed', [{ entity: 'crm/deal', id, fields }]));
    expect(await change({ ownerId: team })).toMatchObject({ code: 'records/unknown-person' });
    expect(await change({ sharedWith: [person, gone] })).toMatchObject({ code: 'records/unknown-person' });
    expect((await change({ sharedWith: [] })).ok).toBe(true);
  });

  it('[E-2] refuses a label that no server could store, and accepts one of 300 characters of two units each', async () => {
    const { tenant } = await tenantForTest();
    for (const label of ['a\0', 'Moved \ud83d', '\ude00', '😀'.repeat(301), ''])
      expect(await tenant.acts.perform(wish(label, [deal('D')]))).toMatchObject({ code: 'request/invalid', details: { path: 'label' } }); // prettier-ignore
    expect((await tenant.acts.perform(wish('😀'.repeat(300), [deal('D')]))).ok).toBe(true);
  });

  it('[E-2] undoes an act with the longest label, and the label of the undo ends in a whole character', async () => {
    const { tenant } = await tenantForTest();
    for (const start of ['', 'x']) {
      const done = await tenant.acts.perform(wish(`${start}${'😀'.repeat(149)}`, [deal('D')]));
      const undone = await tenant.acts.undo(done.ok ? done.value.act : '');
      const entry = tenant.device.memory.acts.get(undone.ok ? undone.value.act : '');
      expect([entry?.act.label.isWellFormed(), (entry?.act.label.length ?? 301) <= 300]).toEqual([true, true]);
    }
  });

  it("[A-5] the label of a merge's undo names neither record, for any label of the merge", async () => {
    const { tenant } = await tenantForTest();
    const { acts } = tenant;
    const account = async (name: string) => {
      const done = await acts.perform(wish('Added', [{ entity: 'crm/account', create: { fields: { name } } }]));
      return done.ok ? (done.value.ids[0] ?? '') : '';
    };
    const [kept, twice] = [await account('Acme'), await account('Secret GmbH')];
    const merged = await acts.perform(
      wish('Merged Secret GmbH into Acme', [{ entity: 'crm/account', id: twice, fields: { life: `merged:${kept}` } }]),
    );
    const labelOf = (result: Awaited<ReturnType<typeof acts.undo>>) =>
      tenant.device.memory.acts.get(result.ok ? result.value.act : '')?.act.label;
    const undone = await acts.undo(merged.ok ? merged.value.act : '');
    expect(labelOf(undone)).toBe('Undid: Merged two accounts');
    expect(labelOf(await acts.undo(undone.ok ? undone.value.act : ''))).toBe('Undid: Undid: Merged two accounts');
  });

  it('[K-1] refuses a new record with an id that a record or an act on the device has', async () => {
    const { tenant } = await tenantForTest();
    const first = await tenant.acts.perform(wish('Added', [deal('D')]));
    if (!first.ok) throw new Error(first.message);
    for (const id of [first.value.act, first.value.ids[0] ?? '']) {
      const again = await tenant.acts.perform(wish('Added', [{ ...deal('E'), id }]));
      expect(again).toMatchObject({ code: 'records/exists', details: { id } });
    }
    expect(tenant.device.memory.acts.get(first.value.act)?.act.label).toBe('Added');
    // An act that is kept for a lost tail is only on the disk.
    await tenant.device.transact(async (write) => {
      for (const entry of write.acts.all()) write.acts.put({ ...entry, state: 'kept', n: 5 });
      await Promise.resolve();
    });
    expect(tenant.device.memory.acts.has(first.value.act)).toBe(false);
    const overKept = await tenant.acts.perform(wish('Added', [{ ...deal('E'), id: first.value.act }]));
    expect(overKept).toMatchObject({ code: 'records/exists' });
  });
});
