import { describe, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import type { GivenTenant } from '../testing/given-tenant.ts';
import { performed } from '../testing/performed.ts';
import { givenDeal, givenHistoryRow, ScriptedServer } from '../testing/scripted-server.ts';

type Edits = Parameters<GivenTenant['tenant']['acts']['perform']>[0]['edits'];

/**
 * Makes a group whose later acts depend on the earlier ones. Its acts can be undone only from the newest to the oldest.
 */
async function givenGroup(device: GivenTenant) {
  const { acts, device: replica } = device.tenant;
  const { ids } = replica.ports;
  const [deal, task, group] = [ids.newId(), ids.newId(), ids.newId()];
  const perform = async (label: string, edits: Edits): Promise<void> => {
    const made = await acts.perform({ label, shape: 'each', group, edits });
    expect(made.ok || made.message).toBe(true);
  };
  await perform('Added', [{ entity: 'crm/deal', id: deal, create: { fields: { name: 'One', stage: 'prospecting' } } }]);
  await perform('Renamed', [{ entity: 'crm/deal', id: deal, fields: { name: 'Two' } }]);
  await perform('Renamed again', [{ entity: 'crm/deal', id: deal, fields: { name: 'Three' } }]);
  await perform('Added a task', [{ entity: 'crm/task', id: task, create: { fields: { subject: 'Call', about: `crm/deal:${deal}` } } }]); // prettier-ignore
  await perform('Renamed it back', [{ entity: 'crm/deal', id: deal, fields: { name: 'One' } }]);
  return { deal, task, group };
}

async function shown({ tenant }: GivenTenant, id: string): Promise<unknown> {
  const got = await tenant.questions.get({ id });
  return got.ok && [got.value.record.life, got.value.record.fields['name'] ?? got.value.record.fields['subject']];
}
/** Returns the labels of the acts that the newest acts undo. */
const undone = ({ tenant }: GivenTenant, count: number): readonly string[] => {
  const { acts } = tenant.device.memory;
  return [...acts.values()].slice(-count).map(({ act }) => acts.get(act.undoes ?? '')?.act.label ?? '');
};

/** Returns the groups that the newest acts close. */
const closed = ({ tenant }: GivenTenant, count: number) =>
  [...tenant.device.memory.acts.values()].slice(-count).map(({ act }) => act.closes);

describe('a group of acts that depend on one another', () => {
  it('[S-4c] is undone from its newest act to its oldest, redone from the oldest on, and undone once more in the first order', async () => {
    const device = await tenantForTest();
    const { deal, task, group } = await givenGroup(device);
    const labels = ['Added', 'Renamed', 'Renamed again', 'Added a task', 'Renamed it back'];
    const { acts } = device.tenant;
    expect(await acts.undoLast()).toMatchObject({ ok: true, value: { group } });
    expect(undone(device, 5)).toEqual(labels.toReversed());
    expect(closed(device, 5)).toEqual(labels.map(() => group)); // a later act of this group, from another device, goes to the tray
    expect([await shown(device, deal), await shown(device, task)]).toEqual([['deleted', 'One'], ['deleted', 'Call']]); // prettier-ignore
    expect((await acts.redoLast()).ok).toBe(true);
    expect(undone(device, 5)).toEqual(labels.map((label) => `Undid: ${label}`));
    expect([await shown(device, deal), await shown(device, task)]).toEqual([['alive', 'One'], ['alive', 'Call']]); // prettier-ignore
    expect((await acts.undoLast()).ok).toBe(true);
    expect([await shown(device, deal), await shown(device, task)]).toEqual([['deleted', 'One'], ['deleted', 'Call']]); // prettier-ignore
  });

  it('[S-4c] is undone in the same order by its id, and its undo is a group that is undone from its newest act', async () => {
    const device = await tenantForTest();
    const { deal, task, group } = await givenGroup(device);
    const done = await device.tenant.acts.undoGroup(group);
    expect(done.ok && done.value.acts).toBe(5);
    expect(undone(device, 5)[0]).toBe('Renamed it back');
    const again = await device.tenant.acts.undoGroup(done.ok ? done.value.group : '');
    expect(again.ok && again.value.acts).toBe(5);
    expect(undone(device, 5)[0]).toBe('Undid: Added');
    expect([await shown(device, deal), await shown(device, task)]).toEqual([['alive', 'One'], ['alive', 'Call']]); // prettier-ignore
  });

  it('[S-4c] is undone in the order of its journal rows where another device made it; acts that wait on this device count as newer', async () => {
    const server = new ScriptedServer();
    const device = await tenantForTest({ transport: server.transport });
    const { acts, device: replica, replicator } = device.tenant;
    const [deal, group] = [replica.ports.ids.newId(), replica.ports.ids.newId()];
    const ids = [9, 1, 5].map((n) => `0190b1f2-7c00-7000-8000-00000000ac0${n}`); // the order differs from that of their ids
    const names = [null, 'One', 'Two', 'Three'];
    const history = ids.map((act, place) =>
      givenHistoryRow(deal, place + 1, {
        act,
        group,
        label: `Step ${place + 1}`,
        kind: place === 0 ? 'created' : 'changed',
        changed: { name: [names[place] ?? null, names[place + 1] ?? null] },
      }),
    );
    server.page({ rows: [{ record: givenDeal(deal, 3, { name: 'Three' }) }], history, head: 3 });
    await replicator.pull();
    const made = await acts.perform({ label: 'Here', shape: 'each', group, edits: [{ entity: 'crm/deal', id: deal, fields: { name: 'Four' } }] }); // prettier-ignore
    expect((await acts.undoGroup(group)).ok).toBe(true);
    const turned = [...replica.memory.acts.values()].flatMap(({ act }) => act.undoes ?? []);
    expect(turned).toEqual([made.ok ? made.value.act : '', ...ids.toReversed()]);
    expect(await shown(device, deal)).toEqual(['deleted', 'One']);
  });

  it("[S-4c] has its first act's label where its undo is undone", async () => {
    const device = await tenantForTest();
    const { group } = await givenGroup(device);
    const { acts } = device.tenant;
    expect((await acts.undoGroup(group)).ok).toBe(true);
    expect(await acts.redoLast()).toMatchObject({ ok: true, value: { label: 'Added' } });
  });
});

it('[S-4c] [S-9] a group has nothing to undo where its history is no longer on the device', async () => {
  const server = new ScriptedServer();
  const device = await tenantForTest({ transport: server.transport });
  const { acts, replicator, device: replica } = device.tenant;
  const deal = replica.ports.ids.newId();
  server.page({ rows: [{ record: givenDeal(deal, 1) }], head: 1 });
  await replicator.pull();
  const { act } = await performed(device, 'Renamed', [{ entity: 'crm/deal', id: deal, fields: { name: 'Beta' } }]);
  server.accept({ [deal]: 2 }, 2);
  await replicator.push();
  server.page({ rows: [{ record: givenDeal(deal, 2, { name: 'Beta' }) }], head: 2 });
  await replicator.pull();
  expect(await acts.undo(act)).toMatchObject({ ok: false, code: 'undo/unknown' });
  expect(await acts.undoLast()).toMatchObject({ ok: false, code: 'undo/nothing', details: { act } });
});
