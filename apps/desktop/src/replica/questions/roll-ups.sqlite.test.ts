import type { JsonValue } from '@outpost/domain/kernel/json';
import { listQuerySchema, reportSchema } from '@outpost/domain/kernel/questions/list-query';
import { describe, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import type { GivenTenant } from '../testing/given-tenant.ts';
import { addedRecord, performed } from '../testing/performed.ts';

const definition = 'platform/field-definition';
const dealCount = {
  forEntity: 'crm/account',
  name: 'openDeals',
  label: 'Open deals',
  type: 'number',
  computed: 'roll-up',
  rollUp: { of: 'crm/deal', by: 'account', fn: 'count', where: { field: 'stage', op: 'is', value: 'prospecting' } },
};
const worth = { ...dealCount, name: 'worthOfDeals', label: 'Worth', type: 'money', rollUp: { of: 'crm/deal', by: 'account', fn: 'sum', field: 'value' } }; // prettier-ignore

async function given(): Promise<{ readonly device: GivenTenant; readonly accounts: readonly [string, string] }> {
  const device = await tenantForTest();
  await addedRecord(device, definition, dealCount);
  await addedRecord(device, definition, worth);
  const accounts = [await addedRecord(device, 'crm/account', { name: 'Acme' }), await addedRecord(device, 'crm/account', { name: 'Beta' })] as const; // prettier-ignore
  return { device, accounts };
}
const deal = (device: GivenTenant, account: string, amount: number, stage = 'prospecting') =>
  addedRecord(device, 'crm/deal', { name: 'Deal', stage, account, value: { amount, currency: 'EUR' } });
async function listed(device: GivenTenant, more: Readonly<Record<string, unknown>> = {}) {
  const list = await device.tenant.questions.list(listQuerySchema.parse({ entity: 'crm/account', sort: [{ field: 'name', direction: 'asc' }], ...more })); // prettier-ignore
  if (!list.ok) throw new Error(list.message);
  return list.value.rows.map(({ fields }): readonly (JsonValue | undefined)[] => [fields['name'], fields['openDeals'], fields['worthOfDeals']]); // prettier-ignore
}

describe('a roll-up on the device', () => {
  it('[PLT-8] [Q-6] is in lists and on the record’s page at once, and follows each change of the related records', async () => {
    const { device, accounts } = await given();
    expect(await listed(device)).toEqual([['Acme', 0, undefined], ['Beta', 0, undefined]]); // prettier-ignore
    const [acme] = accounts;
    const first = await deal(device, acme, 100);
    await deal(device, acme, 50);
    expect(await listed(device)).toEqual([['Acme', 2, { amount: 150, currency: 'EUR' }], ['Beta', 0, undefined]]); // prettier-ignore
    await performed(device, 'Moved', [{ entity: 'crm/deal', id: first, fields: { account: accounts[1] } }]);
    expect(await listed(device)).toEqual([['Acme', 1, { amount: 50, currency: 'EUR' }], ['Beta', 1, { amount: 100, currency: 'EUR' }]]); // prettier-ignore
    const page = await device.tenant.questions.get({ id: acme });
    expect(page.ok && page.value.record.fields).toMatchObject({ openDeals: 1, worthOfDeals: { amount: 50 } });
    await performed(device, 'Deleted', [{ entity: 'crm/deal', id: first, fields: { life: 'deleted' } }]);
    expect(await listed(device)).toEqual([['Acme', 1, { amount: 50, currency: 'EUR' }], ['Beta', 0, undefined]]); // prettier-ignore
  });

  it('[PLT-8] serves filters, orders and reports, and is written nowhere', async () => {
    const { device, accounts } = await given();
    const [acme, beta] = accounts;
    await deal(device, beta, 70);
    await deal(device, beta, 70);
    await deal(device, acme, 500);
    const names = async (more: Readonly<Record<string, unknown>>) => (await listed(device, more)).map(([name]) => name);
    expect(await names({ sort: [{ field: 'openDeals', direction: 'desc' }] })).toEqual(['Beta', 'Acme']);
    expect(await names({ sort: [{ field: 'worthOfDeals', direction: 'desc' }] })).toEqual(['Acme', 'Beta']);
    expect(await names({ where: { field: 'openDeals', op: 'gt', value: 1 } })).toEqual(['Beta']);
    const report = await device.tenant.questions.report(reportSchema.parse({ entity: 'crm/account', measures: [{ name: 'n', fn: 'sum', field: 'openDeals' }, { name: 'w', fn: 'max', field: 'worthOfDeals' }] })); // prettier-ignore
    expect(report.ok && report.value.rows).toMatchObject([{ measures: { n: 3, w: 500 }, currency: 'EUR' }]);
    await expect(performed(device, 'Typed', [{ entity: 'crm/account', id: acme, fields: { openDeals: 9 } }])).rejects.toThrow(/computed/u); // prettier-ignore
    const document = (await device.tenant.device.database.find([acme])).get(acme);
    expect(JSON.stringify(document)).not.toContain('openDeals');
    expect(device.tenant.device.memory.state.recordFields['crm/account']).toBeUndefined();
  });

  it('[PLT-8] [T-17] has the figures that a pack declares: open deals, a stage of the tenant’s own included, and the last activity', async () => {
    const { device, accounts } = await given();
    const [acme, beta] = accounts;
    const figures = async (more: Readonly<Record<string, unknown>> = {}) => {
      const list = await device.tenant.questions.list(listQuerySchema.parse({ entity: 'crm/account', sort: [{ field: 'openDealValue', direction: 'desc' }], ...more })); // prettier-ignore
      if (!list.ok) throw new Error(list.message);
      return list.value.rows.map(({ fields }) => [fields['name'], fields['openDealCount'], fields['openDealValue'], fields['lastActivityAt']]); // prettier-ignore
    };
    await deal(device, beta, 70);
    await deal(device, beta, 30, 'negotiation');
    await addedRecord(device, 'crm/deal', { name: 'Deal', stage: 'won', account: acme, closedOn: '2026-11-01', value: { amount: 500, currency: 'EUR' } }); // prettier-ignore
    const call = (about: string, happensAt: string) =>
      addedRecord(device, 'crm/activity', { about: `crm/account:${about}`, kind: 'call', subject: 'Call', happensAt });
    await call(acme, '2026-11-01T08:00:00.000Z');
    await call(acme, '2026-11-02T08:00:00.000Z');
    await call(acme, '2999-01-01T08:00:00.000Z'); // planned
    const betas = ['Beta', 2, { amount: 100, currency: 'EUR' }, undefined];
    expect(await figures()).toEqual([betas, ['Acme', 0, undefined, '2026-11-02T08:00:00.000Z']]);
    expect(await figures({ where: { field: 'openDealCount', op: 'gt', value: 1 } })).toEqual([betas]);
    const written = await device.tenant.acts.perform({ label: 'Written', shape: 'together', edits: [{ entity: 'crm/account', id: acme, fields: { openDealCount: 9 } }] }); // prettier-ignore
    expect(written.ok || written.code).toBe('access/denied');
    await addedRecord(device, 'platform/stage', { forEntity: 'crm/deal', value: 'site-visit', label: 'Site visit', like: 'proposal', place: 2_500 }); // prettier-ignore
    await deal(device, acme, 500, 'site-visit');
    expect((await figures())[0]?.slice(0, 2)).toEqual(['Acme', 1]);
  });
});
