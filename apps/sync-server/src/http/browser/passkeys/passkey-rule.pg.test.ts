import { beforeAll, describe, expect, it } from 'vitest';
import { withOwner } from '../../../db/owner-connection.ts';
import { openProved } from '../../../identity/hand-back/end-hand-back.ts';
import { authenticatorCode } from '../../../identity/testing/authenticator.ts';
import { givenServer } from '../../../testing/given-server.ts';
import { passkeyServer, type Replied, withBrowser } from '../../../testing/passkey-browser.ts';
import type { TestTenant } from '../../../testing/test-server.ts';

const given = givenServer({ publicUrl: passkeyServer, keepAccountMail: () => Promise.resolve('sent') });
const act = withBrowser(() => given.test);
const asOwner = (statement: string) => withOwner(given.database.ownerUrl, ({ run }) => run(statement));
const nowMs = () => given.test.clock.nowMs();
let tenant: TestTenant;
beforeAll(async () => {
  tenant = await given.test.tenant();
  await ruleOf('viewer');
  await ruleOf('owner');
});

const ruleOf = (key: string, of = tenant) => asOwner(`update store.platform_role set fields = fields || '{"secondFactor": "passkey"}' where org_id = '${of.orgId}' and fields ->> 'key' = '${key}'`); // prettier-ignore
const giveRole = (personId: string, role: string) => asOwner(`update store.platform_person set fields = fields || '{"memberships": [{"role": "${role}", "teamId": null}]}' where id = '${personId}'`); // prettier-ignore
const stepIn = ({ json }: Replied) => json['details'] as { challenge: string; kinds: readonly string[]; setUp?: readonly string[] }; // prettier-ignore
const emergencies = (personId: string) => withOwner(given.database.ownerUrl, ({ rows }) => rows(`select event -> 'details' ->> 'kind' as kind from store.event_waiting where event ->> 'action' = 'factor/emergency' and event ->> 'about' = '${personId}'`)); // prettier-ignore

/** Sets an authenticator app up in a session. Returns its secret and the backup codes. */
async function addApp(token: string) {
  const { json } = await act.post('/auth/factors/totp', { name: 'Phone' }, token);
  const secret = String(json['secret']);
  const confirmed = await act.post(`/auth/factors/${String(json['id'])}/confirm`, { code: authenticatorCode(secret, nowMs()) }, token); // prettier-ignore
  given.test.advance(60_000);
  return { secret, codes: confirmed.json['codes'] as readonly string[] };
}
/** Makes the passkey that a sign-in asks for. Returns it, with the answer to the challenge. */
async function makeFor(challenge: string, app: ReturnType<typeof act.app>) {
  const { json } = await act.post('/auth/challenge/new-passkey', { challenge, back: app.back });
  const page = await act.open(String(json['ticket']));
  const passkey = act.newPasskey();
  const told = await act.tell(page, { made: passkey.make(await act.ask(page)) });
  const code = await act.exchange(act.codeIn(told), app);
  return { passkey, opened: await act.answerChallenge(challenge, app, code) };
}

describe('a role that asks for a passkey', () => {
  it('[PLT-18] opens no session before a passkey is made, although the account has an authenticator app', async () => {
    const ann = await act.person(tenant);
    const { secret } = await addApp(ann.token);
    await giveRole(ann.personId, 'viewer');
    const app = act.app();
    const first = stepIn(await act.signIn(ann.email, app.device));
    expect(first.kinds).toEqual(['totp', 'backup-code']); // the app is proved first
    const halfway = await act.answerChallenge(first.challenge, app, authenticatorCode(secret, nowMs()), 'totp');
    expect([halfway.status, halfway.json['code']]).toEqual([403, 'access/second-factor-needed']);
    const next = stepIn(halfway);
    expect(next).toMatchObject({ kinds: [], setUp: ['passkey'] });
    const begun = await act.post('/auth/challenge/set-up', { challenge: next.challenge, device: { id: app.device.id }, kind: 'totp' }); // prettier-ignore
    expect(begun.status).toBeGreaterThanOrEqual(400);
    expect((await makeFor(next.challenge, app)).opened.status).toBe(200);
  });

  it('[PLT-18] then accepts the passkey alone: a code that a false page could ask for is refused', async () => {
    const ann = await act.person(tenant);
    const { secret, codes } = await addApp(ann.token);
    const { passkey } = await act.setUp(ann.token);
    await giveRole(ann.personId, 'viewer');
    const begun = await act.beginAnswer(ann.email);
    expect(begun.kinds).toEqual(['passkey']);
    const byApp = await act.answerChallenge(begun.challenge, begun.app, authenticatorCode(secret, nowMs()), 'totp');
    const byCode = await act.answerChallenge(begun.challenge, begun.app, codes[0] ?? '', 'backup-code');
    expect([byApp.json['code'], byCode.json['code']]).toEqual(['access/bad-code', 'access/bad-code']);
    const told = await act.tell(begun.page, { shown: passkey.show(begun.options, { userHandle: null }) });
    const code = await act.exchange(act.codeIn(told), begun.app);
    const opened = await act.answerChallenge(begun.challenge, begun.app, code);
    expect(opened.status).toBe(200);
    expect((await act.signInBy(passkey)).status).toBe(200);

    given.test.advance(11 * 60_000);
    const token = String(opened.json['accessToken']);
    const refused = await act.post('/auth/factors/backup-codes', {}, token);
    expect(refused.json['details']).toEqual({ kinds: ['passkey'] });
    const proof = await act.post('/auth/step-up', { kind: 'totp', answer: authenticatorCode(secret, nowMs()) }, token);
    expect([proof.status, proof.json['code']]).toEqual([403, 'access/denied']);
  });

  it('[PLT-18] asks after the identity provider too, where the organisation wants the step there', async () => {
    const ann = await act.person(tenant);
    await giveRole(ann.personId, 'viewer');
    const [row] = await withOwner(given.database.ownerUrl, ({ rows }) => rows(`select identity_id from auth.membership where person_id = '${ann.personId}'`)); // prettier-ignore
    const { orgId } = tenant;
    const person = { orgId, personId: ann.personId, identityId: String(row?.['identity_id']), firstFactor: 'sso' } as const; // prettier-ignore
    const enter = (second: 'asked' | 'left-out') =>
      openProved({ person: { ...person, second }, device: act.app().device }, given.test.server.tenancy.identity);
    expect(await enter('asked')).toMatchObject({ code: 'access/second-factor-needed', details: { setUp: ['passkey'] } }); // prettier-ignore
    expect(await enter('left-out')).toMatchObject({ ok: true });
  });
});

describe('the emergency access of a rule for a passkey', () => {
  it('[PLT-18] an owner also signs in by an authenticator app, and each such sign-in is noted', async () => {
    const ann = await act.person(tenant);
    await giveRole(ann.personId, 'owner');
    const app = act.app();
    const asked = stepIn(await act.signIn(ann.email, app.device));
    expect(asked.setUp).toEqual(['passkey', 'totp']);
    const set = await act.post('/auth/challenge/set-up', { challenge: asked.challenge, device: { id: app.device.id }, kind: 'totp' }); // prettier-ignore
    const secret = String(set.json['secret']);
    expect((await act.answerChallenge(asked.challenge, app, authenticatorCode(secret, nowMs()), 'totp')).status).toBe(200); // prettier-ignore
    expect(await emergencies(ann.personId)).toEqual([{ kind: 'totp' }]);
  });

  it('[PLT-18] an owner with a passkey is asked for it, and keeps the backup codes', async () => {
    const ann = await act.person(tenant);
    await addApp(ann.token);
    const { passkey } = await act.setUp(ann.token);
    await giveRole(ann.personId, 'owner');
    expect(stepIn(await act.signIn(ann.email)).kinds).toEqual(['passkey', 'backup-code']);
    expect((await act.signInBy(passkey)).status).toBe(200);
    expect(await emergencies(ann.personId)).toEqual([]);
  });

  it('[PLT-18] a person in the list for emergencies also signs in by an authenticator app', async () => {
    const ann = await act.person(tenant);
    await giveRole(ann.personId, 'viewer');
    expect(stepIn(await act.signIn(ann.email)).setUp).toEqual(['passkey']);
    await asOwner(`insert into auth.sso_rule (org_id, is_enforced, asks_second, break_glass) values ('${tenant.orgId}', false, false, '{${ann.personId}}')`); // prettier-ignore
    expect(stepIn(await act.signIn(ann.email)).setUp).toEqual(['passkey', 'totp']);
    await asOwner(`delete from auth.sso_rule where org_id = '${tenant.orgId}'`);
  });
});

describe('a rule for a passkey on a server without a name', () => {
  const local = givenServer({ publicUrl: 'http://127.0.0.1:20420' });
  const there = withBrowser(() => local.test);

  it('[PLT-18] accepts an authenticator app, because nobody can make a passkey there', async () => {
    const made = await local.test.tenant();
    const ann = await there.person(made);
    const change = (statement: string) => withOwner(local.database.ownerUrl, ({ run }) => run(statement));
    await change(`update store.platform_role set fields = fields || '{"secondFactor": "passkey"}' where org_id = '${made.orgId}' and fields ->> 'key' = 'member'`); // prettier-ignore
    expect(stepIn(await there.signIn(ann.email)).setUp).toEqual(['totp']);
  });
});
