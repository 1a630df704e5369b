import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KeyStore, Transport } from '@outpost/desktop/replica/device/ports';
import { nodePorts } from '@outpost/desktop/replica/node-ports';
import { openReplica, type Replica } from '@outpost/desktop/replica/replica';
import { replyOf } from '@outpost/desktop/replica/sync/line/fetch-transport';
import { openKeyStore } from '@outpost/desktop/replica/testing/given-machine';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { type AccountMail, sendMails } from '@outpost/sync-server/identity/mail/outbox';
import { authenticatorCode } from '@outpost/sync-server/identity/testing/authenticator';
import { givenServer } from '@outpost/sync-server/testing/given-server';
import { testPassword, type TestTenant } from '@outpost/sync-server/testing/test-server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

// Real devices against the real server: after one right second factor a device signs in without it for some days.
const given = givenServer({ keepAccountMail: () => Promise.resolve('sent') });
const server = 'https://outpost.example';
const days = (count: number): number => count * 86_400_000;
const ends: (() => Promise<void> | void)[] = [];
let tenant: TestTenant;
let email: string;
let secret: string;
let person: string;
/** A token of an old session of the person, for requests of their own. */
let token: string;

beforeEach(async () => {
  tenant = await given.test.tenant();
  email = `mia-${randomUUID()}@fenwright.example`;
  person = (await tenant.person('Mia', 'admin', { email })).userId;
  token = String((await post('/auth/sign-in', { email, password: testPassword, device: { id: randomUUID(), name: 'Desk' } }))['accessToken']); // prettier-ignore
  const begun = await post('/auth/factors/totp', { name: 'Phone' }, token);
  secret = String(begun['secret']);
  await post(`/auth/factors/${String(begun['id'])}/confirm`, { code: code() }, token);
  await allows(30);
});
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function post(path: string, body: object, by?: string): Promise<Readonly<Record<string, unknown>>> {
  const reply = await given.test.fetch(path, { body, ...(by === undefined ? {} : { token: by }) });
  return (await reply.json()) as Readonly<Record<string, unknown>>; // our own server answers with objects
}
/** Returns the code that the person's app shows; each one is a new one. */
function code(): string {
  given.test.advance(60_000);
  return authenticatorCode(secret, given.test.clock.nowMs());
}
async function allows(trustDays: number): Promise<void> {
  await given.test.server.runWorkers(tenant.orgId); // makes the record of the organisation's settings
  const set = `update store.platform_organisation set fields = fields || jsonb_build_object('trustDays', $2::integer) where org_id = $1 returning id`; // prettier-ignore
  expect(await tenant.rows(set, [tenant.orgId, trustDays])).toHaveLength(1);
}

type Laptop = { readonly replica: Replica; readonly profile: string };
async function laptop(
  keyStore: KeyStore | null = openKeyStore,
  profile = mkdtempSync(join(tmpdir(), 'outpost-trusted-')),
): Promise<Laptop> {
  const transport: Transport = {
    request: async ({ method, path, headers, body }) =>
      replyOf(await given.test.server.app.request(path, { method, headers: { ...headers }, ...(body === undefined ? {} : { body }) })), // prettier-ignore
    openEvents: () => () => undefined,
  };
  const fault = ({ cause }: { readonly cause: unknown }): never => {
    throw cause;
  };
  const opened = await openReplica(
    { ...nodePorts({ keyStore, log: { fault } }), clock: { nowMs: () => given.test.clock.nowMs() }, transportTo: () => transport }, // prettier-ignore
    { profile, catalogue: installedCatalogue, deviceName: 'MIA-T14', syncsByItself: false, passwordCost: { memoryKib: 64, passes: 1 } }, // prettier-ignore
  );
  if (!opened.ok) throw new Error(opened.message);
  ends.push(async () => {
    await opened.value.close();
    rmSync(profile, { recursive: true, force: true });
  });
  return { replica: opened.value, profile };
}
const signIn = ({ replica }: Laptop, more: object = {}) =>
  replica.handlers['session.signIn']({ server, email, password: testPassword, ...more });
const signOut = ({ replica }: Laptop) => replica.handlers['session.signOut'](null);
const asks = { ok: false, code: 'access/second-factor-needed' };

/** Answers the second factor of a sign-in. */
async function answer(device: Laptop, more: object = { trust: true }) {
  const halfway = await signIn(device);
  if (halfway.ok || halfway.code !== 'access/second-factor-needed') throw new Error('No second factor was asked for');
  const { challenge } = halfway.details as { readonly challenge: string }; // of this code
  return signIn(device, { second: { challenge, kind: 'totp', answer: code(), ...more } });
}
/** A device on which the person is signed in and has ticked the box. */
async function trusted(): Promise<Laptop> {
  const mine = await laptop();
  expect(await answer(mine)).toMatchObject({ ok: true });
  return mine;
}
const own = async ({ replica }: Laptop) => {
  const list = await replica.handlers['devices.own'](null);
  if (!list.ok) throw new Error(list.message);
  return list.value.sessions;
};

describe('[PLT-18] a device that became trusted by a right second factor', () => {
  it('signs in without it for the days of the organisation, after signing out and after its session ended by itself; then it asks again', async () => {
    const mine = await trusted();
    await signOut(mine);
    expect(await signIn(mine)).toMatchObject({ ok: true });
    given.test.advance(days(12)); // an unused session is valid for seven days
    expect(await signIn(mine)).toMatchObject({ ok: true });
    given.test.advance(days(17.9));
    expect(await signIn(mine)).toMatchObject({ ok: true });
    given.test.advance(days(0.2)); // no sign-in lengthens the days
    expect(await signIn(mine)).toMatchObject(asks);
  });

  it('is recognised by its key alone: its id, its files on another machine, and another device do not suffice', async () => {
    const mine = await trusted();
    await signOut(mine);
    expect(await signIn(await laptop())).toMatchObject(asks);
    const copy = mkdtempSync(join(tmpdir(), 'outpost-copied-'));
    cpSync(mine.profile, copy, { recursive: true });
    rmSync(join(copy, 'profile.lock'), { force: true });
    const otherStore: KeyStore = { ...openKeyStore, unwrap: () => Promise.reject(new Error('another machine')) };
    expect(await signIn(await laptop(otherStore, copy))).toMatchObject(asks);
    const { installation } = JSON.parse(readFileSync(join(mine.profile, 'profile.json'), 'utf8')) as { readonly installation: string }; // prettier-ignore
    const forged = { email, password: testPassword, device: { id: installation, name: 'MIA-T14' } };
    expect(await post('/auth/sign-in', forged)).toMatchObject({ code: 'access/second-factor-needed' });
    expect(await signIn(mine)).toMatchObject({ ok: true });
  });

  it('still asks before a dangerous act, because a sign-in by the password alone does not count as a proof', async () => {
    const mine = await trusted();
    await signOut(mine);
    await signIn(mine);
    expect(await mine.replica.handlers['devices.endOwn']({ which: 'others' })).toMatchObject({ code: 'access/step-up-needed' }); // prettier-ignore
  });

  it.each<readonly [string, (mine: Laptop) => Promise<unknown>]>([
    ['the person ends its session elsewhere', async () => {
      const [session] = await tenant.rows(`select id from auth.session where person_id = $1 and device_name = 'MIA-T14' and ended_at is null`, [person]);
      await freshProof();
      expect((await given.test.fetch(`/me/sessions/${String(session?.['id'])}`, { method: 'DELETE', token })).status).toBe(200);
    }],
    ['the person reports it as lost', async () => {
      const [session] = await tenant.rows(`select id from auth.session where person_id = $1 and device_name = 'MIA-T14' and ended_at is null`, [person]);
      expect(await post(`/me/sessions/${String(session?.['id'])}/lost`, {}, token)).toEqual({ done: true });
    }],
    ['the person ends all other sessions', async () => { await freshProof(); await post('/me/sessions/end', { which: 'others' }, token); }],
    ['the password changes', () => given.test.fetch('/auth/password', { method: 'PUT', token, body: { currentPassword: testPassword, newPassword: testPassword, others: 'keep' } })],
    ['a second factor is added', async () => {
      await freshProof();
      const begun = await post('/auth/factors/totp', { name: 'Tablet' }, token);
      const other = authenticatorCode(String(begun['secret']), given.test.clock.nowMs());
      expect(await post(`/auth/factors/${String(begun['id'])}/confirm`, { code: other }, token)).not.toHaveProperty('code');
    }],
    ['the person is suspended, also when they come back', async () => {
      const status = (to: string) => given.test.fetch(`/admin/members/${person}`, { method: 'PATCH', token: admin, body: { status: to } });
      const ada = `ada-${randomUUID()}@fenwright.example`;
      await tenant.person('Ada', 'owner', { email: ada });
      const admin = String((await post('/auth/sign-in', { email: ada, password: testPassword, device: { id: randomUUID(), name: 'Desk' } }))['accessToken']);
      expect((await status('suspended')).status).toBe(200);
      expect((await status('active')).status).toBe(200);
    }],
    ['the organisation no longer allows it', () => allows(0)],
    ['the organisation allows fewer days, and they are over', async () => { await allows(2); given.test.advance(days(2.1)); }],
  ])('asks again when %s', async (_when, change) => {
    const mine = await trusted();
    await signOut(mine);
    expect(await signIn(mine)).toMatchObject({ ok: true });
    await change(mine);
    expect(await signIn(mine)).toMatchObject(asks);
  }); // prettier-ignore

  it('is shown in the list of devices, also signed out, and the person ends it there without signing out', async () => {
    const mine = await trusted();
    const until = () => own(mine).then((all) => all.filter(({ trustedUntil }) => trustedUntil !== null));
    const [here] = await until();
    expect(here).toMatchObject({ name: 'MIA-T14', isHere: true, endedAt: null });
    expect(Date.parse(here?.trustedUntil ?? '') - given.test.clock.nowMs()).toBe(days(30));
    await signOut(mine);
    await signIn(mine);
    expect((await until()).map(({ isHere }) => isHere)).toEqual([true]); // the latest session only
    const [listed] = await until();
    expect(await mine.replica.handlers['devices.endTrust']({ id: listed?.id ?? '' })).toMatchObject({ ok: true });
    expect(await until()).toEqual([]);
    expect((await own(mine)).find(({ isHere }) => isHere)).toMatchObject({ endedAt: null });
    await signOut(mine);
    expect(await signIn(mine)).toMatchObject(asks);
  });

  it('is ended by nobody else: a session of another person is not found', async () => {
    const mine = await trusted();
    const [here] = await own(mine);
    const bens = `ben-${randomUUID()}@fenwright.example`;
    await tenant.person('Ben', 'admin', { email: bens });
    const ben = String((await post('/auth/sign-in', { email: bens, password: testPassword, device: { id: randomUUID(), name: 'Desk' } }))['accessToken']); // prettier-ignore
    const reply = await given.test.fetch(`/me/sessions/${here?.id ?? ''}/trust`, { method: 'DELETE', token: ben });
    expect(reply.status).toBe(404);
    await signOut(mine);
    expect(await signIn(mine)).toMatchObject({ ok: true });
  });

  it('is reported to its person by mail, and its beginning and end are entries of the journal', async () => {
    const mine = await trusted();
    const sent: AccountMail[] = [];
    const send = (mail: AccountMail) => Promise.resolve(sent.push(mail)).then(() => 'sent' as const);
    while (
      (await sendMails({ ...given.test.server.tenancy.identity, send, log: { warn: () => undefined } })) === 'more'
    );
    const mail = sent.find(({ subject, to }) => to === email && subject.includes('no longer asks for your second factor')); // prettier-ignore
    expect(mail?.text).toContain('MIA-T14');
    const [here] = await own(mine);
    await mine.replica.handlers['devices.endTrust']({ id: here?.id ?? '' });
    const noted = await tenant.rows(`select event ->> 'action' as action from store.event_waiting where org_id = $1`, [tenant.orgId]); // prettier-ignore
    expect(noted.map(({ action }) => action)).toEqual(expect.arrayContaining(['device/trusted', 'device/trust-ended']));
  });
});

describe('[PLT-18] a device is not trusted', () => {
  it('without a choice of its person, where the organisation allows none, and without a key store', async () => {
    const unasked = await laptop();
    expect(await answer(unasked, {})).toMatchObject({ ok: true });
    expect(await signIn(unasked)).toMatchObject(asks);
    const storeless = await laptop(null);
    const halfway = await signIn(storeless);
    expect(halfway).toMatchObject(asks);
    expect(halfway).not.toHaveProperty('details.trustDays');
    expect(await signIn(await laptop())).toMatchObject({ ...asks, details: { trustDays: 30 } });
    await allows(0);
    const refused = await laptop();
    expect(await signIn(refused)).not.toHaveProperty('details.trustDays');
    expect(await answer(refused)).toMatchObject({ ok: true });
    await allows(90);
    expect(await signIn(refused)).toMatchObject(asks);
  });
});

/** Proves the person in the session of `token`, so that dangerous acts go on. */
async function freshProof(): Promise<void> {
  expect(await post('/auth/step-up', { kind: 'totp', answer: code() }, token)).toEqual({ done: true });
}
