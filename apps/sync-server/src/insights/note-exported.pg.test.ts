import { describe, expect, it } from 'vitest';
import { withOwner } from '../db/owner-connection.ts';
import { givenServer } from '../testing/given-server.ts';
import { testPassword } from '../testing/test-server.ts';

const given = givenServer();
const exported = { of: 'crm/deal', count: 3, format: 'csv', at: '2026-11-20T08:00:00.000Z' };

describe('an export that a device reports', () => {
  it('is an entry of the journal, of the person, with the times of the server and of the device', async () => {
    const tenant = await given.test.tenant();
    const email = `max-${given.test.newId()}@fenwright.example`;
    const max = await tenant.person('Max', 'member', { email });
    const signedIn = await given.test.fetch('/auth/sign-in', {
      body: { email, password: testPassword, device: { id: given.test.newId(), name: 'Laptop' } },
    });
    const { accessToken: token } = (await signedIn.json()) as { accessToken: string };
    const report = (entries: readonly object[]) => given.test.fetch('/sync/exported', { token, body: { exported: entries } }); // prettier-ignore
    expect(await (await report([exported, { ...exported, of: 'everything', format: 'zip' }])).json()).toEqual({ done: true }); // prettier-ignore
    const rows = await withOwner(
      given.database.ownerUrl,
      ({ rows: read }) =>
      read(`select event from store.event_waiting where org_id = '${tenant.orgId}' and event @> '{"action":"data/exported"}' order by event -> 'details' ->> 'of'`), // prettier-ignore
    );
    expect(rows).toMatchObject([
      { event: { by: max.userId, details: { of: 'crm/deal', count: 3, format: 'csv', exportedAt: exported.at } } },
      { event: { by: max.userId, details: { of: 'everything', format: 'zip' } } },
    ]);
    for (const bad of [[], [{ ...exported, count: -1 }], [{ ...exported, at: 'yesterday' }], [{ ...exported, org: 'x' }]])
      expect((await report(bad)).status).toBe(400); // prettier-ignore
  });
});
