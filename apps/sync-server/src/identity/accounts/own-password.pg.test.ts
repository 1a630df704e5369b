import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { givenServer } from '../../testing/given-server.ts';
import { testPassword, type TestTenant } from '../../testing/test-server.ts';

const given = givenServer();
let tenant: TestTenant;
let email: string;
const chosen = 'seven slow brown rivers';

beforeEach(async () => {
  tenant = await given.test.tenant();
  email = `ann-${randomUUID()}@fenwright.example`;
  await tenant.person('Ann', 'admin', { email });
});
const signIn = async (password = testPassword) => {
  const device = { id: randomUUID(), name: 'Laptop' };
  const answer = await given.test.fetch('/auth/sign-in', { body: { email, password, device } });
  return ((await answer.json()) as { accessToken: string }).accessToken;
};
const change = async (token: string, body: object) => {
  const answer = await given.test.fetch('/auth/password', { method: 'PUT', token, body });
  return (await answer.json()) as { readonly code?: string; readonly detail?: string; readonly done?: true };
};
const isIn = async (token: string) => (await given.test.fetch('/me', { token })).status === 200;

describe('[PLT-28] a person who changes their own password', () => {
  it('ends their other sessions, or keeps them by choice', async () => {
    const [here, other] = [await signIn(), await signIn()];
    expect(await change(here, { currentPassword: testPassword, newPassword: chosen, others: 'keep' })).toEqual({ done: true }); // prettier-ignore
    expect([await isIn(here), await isIn(other)]).toEqual([true, true]);
    expect(await change(here, { currentPassword: chosen, newPassword: testPassword })).toEqual({ done: true });
    expect([await isIn(here), await isIn(other)]).toEqual([true, false]);
  });
  it('chooses one as long as the organisation requires, wherever a password is set', async () => {
    const token = await signIn();
    await given.test.server.runWorkers(tenant.orgId); // makes the record of the organisation's settings
    await tenant.rows(
      `update store.platform_organisation set fields = fields || '{"passwordChars": 30}' where org_id = $1 returning id`,
      [tenant.orgId],
    );
    const refused = await change(token, { currentPassword: testPassword, newPassword: chosen });
    expect([refused.code, refused.detail]).toEqual(['request/invalid', 'A password has at least 30 characters: several words make a good one.']); // prettier-ignore
    const { userId } = await tenant.person('Ben', 'member', { email: `ben-${randomUUID()}@fenwright.example` });
    const given2 = await given.test.fetch(`/admin/members/${userId}/password`, { method: 'PUT', token, body: { password: chosen } }); // prettier-ignore
    expect(await given2.json()).toMatchObject({ code: 'request/invalid' });
    const long = 'seven slow brown rivers and four hills';
    expect(await change(token, { currentPassword: testPassword, newPassword: long })).toEqual({ done: true });
  });
  it('[PLT-21] is an entry of the journal, like proofs and keys', async () => {
    const token = await signIn();
    await given.test.fetch('/auth/step-up', { token, body: { kind: 'password', answer: testPassword } });
    await given.test.fetch('/api/v1/keys', { token, body: { name: 'Form', grants: ['crm/deal:read@org'] } });
    await change(token, { currentPassword: testPassword, newPassword: chosen });
    await given.test.server.runWorkers(tenant.orgId);
    const rows = await tenant.rows<{ action: string }>('select action from store.audit_entry where org_id = $1', [tenant.orgId]); // prettier-ignore
    const actions = rows.map(({ action }) => action);
    for (const action of ['factor/proved', 'key/made', 'password/changed']) expect(actions).toContain(action);
  });
});
