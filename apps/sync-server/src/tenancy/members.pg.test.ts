import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { givenServer } from '../testing/given-server.ts';
import { setMemberPassword } from './members.ts';
import { made, type TestDevice, testPassword, type TestTenant } from '../testing/test-server.ts';

const given = givenServer();
const firstPassword = 'six pale orange kites';
const address = () => `${given.test.newId()}@fenwright.example`;
let tenant: TestTenant;
let token: string;
let ada: TestDevice;
let mo: TestDevice;
let mosAddress: string;

beforeEach(async () => {
  tenant = await given.test.tenant();
  const adas = address();
  mosAddress = address();
  ada = await tenant.person('Ada', 'admin', { email: adas });
  mo = await tenant.person('Mo', 'member', { email: mosAddress });
  token = await signIn(adas);
});

const signInAs = async (email: string, more: object = {}) => {
  const device = { id: randomUUID(), name: 'A laptop' };
  const reply = await given.test.fetch('/auth/sign-in', { body: { email, password: testPassword, device, ...more } });
  return (await reply.json()) as { readonly accessToken: string; readonly code?: string };
};
const signIn = async (email: string) => (await signInAs(email)).accessToken;
type Told = {
  readonly id: string;
  readonly status: string;
  readonly lastContactAt: string | null;
  readonly devices: number;
};
const listed = async (by = token) => {
  const reply = await given.test.fetch('/admin/members', { token: by });
  const body = (await reply.json()) as { readonly members?: readonly Told[]; readonly code?: string };
  return { status: reply.status, code: body.code, of: (id: string) => body.members?.find((one) => one.id === id) };
};
const give = async (id: string, by = token) => {
  const reply = await given.test.fetch(`/admin/members/${id}/password`, {
    method: 'PUT',
    token: by,
    body: { password: firstPassword },
  });
  return { status: reply.status, body: (await reply.json()) as Readonly<Record<string, unknown>> };
};
/** Adds a person who cannot sign in, as a device does. */
const addPerson = async (name: string, email: string) => {
  const id = given.test.newId();
  const fields = { name, email, status: 'not-invited', memberships: [{ role: 'member', teamId: null }] };
  expect((await ada.do([made(id, 'platform/person', fields)])).status).toBe('accepted');
  return id;
};

describe('the people of a tenant', () => {
  it('are listed for an administrator with their devices and the last contact', async () => {
    const before = given.test.server.tenancy.identity.clock.nowMs();
    const people = await listed();
    expect(people.of(mo.userId)).toMatchObject({ lastContactAt: null, devices: 0 });
    const own = people.of(ada.userId);
    expect(own?.devices).toBe(1);
    expect(Math.abs(Date.parse(own?.lastContactAt ?? '') - before)).toBeLessThan(60_000);
    const mos = await signIn(mosAddress);
    await signIn(mosAddress);
    expect((await listed()).of(mo.userId)?.devices).toBe(2);
    await given.test.fetch('/auth/sign-out', { token: mos, body: {} });
    const after = (await listed()).of(mo.userId);
    expect([after?.devices, after?.lastContactAt]).toEqual([1, expect.any(String)]);
  });

  it('[A-1] are listed for nobody else, and the contacts of another tenant are in no list', async () => {
    expect(await listed(await signIn(mosAddress))).toMatchObject({ status: 403, code: 'access/denied' });
    const elsewhere = await given.test.tenant();
    const sids = address();
    const sid = await elsewhere.person('Sid', 'owner', { email: sids });
    const other = await listed(await signIn(sids));
    expect(other.of(sid.userId)?.devices).toBe(1);
    expect(other.of(ada.userId)).toBeUndefined();
  });
});

describe('a first password', () => {
  it('lets a person who was added on a device sign in, and makes them active by an act of the administrator', async () => {
    const email = address();
    const zoe = await addPerson('Zoe', email);
    expect((await listed()).of(zoe)?.status).toBe('not-invited');
    expect(await give(zoe)).toEqual({ status: 200, body: { done: true } });
    expect((await listed()).of(zoe)?.status).toBe('active');
    const journal = (await tenant.journal()).filter(({ record }) => record === zoe);
    expect(journal.at(-1)).toMatchObject({ by: ada.userId, label: 'Gave Zoe a first password' });
    expect(JSON.stringify(journal)).not.toContain(firstPassword);
    expect(await signInAs(email, { password: firstPassword })).toMatchObject({ code: 'access/new-password-needed' });
    const chosen = await signInAs(email, { password: firstPassword, newPassword: testPassword });
    expect((await given.test.fetch('/me', { token: chosen.accessToken })).status).toBe(200);
  });

  it('leaves a suspended person suspended', async () => {
    await given.test.fetch(`/admin/members/${mo.userId}`, { method: 'PATCH', token, body: { status: 'suspended' } });
    expect((await give(mo.userId)).status).toBe(200);
    expect((await listed()).of(mo.userId)?.status).toBe('suspended');
  });

  it('leaves a person suspended who is suspended while their password is set', async () => {
    const zoe = await addPerson('Zoe', address());
    const { tenancy } = given.test.server;
    const passwords = {
      ...tenancy.identity.passwords,
      hash: async (password: string) => {
        await given.test.fetch(`/admin/members/${zoe}`, { method: 'PATCH', token, body: { status: 'suspended' } });
        return tenancy.identity.passwords.hash(password);
      },
    };
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { sid: string }; // access-token.ts writes it
    const caller = { orgId: tenant.orgId, userId: ada.userId, sessionId: claims.sid };
    const ports = { ...tenancy, identity: { ...tenancy.identity, passwords } };
    expect(await setMemberPassword(ports, caller, { id: zoe, password: firstPassword })).toMatchObject({ ok: true });
    expect((await listed()).of(zoe)?.status).toBe('suspended');
  });

  it('[A-1, A-5] is given by no member; an id of another tenant is answered like an unknown one', async () => {
    const zoe = await addPerson('Zoe', address());
    expect(await give(zoe, await signIn(mosAddress))).toMatchObject({ status: 403, body: { code: 'access/denied' } });
    expect((await listed()).of(zoe)?.status).toBe('not-invited');
    const elsewhere = await given.test.tenant();
    const sid = await elsewhere.person('Sid', 'member', { email: address() });
    const unknown = given.test.newId();
    const [others, none] = [await give(sid.userId), await give(unknown)];
    expect([others.status, none.status]).toEqual([404, 404]);
    const plain = (id: string, body: object) => JSON.stringify({ ...body, requestId: '', instance: '' }).replaceAll(id, 'ID'); // prettier-ignore
    expect(plain(sid.userId, others.body)).toBe(plain(unknown, none.body));
  });
});
