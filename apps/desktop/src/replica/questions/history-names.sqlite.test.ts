import { describe, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import { givenDeal, givenHistoryRow, ScriptedServer } from '../testing/scripted-server.ts';

const deal = '0190b1f2-7c00-7000-8000-000000000d01';
/** The id of the service account of `platform`, as the server assigns it. */
const platformId = 'abe57017-ac67-87b4-8b2b-0bca0d286bc0';
const stranger = '0190b1f2-7c00-7000-8000-0000000000b2';

describe('the history of a record', () => {
  it('[T-22] names the service account that made a change, and no person who is not on the device', async () => {
    const server = new ScriptedServer();
    const history = [platformId, stranger].map((by, place) => givenHistoryRow(deal, place + 1, { by }));
    server.page({ rows: [{ record: givenDeal(deal, 2) }], history, head: 2 });
    const { tenant } = await tenantForTest({ transport: server.transport });
    await tenant.engine.now();
    const answer = await tenant.questions.history({ id: deal, limit: 2, withChildren: false });
    expect(answer).toMatchObject({ ok: true, value: { rows: [{ by: stranger }, { by: platformId }] } });
    expect(answer.ok && answer.value.names).toEqual({ [platformId]: 'The Organisation service' });
  });

  it('names the owners and linked records of each change, before and after it', async () => {
    const server = new ScriptedServer();
    const named = (id: string, entity: string, name: string) => ({ record: { ...givenDeal(id, 1), entity, fields: { name } } }); // prettier-ignore
    const [sender, account] = ['0190b1f2-7c00-7000-8000-0000000000c3', '0190b1f2-7c00-7000-8000-00000000ac01'] as const;
    server.page({
      rows: [
        named(sender, 'platform/person', 'Sam Sender'),
        named(stranger, 'platform/person', 'Ada Former'),
        named(account, 'crm/account', 'Acme'),
        { record: givenDeal(deal, 2) },
      ],
      history: [
        givenHistoryRow(deal, 1, { changed: { ownerId: [stranger, sender], account: [account, null] } }),
        givenHistoryRow(deal, 2, { changed: { sharedWith: [[], [stranger]] } }),
      ],
      head: 2,
    });
    const { tenant } = await tenantForTest({ transport: server.transport });
    await tenant.engine.now();
    const answer = await tenant.questions.history({ id: deal, limit: 5, withChildren: false });
    const titles = answer.ok && [stranger, sender, account].map((id) => answer.value.refs[id]?.title);
    expect(titles).toEqual(['Ada Former', 'Sam Sender', 'Acme']);
  });
});
