import { summaryQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { describe, expect, it } from 'vitest';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld, usd } from '../testing/sales-world.ts';
import { made, type TestDevice } from '../testing/test-server.ts';
import { askSummary } from './questions.ts';

const given = givenServer();

describe('[T-17] a figure over the records that name another one', () => {
  it('[Q-6] is computed for each reader from the records they may see; the record stores no total', async () => {
    const w = await makeSalesWorld(given.test);
    const account = w.id();
    await w.ann.do([
      made(account, 'crm/account', { name: 'Acme' }, { sharedWith: [w.mia.userId, w.moe.userId] }),
      w.deal(w.id(), { account, value: usd(5) }),
      w.deal(w.id(), { account, value: usd(7) }, { ownerId: w.moe.userId, teamId: w.teams.t2 }),
    ]);
    const question = summaryQuerySchema.parse({
      entity: 'crm/deal',
      where: { field: 'account', op: 'is', value: account },
      sums: ['value'],
    });
    const figure = async ({ tenant, userId }: TestDevice): Promise<unknown> => {
      const answer = await askSummary(given.test.server.tenancy, { orgId: tenant.orgId, userId }, question);
      return answer.ok ? answer.value.groups.map(({ count, sums }) => [count, sums['value']?.['USD']]) : answer.code;
    };
    expect([await figure(w.ann), await figure(w.mia), await figure(w.moe)]).toEqual([[[2, 1_200]], [[1, 500]], [[1, 700]]]); // prettier-ignore
    expect(await w.tenant.fields('crm/account', account)).toEqual({ name: 'Acme' });
  });
});
