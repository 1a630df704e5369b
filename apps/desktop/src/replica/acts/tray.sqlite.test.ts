import type { Decision } from '@outpost/domain/sync/protocol';
import { describe, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import { type GivenTenant, givenMembership } from '../testing/given-tenant.ts';
import { performed } from '../testing/performed.ts';
import { givenDeal, givenHistoryRow, ScriptedServer } from '../testing/scripted-server.ts';
import { trayEntries } from './tray.ts';

const deal = '0190b1f2-7c00-7000-8000-000000000d01';
const other = '0190b1f2-7c00-7000-8000-000000000c02';
const givenPersonRecord = (id: string, version: number) => ({ ...givenDeal(id, version), entity: 'platform/person', fields: { name: 'Noor' } }); // prettier-ignore

/** Makes a device whose edit of a deal's name was refused because of another field's value. */
async function givenRefusedFor(field: string): Promise<GivenTenant & { readonly server: ScriptedServer }> {
  const server = new ScriptedServer();
  const device = await tenantForTest({ transport: server.transport, membership: givenMembership('admin') });
  server.page({ rows: [{ record: givenDeal(deal, 1) }], head: 1 });
  await device.tenant.replicator.pull();
  await performed(device, 'Renamed', [{ entity: 'crm/deal', id: deal, fields: { name: 'Mine' } }]);
  server.refuse({ [deal]: { code: 'records/invalid', message: 'Region must be filled in.', details: { field } } }, 2);
  await device.tenant.replicator.push();
  return { ...device, server };
}
const aboutOf = ({ tenant }: GivenTenant) => trayEntries(tenant.device)[0]?.reasons[0]?.about;

describe('the tray', () => {
  it("[S-5] shows the field that a refusal requires beside the wanted values, with the record's present value", async () => {
    const device = await givenRefusedFor('region');
    expect(aboutOf(device)).toBeNull(); // the definition has not arrived yet, so no value could be entered
    const { acts } = device.tenant;
    const definition = { forEntity: 'crm/deal', name: 'region', label: 'Region', type: 'text' };
    const defined = await acts.perform({
      label: 'Added a field',
      shape: 'together',
      edits: [{ entity: 'platform/field-definition', create: { fields: { ...definition, required: true } } }],
    });
    expect(defined.ok).toBe(true);
    expect(aboutOf(device)).toEqual({ field: 'region', value: null });
    const [entry] = trayEntries(device.tenant.device);
    const mended = await acts.mend(entry?.id ?? '', { [deal]: { region: 'North' } });
    expect(mended.ok).toBe(true);
    const shown = await device.tenant.questions.get({ id: deal });
    expect(shown.ok && [shown.value.record.fields['name'], shown.value.record.fields['region']]).toEqual([
      'Mine',
      'North',
    ]);
  });

  it('[S-5] shows no further field where the act itself names it', async () => {
    expect(aboutOf(await givenRefusedFor('name'))).toBeNull();
  });

  it("[S-5] shows the record's present value of the field that a refusal names", async () => {
    expect(aboutOf(await givenRefusedFor('stage'))).toEqual({ field: 'stage', value: 'prospecting' });
  });

  /** Makes a device whose undo of its edit got this answer. */
  async function givenUndoAnswered(answer: (act: string) => Decision['refused'], status: 'refused' | 'merged') {
    const server = new ScriptedServer();
    const device = await tenantForTest({ transport: server.transport, membership: givenMembership('admin') });
    server.page({ rows: [{ record: givenDeal(deal, 1) }], head: 1 });
    await device.tenant.replicator.pull();
    const { act } = await performed(device, 'Renamed', [{ entity: 'crm/deal', id: deal, fields: { name: 'Mine' } }]);
    server.accept({ [deal]: 2 }, 2);
    await device.tenant.replicator.push();
    const undone = await device.tenant.acts.undo(act);
    if (!undone.ok) throw new Error(undone.message);
    server.decide(3, ({ id }) => ({ status, refused: answer(id) }));
    await device.tenant.replicator.push();
    return { device, undo: undone.value.act };
  }

  it.each(['refused', 'merged'] as const)(
    '[S-5] has a sentence for an act that was %s for a reason which names no record of it',
    async (status) => {
      const message = 'There is no such act to undo, or nothing that it changed is shared with you.';
      const why = (act: string) => ({ [act]: { code: 'undo/unknown', message, details: {} } });
      const { device, undo } = await givenUndoAnswered(why, status);
      const [entry, ...others] = trayEntries(device.tenant.device);
      expect(others).toEqual([]);
      expect(entry).toMatchObject({ act: undo, label: 'Undid: Renamed' });
      const reasons = entry?.reasons.map((reason) => reason.message) ?? [];
      expect([...reasons, ...(entry?.whole ? [entry.whole.message] : [])]).toEqual([message]);
      expect(device.tenant.device.memory.acts.has(undo)).toBe(status === 'merged');
    },
  );

  it('[S-5] has a sentence for an act that a server refuses without a reason', async () => {
    const { device } = await givenUndoAnswered(() => ({}), 'refused');
    const [entry] = trayEntries(device.tenant.device);
    expect((entry?.whole ?? entry?.reasons[0])?.message).toMatch(/\w+/);
  });

  it('[S-5] lists the oldest refusals first, those of one answer in the order of their acts, and no discarded ones', async () => {
    const device = await tenantForTest();
    const { acts, device: own } = device.tenant;
    const { act } = await performed(device, 'Added', [{ entity: 'crm/deal', create: { fields: { name: 'Acme', stage: 'prospecting' } } }]); // prettier-ignore
    const known = own.memory.acts.get(act)?.act;
    if (!known) throw new Error('The act is not there');
    const [earlier, later] = ['2026-11-20T08:00:00.000Z', '2026-11-20T09:00:00.000Z'];
    await own.transact(async (write) => {
      for (const [number, refusedAt] of [[3, later], [2, later], [5, earlier], [4, later]] as const)
        write.books.put({ id: `tray/${number}`, entity: 'outpost/tray', act: { ...known, number }, why: {}, titles: {}, refusedAt, discardedAt: null }); // prettier-ignore
      await Promise.resolve();
    });
    const listed = () => trayEntries(own).map(({ id }) => id);
    expect(listed()).toEqual(['tray/5', 'tray/2', 'tray/3', 'tray/4']);
    expect((await acts.setDiscarded('tray/3', true)).ok).toBe(true);
    expect(listed()).toEqual(['tray/5', 'tray/2', 'tray/4']);
    expect((await acts.setDiscarded('tray/3', false)).ok).toBe(true);
    expect(listed()).toContain('tray/3');
  });

  it('[S-5] adds a refused new record again with another value, and keeps its other values', async () => {
    const server = new ScriptedServer();
    const device = await tenantForTest({ transport: server.transport, membership: givenMembership('admin') });
    server.page({ rows: [{ record: givenDeal(deal, 1) }], head: 1 });
    await device.tenant.replicator.pull();
    const fields = { name: 'Beta', stage: 'prospecting', externalKey: 'K-1' };
    const { ids } = await performed(device, 'Added', [{ entity: 'crm/deal', create: { fields } }]);
    const [id = ''] = ids;
    server.refuse({ [id]: { code: 'records/taken', message: 'This key is taken.', details: { fields: ['externalKey'] } } }, 2); // prettier-ignore
    await device.tenant.replicator.push();
    const [entry] = trayEntries(device.tenant.device);
    expect((await device.tenant.acts.mend(entry?.id ?? '', { [id]: { externalKey: 'K-2' } })).ok).toBe(true);
    const shown = await device.tenant.questions.get({ id });
    expect(shown.ok && shown.value.record.fields).toMatchObject({ ...fields, externalKey: 'K-2' });
    expect(trayEntries(device.tenant.device)).toEqual([]);
  });

  it.each([
    ['deleted', 'life', 'deleted', { life: 'deleted' as const }],
    ['taken', 'ownerId', other, { ownerId: other }],
  ] as const)('[S-5] says who made the record %s since, and when', async (what, field, to, change) => {
    const device = await givenRefusedFor('stage');
    expect(trayEntries(device.tenant.device)[0]?.reasons[0]).not.toHaveProperty('since');
    const row = givenHistoryRow(deal, 3, { by: other, at: '2026-11-20T11:20:00.000Z', kind: 'changed', changed: { [field]: [null, to] } }); // prettier-ignore
    device.server.page({ rows: [{ record: { ...givenDeal(deal, 3), ...change } }, { record: givenPersonRecord(other, 3) }], history: [row], head: 3, tokens: ['crm/deal@org', 'platform/person@org'] }); // prettier-ignore
    await device.tenant.replicator.pull();
    expect(trayEntries(device.tenant.device)[0]?.reasons[0]?.since).toEqual({ what, by: 'Noor', at: row.at });
  });
});
