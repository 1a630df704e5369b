import type { JsonValue } from '@outpost/domain/kernel/json';
import { automationKinds } from '@outpost/domain/kernel/automation/automation-kinds';
import { idOfChangeRun, idOfMade } from '@outpost/domain/kernel/automation/step-edits';
import { isMadeByRule } from '@outpost/domain/kernel/automation/rule-on-device';
import { describe, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import { givenMembership, type GivenTenant } from '../testing/given-tenant.ts';
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

  it('leaves acts of many records, and what follows from its own record, to the server', async () => {
    const device = await tenantForTest();
    await ruleFor(device);
    const account = { id: 'firm', kind: 'create', entity: 'crm/account', set: { name: { text: '{subject}' } } };
    await ruleFor(device, { forEntity: 'crm/task', trigger: { kind: 'change', on: ['created'], onDevices: true }, steps: [account] }); // prettier-ignore
    const { tenant } = device;
    expect((await tenant.acts.perform({ label: 'Two', shape: 'each', edits: [deal('A'), deal('B')] })).ok).toBe(true);
    expect(await subjects(device)).toEqual([]);
    expect((await tenant.acts.perform({ label: 'One', shape: 'each', edits: [deal('C')] })).ok).toBe(true);
    expect(await subjects(device)).toEqual(['Call about C']);
    expect(acts(device).at(-1)).toMatchObject({ shape: 'together', edits: [{}, { entity: 'crm/task' }] });
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
