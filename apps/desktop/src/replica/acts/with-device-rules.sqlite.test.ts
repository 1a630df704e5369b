import type { JsonValue } from '@outpost/domain/kernel/json';
import { automationKinds } from '@outpost/domain/kernel/automation/automation-kinds';
import { idOfChangeRun, idOfMade } from '@outpost/domain/kernel/automation/step-edits';
import { isMadeByRule } from '@outpost/domain/kernel/automation/rule-on-device';
import { describe, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import { givenMembership, givenPerson, type GivenTenant } from '../testing/given-tenant.ts';
import { addedRecord, performed } from '../testing/performed.ts';
import { givenDeal, ScriptedServer } from '../testing/scripted-server.ts';
import { trayEntries } from './tray.ts';

type Given = { readonly forEntity?: string; readonly trigger?: JsonValue; readonly conditions?: JsonValue; readonly steps?: JsonValue; readonly isOff?: boolean }; // prettier-ignore

const trigger: JsonValue = { kind: 'change', on: ['created', 'changed'], fields: ['source'], after: { field: 'source', op: 'is', value: 'Call' }, onDevices: true }; // prettier-ignore
const task: JsonValue = { id: 'task', kind: 'create', entity: 'crm/task', set: { subject: { text: 'Call about {name}' }, about: { record: true }, ownerId: { of: 'ownerId' }, dueAt: { days: 2 } } }; // prettier-ignore
const next: JsonValue = { id: 'next', kind: 'change', set: { about: { is: 'Call back' } } };

/** Gives the device a rule, as the server sends it. Returns the id of its automation. */
async function ruleFor({ tenant: { device } }: GivenTenant, { isOff = false, conditions, ...given }: Given = {}): Promise<string> {
  const [id, automation] = [device.ports.ids.newId(), device.ports.ids.newId()];
  const fields = { name: 'Rule', automation, maker: automation, forEntity: 'crm/deal', trigger, steps: [task], ...given, isOff, ...(conditions === undefined ? {} : { conditions }) };
  const record = { ...givenDeal(id, 3), entity: automationKinds.deviceRule, ownerId: null, fields };
  await device.transact(async (write) => {
    await write.documents.load([id]);
    write.records.setConfirmed(id, record, ['platform/device-rule@org']);
  });
  return automation;
} // prettier-ignore

const tasks = async ({ tenant }: GivenTenant) => {
  const list = await tenant.questions.list({ entity: 'crm/task', life: 'alive', sort: [{ field: 'subject', direction: 'asc' }], limit: 50 }); // prettier-ignore
  if (!list.ok) throw new Error(list.message);
  return list.value.rows;
};
const subjects = async (device: GivenTenant) => (await tasks(device)).map(({ fields }) => fields['subject']);
const valueOf = async ({ tenant }: GivenTenant, id: string, name: string) => {
  const found = await tenant.questions.get({ id });
  return found.ok ? found.value.record.fields[name] : undefined;
};
const acts = ({ tenant }: GivenTenant) => [...tenant.device.memory.acts.values()].map(({ act }) => act);
const deal = (name: string) => ({ entity: 'crm/deal', create: { fields: { name, stage: 'prospecting', source: 'Call' } } }); // prettier-ignore
const called = (device: GivenTenant, more: Readonly<Record<string, JsonValue>> = {}) =>
  addedRecord(device, 'crm/deal', { name: 'Villa', stage: 'prospecting', source: 'Call', ...more });

const calledNamed = (device: GivenTenant, name: string) => called(device, { name });
/** Gives the device a person who sees everything, as the server sends them. Returns their id. */
async function person({ tenant: { device } }: GivenTenant, name: string, more: Readonly<Record<string, JsonValue>> = {}): Promise<string> {
  const [id, role] = [device.ports.ids.newId(), device.ports.ids.newId()];
  await device.transact(async (write) => {
    await write.documents.load([id, role]);
    const given = { ...givenDeal(id, 3), ownerId: null };
    write.records.setConfirmed(role, { ...given, id: role, entity: 'platform/role', fields: { name: 'All', key: 'all', grants: ['**:*@org'] } }, ['platform/role@org']);
    write.records.setConfirmed(id, { ...given, entity: 'platform/person', fields: { name, status: 'active', memberships: [{ role: 'all', teamId: null }], ...more } }, ['platform/person@org']);
  });
  return id;
} // prettier-ignore

describe('[AUT-21] a rule of an automation on a device', () => {
  it('[AUT-22] adds its record to the act of the person, under the id that the run of the server gives it, and one undo takes all back', async () => {
    const device = await tenantForTest();
    const automation = await ruleFor(device, { steps: [next, task] });
    const id = await addedRecord(device, 'crm/deal', { name: 'Villa', stage: 'prospecting' });
    expect(await subjects(device)).toEqual([]);
    const { act } = await performed(device, 'Called', [{ entity: 'crm/deal', id, fields: { source: 'Call' } }]);
    expect(await subjects(device)).toEqual(['Call about Villa']);
    expect(await valueOf(device, id, 'about')).toBe('Call back');
    expect(acts(device).at(-1)?.edits).toMatchObject([
      { id, fields: { source: [null, 'Call'], about: [null, 'Call back'] } },
      { id: idOfMade(idOfChangeRun(automation, { act, record: id }), 'task'), entity: 'crm/task', follows: id, create: { fields: { about: `crm/deal:${id}` } } },
    ]); // prettier-ignore
    expect(acts(device)).toHaveLength(2);
    expect((await device.tenant.acts.undoLast()).ok).toBe(true);
    expect(await subjects(device)).toEqual([]);
    expect([await valueOf(device, id, 'source'), await valueOf(device, id, 'about')]).toEqual([undefined, undefined]); // prettier-ignore
    expect((await device.tenant.acts.redoLast()).ok).toBe(true);
    expect(await subjects(device)).toEqual(['Call about Villa']);
  });

  it('answers a new record, and gives it to the named person', async () => {
    const device = await tenantForTest();
    const other = device.tenant.device.ports.ids.newId();
    await ruleFor(device, { steps: [{ id: 'own', kind: 'change', set: { ownerId: { is: other } } }, task] });
    const id = await called(device);
    const found = await device.tenant.questions.get({ id });
    expect(found.ok && found.value.record.ownerId).toBe(other);
    expect((await tasks(device)).map(({ ownerId }) => ownerId)).toEqual([other]);
    expect(acts(device)).toHaveLength(1);
  });

  it('gives the record to the person whom an assignment rule names, and leaves a choice among people to the server', async () => {
    const device = await tenantForTest();
    const [mia, moe] = [await person(device, 'Mia'), await person(device, 'Moe', { awayFrom: '2020-01-01' })];
    const villa = { field: 'name', op: 'is', value: 'Villa' };
    const parts = [{ id: 'villa', where: villa, members: [{ person: mia }], way: 'in-turn' }, { id: 'house', where: { ...villa, value: 'House' }, members: [{ person: moe }], way: 'in-turn' }, { id: 'rest', members: [{ person: mia }, { person: moe }], way: 'in-turn' }]; // prettier-ignore
    const assign = { id: 'assign', kind: 'assign', rule: mia, by: { parts, fallback: null } };
    await ruleFor(device, { steps: [next, assign, { ...(task as object), set: { subject: { text: 'Call about {name}' }, ownerId: { of: 'ownerId' } } }] }); // prettier-ignore
    const ids = [
      await calledNamed(device, 'Villa'),
      await calledNamed(device, 'House'),
      await calledNamed(device, 'Flat'),
    ];
    const owners = await Promise.all(ids.map(async (id) => { const found = await device.tenant.questions.get({ id }); return found.ok && found.value.record.ownerId; })); // prettier-ignore
    expect(owners[0]).toBe(mia);
    expect(owners.slice(1)).toEqual([givenPerson.id, givenPerson.id]); // away, and a choice: the server decides
    expect(await Promise.all(ids.map((id) => valueOf(device, id, 'about')))).toEqual(['Call back', 'Call back', 'Call back']); // prettier-ignore
    expect((await tasks(device)).map(({ fields, ownerId }) => [fields['subject'], ownerId])).toEqual([['Call about Villa', mia]]); // prettier-ignore
  });

  it('of which two answer adds the edits of both; one that writes a field of the other is left to the server', async () => {
    const device = await tenantForTest();
    await ruleFor(device, { steps: [next, task] });
    await ruleFor(device, { steps: [{ ...(task as object), set: { subject: { is: 'Write' } } }] });
    await ruleFor(device, { steps: [{ id: 'other', kind: 'change', set: { about: { is: 'Other' } } }, { ...(task as object), set: { subject: { is: 'Never' } } }] }); // prettier-ignore
    await called(device);
    expect(await subjects(device)).toEqual(['Call about Villa', 'Write']);
    expect(acts(device)).toHaveLength(1);
  });

  it('is left to the server where another one changes what it asks', async () => {
    const device = await tenantForTest();
    await ruleFor(device, { steps: [next, task] });
    await ruleFor(device, { conditions: { field: 'about', op: 'is-empty' }, steps: [{ ...(task as object), set: { subject: { is: 'Never' } } }] }); // prettier-ignore
    await called(device);
    expect(await subjects(device)).toEqual(['Call about Villa']);
  });

  it.each<readonly [string, Given]>([
    ['is off', { isOff: true }],
    ['does not match', { conditions: { field: 'name', op: 'is', value: 'House' } }],
    ['asks another record', { conditions: { not: { field: 'account.name', op: 'is', value: 'X' } } }],
    ['asks the time of the change, which the server sets', { conditions: { field: 'updatedAt', op: 'is-not-empty' } }],
    ['cannot be read by this build', { steps: [{ id: 'x', kind: 'sing' }] }],
    ['makes a record that the device refuses', { steps: [{ ...(task as object), set: { subject: { is: '' } } }] }],
  ])('that %s adds nothing, and the act goes without it', async (_what, given) => {
    const device = await tenantForTest();
    await ruleFor(device, given);
    await called(device, { account: (await addedRecord(device, 'crm/account', { name: 'Acme' })) }); // prettier-ignore
    expect(await subjects(device)).toEqual([]);
    expect(acts(device)).toHaveLength(2);
  });

  it('is left to the server where the person lacks the right to its record', async () => {
    const device = await tenantForTest({ membership: { ...givenMembership('admin'), grants: ['*:read@org', 'crm/deal:*@org'] } }); // prettier-ignore
    await ruleFor(device, {
      steps: [{ id: 'firm', kind: 'create', entity: 'crm/account', set: { name: { text: '{name}' } } }],
    });
    await called(device);
    expect(acts(device).map(({ edits }) => edits.map(({ entity }) => entity))).toEqual([['crm/deal']]);
  });

  it('leaves what follows from its own record to the server', async () => {
    const device = await tenantForTest();
    await ruleFor(device);
    const account = { id: 'firm', kind: 'create', entity: 'crm/account', set: { name: { text: '{subject}' } } };
    await ruleFor(device, { forEntity: 'crm/task', trigger: { kind: 'change', on: ['created'], onDevices: true }, steps: [account] }); // prettier-ignore
    expect((await device.tenant.acts.perform({ label: 'One', shape: 'each', edits: [deal('C')] })).ok).toBe(true);
    expect(await subjects(device)).toEqual(['Call about C']);
    expect(acts(device).at(-1)).toMatchObject({ shape: 'together', edits: [{}, { entity: 'crm/task' }] });
  });

  it('[T-8] answers each record of a change of many at once, without those that are left out, and one undo takes all back', async () => {
    const device = await tenantForTest();
    await ruleFor(device, { steps: [next, task] });
    const { tenant } = device;
    const group = tenant.device.ports.ids.newId();
    const wrong = { ...deal('B'), create: { fields: { name: '', stage: 'prospecting', source: 'Call' } } };
    const made = await tenant.acts.performEach({ label: 'Three', group, isTrial: false, edits: [deal('A'), wrong, deal('C')] }); // prettier-ignore
    expect(made).toMatchObject({ ok: true, value: { made: 2, refused: [{ place: 1 }] } });
    expect(await subjects(device)).toEqual(['Call about A', 'Call about C']);
    expect(acts(device)).toMatchObject([{ shape: 'each', group, edits: [{ create: { fields: { about: 'Call back' } } }, { create: { fields: { about: 'Call back' } } }, { follows: expect.any(String) as string }, { follows: expect.any(String) as string }] }]); // prettier-ignore
    expect((await tenant.acts.undoGroup(group)).ok).toBe(true);
    expect(await subjects(device)).toEqual([]);
  });

  it('[T-8] answers the records of a list that are changed together', async () => {
    const device = await tenantForTest();
    const ids = [await addedRecord(device, 'crm/deal', { name: 'A', stage: 'prospecting' }), await addedRecord(device, 'crm/deal', { name: 'B', stage: 'prospecting' })]; // prettier-ignore
    await ruleFor(device);
    const { tenant } = device;
    const entity = tenant.device.catalogue.entities.get('crm/deal');
    const change = { sets: { source: 'Call' }, shifts: {}, adds: {}, removes: {} };
    const group = tenant.device.ports.ids.newId();
    if (entity === undefined) throw new Error('no deals');
    const changed = await tenant.acts.changePiece({ entity, ids, change, label: 'Called', group }, false);
    expect(changed).toMatchObject({ ok: true, value: { changed: 2 } });
    expect(await subjects(device)).toEqual(['Call about A', 'Call about B']);
    expect((await tenant.acts.undoLast()).ok).toBe(true);
    expect(await subjects(device)).toEqual([]);
    expect([await valueOf(device, ids[0] ?? '', 'source'), await valueOf(device, ids[1] ?? '', 'source')]).toEqual([undefined, undefined]); // prettier-ignore
  });

  it('answers an act of at most twenty records', async () => {
    const device = await tenantForTest();
    await ruleFor(device);
    const deals = (count: number) => Array.from({ length: count }, (_, place) => deal(`${place}`));
    await performed(device, 'Twenty', deals(20));
    await performed(device, 'More', deals(21));
    expect(acts(device).map(({ edits }) => edits.length)).toEqual([40, 21]);
  });

  it('[AUT-22] adds nothing to an act that was refused and is made again: the server carries it out', async () => {
    const server = new ScriptedServer();
    const device = await tenantForTest({ transport: server.transport });
    server.page({ rows: [{ record: givenDeal(device.tenant.device.ports.ids.newId(), 1) }], head: 1 });
    await device.tenant.replicator.pull();
    await ruleFor(device);
    await called(device);
    const why = {
      code: 'records/invalid' as const,
      message: 'Region must be filled in.',
      details: { field: 'region' },
    };
    server.refuse(Object.fromEntries((acts(device)[0]?.edits ?? []).map((edit) => [edit.id, why])), 2);
    await device.tenant.replicator.push();
    expect(await subjects(device)).toEqual([]);
    const [entry] = trayEntries(device.tenant.device);
    expect(entry?.reasons).toHaveLength(2);
    expect((await device.tenant.acts.mend(entry?.id ?? '', {})).ok).toBe(true);
    expect(acts(device)).toMatchObject([{ edits: [{ entity: 'crm/deal' }] }]);
    expect(await subjects(device)).toEqual([]);
  });

  it('answers each record of an act that is accepted as a whole', async () => {
    const device = await tenantForTest();
    await ruleFor(device);
    await performed(device, 'Two', [deal('A'), deal('B')]);
    expect(await subjects(device)).toEqual(['Call about A', 'Call about B']);
    expect(
      new Set(
        acts(device)
          .at(-1)
          ?.edits.filter(isMadeByRule)
          .map(({ id }) => id),
      ).size,
    ).toBe(2);
  });
});
