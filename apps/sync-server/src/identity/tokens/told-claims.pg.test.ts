import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { setPlan } from '../../tenancy/organisation/plan.ts';
import { givenServer } from '../../testing/given-server.ts';
import { made, testPassword } from '../../testing/test-server.ts';

const given = givenServer();

describe('the claim about the plan', () => {
  it('is the stored plan, as /organizations/{org_id}/subscription answers it', async () => {
    const tenant = await given.test.tenant();
    const email = `ann-${given.test.newId()}@fenwright.example`;
    await tenant.person('Ann', 'owner', { email });
    const plans = async () => {
      const device = { id: given.test.newId(), name: 'Laptop' };
      const answer = await given.test.fetch('/auth/sign-in', { body: { email, password: testPassword, device } });
      const { accessToken: token } = (await answer.json()) as { accessToken: string };
      const asked = await given.test.fetch(`/api/v1/organizations/${tenant.orgId}/subscription`, { token });
      return [decodeJwt(token)['plan'], ((await asked.json()) as { plan: string }).plan];
    };
    expect(await plans()).toEqual(['self-hosted', 'self-hosted']);
    await setPlan(given.test.server.tenancy, { orgId: tenant.orgId, plan: 'team', quotas: {} });
    expect(await plans()).toEqual(['team', 'team']);
  });
});

describe('the claims about rights', () => {
  it('keep wildcards as the grants have them, and are left out and marked where they are more than 2 kB', async () => {
    const tenant = await given.test.tenant();
    const ann = await tenant.person('Ann', 'owner');
    const claimsOf = async (role: string) => {
      const email = `x-${given.test.newId()}@fenwright.example`;
      await tenant.person('X', role, { email });
      const device = { id: given.test.newId(), name: 'Laptop' };
      const answer = await given.test.fetch('/auth/sign-in', { body: { email, password: testPassword, device } });
      return decodeJwt(((await answer.json()) as { accessToken: string }).accessToken);
    };
    const grants = (count: number) => Array.from({ length: count }, (_, n) => `crm/${n % 2 ? 'deal' : 'lead'}:act-${n}-of-a-long-name@org`); // prettier-ignore
    for (const [key, count] of [['few', 3], ['many', 60]] as const)
      await ann.do([made(given.test.newId(), 'platform/role', { key, label: key, grants: ['*:read@org', ...grants(count)] })]); // prettier-ignore
    const few = await claimsOf('few');
    expect(few).toMatchObject({ roles: ['few'], permissions: ['*:read@org', ...grants(3)] });
    expect(few).not.toHaveProperty('permissions_left_out');
    const many = await claimsOf('many');
    expect(many).toMatchObject({ roles: ['many'], permissions_left_out: true, org_id: tenant.orgId });
    expect(many).not.toHaveProperty('permissions');
  });
});
