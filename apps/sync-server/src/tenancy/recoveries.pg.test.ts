import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { type AccountMail, sendMails } from '../identity/mail/outbox.ts';
import { authenticatorCode } from '../identity/testing/authenticator.ts';
import { givenServer } from '../testing/given-server.ts';
import { testPassword, type TestTenant } from '../testing/test-server.ts';
import { mailedCode } from '../testing/mailed-code.ts';

const given = givenServer({
  mail: {
    from: 'crm@fenwright.example',
    transport: { send: () => Promise.resolve({ status: 'sent' }), close: () => undefined },
  },
});
const hourMs = 3_600_000;
let tenant: TestTenant;

async function ask(method: string, path: string, body?: object, token?: string) {
  const answer = await given.test.fetch(path, { method, ...(body === undefined ? {} : { body }), ...(token === undefined ? {} : { token }) }); // prettier-ignore
  return { status: answer.status, body: (await answer.json()) as Readonly<Record<string, unknown>> };
}
const address = (name: string) => `${name}-${randomUUID()}@fenwright.example`;
const signIn = (email: string) =>
  ask('POST', '/auth/sign-in', { email, password: testPassword, device: { id: randomUUID(), name: 'A laptop' } });
const tokenOf = async (email: string) => String((await signIn(email)).body['accessToken']);
async function sentMails(): Promise<readonly AccountMail[]> {
  const sent: AccountMail[] = [];
  const send = (mail: AccountMail) => Promise.resolve(sent.push(mail)).then(() => 'sent' as const);
  const { database, clock, keys } = given.test;
  await sendMails({ database, clock, keys, send, log: { warn: () => undefined } });
  return sent;
}

/** A person with an authenticator app, and two administrators who have just signed in. */
async function givenPeople() {
  const emails = { ben: address('ben'), ann: address('ann'), ada: address('ada') };
  const { userId: id } = await tenant.person('Ben', 'member', { email: emails.ben });
  const { userId: annId } = await tenant.person('Ann', 'admin', { email: emails.ann });
  await tenant.person('Ada', 'admin', { email: emails.ada });
  const own = await tokenOf(emails.ben);
  const { body: begun } = await ask('POST', '/auth/factors/totp', { name: 'Phone' }, own);
  const secret = String(begun['secret']);
  await ask('POST', `/auth/factors/${String(begun['id'])}/confirm`, { code: authenticatorCode(secret, given.test.clock.nowMs()) }, own); // prettier-ignore
  const [ann, ada] = [await tokenOf(emails.ann), await tokenOf(emails.ada)];
  await sentMails();
  return { id, annId, own, ann, ada, secret, email: emails.ben, path: `/admin/members/${id}/recovery` };
}
const actions = async () => {
  await given.test.server.runWorkers(tenant.orgId);
  const rows = await tenant.rows<{ action: string }>('select action from store.audit_entry where org_id = $1 order by n', [tenant.orgId]); // prettier-ignore
  return rows.map(({ action }) => action).filter((action) => action.startsWith('recovery/'));
};

beforeEach(async () => {
  tenant = await given.test.tenant('Fenwright');
});

describe('[PLT-28] the recovery of a person who has lost their second factors', () => {
  it('removes them after a day, notifies the person, and has new ones set up', async () => {
    const { id, annId, ann, email, path, own } = await givenPeople();
    const begun = await ask('POST', path, {}, ann);
    expect(begun).toMatchObject({ status: 200, body: { personId: id, begunBy: annId } });
    const dueMs = Date.parse(String(begun.body['dueAt']));
    expect(dueMs - given.test.clock.nowMs()).toBe(24 * hourMs);
    const [mail, ...others] = await sentMails();
    expect([others.length, mail?.to, mail?.subject]).toEqual([
      0,
      email,
      'Your second factors at Outpost will be removed',
    ]);
    expect((await ask('GET', '/admin/recoveries', undefined, ann)).body).toMatchObject({
      recoveries: [{ personId: id }],
    });
    given.test.advance(23 * hourMs);
    await given.test.server.runWorkers(tenant.orgId);
    expect((await signIn(email)).body['details']).toMatchObject({ kinds: ['totp', 'backup-code'] });
    given.test.advance(hourMs + 1_000);
    await given.test.server.runWorkers(tenant.orgId);
    expect((await sentMails()).map(({ to, subject }) => [to, subject])).toContainEqual([email, 'Your second factors at Outpost were removed']); // prettier-ignore
    expect((await ask('GET', '/me', undefined, own)).status).toBe(401);
    const anew = await signIn(email);
    expect(anew.body).toMatchObject({ code: 'access/second-factor-needed', details: { kinds: [] } });
    expect((anew.body['details'] as { setUp: readonly string[] }).setUp).toContain('totp');
    expect(await actions()).toEqual(['recovery/begun', 'recovery/done']);
  });
  it('is stopped by the code from the mail, and the factors stay', async () => {
    const { ann, email, path } = await givenPeople();
    await ask('POST', path, {}, ann);
    const code = mailedCode((await sentMails())[0]?.text);
    expect((await ask('POST', '/auth/stop-recovery', { code: 'AAAA-AAAA' })).body['code']).toBe('request/not-found');
    expect((await ask('POST', '/auth/stop-recovery', { code })).body).toEqual({ done: true });
    expect((await ask('POST', '/auth/stop-recovery', { code })).body['code']).toBe('request/not-found');
    given.test.advance(25 * hourMs);
    await given.test.server.runWorkers(tenant.orgId);
    expect((await signIn(email)).body['details']).toMatchObject({ kinds: ['totp', 'backup-code'] });
    expect(await actions()).toEqual(['recovery/begun', 'recovery/stopped']);
  });
  it('is stopped in a session of the person, by a sign-in with the factor, and by an administrator', async () => {
    const { ann, own, secret, email, path } = await givenPeople();
    await ask('POST', path, {}, ann);
    expect((await ask('GET', '/auth/recovery', undefined, own)).body['recovery']).not.toBeNull();
    expect((await ask('DELETE', '/auth/recovery', undefined, own)).body).toEqual({ done: true });
    expect((await ask('GET', '/auth/recovery', undefined, own)).body).toEqual({ recovery: null });
    await ask('POST', path, {}, ann);
    given.test.advance(60_000);
    const device = { id: randomUUID(), name: 'Laptop' };
    const halfway = await ask('POST', '/auth/sign-in', { email, password: testPassword, device });
    const { challenge } = halfway.body['details'] as { challenge: string };
    const answer = authenticatorCode(secret, given.test.clock.nowMs());
    expect((await ask('POST', '/auth/challenge', { challenge, device: { id: device.id }, kind: 'totp', answer })).status).toBe(200); // prettier-ignore
    expect((await ask('GET', '/admin/recoveries', undefined, ann)).body).toEqual({ recoveries: [] });
    await ask('POST', path, {}, ann);
    expect((await ask('DELETE', path, undefined, ann)).body).toEqual({ done: true });
  });
  it('ends immediately with the consent of a second administrator, not of the first one or of others', async () => {
    const { ann, ada, own, email, path } = await givenPeople();
    expect((await ask('POST', path, {}, own)).body['code']).toBe('access/denied');
    await ask('POST', path, {}, ann);
    expect((await ask('POST', `${path}/consent`, {}, ann)).body['code']).toBe('access/denied');
    expect((await ask('POST', `${path}/consent`, {}, own)).body['code']).toBe('access/denied');
    expect((await ask('POST', `${path}/consent`, {}, ada)).body).toEqual({ done: true });
    expect((await signIn(email)).body).toMatchObject({ details: { kinds: [] } });
  });
  it('requires a person with a factor, and lets nobody recover themselves', async () => {
    const { ann, annId } = await givenPeople();
    const { userId } = await tenant.person('Max', 'member', { email: address('max') });
    expect((await ask('POST', `/admin/members/${userId}/recovery`, {}, ann)).body['code']).toBe('request/invalid');
    expect((await ask('POST', `/admin/members/${annId}/recovery`, {}, ann)).body['code']).toBe('access/denied');
  });
});
