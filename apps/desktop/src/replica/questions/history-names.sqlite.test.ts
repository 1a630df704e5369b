import { describe, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import { givenDeal, givenHistoryRow, ScriptedServer } from '../testing/scripted-server.ts';

const deal = '0190b1f2-7c00-7000-8000-000000000d01';
/** The id of the service account of `platform`, as the server gives it. */
const platformId = 'abe57017-ac67-87b4-8b2b-0bca0d286bc0';
const stranger = '0190b1f2-7c00-7000-8000-0000000000b2';

describe('the history of a record', () => {
  it('[T-22] names the service account that changed it, and no person whom the device does not know', async () => {
    const server = new ScriptedServer();
    const history = [platformId, stranger].map((by, place) => givenHistoryRow(deal, place + 1, { by }));
    server.page({ rows: [{ record: givenDeal(deal, 2) }], history, head: 2 });
    const { tenant } = await tenantForTest({ transport: server.transport });
    await tenant.engine.now();
    const answer = await tenant.questions.history({ id: deal, limit: 2, withChildren: false });
    expect(answer).toMatchObject({ ok: true, value: { rows: [{ by: stranger }, { by: platformId }] } });
    expect(answer.ok && answer.value.names).toEqual({ [platformId]: 'The Organisation service' });
  });
});
