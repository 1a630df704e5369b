import type { JsonValue } from '@outpost/domain/kernel/json';
import { listQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import type { Result } from '@outpost/domain/kernel/refusal';
import { describe, expect, it } from 'vitest';
import { askList } from '../../insights/questions.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld } from '../../testing/sales-world.ts';
import { changeEdit, made, type TestDevice } from '../../testing/test-server.ts';
import { bringUpToOwnFields } from './write-anew.ts';

function ok<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result.value;
}
const given = givenServer();
const definitionKind = 'platform/field-definition';
const asking = (device: TestDevice) => ({
  orgId: device.tenant.orgId,
  userId: device.userId,
  asking: { userId: device.userId, now: '2026-11-23T08:00:00.000Z', timeZone: 'UTC' },
});

async function worldWithSeats() {
  const w = await makeSalesWorld(given.test);
  const seats = w.id();
  const define = (id: string, fields: Readonly<Record<string, JsonValue>>) =>
    w.ann.do([made(id, definitionKind, { forEntity: 'crm/deal', type: 'number', ...fields })]);
  await define(seats, { name: 'seats', label: 'Seats' });
  const ports = { database: given.test.database, installed: given.test.server.tenancy.installed, recordsAtOnce: 2 };
  const writeAll = async () => {
    while (await bringUpToOwnFields(ports, w.tenant.orgId));
  };
  const listed = async (where: unknown) => {
    const query = listQuerySchema.parse({ entity: 'crm/deal', where, sort: [{ field: 'doubled', direction: 'desc' }] });
    return ok(await askList(given.test.server.tenancy, asking(w.ann), query)).rows.map((row) => row.fields['doubled']);
  };
  const formula = (id: string, expression: string, name = 'doubled') =>
    define(id, { name, label: name, computed: 'formula', formula: expression });
  return { ...w, seats, define, formula, writeAll, listed };
}

describe('a formula on the server', () => {
  it('[PLT-7] gives old records their values in pieces, without news, and counts in filters and sorts', async () => {
    const w = await worldWithSeats();
    const deals = [3, 9, 5, 1].map((count) => w.deal(w.id(), { seats: count }));
    await w.mia.do([...deals, w.deal(w.id())]);
    const numbers = 'select id, version from store.crm_deal order by id';
    const [before, heads] = [await w.tenant.rows(numbers), await w.tenant.rows('select max(n) as n from store.feed')];
    expect(await w.formula(w.id(), 'seats * 2')).toMatchObject({ status: 'accepted' });
    await w.writeAll();
    expect(await w.listed({ field: 'doubled', op: 'gt', value: 2 })).toEqual([18, 10, 6]);
    expect(await w.tenant.rows(numbers)).toEqual(before);
    expect(await w.tenant.rows("select max(n) as n from store.feed where entity = 'crm/deal'")).toEqual(
      heads.length === 0 ? [] : expect.anything(),
    );
  });

  it('[PLT-7] [T-16] is computed by each act, follows its changed expression, and accepts no value', async () => {
    const w = await worldWithSeats();
    const [id, formula] = [w.id(), w.id()];
    await w.formula(formula, 'seats * 2');
    await w.mia.do([w.deal(id, { seats: 4 })]);
    expect(await w.tenant.fields('crm/deal', id)).toMatchObject({ seats: 4, doubled: 8 });
    await w.mia.do([w.set(id, { seats: [4, 6] })]);
    expect(await w.tenant.fields('crm/deal', id)).toMatchObject({ doubled: 12 });
    expect(await w.mia.do([w.set(id, { doubled: [12, 1] })])).toMatchObject({
      status: 'refused',
      refused: { [id]: { message: 'doubled is computed from the other fields. Leave it out.' } },
    });
    await w.ann.do([changeEdit(formula, definitionKind, { formula: ['seats * 2', 'seats + 100'] })]);
    await w.writeAll();
    expect(await w.tenant.fields('crm/deal', id)).toMatchObject({ doubled: 106 });
    expect(await w.listed({ field: 'doubled', op: 'is', value: 106 })).toEqual([106]);
  });

  it('[PLT-7] is refused with its place and reason where it is circular, and where it reads a field that is removed at the same time', async () => {
    const w = await worldWithSeats();
    const [one, other, wrong] = [w.id(), w.id(), w.id()];
    expect(await w.formula(wrong, 'seats * sets')).toMatchObject({
      refused: { [wrong]: { message: 'Column 9: unknown field "sets". Did you mean "seats"?' } },
    });
    await w.formula(one, 'seats + 1', 'one');
    await w.formula(other, 'one + 1', 'other');
    const circle = changeEdit(one, definitionKind, { formula: ['seats + 1', 'other + 1'] });
    expect(await w.ann.do([circle])).toMatchObject({
      refused: { [one]: { message: 'The formula reads itself through others: one → other → one.' } },
    });
    const retire = changeEdit(w.seats, definitionKind, { life: ['alive', 'deleted'] });
    expect(await w.ann.do([retire])).toMatchObject({
      refused: { [w.seats]: { message: 'The formula of one reads Seats. Change that first, or retire one.' } },
    });
  });
});
