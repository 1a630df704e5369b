import { beforeEach, describe, expect, it } from 'vitest';
import type { JournalPayload } from '../../journal/chain.ts';
import { mostPerHour } from '../../journal/events/note-event.ts';
import { givenServer } from '../../testing/given-server.ts';
import { made, testPassword, type TestDevice, type TestTenant } from '../../testing/test-server.ts';

const given = givenServer();
let tenant: TestTenant;
let max: TestDevice;

beforeEach(async () => {
  tenant = await given.test.tenant();
});

async function tokenOf(role: string): Promise<string> {
  const email = `max-${given.test.newId()}@fenwright.example`;
  max = await tenant.person('Max', role, { email });
  const signedIn = await given.test.fetch('/auth/sign-in', {
    body: { email, password: testPassword, device: { id: max.device, name: 'Laptop' } },
  });
  return ((await signedIn.json()) as { accessToken: string }).accessToken;
}
async function rows(where: string): Promise<readonly JournalPayload[]> {
  await given.test.server.runWorkers(tenant.orgId);
  const found = await tenant.rows<{ payload: string }>(`select payload from store.journal where ${where} order by n`);
  return found.map(({ payload }) => JSON.parse(payload) as JournalPayload);
}
const refusals = async () => (await rows("kind = 'event'")).filter(({ event }) => event?.action === 'access/refused');

describe('refused access', () => {
  it('[PLT-21] is written to the journal with the person, the route and the request', async () => {
    const token = await tokenOf('member');
    const answer = await given.test.fetch('/journal/verify', { token, headers: { 'x-request-id': 'req-12345678' } });
    expect(answer.status).toBe(403);
    const [refusal, ...more] = await refusals();
    expect(more).toEqual([]);
    expect(refusal?.event).toMatchObject({
      by: max.userId,
      device: max.device,
      outcome: 'refused',
      request: 'req-12345678',
      details: { method: 'GET', route: '/journal/verify' },
    });
    expect(refusal?.event?.session).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('[PLT-21] has a bound in the journal for each person and hour, beyond which it is only counted', async () => {
    const token = await tokenOf('member');
    for (let asked = 0; asked < mostPerHour + 7; asked += 1) await given.test.fetch('/journal/verify', { token });
    expect(await refusals()).toHaveLength(mostPerHour);
    given.test.advance(3_600_000);
    const all = await refusals();
    expect(all).toHaveLength(mostPerHour + 1);
    expect(all.at(-1)?.event?.times).toBe(7);
  });

  it('[PLT-21] does not happen to an administrator, and nothing is written about allowed requests', async () => {
    const token = await tokenOf('admin');
    expect((await given.test.fetch('/journal/verify', { token })).status).toBe(200);
    expect(await refusals()).toEqual([]);
  });
});

describe('an act that a request brought', () => {
  it('[PLT-21] has address, session and request in its first row, and only there', async () => {
    const token = await tokenOf('admin');
    const edits = [1, 2].map(() => made(given.test.newId(), 'crm/account', { name: 'New' }));
    const answer = await given.test.fetch('/acts', {
      token,
      headers: { 'x-request-id': 'req-87654321' },
      body: { acts: [{ label: 'Added two', shape: 'together', edits }] },
    });
    expect(answer.status).toBe(200);
    const [first, second] = await rows("entity = 'crm/account'");
    expect(first?.from).toMatchObject({ address: null, request: 'req-87654321' });
    expect(first?.from?.session).toMatch(/^[0-9a-f-]{36}$/);
    expect(second).not.toHaveProperty('from');
  });

  it('[PLT-21] that changes rights or settings has a class, and another one has none', async () => {
    await tokenOf('admin');
    await max.do([made(given.test.newId(), 'crm/account', { name: 'New' })]);
    await max.do([made(given.test.newId(), 'platform/team', { name: 'East' })]);
    const found = await tenant.rows<{ entity: string; class: string; action: string }>(
      'select distinct entity, class, action from store.audit_entry where entity is not null order by entity',
    );
    expect(found).toContainEqual({ entity: 'platform/person', class: 'security', action: 'rights/changed' });
    expect(found).toContainEqual({ entity: 'platform/team', class: 'compliance', action: 'settings/changed' });
    expect(found.map(({ entity }) => entity)).not.toContain('crm/account');
  });
});
