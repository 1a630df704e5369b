import { listQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { describe, expect, it, vi } from 'vitest';
import { parseCall } from '../../bridge/parse-call.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { type GivenTenant, givenPerson } from '../testing/given-tenant.ts';
import { addedRecord, performed } from '../testing/performed.ts';
import { givenDeal, jsonReply, ScriptedServer } from '../testing/scripted-server.ts';
import { listAtServer } from './server-records.ts';

const usd = (amount: number) => ({ amount, currency: 'USD' });
const unknown = '0190b1f2-7c00-7000-8000-000000000e01';

async function given() {
  const device = await tenantForTest();
  const parent = await addedRecord(device, 'crm/account', { name: 'Holding' });
  const account = await addedRecord(device, 'crm/account', {
    name: 'Acme',
    sector: 'Pumps',
    annualRevenue: usd(900),
    tags: ['vip'],
    parentAccount: parent,
  });
  const deals = [
    await addedRecord(device, 'crm/deal', { name: 'A', stage: 'prospecting', account }),
    await addedRecord(device, 'crm/deal', { name: 'B', stage: 'prospecting', account }),
    await addedRecord(device, 'crm/deal', { name: 'C', stage: 'prospecting' }),
    await addedRecord(device, 'crm/deal', { name: 'D', stage: 'prospecting', account: unknown }),
  ];
  return { device, parent, account, deals };
}

/** Asks for all deals with these referred fields. */
async function listed({ tenant }: GivenTenant, referred: readonly string[]) {
  const sort = [{ field: 'name', direction: 'asc' as const }];
  const answer = await tenant.questions.list({ ...listQuerySchema.parse({ entity: 'crm/deal', sort }), referred });
  if (!answer.ok) throw new Error(answer.message);
  return answer.value;
}

describe('the referred fields of a list', () => {
  it('[Q-3] are read for all rows by one question, with the names that they refer to', async () => {
    const { device, account, parent } = await given();
    const reads = vi.spyOn(device.tenant.questions, 'rows');
    const paths = ['account.sector', 'account.annualRevenue', 'account.tags', 'account.parentAccount', 'account.ownerId', 'account.website']; // prettier-ignore
    const { refs } = await listed(device, paths);
    expect(refs[account]).toEqual({
      entity: 'crm/account',
      title: 'Acme',
      life: 'alive',
      fields: {
        sector: 'Pumps',
        annualRevenue: usd(900),
        tags: ['vip'],
        parentAccount: parent,
        ownerId: givenPerson.id,
      },
    });
    expect(refs[parent]).toMatchObject({ title: 'Holding' });
    expect(reads).toHaveBeenCalledTimes(1);
    expect((await listed(device, [])).refs[account]).not.toHaveProperty('fields');
  });

  it('[A-5] are absent for a record that this device does not hold, and for a path that leads nowhere', async () => {
    const { device, account } = await given();
    const { rows, refs } = await listed(device, ['account.sector', 'account.colour', 'contact.email']);
    expect(rows).toHaveLength(4);
    expect(refs).not.toHaveProperty(unknown);
    expect(refs[account]?.fields).toEqual({ sector: 'Pumps' });
  });

  it('[D-3] are those of the newest write, also of a deleted record', async () => {
    const { device, account } = await given();
    await listed(device, ['account.sector']);
    await performed(device, 'Changed', [{ entity: 'crm/account', id: account, fields: { sector: 'Valves' } }]);
    expect((await listed(device, ['account.sector'])).refs[account]?.fields).toEqual({ sector: 'Valves' });
    await performed(device, 'Deleted', [{ entity: 'crm/account', id: account, fields: { life: 'deleted' } }]);
    expect((await listed(device, ['account.sector'])).refs[account]).toMatchObject({ life: 'deleted', fields: { sector: 'Valves' } }); // prettier-ignore
  });

  it('[E-2] are refused where they are no paths', () => {
    for (const referred of [['sector'], ['account.parent.name'], ['account."x'], Array.from({ length: 201 }, () => 'account.sector')]) // prettier-ignore
      expect(parseCall('records.list', { entity: 'crm/deal', referred })).toMatchObject({ ok: false, code: 'request/invalid' }); // prettier-ignore
  });

  it('[A-6] of rows from the server are those that this device has, and the server is not asked for them', async () => {
    const server = new ScriptedServer();
    const bodies: unknown[] = [];
    const device = await tenantForTest({
      transport: {
        ...server.transport,
        request: (request, signal) => {
          bodies.push(JSON.parse(request.body ?? 'null'));
          return server.transport.request(request, signal);
        },
      },
    });
    const account = await addedRecord(device, 'crm/account', { name: 'Acme', sector: 'Pumps' });
    const record = { ...givenDeal(unknown, 4), fields: { name: 'Pumps', account } };
    server.answers.push(jsonReply({ records: [record], next: null }));
    const question = { ...listQuerySchema.parse({ entity: 'crm/deal' }), referred: ['account.sector'] };
    const answer = await listAtServer(device.tenant, question);
    expect(answer).toMatchObject({ ok: true, value: { refs: { [account]: { fields: { sector: 'Pumps' } } } } });
    expect(bodies.at(-1)).not.toHaveProperty('referred');
  });
});
