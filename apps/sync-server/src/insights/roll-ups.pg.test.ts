import type { JsonValue } from '@outpost/domain/kernel/json';
import { listQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import type { Result } from '@outpost/domain/kernel/refusal';
import { describe, expect, it } from 'vitest';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld } from '../testing/sales-world.ts';
import { changeEdit, made, type TestDevice } from '../testing/test-server.ts';
import { askList, askRecord } from './questions.ts';

function ok<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result.value;
}
const given = givenServer();
const asking = (device: TestDevice) => ({ orgId: device.tenant.orgId, userId: device.userId });

async function worldWithRollUp() {
  const w = await makeSalesWorld(given.test);
  const [account, definition] = [w.id(), w.id()];
  const rollUp = { of: 'crm/deal', by: 'account', fn: 'count' };
  const define = (fields: Readonly<Record<string, JsonValue>>) =>
    w.ann.do([made(definition, 'platform/field-definition', { forEntity: 'crm/account', name: 'deals', label: 'Deals', type: 'number', computed: 'roll-up', ...fields })]); // prettier-ignore
  await w.ann.do([made(account, 'crm/account', { name: 'Acme' }, { ownerId: w.mia.userId })]);
  const figures = async (device: TestDevice, where?: unknown) => {
    const query = listQuerySchema.parse({ entity: 'crm/account', where });
    const { rows } = ok(await askList(given.test.server.tenancy, asking(device), query));
    return rows.filter(({ id }) => id === account).map(({ fields }) => fields['deals']);
  };
  return { ...w, account, definition, rollUp, define, figures };
}

describe('a roll-up on the server', () => {
  it('[PLT-8] [T-17] [Q-5] counts the records that its asker sees, and nobody learns about other records from it', async () => {
    const w = await worldWithRollUp();
    expect(await w.define({ rollUp: w.rollUp })).toMatchObject({ status: 'accepted' });
    await w.ann.do(
      [1, 2, 3].map(() => w.deal(w.id(), { account: w.account }, { ownerId: w.ann.userId, teamId: null })),
    );
    await w.mia.do([w.deal(w.id(), { account: w.account })]);
    expect(await w.figures(w.ann)).toEqual([4]);
    expect(await w.figures(w.ann, { field: 'deals', op: 'gte', value: 4 })).toEqual([4]);
    expect(await w.figures(w.mia)).toEqual([1]); // a member sees only their own deal
    expect(await w.figures(w.mia, { field: 'deals', op: 'gt', value: 1 })).toEqual([]);
    const record = ok(
      await askRecord(given.test.server.tenancy, asking(w.ann), { entity: 'crm/account', id: w.account }),
    );
    // The pack's own roll-ups of open deals see the same records.
    const openDealValue = { amount: 2_000, currency: 'USD' };
    expect(record.fields).toEqual({ name: 'Acme', deals: 4, openDealCount: 4, openDealValue });
    expect(await w.tenant.fields('crm/account', w.account)).toEqual({ name: 'Acme' }); // stored nowhere
  });

  it('[PLT-8] is refused with its reason, is never written, and makes no records due', async () => {
    const w = await worldWithRollUp();
    expect(await w.define({ rollUp: { ...w.rollUp, by: 'acount' } })).toMatchObject({
      refused: { [w.definition]: { message: 'Deal has no field "acount". Did you mean "account"?' } },
    });
    await w.define({ rollUp: w.rollUp });
    expect(await w.ann.do([changeEdit(w.account, 'crm/account', { deals: [null, 9] })])).toMatchObject({
      status: 'refused',
    });
    expect(await w.tenant.rows('select entity from store.kind_upkeep where after is not null')).toEqual([]);
  });
});
