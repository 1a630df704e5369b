import type { JsonValue } from '@outpost/domain/kernel/json';
import { listQuerySchema, summaryQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { describe, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import type { GivenTenant } from '../testing/given-tenant.ts';
import { givenDeal, ScriptedServer } from '../testing/scripted-server.ts';
import { addedRecord, performed } from '../testing/performed.ts';

const definition = 'platform/field-definition';
const seats = { forEntity: 'crm/deal', name: 'seats', label: 'Seats', type: 'number' };
const doubled = { forEntity: 'crm/deal', name: 'doubled', label: 'Doubled', type: 'number', computed: 'formula', formula: 'seats * 2' }; // prettier-ignore

/** Waits until all deals follow the present definitions. */
const settled = ({ tenant: { device } }: GivenTenant) =>
  expect
    .poll(
      () => {
        const { recordFields, goneFormulas = {} } = device.memory.state;
        return recordFields['crm/deal'] === device.ownFields['crm/deal'] && Object.keys(goneFormulas).length === 0;
      },
      { timeout: 10_000 },
    )
    .toBe(true);

const byDoubled = listQuerySchema.parse({ entity: 'crm/deal', sort: [{ field: 'doubled', direction: 'desc' }] });
async function shown(device: GivenTenant, name = 'doubled'): Promise<readonly (JsonValue | undefined)[]> {
  const list = await device.tenant.questions.list(
    name === 'doubled' ? byDoubled : listQuerySchema.parse({ entity: 'crm/deal' }),
  );
  return list.ok ? list.value.rows.map((row) => row.fields[name]) : [list.code];
}
const deal = (device: GivenTenant, fields: Readonly<Record<string, JsonValue>>) =>
  addedRecord(device, 'crm/deal', { name: 'Acme', stage: 'prospecting', ...fields });
const change = (device: GivenTenant, entity: string, id: string, fields: Readonly<Record<string, JsonValue>>) =>
  performed(device, 'Changed', [{ entity, id, fields: { ...fields } }]);

describe('a formula on the device', () => {
  it('[PLT-7] gives records from before it their values, in more than one piece, also after a restart in between', async () => {
    const device = await tenantForTest();
    await addedRecord(device, definition, seats);
    const deals = Array.from({ length: 600 }, (_, place) => ({
      entity: 'crm/deal',
      create: { fields: { name: `Deal ${place}`, stage: 'prospecting', seats: place } },
    }));
    await device.tenant.acts.perform({ label: 'Added', shape: 'each', edits: deals });
    await addedRecord(device, definition, doubled);
    const again = await device.reopen();
    await settled(again);
    expect([device.faults, again.faults]).toEqual([[], []]);
    const sum = await again.tenant.questions.summary(
      summaryQuerySchema.parse({ entity: 'crm/deal', sums: ['doubled'], where: { field: 'doubled', op: 'gte', value: 1_000 } }), // prettier-ignore
    );
    expect(sum.ok && sum.value.groups).toMatchObject([{ count: 100 }]);
  });

  it('[PLT-7] [Q-6] follows each change of its record, counts in sorts and filters, and nobody writes it', async () => {
    const device = await tenantForTest();
    await addedRecord(device, definition, seats);
    await addedRecord(device, definition, doubled);
    const id = await deal(device, { seats: 4 });
    await deal(device, { seats: 9 });
    await deal(device, {});
    expect(await shown(device)).toEqual([18, 8, undefined]);
    await change(device, 'crm/deal', id, { seats: 10 });
    expect(await shown(device)).toEqual([20, 18, undefined]);
    await expect(change(device, 'crm/deal', id, { doubled: 5 })).rejects.toThrow(/computed/u);
    await expect(deal(device, { doubled: 5 })).rejects.toThrow(/computed/u);
    const filtered = await device.tenant.questions.list(listQuerySchema.parse({ entity: 'crm/deal', where: { field: 'doubled', op: 'gt', value: 19 } })); // prettier-ignore
    expect(filtered.ok && filtered.value.rows.map((row) => row.id)).toEqual([id]);
  });

  it('[PLT-7] is computed again when its expression changes, and after an undo of that change', async () => {
    const device = await tenantForTest();
    await addedRecord(device, definition, seats);
    const formula = await addedRecord(device, definition, doubled);
    await deal(device, { seats: 4 });
    await change(device, definition, formula, { formula: 'seats * 2 + 1' });
    await settled(device);
    expect(await shown(device)).toEqual([9]);
    expect(await device.tenant.acts.undoLast()).toMatchObject({ ok: true });
    await settled(device);
    expect(await shown(device)).toEqual([8]);
  });

  it('[PLT-7] has no values once it is retired, and has the present ones when it returns', async () => {
    const device = await tenantForTest();
    await addedRecord(device, definition, seats);
    const formula = await addedRecord(device, definition, doubled);
    const id = await deal(device, { seats: 4 });
    await change(device, definition, formula, { life: 'deleted' });
    await settled(device);
    expect(await shown(device, 'doubled')).toEqual(['query/invalid']);
    const document = (await device.tenant.device.database.find([id])).get(id);
    expect(JSON.stringify(document)).not.toContain('doubled'); // the server may have refused the definition
    await change(device, 'crm/deal', id, { seats: 5 });
    await change(device, definition, formula, { life: 'alive' });
    await settled(device);
    expect(await shown(device)).toEqual([10]);
  });

  it('[PLT-7] [D-2a] gives records that the server has confirmed their values, and those that come later by its own definitions', async () => {
    const server = new ScriptedServer();
    const device = await tenantForTest({ transport: server.transport });
    const [first, second] = ['0190b1f2-7c00-7000-8000-000000000d01', '0190b1f2-7c00-7000-8000-000000000d02'];
    const confirmed = (id: string, n: number, fields: Readonly<Record<string, JsonValue>>) => {
      const record = givenDeal(id, n);
      return { record: { ...record, fields: { ...record.fields, ...fields } } };
    };
    server.page({ rows: [confirmed(first, 1, { seats: 4 })], head: 1 });
    await device.tenant.replicator.pull();
    await addedRecord(device, definition, seats);
    const formula = await addedRecord(device, definition, doubled);
    await settled(device);
    expect(await shown(device)).toEqual([8]);
    server.page({ rows: [confirmed(second, 2, { seats: 9, doubled: 1 })], head: 2 }); // computed by another definition
    await device.tenant.replicator.pull();
    expect(await shown(device)).toEqual([18, 8]);
    const why = { code: 'records/invalid', message: 'Not so.', details: { field: 'formula' } };
    server.decide(3, ({ edits }) =>
      edits.some(({ id }) => id === formula)
        ? { status: 'refused', refused: { [formula]: why } }
        : { status: 'accepted' },
    );
    await device.tenant.replicator.push();
    await settled(device);
    const held = await device.tenant.device.database.find([first, second]);
    for (const id of [first, second]) expect(JSON.stringify(held.get(id))).not.toContain('doubled'); // no server has these values
  });

  it('[PLT-7] with an error, a circular reference or a retired field is refused at once', async () => {
    const device = await tenantForTest();
    const id = await addedRecord(device, definition, seats);
    await expect(addedRecord(device, definition, { ...doubled, formula: 'seat * 2' })).rejects.toThrow('Column 1: unknown field "seat". Did you mean "seats"?'); // prettier-ignore
    const formula = await addedRecord(device, definition, doubled);
    await addedRecord(device, definition, { ...doubled, name: 'more', label: 'More', formula: 'doubled + 1' });
    await expect(change(device, definition, formula, { formula: 'more + seats' })).rejects.toThrow('Doubled → More → Doubled'); // prettier-ignore
    await expect(change(device, definition, id, { life: 'deleted' })).rejects.toThrow('The formula of Doubled reads Seats'); // prettier-ignore
  });
});
