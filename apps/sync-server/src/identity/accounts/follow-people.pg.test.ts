import type { JsonValue } from '@outpost/domain/kernel/json';
import { beforeEach, describe, expect, it } from 'vitest';
import { givenServer } from '../../testing/given-server.ts';
import { changeEdit, type TestDevice, testPassword, type TestTenant } from '../../testing/test-server.ts';
import { createIdentity } from './accounts.ts';

const given = givenServer();
let tenant: TestTenant;
let olga: TestDevice;
let mia: TestDevice;
let email: string;

const address = () => `${given.test.newId()}@fenwright.example`;
beforeEach(async () => {
  tenant = await given.test.tenant();
  olga = await tenant.person('Olga', 'owner', { email: address() });
  email = address();
  mia = await tenant.person('Mia', 'member', { email });
});

const codeAt = async (at: string) => {
  const answer = await given.test.fetch('/auth/sign-in', {
    body: { email: at, password: testPassword, device: { id: given.test.newId(), name: 'x' } },
  });
  const body = (await answer.json()) as { code?: string; person?: { id: string } };
  return body.person?.id ?? body.code;
};
const set = (fields: Readonly<Record<string, readonly [JsonValue, JsonValue]>>, who = mia) =>
  changeEdit(who.userId, 'platform/person', fields);
const account = (personId: string, at: string, orgId = tenant.orgId) =>
  createIdentity({ orgId, personId, email: at, password: testPassword }, given.test.server.tenancy.identity);

describe('signing in follows the people of a tenant', () => {
  it('[A-5] a changed e-mail address becomes the one to sign in with, and the former one is free', async () => {
    const next = address();
    expect((await olga.do([set({ email: [email, next.toUpperCase()] })])).status).toBe('accepted');
    expect([await codeAt(email), await codeAt(next)]).toEqual(['access/bad-credentials', mia.userId]);
    const zoe = await tenant.person('Zoe', 'member', { email });
    expect([await codeAt(email), await codeAt(next)]).toEqual([zoe.userId, mia.userId]);
  });

  it('[A-5] an undone change of the e-mail address restores the former one, and a cleared address changes nothing', async () => {
    const next = address();
    const change = olga.act([set({ email: [email, next] })]);
    await olga.push([change]);
    expect((await olga.do([set({ email: [next, email] })], { undoes: change.id })).status).toBe('accepted');
    expect([await codeAt(email), await codeAt(next)]).toEqual([mia.userId, 'access/bad-credentials']);
    expect((await olga.do([set({ email: [email, null] })])).status).toBe('accepted');
    expect(await codeAt(email)).toBe(mia.userId);
  });

  it('[A-5] a deleted person cannot sign in; a restored one gets the address back unless another account has taken it', async () => {
    const removal = olga.act([set({ life: ['alive', 'deleted'] })]);
    await olga.push([removal]);
    expect(await codeAt(email)).toBe('access/bad-credentials');
    expect((await olga.do([set({ life: ['deleted', 'alive'] })], { undoes: removal.id })).status).toBe('accepted');
    expect(await codeAt(email)).toBe(mia.userId);
    await olga.do([set({ life: ['alive', 'deleted'] })]);
    const zoe = await tenant.person('Zoe', 'member', { email }); // used in this tenant
    expect(await codeAt(email)).toBe(zoe.userId);
    await olga.do([set({ life: ['deleted', 'alive'] })]);
    expect(await codeAt(email)).toBe(zoe.userId);
    await olga.do([set({ life: ['alive', 'deleted'] }, zoe)]);
    const elsewhere = await given.test.tenant();
    const sid = await elsewhere.person('Sid', 'owner', { email }); // used in any tenant
    expect(await codeAt(email)).toBe(sid.userId);
  });

  it('[A-5] a person restored without their address gets it with the next password', async () => {
    await olga.do([set({ life: ['alive', 'deleted'] })]);
    const zoe = await tenant.person('Zoe', 'member', { email });
    await olga.do([set({ life: ['deleted', 'alive'] })]);
    await olga.do([set({ life: ['alive', 'deleted'] }, zoe)]);
    expect(await codeAt(email)).toBe('access/bad-credentials');
    const owner = await given.test.fetch('/auth/sign-in', {
      body: {
        email: (await tenant.fields('platform/person', olga.userId))?.['email'],
        password: testPassword,
        device: { id: given.test.newId(), name: 'x' },
      },
    });
    const { accessToken: token } = (await owner.json()) as { accessToken: string };
    const path = `/admin/members/${mia.userId}/password`;
    expect((await given.test.fetch(path, { method: 'PUT', token, body: { password: testPassword } })).status).toBe(200);
    expect(await codeAt(email)).toBe('access/new-password-needed');
  });

  it('[A-5] refuses the address of another person of the tenant, and silently accepts one from another tenant', async () => {
    const [zoesAddress, sids] = [address(), address()];
    await tenant.person('Zoe', 'member', { email: zoesAddress });
    const refused = await olga.do([set({ email: [email, zoesAddress] })]);
    expect(Object.values(refused.refused)).toMatchObject([{ code: 'records/taken' }]);
    const elsewhere = await given.test.tenant();
    const sid = await elsewhere.person('Sid', 'owner', { email: sids });
    const [other, free] = [
      await olga.do([set({ email: [email, sids] })]),
      await olga.do([set({ email: [sids, address()] })]),
    ];
    expect({ ...other, act: '', n: 0, head: [], versions: {} }).toEqual({
      ...free,
      act: '',
      n: 0,
      head: [],
      versions: {},
    });
    expect(await codeAt(sids)).toBe(sid.userId);
  });

  it('[A-5, P-2] leaves the account of a person of several tenants unchanged', async () => {
    const elsewhere = await given.test.tenant();
    const theirs = await elsewhere.person('Mia', 'member');
    expect((await account(theirs.userId, address(), elsewhere.orgId)).ok).toBe(true);
    await elsewhere.rows('update auth.membership set identity_id = $1 where person_id = $2', [
      (await tenant.rows('select identity_id from auth.membership where person_id = $1', [mia.userId]))[0]?.[
        'identity_id'
      ],
      theirs.userId,
    ]); // as a verified e-mail address will join them one day
    expect((await olga.do([set({ email: [email, address()] })])).status).toBe('accepted');
    expect((await olga.do([set({ life: ['alive', 'deleted'] })])).status).toBe('accepted');
    expect(await codeAt(email)).toBe(theirs.userId);
  });
});
