import { beforeEach, describe, expect, it } from 'vitest';
import { givenServer } from '../../testing/given-server.ts';
import { testPassword, type TestTenant } from '../../testing/test-server.ts';

const given = givenServer();
let tenant: TestTenant;
let token: string;
let personId: string;

beforeEach(async () => {
  tenant = await given.test.tenant();
  const email = `ann-${given.test.newId()}@fenwright.example`;
  ({ userId: personId } = await tenant.person('Ann', 'admin', { email }));
  const signedIn = await given.test.fetch('/auth/sign-in', {
    body: { email, password: testPassword, device: { id: given.test.newId(), name: 'Laptop' } },
  });
  ({ accessToken: token } = (await signedIn.json()) as { accessToken: string });
});

/** The dangerous acts of today, with bodies that are accepted or refused for another reason. */
const dangerous = (): readonly (readonly [method: string, path: string, body?: unknown])[] => [
  ['POST', '/admin/members', { name: 'Zoe', email: `zoe-${given.test.newId()}@fenwright.example`, memberships: [] }],
  ['PATCH', `/admin/members/${personId}`, { name: 'Ann B' }],
  ['PUT', `/admin/members/${given.test.newId()}/password`, { password: 'quite another password' }],
  ['POST', '/admin/teams', { name: 'T' }],
  ['POST', '/admin/roles', { key: 'seller', label: 'Seller', grants: [] }],
  ['PATCH', `/admin/roles/${given.test.newId()}`, { label: 'Seller' }],
  ['POST', '/auth/factors/totp', { name: 'Phone' }],
  ['POST', '/auth/factors/email', {}],
  ['POST', '/auth/factors/sms', { phone: '+14155550100' }],
  ['POST', '/auth/factors/backup-codes', {}],
  ['DELETE', `/auth/factors/${given.test.newId()}`],
];
async function codesNow(): Promise<Readonly<Record<string, unknown>>> {
  const codes: Record<string, unknown> = {};
  for (const [method, path, body] of dangerous()) {
    const answer = await given.test.fetch(path, { method, token, ...(body === undefined ? {} : { body }) });
    const { code = 'done' } = (await answer.json()) as { code?: string };
    codes[`${method} ${path.replaceAll(/[0-9a-f-]{36}/g, ':id')}`] = code;
  }
  return codes;
}

describe('a dangerous act', () => {
  it('[PLT-18] wants a proof of the person, at every address, until there is one', async () => {
    expect(Object.values(await codesNow())).not.toContain('access/step-up-needed'); // signed in just now
    await tenant.rows('update auth.session set proved_ms = null where person_id = $1 returning id', [personId]);
    const needed = await codesNow();
    expect(needed).toEqual(Object.fromEntries(Object.keys(needed).map((each) => [each, 'access/step-up-needed'])));
    expect(Object.keys(needed)).toHaveLength(11);
    const proof = await given.test.fetch('/auth/step-up', { token, body: { kind: 'password', answer: testPassword } });
    expect(await proof.json()).toEqual({ done: true });
    expect(Object.values(await codesNow())).not.toContain('access/step-up-needed');
  });
});
